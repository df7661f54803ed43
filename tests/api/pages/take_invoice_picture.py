"""Takes the picture of the invoice page for the docs: `python -m tests.api.pages.take_invoice_picture docs/images/invoice-page.jpg`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import expect

from intake.state import Role
from tests.api.pages.booked import book
from tests.api.pages.conftest import DESKTOP
from tests.api.pages.site import clean
from tests.api.pages.studio import save, studio


def main(out: Path) -> None:
    with studio() as made:
        site = made.sites("firm")
        (invoice,) = site.put(clean(), hours_ago=4)
        book(site, invoice, datetime.now(UTC) - timedelta(hours=3))
        with made.page(site, "zhao", Role.FINANCE, DESKTOP) as page:
            page.goto(f"{site.address}/invoices/{invoice}")
            expect(page.locator(".invoice[data-loaded]")).to_be_attached()
            expect(page.locator(".page-view[data-shown]")).to_be_attached()
            save(page, out)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
