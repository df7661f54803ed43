from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from intake.domain.tax_id import write_credit_code
from intake.policies.filing import Filing
from intake.policies.firm_policy import FirmPolicy
from intake.store.append_only import APPEND_ONLY, protect
from intake.store.companies import add_company
from intake.store.filings import set_filing
from intake.store.firm_policies import set_policy
from intake.store.session import Database
from tests.intake.store.samples import FINANCE, NOON, PHONE, TENANT, arrive, read, result

TODAY = date(2024, 3, 11)


@pytest.fixture
def database(database: Database) -> Database:
    """With something in every such table."""
    with database.write() as session:
        read(session, b"invoice", result())
        set_filing(session, TENANT, arrive(session, b"other"), 0, Filing("purpose"), actor=PHONE, at=NOON)
        add_company(session, TENANT, "公司", write_credit_code("91", "310115", "MA1K0B8X"), TODAY, actor=FINANCE, at=NOON)
        set_policy(session, TENANT, 0, FirmPolicy(), TODAY, today=TODAY, actor=FINANCE, at=NOON)
    return database


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("statement", ["UPDATE {} SET who = 'somebody else'", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_change_what_was_said_and_done(database: Database, table: str, statement: str) -> None:
    with pytest.raises(DBAPIError, match="never changed or deleted"), database.write() as session:
        session.execute(text(statement.format(table)))
    with database.read() as session:
        assert session.scalar(text(f"SELECT count(*) FROM {table} WHERE who <> 'somebody else'"))  # noqa: S608


def test_protecting_again_changes_nothing(database: Database) -> None:
    with database.exclusive() as connection:
        protect(connection)
        protect(connection)
    with database.write() as session:
        arrive(session, b"another")
