"""Spans: every sentence once, in UTF-16 code units."""

from hypothesis import given
from hypothesis import strategies as st

from moderation.api.perspective.spans import MOST, sentences, utf16_length, whole


def cut(text, begin, end):
    return text.encode("utf-16-le", "surrogatepass")[begin * 2 : end * 2].decode("utf-16-le", "surrogatepass")


@given(st.text())
def test_a_span_is_what_its_offsets_cut_out(text):
    for span in sentences(text):
        assert cut(text, span.begin, span.end) == span.text


@given(st.text())
def test_no_letter_is_left_out(text):
    covered = "".join(span.text for span in sentences(text))
    assert "".join(covered.split()) == "".join(text.split())


def test_no_more_spans_than_the_limit():
    spans = list(sentences("a. " * (MOST + 1)))
    assert len(spans) == MOST
    assert spans[-1].end == utf16_length("a. " * (MOST + 1))


def test_the_whole_is_one_span():
    assert whole("a👍") == ("a👍", 0, 3)
