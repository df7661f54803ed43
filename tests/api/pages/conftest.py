"""A service with documents, and a browser that looks at its pages: Debian's chromium, which `make browsers` installs. Without it these tests are skipped."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request, expect, sync_playwright

from api.access import SESSION_COOKIE
from api.looks import Looker, look_pool
from intake.isolation import ReaderPool
from intake.state import Role
from intake.store.session import open_database
from tests.api.pages.site import Site, running_service
from tests.intake.store.conftest import migrated_file  # noqa: F401 - a fixture

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync")
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    # No longer than its module: its event loop runs in this thread, where other tests want one of their own.
    expect.set_options(timeout=20_000)  # a machine that does much else besides is slow, and nothing here is timed
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    program = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    if program is None:
        pytest.skip("no chromium: run `make browsers`")
    started = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
    yield started
    started.close()


@pytest.fixture(scope="session")
def first_looks() -> Iterator[ReaderPool[Looker]]:
    with look_pool(1) as made:
        made.start()
        yield made


@pytest.fixture(scope="session")
def service(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory, first_looks: ReaderPool[Looker]) -> Iterator[Callable[[str], Site]]:  # noqa: F811
    folder = tmp_path_factory.mktemp("site")
    shutil.copy(migrated_file, folder / "store.sqlite")
    database = open_database(f"sqlite:///{folder / 'store.sqlite'}")
    with running_service(database, folder, first_looks) as sites:
        yield sites
    database.close()


@pytest.fixture
def site(service: Callable[[str], Site]) -> Site:
    return service(f"firm-{uuid4().hex[:12]}")


@dataclass
class Visitor:
    """A person's browser on the site, and everything in it that must never happen."""

    context: BrowserContext
    site: Site
    troubles: list[str] = field(default_factory=list)

    def page(self, path: str = "/review", *, expected: tuple[str, ...] = ()) -> Page:
        """`expected`: what the console may say; a browser writes a line for each answer of 4xx."""
        page = self.context.new_page()
        page.on("console", lambda message: self._heard(message, expected))
        page.on("pageerror", lambda error: self.troubles.append(f"error: {error}"))
        page.on("request", self._asked)
        page.goto(self.site.address + path)
        return page

    def _heard(self, message: ConsoleMessage, expected: tuple[str, ...]) -> None:
        if message.type in ("error", "warning") and not any(words in message.text for words in expected):
            self.troubles.append(f"{message.type}: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.site.address, "blob:", "data:")):
            self.troubles.append(f"another host: {request.url}")


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Callable[..., Visitor]]:
    """A new person with a browser of their own. In the end nothing went wrong in any of them."""
    visitors: list[Visitor] = []

    def come(name: str, *roles: Role, language: str = "zh", viewport: dict[str, int] | None = None, **more: Any) -> Visitor:
        context = browser.new_context(viewport=viewport or DESKTOP, reduced_motion="reduce", **more)  # type: ignore[arg-type]
        context.set_default_timeout(20_000)
        secret = site.person(name, *(roles or (Role.REVIEWER,)))
        context.add_cookies([{"name": SESSION_COOKIE, "value": secret, "url": site.address}])
        context.add_init_script(f"localStorage.getItem('fapiao.language') ?? localStorage.setItem('fapiao.language', '{language}')")
        visitors.append(Visitor(context, site))
        return visitors[-1]

    yield come
    for visitor in visitors:
        visitor.context.close()
    assert [trouble for visitor in visitors for trouble in visitor.troubles] == []
