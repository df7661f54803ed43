"""An invoice of a site that went all the way: approved, found by the tax bureau, booked, read back."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from intake.invoice import Kind
from intake.state import machine
from intake.store.standing_invoice import standing_invoice
from intake.store.uploads import StoredUpload, step_upload, uploads_of_invoice
from intake.store.verification_questions import answer, ask
from intake.store.verifications import Result, begin, put_down
from intake.upload.outbox import SendingCause, Step, UploadState
from intake.verification.schedule import Progress
from intake.verification.verifier import Answer, InvoiceStatus, Outcome, Query
from tests.api.pages.site import Site
from tests.intake.store.samples import approve, verify

LEDGER, THEIR_ID = "books", "JZ-2024-0815"


def book(site: Site, invoice_id: UUID, at: datetime, **theirs: str) -> None:
    """`theirs`: what the bureau has otherwise than we."""
    with site.backend.database.write() as session:
        approve(session, invoice_id, tenant=site.tenant, at=at)
        _ask(session, site.tenant, invoice_id, at + timedelta(minutes=1), theirs)
        verify(session, invoice_id, tenant=site.tenant, at=at + timedelta(minutes=2))
        upload = uploads_of_invoice(session, site.tenant, invoice_id)[-1]
        shown = "issue_date, invoice_number, total"
        for minutes, step in (
            (3, Step(UploadState.SENDING, SendingCause.NONE, at + timedelta(hours=1))),
            (4, Step(UploadState.ACCEPTED, SendingCause.NOT_THERE_YET, at + timedelta(hours=1), THEIR_ID)),
            (5, Step(UploadState.CONFIRMED, SendingCause.NONE, None, THEIR_ID, shown)),
        ):
            upload = _stepped(session, upload, step, at + timedelta(minutes=minutes))


def _ask(session: Session, tenant: str, invoice_id: UUID, at: datetime, theirs: dict[str, str]) -> None:
    values = standing_invoice(session, tenant, invoice_id)
    assert values is not None
    number, issued = values.value("invoice_number"), date.fromisoformat(values.value("issue_date"))
    query = Query(Kind.DIGITAL_GENERAL, "", number, issued, total=int(values.value("total").replace(".", "")))
    question = ask(session, tenant, invoice_id, query, "baidu", by=machine("verifier").name, at=at)
    assert question is not None
    face = {name: values.value(name) for name in values.fields} | theirs
    said = Answer(Outcome.OK, "baidu", at, "0001", "查验成功发票一致", InvoiceStatus.NORMAL, face, tuple(item.cells for item in values.items), 1, billed=True)
    answer(session, question, query, said, at, asked_at=at)
    standing = begin(session, tenant, invoice_id, at, at)
    assert put_down(session, standing, Result(None, None, Progress(at), at, question, InvoiceStatus.NORMAL))


def _stepped(session: Session, upload: StoredUpload, step: Step, at: datetime) -> StoredUpload:
    done = step_upload(session, upload, step, LEDGER, actor=machine("uploader"), at=at)
    assert done is not None
    return done
