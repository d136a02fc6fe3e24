"""Score readers' comments on news sites for civility and stance, and say why.

The folder listing is the way of a comment:

    api        a request becomes a Comment, a Decision becomes a response
    checks     rules that need no model, one file a rule
    features   text becomes numbers, the same in training and in serving
    models     numbers become calibrated scores
    policy     scores and findings become a decision with its reasons
    learned    moderators' labels move the stance of their article's comments
    storage    comments, decisions and the append-only log, in SQLite or PostgreSQL
    training   labelled comments become the next model

>>> import moderation
>>> comment = moderation.Comment(text="Thank you for explaining the new timetable so clearly.")
>>> comment.is_reply
False

`moderation.load()` returns the model, `moderation.score(text)` scores one line with it.
"""

from functools import lru_cache
from typing import TYPE_CHECKING

from moderation.comment import Article, Comment
from moderation.decision import Action, Decision, Finding, Reason, Scores
from moderation.label import Attribute, Stance

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from moderation.models.model import Model

__version__ = "0.1.0"

__all__ = [
    "Action",
    "Article",
    "Attribute",
    "Comment",
    "Decision",
    "Finding",
    "Reason",
    "Scores",
    "Stance",
    "load",
    "score",
    "score_frame",
]


def load(path: "str | Path | None" = None) -> "Model":
    """Load a model bundle from `path`, or the one the settings name, with the stance scorer that they name.

    Raises `BundleError` where the folder is missing, damaged or of another format.
    """
    # imported here: `import moderation` stays light for callers that only want the vocabulary
    from moderation.models.model import Model  # noqa: PLC0415
    from moderation.settings import Settings  # noqa: PLC0415

    if path is not None:
        return Model.load(path)
    settings = Settings.from_environment()
    return Model.load(settings.model_path(), settings.semantic)


def score(text: str) -> Scores:
    """Score one line of text with the default model, loaded once and kept."""
    return _default_model().score(Comment(text=text))


def score_frame(frame: "pd.DataFrame", text_column: str = "text") -> "pd.DataFrame":
    """Return a copy of `frame` with a `score_<head>` column a head, by the default model."""
    from moderation.bulk.frame import score_frame as score_with  # noqa: PLC0415  # imported here: as in `load`

    return score_with(frame, _default_model(), text_column=text_column)


@lru_cache(maxsize=1)
def _default_model() -> "Model":
    return load()
