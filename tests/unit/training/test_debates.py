"""Public debates as pairs; which of them may train what is shipped."""

import json

import pandas as pd
import pytest

from moderation.errors import DataError
from moderation.training.debates import (
    MAY_TRAIN,
    ONLY_MEASURE,
    joined,
    permitted_debates,
    read_debate,
    read_own_debates,
)

ROWS = {
    "text": ["Nobody needs them.", "They teach children.", "Animals suffer there."],
    "target": ["We should ban zoos", "We should ban zoos", "We should ban circuses"],
    "article": ["Zoos today || Should they go?"] * 3,
    "stance": ["favor", "against", "favor"],
    "split": ["train", "train", "dev"],
}


@pytest.fixture
def corpora(tmp_path):
    (tmp_path / "stance").mkdir()
    for name in MAY_TRAIN:
        pd.DataFrame(ROWS).to_csv(tmp_path / "stance" / f"{name}.csv.gz", index=False)
    return tmp_path


def test_a_split_is_read_with_its_articles(corpora):
    debate = read_debate(corpora, "argkp2021", "train")
    assert debate.stances == ["support", "oppose"]
    assert (debate.articles[0].headline, debate.articles[0].summary) == ("Zoos today", "Should they go?")
    assert not debate.has_neutral


def test_propositions_of_a_test_set_are_left_out(corpora):
    pairs = joined(permitted_debates(corpora, corpora, without={"We should ban zoos"}))
    assert [a.proposition for a in pairs.asked] == ["We should ban circuses"] * len(MAY_TRAIN)


def test_a_proposition_is_left_out_however_it_is_written(corpora):
    kept = read_debate(corpora, MAY_TRAIN[0], "train", "dev", without={"we should ban ZOOS."})
    assert {a.proposition for a in kept.articles} == {"We should ban circuses"}


def test_no_corpus_may_both_train_and_only_measure():
    assert not set(MAY_TRAIN) & set(ONLY_MEASURE)


def test_a_missing_corpus_says_what_to_set(tmp_path):
    with pytest.raises(DataError, match="MODERATION_CORPORA"):
        read_debate(tmp_path, "vast", "dev")


OWN = {
    "id": "st-001",
    "headline": "Pool to open on Sundays",
    "summary": "The baths in Leck Street open all week.",
    "proposition": "The pool should open.",
    "opposite": "The pool should stay shut.",
    "comments": [["support", "At last."], ["neutral", "Which pool?"]],
}


def write_debates(folder, *records):
    lines = "".join(json.dumps(record) + "\n" for record in records)
    (folder / "debates.jsonl").write_text(lines, encoding="utf-8")


def test_own_debates_are_read_with_both_sides_of_the_question(tmp_path):
    write_debates(tmp_path, OWN)
    debate = read_own_debates(tmp_path)
    assert debate.stances == ["support", "neutral"]
    article = debate.articles[0]
    assert (article.id, article.headline, article.opposite) == ("st-001", OWN["headline"], "The pool should stay shut.")


def test_without_files_there_are_no_own_debates(tmp_path):
    assert len(read_own_debates(tmp_path).pairs().stances) == 0


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({}, "id"),
        ({"id": "b", "opposite": " "}, "opposite"),
        ({"id": "b", "headline": 7}, "headline"),
        ({"id": "b", "comments": []}, "comments"),
        ({"id": "b", "comments": [["unclear", "At last."]]}, "comments"),
        ({"id": "b", "comments": [["support", " "]]}, "comments"),
        ({"id": "b", "comments": [["support", 3]]}, "comments"),
    ],
    ids=["repeated id", "no opposite", "a number for a headline", "no comments", "no stance", "empty text", "no text"],
)
def test_a_wrong_line_is_named_with_its_place(tmp_path, change, column):
    write_debates(tmp_path, OWN, OWN | change)
    with pytest.raises(DataError, match=rf"debates\.jsonl:2: column '{column}'"):
        read_own_debates(tmp_path)


def test_an_article_that_a_split_has_in_both_halves_trains_nothing(corpora):
    whole = read_debate(corpora, "argkp2021", "train", "dev")
    test = {"argkp2021:We should ban zoos"}
    train = whole.without_articles(test)
    assert len(train.texts) == 1
    assert not {a.id for a in train.articles} & test
