"""How Python values stand in columns, the same on both databases."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import DateTime, Dialect, Enum, String
from sqlalchemy.types import TypeDecorator

ENUM_LENGTH = 20
Word = TypeVar("Word", bound=StrEnum)


class UtcTime(TypeDecorator[datetime]):
    """A moment, in UTC: `timestamptz` on PostgreSQL; on SQLite, which knows no time zones, text that sorts by time. Microseconds."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Raises ValueError for a moment without its time zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class PlainText(TypeDecorator[str]):
    """Text from anywhere. File names and text layers may hold NUL characters and halves of surrogate pairs, which one database or the other refuses. A length is as for String."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else value.replace("\0", "").encode("utf-8", "replace").decode()


def words(kind: type[Word]) -> Enum:
    """A column of one of these words, kept as plain text: a new word needs no migration."""
    return Enum(kind, native_enum=False, create_constraint=False, length=ENUM_LENGTH, values_callable=lambda members: [member.value for member in members])
