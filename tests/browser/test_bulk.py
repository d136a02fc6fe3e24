"""A band of scores in a real browser: dragged, looked into, decided, undone."""

from playwright.sync_api import expect

from moderation.storage import Queue, Status


def drag(page, low, high):
    box = page.locator("#histogram").bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * (low + 0.01), y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * (high - 0.01), y, steps=4)
    page.mouse.up()


def test_a_dragged_band_shows_a_sample_and_is_decided_and_undone_at_once(desk, site):
    comments = site.fill(50)
    band = [c for c in comments if 0.6 <= c.score < 0.8]
    desk.goto(f"{site.url}/desk/bulk")
    drag(desk, 0.6, 0.8)
    expect(desk.get_by_role("heading", name=f"{len(band)} comments with a score from 0.60 to 0.80")).to_be_visible()
    expect(desk.locator(".sample li")).to_have_count(6)
    desk.get_by_text(f"Reject all {len(band)}").click()
    desk.get_by_role("button", name="Off topic").click()
    expect(desk.locator(".flash")).to_contain_text(f"Rejected {len(band)} comments: off topic, scores 0.60 to 0.80")
    assert {site.store.comments.get(c.id).status for c in band} == {Status.REJECTED}
    assert site.store.queues.counts()[Queue.HELD] == 50 - len(band)
    desk.get_by_role("button", name="Undo").click()
    expect(desk.locator(".flash")).to_contain_text("Undone")
    assert site.store.queues.counts()[Queue.HELD] == 50


def test_what_arrived_after_the_sample_was_seen_is_not_decided_with_the_band(desk, site):
    site.fill(5, score=70)
    desk.goto(f"{site.url}/desk/bulk?from=0.6&to=0.8")
    late = site.post("A comment [71] that came in while the moderator was still reading the sample of the band.")
    desk.get_by_role("button", name="Approve all 5").click()
    expect(desk.locator(".flash")).to_contain_text("Approved 5 comments")
    assert site.store.comments.get(late.id).status is Status.HELD


def test_a_band_can_be_chosen_by_keyboard(desk, site):
    site.fill(5, score=72)
    desk.goto(f"{site.url}/desk/bulk")
    desk.get_by_role("link", name="0.70 to 0.75: 5 comments").focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("button", name="Approve all 5")).to_be_visible()
