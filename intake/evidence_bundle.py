"""Everything that is known of an invoice, as files in a ZIP for an audit: the original, its pages as pictures, what was read, said and done, the tax bureau's answers, what the
ledger took and showed, what reconciliation found; and a manifest with the SHA-256 of each file.

The same state gives the same bytes: nothing says when it was made, and nothing is written by making it. Only this tenant's record of this invoice is in it; the original is the
whole file that it came in, page pictures only of the pages it stands on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, is_dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from intake.errors import IntakeError, StoreDamaged
from intake.store.documents import StoredDocument, find_document
from intake.store.field_values import values_said
from intake.store.files import Files
from intake.store.history import history_of_document, history_of_invoice
from intake.store.invoices import StoredInvoice, find_invoice, result_of_invoice
from intake.store.reconciliation_findings import FindingQuery, events_of_finding, findings_of
from intake.store.session import Database
from intake.store.standing_invoice import standing_invoice
from intake.store.upload_events import events_of_upload
from intake.store.uploads import uploads_of_invoice
from intake.store.verification_questions import attempts_of
from intake.store.verifications import alerts_of, find_standing
from intake.upload.drop_names import plain_name, plain_suffix
from intake.upload.outbox import UploadState
from intake.zip_stream import Part, zipped

FORMAT = "fapiao-evidence/1"
MANIFEST = "manifest.json"
_MOST_FINDINGS = 1_000

Picture = Callable[[StoredDocument, int], bytes | None]
"""A page of a document, from 1, as JPEG; None where it has none. Raises IntakeError."""


@dataclass
class _Manifest:
    """What was written so far."""

    files: list[dict[str, Any]] = field(default_factory=list)
    invoices: list[dict[str, Any]] = field(default_factory=list)
    missing: list[dict[str, str]] = field(default_factory=list)

    def noted(self, part: Part) -> Part:
        self.files.append({"name": part.name, "sha256": sha256(part.content).hexdigest(), "size": len(part.content)})
        return part

    def lacks(self, name: str, code: str, why: str, why_zh: str) -> None:
        self.missing.append({"name": name, "code": code, "why": why, "why_zh": why_zh})


def evidence_bundle(database: Database, files: Files, tenant: str, invoices: Sequence[UUID], picture: Picture, more: Iterable[Part] = ()) -> Iterator[bytes]:
    """The ZIP, piece by piece. `invoices` are of this tenant; a folder for each where there are several, and `more` beside them.

    What can't be had, as a page that can't be drawn, is named in the manifest with its reason. Raises StoreUnavailable.
    """
    return zipped(_parts(database, files, tenant, invoices, picture, more))


def _parts(database: Database, files: Files, tenant: str, invoices: Sequence[UUID], picture: Picture, more: Iterable[Part]) -> Iterator[Part]:
    manifest, taken = _Manifest(), set[str]()
    for part in more:
        yield manifest.noted(part)
    for invoice_id in invoices:
        with database.read() as session:
            found = _read(session, tenant, invoice_id)
        if found is None:
            continue  # deleted since it was named
        folder = f"{_folder(found, taken)}/" if len(invoices) > 1 else ""
        manifest.invoices.append(found.summary(folder))
        for name, said in found.records.items():
            yield manifest.noted(Part(f"{folder}{name}", _json(said)))
        yield from (manifest.noted(part) for part in _files(found, files, picture, folder, manifest))
    yield Part(MANIFEST, _json({"format": FORMAT, "invoices": manifest.invoices, "files": manifest.files, "missing": manifest.missing}))


@dataclass(frozen=True)
class _Found:
    invoice: StoredInvoice
    document: StoredDocument
    pages: tuple[int, ...]
    """That it stands on."""
    records: dict[str, Any]
    """File name -> what is written into it."""

    def summary(self, folder: str) -> dict[str, Any]:
        invoice = self.invoice
        number = {"invoice_number": invoice.columns.number, "invoice_code": invoice.columns.code}
        return {"id": invoice.id, "folder": folder, **number, "state": invoice.state, "version": invoice.version, "original_sha256": self.document.sha256}


def _read(session: Session, tenant: str, invoice_id: UUID) -> _Found | None:
    """In one transaction, so that all of it is of one moment."""
    invoice = find_invoice(session, tenant, invoice_id)
    document = None if invoice is None else find_document(session, tenant, invoice.document_id)
    if invoice is None or document is None:
        return None
    result = result_of_invoice(session, tenant, invoice_id)
    standing = standing_invoice(session, tenant, invoice_id)
    values = {} if standing is None else {name: each.value for name, each in standing.fields.items()}
    records = {
        "invoice.json": {
            "id": invoice.id,
            "document_id": invoice.document_id,
            "page": invoice.page,
            "index": invoice.index,
            "kind": invoice.kind,
            "state": invoice.state,
            "version": invoice.version,
            "received_at": invoice.received_at,
            "fields": values,
        },
        "result.json": result,
        "values.json": values_said(session, tenant, invoice_id),
        "history.json": {"document": history_of_document(session, tenant, document.id), "invoice": history_of_invoice(session, tenant, invoice_id)},
        "verification.json": _verification(session, tenant, invoice_id),
        "sendings.json": _sendings(session, tenant, invoice_id),
        "reconciliation.json": _findings(session, tenant, invoice_id),
    }
    return _Found(invoice, document, _pages(invoice, result), records)


def _verification(session: Session, tenant: str, invoice_id: UUID) -> dict[str, Any]:
    """A check by hand names its screenshot by SHA-256."""
    return {
        "standing": find_standing(session, tenant, invoice_id),
        "questions": attempts_of(session, tenant, invoice_id),
        "alerts": alerts_of(session, tenant, invoice_id),
    }


def _sendings(session: Session, tenant: str, invoice_id: UUID) -> list[dict[str, Any]]:
    sendings = []
    for upload in uploads_of_invoice(session, tenant, invoice_id):
        events = events_of_upload(session, tenant, upload.id)
        proof = [event for event in events if event.target is UploadState.CONFIRMED]
        sendings.append({"sending": upload, "events": events, "read_back": proof[-1] if proof else None})
    return sendings


def _findings(session: Session, tenant: str, invoice_id: UUID) -> list[dict[str, Any]]:
    found, _ = findings_of(session, tenant, FindingQuery(invoice_id=invoice_id), limit=_MOST_FINDINGS)
    return [{"finding": each, "events": events_of_finding(session, tenant, each.id)} for each in reversed(found)]


def _pages(invoice: StoredInvoice, result: Any) -> tuple[int, ...]:
    fields = (result or {}).get("fields", {}).values()
    return tuple(sorted({invoice.page, *(each["page"] for each in fields if isinstance(each.get("page"), int))}))


def _files(found: _Found, files: Files, picture: Picture, folder: str, manifest: _Manifest) -> Iterator[Part]:
    name = f"{folder}original{plain_suffix(found.document.name)}"
    try:
        yield Part(name, files.read(found.document.sha256, check=True))
    except StoreDamaged as error:
        manifest.lacks(name, error.code, error.message, error.message_zh)
        return
    for page in found.pages:
        name = f"{folder}page-{page}.jpg"
        try:
            drawn = picture(found.document, page)
        except IntakeError as error:
            manifest.lacks(name, error.code, error.message, error.message_zh)
            continue
        if drawn is None:
            manifest.lacks(name, "no_picture", "The original is data without a picture.", "原件为数据文件，没有影像。")
        else:
            yield Part(name, drawn)


def _folder(found: _Found, taken: set[str]) -> str:
    """By its number; a second record of that number by its id too."""
    number = plain_name(found.invoice.columns.number or str(found.invoice.id))
    name = number if number not in taken else f"{number}-{found.invoice.id}"
    taken.add(name)
    return name


def _json(said: Any) -> bytes:
    return json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True, default=_plain).encode()


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, frozenset | set):
        return sorted(value, key=str)
    raise TypeError(type(value).__name__)
