"""What Alembic runs: the revisions, on the connection and in the transaction of whoever calls; or drawing a new one."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Enum, String

from intake.store.column_types import PlainText, UtcTime
from intake.store.schema import all_tables


def plain_type(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """A revision says what stood in the database when it was drawn, so it names no types of ours, which go on changing."""
    if kind == "type" and isinstance(item, UtcTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, PlainText) and isinstance(item.impl, String):
        return "sa.String()" if item.impl.length is None else f"sa.String(length={item.impl.length})"
    if kind == "type" and isinstance(item, Enum):
        return f"sa.String(length={item.length})"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=all_tables(),
    render_as_batch=True,  # SQLite changes a column by making the table anew
    render_item=plain_type,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
