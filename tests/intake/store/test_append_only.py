from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from intake.domain.tax_id import write_credit_code
from intake.invoice import Kind
from intake.policies.filing import Filing
from intake.policies.firm_policy import FirmPolicy
from intake.state import InvoiceState
from intake.store.agreements import agree
from intake.store.append_only import APPEND_ONLY, protect
from intake.store.companies import add_company
from intake.store.filings import set_filing
from intake.store.firm_policies import set_policy
from intake.store.kept_settings import SettingKind, keep_setting
from intake.store.reconciliation_findings import Seen, record_findings
from intake.store.reconciliation_runs import open_run
from intake.store.review_records import Effort, note_review
from intake.store.schema import all_tables
from intake.store.session import Database
from intake.store.verification_questions import answer, ask
from intake.store.verifications import add_alert, begin
from intake.upload.discrepancies import Discrepancy, Finding
from intake.upload.listing import Span
from intake.verification.verifier import Answer, InvoiceStatus, Outcome, Query
from tests.intake.store.samples import FINANCE, NOON, PHONE, TENANT, approve, arrive, digital, read, result, verify

TODAY = date(2024, 3, 11)


@pytest.fixture
def database(database: Database) -> Database:
    """With something in every such table."""
    with database.write() as session:
        (invoice,) = read(session, b"invoice", result())
        approve(session, invoice)
        verify(session, invoice)
        _ask_about(session, invoice)
        agree(session, TENANT, invoice, actor=FINANCE, may_be_second=True, why="", at=NOON)
        note_review(session, TENANT, invoice, InvoiceState.APPROVED, Effort(), sent_by_reviewer=False, actor=FINANCE, at=NOON)
        set_filing(session, TENANT, arrive(session, b"other"), 0, Filing("purpose"), actor=PHONE, at=NOON)
        add_company(session, TENANT, "公司", write_credit_code("91", "310115", "MA1K0B8X"), TODAY, actor=FINANCE, at=NOON)
        set_policy(session, TENANT, 0, FirmPolicy(), TODAY, today=TODAY, actor=FINANCE, at=NOON)
        keep_setting(session, TENANT, SettingKind.PROVIDER, "tencent", 0, {"type": "tencent"}, None, active=True, actor=FINANCE, at=NOON)
        run = open_run(session, TENANT, Span(TODAY, TODAY), "books", who=FINANCE.name, at=NOON)
        record_findings(session, run, Seen([Finding(Discrepancy.NOT_LISTED, digital(4711), TODAY, 106_00)], {}, {}, is_asked=True, is_listed=True), NOON)
    return database


def _ask_about(session: Session, invoice: UUID) -> None:
    query = Query(Kind.DIGITAL_GENERAL, "", digital(4711), TODAY, total=106_00)
    question = ask(session, TENANT, invoice, query, "one", by="machine:verifier", at=NOON)
    assert question is not None
    answer(session, question, query, Answer(Outcome.OK, "one", NOON, status=InvoiceStatus.VOID), NOON, asked_at=NOON)
    add_alert(session, begin(session, TENANT, invoice, NOON, NOON), question, InvoiceStatus.VOID, None, NOON)


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("statement", ["UPDATE {table} SET {column} = {column}", "DELETE FROM {table}"])
def test_the_database_itself_refuses_to_change_what_was_said_and_done(database: Database, table: str, statement: str) -> None:
    column = next(iter(all_tables().tables[table].columns)).name
    with pytest.raises(DBAPIError, match="never changed or deleted"), database.write() as session:
        session.execute(text(statement.format(table=table, column=column)))
    with database.read() as session:
        assert session.scalar(text(f"SELECT count(*) FROM {table}"))  # noqa: S608


def test_protecting_again_changes_nothing(database: Database) -> None:
    with database.exclusive() as connection:
        protect(connection)
        protect(connection)
    with database.write() as session:
        arrive(session, b"another")
