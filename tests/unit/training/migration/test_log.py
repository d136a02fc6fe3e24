"""Logs of Perspective calls, as applications write them."""

import pytest

from moderation.errors import DataError
from moderation.training.migration.log import read_log

SHAPES = {
    "text and scores": '{"text": "Hm", "scores": {"TOXICITY": 0.25}}',
    "Google's names": '{"comment": {"text": "Hm"}, "attributeScores": {"TOXICITY": {"summaryScore": {"value": 0.25}}}}',
    "request and response": '{"request": {"comment": {"text": "Hm"}}, "response": {"attributeScores": '
    '{"TOXICITY": {"summaryScore": {"value": 0.25, "type": "PROBABILITY"}}}}}',
}
REFUSED = {
    "no JSON": ("{", "not JSON"),
    "no object": ("[1]", "no JSON object"),
    "a score over 1": ('{"text": "Hm", "scores": {"TOXICITY": 1.5}}', "TOXICITY.*1.5"),
    "a word for a score": ('{"text": "Hm", "scores": {"TOXICITY": "high"}}', "high"),
    "true for a score": ('{"text": "Hm", "scores": {"TOXICITY": true}}', "True"),
    "an empty score": ('{"text": "Hm", "attributeScores": {"TOXICITY": {}}}', "None"),
}
SKIPPED = {
    "an error of Google's": ('{"request": {}, "response": {"error": {}}}', "Perspective answered with an error"),
    "no scores": ('{"text": "Hm"}', "no scores"),
    "no text": ('{"scores": {"TOXICITY": 0.5}}', "no text"),
    "a blank text": ('{"text": " ", "scores": {"TOXICITY": 0.5}}', "no text"),
}


@pytest.fixture
def log(tmp_path):
    def write(*lines):
        path = tmp_path / "log.jsonl"
        path.write_text("\n".join(lines))
        return path

    return write


@pytest.mark.parametrize("line", SHAPES.values(), ids=SHAPES.keys())
def test_each_shape_is_read(log, line):
    (comment,) = read_log(log(line)).comments
    assert (comment.line, comment.text, comment.scores) == (1, "Hm", {"TOXICITY": 0.25})


@pytest.mark.parametrize(("line", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_a_bad_line_is_named(log, line, message):
    with pytest.raises(DataError, match=f"log.jsonl:2: .*{message}"):
        read_log(log(SHAPES["text and scores"], line))


@pytest.mark.parametrize(("line", "cause"), SKIPPED.values(), ids=SKIPPED.keys())
def test_what_cannot_be_compared_is_counted(log, line, cause):
    found = read_log(log(SHAPES["text and scores"], "", line))
    assert len(found.comments) == 1
    assert found.skipped == {cause: 1}


def test_attributes_come_the_commonest_first(log):
    one, two = '{"text": "a", "scores": {"INSULT": 0}}', '{"text": "b", "scores": {"THREAT": 0, "INSULT": 1}}'
    assert read_log(log(two, one)).attributes == ("INSULT", "THREAT")
