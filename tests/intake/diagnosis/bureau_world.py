"""A store, the verify job, and the real providers over a simulated tax bureau: invoices as they were issued, and as we read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from intake.behaviour.history import CHINA_TIME
from intake.diagnosis.diagnose import Diagnosis, diagnose
from intake.duties.verifying import InvoiceVerifying, Occasion, VerifyingParts, verify_job
from intake.result import Result
from intake.state import InvoiceState
from intake.store.corrections import correct
from intake.store.diagnosis_facts import Surroundings, facts_of
from intake.store.invoices import find_invoice
from intake.store.session import Database
from intake.store.verifications import approved_invoices, due_verifications
from intake.verification.codes import Vendor
from intake.verification.rules import VerificationRules
from intake.verification.simulator.bureau import Bureau, TrueInvoice
from intake.verification.simulator.providers import SimulatedProviders
from tests.intake.store.samples import REVIEWER, TENANT, approve, read, result

TWELVE = datetime(2024, 3, 11, 12, tzinfo=CHINA_TIME)


@dataclass
class Clock:
    now: datetime = TWELVE

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True)
class Misread:
    """How a field was read that is not what the invoice says."""

    value: str
    confidence: float = 0.8
    others: Sequence[tuple[str, str, float]] = ()
    """Value, source and confidence of whoever read it otherwise."""


def read_field(value: str, confidence: float, confirmed_by: Sequence[str], others: Sequence[tuple[str, str, float]]) -> Result:
    evidence = [
        {"source": source, "reader": "", "value": said, "confidence": sure, "box": None} for said, source, sure in ((value, "ocr", confidence), *others)
    ]
    return {
        "value": value,
        "raw": value,
        "confidence": confidence,
        "page": 1,
        "box": None,
        "source": "ocr",
        "evidence": evidence,
        "state": "read" if value else "empty",
        "confirmed_by": list(confirmed_by),
    }


@dataclass
class BureauWorld:
    database: Database
    clock: Clock
    bureau: Bureau
    providers: SimulatedProviders
    parts: VerifyingParts
    rules: VerificationRules = field(default_factory=VerificationRules)
    vendors: tuple[Vendor, ...] = (Vendor.BAIDU, Vendor.FPCY)
    count: int = 0

    def received(self, true: TrueInvoice, misread: Mapping[str, Misread] | None = None, **changes: Any) -> UUID:
        """As it was read, and approved: right but for what was misread. `changes` are of the result."""
        wrong = misread or {}
        face = {name: value for name, value in true.face.items() if name != "remarks"}
        whole = {**result(**face), "kind": true.kind.value, "kind_detail": true.detail, **changes}
        whole["fields"] = {
            name: read_field(wrong[name].value, wrong[name].confidence, (), wrong[name].others)
            if name in wrong
            else read_field(value, 0.995, ("ocr:second",), ())
            for name, value in face.items()
        }
        self.count += 1
        with self.database.write() as session:
            (invoice,) = read(session, f"file {self.count}".encode(), whole, at=self.clock())
            if find_state(session, invoice) is InvoiceState.IN_REVIEW:
                approve(session, invoice, at=self.clock())
        return invoice

    def typed(self, true: TrueInvoice, **values: str) -> UUID:
        """The same, a person having set these values by hand."""
        self.count += 1
        face = {name: value for name, value in true.face.items() if name != "remarks"}
        whole = {**result(**{**face, **dict.fromkeys(values, "")}), "kind": true.kind.value, "kind_detail": true.detail}
        with self.database.write() as session:
            (invoice,) = read(session, f"file {self.count}".encode(), whole, at=self.clock())
            correct(session, TENANT, invoice, values, actor=REVIEWER, why="typed", at=self.clock())
            approve(session, invoice, at=self.clock())
        return invoice

    def run(self) -> None:
        """Everything that is to be done now."""
        with self.database.read() as session:
            work = [(each, Occasion.APPROVED) for each in approved_invoices(session, 1000)]
            work += [(each, Occasion.DUE) for each in due_verifications(session, self.clock(), 1000)]
        for due, occasion in work:
            InvoiceVerifying(self.parts).run(*verify_job(due, occasion).arguments)

    def later(self, **how_long: float) -> None:
        self.clock.now += timedelta(**how_long)

    def why(self, invoice: UUID) -> Diagnosis:
        surroundings = Surroundings(self.clock(), has_provider=True, calendar=self.rules.schedule.calendar)
        with self.database.read() as session:
            found = find_invoice(session, TENANT, invoice)
            assert found is not None
            return diagnose(facts_of(session, found, surroundings))


def find_state(session: Any, invoice: UUID) -> InvoiceState | None:
    found = find_invoice(session, TENANT, invoice)
    return found.state if found is not None else None
