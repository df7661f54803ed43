"""How soon a reviewer sees a large scan, in a real browser against the real service. A measurement, no test:

    python -m tests.api.pages.measure_review [--documents 8] [--megabytes 10] [--pause 3]

`first paint`: from opening the page's address until fields and picture of the document are on the screen, each time in a browser without anything kept. `next document`: from
Ctrl+Enter until the picture of the next one is, with so many seconds at each document, in which the page loads ahead. Beside them stands how busy the machine was.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Sequence
from statistics import median
from time import sleep

import cv2
import numpy as np
from playwright.sync_api import Page, expect

from intake.state import Role
from models.geometry import Pixels
from tests.api.pages.conftest import DESKTOP
from tests.api.pages.site import SAMPLES, clean
from tests.api.pages.studio import Studio, studio

_SAMPLE = "digital_general.png"
_LONGEST = 4961
"""Pixels: A4 at 420 dpi."""
_FIRST_PAINTS = 3
_WATCH = """
window.shown = [];
new MutationObserver(() => {
  const which = document.querySelector(".page-view")?.dataset.shown;
  if (which && which !== window.shown.at(-1)?.[0]) {
    const seen = [which, null];
    window.shown.push(seen);
    requestAnimationFrame(() => requestAnimationFrame(() => (seen[1] = performance.now()))); // painted
  }
}).observe(document, {subtree: true, attributes: true, attributeFilter: ["data-shown"]});
addEventListener("keydown", (event) => event.key === "Enter" && (window.pressed = performance.now()), true);
"""
_LAST = "() => window.shown.at(-1)?.[1] ?? null"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.api.pages.measure_review", description="Measures how soon a reviewer sees a large scan.")
    parser.add_argument("--documents", type=int, default=8)
    parser.add_argument("--megabytes", type=float, default=10.0)
    parser.add_argument("--pause", type=float, default=3.0, help="seconds at each document")
    given = parser.parse_args()
    with studio() as work:
        first, after = _measured(work, given.documents, given.megabytes, given.pause)
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors; scans of {given.megabytes:g} MB, {given.pause:g} s at each")  # noqa: T201 - the result of the command
    for name, times in (("first paint", first), ("next document", after)):
        print(f"{name}: median {median(times):.0f} ms, worst {max(times):.0f} ms of {len(times)}")  # noqa: T201 - the result of the command


def _measured(work: Studio, documents: int, megabytes: float, pause: float) -> tuple[list[float], list[float]]:
    """Milliseconds until the first, and until each that followed, was there."""
    site = work.sites("measured")
    for number, content in enumerate(_scans(documents, megabytes)):
        site.put(clean(_SAMPLE), hours_ago=documents - number, content=content)
    first = []
    for number in range(_FIRST_PAINTS):
        with work.page(site, f"reviewer{number}", Role.REVIEWER, DESKTOP) as page:
            first.append(_opened(page, site.address))
            if number == _FIRST_PAINTS - 1:
                return first, [_next(page, pause) for _ in range(documents - 1)]
            page.goto("about:blank")  # gives back what it took
            sleep(1)
    raise ValueError("at least one browser is needed")


def _opened(page: Page, address: str) -> float:
    page.add_init_script(_WATCH)
    page.goto(f"{address}/review")
    return float(page.wait_for_function(_LAST).json_value())


def _next(page: Page, pause: float) -> float:
    sleep(pause)
    before = page.evaluate("window.shown.length")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".page-view")).to_be_visible()
    page.wait_for_function(f"() => window.shown.length > {before} && window.shown.at(-1)[1] !== null")
    return float(page.evaluate("window.shown.at(-1)[1] - window.pressed"))


def _scans(count: int, megabytes: float) -> Iterator[bytes]:
    """The sample as a scanner of high resolution has it, grain included, each other bytes."""
    small = cv2.imread(str(SAMPLES / _SAMPLE))
    assert small is not None
    factor = _LONGEST / max(small.shape[:2])
    large = np.asarray(cv2.resize(small, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)
    quality = _quality_for(_grainy(large, 0), megabytes)
    for seed in range(count):
        yield _jpeg(_grainy(large, seed), quality)


def _quality_for(pixels: Pixels, megabytes: float) -> int:
    sizes: Sequence[int] = range(60, 100, 3)
    return next((quality for quality in sizes if len(_jpeg(pixels, quality)) >= megabytes * 1e6), 99)


def _grainy(pixels: Pixels, seed: int) -> Pixels:
    grain = np.random.default_rng(seed).normal(0.0, 5.0, pixels.shape[:2])[..., None]
    return np.clip(pixels + grain, 0, 255).astype(np.uint8)


def _jpeg(pixels: Pixels, quality: int) -> bytes:
    return cv2.imencode(".jpg", pixels, (cv2.IMWRITE_JPEG_QUALITY, quality))[1].tobytes()


if __name__ == "__main__":
    main()
