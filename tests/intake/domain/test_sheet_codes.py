from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.qr_payload import ForeignForm, ForeignQr, parse_qr
from intake.domain.sheet_codes import Separator, Serial, parse_sheet_code, write_batch_sheet
from intake.invoice import BatchSheet

BATCHES = st.builds(
    BatchSheet,
    st.from_regex(r"[A-Za-z0-9_.-]{1,40}", fullmatch=True),
    st.none() | st.integers(0, 999_999),
    st.none() | st.integers(0, 10**12),
)


@pytest.mark.parametrize("payload", ["INTAKE:SEP", "PATCHT", " PATCHT\n"])
def test_separators_of_ours_and_of_scanning_programs_are_known(payload: str) -> None:
    assert parse_sheet_code(payload) == Separator()


@given(BATCHES)
def test_a_batch_sheet_is_read_as_it_was_written(sheet: BatchSheet) -> None:
    assert parse_sheet_code(write_batch_sheet(sheet)) == sheet


@pytest.mark.parametrize(
    "payload", ["INTAKE:BATCH::1:2.00", "INTAKE:BATCH:a:1", "INTAKE:BATCH:a:x:2.00", "INTAKE:BATCH:a:1:-2.00", "INTAKE:BATCH:a b:1:2", "FP:", "FP:a b", "SEP"]
)
def test_what_only_resembles_a_sheet_is_none(payload: str) -> None:
    assert parse_sheet_code(payload) is None


def test_a_sticker_bears_a_serial() -> None:
    assert parse_sheet_code("FP:2024-000123") == Serial("2024-000123")


@given(st.text(max_size=80))
def test_any_text_gets_an_answer(payload: str) -> None:
    parse_sheet_code(payload)


def test_our_sheets_are_foreign_to_invoices() -> None:
    for payload in ("INTAKE:SEP", "INTAKE:BATCH:a:1:2.00", "FP:7"):
        assert parse_qr(payload) == ForeignQr(payload, ForeignForm.SHEET)
