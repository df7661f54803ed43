"""A firm in which all sorts of things happened during the last days: for the tests of the overview, and for its picture. The same numbers give the same firm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random
from uuid import UUID

from sqlalchemy.orm import Session

from intake.result import Result
from intake.state import Actor, InvoiceState, Role, machine
from intake.store.answers import Done
from intake.store.corrections import correct
from intake.store.documents import begin_reading, fail
from intake.store.moves import move_invoice
from intake.store.receipts import Arrival, Receipt, receive
from intake.store.reconciliation_findings import Seen, record_findings
from intake.store.reconciliation_runs import Counted, end_run, open_run, take_run
from intake.store.review_records import Effort, note_review
from intake.store.uploads import step_upload, uploads_of_invoice
from intake.store.verifications import Result as Verified
from intake.store.verifications import begin, put_down
from intake.store.words import Door
from intake.upload.discrepancies import Discrepancy, Finding
from intake.upload.listing import Span
from intake.upload.outbox import SendingCause, Step, UploadState
from intake.verification.reasons import WaitReason
from intake.verification.schedule import Progress
from tests.intake.store.people_samples import make_user
from tests.intake.store.samples import READER, digital, record, result, stored

S = InvoiceState
_PATHS: Mapping[InvoiceState, tuple[InvoiceState, ...]] = {
    S.APPROVED: (),
    S.VERIFYING: (S.VERIFYING,),
    S.VERIFIED: (S.VERIFYING, S.VERIFIED),
    S.CONFIRMED: (S.VERIFYING, S.VERIFIED, S.UPLOADING, S.CONFIRMED),
}
"""From approved on."""
_VERIFIER = machine("verifier")
_SELLERS = ("海州望潮餐饮管理(集团)有限公司", "海州东港茶叶行", "青禾物流有限公司")


@dataclass
class BusyFirm:
    """Writes into one tenant of a store, all in one transaction."""

    session: Session
    tenant: str
    now: datetime
    serials: count[int] = field(default_factory=lambda: count(1))
    people: dict[str, Actor] = field(default_factory=dict)

    def person(self, name: str, *roles: Role) -> Actor:
        user = make_user(self.session, name, *roles, tenant=self.tenant, at=self.now)
        self.people[name] = Actor(f"user:{user.id}", frozenset(roles))
        return self.people[name]

    def arrives(self, sender: Actor, door: Door = Door.HTTP, days_ago: float = 0.1, name: str = "发票.jpg") -> tuple[UUID, bytes]:
        content = f"{self.tenant} {next(self.serials)}".encode()
        return self.comes(content, sender, door, days_ago, name), content

    def comes(self, content: bytes, sender: Actor, door: Door = Door.HTTP, days_ago: float = 0.1, name: str = "发票.jpg") -> UUID:
        receipt = receive(self.session, Arrival(self.tenant, stored(content), "image/jpeg", name, door, sender, self.at(days_ago)))
        assert isinstance(receipt, Receipt)
        return receipt.document_id

    def invoice(self, sender: Actor, door: Door = Door.HTTP, days_ago: float = 0.1, **said: object) -> UUID:
        document, _ = self.arrives(sender, door, days_ago)
        more: Result = result(digital(next(self.serials) * 7919), **said)  # type: ignore[arg-type]
        return record(self.session, document, more, tenant=self.tenant, at=self.at(days_ago)).invoices[0]

    def unreadable(self, sender: Actor, days_ago: float = 0.1) -> None:
        document, _ = self.arrives(sender, days_ago=days_ago, name="扫描件.pdf")
        assert isinstance(begin_reading(self.session, self.tenant, document, actor=READER, at=self.at(days_ago)), Done)
        why = "The PDF is encrypted; give its password. · PDF 已加密，请提供密码。"
        assert isinstance(fail(self.session, self.tenant, document, error_code="needs_password", actor=READER, why=why, at=self.at(days_ago)), Done)

    def reviewed(self, invoice: UUID, reviewer: Actor, to: InvoiceState, seconds: float, days_ago: float = 0.05, **values: str) -> None:
        if values:
            assert isinstance(correct(self.session, self.tenant, invoice, values, actor=reviewer, why="", at=self.at(days_ago)), Done)
        self.moved(invoice, S.IN_REVIEW, to, reviewer, days_ago)
        effort = Effort(int(seconds * 1000), 4, len(values), len(values))
        note_review(self.session, self.tenant, invoice, to, effort, sent_by_reviewer=False, actor=reviewer, at=self.at(days_ago))

    def goes_to(self, invoice: UUID, state: InvoiceState, days_ago: float = 0.04) -> None:
        """From approved."""
        source = S.APPROVED
        for target in _PATHS[state]:
            self.moved(invoice, source, target, _VERIFIER, days_ago)
            source = target

    def waits(self, invoice: UUID, reason: WaitReason, hours: float | None) -> None:
        """An approved invoice that the tax bureau has not answered well for; `hours` until it is asked again."""
        self.goes_to(invoice, S.VERIFYING)
        standing = begin(self.session, self.tenant, invoice, self.now, self.now)
        due = None if hours is None else self.now + timedelta(hours=hours)
        assert put_down(self.session, standing, Verified(due, reason, Progress(self.now, 1), self.now))
        if hours is None:
            self.moved(invoice, S.VERIFYING, S.IN_REVIEW, _VERIFIER, 0)

    def refused_by_ledger(self, invoice: UUID, words: str) -> None:
        """An approved invoice."""
        self.goes_to(invoice, S.VERIFIED)
        uploader, upload = machine("uploader"), uploads_of_invoice(self.session, self.tenant, invoice)[-1]
        for step in (Step(UploadState.SENDING, SendingCause.NONE, self.now), Step(UploadState.REJECTED, SendingCause.REFUSED, None, detail=words)):
            stepped = step_upload(self.session, upload, step, "books", actor=uploader, at=self.now)
            assert stepped is not None
            upload = stepped

    def reconciled(self, *findings: Finding, **invoices: UUID) -> None:
        """A run of the ledger `books` that found these."""
        today = self.now.date()
        run = open_run(self.session, self.tenant, Span(today - timedelta(days=60), today), "books", who="machine:reconciler", at=self.now)
        taken = take_run(self.session, self.tenant, run.id, run.version, self.now, self.now + timedelta(minutes=5))
        assert taken is not None
        record_findings(self.session, taken, Seen(findings, invoices, {each.key: _SELLERS[0] for each in findings}, True, True), self.now)
        assert end_run(self.session, taken, Counted(True, 0, 120, 118, 120 - len(findings), len(findings), {}), self.now)

    def moved(self, invoice: UUID, source: InvoiceState, target: InvoiceState, actor: Actor, days_ago: float) -> None:
        done = move_invoice(self.session, self.tenant, invoice, source, target, actor=actor, why="seen", at=self.at(days_ago))
        assert isinstance(done, Done), done

    def at(self, days_ago: float) -> datetime:
        return self.now - timedelta(days=days_ago)


def make_busy(session: Session, tenant: str, now: datetime, days: int = 7, each_day: int = 2) -> BusyFirm:
    """Two reviewers, a phone that takes blurred pictures, a scan folder, and every kind of trouble once or more. `each_day`: invoices that go through by themselves."""
    firm, chance = BusyFirm(session, tenant, now), Random(7)  # noqa: S311 - no secret
    zhao, li = firm.person("赵敏", Role.REVIEWER), firm.person("李强", Role.REVIEWER)
    wang, sun = firm.person("王芳", Role.SUBMITTER), firm.person("孙丽", Role.SUBMITTER)
    folder = machine("scan-folder")
    for day in range(days):
        ago = day + 0.2
        for _ in range(each_day + chance.randrange(each_day + 1)):
            sender, door = chance.choice(((wang, Door.HTTP), (folder, Door.FOLDER), (machine("mail"), Door.MAIL)))
            invoice = firm.invoice(sender, door, ago, decision="accept", seller_name=chance.choice(_SELLERS))
            firm.goes_to(invoice, chance.choice((S.CONFIRMED, S.CONFIRMED, S.VERIFIED, S.APPROVED)), max(0.0, ago - 0.1))
        for place in range(2):
            blurred = firm.invoice(sun, days_ago=ago, seller_name=_SELLERS[place], findings=["Q01:warning"] if place == 0 else [])
            values = {"total": "206.00", "seller_name": _SELLERS[2]} if place == 0 else {}
            firm.reviewed(blurred, chance.choice((zhao, li)), S.APPROVED, 8 + chance.random() * 30, max(0.0, ago - 0.1), **values)
    firm.reviewed(firm.invoice(sun), li, S.REJECTED, 21)
    firm.invoice(wang, days_ago=3)
    firm.invoice(wang)
    _, content = firm.arrives(sun)
    firm.comes(content, sun)
    firm.unreadable(sun)
    firm.waits(firm.invoice(wang, decision="accept"), WaitReason.NOT_SYNCED, 6)
    firm.waits(firm.invoice(wang, decision="accept"), WaitReason.MISMATCH, None)
    firm.refused_by_ledger(firm.invoice(wang, decision="accept"), "E12: supplier unknown")
    booked = firm.invoice(wang, decision="accept")
    firm.goes_to(booked, S.CONFIRMED)
    firm.reconciled(
        Finding(Discrepancy.TOTAL_DIFFERS, "total", now.date(), 1000, "106.00", "116.00", "V-17"),
        Finding(Discrepancy.LISTED_NOT_RECEIVED, digital(99), now.date(), 2000),
        total=booked,
    )
    return firm
