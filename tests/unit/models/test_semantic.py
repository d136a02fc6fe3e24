"""The stronger reader of stance, with a network that knows two words (`tests/semantic` has a real one)."""

import json
from pathlib import Path

import numpy as np
import pytest

from moderation.comment import Article
from moderation.errors import BundleError
from moderation.features.proposition import negate
from moderation.label import Stance
from moderation.models import bundle as bundles
from moderation.models import network, semantic
from moderation.models.article_stance import ArticleStance
from moderation.models.semantic import SemanticReader, SemanticStance, both_ways
from moderation.settings import PRETRAINED
from moderation.training.cross_encoder import Questions, calibrate
from moderation.training.debates import Debate

ARTICLE = Article(id="a", proposition="The pool should open.", opposite="The pool should stay shut.")
TURNED = Article(id="a", proposition=ARTICLE.opposite, opposite=ARTICLE.proposition)
TEXTS = [
    "It is good to swim there at last.",
    "It is a bad idea for all of us.",
    "Why should it be so, and when?",
    "It is bad for the people who pay.",
]
DEBATE = Debate(TEXTS * 16, [ARTICLE] * 64, ["support", "oppose", "neutral", "oppose"] * 16, has_neutral=True)


class Lexicon:
    """An encoder that likes "good", dislikes "bad", leans a little to yes, and counts its calls."""

    def __init__(self):
        self.calls = 0

    def read(self, texts, seconds):
        self.calls += 1
        rows = []
        for question, text in zip(texts, seconds, strict=True):
            for_it = ("good" in text) - ("bad" in text)
            sign = -1 if "shut" in question else 1
            rows.append([sign * for_it + 0.3, -sign * for_it, 2.0 * ("?" in text)])
        return np.array(rows, dtype=float)


@pytest.fixture
def encoder():
    return Lexicon()


@pytest.fixture
def stance(encoder):
    manifest = calibrate(encoder, Questions.of([DEBATE])) | {"version": "1"}
    return SemanticStance(bundles.load(PRETRAINED), SemanticReader(encoder, manifest))


def test_nothing_asked_is_nothing_answered(encoder):
    assert both_ways(encoder, [], []).shape == (0, 2)


def test_asking_the_opposite_turns_the_side_and_keeps_whether_one_is_taken(encoder):
    here = both_ways(encoder, [(ARTICLE.proposition, ARTICLE.opposite)] * 4, TEXTS)
    there = both_ways(encoder, [(ARTICLE.opposite, ARTICLE.proposition)] * 4, TEXTS)
    assert here[:, 0] == pytest.approx(there[:, 0], abs=1e-12)
    assert here[:, 1] == pytest.approx(-there[:, 1], abs=1e-12)
    assert here[0, 1] > 0 > here[1, 1]


def test_answers_are_the_networks_and_flip_with_the_question(stance):
    here = [stance.score(text, ARTICLE) for text in TEXTS]
    there = [stance.score(text, TURNED) for text in TEXTS]
    assert here[0].margin > 0 > here[1].margin
    assert [s.margin for s in here] == pytest.approx([-s.margin for s in there], abs=1e-12)


def test_what_is_not_english_or_only_quoted_is_not_read(stance, encoder):
    before = encoder.calls
    assert stance.score("Das ist eine gute Idee und wir freuen uns alle sehr darauf.", ARTICLE).confidence == 0
    assert stance.score("> The pool should open.", ARTICLE).confidence == 0
    assert encoder.calls == before


def test_a_comment_is_read_once_however_often_a_page_asks(stance, encoder):
    stance.score(TEXTS[0], ARTICLE)
    before = encoder.calls
    for _ in range(5):
        stance.score(TEXTS[0], ARTICLE)
    assert encoder.calls == before


def test_labels_move_its_answers_as_they_move_the_light_models(stance):
    labelled = [(text, Stance.OPPOSE) for text in TEXTS[:1] * 12]
    moved = ArticleStance(stance, ARTICLE, labelled).score(TEXTS[0])
    assert moved.prior.margin == pytest.approx(stance.score(TEXTS[0], ARTICLE).margin)
    assert moved.score.margin < moved.prior.margin


def test_a_folder_of_something_else_says_how_to_make_one(tmp_path):
    with pytest.raises(BundleError, match="moderation semantic fit"):
        SemanticReader.load(tmp_path / "nowhere")
    (tmp_path / "manifest.json").write_text(json.dumps({"format": 0}), encoding="utf-8")
    with pytest.raises(BundleError, match="format 0 is not 1"):
        SemanticReader.load(tmp_path)


def test_a_file_that_was_changed_is_refused_before_it_is_read(tmp_path):
    weights = tmp_path / network.WEIGHTS
    weights.write_bytes(b"weights")
    manifest = {"format": semantic.FORMAT, "files": {weights.name: bundles.file_digest(weights)}}
    Path(tmp_path / semantic.MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    assert semantic.read_manifest(tmp_path) == manifest
    weights.write_bytes(b"other weights")
    with pytest.raises(BundleError, match="is not what the manifest says"):
        SemanticReader.load(tmp_path)


def test_a_mere_negation_is_asked_plainly_and_turned(encoder):
    plain, negated = "The pool should open.", negate("The pool should open.")
    here = both_ways(encoder, [(plain, negated)] * 4, TEXTS)
    there = both_ways(encoder, [(negated, plain)] * 4, TEXTS)
    assert encoder.calls == 2
    assert here[:, 0] == pytest.approx(there[:, 0], abs=1e-12)
    assert here[:, 1] == pytest.approx(-there[:, 1], abs=1e-12)
