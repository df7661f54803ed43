"""A tenant's own companies and its policy, what documents are for, and how an invoice stands to all that."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import Field

from api.access import Gate, GateDep, Requires
from api.access_problems import record_not_found
from api.errors import RequestError
from api.invoice_views import DuplicateAnswer
from api.schemas import problem_answer
from intake.behaviour.history import CHINA_TIME
from intake.domain.money import format_fen
from intake.invoice import Finding
from intake.people.caller import Caller
from intake.people.scopes import Scope
from intake.policies.assess import Need, assess
from intake.policies.company import CompanyVersion
from intake.policies.deductibility import Advice, AdviceReason, Verdict, deductibility
from intake.policies.duplicates import duplicate_findings
from intake.policies.filing import clean_filing
from intake.policies.firm_policy import PolicyVersion, policy_json, policy_of_json, policy_on
from intake.policies.own_company import TitleState
from intake.policies.refusals import filing_changed_meanwhile
from intake.store.answers import Overtaken
from intake.store.companies import add_company, change_company, companies_of
from intake.store.earlier_invoices import compared_invoice, duplicates_before
from intake.store.filings import filing_of, filings_said, set_filing
from intake.store.firm_policies import policies_of, policy_of_tenant, set_policy
from intake.store.invoices import find_invoice
from intake.store.people_ownership import senders_of_document, senders_of_invoice
from intake.store.standing_invoice import standing_invoice

router = APIRouter(prefix="/v1", tags=["companies"])

Reader = Annotated[Caller, Depends(Requires(Scope.READ, Scope.READ_OWN))]
Finance = Annotated[Caller, Depends(Requires(Scope.COMPANIES))]
Filer = Annotated[Caller, Depends(Requires(Scope.UPLOAD_OWN, Scope.CORRECT))]
Text = Annotated[str, Field(max_length=1000)]
Seen = Annotated[int, Field(ge=0, le=2**31 - 2, description="The last version that you know; 0 for none")]
_RULES: dict[int | str, dict[str, Any]] = {
    401: problem_answer("Not logged in"),
    403: problem_answer("Not permitted, or the CSRF token is missing or wrong"),
    422: problem_answer("Not what is asked for"),
}
_ONE = {**_RULES, 404: problem_answer("There is none, or it is another tenant's")}
_CHANGE = {**_ONE, 409: problem_answer("Somebody else changed it meanwhile")}


@dataclass(frozen=True)
class CompanyForm:
    title: Text
    tax_id: Annotated[str, Field(max_length=64)]
    effective: date | None = None
    """Invoices issued from this day on; from always where it is left out."""


@dataclass(frozen=True)
class CompanyChange:
    seen: Seen
    title: Text
    tax_id: Annotated[str, Field(max_length=64)]
    effective: date
    active: bool = True
    """False: it takes no invoices from that day on."""


@dataclass(frozen=True)
class PolicyForm:
    seen: Seen
    policy: dict[str, Any]
    effective: date | None = None
    """Today where it is left out."""


@dataclass(frozen=True)
class PolicyAnswer:
    version: int
    """0 where the firm has said nothing."""
    effective: date | None
    policy: dict[str, Any]


@dataclass(frozen=True)
class Policies:
    now: PolicyAnswer
    versions: list[PolicyAnswer]
    """All of them, those to come too, oldest first."""


@dataclass(frozen=True)
class FilingForm:
    seen: Seen
    purpose: Text = ""
    department: Text = ""
    contract: Text = ""


@dataclass(frozen=True)
class FilingAnswer:
    version: int
    """0 where nobody said anything."""
    purpose: str
    department: str
    contract: str
    who: str
    """Empty where it is not you and you see only what you sent."""
    said_at: datetime | None


@dataclass(frozen=True)
class AdviceAnswer:
    """May the tax be deducted? Advice: nothing is declared by it."""

    verdict: Verdict
    tax: str | None
    """Decimal, yuan."""
    reasons: list[AdviceReason]


@dataclass(frozen=True)
class AssessmentAnswer:
    title: TitleState
    company_id: UUID | None
    """The one of ours that the buyer is or was meant to be."""
    findings: list[Finding]
    needs: list[Need]
    duplicates: list[DuplicateAnswer]
    deductibility: AdviceAnswer
    policy_version: int


@router.get("/companies", summary="Our own companies, all versions of each", operation_id="listCompanies", responses=_RULES)
def list_companies(caller: Reader, gate: GateDep) -> list[list[CompanyVersion]]:
    with gate.database.read() as session:
        return [list(versions) for versions in companies_of(session, caller.tenant)]


@router.post("/companies", status_code=201, summary="Enter a company of ours", operation_id="addCompany", responses=_CHANGE)
def create_company(form: CompanyForm, caller: Finance, gate: GateDep) -> CompanyVersion:
    with gate.database.write() as session:
        return add_company(session, caller.tenant, form.title, form.tax_id, form.effective or date.min, actor=caller.actor, at=gate.now())


@router.put("/companies/{company_id}", summary="What a company is called from a day on", operation_id="changeCompany", responses=_CHANGE)
def replace_company(company_id: UUID, form: CompanyChange, caller: Finance, gate: GateDep) -> CompanyVersion:
    """What held before stays: invoices are judged by what held when they were issued."""
    with gate.database.write() as session:
        changed = change_company(
            session,
            caller.tenant,
            company_id,
            form.seen,
            title=form.title,
            tax_id=form.tax_id,
            effective=form.effective,
            active=form.active,
            actor=caller.actor,
            at=gate.now(),
        )
    if changed is None:
        raise RequestError(record_not_found())
    return changed


@router.get("/policy", summary="What we ask of invoices", operation_id="policy", responses=_RULES)
def show_policy(caller: Reader, gate: GateDep) -> Policies:
    with gate.database.read() as session:
        versions = policies_of(session, caller.tenant)
    return Policies(_policy(policy_on(versions, _today(gate))), [_policy(version) for version in versions])


@router.put("/policy", summary="What we ask of invoices from a day on", operation_id="changePolicy", responses=_CHANGE)
def replace_policy(form: PolicyForm, caller: Finance, gate: GateDep) -> PolicyAnswer:
    policy, today = policy_of_json(form.policy), _today(gate)
    with gate.database.write() as session:
        changed = set_policy(session, caller.tenant, form.seen, policy, form.effective or today, today=today, actor=caller.actor, at=gate.now())
    return _policy(changed)


@router.get("/documents/{document_id}/filing", summary="What a document is for; all that was said, oldest first", operation_id="filing", responses=_ONE)
def show_filing(document_id: UUID, caller: Reader, gate: GateDep) -> list[FilingAnswer]:
    with gate.database.read() as session:
        _refuse_strangers(caller, senders_of_document(session, caller.tenant, document_id))
        said = filings_said(session, caller.tenant, document_id)
    return [FilingAnswer(one.version, one.filing.purpose, one.filing.department, one.filing.contract, _name(caller, one.who), one.said_at) for one in said]


@router.put("/documents/{document_id}/filing", summary="Say what a document is for", operation_id="changeFiling", responses=_CHANGE)
def replace_filing(document_id: UUID, form: FilingForm, caller: Filer, gate: GateDep) -> FilingAnswer:
    filing, now = clean_filing(form.purpose, form.department, form.contract), gate.now()
    with gate.database.write() as session:
        _refuse_strangers(caller, senders_of_document(session, caller.tenant, document_id))
        answer = set_filing(session, caller.tenant, document_id, form.seen, filing, actor=caller.actor, at=now)
    if not isinstance(answer, Overtaken):
        return FilingAnswer(answer.version, filing.purpose, filing.department, filing.contract, caller.actor.name, now)
    if answer.version is None:
        raise RequestError(record_not_found())
    raise filing_changed_meanwhile()


@router.get("/invoices/{invoice_id}/assessment", summary="An invoice against our companies, policy and records", operation_id="assessment", responses=_ONE)
def show_assessment(invoice_id: UUID, caller: Reader, gate: GateDep) -> AssessmentAnswer:
    """As it stands now, and as things are today."""
    today, tenant = _today(gate), caller.tenant
    with gate.database.read() as session:
        _refuse_strangers(caller, senders_of_invoice(session, tenant, invoice_id))
        stored, invoice = find_invoice(session, tenant, invoice_id), standing_invoice(session, tenant, invoice_id)
        compared = compared_invoice(session, tenant, invoice_id)
        if stored is None or invoice is None or compared is None:
            raise RequestError(record_not_found())
        filing = filing_of(session, tenant, stored.document_id).filing
        result = assess(invoice, filing, policy_of_tenant(session, tenant, today), companies_of(session, tenant), today)
        found = duplicates_before(session, tenant, compared, today)
        visible = {other.other for other in found if caller.sees(*senders_of_invoice(session, tenant, other.other))}
        # What another's invoice says is not told to whoever may not see it, nor in which fields it differs.
        found = tuple(other if other.other in visible else replace(other, differing=()) for other in found)
    return AssessmentAnswer(
        result.title.state,
        result.title.company.id if result.title.company else None,
        [*result.findings, *duplicate_findings(found)],
        list(result.needs),
        [DuplicateAnswer(other.grade, other.other if other.other in visible else None, list(other.differing)) for other in found],
        _advice(deductibility(invoice, result.title, filing)),
        result.policy_version,
    )


def _name(caller: Caller, who: str) -> str:
    return who if caller.sees(who) else ""


def _refuse_strangers(caller: Caller, senders: frozenset[str]) -> None:
    """What nobody sent is not there."""
    if not senders or not caller.sees(*senders):
        raise RequestError(record_not_found())


def _today(gate: Gate) -> date:
    return gate.now().astimezone(CHINA_TIME).date()


def _policy(version: PolicyVersion) -> PolicyAnswer:
    return PolicyAnswer(version.version, version.effective if version.version else None, policy_json(version.policy))


def _advice(advice: Advice) -> AdviceAnswer:
    return AdviceAnswer(advice.verdict, None if advice.tax is None else format_fen(advice.tax), list(advice.reasons))
