"""Public corpora: labels mapped, what is not labelled masked, nothing twice, nothing held out."""

import gzip

import numpy as np
import pandas as pd
import pytest

from moderation.errors import DataError
from moderation.training.corpora import (
    CORPORA,
    DEV_CORPORA,
    HEADS,
    join,
    read_corpus,
    rows_of,
    text_key,
    text_keys,
    without_repeats,
)

BY_NAME = {corpus.name: corpus for corpus in (*CORPORA, *DEV_CORPORA)}


@pytest.fixture
def write(tmp_path):
    def write(name, content):
        (tmp_path / "civility").mkdir(exist_ok=True)
        with gzip.open(tmp_path / "civility" / f"{name}.csv.gz", "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return tmp_path

    return write


def shares(rows, head):
    return rows.shares[:, HEADS.index(head)].tolist()


def test_a_clean_talk_page_is_clean_on_every_head_and_a_toxic_one_only_toxic(write):
    folder = write("jigsaw_wiki20k", "text,toxicity,split\nthanks,0,part1\nidiot,1,part1\nother,1,part2\n")
    rows = read_corpus(folder, BY_NAME["jigsaw_wiki20k"])
    assert rows.texts == ["thanks", "idiot"]
    assert shares(rows, "toxicity") == [0, 1]
    assert shares(rows, "threat")[0] == 0
    assert np.isnan(shares(rows, "threat")[1])
    assert np.isnan(shares(rows, "sarcastic")).all()


def test_held_out_rows_are_the_other_rows(write):
    folder = write("jigsaw_wiki20k", "text,toxicity,split\nthanks,0,part1\nother,1,part2\n")
    assert read_corpus(folder, BY_NAME["jigsaw_wiki20k"], held_out=True).texts == ["other"]


def test_what_is_not_sexist_may_still_be_abuse(write):
    folder = write("edos", "text,sexist,threat,label_category\na,1,0,2. derogation\nb,0,0,none\n")
    rows = read_corpus(folder, BY_NAME["edos"])
    assert shares(rows, "toxicity")[0] == 1
    assert np.isnan(shares(rows, "toxicity")[1])
    assert np.isnan(shares(rows, "identity_attack")[1])


def test_a_missing_column_is_named_with_its_file(write):
    with pytest.raises(DataError, match=r"paradetox\.csv\.gz: column 'toxicity'"):
        read_corpus(write("paradetox", "text,toxic\na,1\n"), BY_NAME["paradetox"])


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b""], ids=["encoding", "empty"])
def test_a_file_that_is_no_csv_is_named(write, content):
    with pytest.raises(DataError, match=r"paradetox\.csv\.gz.*not gzip CSV"):
        read_corpus(write("paradetox", content), BY_NAME["paradetox"])


def test_a_missing_file_says_where_to_get_it(tmp_path):
    with pytest.raises(DataError, match=r"docs/corpora\.md"):
        read_corpus(tmp_path, BY_NAME["edos"])


def test_repeats_and_held_out_texts_are_dropped_whatever_their_punctuation():
    label = pd.Series([1.0, 0.0, 0.0])
    rows = join([rows_of("one", ["You IDIOT!", "fine", "held out"], {"toxicity": label})] * 2)
    kept, keys = without_repeats(rows, text_keys(["Held-out."]))
    assert sorted(kept.texts) == ["You IDIOT!", "fine"]
    assert set(keys.tolist()) == {text_key("you idiot"), text_key("fine")}


def test_only_sets_whose_licence_allows_it_ship():
    assert {c.name for c in CORPORA if not c.ships} == set()
    assert {"ucc_val", "kaggle_insults_train", "mupid"} <= {c.name for c in DEV_CORPORA}
    assert not any(c.ships for c in DEV_CORPORA)
