"""Takes the picture of the overview for the docs: `python -m tests.api.pages.take_overview_picture docs/images/overview-page.jpg`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import expect, sync_playwright

from api.access import SESSION_COOKIE
from api.looks import look_pool
from intake.state import Role
from intake.store.session import open_database
from intake.store.upgrade import upgrade
from tests.api.pages.conftest import CHROMIUM, FLAGS
from tests.api.pages.site import running_service
from tests.intake.store.busy_firm import make_busy

_SIZE = {"width": 1280, "height": 1180}


def main(out: Path) -> None:
    program = next(found for name in CHROMIUM if (found := shutil.which(name)))
    with TemporaryDirectory() as name, sync_playwright() as playwright, look_pool(1) as looks:
        folder = Path(name)
        looks.start()
        database = open_database(f"sqlite:///{folder / 'store.sqlite'}")
        upgrade(database, folder)
        with running_service(database, folder, looks) as sites:
            site = sites("firm")
            with database.write() as session:
                make_busy(session, site.tenant, site.backend.clock(), each_day=8)
            browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
            context = browser.new_context(viewport=_SIZE, reduced_motion="reduce")  # type: ignore[arg-type]
            context.add_cookies([{"name": SESSION_COOKIE, "value": site.person("陈静", Role.FINANCE), "url": site.address}])
            page = context.new_page()
            page.goto(f"{site.address}/overview")
            expect(page.locator(".tiles li")).to_have_count(8)
            expect(page.locator(".board")).not_to_contain_text("加载中")
            page.wait_for_function("[...document.querySelectorAll('canvas')].every(canvas => canvas.height > 200)")
            page.screenshot(path=out, type="jpeg", quality=85)
            browser.close()
        database.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
