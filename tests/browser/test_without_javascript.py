"""The basic acts of the desk with JavaScript switched off."""

from playwright.sync_api import expect

from moderation.storage import Queue, Status
from tests.browser.conftest import sign_in


def test_comments_are_decided_and_undone_by_forms_alone(new_page, site):
    page = new_page(java_script_enabled=False)
    comments = site.fill(2)
    sign_in(page, site, "mara")
    highest = page.locator(".card").first
    highest.get_by_role("button", name="Approve").click()
    expect(page.locator(".flash")).to_contain_text("Approved 1 comment")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".card")).to_have_count(2)
    assert site.store.queues.counts()[Queue.HELD] == 2
    highest.get_by_text("Reject…").click()
    highest.get_by_role("button", name="Insult").click()
    expect(page.locator(".flash")).to_contain_text("Rejected 1 comment: insult")
    assert Status.REJECTED in {site.store.comments.get(c.id).status for c in comments}


def test_a_band_is_chosen_from_links_and_decided(new_page, site):
    page = new_page(java_script_enabled=False)
    site.fill(5, score=72)
    sign_in(page, site, "mara")
    page.goto(f"{site.url}/desk/bulk?from=0.7&to=0.75")
    page.get_by_role("button", name="Approve all 5").click()
    expect(page.locator(".flash")).to_contain_text("Approved 5 comments")
