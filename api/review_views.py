"""What reviewers get: the queue, what is theirs, and one invoice with all that a decision needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from api.double_key import Difference, blinded, double_key, told_to_all
from api.four_eyes import is_own, policy_now
from api.invoice_views import InvoiceAnswer, Json, invoice_answer, yuan
from intake.behaviour.history import CHINA_TIME
from intake.invoice import Finding
from intake.people.caller import Caller, actor_of_user
from intake.policies.assess import Need, assess
from intake.policies.duplicates import duplicate_findings, duplicates, look_back
from intake.policies.firm_policy import policy_on
from intake.policies.second_review import SecondLook
from intake.state import InvoiceState
from intake.store.companies import companies_of
from intake.store.documents import StoredDocument
from intake.store.earlier_invoices import compared_invoice, earlier_invoices
from intake.store.field_values import values_said
from intake.store.filings import filing_of
from intake.store.firm_policies import policies_of
from intake.store.invoices import StoredInvoice, result_of_invoice
from intake.store.people_users import users_of
from intake.store.rearranging import rearrangement_of
from intake.store.review_drafts import Draft, draft_of
from intake.store.review_leases import Lease, leases_on
from intake.store.review_queue import Reviewer, Waiting, invoices_under_review, queue_counts, review_queue
from intake.store.review_records import pause_of, reviews_since
from intake.store.review_tables import PauseReason
from intake.store.second_facts import second_facts
from intake.store.standing_findings import standing_findings
from intake.store.standing_invoice import invoice_that_stands
from intake.store.standing_value import FieldValue
from intake.store.words import Door, HistoryEvent

_ASKED_HERE = ("R19", "R20")
"""Rules that need our companies and other records."""


@dataclass(frozen=True)
class QueueEntry:
    """A document with invoices under review."""

    document_id: UUID
    invoices: list[UUID]
    received_at: datetime
    due_at: datetime
    is_overdue: bool
    findings: int
    seller_name: str
    total: str | None
    """Null where it could not be read, and where the policy has invoices keyed blind."""
    holder: str | None
    """Name of who reviews it just now."""
    is_mine: bool


@dataclass(frozen=True)
class QueueAnswer:
    entries: list[QueueEntry]
    """In the order in which they are to be looked at."""
    waiting: int
    overdue: int
    postponed: int
    done_today: int
    """By you."""


@dataclass(frozen=True)
class ClaimAnswer:
    """A document that is yours."""

    document_id: UUID
    invoices: list[UUID]
    """Those under review."""
    ends_at: datetime
    """Somebody else may take it then, unless you renew it."""


@dataclass(frozen=True)
class PauseAnswer:
    until: datetime
    reason: PauseReason
    note: str
    who: str


@dataclass(frozen=True)
class NoteAnswer:
    text: str
    who: str
    said_at: datetime


@dataclass(frozen=True)
class ReviewedDocument:
    id: UUID
    name: str
    media_type: str
    door: Door
    received_at: datetime
    due_at: datetime
    pages: list[int]
    """Those on which something of the invoice was read."""
    rearrangement: UUID | None
    """By which a person made it of pages of other documents; it can be undone."""
    made_of: list[str]
    """Names of those documents."""


@dataclass(frozen=True)
class PlantedAnswer:
    """It was no new invoice but a check with an error put in, and how that went."""

    field: str
    right: str
    planted: str
    found: bool


@dataclass(frozen=True)
class DraftAnswer:
    """What you began to say and did not decide."""

    values: dict[str, str]
    confirmed: list[str]
    items: list[dict[str, str]] | None


@dataclass(frozen=True)
class ReviewAnswer:
    invoice: InvoiceAnswer
    document: ReviewedDocument
    findings: list[Finding]
    """About the values that stand, by the rules, your companies and other records."""
    needs: list[Need]
    """What your policy asks before it is approved."""
    is_own: bool
    """You sent it."""
    may_approve: bool
    """False for what you sent, unless your policy allows that."""
    holder: str | None
    """Name of who reviews it just now, where that is somebody else."""
    postponed: PauseAnswer | None
    blind: list[str]
    """Fields that you have to key without seeing what was read or what another one keyed."""
    differences: list[Difference]
    """What two people keyed otherwise, to be settled."""
    names: dict[str, str]
    """Of the people in the history: `user:...` -> name."""
    notes: list[NoteAnswer]
    """What reviewers left for those who come next, oldest first; those of others only once you have keyed what you key blind."""
    has_page: bool
    """Whether it has a page of its own, with history and verification: where the policy plants checks, which have none, only once it is decided."""
    draft: DraftAnswer | None = None
    """Yours, on this version."""
    planted: PlantedAnswer | None = None
    """In the answer to a decision on a planted check; nothing was changed by that."""


@dataclass(frozen=True)
class CheckAnswer:
    """What there would be to say about the invoice with other values."""

    findings: list[Finding]
    needs: list[Need]


def queue_answer(session: Session, caller: Caller, at: datetime, *, limit: int, quick_wins: bool) -> QueueAnswer:
    policy = policy_now(session, caller, at)
    reviewer, allowed = Reviewer(caller.actor.name, policy.own_review), timedelta(hours=policy.review_hours)
    waiting = review_queue(session, caller.tenant, reviewer, at, allowed, limit=limit, quick_wins=quick_wins)
    # Which of them have to be keyed, the rules say of one invoice at a time: where that may be, sums are shown of none.
    shows_totals = policy.second_look is not SecondLook.BLIND
    counts = queue_counts(session, caller.tenant, reviewer, at, allowed)
    midnight = at.astimezone(CHINA_TIME).replace(hour=0, minute=0, second=0, microsecond=0)
    return QueueAnswer(
        _entries(session, caller, waiting, at, allowed, shows_totals=shows_totals),
        counts.waiting,
        counts.overdue,
        counts.paused,
        reviews_since(session, caller.tenant, caller.actor, midnight),
    )


def claim_answers(session: Session, caller: Caller, leases: Sequence[Lease]) -> list[ClaimAnswer]:
    """What of it is still under review."""
    invoices = invoices_under_review(session, caller.tenant, [lease.document_id for lease in leases], caller.actor.name)
    return [ClaimAnswer(lease.document_id, invoices[lease.document_id], lease.ends_at) for lease in leases if lease.document_id in invoices]


def review_answer(session: Session, caller: Caller, invoice: StoredInvoice, document: StoredDocument, at: datetime) -> ReviewAnswer:
    checked = check_answer(session, caller, invoice, {}, at)
    double = double_key(session, caller, invoice, checked.needs, at)
    answer = blinded(invoice_answer(session, caller, invoice), double.hidden)
    if double.hidden:
        answer = _without_notes_of_others(answer, caller)
    policy, own = policy_now(session, caller, at), is_own(session, caller, invoice.id)
    lease = leases_on(session, caller.tenant, [document.id], at).get(document.id)
    pause = pause_of(session, caller.tenant, document.id, at)
    names = names_of_people(session, caller)
    due, pages = document.received_at + timedelta(hours=policy.review_hours), pages_of(answer.result)
    made = rearrangement_of(session, caller.tenant, document.id)
    made_by, made_of = (made.id, list(made.sources)) if made else (None, [])
    return ReviewAnswer(
        answer,
        ReviewedDocument(document.id, document.name, document.media_type, document.door, document.received_at, due, pages, made_by, made_of),
        told_to_all(checked.findings, double.hidden),
        checked.needs,
        own,
        policy.own_review or not own,
        names.get(lease.holder, lease.holder) if lease is not None and lease.holder != caller.actor.name else None,
        PauseAnswer(pause.until, pause.reason, pause.note, names.get(pause.who, pause.who)) if pause else None,
        list(double.hidden),
        list(double.differences),
        {who: names[who] for who in people_in(answer) if who in names},
        [NoteAnswer(entry.why, names.get(entry.who, entry.who), entry.happened_at) for entry in answer.history if entry.event is HistoryEvent.NOTED],
        invoice.state is not InvoiceState.IN_REVIEW or not policy.planted_share,
        draft_answer(draft_of(session, caller.tenant, invoice.id, caller.actor)),
    )


def check_answer(session: Session, caller: Caller, invoice: StoredInvoice, more: Mapping[str, FieldValue], at: datetime) -> CheckAnswer:
    """With `more` said about fields than there is."""
    tenant, today = caller.tenant, at.astimezone(CHINA_TIME).date()
    said = dict(values_said(session, tenant, invoice.id))
    said |= {name: (*said.get(name, ()), value) for name, value in more.items()}
    result = result_of_invoice(session, tenant, invoice.id) or {}
    filing = filing_of(session, tenant, invoice.document_id).filing
    policy = policy_on(policies_of(session, tenant), today)
    second = second_facts(session, invoice, policy.policy)
    firm = assess(invoice_that_stands(result, said), filing, policy, companies_of(session, tenant), today, second)
    compared = compared_invoice(session, tenant, invoice.id)
    found = duplicates(compared, earlier_invoices(session, compared, tenant, look_back(today))) if compared is not None and not more else ()
    return CheckAnswer([*standing_findings(result, said, today, _ASKED_HERE), *firm.findings, *duplicate_findings(found)], list(firm.needs))


def names_of_people(session: Session, caller: Caller) -> dict[str, str]:
    """Name of an actor -> what people call that user."""
    return {actor_of_user(user.id): user.name for user in users_of(session, caller.tenant)}


def _entries(session: Session, caller: Caller, waiting: Sequence[Waiting], at: datetime, allowed: timedelta, *, shows_totals: bool) -> list[QueueEntry]:
    documents = [each.document_id for each in waiting]
    invoices, leases = invoices_under_review(session, caller.tenant, documents, caller.actor.name), leases_on(session, caller.tenant, documents, at)
    names = names_of_people(session, caller) if leases else {}
    entries = []
    for each in waiting:
        lease = leases.get(each.document_id)
        holder = lease.holder if lease else None
        entries.append(
            QueueEntry(
                each.document_id,
                invoices.get(each.document_id, []),
                each.received_at,
                each.received_at + allowed,
                each.overdue,
                each.findings,
                each.seller,
                yuan(each.total) if shows_totals else None,
                names.get(holder, holder) if holder else None,
                holder == caller.actor.name,
            )
        )
    return entries


def _without_notes_of_others(answer: InvoiceAnswer, caller: Caller) -> InvoiceAnswer:
    """For somebody who keys blind: they may say what the others keyed."""
    return replace(answer, history=[entry for entry in answer.history if entry.event is not HistoryEvent.NOTED or entry.who == caller.actor.name])


def draft_answer(draft: Draft | None) -> DraftAnswer | None:
    if draft is None:
        return None
    values = {name: value or "" for name, value in draft["values"].items()}
    return DraftAnswer(values, draft["confirmed"], draft["items"])


def pages_of(result: Json) -> list[int]:
    return sorted({int(result["page"]), *(int(field["page"]) for field in result["fields"].values() if field["page"])})


def people_in(answer: InvoiceAnswer) -> set[str]:
    setters = {field.set_by.who for field in answer.fields.values() if field.set_by}
    return setters | {entry.who for entry in answer.history} | ({answer.items_set_by.who} if answer.items_set_by else set())
