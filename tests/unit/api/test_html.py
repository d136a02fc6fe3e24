"""The text of a comment that comes as markup."""

import pytest

from moderation.api.html import to_text

CASES = {
    "plain text": ("Trams are late.", "Trams are late."),
    "blocks": ("<div>One</div><div>Two</div>", "One\nTwo"),
    "a break": ("One<br>Two<BR/>Three", "One\nTwo\nThree"),
    "bold inside a word": ("id<b>io</b>t", "idiot"),
    "an entity": ("Fish &amp; chips&nbsp;&lt;3", "Fish & chips <3"),
    "a link": ('See <a href="https://a.example" rel="nofollow">this</a>.', "See this."),
    "an image": ('Look <img src="x.gif" alt="y"> here', "Look  here"),
    "a quotation of two lines": ("<blockquote>One<br>Two</blockquote>Mine", "> One\n> Two\nMine"),
    "a quotation that was never closed": ("<blockquote>One", "> One"),
    "a list": ("<ul><li>One</li><li>Two</li></ul>", "One\nTwo"),
    "less than": ("5 < 6 and 7 > 6", "5 < 6 and 7 > 6"),
    "a heart": ("I <3 trams", "I <3 trams"),
    "words between angle brackets": ("<you idiot>", "<you idiot>"),
    "an unfinished tag": ("One <b", "One <b"),
    "a script, which no reader's editor writes": ("<script>idiot</script>", "<script>idiot</script>"),
    "an unknown declaration": ("<![idiot", "<![idiot"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize(("markup", "text"), CASES.values(), ids=CASES.keys())
def test_the_text_is_what_a_reader_sees(markup, text):
    assert to_text(markup) == text


def test_hostile_markup_takes_linear_time():
    assert to_text("<b " * 20_000).startswith("<b <b")
    assert to_text("<blockquote>" * 20_000 + "x") == "> x"
