"""The overview of one caller: asked of the store, put into words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from api.build_service import Backend
from api.four_eyes import policy_now
from api.overview_views import (
    CorrectedFieldAnswer,
    DocumentCount,
    DoorCount,
    HeldUpAnswer,
    InvoiceCount,
    OverviewAnswer,
    OverviewDay,
    OverviewExample,
    PatternAnswer,
    ReviewerAnswer,
    SenderAnswer,
    WaitAnswer,
    flow_answer,
)
from api.review_views import names_of_people
from intake.failure_sentences import failure_sentences
from intake.kinds.fields import Wording
from intake.overview.advice import Said, field_words, said_of_correction, said_of_sender
from intake.overview.corrections import correction_patterns, field_corrections
from intake.overview.flow import Flow, count_by_state, flow_by_day, flow_of
from intake.overview.held_up import Example, HeldUp, Place
from intake.overview.period import Period
from intake.overview.senders import SenderCount, sender_patterns
from intake.overview.share import Share
from intake.people.caller import Caller, actor_of_key
from intake.people.scopes import Scope
from intake.state import MACHINE_NAME, InvoiceState
from intake.store.documents import find_document
from intake.store.history import history_of_document
from intake.store.overview_corrections import corrected_fields, invoice_counts
from intake.store.overview_flow import arrivals, document_states, invoice_groups
from intake.store.overview_held_up import held_up
from intake.store.overview_reviews import ReviewerCount, reviewer_counts
from intake.store.overview_senders import sender_counts
from intake.store.overview_waits import StateWait, state_waits
from intake.store.people_keys import keys_of
from intake.upload.causes import EXPLANATIONS
from intake.upload.outbox import SendingCause
from intake.verification.reasons import FOR_PERSONS, SENTENCES, WaitReason

MOST_PATTERNS = 12
MOST_PEOPLE = 200
"""Senders and reviewers that are named."""
_MS_PER_HOUR = 3_600_000
_MACHINES: Mapping[str, Wording] = {
    "scan-folder": Wording("扫描文件夹", "scan folder"),
    "mail": Wording("邮箱", "mailbox"),
}
_COMPARE = ("Open one of them: its page says what to compare, correct it and approve it again.", "请打开其中一张，按页面提示核对更正后重新通过。")
_GOES_ON = ("Nothing is to be done: it goes on by itself.", "无需处理，系统会自动继续。")
_ADMINISTRATOR = ("An administrator has to act; what waits goes on by itself then.", "需管理员处理，之后等待的发票会自动继续。")


def sees_everybody(caller: Caller) -> bool:
    """Whether the numbers of single people are shown: to finance and administrators, never to a key. Everybody else sees their own."""
    return caller.may(Scope.COMPANIES)


def overview(session: Session, backend: Backend, caller: Caller, period: Period, now: datetime) -> OverviewAnswer:
    """`caller` may see all documents of the tenant."""
    tenant, only = caller.tenant, None if sees_everybody(caller) else caller.actor.name
    groups = invoice_groups(session, tenant, period)
    names = _names(session, caller)
    senders = sender_counts(session, tenant, period)
    shown = [each for each in senders if only in (None, each.sender)]
    corrected = corrected_fields(session, tenant, period)
    patterns = correction_patterns(corrected, invoice_counts(session, tenant, period), MOST_PATTERNS)
    habits = [each for each in sender_patterns(senders, MOST_PATTERNS) if only in (None, each.sender)]
    return OverviewAnswer(
        period.first,
        period.last,
        now,
        only is None,
        list(_days(session, tenant, period, flow_by_day(groups))),
        [DocumentCount(state, count) for state, count in document_states(session, tenant, period).items()],
        [InvoiceCount(state, count) for state, count in count_by_state(groups).items()],
        flow_answer(flow_of(groups)),
        [_held_up(session, tenant, each) for each in held_up(session, tenant)],
        [_wait(each) for each in state_waits(session, tenant, _allowed(session, backend, caller, now), now)],
        [_reviewer(each, names, caller) for each in reviewer_counts(session, tenant, period, only)[:MOST_PEOPLE]],
        [_field(each.field, each.invoices, each.sources) for each in field_corrections(corrected)],
        [_sender(each, names) for each in shown[:MOST_PEOPLE]],
        [
            *(_pattern(said_of_sender(each, _name(names, each.sender)), each.share) for each in habits),
            *(_pattern(said_of_correction(each), each.share) for each in patterns),
        ],
    )


def _allowed(session: Session, backend: Backend, caller: Caller, now: datetime) -> Mapping[InvoiceState, timedelta]:
    """State -> how long an invoice may be in it. Of a firm without a ledger it stays verified, which is no delay."""
    review = timedelta(hours=policy_now(session, caller, now).review_hours)
    waits = {**backend.notices.rules.waits, InvoiceState.IN_REVIEW: review}
    has_ledger = caller.tenant in backend.outside.by_tenant
    return {state: wait for state, wait in waits.items() if has_ledger or state is not InvoiceState.VERIFIED}


def _days(session: Session, tenant: str, period: Period, flows: Mapping[date, Flow]) -> Iterator[OverviewDay]:
    counts = arrivals(session, tenant, period)
    for day in period.days:
        doors = [DoorCount(each.door, each.files, each.again) for each in counts if each.day == day]
        yield OverviewDay(day, doors, flow_answer(flows.get(day, Flow())))


def _held_up(session: Session, tenant: str, found: HeldUp) -> HeldUpAnswer:
    what, what_zh, todo, todo_zh = _words(session, tenant, found)
    examples = [_example(each) for each in found.examples]
    return HeldUpAnswer(found.place, found.reason, found.count, what, what_zh, todo, todo_zh, found.by_person, found.since, found.next_at, examples)


def _words(session: Session, tenant: str, found: HeldUp) -> tuple[str, str, str, str]:
    """What is the matter and what to do, each in English and Chinese."""
    match found.place:
        case Place.READING:
            return _words_of_document(session, tenant, found.examples[0].document_id)
        case Place.VERIFICATION:
            reason = WaitReason(found.reason)
            todo = _COMPARE if reason in FOR_PERSONS else _ADMINISTRATOR if found.by_person else _GOES_ON
            return (*SENTENCES[reason], *todo)
        case Place.LEDGER:
            said = EXPLANATIONS[SendingCause(found.reason)]
            return said.what, said.what_zh, said.next, said.next_zh


def _words_of_document(session: Session, tenant: str, document_id: UUID) -> tuple[str, str, str, str]:
    """As its history says it: what could not be read, and what helps, in one sentence."""
    document = find_document(session, tenant, document_id)
    what, what_zh = failure_sentences(document, history_of_document(session, tenant, document_id)) if document is not None else ("", "")
    return what, what_zh, "Open it: it can be read again, opened with a password, or sent anew.", "请打开该文件：可重新识别、输入密码或重新提交。"


def _example(example: Example) -> OverviewExample:
    return OverviewExample(example.document_id, example.invoice_id, example.name, example.since)


def _wait(wait: StateWait) -> WaitAnswer:
    hours = wait.allowed.total_seconds() / 3600
    return WaitAnswer(wait.state, hours, wait.waiting, wait.late, wait.oldest, [_example(each) for each in wait.examples])


def _reviewer(count: ReviewerCount, names: Mapping[str, Wording], caller: Caller) -> ReviewerAnswer:
    return ReviewerAnswer(
        count.who,
        _name(names, count.who).zh,
        count.who == caller.actor.name,
        count.decided,
        count.approved,
        count.rejected,
        count.edited,
        count.own,
        count.timed,
        _seconds(count.median_ms),
        _seconds(count.slow_ms),
        round(count.active_ms / _MS_PER_HOUR, 2),
    )


def _seconds(ms: int | None) -> float | None:
    return None if ms is None else round(ms / 1000, 1)


def _field(name: str, invoices: int, sources: Mapping[str, int]) -> CorrectedFieldAnswer:
    label = field_words(name)
    return CorrectedFieldAnswer(name, label.en, label.zh, invoices, dict(sources))


def _sender(count: SenderCount, names: Mapping[str, Wording]) -> SenderAnswer:
    name = _name(names, count.sender)
    return SenderAnswer(
        count.sender, name.en, name.zh, count.files, count.again, count.unread, count.invoices, count.retake, count.poor, count.rejected, count.duplicates
    )


def _pattern(said: Said, share: Share) -> PatternAnswer:
    return PatternAnswer(said.text_en, said.text_zh, said.advice_en, said.advice_zh, share.count, share.of, share.elsewhere, share.of_elsewhere, share.is_small)


def _names(session: Session, caller: Caller) -> Mapping[str, Wording]:
    """Of people and keys: name of the actor -> what they are called."""
    people = names_of_people(session, caller)
    keys = {actor_of_key(key.id): key.name for key in keys_of(session, caller.tenant)}
    return {actor: Wording(name, name) for actor, name in {**keys, **people}.items()}


def _name(names: Mapping[str, Wording], actor: str) -> Wording:
    known = names.get(actor) or _MACHINES.get(actor.removeprefix(MACHINE_NAME))
    return known or Wording(actor, actor)
