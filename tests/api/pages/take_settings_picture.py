"""Takes the picture of the settings page for the docs: `python -m tests.api.pages.take_settings_picture docs/images/settings-page.jpg`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from api.access import SESSION_COOKIE
from api.looks import look_pool
from intake.people.names import DEFAULT_TENANT
from intake.state import Role
from intake.store.session import open_database
from intake.store.upgrade import upgrade
from tests.api.pages.conftest import CHROMIUM, FLAGS
from tests.api.pages.site import running_service

_SIZE = {"width": 1200, "height": 760}


def main(out: Path) -> None:
    program = next(found for name in CHROMIUM if (found := shutil.which(name)))
    expect.set_options(timeout=60_000)
    with TemporaryDirectory() as name, sync_playwright() as playwright, look_pool(1) as looks:
        folder = Path(name)
        looks.start()
        database = open_database(f"sqlite:///{folder / 'store.sqlite'}")
        upgrade(database, folder)
        with running_service(database, folder, looks) as sites:
            site = sites(DEFAULT_TENANT)
            browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
            context = browser.new_context(viewport=_SIZE)  # type: ignore[arg-type]
            context.add_cookies([{"name": SESSION_COOKIE, "value": site.person("chen", Role.ADMINISTRATOR), "url": site.address}])
            page = context.new_page()
            page.goto(f"{site.address}/settings#providers")
            _set_up(page)
            page.screenshot(path=folder / "page.png")
            Image.open(folder / "page.png").convert("RGB").save(out, quality=85)
            browser.close()
        database.close()


def _set_up(page: Page) -> None:
    page.locator("#provider--id").fill("AKIDexample")
    page.locator("#provider--secret").fill("a-secret")
    page.locator("#provider--price_per_call").fill("0.2")
    page.locator("#provider--price_per_call").press("Enter")
    expect(page.locator("main .facts")).to_be_visible()
    page.locator("main details summary").click()
    expect(page.locator(".notice")).to_have_count(0)
    page.evaluate("window.scrollTo(0, 0)")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
