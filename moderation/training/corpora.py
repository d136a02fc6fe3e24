"""Public corpora as training rows: read, map labels onto our attributes, mask what a corpus does not label.

The sentences stay outside the project, in the folder that `MODERATION_CORPORA` names; `docs/corpora.md` says where each
comes from. A corpus trains a model that is shipped only where its owners' licence allows it (`ships`).
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from moderation.errors import DataError
from moderation.features.normalise import normalise
from moderation.label import CIVILITY, Attribute

Floats = NDArray[np.float64]
HEADS: Final = tuple(a.value for a in Attribute)
#: Labels that teach a head without being one: our own reading of public texts (`public_labels`).
READ_AGAIN: Final = "toxicity_read_again"
AUXILIARY: Final = (READ_AGAIN, "antagonise")
#: What a row can be labelled with; the heads come first.
LABELS: Final = (*HEADS, *AUXILIARY)

#: What a corpus says of each head: shares 0..1, NaN where it does not say.
Labels = dict[str, pd.Series]
_SEVERER: Final = tuple(a.value for a in CIVILITY if a is not Attribute.TOXICITY)


@dataclass(frozen=True, slots=True)
class Corpus:
    """One public corpus: its file in the folder, what its columns mean, and whether shipped weights may learn from it.

    `held_out` names the rows that only ever test; without it a corpus is for training (`ships`) or for development.
    """

    name: str
    licence: str
    address: str
    ships: bool
    labels: Callable[[pd.DataFrame], Labels]
    held_out: Callable[[pd.DataFrame], "pd.Series[bool]"] | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """Texts with their labels: `shares` (rows, `LABELS`) in 0..1 with NaN, the corpus and the group of each row."""

    texts: Sequence[str]
    shares: Floats
    corpus: NDArray[np.str_]
    group: NDArray[np.str_]

    def take(self, rows: NDArray[np.int64]) -> "Rows":
        """Return some of the rows."""
        return Rows([self.texts[i] for i in rows.tolist()], self.shares[rows], self.corpus[rows], self.group[rows])


def join(parts: Sequence[Rows]) -> Rows:
    """Return the rows of all parts, one after another."""
    return Rows(
        [text for part in parts for text in part.texts],
        np.concatenate([part.shares for part in parts]),
        np.concatenate([part.corpus for part in parts]),
        np.concatenate([part.group for part in parts]),
    )


def read_corpus(folder: Path, corpus: Corpus, *, held_out: bool = False) -> Rows:
    """Read the rows of one corpus that may train, or those that are held out.

    Raises `DataError` for a file that is missing, cut short, or lacks a column.
    """
    frame = read_frame(folder, corpus.name)
    try:
        said = corpus.labels(frame)
        if corpus.held_out is not None:
            rows = corpus.held_out(frame) == held_out
            frame, said = frame[rows], {head: values[rows] for head, values in said.items()}
    except KeyError as error:
        raise DataError(place(folder, corpus.name), "the column is missing", column=str(error.args[0])) from error
    return rows_of(corpus.name, frame["text"].tolist(), said)


def place(folder: Path, name: str) -> Path:
    """Return where a prepared corpus is in the folder of corpora."""
    return folder / "civility" / f"{name}.csv.gz"


def read_frame(folder: Path, name: str) -> pd.DataFrame:
    """Read one corpus as it is. Raises `DataError` where that cannot be done."""
    return read_prepared(place(folder, name))


def read_prepared(path: Path) -> pd.DataFrame:
    """Read one prepared file. Raises `DataError` where that cannot be done."""
    if not path.is_file():
        raise DataError(
            path,
            "there is no such file; `moderation corpora fetch` gets it, or see docs/corpora.md",
        )
    try:
        frame = pd.read_csv(path, dtype={"text": str}, keep_default_na=True, encoding="utf-8")
    except (ValueError, OSError, EOFError) as error:
        raise DataError(path, f"not gzip CSV in UTF-8: {error}") from error
    if "text" not in frame:
        raise DataError(path, "the column is missing", column="text")
    return frame.assign(text=frame["text"].fillna(""))


def rows_of(name: str, texts: Sequence[str], said: Labels, groups: Sequence[str] | None = None) -> Rows:
    """Put labels into the order of `LABELS`, NaN where nothing is said."""
    shares = np.full((len(texts), len(LABELS)), np.nan)
    for label, values in said.items():
        shares[:, LABELS.index(label)] = values.to_numpy(dtype=float)
    group = groups if groups is not None else [f"{name}-{i}" for i in range(len(texts))]
    return Rows(texts, shares, np.full(len(texts), name), np.array(group, dtype=str))


_NO_WORD: Final = re.compile(r"[\W_]+")


def text_key(text: str) -> int:
    """Hash what a reader would call the same text: folded, without punctuation and blanks, 64 bits.

    >>> text_key("You  IDIOT!") == text_key("you, idiot")
    True
    """
    folded = _NO_WORD.sub("", normalise(text))
    return int.from_bytes(hashlib.blake2b(folded.encode("utf-8", "replace"), digest_size=8).digest(), "little")


def text_keys(texts: Iterable[str]) -> NDArray[np.uint64]:
    """Return `text_key` of each text."""
    return np.array([text_key(text) for text in texts], dtype=np.uint64)


def without_repeats(rows: Rows, forbidden: NDArray[np.uint64]) -> tuple[Rows, NDArray[np.uint64]]:
    """Drop rows whose text comes before in `rows` or is among `forbidden`; return what stays and its keys.

    Of a repeated text the first row stays: put the corpora with the best labels first.
    """
    keys = text_keys(rows.texts)
    first = np.zeros(len(keys), dtype=bool)
    first[np.unique(keys, return_index=True)[1]] = True
    kept = np.flatnonzero(first & ~np.isin(keys, forbidden))
    return rows.take(kept), keys[kept]


def _shares(frame: pd.DataFrame, **columns: str) -> Labels:
    return {head: frame[column].astype(float) for head, column in columns.items()}


def _clean_means_clean(labels: Labels) -> Labels:
    """Say no to every severer head where a row is not toxic, and nothing where it is."""
    clean = labels["toxicity"].where(labels["toxicity"] == 0)
    return {**dict.fromkeys(_SEVERER, clean), **labels}


def _wiki(frame: pd.DataFrame) -> Labels:
    return _clean_means_clean(_shares(frame, toxicity="toxicity"))


def _six(frame: pd.DataFrame) -> Labels:
    same = ("toxicity", "severe_toxicity", "insult", "threat", "identity_attack")
    return _shares(frame, profanity="obscene", **dict(zip(same, same, strict=True)))


def _spans(frame: pd.DataFrame) -> Labels:
    return _shares(
        frame,
        toxicity="toxicity_rerated",
        insult="insult",
        identity_attack="identity_attack",
        profanity="obscene",
        threat="threat",
    )


def _cai(frame: pd.DataFrame) -> Labels:
    four = _shares(frame, insult="insult", profanity="obscene", threat="threat", identity_attack="identity_attack")
    return {"toxicity": pd.concat(four.values(), axis=1).max(axis=1), **four}


def _edos(frame: pd.DataFrame) -> Labels:
    # its other rows are from boards full of other abuse: that they are not sexist says nothing of them
    hard = frame["label_category"].str.startswith(("1.", "2."))
    return {
        "toxicity": hard.astype(float).where(hard),
        "identity_attack": frame["sexist"].astype(float).where(frame["sexist"] == 1),
        "threat": frame["threat"].astype(float),
    }


def _hate(frame: pd.DataFrame) -> Labels:
    hate = frame["hate"].astype(float)
    return {"toxicity": hate.where(hate == 1), "identity_attack": hate}


def _toxicity_only(frame: pd.DataFrame) -> Labels:
    return _shares(frame, toxicity="toxicity")


def _ucc(frame: pd.DataFrame) -> Labels:
    return _shares(
        frame,
        toxicity="hostile",
        insult="antagonise",
        condescending="condescending",
        dismissive="dismissive",
        sarcastic="sarcastic",
        generalising="generalisation",
    )


_KAGGLE: Final = "https://www.kaggle.com/c/"
_GITHUB: Final = "https://github.com/"
_JIGSAW: Final = "labels CC0, text CC BY-SA 3.0"

#: In the order in which repeated texts are kept: those with most labels first.
CORPORA: Final = (
    Corpus("jigsaw_multilabel", _JIGSAW, _KAGGLE + "jigsaw-toxic-comment-classification-challenge", True, _six),
    Corpus("cai_wiki2377", "Apache-2.0", _GITHUB + "conversationai/conversationai-models", True, _cai),
    Corpus(
        "jigsaw_wiki20k",
        _JIGSAW,
        _KAGGLE + "jigsaw-toxic-comment-classification-challenge",
        True,
        _wiki,
        held_out=lambda frame: frame["split"] == "part2",
    ),
    Corpus("cat_large_in_context", "Apache-2.0, text CC0", _GITHUB + "ipavlopoulos/context_toxicity", True, _wiki),
    Corpus("civil_toxic_spans", "CC0", _GITHUB + "ipavlopoulos/toxic_spans", True, _spans),
    Corpus("paradetox", "CC0", _GITHUB + "s-nlp/paradetox", True, _toxicity_only),
    Corpus("edos", "CC0", _GITHUB + "rewire-online/edos", True, _edos),
    Corpus("hatemojibuild", "CC BY 4.0", _GITHUB + "HannahKirk/Hatemoji", True, _hate),
    Corpus("wiki_debias_nontoxic", "CC BY 4.0", _GITHUB + "conversationai/unintended-ml-bias-analysis", True, _wiki),
)

#: Only ever measured on. The licences of the last three forbid more; the others are kept apart as tests.
DEV_CORPORA: Final = (
    Corpus("cat_small", "Apache-2.0, text CC0", _GITHUB + "ipavlopoulos/context_toxicity", False, _toxicity_only),
    Corpus("surge_toxicity", "MIT", _GITHUB + "surge-ai/toxicity", False, _toxicity_only),
    Corpus("madlibs77k", "CC BY 4.0", _GITHUB + "conversationai/unintended-ml-bias-analysis", False, _toxicity_only),
    Corpus(
        "wiki_fuzzed_pair", "CC BY 4.0", _GITHUB + "conversationai/unintended-ml-bias-analysis", False, _toxicity_only
    ),
    Corpus("ucc_val", "CC BY-NC-SA 4.0", _GITHUB + "conversationai/unhealthy-conversations", False, _ucc),
    Corpus(
        "kaggle_insults_train",
        "none stated",
        _KAGGLE + "detecting-insults-in-social-commentary",
        False,
        lambda frame: _shares(frame, insult="insult"),
    ),
    Corpus(
        "mupid",
        "none stated",
        "",
        False,
        lambda frame: _shares(frame, toxicity="impoliteness", identity_attack="intolerance"),
    ),
)
