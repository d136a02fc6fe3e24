"""The page of an article: stance is labelled by key or click, and what it teaches is drawn at once."""

import pytest
from playwright.sync_api import expect

from moderation.label import Stance
from moderation.storage import Queue
from tests.browser.conftest import sign_in


@pytest.fixture
def article(desk, site):
    """The page of an article with three held comments."""
    comments = site.fill(3)
    desk.goto(f"{site.url}/desk/articles/{comments[0].article_id}")
    return desk


def labels(site):
    return [label.stance for label in site.store.stances.under("demo", "a1")]


def test_a_key_labels_the_card_and_the_page_shows_what_was_learned(article, site):
    expect(article.locator("#division")).to_contain_text("0 labels")
    article.keyboard.press("o")
    expect(article.locator("#division")).to_contain_text("1 label.")
    expect(article.locator(".card").first).to_contain_text("mara says oppose")
    expect(article.locator(".card").last).to_contain_text("Model: oppose +0.00, without labels unclear +0.00")
    expect(article.get_by_role("status").last).to_contain_text("Labelled: oppose")
    article.keyboard.press("j")
    article.keyboard.press("s")
    expect(article.locator("#division")).to_contain_text("2 labels")
    assert sorted(labels(site)) == [Stance.OPPOSE, Stance.SUPPORT]
    assert site.store.queues.counts()[Queue.HELD] == 3


def test_a_label_is_taken_back_by_the_same_button_and_undone_by_a_key(article, site):
    button = article.locator(".card").nth(1).get_by_role("button", name="Neutral")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_be_focused()
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    article.keyboard.press("u")
    expect(button).to_have_attribute("aria-pressed", "true")
    assert labels(site) == [Stance.NEUTRAL]


def test_without_a_script_the_forms_label_and_undo(new_page, site):
    page = new_page(java_script_enabled=False)
    number = site.fill(2)[0].article_id
    sign_in(page, site, "mara")
    page.goto(f"{site.url}/desk/articles/{number}")
    page.locator(".card").first.get_by_role("button", name="Support").click()
    expect(page.locator("[aria-pressed=true]")).to_have_count(1)
    expect(page.locator("#division").get_by_role("img").first).to_have_accessible_name(
        "Support: 33 %, from 10 % to 60 %"
    )
    page.locator(".flash").get_by_role("button", name="Undo").click()
    expect(page.locator("[aria-pressed=true]")).to_have_count(0)
    assert labels(site) == []
