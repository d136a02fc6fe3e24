"""Originals of public corpora, as their owners publish them, turned into our columns.

Each function takes the frames of one corpus in the order of its addresses, every cell as text, and returns the columns
that `moderation.training.corpora` reads, with an `id`.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pandas as pd

Frames = Sequence[pd.DataFrame]


def read_original(path: Path) -> pd.DataFrame:
    """Read one original: CSV, or TSV by its name, every cell as text. Raises `ValueError` for what is neither."""
    separator = "\t" if path.suffix == ".tsv" else ","
    return pd.read_csv(path, sep=separator, dtype=str, keep_default_na=False, encoding="utf-8-sig")


def surge_toxicity(files: Frames) -> pd.DataFrame:
    """`text`, `is_toxic` (Toxic or Not Toxic)."""
    (rows,) = files
    return pd.DataFrame({"id": range(len(rows)), "text": rows["text"], "toxicity": _is(rows["is_toxic"], "Toxic")})


def madlibs(files: Frames) -> pd.DataFrame:
    """Text, label (BAD or NOT_BAD) and template, by position."""
    rows = files[0].set_axis(["text", "label", "template"], axis="columns")
    return pd.DataFrame(
        {
            "id": range(len(rows)),
            "text": rows["text"],
            "toxicity": _is(rows["label"], "BAD"),
            "template": rows["template"],
        }
    )


def wiki_debias(files: Frames) -> pd.DataFrame:
    """`rev_id`, `comment`, `is_toxic` (False in every row), `split`."""
    (rows,) = files
    return pd.DataFrame(
        {
            "id": rows["rev_id"],
            "text": rows["comment"],
            "toxicity": _is(rows["is_toxic"], "True"),
            "split": rows["split"],
        }
    )


def wiki_fuzzed(files: Frames) -> pd.DataFrame:
    """`rev_id`, `comment`, `toxic`: the fuzzed comments, then the same ones as they were."""
    fuzzed, plain = files
    rows = pd.concat([fuzzed.assign(split="fuzzed"), plain.assign(split="nonfuzzed")], ignore_index=True)
    return pd.DataFrame(
        {
            "id": rows["rev_id"],
            "text": rows["comment"],
            "toxicity": _is(rows["toxic"], "True"),
            "split": rows["split"],
        }
    )


def cat_small(files: Frames) -> pd.DataFrame:
    """`text`, `parent_text`, and labels out of context (`label_oc`, ours) and in it (`label_ic`)."""
    (rows,) = files
    return pd.DataFrame(
        {
            "id": range(len(rows)),
            "text": rows["text"],
            "toxicity": _number(rows["label_oc"]),
            "toxicity_in_context": _number(rows["label_ic"]),
            "parent_text": rows["parent_text"],
        }
    )


def edos(files: Frames) -> pd.DataFrame:
    """`rewire_id`, `text`, `label_sexist`, `label_category` ("1. threats …"), `label_vector`, `split`."""
    (rows,) = files
    return pd.DataFrame(
        {
            "id": rows["rewire_id"],
            "text": rows["text"],
            "sexist": _is(rows["label_sexist"], "sexist"),
            "threat": rows["label_category"].str.startswith("1.").astype(int),
            "split": rows["split"],
            "label_category": rows["label_category"],
            "label_vector": rows["label_vector"],
        }
    )


def hatemoji(files: Frames) -> pd.DataFrame:
    """`entry_id`, `text`, `label_gold`, `type`, `target`, `set`, `split`: train, dev, test."""
    rows = pd.concat(files, ignore_index=True)
    return pd.DataFrame(
        {
            "id": rows["entry_id"],
            "text": rows["text"],
            "hate": _number(rows["label_gold"]),
            "split": rows["split"].replace("dev", "val"),
            "type": rows["type"],
            "target": rows["target"],
            "set": rows["set"],
        }
    )


def paradetox(files: Frames) -> pd.DataFrame:
    """`toxic` and up to three rewritings of it: row i is `i_t`, its rewritings `i_n1` to `i_n3`."""
    (rows,) = files
    marks = {"toxic": "t", "neutral1": "n1", "neutral2": "n2", "neutral3": "n3"}
    cells = [
        (f"{row}_{mark}", cell.strip(), int(mark == "t"))
        for row, texts in enumerate(zip(*(rows[column].tolist() for column in marks), strict=True))
        for mark, cell in zip(marks.values(), texts, strict=True)
    ]
    return pd.DataFrame([cell for cell in cells if cell[1]], columns=["id", "text", "toxicity"])


def cai_wiki(files: Frames) -> pd.DataFrame:
    """Texts (`_unit_id`, `comment_text`), and one row a rater; labels are shares of raters."""
    texts, ratings = files
    columns = {"insult": "insult", "obscene": "obscene", "threat": "threat", "identity_hate": "identity_attack"}
    said = ratings.assign(**{column: _number(ratings[column]) for column in columns}).groupby("_unit_id")
    shares = said[list(columns)].mean().rename(columns=columns).assign(raters=said.size())
    joined = texts.rename(columns={"comment_text": "text"}).merge(shares, left_on="_unit_id", right_index=True)
    return joined[["_unit_id", "text", *columns.values(), "raters"]].rename(columns={"_unit_id": "id"})


_SPANS: Final = {
    "Insult": "insult",
    "Identity based Attack": "identity_attack",
    "Profane/Obscene": "obscene",
    "Threat": "threat",
    "Other Toxicity": "other_toxicity",
}


def civil_toxic_spans(files: Frames) -> pd.DataFrame:
    """Comments, annotations (one a rater), and the spans that annotations marked, each of a type.

    A label is the share of a comment's raters who marked at least one span of its type.
    """
    comments, annotations, spans = files
    by_comment = annotations.assign(
        toxic=1 - _is(annotations["not toxic"], "True"), all_toxic=_is(annotations["all toxic"], "True")
    ).groupby("comment_id")
    raters = by_comment.size()
    marks = spans.drop_duplicates(["annotation", "type"]).merge(annotations[["annotation", "comment_id"]])
    marked = pd.crosstab(marks["comment_id"], marks["type"])
    marked = marked.reindex(index=raters.index, columns=list(_SPANS), fill_value=0)
    labels = pd.DataFrame(
        {
            "toxicity": 1.0,
            "toxicity_rerated": by_comment["toxic"].mean(),
            **{column: marked[kind] / raters for kind, column in _SPANS.items()},
            "raters": raters,
            "all_toxic": by_comment["all_toxic"].mean(),
        }
    )
    joined = comments.merge(labels, left_on="comment_id", right_index=True)
    return joined.rename(columns={"comment_id": "id", "comment_text": "text"})


def _is(column: pd.Series, value: str) -> pd.Series:
    return (column == value).astype(int)


def _number(column: pd.Series) -> pd.Series:
    return pd.to_numeric(column)
