"""Bad rows are refused with file, line, column and value."""

import csv
import json

import pytest

from moderation.errors import DataError
from moderation.training.data import COLUMNS, read_dataset

ARTICLE = dict.fromkeys(("beat", "country", "headline", "summary", "body", "proposition", "opposite"), "x") | {
    "id": "a1",
    "split": "train",
}


def comment(**changes):
    return (
        dict.fromkeys(COLUMNS, "0")
        | {
            "id": "c1",
            "article_id": "a1",
            "parent_id": "",
            "text": "Fine.\nSecond line.",
            "stance": "neutral",
            "off_topic_kind": "",
        }
        | changes
    )


GOOD = comment()


@pytest.fixture
def write(tmp_path):
    def write(comments=(GOOD,), articles=(ARTICLE,)):
        (tmp_path / "articles.jsonl").write_text("".join(json.dumps(a) + "\n" for a in articles), encoding="utf-8")
        with (tmp_path / "comments.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(comments)
        return tmp_path

    return write


def test_good_rows_are_read_with_their_split(write):
    frame = read_dataset(write()).comments
    assert frame.loc[0, "split"] == "train"
    assert frame.loc[0, "text"] == "Fine.\nSecond line."


def test_an_empty_label_means_not_labelled(write):
    assert read_dataset(write([comment(threat="")])).comments["threat"].isna().all()


@pytest.mark.parametrize(
    ("changes", "column", "value"),
    [
        ({"toxicity": "maybe"}, "toxicity", "maybe"),
        ({"toxicity": "1.5"}, "toxicity", "1.5"),
        ({"toxicity": "nan"}, "toxicity", "nan"),
        ({"stance": "for"}, "stance", "for"),
        ({"stance": "unclear"}, "stance", "unclear"),
        ({"article_id": "zz"}, "article_id", "zz"),
        ({"parent_id": "c9"}, "parent_id", "c9"),
        ({"off_topic_kind": "rant"}, "off_topic_kind", "rant"),
        ({"text": "  "}, "text", "empty"),
        ({"id": ""}, "id", "empty"),
    ],
    ids=str,
)
def test_a_wrong_value_is_named_with_its_place(write, changes, column, value):
    with pytest.raises(DataError) as caught:
        read_dataset(write([comment(id="c0"), comment(**changes)]))
    assert "comments.csv:4: " in str(caught.value)  # the first row has two lines
    assert repr(column) in str(caught.value)
    assert value in str(caught.value)


def test_a_repeated_id_is_refused(write):
    with pytest.raises(DataError, match="'c1' is there twice"):
        read_dataset(write([comment(), comment()]))


def test_bytes_that_are_no_utf_8_are_placed(write):
    folder = write()
    path = folder / "comments.csv"
    path.write_bytes(path.read_bytes().replace(b"Fine.", b"F\xefne."))
    with pytest.raises(DataError, match=r"comments\.csv:2: byte 0xef is not UTF-8"):
        read_dataset(folder)


def test_a_missing_column_is_named(write):
    folder = write()
    path = folder / "comments.csv"
    path.write_text(path.read_text().replace("toxicity", "toxic", 1))
    with pytest.raises(DataError, match="columns are missing: toxicity"):
        read_dataset(folder)


@pytest.mark.parametrize(("comments", "articles"), [((), (ARTICLE,)), ((comment(),), ())], ids=["comments", "articles"])
def test_an_empty_file_is_refused(write, comments, articles):
    with pytest.raises(DataError, match="holds no"):
        read_dataset(write(comments, articles))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(DataError, match=r"articles\.jsonl.*no such file"):
        read_dataset(tmp_path)


@pytest.mark.parametrize(
    "changes", [{"split": "training"}, {"headline": ""}, {"proposition": None}, {"id": 7}], ids=str
)
def test_a_wrong_article_is_refused_with_its_line(write, changes):
    with pytest.raises(DataError, match=r"articles\.jsonl:2"):
        read_dataset(write(articles=[ARTICLE, ARTICLE | {"id": "a2"} | changes]))


def test_the_projects_own_data_is_sound(dataset):
    assert len(dataset.articles) >= 24
    assert len(dataset.comments) >= 700
    assert dataset.uncivil(dataset.comments).sum() >= 150
    assert (dataset.comments["text"].str.len() < 50).sum() >= 60
    by_article = dataset.comments.groupby("article_id")["split"].nunique()
    assert (by_article == 1).all()
