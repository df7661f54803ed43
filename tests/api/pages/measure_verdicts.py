"""How often the phone's own verdict is wrong, on drawn photographs of which it is known what was done to them. A measurement, no test:

    python -m tests.api.pages.measure_verdicts --count 240 [--pictures FOLDER] [--rows rows.jsonl]

Half are photographs as people take them (training.synthesize, every level); half have one fault that loses fields, drawn from ranges that the measurements in
intake/vision/quality.py call lost. `false retake` is the share of the first half that the phone wants again, `missed bad` the share of the second half that it does
not. Beside them stand the same two for the service's verdict, and how often both say the same.
"""

from __future__ import annotations

import argparse
import base64
import json
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from random import Random
from statistics import median

import cv2
import numpy as np
from playwright.sync_api import Page, Route, sync_playwright

from api.looks import make_looker
from api.pages.assets import Assets, load_assets
from intake.document import Document
from intake.opening.limits import Limits
from intake.opening.open_pages import open_pages
from intake.settings import Engine
from intake.verdict import LOOK_PIXELS, FirstLook
from models.geometry import Pixels
from tests.api.pages.conftest import CHROMIUM, FLAGS
from training.synthesize.ageing.desk import Desk, draw_desk
from training.synthesize.ageing.levels import draw_level
from training.synthesize.arrays import as_pixels
from training.synthesize.fonts import FontBook, find_fonts
from training.synthesize.photographs import Aged, photograph
from training.synthesize.pictures import encode_jpeg
from training.synthesize.produce import PHOTOGRAPHED, draw_original

_ORIGIN = "http://localhost:1"
"""Nothing listens there: the browser is given our files by hand."""
_LONGEST = 2560
"""Pixels of the longer side: what the page asks cameras for."""
_LOOK = """async ({worker, reader, content}) => {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0)).buffer;
  window.looker ??= new Worker(worker);
  const ask = (question) => new Promise((resolve, reject) => {
    window.looker.onerror = (event) => reject(new Error(event.message));
    window.looker.onmessage = ({data}) => resolve({...data, thumbnail: null});
    window.looker.postMessage(question, []);
  });
  const seen = await ask({id: 1, ask: "picture", content: bytes, mediaType: "image/jpeg"});
  return [seen, await ask({id: 2, ask: "codes", of: 1, qrReader: reader})];
}"""


@dataclass(frozen=True)
class Photograph:
    content: bytes
    fault: str
    """What was done to it; "" where nothing was."""
    has_code: bool


@dataclass(frozen=True)
class Row:
    fault: str
    phone: str
    phone_issues: tuple[str, ...]
    phone_ms: float
    phone_codes_ms: float
    read_code: bool
    has_code: bool
    service: str
    service_issues: tuple[str, ...]
    measures: Mapping[str, float]
    """The phone's."""


