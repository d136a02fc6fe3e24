"""A policy file: rules by site and section, and errors with their lines."""

from dataclasses import replace
from pathlib import Path

import pytest

from moderation.app import build_pipeline
from moderation.comment import Comment, History
from moderation.decision import Action, Reason
from moderation.errors import PolicyError
from moderation.label import Attribute
from moderation.policy import Policy, replay
from moderation.policy.policy import DEFAULT_PATH
from moderation.settings import Settings
from tests.fakes import FixedScorer

DOCUMENT = Path(__file__).parents[3] / "docs" / "policy.md"
LONG = "This is a comment that is certainly longer than fifty characters."


@pytest.fixture
def write(tmp_path):
    def write(text):
        path = tmp_path / "policy.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


FULL = """
[default]
minimum_length = 10
[default.thresholds]
toxicity = { hold = 0.5 }
[default.banned]
words = ["ninny"]
[default.links]
maximum = 0
[sites.gazette]
minimum_length = 20
links = false
[sites.gazette.thresholds]
toxicity = { reject = 0.9 }
insult = { hold = 0.4 }
[sites.gazette.sections.sport]
banned = { words = ["referee"], action = "hold" }
thresholds = { toxicity = false }
"""


def test_a_section_goes_before_its_site_and_that_before_the_default(write):
    policy = Policy.read(write(FULL), 50)
    default, gazette, sport = policy.default, policy.rules("gazette"), policy.rules("gazette", "sport")
    assert (default.minimum_length, gazette.minimum_length, sport.minimum_length) == (10, 20, 20)
    toxicity = gazette.thresholds[Attribute.TOXICITY]
    assert (toxicity.hold, toxicity.reject) == (0.5, 0.9)
    assert Attribute.TOXICITY not in sport.thresholds
    assert Attribute.INSULT in sport.thresholds
    assert policy.rules("gazette", "politics") is gazette
    assert policy.rules("elsewhere", "sport") is default
    assert policy.places == (("gazette", None), ("gazette", "sport"))


@pytest.mark.parametrize(
    ("site", "section", "text", "reasons"),
    [
        ("default", None, LONG + " ninny http://x.example", [Reason.BANNED_WORDS, Reason.LINKS]),
        ("gazette", None, LONG + " ninny http://x.example", [Reason.BANNED_WORDS]),
        ("gazette", "sport", LONG + " ninny referee", [Reason.BANNED_WORDS]),
        ("gazette", "sport", LONG + " ninny", []),
        ("gazette", None, "eleven char", [Reason.TOO_SHORT]),
        ("default", None, "eleven char", []),
    ],
)
def test_a_comment_is_judged_by_the_rules_of_its_place(write, site, section, text, reasons):
    pipeline = build_pipeline(Settings(policy=write(FULL)), FixedScorer())
    decision = pipeline.moderate(Comment(text, site=site, section=section))
    assert [f.reason for f in decision.findings] == reasons


def test_every_rule_can_be_switched_on(write):
    text = DEFAULT_PATH.read_text(encoding="utf-8")
    lines = text.splitlines()
    begin = next(i for i, line in enumerate(lines) if line.startswith("# What follows is off"))
    switched_on = "\n".join(
        [*lines[:begin], *(line.removeprefix("# ").removeprefix("#") for line in lines[begin + 1 :])]
    )
    policy = Policy.read(write(switched_on), 50)
    assert len(policy.default.checks) == 9
    assert len(policy.default.combined) == 1
    assert policy.places == (("gazette", None), ("gazette", "obituaries"))


def test_the_authors_past_counts(write):
    rules = "[default]\nfirst_time = {}\nrate = { comments = 1, seconds = 60 }\nduplicate = { action = 'reject' }"
    pipeline = build_pipeline(Settings(policy=write(rules)), FixedScorer())
    comment = Comment(LONG, author="ann")
    assert pipeline.moderate(comment).action is Action.PUBLISH
    decision = pipeline.moderate(replace(comment, history=History(0, (5.0,), 1)))
    assert [f.reason for f in decision.findings] == [Reason.DUPLICATE, Reason.RATE, Reason.FIRST_TIME]
    assert decision.action is Action.REJECT


