"""The cross-encoder itself, two tiny layers in place of MiniLM: written, read, verified and tuned."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
import transformers
from click.testing import CliRunner

from moderation.cli import main
from moderation.comment import Article, Comment
from moderation.errors import BundleError
from moderation.models.model import Model
from moderation.models.network import Network
from moderation.models.relevance import Answer
from moderation.models.semantic import CrossEncoder, SemanticReader, both_ways
from moderation.models.semantic_relevance import SentenceComparison, SentenceVectors
from moderation.settings import PRETRAINED
from moderation.training import semantic_fit
from moderation.training.cross_encoder import Questions, fit_cross_encoder, side_accuracy, with_head
from moderation.training.debates import MAY_TRAIN, Debate
from moderation.training.semantic_fit import write

ROOT = Path(__file__).parents[2]
WORDS = "the pool should open stay shut at last no yes good bad swim cost why it is not".split()
ARTICLE = Article(id="a", proposition="The pool should open.", opposite="The pool should stay shut.")
TURNED = Article(id="a", proposition=ARTICLE.opposite, opposite=ARTICLE.proposition)
TEXTS = ["good, swim at last", "bad, it is the cost", "why should it", "it is not good"] * 8
DEBATE = Debate(TEXTS, [ARTICLE] * len(TEXTS), ["support", "oppose", "neutral", "oppose"] * 8, has_neutral=True)


def tiny(folder, seed):
    """Return a network of two small layers with random weights."""
    torch.manual_seed(seed)
    vocabulary = folder / "vocab.txt"
    vocabulary.write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS, ".", ","]), encoding="utf-8")
    tokenizer = transformers.BertTokenizerFast(vocab_file=str(vocabulary))
    config = transformers.BertConfig(
        vocab_size=len(tokenizer), hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64
    )
    network = transformers.BertModel(config)
    network.eval()
    return Network(network, tokenizer)


@pytest.fixture
def encoder(tmp_path):
    return with_head(tiny(tmp_path, 0))


@pytest.fixture
def sentences(tmp_path):
    vectors = SentenceVectors.fit(tiny(tmp_path, 1), TEXTS, [ARTICLE, Article(id="b", headline="The cost of it")])
    return vectors, Answer(np.array([0.1, 1.0, 2.0, 0, 0, 0, 0, 0]), 0.2, 0.8)


@pytest.fixture
def folder(encoder, sentences, tmp_path):
    write(encoder, Questions.of([DEBATE]), sentences, tmp_path / "semantic", {"start": "tiny"})
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


def test_relevance_reads_sentences_with_the_frozen_encoder(folder, sentences):
    model, light = Model.load(PRETRAINED, folder), Model.load(PRETRAINED)
    features = SentenceComparison(light.relevance, sentences[0]).features(TEXTS[:4], ARTICLE)
    expected = 1 / (1 + np.exp(-(0.1 + features[:, 0] + 2.0 * features[:, 1])))
    # written with two bytes a weight
    assert model.relevance(TEXTS[:4], ARTICLE) == pytest.approx(expected, abs=1e-2)


def test_texts_come_back_in_their_order_whatever_is_read_together(tmp_path):
    network = tiny(tmp_path, 0)
    texts = [" ".join(WORDS[: 1 + number % 9]) for number in range(70)]
    alone = np.vstack([network.read([text]) for text in texts])
    assert network.read(texts) == pytest.approx(alone, abs=0.02)
    assert network.read([]).shape == (0, 32)


@pytest.fixture
def command(tmp_path, dataset, monkeypatch):
    """Run `moderation semantic fit` on a few articles and tiny corpora, from a tiny network."""
    lines = (ROOT / "data" / "articles.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    corpora = tmp_path / "corpora" / "stance"
    corpora.mkdir(parents=True)
    rows = {"text": ["good", "bad"] * 4, "target": "The pool should open.", "stance": ["favor", "against"] * 4}
    for name in MAY_TRAIN:
        pd.DataFrame({**rows, "split": "train"}).to_csv(corpora / f"{name}.csv.gz", index=False)

    def run(**articles):
        kept = []
        for split, number in articles.items():
            kept += [line for line in lines if json.loads(line)["split"] == split][:number]
        (tmp_path / "articles.jsonl").write_text("".join(kept), encoding="utf-8")
        names = {json.loads(line)["id"] for line in kept}
        comments = dataset.comments[dataset.comments["article_id"].isin(names)]
        comments.drop(columns="split").to_csv(tmp_path / "comments.csv", index=False)
        return CliRunner().invoke(main, ["semantic", "fit", "--output", str(tmp_path / "made")])

    monkeypatch.setattr(semantic_fit, "load_start", lambda name: tiny(tmp_path, 0))
    monkeypatch.setenv("MODERATION_CORPORA", str(corpora.parent))
    monkeypatch.setenv("MODERATION_DATA", str(tmp_path))
    monkeypatch.setenv("MODERATION_MODEL", str(PRETRAINED))
    return run


def test_the_command_makes_a_folder_that_serves(command, tmp_path):
    result = command(train=6, dev=4, test=2)
    assert "Side right on held-out articles" in result.output, result.output
    made = Model.load(PRETRAINED, tmp_path / "made")
    assert made.score(Comment("It is good to swim there.", article=ARTICLE)).stance.proposition == ARTICLE.proposition
    assert json.loads((tmp_path / "made" / "manifest.json").read_text())["beside"] == Model.load(PRETRAINED).version


def test_without_articles_to_calibrate_on_nothing_is_tuned(command, tmp_path, monkeypatch):
    monkeypatch.setattr(semantic_fit, "fit_cross_encoder", lambda *arguments, **options: pytest.fail("was tuned"))
    result = command(train=6, test=2)
    assert "articles of the split dev" in result.output + str(result.exception)
    assert not (tmp_path / "made").exists()


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
