"""The password of an encrypted document, sealed (`intake.password_safe`): nobody who has the database alone can open it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, delete, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from intake.store.tables import Base


class DocumentPasswordRow(Base):
    """Given by a person. Stays for as long as it opens the document."""

    __tablename__ = "document_passwords"

    document_id: Mapped[UUID] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    said_at: Mapped[datetime]


def keep_sealed_password(session: Session, document_id: UUID, sealed: bytes, at: datetime) -> None:
    """Instead of the one before. `document_id` is one that the caller looked up for its tenant."""
    forget_sealed_password(session, document_id)
    session.execute(insert(DocumentPasswordRow).values(document_id=document_id, sealed=sealed, said_at=at))


def sealed_password(session: Session, document_id: UUID) -> bytes | None:
    return session.scalar(select(DocumentPasswordRow.sealed).where(DocumentPasswordRow.document_id == document_id))


def forget_sealed_password(session: Session, document_id: UUID) -> None:
    session.execute(delete(DocumentPasswordRow).where(DocumentPasswordRow.document_id == document_id))
