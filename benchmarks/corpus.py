"""How good `data/` is as a corpus: counts, near-duplicates, diversity, balance, and what a model learns from it alone.

MODERATION_CORPORA=FOLDER python -m benchmarks.corpus [--data FOLDER] [--json FILE]

The comparison with other people's comments, and the transfer to them, need the public corpora; without the folder they
are left out and said to be.
"""

import argparse
import json
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from datasketch import MinHash, MinHashLSH
from rich.console import Console
from rich.table import Table
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import cohen_kappa_score, roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict

from moderation.features.normalise import normalise
from moderation.training.contrast import civility_rows, read_contrast
from moderation.training.corpora import read_frame
from moderation.training.data import LABELS, Dataset, read_dataset
from moderation.training.estimator import build_civility

#: The sets whose mean counts, each with its label; then every other labelled set with two classes.
JUDGED: Final = {
    "jigsaw_wiki20k": "toxicity",
    "cat_small": "toxicity",
    "kaggle_insults_train": "insult",
    "surge_toxicity": "toxicity",
    "ucc_val": "hostile",
}
OTHERS: Final = {
    "jigsaw_multilabel": "toxicity",
    "cat_large_in_context": "toxicity",
    "cai_wiki2377": "insult",
    "paradetox": "toxicity",
    "edos": "sexist",
    "hatemojibuild": "hate",
    "mupid": "impoliteness",
    "wiki_fuzzed_pair": "toxicity",
    "madlibs77k": "toxicity",
}
PEERS: Final = ("cat_large_in_context", "ucc_val", "kaggle_insults_train")
JACCARD: Final = 0.6
_WORD: Final = re.compile(r"\w+")


def shingles(text: str, size: int = 5) -> set[str]:
    """Return the character 5-grams of folded text."""
    folded = normalise(text)
    return {folded[i : i + size] for i in range(max(1, len(folded) - size + 1))}


def near_duplicates(texts: Sequence[str], shortest: int = 15) -> list[tuple[int, int, float]]:
    """Return pairs of rows with a Jaccard similarity over `JACCARD`: candidates by MinHash, checked exactly.

    Texts under `shortest` characters ("Lol") are left out: any board repeats them.
    """
    index = MinHashLSH(threshold=0.5, num_perm=128)
    sets: dict[int, set[str]] = {}
    pairs = []
    for row, text in enumerate(texts):
        if len(text) < shortest:
            continue
        sets[row] = shingles(text)
        sketch = MinHash(num_perm=128)
        sketch.update_batch([s.encode() for s in sets[row]])
        for other in index.query(sketch):
            jaccard = len(sets[row] & sets[other]) / len(sets[row] | sets[other])
            if jaccard > JACCARD:
                pairs.append((other, row, jaccard))
        index.insert(row, sketch)
    return pairs


def diversity(texts: Sequence[str], tokens: int) -> dict[str, float]:
    """Return type-token ratio, distinct bigrams and trigrams over the first `tokens` words."""
    words = [w for text in texts for w in _WORD.findall(normalise(text))][:tokens]
    result = {"types_per_token": len(set(words)) / len(words)}
    for n, name in ((2, "distinct_bigrams"), (3, "distinct_trigrams")):
        grams = list(zip(*(words[i:] for i in range(n)), strict=False))
        result[name] = len(set(grams)) / len(grams)
    return result


