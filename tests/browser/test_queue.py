"""The desk's queues in a real browser: signing in, deciding by keyboard, undo, clusters, two moderators."""

import pytest
from playwright.sync_api import expect

from moderation.decision import Reason
from moderation.storage import Queue, Status
from tests.browser.conftest import PASSWORD, sign_in


def held(site):
    return site.store.queues.counts()[Queue.HELD]


def current(page):
    return page.locator(".card.current")


def open_queue(page, site, query=""):
    page.goto(f"{site.url}/desk/{query}")
    current(page).wait_for()
    return page


def test_nobody_gets_in_without_a_password(page, site):
    page.goto(f"{site.url}/desk/bulk")
    assert "/desk/sign-in" in page.url
    sign_in(page, site, "mara", "wrong")
    expect(page.get_by_role("alert")).to_contain_text("do not go together")


def test_signing_in_leads_to_where_one_wanted_to_go_and_out_again(page, site):
    desk = page
    desk.goto(f"{site.url}/desk/?queue=reported")
    desk.get_by_label("Name").fill("mara")
    desk.get_by_label("Password").fill(PASSWORD)
    desk.get_by_role("button", name="Sign in").click()
    desk.wait_for_url("**/desk/?queue=reported")
    expect(desk.get_by_role("link", name="Held 0")).to_be_visible()
    desk.get_by_role("button", name="Sign out").click()
    desk.goto(f"{site.url}/desk/")
    assert "/desk/sign-in" in desk.url


def test_a_card_marks_the_words_behind_its_score(desk, site):
    site.post("Nobody on these islands believes a word of it [93] any more, and rightly so.")
    open_queue(desk, site)
    assert current(desk).locator("mark").inner_text() == "[93]"
    assert current(desk).locator("mark").get_attribute("class") == "w5"
    expect(current(desk).locator(".bar").first).to_contain_text("0.93")
    expect(desk.locator("#beside")).to_contain_text("Council votes on the ferry")
    expect(desk.locator("#beside")).to_contain_text("toxicity 0.93, held from 0.50")


def test_a_queue_is_worked_through_by_keyboard_alone(desk, site):
    comments = {c.score: c for c in site.fill(4)}
    highest, second, third, _ = (comments[score] for score in sorted(comments, reverse=True))
    open_queue(desk, site)
    desk.keyboard.press("j")
    desk.keyboard.press("k")
    assert current(desk).get_attribute("data-id") == str(highest.id)
    desk.keyboard.press("a")
    expect(desk.locator("#toast")).to_contain_text("Approved 1 comment")
    desk.keyboard.press("r")
    desk.keyboard.press("1")
    expect(desk.locator("#toast")).to_contain_text("Rejected 1 comment: insult")
    desk.keyboard.press("d")
    expect(desk.locator("#toast")).to_contain_text("Deferred 1 comment")
    expect(desk.locator("#left")).to_have_text("1")
    stored = [site.store.comments.get(c.id) for c in (highest, second, third)]
    assert [c.status for c in stored] == [Status.PUBLISHED, Status.REJECTED, Status.HELD]
    assert [stored[1].reason, stored[2].deferred, stored[0].decided_by] == [Reason.INSULT, True, "mara"]


def test_every_act_is_undone_by_one_key_and_the_card_comes_back(desk, site):
    first = site.fill(2, score=80)
    open_queue(desk, site)
    for keys in (["a"], ["r", "2"], ["d"]):
        before = current(desk).get_attribute("data-id")
        for key in keys:
            desk.keyboard.press(key)
        expect(desk.locator(".card")).to_have_count(1)
        desk.keyboard.press("u")
        expect(desk.locator("#toast")).to_contain_text("Undone")
        expect(desk.locator(".card")).to_have_count(2)
        assert current(desk).get_attribute("data-id") == before
    assert {site.store.comments.get(c.id).status for c in first} == {Status.HELD}
    assert held(site) == 2


def test_an_act_before_a_reload_is_undone_too(desk, site):
    site.fill(2)
    open_queue(desk, site)
    desk.keyboard.press("a")
    expect(desk.locator("#left")).to_have_text("1")
    open_queue(desk, site)
    desk.keyboard.press("u")
    expect(desk.locator(".card")).to_have_count(2)
    assert held(site) == 2


def test_a_hundred_are_decided_by_keyboard_without_a_reload(desk, site):
    site.fill(120)
    open_queue(desk, site)
    loads = []
    desk.on("framenavigated", lambda frame: loads.append(frame.url))
    for i in range(100):
        expect(current(desk)).to_have_count(1)
        desk.keyboard.press("a" if i % 2 else "d")
    expect(desk.locator("#left")).to_have_text("20", timeout=20_000)
    assert loads == []
    assert held(site) == 20


