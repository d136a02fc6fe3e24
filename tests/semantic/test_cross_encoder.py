"""The cross-encoder itself, two tiny layers in place of MiniLM: written, read, verified and tuned."""

import pytest
import torch
import transformers

from moderation.comment import Article
from moderation.errors import BundleError
from moderation.models.model import Model
from moderation.models.semantic import CLASSES, CrossEncoder, SemanticReader, both_ways
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
def folder(encoder, tmp_path):
    write(encoder, Questions.of([DEBATE]), tmp_path / "semantic", {"comments": 0})
    return tmp_path / "semantic"


def test_what_is_written_is_what_is_read(encoder, folder):
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


def test_a_file_that_was_changed_is_refused(folder):
    path = folder / "config.json"
    path.write_text(path.read_text(encoding="utf-8") + " ", encoding="utf-8")
    with pytest.raises(BundleError, match="is not what the manifest says"):
        SemanticReader.load(folder)


def test_tuning_learns_which_side_words_are_on(encoder):
    questions = Questions.of([DEBATE])
    losses = []
    fit_cross_encoder(encoder, questions, epochs=60, rate=2e-3, progress=lambda step, steps, loss: losses.append(loss))
    assert losses[-1] < 0.7 * losses[0]
    assert side_accuracy(encoder, questions) > 0.9
