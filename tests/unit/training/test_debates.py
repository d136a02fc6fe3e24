"""Public debates as pairs; which of them may train what is shipped."""

import pandas as pd
import pytest

from moderation.errors import DataError
from moderation.training.debates import MAY_TRAIN, ONLY_MEASURE, read_debate, read_permitted

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
    pairs = read_permitted(corpora, without={"We should ban zoos"})
    assert [a.proposition for a in pairs.asked] == ["We should ban circuses"] * len(MAY_TRAIN)


def test_no_corpus_may_both_train_and_only_measure():
    assert not set(MAY_TRAIN) & set(ONLY_MEASURE)


def test_a_missing_corpus_says_what_to_set(tmp_path):
    with pytest.raises(DataError, match="MODERATION_CORPORA"):
        read_debate(tmp_path, "vast", "dev")