def test_a_rejection_by_click_keeps_the_note(desk, site):
    comment = site.post("Somebody else wrote something [77] about the captain and the crew of the boat.")
    open_queue(desk, site)
    current(desk).get_by_text("Reject…").click()
    current(desk).get_by_label("Note for colleagues").fill("third time this week")
    current(desk).get_by_role("button", name="Spam").click()
    expect(desk.locator("#toast")).to_contain_text("Rejected 1 comment: spam")
    expect(desk.locator("#empty")).to_be_visible()
    assert site.store.comments.get(comment.id).reason is Reason.SPAM


def test_near_duplicates_are_one_card_and_decided_once(desk, site):
    for number in range(5):
        text = (
            "Everybody knows this council is corrupt [88] and the whole island is paying for it, sign the petition now"
        )
        site.post(f"{text} {'!' * number}", author=f"Patriot {number}", number=number)
    open_queue(desk, site)
    expect(desk.locator(".card")).to_have_count(1)
    expect(current(desk)).to_contain_text("Decide all 5 near-duplicates together")
    desk.keyboard.press("r")
    desk.keyboard.press("7")
    expect(desk.locator("#toast")).to_contain_text("Rejected 5 comments: spam")
    assert held(site) == 0
    desk.keyboard.press("u")
    expect(desk.locator(".card")).to_have_count(1)
    assert held(site) == 5


def test_two_moderators_never_hold_the_same_card(new_page, site):
    site.fill(3)
    pages = [new_page(), new_page()]
    for page, name in zip(pages, ("mara", "ed"), strict=True):
        sign_in(page, site, name)
        expect(page.locator("#beside")).to_contain_text("Council votes")
    ids = [current(page).get_attribute("data-id") for page in pages]
    assert ids[0] != ids[1]
    claimed = {str(c.comment.id): c.comment.claimed_by for c in site.store.queues.page().cards}
    assert [claimed[i] for i in ids] == ["mara", "ed"]


def test_a_card_that_a_colleague_took_meanwhile_is_left_to_them(desk, site):
    site.fill(2)
    open_queue(desk, site)
    waiting = desk.locator(".card").nth(1)
    taken = int(waiting.get_attribute("data-id"))
    assert site.store.claims.claim(taken, "ed")
    desk.keyboard.press("j")
    expect(desk.locator("#toast")).to_contain_text("Somebody else has this comment")
    expect(desk.locator(".card")).to_have_count(1)


def test_what_may_hurt_is_blurred_until_asked_for(desk, site):
    site.fill(1)
    open_queue(desk, site)
    text = current(desk).locator(".text")
    desk.get_by_label("Blur all").check()
    assert "blur" in text.evaluate("node => getComputedStyle(node).filter")
    desk.reload()
    assert "blur" in text.evaluate("node => getComputedStyle(node).filter")
    desk.keyboard.press("b")
    assert text.evaluate("node => getComputedStyle(node).filter") == "none"


@pytest.mark.parametrize(
    "query", ["?search=%5B88%5D", "?order=time&ascending=1", "?attribute=toxicity&from=0.8&to=0.9"]
)
def test_a_queue_can_be_searched_sorted_and_narrowed(desk, site, query):
    site.post("An older comment [60] about the weather on the pier that somebody held for good measure.", number=1)
    site.post("A later comment [88] about the boats and their engines which somebody would like to see go.", number=2)
    open_queue(desk, site, query)
    assert current(desk).locator("mark").inner_text() == ("[60]" if "ascending" in query else "[88]")


MARKUP = "<script>window.harmed=1</script><img src=x onerror=window.harmed=1> and words [91] enough to be held"


def test_markup_in_a_comment_and_in_a_name_stays_words_on_the_desk(desk, site):
    comment = site.post(MARKUP, author="<img src=x onerror=window.harmed=1>")
    open_queue(desk, site)
    assert current(desk).locator(".text").inner_text() == MARKUP
    expect(desk.locator("#beside")).to_contain_text("<img src=x")
    desk.goto(f"{site.url}/desk/comments/{comment.id}")
    assert desk.locator(".text").first.inner_text() == MARKUP
    assert desk.locator("main script, main img").count() == 0
    assert desk.evaluate("window.harmed") is None


def test_the_help_lists_the_keys(desk, site):
    desk.keyboard.press("?")
    expect(desk.get_by_role("dialog")).to_contain_text("Undo the last act")
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("dialog")).to_have_count(0)
