"""The cross-encoder itself, two tiny layers in place of MiniLM: written, read, verified and tuned."""

import numpy as np
import pytest
import torch
import transformers

from moderation.comment import Article
from moderation.errors import BundleError
from moderation.models.model import Model
from moderation.models.network import Network
from moderation.models.relevance import Answer
from moderation.models.semantic import CLASSES, CrossEncoder, SemanticReader, both_ways
from moderation.models.semantic_relevance import SentenceComparison, SentenceVectors
from moderation.settings import PRETRAINED
from moderation.training.cross_encoder import Questions, fit_cross_encoder, side_accuracy, write
from moderation.training.debates import Debate

WORDS = "the pool should open stay shut at last no yes good bad swim cost why it is not".split()
ARTICLE = Article(id="a", proposition="The pool should open.", opposite="The pool should stay shut.")
TURNED = Article(id="a", proposition=ARTICLE.opposite, opposite=ARTICLE.proposition)
TEXTS = ["good, swim at last", "bad, it is the cost", "why should it", "it is not good"] * 8
DEBATE = Debate(TEXTS, [ARTICLE] * len(TEXTS), ["support", "oppose", "neutral", "oppose"] * 8, has_neutral=True)


@pytest.fixture
def encoder(tmp_path):
    torch.manual_seed(0)
    vocabulary = tmp_path / "vocab.txt"
    vocabulary.write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS, ".", ","]), encoding="utf-8")
    tokenizer = transformers.BertTokenizerFast(vocab_file=str(vocabulary))
    config = transformers.BertConfig(
        vocab_size=len(tokenizer), hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64
    )
    network = transformers.BertModel(config)
    network.eval()
    return CrossEncoder(network, tokenizer, torch.nn.Linear(32, len(CLASSES)))


@pytest.fixture
def sentences(encoder):
    """What relevance compares: the tuned network will do for a frozen one."""
    articles = [ARTICLE, Article(id="b", headline="The cost of it")]
    vectors = SentenceVectors.fit(Network(encoder.encoder, encoder.tokenizer), TEXTS, articles)
    return vectors, Answer(np.array([0.1, 1.0, 2.0, 0, 0, 0, 0, 0]), 0.2, 0.8)


@pytest.fixture
def folder(encoder, sentences, tmp_path):
    write(encoder, Questions.of([DEBATE]), tmp_path / "semantic", "tiny", {"comments": 0}, sentences)
    return tmp_path / "semantic"


def test_what_is_written_is_what_is_read_to_half_precision(encoder, folder):
    for module in (encoder.encoder, encoder.head):
        module.half().float()
    asked = [(ARTICLE.proposition, ARTICLE.opposite)] * 4
    read = CrossEncoder.load(folder)
    assert both_ways(read, asked, TEXTS[:4]) == pytest.approx(both_ways(encoder, asked, TEXTS[:4]), abs=1e-5)
    assert SemanticReader.load(folder).log_odds(asked, TEXTS[:4]).shape == (4, 2)


def test_a_model_with_it_answers_the_opposite_the_other_way_round(folder):
    model = Model.load(PRETRAINED, folder)
    here, there = model.stance(TEXTS[:4], article=ARTICLE), model.stance(TEXTS[:4], article=TURNED)
    assert [margin for _, margin, _ in here] == pytest.approx([-margin for _, margin, _ in there], abs=1e-6)
    assert model.version.startswith(Model.load(PRETRAINED).version + "+")
    moved = model.learn(ARTICLE, [])
    assert moved.score(TEXTS[0]).score.margin == pytest.approx(here[0][1], abs=1e-6)


def test_relevance_reads_sentences_with_the_frozen_encoder(folder):
    model, light = Model.load(PRETRAINED, folder), Model.load(PRETRAINED)
    comparison = SentenceComparison(light.relevance, model._relevance._sentences._vectors)
    features = comparison.features(TEXTS[:4], ARTICLE)
    expected = 1 / (1 + np.exp(-(0.1 + features[:, 0] + 2.0 * features[:, 1])))
    assert model.relevance(TEXTS[:4], ARTICLE) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("name", ["config.json", "sentences/config.json"])
def test_a_file_that_was_changed_is_refused(folder, name):
    path = folder / name
    path.write_text(path.read_text(encoding="utf-8") + " ", encoding="utf-8")
    with pytest.raises(BundleError, match="is not what the manifest says"):
        SemanticReader.load(folder)


def test_tuning_learns_which_side_words_are_on(encoder):
    questions = Questions.of([DEBATE])
    losses = []
    fit_cross_encoder(encoder, questions, epochs=150, rate=3e-3, progress=lambda step, steps, loss: losses.append(loss))
    assert losses[-1] < 0.7 * losses[0]
    assert side_accuracy(encoder, questions) > 0.9
