"""Takes the picture of the capture page for the docs: `python -m tests.api.pages.take_capture_pictures docs/images/capture-page.jpg`."""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import expect

from intake.state import Role
from intake.store.documents import documents_waiting
from intake.store.words import Lane
from tests.api.pages.conftest import FLAGS
from tests.api.pages.phone import Phone, log_in, start_phone, write_film
from tests.api.pages.site import SAMPLES, Site, clean
from tests.api.pages.studio import studio
from tests.intake.store.samples import record

_SIZE = {"width": 360, "height": 640}
_GAP = 16


def main(out: Path) -> None:
    with studio() as made:
        site, folder = made.sites("firm"), made.folder
        film = write_film(folder / "film.mjpeg", SAMPLES / "paper_special_photo.jpg")
        phone = start_phone(made.playwright, made.program, FLAGS, folder / "profile", site, film, viewport=_SIZE)
        log_in(phone, site.person("wang", Role.SUBMITTER), "zh")
        _pictured(phone, site, folder)
        phone.close()
        shown = [Image.open(folder / f"{part}.png").convert("RGB") for part in ("camera", "list")]
        whole = Image.new("RGB", (2 * _SIZE["width"] + _GAP, _SIZE["height"]), "white")
        for place, picture in enumerate(shown):
            whole.paste(picture, (place * (_SIZE["width"] + _GAP), 0))
        whole.save(out, quality=85)


def _pictured(phone: Phone, site: Site, folder: Path) -> None:
    phone.open()
    phone.shots("received", 1)
    phone.page.screenshot(path=folder / "camera.png")
    with site.backend.database.write() as session:
        (document,) = documents_waiting(session, Lane.SINGLE, 10)
        record(session, document.id, {**clean(), "decision": "accept"}, tenant=site.tenant, at=site.backend.clock())
    phone.choose(SAMPLES / "taxi_photo.jpg")
    phone.shots("received", 2)
    phone.show(1)
    expect(phone.page.locator(".shot .detail", has_text="¥")).to_be_visible()
    expect(phone.page.locator(".freeing button")).to_contain_text("2")
    expect(phone.page.locator(".notice")).to_have_count(0)
    phone.page.screenshot(path=folder / "list.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
