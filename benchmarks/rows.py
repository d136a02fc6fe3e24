"""One row of the speed table, measured in a process of its own.

python -P benchmarks/rows.py NAME COMMENTS.json MODEL  prints the row as JSON

Run as a file, so that another environment's Python can run it too: only the standard library at the top.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

SINGLE_SECONDS = 3.0
MOST_CALLS = 10_000
BATCH_PASSES = 3

One = Callable[[str], Any]
Many = Callable[[Sequence[str]], Any]


def kernel(folder: str) -> tuple[One, Many]:
    """Return the public calls of the served model."""
    import moderation

    model = moderation.load(folder)
    comment = moderation.Comment
    return lambda text: model.score(comment(text)), model.score_texts


def bare(folder: str) -> tuple[One, Many]:
    """Return the compiled scorer without the dataclasses around it."""
    import moderation

    civility = moderation.load(folder)._civility  # noqa: SLF001  # the row is about this part
    return civility.values, civility.probabilities_of


def floor(folder: str) -> tuple[One, Many]:
    """Return hashing and looking up the same n-grams, without weights."""
    import moderation

    count = moderation.load(folder)._civility.count_work  # type: ignore[attr-defined]  # noqa: SLF001  # as above
    return count, lambda texts: [count(text) for text in texts]


def fallback(folder: str) -> tuple[One, Many]:
    """Return the definition in NumPy."""
    from moderation.label import Attribute
    from moderation.models import bundle
    from moderation.models.civility import CivilityModel

    loaded = bundle.load(folder)
    model = CivilityModel(tuple(Attribute(name) for name in loaded.manifest["heads"]), loaded)
    return model.values, model.probabilities_of


def pipeline(folder: str) -> tuple[One, Many]:
    """Return the fitted scikit-learn pipeline that the arrays were taken from."""
    import joblib

    fitted = joblib.load(Path(folder) / "pipelines.joblib")["civility"]
    return lambda text: fitted.predict_proba([text]), fitted.predict_proba


def profanity_check(_: str) -> tuple[One, Many]:
    """Return alt-profanity-check: word TF-IDF and a linear SVM, one output."""
    from profanity_check import predict_prob

    return lambda text: predict_prob([text]), predict_prob


def vader(_: str) -> tuple[One, Many]:
    """Return vaderSentiment: a lexicon and rules, one text at a time."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    score = SentimentIntensityAnalyzer().polarity_scores
    return score, lambda texts: [score(text) for text in texts]


def fasttext(_: str) -> tuple[One, Many]:
    """Return a small fastText classifier (2 to 5 characters, pairs of words); what it learnt does not matter here."""
    import fasttext as library

    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        for index, text in enumerate(read_comments()):
            file.write(f"__label__{index % 2} {text}\n")
        file.flush()
        model = library.train_supervised(file.name, minn=2, maxn=5, wordNgrams=2, dim=32, epoch=1, verbose=0, thread=1)
    predict = model.f.predict  # the binding itself: the Python around it does not run under NumPy 2
    return lambda t: predict(t + "\n", 2, 0.0, "strict"), lambda texts: [
        predict(t + "\n", 2, 0.0, "strict") for t in texts
    ]


def read_comments() -> list[str]:
    """Return the comments that every row is measured on."""
    return list(json.loads(Path(sys.argv[2]).read_text(encoding="utf-8")))


def resident_mb() -> float:
    """Return the resident memory of this process, MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def measure(name: str, folder: str) -> dict[str, float]:
    """Load a scorer, time single calls and batches on one core."""
    comments = read_comments()
    start = time.perf_counter()
    one, many = globals()[name](folder)
    one(comments[0])
    load = time.perf_counter() - start
    for text in comments[:50]:
        one(text)
    calls: list[int] = []
    stop = time.perf_counter() + SINGLE_SECONDS
    while len(calls) < MOST_CALLS and time.perf_counter() < stop:
        text = comments[len(calls) % len(comments)]
        before = time.perf_counter_ns()
        one(text)
        calls.append(time.perf_counter_ns() - before)
    seconds = []
    for _ in range(BATCH_PASSES):
        before_batch = time.perf_counter()
        many(comments)
        seconds.append(time.perf_counter() - before_batch)
    calls.sort()
    return {
        "p50_us": calls[len(calls) // 2] / 1000,
        "p99_us": calls[len(calls) * 99 // 100] / 1000,
        "batch_per_s": len(comments) / min(seconds),
        "load_s": load,
        "rss_mb": resident_mb(),
    }


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], sys.argv[3])))