def domain_auc(ours: Sequence[str], theirs: Sequence[str], groups: Sequence[str]) -> float:
    """Return how well a classifier tells our comments from other people's (0.5: not at all), by held-out article."""
    texts = [*ours, *theirs]
    labels = np.array([1] * len(ours) + [0] * len(theirs))
    parts = [*groups, *(f"theirs {i % 50}" for i in range(len(theirs)))]
    features = TfidfVectorizer(preprocessor=normalise, ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    scores = cross_val_predict(
        LogisticRegression(C=4, solver="liblinear"),
        features.fit_transform(texts),
        labels,
        groups=parts,
        cv=GroupKFold(5),
        method="decision_function",
    )
    return float(roc_auc_score(labels, scores))


def read_public(folder: Path, name: str, label: str | None = None) -> pd.DataFrame:
    """Read a public corpus; with a label, only the rows that have it."""
    frame = read_frame(folder, name)
    return frame.dropna(subset=["text", label] if label else ["text"])


def transfer(dataset: Dataset, contrast: pd.DataFrame, corpora: Path) -> dict[str, float]:
    """Train the toxicity head on everything in `data/` that may train, and return its AUC on each public set."""
    frame = dataset.split("train", "dev")
    extra = civility_rows(contrast, "train")
    extra = extra[extra["attribute"] == "toxicity"]
    texts = [*frame["text"], *extra["text"]]
    labels = np.concatenate((frame["toxicity"].to_numpy(float), extra["share"].to_numpy(float)))
    groups = [*frame["article_id"], *extra["group"]]
    model = build_civility(["toxicity"]).fit(texts, labels.reshape(-1, 1), heads__groups=groups)
    result = {}
    for name, label in (JUDGED | OTHERS).items():
        public = read_public(corpora, name, label)
        scores = model.decision_function(public["text"].astype(str).tolist())[:, 0]
        result[name] = float(roc_auc_score(public[label].astype(float) >= 0.5, scores))
    return result


def kappas(folder: Path) -> dict[str, float]:
    """Return Cohen's kappa of two blind labellings of the same comments, per label; shares count from 0.5."""
    if not folder.is_dir():
        return {}
    first, second = (pd.read_csv(folder / name, keep_default_na=False) for name in ("first.csv", "second.csv"))
    result = {"stance": float(cohen_kappa_score(first["stance"], second["stance"]))}
    for label in LABELS:
        a, b = first[label].astype(float) >= 0.5, second[label].astype(float) >= 0.5
        result[label] = float(cohen_kappa_score(a, b)) if a.any() or b.any() else float("nan")
    return result


def counts(dataset: Dataset, contrast: pd.DataFrame, beats: dict[str, str]) -> dict[str, Any]:
    """Return sizes, shares and the largest majority of one side under an article."""
    frame = dataset.comments
    taken = frame[frame["stance"] != "neutral"]
    sides = pd.crosstab(taken["article_id"], taken["stance"])
    majority = sides.max(axis=1) / frame.groupby("article_id").size()
    lengths = frame["text"].str.len()
    return {
        "articles": len(dataset.articles),
        "beats": len(set(beats.values())),
        "comments": len(frame),
        "replies": int((frame["parent_id"] != "").sum()),
        "uncivil_share": round(float(dataset.uncivil(frame).mean()), 4),
        "shortest": int(lengths.min()),
        "longest": int(lengths.max()),
        "under_50": int((lengths < 50).sum()),
        "largest_stance_majority": round(float(majority.max()), 4),
        "contrast_rows": len(contrast),
        "contrast_groups": int(contrast["group"].nunique()),
        "contrast_identity_terms": int(contrast.loc[contrast["identity"] != "", "identity"].nunique()),
    }


def print_table(console: Console, title: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Print one table, numbers to three places."""
    table = Table(title=title, title_justify="left", title_style="bold")
    for i, column in enumerate(columns):
        table.add_column(column, justify="left" if i == 0 else "right")
    for row in rows:
        table.add_row(*(f"{c:.3f}" if isinstance(c, float) else str(c) for c in row))
    console.print(table)


def print_balance(console: Console, dataset: Dataset, beats: dict[str, str]) -> None:
    """Print the labels beat by beat."""
    frame = dataset.comments.assign(beat=dataset.comments["article_id"].map(beats))
    rows = []
    for beat, part in frame.groupby("beat"):
        stances = part["stance"].value_counts(normalize=True)
        shares = [float(stances.get(s, 0)) for s in ("support", "oppose", "neutral")]
        labels = [float((part[c] >= 0.5).mean()) for c in ("toxicity", "constructive")]
        rows.append((beat, len(part), *shares, *labels, float((part["on_topic"] < 0.5).mean())))
    columns = ("beat", "comments", "support", "oppose", "neutral", "toxic", "constructive", "off topic")
    print_table(console, "Balance by beat", columns, rows)


def compare(console: Console, texts: Sequence[str], groups: Sequence[str], corpora: Path) -> dict[str, float]:
    """Print lengths and diversity beside other people's comments; return the domain AUCs.

    `domain_auc` is against cat_large_in_context, whose rows are mostly talk pages of Wikipedia; `domain_auc_news`
    against comments of news sites and forums.
    """
    sources = {"ours": list(texts)}
    for name in PEERS:
        public = read_public(corpora, name)["text"].astype(str)
        sources[name] = public.sample(min(len(texts), len(public)), random_state=0).tolist()
    tokens = min(sum(len(_WORD.findall(t)) for t in part) for part in sources.values())
    random = np.random.default_rng(0)
    rows = []
    for name, part in sources.items():
        quantiles = np.percentile([len(t) for t in part], [10, 25, 50, 75, 90]).astype(int).tolist()
        shuffled = [part[i] for i in random.permutation(len(part))]
        rows.append((name, len(part), *quantiles, *diversity(shuffled, tokens).values()))
    print_table(
        console,
        f"Length (characters, by percentile) and diversity (over {tokens:,} words)",
        ("corpus", "rows", "10 %", "25 %", "50 %", "75 %", "90 %", "types/token", "bigrams", "trigrams"),
        rows,
    )
    news = [*sources["ucc_val"], *sources["kaggle_insults_train"]]
    return {
        "domain_auc": round(domain_auc(texts, sources["cat_large_in_context"], groups), 4),
        "domain_auc_news": round(domain_auc(texts, news, groups), 4),
    }


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("data"))
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    console = Console(width=140)
    dataset, contrast = read_dataset(arguments.data), read_contrast(arguments.data / "contrast")
    lines = (arguments.data / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    beats = {record["id"]: record["beat"] for record in map(json.loads, lines)}
    frame = dataset.comments
    texts, groups = frame["text"].tolist(), frame["article_id"].tolist()

    figures: dict[str, Any] = counts(dataset, contrast, beats)
    print_table(console, "Counts", ("figure", "value"), list(figures.items()))
    print_balance(console, dataset, beats)
    pairs = near_duplicates(texts)
    for first, second, jaccard in pairs:
        console.print(f"near-duplicate ({jaccard:.2f}): {frame['id'][first]} ~ {frame['id'][second]}")
    figures["near_duplicates"] = len(pairs)
    figures["kappa"] = {k: round(v, 4) for k, v in kappas(arguments.data / "agreement").items()}
    print_table(console, "Agreement with a blind second labelling", ("label", "kappa"), list(figures["kappa"].items()))
    corpora = os.environ.get("MODERATION_CORPORA")
    if corpora:
        figures |= compare(console, texts, groups, Path(corpora))
        aucs = transfer(dataset, contrast, Path(corpora))
        figures["toxicity_auc"] = {k: round(v, 4) for k, v in aucs.items()}
        figures["toxicity_auc"]["mean"] = round(float(np.mean([aucs[name] for name in JUDGED])), 4)
        rows = [(k, "yes" if k in JUDGED else "", v) for k, v in figures["toxicity_auc"].items()]
        print_table(
            console, "Toxicity head trained on data/ alone", ("tested on", "counts in the mean", "ROC AUC"), rows
        )
    else:
        console.print("MODERATION_CORPORA is not set: no comparison with public corpora, no transfer.")
    for name in ("near_duplicates", "domain_auc", "domain_auc_news"):
        console.print(f"{name:16} {figures.get(name, '-')}")
    if arguments.json:
        flat = {
            name if inner is None else f"{name}.{inner}": value
            for name, found in figures.items()
            for inner, value in (found.items() if isinstance(found, dict) else [(None, found)])
        }
        arguments.json.write_text(json.dumps(flat, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
