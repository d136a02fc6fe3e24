"""The rules about words, patterns, links, repeats and capitals: what they find, and what they leave alone."""

import pytest

from moderation.checks import Pattern, WordList, check_capitals, check_links, check_repeats, check_words
from moderation.comment import Comment
from moderation.decision import Action, Reason


def words(text, *terms, patterns=()):
    finding = check_words(
        Comment(text), WordList(terms), [Pattern(p) for p in patterns], Reason.BANNED_WORDS, Action.REJECT
    )
    return [] if finding is None else [e.text for e in finding.evidence]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Such a ninny.", ["ninny"]),
        ("Such a NÏNNY!", ["NÏNNY"]),
        ("such a nіnny", ["nіnny"]),
        ("such a nin\u200bny", ["nin\u200bny"]),
        ("such a ninnyhammer", []),
        ("feathered or feathers", ["feathered", "feathers"]),
        ("a feathe", []),
        ("pure snake   OIL here", ["snake   OIL"]),
        ("snake and oil", []),
        ("oil snake", []),
        ("quack doctors, quack", ["quack doctors"]),
        ("", []),
    ],
)
def test_words_phrases_and_beginnings(text, found):
    assert words(text, "ninny", "feather*", "snake oil", "quack doct*") == found


def test_overlapping_finds_are_shown_once_and_counted():
    finding = check_words(
        Comment("snake oil"),
        WordList(["snake oil", "oil"]),
        [Pattern("snake")],
        Reason.SUSPECT_WORDS,
        Action.HOLD,
    )
    assert [e.text for e in finding.evidence] == ["snake oil"]
    assert finding.details["count"] == 3


@pytest.mark.parametrize("term", ["", "...", "*", " "])
def test_a_term_without_a_word_is_refused(term):
    with pytest.raises(ValueError, match="has no word in it"):
        WordList([term])


def test_a_pattern_ignores_letter_case_and_counts_code_points():
    assert words("😀 CALL 555-1234", patterns=[r"call \d{3}-\d{4}"]) == ["CALL 555-1234"]


@pytest.mark.parametrize("source", ["(", r"(a)\1", "(?=a)", "x*", ""])
def test_a_pattern_that_cannot_be_used_is_refused(source):
    with pytest.raises(ValueError, match=r"RE2|empty text"):
        Pattern(source)


def test_a_pattern_that_would_explode_elsewhere_is_linear_here():
    # an engine that goes back and tries again needs 2**20000 steps: it would never come to an end
    assert Pattern(r"(a+)+$").spans("a" * 20_000 + "!") == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("no link at all", 0),
        ("https://spam.example/x?y=1", 1),
        ("www.spam.example and http://other.example", 2),
        ("visit cheap-pills.shop now", 1),
        ("mail me at ann@spam.com", 0),
        ("The end.Me too", 0),
        ("https://gazette.example/a https://sub.gazette.example/b", 0),
        ("https://notgazette.example", 1),
    ],
)
def test_links_are_counted_unless_allowed(text, count):
    finding = check_links(Comment(text), 0, ("gazette.example",), Action.HOLD)
    assert (0 if finding is None else finding.details["count"]) == count


@pytest.mark.parametrize(("maximum", "found"), [(1, True), (2, False)])
def test_so_many_links_are_allowed(maximum, found):
    assert (check_links(Comment("http://a.example http://b.example"), maximum, (), Action.HOLD) is not None) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Yes!!!!", []),
        ("Yes!!!!!", ["!!!!!"]),
        ("1000000", []),
        ("wait.......", []),
        ("buy buy", []),
        ("now Buy buy, BUY!", ["Buy buy, BUY"]),
        ("very very good very good", []),
        ("", []),
    ],
)
def test_the_same_over_and_over(text, found):
    finding = check_repeats(Comment(text), 5, 3, Action.HOLD)
    assert ([] if finding is None else [e.text for e in finding.evidence]) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [("ABCDEFGxyz", True), ("ABCDEFuxyz", False), ("ABCDEFGxy", False), ("漢字漢字漢字漢字漢字", False), ("", False)],
    ids=["seven of ten", "six of ten", "nine letters", "no case", "empty"],
)
def test_shouting_needs_letters_enough(text, found):
    assert (check_capitals(Comment(text), 0.7, 10, Action.HOLD) is not None) is found
