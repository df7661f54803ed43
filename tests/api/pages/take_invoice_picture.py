"""Takes the picture of the invoice page for the docs: `python -m tests.api.pages.take_invoice_picture docs/images/invoice-page.jpg`."""

from __future__ import annotations

import shutil
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import expect, sync_playwright

from api.access import SESSION_COOKIE
from api.looks import look_pool
from intake.state import Role
from intake.store.session import open_database
from intake.store.upgrade import upgrade
from tests.api.pages.booked import book
from tests.api.pages.conftest import CHROMIUM, DESKTOP, FLAGS
from tests.api.pages.site import clean, running_service


def main(out: Path) -> None:
    program = next(found for name in CHROMIUM if (found := shutil.which(name)))
    with TemporaryDirectory() as name, sync_playwright() as playwright, look_pool(1) as looks:
        folder = Path(name)
        looks.start()
        database = open_database(f"sqlite:///{folder / 'store.sqlite'}")
        upgrade(database, folder)
        with running_service(database, folder, looks) as sites:
            site = sites("firm")
            (invoice,) = site.put(clean(), hours_ago=4)
            book(site, invoice, datetime.now(UTC) - timedelta(hours=3))
            browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
            context = browser.new_context(viewport=DESKTOP, reduced_motion="reduce")  # type: ignore[arg-type]
            context.add_cookies([{"name": SESSION_COOKIE, "value": site.person("zhao", Role.FINANCE), "url": site.address}])
            page = context.new_page()
            page.goto(f"{site.address}/invoices/{invoice}")
            expect(page.locator(".invoice[data-loaded]")).to_be_attached(timeout=60_000)
            expect(page.locator(".page-view[data-shown]")).to_be_attached(timeout=60_000)
            page.screenshot(path=folder / "page.png")
            browser.close()
        database.close()
        Image.open(folder / "page.png").convert("RGB").save(out, quality=85)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
