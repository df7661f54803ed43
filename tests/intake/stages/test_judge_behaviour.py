from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from intake.behaviour.judge import DETECTOR_CODES
from intake.behaviour.memory_history import MemoryHistory
from intake.behaviour.weights import load_weights
from intake.domain.invoice_number import write_digital_number
from intake.evidence import Source
from intake.invoice import Field, FieldState, Invoice, Kind
from intake.json_lines.history import JsonLinesHistory
from intake.reading import FoundInvoice, Reading
from intake.stages.judge_behaviour import JudgeBehaviour, kept_invoices
from tests.builders import BUYER_ID, DAY, SELLER_ID, digital_page, reading_of, region_of

WEIGHTS = load_weights(DETECTOR_CODES)
NOON = datetime(2024, 3, 12, 4, tzinfo=UTC)


def invoice(serial: int, total: str = "812.40", day: str = DAY.isoformat()) -> Invoice:
    values = {
        "invoice_number": write_digital_number(2024, "11", serial),
        "issue_date": day,
        "buyer_tax_id": BUYER_ID,
        "seller_tax_id": SELLER_ID,
        "total": total,
    }
    return Invoice(Kind.DIGITAL_GENERAL, fields={name: Field(value, FieldState.READ, 0.99, Source.OCR, value) for name, value in values.items()})


def reading(*invoices: Invoice, name: str = "invented.pdf") -> Reading:
    region = region_of(digital_page())
    read = reading_of(region, name=name)
    document = replace(read.document, content=name.encode())
    return replace(read, document=document, invoices=tuple(FoundInvoice((region,), index, each) for index, each in enumerate(invoices)))


@pytest.fixture
def history() -> MemoryHistory:
    """Half a year of ordinary invoices of the seller."""
    known = MemoryHistory()
    for week in range(1, 26, 2):
        received = NOON - timedelta(weeks=week)
        known.add(kept_invoices(reading(invoice(1000 * week, f"{790 + week}.00", received.date().isoformat()), name=f"{week}.pdf"), received))
    return known


def judged(read: Reading, history: MemoryHistory | JsonLinesHistory, now: datetime = NOON) -> list[Invoice]:
    return [found.invoice for found in JudgeBehaviour(history, WEIGHTS, now=lambda: now)(read).invoices]


def test_an_ordinary_invoice_is_not_flagged(history: MemoryHistory) -> None:
    (result,) = judged(reading(invoice(77)), history)
    assert result.behaviour is not None
    assert not result.behaviour.flagged
    assert result.behaviour.reasons == ()
    assert result.behaviour.model == WEIGHTS.model


def test_reasons_name_the_invoices_that_were_compared(history: MemoryHistory) -> None:
    (result,) = judged(reading(invoice(77, "81240.00")), history)
    assert result.behaviour is not None
    reason = result.behaviour.reasons[0]
    assert reason.code == "behaviour.amount"
    assert reason.weight >= 1
    assert reason.fields == ("total",)
    assert len(reason.neighbours) == 5
    assert all("(2023" in name or "(2024" in name for name in reason.neighbours)
    assert reason.message
    assert reason.message_zh


def test_an_invoice_handed_in_again_is_flagged_from_another_file_only(history: MemoryHistory) -> None:
    first = reading(invoice(77), name="first.pdf")
    history.add(kept_invoices(first, NOON - timedelta(days=1)))
    (again,) = judged(first, history)
    (other,) = judged(reading(invoice(77), name="photo.jpg"), history)
    assert again.behaviour is not None
    assert other.behaviour is not None
    assert (again.behaviour.flagged, other.behaviour.flagged) == (False, True)
    assert other.behaviour.reasons[0].code == "behaviour.same_invoice"


def test_invoices_of_one_file_are_compared_with_each_other() -> None:
    results = judged(reading(invoice(77), invoice(78, "15.00")), MemoryHistory())
    assert [[finding.rule for finding in result.findings] for result in results] == [[], ["R21"]]


def test_what_came_later_does_not_change_how_an_invoice_was_judged(history: MemoryHistory) -> None:
    read = reading(invoice(77))
    before = judged(read, history)
    history.add(kept_invoices(reading(invoice(78), name="later.pdf"), NOON + timedelta(days=1)))
    assert judged(read, history) == before


def test_what_is_no_invoice_is_left_alone(history: MemoryHistory) -> None:
    read = reading(replace(invoice(77), kind=Kind.NOT_INVOICE))
    assert judged(read, history) == [read.invoices[0].invoice]
    assert kept_invoices(read, NOON) == ()


def test_a_stored_history_judges_as_one_in_memory(history: MemoryHistory, tmp_path: Path) -> None:
    stored = JsonLinesHistory(tmp_path / "history.jsonl")
    stored.add(history.recent(BUYER_ID, NOON, 99))
    read = reading(invoice(1001, "81240.00"))
    assert judged(read, stored) == judged(read, history)
