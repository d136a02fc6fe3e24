"""A pandas frame in, a frame out."""

from typing import TYPE_CHECKING

from moderation.bulk.scorer import PREFIX
from moderation.errors import FieldProblem, InvalidFieldError
from moderation.models.model import Model

if TYPE_CHECKING:
    import pandas as pd


def score_frame(frame: "pd.DataFrame", model: Model, *, text_column: str = "text") -> "pd.DataFrame":
    """Return a copy of `frame` with a `score_<head>` column a head, index and other columns as they were.

    Raises `InvalidFieldError` for a missing column and for rows whose text is no text, with their index.
    """
    if text_column not in frame.columns:
        known = ", ".join(map(str, frame.columns))
        raise InvalidFieldError([FieldProblem(text_column, f"is no column of the frame; there are {known}")])
    texts = frame[text_column].tolist()
    wrong = [index for index, text in zip(frame.index, texts, strict=True) if not isinstance(text, str)]
    if wrong:
        shown = ", ".join(map(str, wrong[:5]))
        message = f"is no text in {len(wrong)} rows (index {shown}): drop or fill them first"
        raise InvalidFieldError([FieldProblem(text_column, message)])
    scores = model.score_texts(texts)
    return frame.assign(**{PREFIX + head: values for head, values in scores.items()})
