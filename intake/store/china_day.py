"""The day in China on which a moment lies, as an expression of either database. China keeps one time, eight hours before UTC, all year."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Dialect, String, cast, func, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import TypeDecorator


class _Day(TypeDecorator[date]):
    """`2024-03-08` of SQLite, a date of PostgreSQL."""

    impl = String
    cache_ok = True

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        return date.fromisoformat(value) if isinstance(value, str) else value


def china_day(session: Session, moment: InstrumentedAttribute[datetime]) -> ColumnElement[date]:
    """To be grouped by."""
    if session.get_bind().dialect.name == "postgresql":
        return cast(func.timezone("Asia/Shanghai", moment), Date)
    return type_coerce(func.date(moment, "+8 hours"), _Day())
