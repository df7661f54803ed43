"""Companies, policies and filings, as they are kept; and invoices as they stand."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from uuid import UUID, uuid4

import pytest

from intake.domain.tax_id import write_credit_code
from intake.errors import RequestRefused
from intake.invoice import FieldState
from intake.policies.company import company_on
from intake.policies.duplicates import Grade, duplicates
from intake.policies.filing import Filing
from intake.policies.firm_policy import NO_POLICY, FirmPolicy
from intake.state import InvoiceState
from intake.store.answers import Done, Overtaken
from intake.store.audit import AuditEvent, AuditSubject, audit_of
from intake.store.companies import add_company, change_company, companies_of, versions_of
from intake.store.corrections import correct
from intake.store.deletion import delete_document
from intake.store.earlier_invoices import compared_invoice, earlier_invoices
from intake.store.filings import filing_of, filings_said, set_filing
from intake.store.firm_policies import policies_of, policy_of_tenant, set_policy
from intake.store.moves import move_invoice
from intake.store.people_ownership import senders_of_document, senders_of_invoice
from intake.store.session import Database
from intake.store.standing_invoice import standing_invoice
from tests.intake.store.samples import ADMINISTRATOR, FINANCE, NOON, OTHER_TENANT, PHONE, REVIEWER, TENANT, arrive, digital, later, read, result

TITLE, TAX_ID = "海州青禾云图科技有限公司", write_credit_code("91", "310115", "MA1K0B8X")
LONG_AGO = date(2019, 1, 1)


def our_company(database: Database) -> UUID:
    with database.write() as session:
        return add_company(session, TENANT, TITLE, TAX_ID, date.min, actor=FINANCE, at=NOON).company_id


def test_a_company_gets_a_new_title_and_keeps_the_old_one_for_the_days_before(database: Database) -> None:
    company = our_company(database)
    with database.write() as session:
        changed = change_company(
            session, TENANT, company, 1, title="青禾集团有限公司", tax_id=TAX_ID, effective=date(2024, 3, 1), active=True, actor=FINANCE, at=later(1)
        )
        assert changed is not None and changed.version == 2
    with database.read() as session:
        ((first, second),) = companies_of(session, TENANT)
        assert (first.title, second.title) == (TITLE, "青禾集团有限公司")
        before = company_on(versions_of(session, TENANT, company), date(2024, 2, 29))
        assert before is not None and before.title == TITLE
        assert companies_of(session, OTHER_TENANT) == () == versions_of(session, OTHER_TENANT, company)
        created, entry = audit_of(session, TENANT, AuditSubject.COMPANY, company)
    assert (created.event, entry.event, entry.who) == (AuditEvent.CREATED, AuditEvent.CHANGED, FINANCE.name)
    assert (entry.before["title"], entry.after["title"], entry.after["effective"]) == (TITLE, "青禾集团有限公司", "2024-03-01")


def test_a_company_of_another_tenant_can_not_be_changed(database: Database) -> None:
    company = our_company(database)
    with database.write() as session:
        for tenant, id_ in ((OTHER_TENANT, company), (TENANT, uuid4())):
            assert change_company(session, tenant, id_, 1, title=TITLE, tax_id=TAX_ID, effective=LONG_AGO, active=True, actor=FINANCE, at=NOON) is None


def at_once(change: Callable[[int], object]) -> list[bool]:
    """Who of two that change the same thing at once succeeds."""
    start = Barrier(2)

    def go(number: int) -> bool:
        start.wait()
        try:
            return not isinstance(change(number), Overtaken)
        except RequestRefused as refusal:
            assert refusal.code.endswith("_changed_meanwhile")
            return False

    with ThreadPoolExecutor(2) as threads:
        return sorted(threads.map(go, range(2)))


def test_of_two_who_change_the_same_at_once_one_is_told_to_look_again(database: Database) -> None:
    company = our_company(database)
    with database.write() as session:
        document = arrive(session)

    def change(number: int) -> object:
        with database.write() as session:
            return change_company(session, TENANT, company, 1, title=f"公司{number}", tax_id=TAX_ID, effective=LONG_AGO, active=True, actor=FINANCE, at=NOON)

    def decree(number: int) -> object:
        with database.write() as session:
            policy = FirmPolicy(strict_from=number)
            return set_policy(session, TENANT, 0, policy, date(2024, 4, 1), today=date(2024, 3, 11), actor=FINANCE, at=NOON)

    def say(number: int) -> object:
        with database.write() as session:
            return set_filing(session, TENANT, document, 0, Filing(f"purpose {number}"), actor=PHONE, at=NOON)

    assert at_once(change) == at_once(decree) == at_once(say) == [False, True]


def test_a_policy_holds_from_its_day_on_and_never_before_today(database: Database) -> None:
    today = date(2024, 3, 11)
    first, second = FirmPolicy(strict_from=1), FirmPolicy(strict_from=2, required_fields=("total",))
    with database.write() as session:
        assert policy_of_tenant(session, TENANT, today) is NO_POLICY
        set_policy(session, TENANT, 0, first, today, today=today, actor=FINANCE, at=NOON)
        set_policy(session, TENANT, 1, second, date(2024, 4, 1), today=today, actor=FINANCE, at=NOON)
        with pytest.raises(RequestRefused) as caught:
            set_policy(session, TENANT, 2, first, date(2024, 3, 10), today=today, actor=FINANCE, at=NOON)
        assert caught.value.code == "policy_day_past"
    with database.read() as session:
        held = [policy_of_tenant(session, TENANT, day).policy for day in (today, date(2024, 3, 31), date(2024, 4, 1))]
        assert held == [first, first, second]
        assert [version.version for version in policies_of(session, TENANT)] == [1, 2] and policies_of(session, OTHER_TENANT) == ()
        (entry,) = audit_of(session, TENANT, AuditSubject.POLICY, 2)
    assert (entry.before["strict_from"], entry.after["strict_from"]) == ("0.01", "0.02")


def test_what_was_said_about_a_document_stays(database: Database) -> None:
    with database.write() as session:
        document = arrive(session)
        assert filing_of(session, TENANT, document).version == 0
        assert set_filing(session, TENANT, document, 0, Filing("客户拜访"), actor=PHONE, at=NOON) == Done(1)
        assert set_filing(session, TENANT, document, 0, Filing("别的"), actor=PHONE, at=NOON) == Overtaken(version=1)
        assert set_filing(session, TENANT, document, 1, Filing("客户拜访", "市场部", "HT-1"), actor=REVIEWER, at=later(1)) == Done(2)
        assert set_filing(session, OTHER_TENANT, document, 2, Filing(), actor=REVIEWER, at=later(1)) == Overtaken()
    with database.read() as session:
        assert [said.who for said in filings_said(session, TENANT, document)] == [PHONE.name, REVIEWER.name]
        assert filing_of(session, TENANT, document).filing == Filing("客户拜访", "市场部", "HT-1")
        assert filing_of(session, OTHER_TENANT, document).version == 0
    with database.write() as session:
        delete_document(session, TENANT, document, actor=ADMINISTRATOR, why="", at=NOON)
        assert set_filing(session, TENANT, document, 2, Filing(), actor=PHONE, at=NOON) == Overtaken()


def test_an_invoice_stands_with_what_people_said(database: Database) -> None:
    with database.write() as session:
        (invoice_id,) = read(session, b"one", result(seller_name=None))
        correct(session, TENANT, invoice_id, {"seller_name": "海州望潮餐饮管理有限公司", "tax": ""}, actor=REVIEWER, why="", at=NOON)
        invoice = standing_invoice(session, TENANT, invoice_id)
        assert invoice is not None and standing_invoice(session, OTHER_TENANT, invoice_id) is None
    name, tax = invoice.fields["seller_name"], invoice.fields["tax"]
    assert (name.value, name.state, name.confidence, name.confirmed_by) == ("海州望潮餐饮管理有限公司", FieldState.READ, 1.0, (REVIEWER.name,))
    assert (tax.value, tax.state) == ("", FieldState.EMPTY)
    assert (invoice.value("total"), invoice.quality.verdict) == ("106.00", "good")


def grades(database: Database, invoice_id: UUID, since: date = LONG_AGO) -> list[Grade]:
    with database.read() as session:
        invoice = compared_invoice(session, TENANT, invoice_id)
        assert invoice is not None
        return [duplicate.grade for duplicate in duplicates(invoice, earlier_invoices(session, invoice, TENANT, since))]


def test_what_came_in_before_is_compared_whatever_the_tenant_did_with_it(database: Database) -> None:
    with database.write() as session:
        (first,) = read(session, b"first", result())
        read(session, b"elsewhere", result(), tenant=OTHER_TENANT)
        (same,) = read(session, b"same", result())
        (conflict,) = read(session, b"conflict", result(total="906.00"))
        (near,) = read(session, b"near", result(digital(4712)))
        (red,) = read(session, b"red", result(digital(99), total="-106.00", remarks=f"被红冲蓝字数电票号码:{digital(4711)} 红字发票信息确认单编号:1"))
        (other,) = read(session, b"other", result(digital(5555)))
    assert grades(database, first) == []
    assert grades(database, same) == [Grade.SAME]
    assert grades(database, conflict) == [Grade.CONFLICT, Grade.CONFLICT]
    assert grades(database, near) == [Grade.NEAR] * 2  # the conflicting one has another total
    assert Grade.REVERSAL in grades(database, red)
    assert grades(database, other) == []
    assert grades(database, same, since=date(2024, 3, 12)) == []


def test_what_was_rejected_counts_no_more(database: Database) -> None:
    with database.write() as session:
        (first,) = read(session, b"first", result())
        move_invoice(session, TENANT, first, InvoiceState.IN_REVIEW, InvoiceState.REJECTED, actor=REVIEWER, why="", at=NOON)
        (again,) = read(session, b"again", result())
    assert grades(database, again) == []


def test_whose_a_record_is(database: Database) -> None:
    with database.write() as session:
        (invoice_id,) = read(session, b"one", result())
        document = arrive(session, b"one")
        assert senders_of_document(session, TENANT, document) == senders_of_invoice(session, TENANT, invoice_id) == {PHONE.name}
        assert senders_of_document(session, OTHER_TENANT, document) == senders_of_invoice(session, OTHER_TENANT, invoice_id) == frozenset()
        assert senders_of_invoice(session, TENANT, uuid4()) == frozenset()
