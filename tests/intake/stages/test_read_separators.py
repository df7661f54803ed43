from __future__ import annotations

from dataclasses import replace

import numpy as np
import zxingcpp

from intake.invoice import Code, Kind
from intake.reading import Reading, Region
from intake.stages.read_separators import ReadSeparators
from models.geometry import Pixels
from tests.builders import region_of


def sheet(text: str = "PATCHT", form: zxingcpp.BarcodeFormat = zxingcpp.BarcodeFormat.Code128) -> Pixels:
    """A white page with one barcode."""
    bars = np.asarray(zxingcpp.create_barcode(text, form).to_image(scale=3))
    page = np.full((1200, 900), 255, dtype=np.uint8)
    page[300 : 300 + bars.shape[0], 150 : 150 + bars.shape[1]] = bars
    return np.dstack([page] * 3)


def codes(region: Region) -> list[str]:
    reading = Reading(document=None, regions=(region,))  # type: ignore[arg-type]
    return [code.payload for code in ReadSeparators()(reading).regions[0].codes]


def blank(pixels: Pixels) -> Region:
    return replace(region_of(()), kind=None, pixels=pixels)


def test_a_separator_sheet_is_known_by_its_barcode() -> None:
    assert codes(blank(sheet())) == ["PATCHT"]
    assert codes(blank(sheet(form=zxingcpp.BarcodeFormat.Code39))) == ["PATCHT"]


def test_invoices_and_pages_with_other_codes_are_not_looked_at() -> None:
    assert codes(replace(blank(sheet()), kind=Kind.DIGITAL_GENERAL)) == []
    assert codes(replace(blank(sheet()), codes=(Code("INTAKE:SEP", "zxing"),))) == ["INTAKE:SEP"]


def test_an_empty_page_has_no_codes() -> None:
    assert codes(blank(np.full((1200, 900, 3), 255, dtype=np.uint8))) == []
