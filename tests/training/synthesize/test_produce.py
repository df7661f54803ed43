# ruff: noqa: S311 - drawn invoices are no secrets
from __future__ import annotations

import json
from random import Random
from typing import Any

import cv2
import numpy as np
import pytest
import zxingcpp

from intake.invoice import Kind
from models.geometry import Box, Quad
from training.synthesize.__main__ import main
from training.synthesize.ageing.levels import Level
from training.synthesize.drawing import Layer
from training.synthesize.fonts import FontBook
from training.synthesize.kinds import DRAWN_KINDS, draw_pages, draw_values
from training.synthesize.labels import unresolved
from training.synthesize.paper_print import Press, print_sheet
from training.synthesize.papers import Original
from training.synthesize.photographs import photograph, photograph_pasted
from training.synthesize.places import Placed, PlacedField
from training.synthesize.produce import SetName, make_file
from training.synthesize.raster import place, render
from training.synthesize.scans import scan
from training.synthesize.screens import photograph_of_screen
from training.synthesize.vat_values import Traits


def original(kind: Kind, book: FontBook, seed: int = 1, traits: Traits | None = None) -> Original:
    rng = Random(f"{kind}/{seed}")
    invoice = draw_values(rng, kind, traits or Traits(lines=2))
    fonts = book.choose(rng)
    return Original(invoice, draw_pages(invoice, fonts, rng), fonts)


def decoded(content: bytes) -> np.ndarray[Any, np.dtype[np.uint8]]:
    return np.asarray(cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR), dtype=np.uint8)


def middle_of_code(placed: Placed, original: Original) -> tuple[float, float]:
    """Where the code's middle must be seen, if the outline is right and the sheet not bent: through the outline's perspective."""
    page = original.first
    code = next(mark for mark in page.marks if hasattr(mark, "rows") and mark.payload == original.invoice.code_payload)
    corners = np.array([(0, 0), (page.width, 0), (page.width, page.height), (0, page.height)], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, np.array(placed.outline.points, np.float32))
    at = cv2.perspectiveTransform(np.array([[(code.x + code.width / 2, code.y + code.height / 2)]], np.float32), matrix)[0, 0]
    return float(at[0]), float(at[1])


@pytest.mark.parametrize("kind", DRAWN_KINDS)
def test_every_kind_can_be_drawn_with_each_of_its_values_in_place(kind: Kind, book: FontBook) -> None:
    drawn = original(kind, book)
    pixels = render(drawn.first, drawn.fonts, 60)
    placed = place(drawn.first, 60)
    assert pixels.min() < 128
    assert {f.name for f in placed.fields} >= {name for name in ("invoice_number", "total", "ticket_number") if drawn.invoice.fields.get(name)}
    height, width = pixels.shape[:2]
    for f in placed.fields:
        box = f.quad.box
        assert -2 <= box.left < box.right <= width + 2, f.name
        assert -2 <= box.top < box.bottom <= height + 2, f.name


def test_what_is_printed_is_what_the_label_says(book: FontBook) -> None:
    for kind in (Kind.DIGITAL_SPECIAL, Kind.VAT_E_GENERAL, Kind.VAT_SPECIAL):
        drawn = original(kind, book)
        printed = {mark.field: mark.text for page in drawn.pages for mark in page.marks if getattr(mark, "field", "") and hasattr(mark, "text")}
        for name in ("invoice_number", "buyer_name", "seller_tax_id", "total_in_words"):
            assert printed[name] == drawn.invoice.fields[name]
        assert printed["total"] == "¥" + drawn.invoice.fields["total"]


@pytest.mark.parametrize("name", [SetName.RENDERS, SetName.PDF, SetName.OFD, SetName.XML, SetName.PHOTOS])
def test_the_same_seed_gives_the_same_bytes(name: SetName, book: FontBook) -> None:
    first, second = (make_file(name, 3, Random("same"), book) for _ in range(2))
    other = make_file(name, 3, Random("other"), book)
    assert first == second
    assert first.content != other.content


def test_the_code_is_found_where_the_outline_of_a_photograph_says(book: FontBook) -> None:
    drawn = original(Kind.DIGITAL_GENERAL, book)
    found = 0
    for seed in range(2):
        aged = photograph([drawn], Random(seed), Level.MILD)
        for code in zxingcpp.read_barcodes(decoded(aged.content)):
            if code.text == drawn.invoice.qr:
                x, y = middle_of_code(aged.placed[0], drawn)
                corners = np.array(
                    [(p.x, p.y) for p in (code.position.top_left, code.position.top_right, code.position.bottom_right, code.position.bottom_left)]
                )
                seen = corners.mean(axis=0)
                side = float(np.linalg.norm(corners[1] - corners[0]))
                assert np.hypot(seen[0] - x, seen[1] - y) < side * 0.4
                found += 1
    assert found


