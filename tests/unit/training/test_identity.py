"""Sentences about identity terms: every term alike, hostile and harmless."""

from collections import Counter

import numpy as np

from moderation.training.corpora import HEADS
from moderation.training.identity import ADJECTIVES, NOUNS, identity_rows


def test_every_term_has_as_many_sentences_of_each_kind():
    rows = identity_rows(each=6)
    hostile = rows.shares[:, HEADS.index("identity_attack")]
    for terms in (ADJECTIVES, NOUNS):
        counts = Counter()
        for text, share in zip(rows.texts, hostile, strict=True):
            for term in terms:
                counts[term, share] += f" {term}" in f" {text}"
        assert all(counts[term, 0.0] >= 6 and counts[term, 1.0] >= 3 for term in terms)


def test_hostile_sentences_say_nothing_of_heads_they_were_not_made_for():
    rows = identity_rows()
    hostile = rows.shares[:, HEADS.index("toxicity")] == 1
    assert np.isnan(rows.shares[hostile, HEADS.index("profanity")]).all()
    assert (rows.shares[~hostile, HEADS.index("profanity")] == 0).all()


def test_the_same_seed_gives_the_same_sentences():
    assert list(identity_rows(seed=1).texts) == list(identity_rows(seed=1).texts)
