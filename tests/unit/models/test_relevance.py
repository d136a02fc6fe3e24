"""Relevance from a bundle: with word vectors, with wordllama where it is installed, and from before there were any."""

import subprocess
import sys
from dataclasses import replace
from importlib.util import find_spec

import numpy as np
import pytest

from moderation.comment import Article, Comment
from moderation.features import wordllama
from moderation.features.word_vectors import StemTable
from moderation.models import bundle as bundles
from moderation.models.model import Model
from moderation.models.relevance import RelevanceModel, decode_table, encode_table
from moderation.settings import PRETRAINED
from moderation.training import export
from moderation.training.fit import articles_of
from moderation.training.relevance import fit_relevance
from moderation.training.word_vectors import learn_vectors

ARTICLE = Article(
    id="a",
    headline="Council votes to close Mill Road to cars",
    summary="The road will be closed to private cars from June.",
    body="Buses may still use it.\n\nShopkeepers fear for their trade.",
)
TEXTS = ["The buses were late before the road closed.", "My cat is ill and nobody here can help.", ""]

needs_wordllama = pytest.mark.skipif(
    find_spec("wordllama") is None, reason="needs wordllama, of the extra `semantic`: make test-semantic"
)


class FakeStatic(StemTable):
    """In wordllama's place: a vector for a few stems."""

    def __init__(self):
        stems = ["bus", "road", "car", "cat"]
        super().__init__(stems, np.random.default_rng(0).normal(size=(4, 8)).astype(np.float16))


def nothing():
    return None


@pytest.fixture(scope="module")
def material(dataset):
    frame = dataset.split("train", "dev").iloc[::10]
    return frame["text"].tolist(), articles_of(dataset, frame), np.ones(len(frame))


@pytest.fixture(scope="module")
def words(material):
    return learn_vectors([*material[0], *(a.body for a in dict.fromkeys(material[1]))])


def saved(estimator, folder):
    arrays, spec = export.relevance_arrays(estimator), export.relevance_spec(estimator)
    bundles.save(folder, arrays, {"relevance": spec})
    return bundles.load(folder)


@pytest.fixture(scope="module")
def full(material, words):
    return fit_relevance(*material, words=words, load_static=FakeStatic)


@pytest.fixture(scope="module")
def bundle(full, tmp_path_factory):
    return saved(full, tmp_path_factory.mktemp("relevance"))


@pytest.mark.parametrize(("load_static", "semantic"), [(FakeStatic, True), (nothing, False)], ids=["with", "without"])
def test_what_is_served_is_what_was_fitted(full, bundle, load_static, semantic):
    model = RelevanceModel(bundle, load_static)
    assert model.with_wordllama is semantic
    fitted = full.probabilities(TEXTS, [ARTICLE] * 3, semantic=semantic)
    assert model.probabilities(TEXTS, ARTICLE) == pytest.approx(fitted, abs=0.01)


def test_each_answer_has_its_own_weights_and_limits(bundle):
    spec = bundle.manifest["relevance"]
    assert spec["semantic"]["on_topic_from"] != spec["on_topic_from"]
    assert bundle.arrays["relevance_semantic"].size == bundle.arrays["relevance_weights"].size + 6


def test_the_light_answer_does_not_depend_on_wordllama(material, words, full):
    alone = fit_relevance(*material, words=words, load_static=nothing)
    assert alone.semantic is None
    assert np.array_equal(alone.light.weights, full.light.weights)
    assert "semantic" not in export.relevance_spec(alone)


def test_a_bundle_fitted_with_other_vectors_gives_the_light_answer(bundle):
    spec = bundle.manifest["relevance"]
    other = {**spec, "semantic": {**spec["semantic"], "vectors": "of another size"}}
    model = RelevanceModel(replace(bundle, manifest={"relevance": other}), FakeStatic)
    light = RelevanceModel(bundle, nothing)
    assert not model.with_wordllama
    assert np.array_equal(model.probabilities(TEXTS, ARTICLE), light.probabilities(TEXTS, ARTICLE))


def test_a_bundle_without_word_vectors_still_answers(material, tmp_path):
    estimator = fit_relevance(*material, load_static=nothing)
    model = RelevanceModel(saved(estimator, tmp_path), FakeStatic)
    assert model.probabilities(TEXTS, ARTICLE) == pytest.approx(estimator.probabilities(TEXTS, [ARTICLE] * 3), abs=0.01)


def test_a_bundle_from_before_with_half_precision_still_loads(full, bundle):
    background = {f"relevance_{n}": t.astype(np.float16) for n, t in full.background._asdict().items()}
    old = replace(bundle, arrays={**bundle.arrays, **background})
    here, there = (RelevanceModel(b, nothing).probabilities(TEXTS, ARTICLE) for b in (old, bundle))
    assert here == pytest.approx(there, abs=0.01)


def test_many_texts_are_scored_as_each_alone(bundle):
    model = RelevanceModel(bundle, FakeStatic)
    alone = [model.probabilities([text], ARTICLE)[0] for text in TEXTS]
    assert model.probabilities(TEXTS, ARTICLE) == pytest.approx(alone, abs=1e-6)
    assert model.probabilities([], ARTICLE).shape == (0,)


def test_a_table_in_bytes_keeps_zeros_and_is_near():
    table = np.array([0, 1e-4, 0.03, 1, 9.5], dtype=np.float32)
    decoded = decode_table(encode_table(table))
    assert decoded[0] == 0
    assert np.abs(np.sqrt(decoded) - np.sqrt(table)).max() <= np.sqrt(9.5) / 255 / 2 + 1e-6
    assert not decode_table(encode_table(np.zeros(3, dtype=np.float32))).any()


def test_a_bundle_without_semantic_weights_loads_nothing_of_wordllama(material, words, tmp_path):
    saved(fit_relevance(*material, words=words, load_static=nothing), tmp_path)
    code = (
        "import sys; from pathlib import Path; from moderation.models import bundle\n"
        "from moderation.models.relevance import RelevanceModel\n"
        f"RelevanceModel(bundle.load(Path({str(tmp_path)!r})))\n"
        "print([m for m in ('wordllama', 'tokenizers', 'safetensors') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_the_shipped_bundle_answers():
    assert 0 < Model.load(PRETRAINED).score(Comment(TEXTS[0], article=ARTICLE)).relevance.score < 1


@needs_wordllama
def test_wordllama_is_read_without_importing_the_package():
    code = "import sys; from moderation.features import wordllama; wordllama.load(); print('wordllama' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


@needs_wordllama
def test_wordllama_reads_any_text_one_or_many():
    table = wordllama.load()
    texts = ["The bus is late.", "", "\ud800", "<pad></s>[PAD]<|endoftext|>", "ß🎈"]
    together = table.read(texts)
    assert [t.tolist() for t in together] == [table.read([text])[0].tolist() for text in texts]
    assert max(t.max(initial=0) for t in together) < len(table.vectors)


@needs_wordllama
def test_a_model_with_wordllama_says_so_and_tells_meaning(model):
    assert model.version == f"{model.manifest['version']}+wordllama"
    public = Article(id="p", headline="City to cut public transport", summary="Fewer services from May.")
    near, far = model.relevance(
        ["My bus and my train never come as it is.", "The goalkeeper let in three before half-time."], public
    )
    assert near > far