def test_all_invoices_of_a_sheet_are_placed_apart(book: FontBook) -> None:
    kinds = (Kind.VAT_ROLL, Kind.TAXI, Kind.TRAIN)
    aged = photograph_pasted([original(kind, book) for kind in kinds], Random(1), Level.MILD, turned=False)
    boxes = [placed.outline.box for placed in aged.placed]
    height, width = decoded(aged.content).shape[:2]
    assert len(boxes) == 3
    assert all(box.left > -8 and box.top > -8 and box.right < width + 8 and box.bottom < height + 8 for box in boxes)
    assert max(boxes[i].overlap(boxes[j]) for i in range(3) for j in range(i)) < 0.1 * min(box.area for box in boxes)


def test_print_and_codes_too_small_to_be_told_are_labelled_unreadable() -> None:
    payload = "01,32,,24512000000650217743,5610.96,20240204,,43E"

    def seen(text_height: float, code_side: float) -> frozenset[str]:
        quads = {"total": Box(0, 0, 80, text_height), "qr": Box(0, 0, code_side, code_side)}
        fields = tuple(PlacedField(name, Quad.from_box(box)) for name, box in quads.items())
        return unresolved(Placed(Quad.from_box(Box(0, 0, 900, 600)), fields), payload)

    assert seen(12, 90) == frozenset()
    assert seen(7, 90) == {"total"}
    assert seen(12, 50) == {"qr"}, "29 modules a side need 58 pixels"


def test_a_field_printed_twice_is_legible_where_the_larger_print_is() -> None:
    fields = tuple(PlacedField("invoice_code", Quad.from_box(Box(0, 0, 80, height))) for height in (20, 6))
    assert unresolved(Placed(Quad.from_box(Box(0, 0, 900, 600)), fields), "") == frozenset()


def test_pins_leave_no_hairline_out(book: FontBook) -> None:
    drawn = original(Kind.VAT_ROLL, book)
    by_toner = render(drawn.first, drawn.fonts, 300.0, (Layer.PRINT,)).min(axis=2) < 150
    by_pins = print_sheet(drawn.first, drawn.fonts, Press(pins=True, grain=0.0), 300.0, np.random.default_rng(2)).pixels.min(axis=2)
    thick = cv2.dilate(cv2.morphologyEx(by_toner.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)), np.ones((3, 3), np.uint8))
    near = cv2.erode(by_pins, np.ones((3, 3), np.uint8))
    assert (near[by_toner & (thick == 0)] < 180).mean() > 0.98


def test_a_black_and_white_scan_has_two_colours(book: FontBook) -> None:
    aged = scan([original(Kind.VAT_GENERAL, book)], Random(2), Level.MILD, binary=True)
    assert set(np.unique(decoded(aged.content))) == {0, 255}


def test_a_photographed_screen_keeps_the_invoice_in_view(book: FontBook) -> None:
    drawn = original(Kind.DIGITAL_SPECIAL, book)
    aged = photograph_of_screen(drawn, Random(3), Level.MILD)
    height, width = decoded(aged.content).shape[:2]
    inside = [0 <= x <= width and 0 <= y <= height for f in aged.placed[0].fields for x, y in f.quad.points]
    assert sum(inside) > 0.95 * len(inside)


def test_the_command_writes_files_with_their_labels(book: FontBook, tmp_path: Any) -> None:
    assert main([str(tmp_path / "out"), "--count", "2", "--seed", "5", "--set", "xml"]) == 0
    labels = [json.loads(line) for line in (tmp_path / "out" / "labels.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(labels) == 2
    for label in labels:
        assert (tmp_path / "out" / label["file"]).read_bytes().startswith(b"<?xml")
        assert label["fields"]["invoice_number"]


def test_a_run_that_was_stopped_goes_on_where_it_was(book: FontBook, tmp_path: Any) -> None:
    arguments = [str(tmp_path), "--seed", "5", "--set", "xml", "--count"]
    assert main([*arguments, "4"]) == 0
    labels = tmp_path / "labels.jsonl"
    whole = labels.read_text(encoding="utf-8")
    labels.write_text(whole[: len(whole) * 2 // 3], encoding="utf-8")
    first = next(tmp_path.glob("*0000.xml"))
    first.unlink()
    assert main([*arguments, "4", "--resume"]) == 0
    assert labels.read_text(encoding="utf-8") == whole
    assert not first.exists()
