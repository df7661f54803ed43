"""Tables that only grow: the database itself refuses to change or delete their rows, whoever asks and by whatever program.

Not part of a revision: a table that a revision makes anew on SQLite loses its triggers, so that every upgrade ends with `protect`.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

APPEND_ONLY = (
    "history",
    "field_values",
    "audit",
    "company_versions",
    "policy_versions",
    "kept_setting_versions",
    "filings",
    "agreements",
    "ledger_upload_events",
    "verification_questions",
    "verification_answers",
    "verification_alerts",
    "reviews",
    "reconciliation_events",
)
_REFUSAL = "rows of this table are never changed or deleted"


def protect(connection: Connection) -> None:
    """Safe to do again."""
    for table in APPEND_ONLY:
        for statement in _postgresql(table) if connection.dialect.name == "postgresql" else _sqlite(table):
            connection.execute(text(statement))


def _sqlite(table: str) -> tuple[str, ...]:
    return tuple(
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{event.lower()} BEFORE {event} ON {table} BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        for event in ("UPDATE", "DELETE")
    )


def _postgresql(table: str) -> tuple[str, ...]:
    """Of a row: TRUNCATE takes the owner of the table, who could remove the trigger as well."""
    return (
        f"CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$",
        f"CREATE OR REPLACE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    )
