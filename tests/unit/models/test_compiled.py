"""The compiled scorer: the definition's answers for any text, at a cost that grows with the text and no faster."""

import gc
import os
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from moderation.errors import BundleError
from moderation.models import bundle as bundles
from moderation.models import compiled, native
from moderation.models.civility import CivilityModel
from moderation.models.compiled import CompiledCivility
from moderation.models.model import Model
from moderation.models.table import build_slots, row_bits

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=80)
CORPORA = sorted(Path(os.environ.get("MODERATION_CORPORA", "/nowhere")).glob("*/*.csv.gz"))


@pytest.fixture(scope="module")
def fast(model):
    assert isinstance(model._civility, CompiledCivility), "the kernel did not compile: the log says why"
    return model._civility


@pytest.fixture(scope="module")
def slow(model, model_folder):
    return CivilityModel(model.heads, bundles.load(model_folder))


@settings(max_examples=300, deadline=None)
@given(text=ANY_TEXT)
@example("")
@example("a")
@example("İstanbul ıI")
@example("e\u0301\u0301\u0301")
@example("\ud800 you idiot")
@example("😀😀😀😀 👨‍👩‍👧")
@example("ﷺ" * 5)
@example("\U0010ffff\x00 x")
def test_any_text_gets_the_definitions_probabilities(fast, slow, text):
    assert np.allclose(fast.values(text), slow.values(text), rtol=0, atol=1e-9)


@settings(max_examples=150, deadline=None)
@given(text=ANY_TEXT.filter(lambda t: not any("\ud800" <= c <= "\udfff" for c in t)))
@example("no no you you idiot idiot")
def test_any_text_gets_the_definitions_contributions(fast, slow, text):
    for head in fast.heads[:3]:
        assert np.allclose(fast.contributions(text, head), slow.contributions(text, head), rtol=0, atol=1e-9)


@settings(max_examples=50, deadline=None)
@given(texts=st.lists(ANY_TEXT, max_size=20))
def test_a_batch_is_its_texts_one_by_one(fast, texts):
    alone = np.array([fast.values(text) for text in texts]).reshape(len(texts), len(fast.heads))
    assert np.array_equal(fast.probabilities_of(texts), alone)


def test_batches_longer_than_one_call_keep_their_order(fast):
    texts = [f"comment number {i} é" if i % 5 == 0 else f"you idiot {i}" for i in range(700)]
    assert np.array_equal(fast.probabilities_of(texts), np.array([fast.values(t) for t in texts]))


@pytest.mark.parametrize("path", CORPORA, ids=lambda p: p.name)
def test_every_row_of_a_corpus_gets_the_fitted_pipelines_probabilities(trained, model, path):
    frame = pd.read_csv(path)
    texts = frame.select_dtypes(exclude="number").iloc[:, 0].dropna().astype(str).tolist()
    for first in range(0, len(texts), 5000):
        part = texts[first : first + 5000]
        served = np.column_stack(list(model.score_texts(part).values()))
        assert np.abs(trained.civility.predict_proba(part) - served).max() < 1e-5


@pytest.mark.parametrize(
    "unit",
    ["a", "ab ", "You are wrong about the timetable. ", "ﷺ ", "1", "!?"],
    ids=["one character", "short words", "a sentence", "a ligature of 18", "digits", "punctuation"],
)
def test_the_work_grows_with_the_text_and_no_faster(fast, unit):
    # enough characters that edges do not count; the work is in slots looked at, so that no clock is read
    short, long = unit * (20_000 // len(unit)), unit * (200_000 // len(unit))
    assert fast.count_work(long) <= 10.1 * fast.count_work(short) + 50


def test_no_ngram_of_a_million_is_looked_for_in_many_places(fast):
    letters = np.random.default_rng(3).integers(ord("a"), ord("z") + 1, size=(25_000, 9))
    text = " ".join("".join(map(chr, word)) for word in letters.tolist())
    ngrams = 25_000 * 2 + 25_000 * (10 + 9 + 8 + 7)
    assert fast.count_work(text) < 3 * ngrams


def test_a_million_random_fingerprints_are_not_taken_for_known_ones(slow):
    known = np.asarray(slow._fingerprints)
    slots, bits = build_slots(known), np.uint64(row_bits(len(known)))
    keys = np.random.default_rng(0).integers(0, 2**64, 1_000_000, dtype=np.uint64)
    keys = keys[~np.isin(keys, known)]
    place, found = (keys & np.uint64(len(slots) - 1)).astype(np.int64), 0
    while len(keys):
        taken = slots[place] != 0
        keys, place = keys[taken], place[taken]
        found += int(((slots[place] ^ keys) >> bits == 0).sum())
        place = (place + 1) % len(slots)
    assert found == 0


def test_every_known_fingerprint_is_found_at_its_row(slow):
    known = np.asarray(slow._fingerprints)
    slots, bits = build_slots(known), np.uint64(row_bits(len(known)))
    rows = (slots[slots != 0] & ((np.uint64(1) << bits) - np.uint64(1))) - np.uint64(1)
    assert sorted(rows.tolist()) == list(range(len(known)))
    assert np.array_equal(slots[slots != 0] >> bits, known[rows.astype(np.int64)] >> bits)


def test_fingerprints_that_cannot_be_told_apart_are_refused():
    with pytest.raises(BundleError, match="nearly the same fingerprint"):
        build_slots(np.array([8, 1 << 40, (1 << 40) + 1], dtype=np.uint64))


def test_a_pickled_model_is_loaded_again_by_its_folder(model):
    copy = pickle.loads(pickle.dumps(model))  # noqa: S301  # our own bytes
    assert copy.folder == model.folder
    assert np.array_equal(copy.score_texts(["You idiot"])["toxicity"], model.score_texts(["You idiot"])["toxicity"])


def test_a_model_without_a_folder_is_not_pickled(model_folder):
    loaded = bundles.load(model_folder)
    with pytest.raises(BundleError, match="not loaded from a folder"):
        pickle.dumps(Model(bundles.Bundle(loaded.arrays, loaded.manifest)))


def test_without_a_compiler_numpy_scores(model, model_folder, monkeypatch, caplog):
    monkeypatch.setattr(native, "_objects", lambda _: (_ for _ in ()).throw(RuntimeError("numba is not installed")))
    native.load.cache_clear()
    try:
        plain = compiled.build_civility_model(model.heads, bundles.load(model_folder))
    finally:
        native.load.cache_clear()
    assert type(plain) is CivilityModel
    assert "scoring with NumPy" in caplog.text
    assert np.allclose(plain.values("You idiot"), model._civility.values("You idiot"), rtol=0, atol=1e-9)


def test_the_served_process_does_not_load_numba(model_folder):
    code = f"import sys, moderation; moderation.load({str(model_folder)!r}); print('numba' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"


def test_memory_outlives_the_model_it_was_made_with(model_folder):
    score = Model.load(model_folder)._civility.probabilities_of
    gc.collect()
    assert 0 < score(["You idiot"])[0, 0] < 1
