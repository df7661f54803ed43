"""A person's check counts as an answer when it comes with evidence, and not without."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from intake.errors import RequestRefused
from intake.verification.differences import Verdict, differences
from intake.verification.manual import ManualCheck, ManualEvidence, answer_of_check
from intake.verification.verifier import InvoiceStatus, Outcome
from tests.intake.verification.conftest import World

NOTE = ManualEvidence(note="全国查验平台显示一致, 已截图")


def check(world: World) -> ManualCheck:
    face = world.invoices["VAT_GENERAL"].face
    seen = {name: face[name] for name in ("invoice_code", "invoice_number", "issue_date", "amount", "seller_name")}
    return ManualCheck("li.na", world.clock.now - timedelta(minutes=5), Outcome.OK, ManualEvidence("ab" * 32, "平台显示一致"), InvoiceStatus.NORMAL, seen)


def test_a_full_check_is_an_answer_like_any_other(world: World) -> None:
    answer = answer_of_check(check(world), world.query("VAT_GENERAL"), world.clock.now)
    assert (answer.outcome, answer.status, answer.provider, answer.billed) == (Outcome.OK, InvoiceStatus.NORMAL, "manual", False)
    assert answer.message == f"li.na: 平台显示一致; screenshot {'ab' * 32}"
    found = differences({**world.invoices["VAT_GENERAL"].face, "amount": "999.00"}, [], answer)
    assert [(difference.field, difference.verdict) for difference in found if difference.verdict is Verdict.DIFFERS] == [("amount", Verdict.DIFFERS)]


def test_what_was_not_found_needs_no_face(world: World) -> None:
    answer = answer_of_check(ManualCheck("li.na", world.clock.now, Outcome.NOT_FOUND, NOTE), world.query("VAT_GENERAL"), world.clock.now)
    assert (answer.outcome, answer.status, answer.face) == (Outcome.NOT_FOUND, None, {})


@pytest.mark.parametrize(
    "change",
    [
        {"who": " "},
        {"evidence": ManualEvidence()},
        {"evidence": ManualEvidence(note="ok")},
        {"evidence": ManualEvidence("AB" * 32)},
        {"status": None},
        {"face": {}},
        {"outcome": Outcome.UNREACHABLE},
        {"outcome": Outcome.NOT_FOUND},
        {"checked_at": datetime(2024, 6, 3)},
        {"checked_at": datetime.fromisoformat("2030-01-01T00:00:00+08:00")},
    ],
)
def test_a_check_without_proof_is_refused(world: World, change: dict[str, object]) -> None:
    with pytest.raises(RequestRefused) as refused:
        answer_of_check(replace(check(world), **change), world.query("VAT_GENERAL"), world.clock.now)  # type: ignore[arg-type]
    assert refused.value.code == "manual_check_incomplete"


@pytest.mark.parametrize("name", ["invoice_number", "invoice_code", "issue_date", "amount"])
def test_what_was_seen_names_the_invoice(world: World, name: str) -> None:
    whole = check(world)
    with pytest.raises(RequestRefused):
        answer_of_check(replace(whole, face={key: value for key, value in whole.face.items() if key != name}), world.query("VAT_GENERAL"), world.clock.now)
