"""What people say about pages, with its picture and answer, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, Index, Integer, LargeBinary, String, exists, func, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from intake.feedback import MOST_OPEN, Feedback, FeedbackObject, FeedbackState, Said, picture_not_taken, too_much_feedback
from intake.state import Actor
from intake.store.audit import AuditEvent, AuditSubject, add_audit
from intake.store.column_types import PlainText, words
from intake.store.ids import new_id
from intake.store.tables import SHORT, Base

_NAME = 64
_PAGE = 200
_BROWSER = 400


class FeedbackRow(Base):
    __tablename__ = "feedback"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant: Mapped[str] = mapped_column(String(_NAME))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    text: Mapped[str] = mapped_column(PlainText())
    page: Mapped[str] = mapped_column(PlainText(_PAGE))
    object_kind: Mapped[FeedbackObject] = mapped_column(words(FeedbackObject))
    object_id: Mapped[UUID | None]
    browser: Mapped[str] = mapped_column(PlainText(_BROWSER))
    screen: Mapped[str] = mapped_column(PlainText(SHORT))
    language: Mapped[str] = mapped_column(PlainText(SHORT))
    sent_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)
    state: Mapped[FeedbackState] = mapped_column(words(FeedbackState))
    answer: Mapped[str] = mapped_column(PlainText())
    answered_by: Mapped[str] = mapped_column(String(_NAME))
    answered_at: Mapped[datetime | None]
    closed_by: Mapped[str] = mapped_column(String(_NAME))
    closed_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_feedback_tenant", "tenant", "id"), Index("ix_feedback_user", "user_id", "state"))


class FeedbackPictureRow(Base):
    """Encoded by us, without what cameras and browsers write into pictures."""

    __tablename__ = "feedback_pictures"

    feedback_id: Mapped[UUID] = mapped_column(ForeignKey("feedback.id"), primary_key=True)
    jpeg: Mapped[bytes] = mapped_column(LargeBinary)


_HAS_PICTURE = exists().where(FeedbackPictureRow.feedback_id == FeedbackRow.id)


def add_feedback(session: Session, tenant: str, user_id: UUID, said: Said, at: datetime) -> Feedback:
    """`said.text` was cleaned. Raises RequestRefused where this person waits for too many answers."""
    waiting = select(func.count()).select_from(FeedbackRow).where(FeedbackRow.user_id == user_id, FeedbackRow.state == FeedbackState.OPEN)
    if (session.scalar(waiting) or 0) >= MOST_OPEN:
        raise too_much_feedback()
    values = {
        "id": new_id(),
        "tenant": tenant,
        "user_id": user_id,
        "text": said.text,
        "page": said.page[:_PAGE],
        "object_kind": said.object_kind,
        "object_id": said.object_id,
        "browser": said.browser[:_BROWSER],
        "screen": said.screen[:SHORT],
        "language": said.language[:SHORT],
        "sent_at": at,
        "version": 1,
        "state": FeedbackState.OPEN,
        "answer": "",
        "answered_by": "",
        "closed_by": "",
    }
    row = session.scalars(insert(FeedbackRow).values(values).returning(FeedbackRow)).one()
    return _feedback(row, has_picture=False)


def add_picture(session: Session, feedback: Feedback, jpeg: bytes) -> None:
    """Raises RequestRefused where it has one, or was answered."""
    if feedback.has_picture or feedback.state is not FeedbackState.OPEN:
        raise picture_not_taken()
    session.execute(insert(FeedbackPictureRow).values(feedback_id=feedback.id, jpeg=jpeg))


def find_feedback(session: Session, tenant: str, feedback_id: UUID, user_id: UUID | None = None) -> Feedback | None:
    """None where this tenant has none of that id; with `user_id`, where it is not this person's."""
    found = session.execute(select(FeedbackRow, _HAS_PICTURE).where(FeedbackRow.id == feedback_id, *_whose(tenant, user_id))).one_or_none()
    return _feedback(found[0], has_picture=found[1]) if found is not None else None


def picture_of(session: Session, feedback: Feedback) -> bytes | None:
    return session.scalar(select(FeedbackPictureRow.jpeg).where(FeedbackPictureRow.feedback_id == feedback.id))


def feedback_of(
    session: Session, tenant: str, limit: int, before: UUID | None = None, *, user_id: UUID | None = None, state: FeedbackState | None = None
) -> Sequence[Feedback]:
    """The newest first; with `user_id` one person's."""
    mine = [*_whose(tenant, user_id), *([] if before is None else [FeedbackRow.id < before]), *([] if state is None else [FeedbackRow.state == state])]
    rows = session.execute(select(FeedbackRow, _HAS_PICTURE).where(*mine).order_by(FeedbackRow.id.desc()).limit(limit))
    return tuple(_feedback(row, has_picture=has_picture) for row, has_picture in rows)


def answer_feedback(session: Session, feedback: Feedback, seen: int, answer: str, *, actor: Actor, at: datetime) -> bool:
    """Instead of an answer before. False where somebody changed it since `seen`, or it is closed."""
    values = {"state": FeedbackState.ANSWERED, "answer": answer, "answered_by": actor.name, "answered_at": at}
    return _change(session, feedback, seen, values, {"state": FeedbackState.ANSWERED.value, "answer": answer}, actor, at)


def close_feedback(session: Session, feedback: Feedback, seen: int, *, actor: Actor, at: datetime) -> bool:
    """False as above."""
    values = {"state": FeedbackState.CLOSED, "closed_by": actor.name, "closed_at": at}
    return _change(session, feedback, seen, values, {"state": FeedbackState.CLOSED.value}, actor, at)


def _change(session: Session, feedback: Feedback, seen: int, values: dict[str, object], after: dict[str, str], actor: Actor, at: datetime) -> bool:
    there = [FeedbackRow.id == feedback.id, FeedbackRow.version == seen, FeedbackRow.state != FeedbackState.CLOSED]
    if session.scalar(update(FeedbackRow).where(*there).values(**values, version=seen + 1).returning(FeedbackRow.id)) is None:
        return False
    before = {"state": feedback.state.value, "answer": feedback.answer}
    add_audit(session, feedback.tenant, AuditSubject.FEEDBACK, feedback.id, AuditEvent.CHANGED, actor=actor, at=at, before=before, after=after)
    return True


def _whose(tenant: str, user_id: UUID | None) -> list[ColumnElement[bool]]:
    return [FeedbackRow.tenant == tenant, *([] if user_id is None else [FeedbackRow.user_id == user_id])]


def _feedback(row: FeedbackRow, *, has_picture: bool) -> Feedback:
    said = Said(row.text, row.page, row.object_kind, row.object_id, row.browser, row.screen, row.language)
    return Feedback(
        row.id,
        row.tenant,
        row.user_id,
        said,
        row.sent_at,
        row.version,
        row.state,
        has_picture,
        row.answer,
        row.answered_by,
        row.answered_at,
        row.closed_by,
        row.closed_at,
    )
