"""Takes the picture of the overview for the docs: `python -m tests.api.pages.take_overview_picture docs/images/overview-page.jpg`."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import expect

from intake.state import Role
from tests.api.pages.studio import save, studio
from tests.intake.store.busy_firm import make_busy

_SIZE = {"width": 1280, "height": 1180}


def main(out: Path) -> None:
    with studio() as made:
        site = made.sites("firm")
        with site.backend.database.write() as session:
            make_busy(session, site.tenant, site.backend.clock(), each_day=8)
        with made.page(site, "陈静", Role.FINANCE, _SIZE) as page:
            page.goto(f"{site.address}/overview")
            expect(page.locator(".tiles li")).to_have_count(8)
            expect(page.locator(".board")).not_to_contain_text("加载中")
            page.wait_for_function("[...document.querySelectorAll('canvas')].every(canvas => canvas.height > 200)")
            save(page, out)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