def photographs(count: int, seed: int, book: FontBook, folder: Path | None) -> Iterator[Photograph]:
    """Every second one has a fault; the faults take turns. What is in the folder is not drawn again."""
    for number in range(count):
        kept = next(folder.glob(f"{number:04d}-*.jpg"), None) if folder else None
        if kept is not None:
            _, fault, code = kept.stem.split("-")
            yield Photograph(kept.read_bytes(), fault if fault in FAULTS else "", code == "code")
            continue
        rng = Random(f"{seed}/{number}")  # noqa: S311 - nothing here is secret
        original = draw_original(rng, book, PHOTOGRAPHED)
        taken = photograph([original], rng, draw_level(rng), turned=False)
        fault = list(FAULTS)[number // 2 % len(FAULTS)] if number % 2 else ""
        pixels, letter = _as_taken(taken)
        spoiled = FAULTS[fault](pixels, letter, rng) if fault else pixels
        photo = Photograph(encode_jpeg(spoiled, rng.randint(82, 95)), fault, bool(original.invoice.qr))
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{number:04d}-{fault or 'good'}-{'code' if photo.has_code else 'none'}.jpg").write_bytes(photo.content)
        yield photo


def _as_taken(taken: Aged) -> tuple[Pixels, float]:
    """Not larger than a phone's camera gives it, and the height of a line of its print, pixels."""
    pixels = as_pixels(cv2.imdecode(np.frombuffer(taken.content, np.uint8), cv2.IMREAD_COLOR))
    scale = min(1.0, _LONGEST / max(pixels.shape[:2]))
    if scale < 1.0:
        pixels = as_pixels(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
    heights = [min(field.quad.height, field.quad.width) for placed in taken.placed for field in placed.fields]
    return pixels, scale * (median(heights) if heights else 30.0)


def _blurred(pixels: Pixels, letter: float, rng: Random) -> Pixels:
    """A stroke's edge gets as wide as about half a character."""
    return as_pixels(cv2.GaussianBlur(pixels, (0, 0), letter * rng.uniform(0.18, 0.35)))


def _moved(pixels: Pixels, letter: float, rng: Random) -> Pixels:
    length = max(5, round(letter * rng.uniform(0.8, 1.6)))
    kernel = np.zeros((length | 1, length | 1), np.float32)
    angle = rng.uniform(0, np.pi)
    reach = length / 2 * np.array([np.cos(angle), np.sin(angle)])
    middle = (length | 1) // 2
    one, other = (middle - reach).round().astype(int), (middle + reach).round().astype(int)
    cv2.line(kernel, (int(one[0]), int(one[1])), (int(other[0]), int(other[1])), (1.0,), 1, cv2.LINE_AA)
    return as_pixels(cv2.filter2D(pixels, -1, kernel / kernel.sum()))


def _dark(pixels: Pixels, letter: float, rng: Random) -> Pixels:
    """Paper at grey level 12 to 35, and the noise that comes with it."""
    noise = np.random.default_rng(rng.getrandbits(64)).normal(0, rng.uniform(1.5, 4), pixels.shape)
    paper = float(np.percentile(pixels.max(axis=2), 80))
    return as_pixels(np.clip(pixels * (rng.uniform(12, 35) / max(paper, 1.0)) + noise, 0, 255))


def _small(pixels: Pixels, letter: float, rng: Random) -> Pixels:
    """A line of print on 3 to 5 pixels, in a picture of the same size: taken from far away."""
    scale = rng.uniform(3, 5) / letter
    far = as_pixels(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
    height, width = pixels.shape[0] // 2, pixels.shape[1] // 2
    desk = as_pixels(draw_desk(width, height, rng.choice(list(Desk)), np.random.default_rng(rng.getrandbits(64))))
    height, width = max(height, far.shape[0]), max(width, far.shape[1])
    desk = as_pixels(cv2.resize(desk, (width, height)))
    top, left = (height - far.shape[0]) // 2, (width - far.shape[1]) // 2
    desk[top : top + far.shape[0], left : left + far.shape[1]] = far
    return desk


def _glaring(pixels: Pixels, letter: float, rng: Random) -> Pixels:
    """A lamp's reflection over a quarter or more of the paper, in which nothing is left; the camera made the rest darker for it."""
    height, width = pixels.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    middle = (width * rng.uniform(0.4, 0.6), height * rng.uniform(0.4, 0.6))
    reach = rng.uniform(0.56, 0.68)
    distance = np.hypot((x - middle[0]) / (width * reach / 2), (y - middle[1]) / (height * reach / 2))
    light = 255 * np.clip(1 + 5 * (0.9 - distance), 0, 1)
    return as_pixels(np.clip(pixels * 0.65 + light[..., None], 0, 255))


def _without_invoice(pixels: Pixels, letter: float, rng: Random) -> Pixels:
    desk = draw_desk(pixels.shape[1], pixels.shape[0], rng.choice(list(Desk)), np.random.default_rng(rng.getrandbits(64)))
    return as_pixels(np.clip(desk * rng.uniform(0.7, 1.1), 0, 255))


FAULTS: Mapping[str, Callable[[Pixels, float, Random], Pixels]] = {
    "blur": _blurred,
    "motion": _moved,
    "dark": _dark,
    "too_small": _small,
    "glare": _glaring,
    "no_invoice": _without_invoice,
}


def measured(page: Page, assets: Assets, look: FirstLook, photo: Photograph) -> Row:
    reader = next(name for name in assets.files if name.endswith(".wasm"))
    given = {"worker": assets.address("look_worker.js"), "reader": f"/static/{reader}", "content": base64.b64encode(photo.content).decode()}
    answer, codes = page.evaluate(_LOOK, given)
    document = Document("photo.jpg", photo.content)
    service = look(document, next(open_pages(document, replace(Limits(), page_pixels=LOOK_PIXELS))))
    verdict = answer["verdict"]
    return Row(
        photo.fault,
        verdict["grade"],
        tuple(issue["code"] + ("!" if issue["isBad"] else "") for issue in verdict["issues"]),
        answer["ms"],
        codes["ms"],
        bool(codes["payloads"]),
        photo.has_code,
        service.grade,
        tuple(placed.issue.code + ("!" if placed.issue.is_bad else "") for placed in service.issues),
        answer["measures"],
    )


def told(rows: list[Row]) -> str:
    good, bad = ([row for row in rows if bool(row.fault) is spoiled] for spoiled in (False, True))
    lines = [f"{len(good)} photographs as people take them, {len(bad)} with a fault", "", f"{'':22}{'phone':>10}{'service':>10}"]
    for name, group, wrong in (("false retake", good, "retake"), ("missed bad", bad, "good usable")):
        shares = [sum(getattr(row, who) in wrong.split() for row in group) / max(1, len(group)) for who in ("phone", "service")]
        lines.append(f"{name:22}" + "".join(f"{share:>10.1%}" for share in shares))
    for fault in FAULTS:
        group = [row for row in bad if row.fault == fault]
        shares = [sum(getattr(row, who) != "retake" for row in group) / max(1, len(group)) for who in ("phone", "service")]
        lines.append(f"  missed {fault:13}" + "".join(f"{share:>10.1%}" for share in shares))
    same = sum((row.phone == "retake") == (row.service == "retake") for row in rows) / max(1, len(rows))
    lines.append(f"both say the same: {same:.1%}")
    lines.append(f"phone's reasons where it was wrong: {dict(Counter(code for row in good if row.phone == 'retake' for code in row.phone_issues))}")
    for name, times in (("verdict", [row.phone_ms for row in rows]), ("its QR codes", [row.phone_codes_ms for row in rows])):
        lines.append(f"{name}: {median(times):.0f} ms, 95 of 100 within {sorted(times)[int(0.95 * (len(times) - 1))]:.0f} ms, decoding the picture not counted")
    coded = [row for row in good if row.has_code]
    lines.append(f"QR codes read of good photographs: {sum(row.read_code for row in coded)} of {len(coded)}")
    return "\n".join(lines)


def _given(route: Route, assets: Assets) -> None:
    asset = assets.files.get(route.request.url.removeprefix(f"{_ORIGIN}/static/"))
    if asset is None:
        route.fulfill(status=200, content_type="text/html", body="<!doctype html>")
    else:
        route.fulfill(status=200, content_type=asset.media_type, body=asset.content)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.api.pages.measure_verdicts", description="Measures the phone's own verdict on drawn photographs.")
    parser.add_argument("--count", type=int, default=240, help="photographs (default 240)")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--rows", type=Path, help="add each photograph's verdicts and measures there, as JSON lines")
    parser.add_argument("--pictures", type=Path, help="keep the photographs in this folder, and take those that are there")
    chosen = parser.parse_args(arguments)
    cv2.setNumThreads(1)
    program = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    if program is None:
        sys.stderr.write("no chromium: run `make browsers`\n")
        return 1
    assets, look, rows = load_assets(), make_looker(Engine.AUTO).first, []
    with sync_playwright() as playwright:
        page = playwright.chromium.launch(executable_path=program, args=list(FLAGS)).new_page()
        page.route("**/*", lambda route: _given(route, assets))
        page.goto(_ORIGIN)
        for photo in photographs(chosen.count, chosen.seed, find_fonts(), chosen.pictures):
            rows.append(measured(page, assets, look, photo))
            if chosen.rows:
                with chosen.rows.open("a", encoding="utf-8") as lines:
                    lines.write(json.dumps(asdict(rows[-1])) + "\n")
    sys.stdout.write(told(rows) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
