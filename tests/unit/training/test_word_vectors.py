"""Word vectors learnt from texts: what stands in the same company is near, and the same texts give the same vectors."""

import numpy as np

from moderation.comment import Article
from moderation.features.word_vectors import unit
from moderation.training.word_vectors import FEWEST, fit_vectors, learn_vectors

RIDES = "the {} carried passengers downtown", "passengers left the {} downtown", "passengers missed the {}"
MEALS = "the {} tasted salty at dinner", "salty {} again for dinner", "dinner was {} and it burnt"
COMPANY = {"bus": RIDES, "tram": RIDES, "soup": MEALS, "bread": MEALS}
# texts are read once: a number makes each of the copies another one
TEXTS = [f"{t.format(word)} number{n}" for word, company in COMPANY.items() for t in company for n in range(20)]


def nearness(table, one, other):
    rows = unit(table.vectors[[table.stems.index(one), table.stems.index(other)]].astype(np.float32))
    return float(rows[0] @ rows[1])


def test_words_in_the_same_company_are_near():
    table = learn_vectors(TEXTS)
    assert nearness(table, "bus", "tram") > nearness(table, "bus", "soup") + 0.3


def test_the_same_texts_in_another_order_give_the_same_vectors():
    here, there = learn_vectors(TEXTS), learn_vectors(TEXTS[::-1])
    assert here.stems == there.stems
    assert nearness(here, "bus", "tram") == nearness(there, "bus", "tram")


def test_a_rare_stem_and_a_copied_text_teach_nothing():
    table = learn_vectors([*TEXTS, *["the zeppelin landed"] * (FEWEST + 1)])
    assert "zeppelin" not in table.stems
    assert table.vectors.dtype == np.int8


def test_frequent_tokens_weigh_less():
    table = learn_vectors(TEXTS)
    fitted = fit_vectors(table, TEXTS, [Article(id="a", headline="bus", body="bus\n\nbus tram")])
    norms = np.linalg.norm(table.vectors.astype(float), axis=1)
    weight = dict(zip(table.stems, fitted.weights * norms, strict=True))
    assert weight["salt"] < weight["burnt"]
    assert fitted.centres.shape == (3, table.vectors.shape[1])
