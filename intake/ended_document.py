"""How a document ended, for the doors that keep its file or mail until then."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from intake.failure_sentences import failure_sentences, record_deleted
from intake.opening.containers import SEPARATOR
from intake.state import DocumentState
from intake.store.containers import ContainerFailure, MemberState, container_failures, member_states
from intake.store.documents import StoredDocument, find_document
from intake.store.history import history_of_document

_UNDER_WAY = (DocumentState.RECEIVED, DocumentState.READING)


@dataclass(frozen=True)
class EndedDocument:
    """Nothing more happens to it by itself. A mail or archive has ended when everything that was taken out of it has."""

    document: StoredDocument
    state: DocumentState
    """`read`, `failed` or `quarantined`. A container of which nothing could be read has failed."""
    code: str = ""
    """Why it failed, "" where it did not."""
    message: str = ""
    message_zh: str = ""
    members: int = 0
    """Documents taken out of it."""
    failures: tuple[ContainerFailure, ...] = ()
    """What could not be taken out of it, or was and could not be read."""


def ended_document(session: Session, tenant: str, document_id: UUID) -> EndedDocument | None:
    """None while it is read or waits for it. Raises LookupError where this tenant never had such a document."""
    document = find_document(session, tenant, document_id, deleted=True)
    if document is None:
        raise LookupError(f"no document {document_id}")
    if document.state in _UNDER_WAY:
        if document.deleted_at is None:
            return None
        deleted = record_deleted()
        return EndedDocument(document, DocumentState.FAILED, deleted.code, deleted.message, deleted.message_zh)
    if document.state is not DocumentState.READ:
        return EndedDocument(document, document.state, document.error_code, *failure_sentences(document, history_of_document(session, tenant, document_id)))
    members = member_states(session, tenant, document_id)
    if any(member.state in _UNDER_WAY and not member.deleted for member in members):
        return None
    not_read = (_failure(session, tenant, member) for member in members if member.state is not DocumentState.READ)
    failures = (*container_failures(session, tenant, document_id), *not_read)
    if failures and not any(member.state is DocumentState.READ for member in members):
        first = failures[0]
        return EndedDocument(document, DocumentState.FAILED, first.error_code, first.message, first.message_zh, len(members), failures)
    return EndedDocument(document, DocumentState.READ, members=len(members), failures=failures)


def _failure(session: Session, tenant: str, member: MemberState) -> ContainerFailure:
    document = find_document(session, tenant, member.document_id, deleted=True)
    assert document is not None  # a receipt has a document
    sentences = failure_sentences(document, history_of_document(session, tenant, member.document_id))
    return ContainerFailure(member.name.rpartition(SEPARATOR)[2] or member.name, member.error_code or record_deleted().code, *sentences)
