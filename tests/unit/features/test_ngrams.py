"""N-grams: what scikit-learn counts, found and hashed by array operations."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from moderation.features.ngrams import Block, extract, fingerprint
from moderation.features.normalise import normalise
from tests.reference import build_vectorizers

ANALYZERS = {block: vectorizer.build_analyzer() for block, vectorizer in build_vectorizers().items()}


@given(st.text())
def test_the_ngrams_are_those_that_scikit_learn_counts(text):
    expected = Counter(fingerprint(n, block) for block, analyze in ANALYZERS.items() for n in analyze(text))
    assert Counter(extract(normalise(text)).fingerprints.tolist()) == expected


def test_spans_point_at_the_ngrams_text():
    folded = "a bad dog"
    found = extract(folded)
    words = {folded[s:e] for s, e, b in zip(found.starts, found.ends, found.blocks, strict=True) if b == Block.WORD}
    assert words == {"a", "bad", "dog", "a bad", "bad dog"}


def test_a_million_unknown_ngrams_are_not_taken_for_known_ones(model):
    random = np.random.default_rng(1)
    letters = random.integers(ord("a"), ord("z") + 1, size=(1_000_000, 12), dtype=np.uint32)
    known = set(model._civility._fingerprints.tolist())
    text = " ".join("".join(map(chr, row)) for row in letters[:20_000])
    found = extract(text)
    long = found.fingerprints[(found.blocks == Block.WORD)]
    assert len(long) > 30_000
    assert not known.intersection(long.tolist())
