"""The cache of the OCR pass: one compressed JSON file for each example, and the cleaned pictures of its regions.

    readings/000123.json.gz    what was drawn, and what was seen
    pictures/000123_0.png      region 0, as it was read

A file is written whole or not at all, so that a pass that was killed goes on where it stopped.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import cv2

from models.geometry import Pixels
from training.mismatches.draw_examples import DrawnExample, DrawnInvoice
from training.synthesize.arrays import as_pixels

_LEVEL = 4
"""Of compression: tighter takes longer than it saves."""


@dataclass(frozen=True)
class Cached:
    """One example as it stands in the cache."""

    number: int
    file: str
    read_on: date
    invoices: tuple[Mapping[str, Any], ...]
    """What is known of each invoice drawn, see `truth_of`."""
    reading: Mapping[str, Any] | None
    """For the codec; None where the file could not be opened."""
    error: str = ""
    """Code of the error where it could not."""


def truth_of(drawn: DrawnInvoice) -> dict[str, Any]:
    """All that is known of an invoice of the set, as JSON values."""
    issued = drawn.doctored.issued
    return {
        "mismatch": drawn.mismatch,
        "technique": drawn.technique,
        "tampered": list(drawn.doctored.fields),
        "traces": [str(trace) for trace in drawn.doctored.traces],
        "layout": drawn.layout,
        "seller": issued.fields.get("seller_tax_id") or issued.fields.get("seller_name") or issued.fields.get("car_number") or "",
        "kind": str(issued.kind),
        "issued": dict(drawn.issued),
        "shown": drawn.shown,
    }


def is_cached(cache: Path, number: int) -> bool:
    return _path(cache, number).exists()


def write(cache: Path, example: DrawnExample, reading: Mapping[str, Any] | None, pictures: Sequence[Pixels | None], error: str = "") -> None:
    """Pictures first: an example counts as done once its reading is there."""
    for i, picture in enumerate(pictures):
        if picture is not None:
            done, data = cv2.imencode(".png", picture)
            if not done:
                raise ValueError("a region's picture could not be encoded")
            _replace(_picture(cache, example.number, i), data.tobytes())
    entry = {
        "number": example.number,
        "file": example.name,
        "read_on": example.read_on.isoformat(),
        "invoices": [truth_of(invoice) for invoice in example.invoices],
        "reading": reading,
        "error": error,
    }
    _replace(_path(cache, example.number), gzip.compress(json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode(), _LEVEL, mtime=0))


def numbers(cache: Path) -> list[int]:
    """Of all examples in the cache, in order."""
    return sorted(int(path.name.split(".")[0]) for path in (cache / "readings").glob("*.json.gz"))


def load(cache: Path, number: int) -> Cached:
    """Raises OSError or ValueError where the cache is damaged."""
    entry = json.loads(gzip.decompress(_path(cache, number).read_bytes()))
    return Cached(entry["number"], entry["file"], date.fromisoformat(entry["read_on"]), tuple(entry["invoices"]), entry["reading"], entry["error"])


def load_pictures(cache: Path, number: int, regions: int) -> tuple[Pixels | None, ...]:
    """The cleaned picture of each region; None for data that has none."""
    paths = [_picture(cache, number, i) for i in range(regions)]
    return tuple(as_pixels(cv2.imread(str(path), cv2.IMREAD_COLOR)) if path.exists() else None for path in paths)


def _path(cache: Path, number: int) -> Path:
    return cache / "readings" / f"{number:06d}.json.gz"


def _picture(cache: Path, number: int, region: int) -> Path:
    return cache / "pictures" / f"{number:06d}_{region}.png"


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_bytes(content)
    part.replace(path)
