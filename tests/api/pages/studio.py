"""What taking pictures for the docs needs: the service on a store of its own, a browser, and somebody who is logged in."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, Playwright, expect, sync_playwright

from api.access import SESSION_COOKIE
from api.looks import look_pool
from intake.state import Role
from intake.store.session import open_database
from intake.store.upgrade import upgrade
from tests.api.pages.conftest import CHROMIUM, FLAGS
from tests.api.pages.site import Site, running_service


@dataclass(frozen=True)
class Studio:
    playwright: Playwright
    program: str
    """The browser."""
    folder: Path
    sites: Callable[[str], Site]
    """By the name of a tenant."""

    @contextmanager
    def page(self, site: Site, who: str, role: Role, size: dict[str, int]) -> Iterator[Page]:
        browser = self.playwright.chromium.launch(executable_path=self.program, args=list(FLAGS))
        context = browser.new_context(viewport=size, reduced_motion="reduce")  # type: ignore[arg-type]
        context.add_cookies([{"name": SESSION_COOKIE, "value": site.person(who, role), "url": site.address}])
        yield context.new_page()
        browser.close()


@contextmanager
def studio() -> Iterator[Studio]:
    program = next(found for name in CHROMIUM if (found := shutil.which(name)))
    expect.set_options(timeout=60_000)
    with TemporaryDirectory() as name, sync_playwright() as playwright, look_pool(1) as looks:
        folder = Path(name)
        looks.start()
        database = open_database(f"sqlite:///{folder / 'store.sqlite'}")
        upgrade(database, folder)
        with running_service(database, folder, looks) as sites:
            yield Studio(playwright, program, folder, sites)
        database.close()


def save(page: Page, out: Path) -> None:
    page.screenshot(path=out, type="jpeg", quality=85)
