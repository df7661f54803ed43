from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from intake.behaviour.consecutive import consecutive_findings
from intake.behaviour.history import PastInvoice
from intake.behaviour.look_back import look_back
from intake.behaviour.memory_history import MemoryHistory
from intake.invoice import Finding, Severity

FIRST = PastInvoice(
    "first", datetime(2024, 3, 12, tzinfo=UTC), "vat_e_general", "BUYER", "SELLER", "某某", "011002400111", "00012345", date(2024, 3, 11), 100, 106
)


def found(number: str, **changes: object) -> tuple[Finding, ...]:
    history = MemoryHistory()
    history.add((FIRST,))
    later = replace(FIRST, id="later", number=number, received=FIRST.received + timedelta(days=1), **changes)  # type: ignore[arg-type]
    return consecutive_findings(later, look_back(history, later))


def test_numbers_that_run_on_are_noted_on_the_same_day_too() -> None:
    for number in ("00012346", "00012348", "00012342"):
        (finding,) = found(number)
        assert (finding.rule, finding.severity, finding.found) == ("R21", Severity.INFO, "00012345 (2024-03-11)")
        assert finding.fields == ("invoice_number",)


def test_other_numbers_sellers_and_codes_are_not() -> None:
    assert found("00012349") == ()
    assert found("00012345") == ()
    assert found("00012346", seller="OTHER") == ()
    assert found("00012346", code="011002400112") == ()
