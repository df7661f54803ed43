"""`INSERT ... ON CONFLICT`, which both databases know and SQLAlchemy spells for each of them."""

from __future__ import annotations

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from intake.store.tables import Base


def insert_of(session: Session, row: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """Of the session's database; both offer `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return postgresql.insert(row) if session.get_bind().dialect.name == "postgresql" else sqlite.insert(row)
