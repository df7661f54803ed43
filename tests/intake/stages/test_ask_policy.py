from dataclasses import replace
from datetime import date
from uuid import UUID

from intake.invoice import Decision, Field, FieldState, Invoice, Kind
from intake.policies.company import CompanyVersion
from intake.policies.filing import Filing
from intake.policies.firm_policy import FirmPolicy, KindRules, PolicyVersion
from intake.reading import FoundInvoice, Reading
from intake.stages.ask_policy import AskPolicy
from intake.stages.check_buyer import CheckBuyer
from tests.builders import BUYER_ID, BUYER_NAME, digital_page, reading_of, region_of

DAY = date(2024, 6, 1)
FIELDS = {"total": Field("128.60", FieldState.READ, 0.99), "drawer": Field("", FieldState.EMPTY, 0.9)}
ACCEPTED = Invoice(Kind.DIGITAL_GENERAL, fields=FIELDS, decision=Decision.ACCEPT)


def reading(*invoices: Invoice) -> Reading:
    region = region_of(digital_page())
    return replace(reading_of(region), invoices=tuple(FoundInvoice((region,), index, invoice) for index, invoice in enumerate(invoices)))


def held(invoice: Invoice, policy: FirmPolicy) -> Invoice:
    (found,) = AskPolicy(PolicyVersion(1, DAY, policy), Filing(), DAY)(reading(invoice)).invoices
    return found.invoice


def test_a_firm_that_asks_nothing_changes_nothing() -> None:
    assert held(ACCEPTED, FirmPolicy()) == ACCEPTED


def test_what_would_be_accepted_and_lacks_what_the_firm_asks_goes_to_a_person() -> None:
    invoice = held(ACCEPTED, FirmPolicy(required_fields=("drawer",), kinds={Kind.DIGITAL_GENERAL: KindRules(blocked=True)}))
    assert invoice.decision is Decision.REVIEW
    assert [(obstacle.code, obstacle.fields) for obstacle in invoice.obstacles] == [("policy_blocked", ()), ("policy_fields", ("drawer",))]


def test_what_is_rejected_stays_rejected_and_what_is_no_invoice_is_asked_nothing() -> None:
    policy = FirmPolicy(second_reviewer_from=0)
    assert held(replace(ACCEPTED, decision=Decision.REJECT), policy).decision is Decision.REJECT
    paper = Invoice(Kind.NOT_INVOICE, decision=Decision.REJECT)
    assert held(paper, policy) == paper
    company = CompanyVersion(UUID(int=1), 1, BUYER_NAME, BUYER_ID, date.min)
    assert CheckBuyer(((company,),), DAY)(reading(paper)).invoices[0].invoice == paper
