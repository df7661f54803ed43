"""Takes the picture of the settings page for the docs: `python -m tests.api.pages.take_settings_picture docs/images/settings-page.jpg`."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Page, expect

from intake.people.names import DEFAULT_TENANT
from intake.state import Role
from tests.api.pages.studio import save, studio

_SIZE = {"width": 1200, "height": 760}


def main(out: Path) -> None:
    with studio() as made:
        site = made.sites(DEFAULT_TENANT)
        with made.page(site, "chen", Role.ADMINISTRATOR, _SIZE) as page:
            page.goto(f"{site.address}/settings#providers")
            _set_up(page)
            save(page, out)


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