WRONG = {
    "no TOML": ("a = 1\nb = [", 2, "no TOML"),
    "unknown table": ("[defualt]", 1, "defualt: is no setting of a policy"),
    "unknown setting": ("[default]\n\nminimum_lenght = 3", 3, "is no setting"),
    "probability over 1": ("[default.thresholds]\ntoxicity = { hold = 1.5 }", 2, "less than or equal to 1, not 1.5"),
    "text for a number": ('[default]\nlinks = { maximum = "x" }', 2, "valid integer, not 'x'"),
    "reject under hold": ("[default.thresholds]\ninsult = { hold = 0.5, reject = 0.4 }", 2, "nothing would be held"),
    "no civility attribute": ("[default.thresholds]\nsarcastic = { hold = 0.5 }", 2, "'sarcastic' decides nothing"),
    "no attribute": ("[default.thresholds]\nrudeness = { hold = 0.5 }", 2, "rudeness"),
    "true for a table": ("[sites.x]\nrate = true", 2, "must be a table, or false"),
    "bad pattern": ("[default.banned]\npatterns = [\n'ok',\n'(',\n]", 4, "is no pattern of RE2"),
    "empty term": ("[default.suspect]\nwords = ['...']", 2, "has no word in it"),
    "combined of nothing": ("[[default.combined]]\nat_least = {}", 2, "at least 1"),
    "action that is none": ("[default.capitals]\naction = 'shout'", 2, "'shout'"),
    "rate of more than a day": ("[default.rate]\nseconds = 86401", 2, "86401"),
    "in a section": ("[sites.x.sections.y]\nminimum_length = -1", 2, "sites.x.sections.y.minimum_length"),
}


@pytest.mark.parametrize(("text", "line", "message"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_is_named_with_its_line(write, text, line, message):
    with pytest.raises(PolicyError) as caught:
        Policy.read(write(text), 50)
    assert len(caught.value.problems) == 1
    assert caught.value.problems[0][0] == line
    assert message in caught.value.problems[0][1]


def test_everything_that_is_wrong_is_named_at_once(write):
    with pytest.raises(PolicyError) as caught:
        Policy.read(write("[default]\nlinks = 1\nrate = 2\n[sites.x]\ncapitals = 3"), 50)
    assert [line for line, _ in caught.value.problems] == [2, 3, 5]


def test_a_file_that_is_not_there_is_an_error_of_ours(tmp_path):
    with pytest.raises(PolicyError, match=r"none\.toml: cannot be read"):
        Policy.read(tmp_path / "none.toml", 50)


def test_a_conflict_that_only_merging_makes_is_refused(write):
    text = "[default.thresholds]\ninsult = { hold = 0.5 }\n[sites.x.thresholds]\ninsult = { reject = 0.4 }"
    with pytest.raises(PolicyError, match="nothing would be held"):
        Policy.read(write(text), 50)


def test_replay_counts_what_another_policy_changes(write):
    before = Policy.read(None, 0)
    after = Policy.read(write("[default.thresholds]\ntoxicity = { hold = 0.8 }\n[default.links]\nmaximum = 0"), 0)
    pipeline = build_pipeline(Settings(minimum_length=0), FixedScorer(toxicity=0.6))
    comments = [Comment("plain"), Comment("see http://x.example")]
    judged = [(c, pipeline.moderate(c), verdict) for c, verdict in zip(comments, ["published", None], strict=True)]
    result = replay(before, after, judged)
    assert result.total == 2
    assert result.counts == {(Action.HOLD, Action.PUBLISH): 1, (Action.HOLD, Action.HOLD): 1}
    (difference,) = result.differences
    assert (difference.comment.text, difference.verdict) == ("plain", "published")


@pytest.mark.parametrize(
    "table",
    ["thresholds", "combined", "banned", "suspect", "links", "repeats", "capitals", "first_time", "rate", "duplicate"],
)
def test_every_table_is_documented(table):
    assert f"`{table}`" in DOCUMENT.read_text(encoding="utf-8")


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_documented(reason):
    assert f"`{reason.value}`" in DOCUMENT.read_text(encoding="utf-8")
