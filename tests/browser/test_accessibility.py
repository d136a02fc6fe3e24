"""axe-core finds nothing serious on any page, light or dark, wide or narrow."""

import pytest
from playwright.sync_api import expect

from moderation.decision import Reason
from moderation.storage import Verdict

PAGES = {
    "demo": "/demo",
    "sign in": "/desk/sign-in",
    "queue": "/desk/",
    "all": "/desk/?queue=all",
    "details": "/desk/comments/1",
    "bulk": "/desk/bulk?from=0.5&to=0.9",
    "articles": "/desk/articles",
    "article": "/desk/articles/1",
    "second opinions": "/desk/second",
    "dashboard": "/desk/dashboard",
    "statements": "/desk/statements",
    "error": "/desk/comments/999999",
}


@pytest.fixture
def filled(site):
    """A site with something on every page: held, decided, reported, drawn for a second opinion."""
    comments = site.fill(8)
    site.post("A fine comment about the harbour that anybody could read over breakfast.", number=99)
    site.store.acts.decide([comments[0].id], Verdict.REJECT, "ed", reason=Reason.INSULT)
    site.store.acts.decide([comments[1].id], Verdict.APPROVE, "ed")
    site.store.reports.add(comments[2].id, reporter="r", reason="other", note="Look at this")
    site.store.reviews.draw(2)
    return site


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_serious_finding(new_page, filled, mara, axe_script, scheme):
    page = new_page(width=1440 if scheme == "light" else 360, color_scheme=scheme, bypass_csp=True)
    page.context.add_cookies(mara)
    found = {}
    for name, path in PAGES.items():
        page.goto(filled.url + path)
        if name in ("queue", "all"):
            page.keyboard.press("r")
            expect(page.locator("#beside section").first).to_be_visible()
        if name == "demo":
            page.get_by_text("5 comments").wait_for()
        page.evaluate(axe_script)
        result = page.evaluate("axe.run()")
        assert len(result["passes"]) > 10, f"axe looked at next to nothing of {name}"
        serious = [v for v in result["violations"] if v["impact"] in ("serious", "critical")]
        if serious:
            found[name] = [(v["id"], n["target"], n["failureSummary"]) for v in serious for n in v["nodes"][:3]]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} scrolls sideways"
    assert found == {}
