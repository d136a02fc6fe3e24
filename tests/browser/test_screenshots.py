"""The pages as the documentation shows them, with a real model; `make screenshots` puts them into docs/screenshots."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from shutil import copyfile, copytree

import pytest
from PIL import Image
from playwright.sync_api import expect

import moderation
from moderation.app import build_pipeline
from moderation.comment import Comment
from moderation.decision import Reason
from moderation.settings import Settings
from moderation.storage import Status, Verdict, open_store
from tests.browser.conftest import run_site

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
NAMES = "Ada Ola,Ben Carter,Chidi Eze,Dina Rahman,Eve Lim,Farid Khan,Gwen Price,Hugo Silva,Isla Reid,Jae Park".split(
    ","
)
SPAM = "Wake up you idiots, this council is a bunch of stupid corrupt clowns and liars. Join my page, number {}"
RUDE = "You idiots, cancelling the last boat home is stupid. What a pathetic board. Ask the fishing crews first."
ARTICLES, DAYS = 5, 28


class SteppingClock:
    """Gives the moment that it was set to."""

    def __init__(self):
        self.now = datetime.now(UTC)

    def __call__(self):
        return self.now


def seed(folder, dataset, model):
    """Fill a site with four weeks of comments from data/, half of the held ones decided."""
    random, clock = Random(7), SteppingClock()  # noqa: S311  # the same site in every run
    store = open_store(f"sqlite:///{folder / 'desk.db'}", clock=clock)
    pipeline, end = build_pipeline(Settings(minimum_length=0), model), clock.now
    chosen = list(dataset.articles)[:: len(dataset.articles) // ARTICLES]
    rows = dataset.comments[dataset.comments["article_id"].isin(chosen)]
    rows = rows.sample(frac=1, random_state=3)
    held = []
    for index, row in enumerate(rows.itertuples()):
        clock.now = end - timedelta(days=DAYS * (1 - index / len(rows)) ** 1.3, minutes=random.randint(0, 600))
        article = dataset.articles[row.article_id]
        comment = Comment(row.text, row.id, random.choice(NAMES), row.parent_id or None, article, "courier")
        stored = store.comments.save(comment, pipeline.moderate(comment)).comment
        held += [stored] if stored.status is Status.HELD else []
    for stored in random.sample(held, len(held) // 2):
        clock.now = stored.created_at + timedelta(minutes=random.expovariate(1 / 25))
        bad = random.random() < stored.score
        store.acts.decide(
            [stored.id], Verdict.REJECT if bad else Verdict.APPROVE, "mara", reason=Reason.INSULT if bad else None
        )
    for number in range(6):
        clock.now = end - timedelta(minutes=15 + number)
        comment = Comment(SPAM.format(number), f"spam{number}", f"Patriot{number}", None, article, "courier")
        store.comments.save(comment, pipeline.moderate(comment))
    store.close()


@pytest.fixture(scope="module")
def newsroom(empty_site, tmp_path_factory, dataset, request):
    # the documentation shows what is served; a test run has only the small model that all tests share
    model = moderation.load() if os.environ.get("SCREENSHOTS") else request.getfixturevalue("model")
    copytree(empty_site, folder := tmp_path_factory.mktemp("newsroom") / "site")
    seed(folder, dataset, model)
    with run_site(folder, model) as site:
        yield site


@pytest.fixture
def keep(tmp_path):
    """Take a screenshot, see that it is no blank page, and keep it where the documentation is asked for."""

    def take(target, name, **arguments):
        path = tmp_path / f"{name}.png"
        target.screenshot(path=path, **arguments)
        with Image.open(path) as image:
            assert len(image.convert("RGB").getcolors(1 << 24)) > 50
            image.convert("P", palette=Image.Palette.ADAPTIVE, colors=128).save(path, optimize=True)
        if os.environ.get("SCREENSHOTS"):
            FOLDER.mkdir(exist_ok=True)
            copyfile(path, FOLDER / path.name)

    return take


@pytest.fixture
def reader(new_page, newsroom):
    page = new_page(1200, 860)
    page.goto(f"{newsroom.url}/demo")
    page.get_by_text("5 comments").wait_for()
    return page


@pytest.fixture
def moderator(new_page, mara):
    page = new_page(1440, 900)
    page.context.add_cookies(mara)
    return page


def test_the_demo_page(reader, keep):
    keep(reader, "demo")


def test_the_form_with_its_hint(reader, keep):
    reader.get_by_label("Your name").fill("Priya Nair")
    reader.get_by_label("Your comment").fill(RUDE)
    reader.get_by_text("A moderator would look at it first").wait_for()
    reader.set_viewport_size({"width": 800, "height": 760})
    reader.locator("reader-comments").scroll_into_view_if_needed()
    reader.evaluate("scrollBy(0, document.querySelector('reader-comments').getBoundingClientRect().top - 24)")
    keep(reader, "form")


def test_the_queue(moderator, newsroom, keep):
    moderator.goto(f"{newsroom.url}/desk/?order=time")
    expect(moderator.locator("#beside section").first).to_be_visible()
    keep(moderator, "queue")
    moderator.set_viewport_size({"width": 360, "height": 740})
    keep(moderator, "queue-narrow")


def test_the_queue_in_the_dark(moderator, newsroom, keep):
    moderator.emulate_media(color_scheme="dark")
    moderator.goto(f"{newsroom.url}/desk/?order=time")
    expect(moderator.locator("#beside section").first).to_be_visible()
    moderator.keyboard.press("r")
    keep(moderator, "reject-dark")


def test_the_band(moderator, newsroom, keep):
    moderator.goto(f"{newsroom.url}/desk/bulk?from=0.6&to=0.8")
    keep(moderator, "band")


def test_an_article(moderator, newsroom, keep):
    stored = newsroom.store.articles.search()[0]
    moderator.goto(f"{newsroom.url}/desk/articles/{stored.id}")
    for key in "sjojnjs":
        moderator.keyboard.press(key)
        moderator.wait_for_timeout(250)
    expect(moderator.locator("[aria-pressed=true]")).to_have_count(4)
    moderator.locator("#toast").evaluate("toast => toast.hidden = true")
    moderator.evaluate("scrollTo(0, 0)")
    keep(moderator, "article")
    moderator.emulate_media(color_scheme="dark")
    moderator.set_viewport_size({"width": 360, "height": 900})
    moderator.locator("#division").evaluate("part => scrollTo(0, part.offsetTop - 16)")
    assert moderator.evaluate(
        'document.querySelector(".shares").scrollWidth <= document.querySelector(".shares").parentElement.clientWidth'
    )


def test_the_dashboard(moderator, newsroom, keep):
    moderator.goto(f"{newsroom.url}/desk/dashboard")
    keep(moderator, "dashboard")
