"""Spliced texts: made of whole sentences of the texts that are given, and of nothing else."""

import re

from moderation.training.spliced import splice

TEXTS = ["The bus was late. Nobody said why!", "Rain again, bring your boots.", "no"]
SENTENCES = {"The bus was late.", "Nobody said why!", "Rain again, bring your boots."}


def test_every_sentence_is_one_of_theirs():
    found = {s for text in splice(TEXTS, 50) for s in re.split(r"(?<=[.!?])\s+", text)}
    assert found == SENTENCES


def test_the_seed_decides():
    assert splice(TEXTS, 20, seed=3) == splice(TEXTS, 20, seed=3)
    assert splice(TEXTS, 20, seed=3) != splice(TEXTS, 20, seed=4)
