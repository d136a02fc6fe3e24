"""The small parts of the desk: keys, throttles, highlighted words, queries, geometry, words for times."""

from datetime import date

import pytest

from moderation.decision import Evidence
from moderation.errors import InvalidFieldError, SettingsError
from moderation.models.split import Share
from moderation.review.charts import histogram_bars, interval_bar, line, stacked_bar, stacked_columns
from moderation.review.dashboard import duration, every_day
from moderation.review.highlight import STEPS, cut
from moderation.review.query import read
from moderation.review.recent import Recent
from moderation.review.secret import SHORTEST, load_secret
from moderation.review.throttle import Throttle
from moderation.storage import Band, Order, Queue
from moderation.storage.figures import Day
from moderation.storage.records import Histogram


def test_a_key_is_made_once_and_kept_from_others(tmp_path):
    path = tmp_path / "data" / "secret.key"
    key = load_secret(None, path)
    assert len(key) >= SHORTEST
    assert load_secret(None, path) == key
    assert path.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in path.parent.iterdir()] == ["secret.key"]


def test_two_deployments_have_different_keys(tmp_path):
    assert load_secret(None, tmp_path / "a") != load_secret(None, tmp_path / "b")


def test_a_key_file_that_others_can_read_is_refused(tmp_path):
    path = tmp_path / "secret.key"
    load_secret(None, path)
    path.chmod(0o640)
    with pytest.raises(SettingsError, match="chmod 600"):
        load_secret(None, path)


@pytest.mark.parametrize(("length", "is_refused"), [(31, True), (32, False)], ids=["31", "32"])
def test_a_short_key_is_refused(tmp_path, length, is_refused):
    if is_refused:
        with pytest.raises(SettingsError, match="31 characters"):
            load_secret("k" * length, tmp_path / "unused")
    else:
        assert load_secret("k" * length, tmp_path / "unused") == "k" * length


def test_the_sixth_try_waits_until_the_first_is_old():
    now = [0.0]
    throttle = Throttle(5, 60, clock=lambda: now[0])
    for second in range(5):
        now[0] = second
        assert throttle.wait("mara") == 0
        throttle.fail("mara")
    assert throttle.wait("mara") == 56
    assert throttle.wait("ed") == 0
    now[0] = 60.0
    assert throttle.wait("mara") == 0


def test_a_success_forgets_the_failures():
    throttle = Throttle(1, 60)
    throttle.fail("mara")
    throttle.succeed("mara")
    assert throttle.wait("mara") == 0


def test_a_recent_value_is_read_again_when_it_is_old():
    now, reads = [0.0], iter(range(9))
    recent = Recent(lambda: next(reads), 30, clock=lambda: now[0])
    seen = []
    for now[0] in (0.0, 30.0, 31.0, 61.0, 62.0):
        seen.append(recent())
    assert seen == [0, 0, 1, 1, 2]


def test_the_pieces_of_a_text_are_the_text():
    text = "You utter idiot 👍 again"
    evidence = [Evidence(10, 15, "idiot", 9.0), Evidence(4, 9, "utter", 0.1), Evidence(18, 23, "again", -1.0)]
    pieces = cut(text, evidence)
    assert "".join(p.text for p in pieces) == text
    assert [(p.text, p.level) for p in pieces if p.level] == [("utter", 1), ("idiot", STEPS)]


@pytest.mark.parametrize(("contribution", "level"), [(0.04, 0), (0.05, 1), (0.5, 2), (2.49, 5), (2.5, 6), (99.0, 6)])
def test_a_mark_is_as_strong_as_the_contribution(contribution, level):
    assert cut("word", [Evidence(0, 4, "word", contribution)])[0].level == level


@pytest.mark.parametrize(
    "evidence",
    [Evidence(2, 99, "gone", 1.0), Evidence(-1, 2, "odd", 1.0)],
    ids=["behind the end", "before the start"],
)
def test_a_span_of_another_revision_marks_nothing(evidence):
    assert [p.level for p in cut("short", [evidence])] == [0]


def test_a_query_string_goes_round():
    query = read({"queue": "reported", "from": "0.25", "to": "0.5", "search": "ferry & boats", "order": "time"})
    assert (query.filter.queue, query.order, query.filter.score_from) == (Queue.REPORTED, Order.TIME, 0.25)
    assert query.link(queue=None) == "?from=0.25&to=0.5&search=ferry+%26+boats&order=time"


def test_an_empty_query_is_the_held_queue_by_score():
    query = read({"site": "", "from": ""})
    assert (query.filter.queue, query.order, query.narrowed) == (Queue.HELD, Order.SCORE, False)


@pytest.mark.parametrize(
    ("name", "value"), [("queue", "nowhere"), ("from", "2"), ("to", "nan"), ("article", "x"), ("order", "luck")]
)
def test_a_wrong_field_of_a_query_is_named(name, value):
    with pytest.raises(InvalidFieldError, match=f"^{name}: '{value}' cannot be used"):
        read({name: value})


def test_a_histogram_fills_its_height_and_marks_the_band():
    bars = histogram_bars(Histogram((Band(0.0, 0.5, 4), Band(0.5, 1.0, 1)), 9), 0.5, 1.0)
    assert [(b.x, b.width, b.y, b.height, b.chosen) for b in bars] == [
        (0.0, 300.0, 0.0, 110.0, False),
        (300.0, 300.0, 55.0, 55.0, True),
    ]


def test_an_empty_queue_is_a_flat_histogram():
    assert histogram_bars(Histogram((Band(0.0, 1.0, 0),), 0), None, None)[0].height == 0


def test_columns_stand_on_each_other_and_bars_fill_the_width():
    (column, _) = stacked_columns([[("published", 3), ("held", 1)], [("published", 0), ("held", 0)]])
    assert [(s.y, s.height) for s in column] == [(40.0, 120.0), (0.0, 40.0)]
    assert [(s.x, s.width) for s in stacked_bar([("support", 1), ("oppose", 3)])] == [(0.0, 25.0), (25.0, 75.0)]


def test_a_curve_leaves_out_what_is_not_known():
    assert line("share", [0.0, None, 1.0]).points == "0.0,160.0 600.0,0.0"
    assert line("share", []).last is None


def test_days_without_a_comment_are_filled_in():
    days = every_day([Day(date(2026, 1, 2), 1, 2, 3)], date(2026, 1, 1), date(2026, 1, 3))
    assert [(d.day.day, d.held) for d in days] == [(1, 0), (2, 2), (3, 0)]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(59, "59 s"), (60, "1.0 min"), (3600, "1.0 h"), (86_400, "1.0 days"), (None, "–")],
    ids=["seconds", "minute", "hour", "day", "unknown"],
)
def test_a_length_of_time_is_said_as_people_do(seconds, said):
    assert duration(seconds) == said


@pytest.mark.parametrize(("prior", "place"), [(None, None), (Share(0.25, 0.1, 0.5, 0.0), 25.0)], ids=["none", "prior"])
def test_a_share_is_a_bar_with_its_interval_and_what_it_was_without_labels(prior, place):
    bar = interval_bar(Share(0.4, 0.1, 1.0, 0.0), prior)
    assert (bar.width, bar.low, bar.high, bar.span, bar.prior) == (40.0, 10.0, 100.0, 90.0, place)
