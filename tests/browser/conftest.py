"""A real browser, a real server, a fresh database: what the browser tests share.

Playwright is driven directly and closed with this package: its event loop would be in the way of the notebook tests.
"""

import shutil
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from shutil import copytree

import pytest
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from moderation.app import build_pipeline, create_app
from moderation.comment import Article, Comment
from moderation.review import load_secret
from moderation.settings import Settings
from moderation.storage import Role, Store, open_store
from tests.fakes import MarkedScorer

CHROMIUM = Path("/usr/bin/chromium")
PASSWORD = "correct horse battery staple"
AXE = "axe-core@4.10.3"
ARTICLE = Article("a1", headline="Council votes on the ferry", proposition="The ferry should sail on demand.")
LETTERS = "aeioubdfgklmnprst"


@dataclass(frozen=True)
class Site:
    """A running service with its store."""

    url: str
    store: Store
    pipeline: object

    def post(self, text, *, author="Ada Ola", number=0):
        comment = Comment(text, id=f"c{number}-{abs(hash(text))}", author=author, article=ARTICLE, site="demo")
        return self.store.comments.save(comment, self.pipeline.moderate(comment)).comment

    def fill(self, count, score=None):
        """Store held comments that share no words, so that none is taken for another's near-duplicate."""
        random = Random(count)  # noqa: S311  # the same words in every run
        return [
            self.post(
                " ".join("".join(random.choices(LETTERS, k=7)) for _ in range(9)) + f" [{score or 50 + i % 50}]",
                author=f"Reader {i}",
                number=i,
            )
            for i in range(count)
        ]


@pytest.fixture(scope="package")
def browser():
    if not CHROMIUM.exists():
        pytest.fail(f"{CHROMIUM} is missing: install it with `make browser` (Debian's package chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def empty_site(tmp_path_factory):
    """A folder with a migrated database, two moderators and a key, to copy: each test has its own."""
    folder = tmp_path_factory.mktemp("site")
    store = open_store(f"sqlite:///{folder / 'desk.db'}")
    for name, role in (("mara", Role.MODERATOR), ("ed", Role.EDITOR)):
        store.users.add(name, PASSWORD, role)
    store.close()
    load_secret(None, folder / "secret.key")
    return folder


@contextmanager
def run_site(folder, scorer):
    """Serve a database from a thread."""
    store = open_store(f"sqlite:///{folder / 'desk.db'}")
    app = create_app(Settings(secret_file=folder / "secret.key"), scorer=scorer, store=store)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Site(f"http://127.0.0.1:{server.server_port}", store, build_pipeline(Settings(), scorer))
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        store.close()


@pytest.fixture
def site(empty_site, tmp_path):
    copytree(empty_site, tmp_path / "site")
    with run_site(tmp_path / "site", MarkedScorer()) as site:
        yield site


@pytest.fixture
def new_page(browser):
    """Open pages that fail the test on any error of a script and any request that leaves the machine."""
    contexts, problems = [], []

    def open_page(width=1280, height=900, **arguments):
        context = browser.new_context(viewport={"width": width, "height": height}, **arguments)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(f"script error: {error}"))
        page.on("console", lambda m: problems.append(m.text) if "Content Security Policy" in m.text else None)
        page.on("request", lambda r: None if is_local(r.url) else problems.append(f"a request left: {r.url}"))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert problems == []


def is_local(url):
    return url.startswith(("http://127.0.0.1:", "data:", "blob:"))


@pytest.fixture
def page(new_page):
    return new_page()


@pytest.fixture(scope="package")
def mara(browser, empty_site, tmp_path_factory):
    """The cookie of a moderator who signed in once; every copy of the site has the same key."""
    copytree(empty_site, folder := tmp_path_factory.mktemp("sign-in") / "site")
    with run_site(folder, MarkedScorer()) as site, browser.new_context() as context:
        sign_in(page := context.new_page(), site, "mara")
        page.wait_for_url(f"{site.url}/desk/")
        return context.cookies()


@pytest.fixture
def desk(page, site, mara):
    """A signed-in moderator's page."""
    page.context.add_cookies(mara)
    page.goto(f"{site.url}/desk/")
    return page


def sign_in(page, site, name, password=PASSWORD):
    page.goto(f"{site.url}/desk/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


@pytest.fixture(scope="session")
def axe_script():
    """The text of axe-core, installed beside the environment the first time it is needed."""
    folder = Path(sys.prefix) / "axe"
    script = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists():
        npm = shutil.which("npm")
        if npm is None:
            pytest.fail("npm is missing, which installs axe-core for the accessibility tests: `make browser`")
        subprocess.run([npm, "install", "--silent", "--no-save", "--prefix", folder, AXE], check=True)
    return script.read_text(encoding="utf-8")
