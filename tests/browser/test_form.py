"""The comment form in a real browser: it counts as the server does, hints, posts, and harms nobody."""

import json
from pathlib import Path

import pytest

from moderation.checks import count_characters

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "length.json").read_text(encoding="utf-8"))["cases"]
FINE = "The ferry should leave when people are there, and the school needs one fixed boat."
RUDE = "The board are a bunch of clowns [90] and nobody on the islands should listen to them."
#: Where the two engines' tables or classes of characters could part: blanks, controls, case folding, quotes.
ODD = [f"a{chr(code)}b https://x{chr(code)}y >{chr(code)}" for code in (*range(1, 0x30), 0x85, 0xA0, 0x180E, 0xFEFF)]
ODD += [
    "HTTP\u017f://kelvin.example ok",
    "\u212aelvin www\u3002example",
    "\r> a\r\n>b\n >c",
    "\u2028> a\u2029b",
    "x\n\n> \n",
]


@pytest.fixture
def form(page, site):
    page.goto(f"{site.url}/demo")
    page.get_by_text("5 comments").wait_for()
    return page


def test_the_script_is_under_twelve_kilobytes(page, site):
    answer = page.request.get(f"{site.url}/embed/form.js")
    assert len(answer.body()) < 12_000


def test_the_counter_agrees_with_the_server_on_every_vector(form):
    counted = form.evaluate(
        "texts => texts.map(customElements.get('reader-comments').countCharacters)", [case["text"] for case in VECTORS]
    )
    assert dict(zip([c["name"] for c in VECTORS], counted, strict=True)) == {c["name"]: c["count"] for c in VECTORS}


def test_the_counter_agrees_with_the_server_on_odd_characters(form):
    counted = form.evaluate("texts => texts.map(customElements.get('reader-comments').countCharacters)", ODD)
    assert {text: n for text, n in zip(ODD, counted, strict=True) if n != count_characters(text)} == {}


@pytest.mark.parametrize(("length", "enough"), [(49, False), (50, True), (51, True)], ids=["49", "50", "51"])
def test_the_counter_is_live_and_the_button_follows(form, length, enough):
    assert form.locator("#count").inner_text() == "0/50 · Minimum 50 characters"
    form.get_by_label("Your comment").fill("x" * length)
    assert form.locator("#count").inner_text() == f"{length}/50 · Minimum 50 characters"
    assert form.get_by_role("button", name="Post comment").get_attribute("aria-disabled") == str(not enough).lower()


def test_the_story_has_its_furniture(form):
    assert form.get_by_role("heading", name="Key points").is_visible()
    assert form.get_by_text("minute read").is_visible()
    assert form.get_by_role("link", name="Email").is_visible()
    assert form.get_by_text("keep comments respectful and on-topic").is_visible()
    assert form.locator("li .initials").first.inner_text() == "IV"


def write(form, text, name="Priya Nair"):
    form.get_by_label("Your name").fill(name)
    form.get_by_label("Your comment").fill(text)
    # forced: a button that is only aria-disabled can be pressed by people, and must answer them
    form.get_by_role("button", name="Post comment").click(force=True)


def test_a_fine_comment_appears_with_its_initials(form):
    write(form, FINE)
    form.get_by_text("has been published").wait_for()
    form.get_by_text("6 comments").wait_for()
    first = form.locator("ol > li").first
    assert first.locator(".initials").inner_text() == "PN"
    assert first.locator("p").inner_text() == FINE
    assert form.get_by_label("Your comment").input_value() == ""


def test_a_rude_comment_gets_a_hint_that_names_the_words_and_can_be_posted_all_the_same(form, site):
    form.get_by_label("Your comment").fill(RUDE)
    hint = form.get_by_text("This may read as rude")
    hint.wait_for()
    assert "“90”" in hint.inner_text()
    write(form, RUDE)
    form.get_by_text("A moderator will look at your comment").wait_for()
    assert form.get_by_text("5 comments").is_visible()
    assert site.store.comments.published("demo", "sallow-ferry")[0].author != "Priya Nair"


def test_a_short_comment_is_told_how_much_is_missing_and_is_not_sent(form):
    sent = []
    form.on("request", lambda r: sent.append(r.url) if r.method == "POST" else None)
    write(form, "Too short.")
    form.get_by_text("40 more characters are needed").wait_for()
    assert not any(url.endswith("/embed/comments") for url in sent)
    assert form.evaluate("document.querySelector('reader-comments').shadowRoot.activeElement.id") == "text"


def test_a_comment_that_could_not_be_sent_stays_and_is_stored_once(form, site):
    form.route("**/embed/comments", lambda route: route.abort(), times=1)
    write(form, FINE)
    form.get_by_text("was not posted").wait_for()
    assert form.get_by_label("Your comment").input_value() == FINE
    form.get_by_role("button", name="Post comment").click()
    form.get_by_text("has been published").wait_for()
    assert [c.text for c in site.store.comments.published("demo", "sallow-ferry")].count(FINE) == 1


ATTACKS = [
    "<script>window.harmed = 1</script> and some words to make this long enough to be published",
    '<img src=x onerror="window.harmed = 1"> and some words to make this long enough to be published',
    '"><svg onload="window.harmed = 1"></svg> and some words to make this long enough to be published',
    "<a href='javascript:window.harmed=1'>click</a> and some words to make this long enough to be published",
    "{{ 7 * 7 }}{% raw %} and some words to make this long enough to be published, as a template would",
]


@pytest.mark.parametrize("text", ATTACKS, ids=["script", "img onerror", "svg onload", "javascript link", "template"])
def test_markup_in_a_comment_stays_words(form, text):
    write(form, text, name="<b onclick=alert(1)>Eve</b>")
    form.get_by_text("has been published").wait_for()
    form.get_by_text("6 comments").wait_for()
    assert form.locator("ol > li").first.locator("p").inner_text() == text
    assert form.locator("ol > li").first.locator("script, img, svg, a, b").count() == 0
    assert form.evaluate("window.harmed") is None


def test_a_right_to_left_comment_reads_from_the_right(form):
    write(form, "العبارة مهمة جدا لأهل الجزر ونريد قاربا واحدا في الصباح وآخر في المساء", name="ليلى حداد")
    form.get_by_text("6 comments").wait_for()
    direction = form.locator("ol > li p").first.evaluate("node => getComputedStyle(node).direction")
    assert direction == "rtl"


def test_the_form_works_by_keyboard_alone(form):
    form.get_by_label("Your name").focus()
    form.keyboard.type("Priya Nair")
    form.keyboard.press("Tab")
    form.keyboard.type(FINE)
    form.keyboard.press("Tab")
    form.keyboard.press("Enter")
    form.get_by_text("has been published").wait_for()
