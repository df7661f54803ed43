"""Why one invoice is not verified, or not booked: the probable cause, how sure that is, what to do, who, and when something happens next. Pure.

Where an answer or a rule says it, that is the cause. Where the bureau only says "unknown" or "differs", every explanation gets a weight (how often it happens, times how well it
fits what is known) and its share of all weights is how sure it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from intake.behaviour.history import CHINA_TIME
from intake.diagnosis.causes import WORDS, Cause, Who
from intake.diagnosis.facts import Facts, Heard
from intake.diagnosis.ledger_causes import LedgerCause, ledger_cause
from intake.diagnosis.suspects import Suspect, suspects
from intake.state import InvoiceState
from intake.upload.outbox import UploadState
from intake.verification.reasons import FOR_PERSONS, WaitReason
from intake.verification.verifier import InvoiceStatus, Outcome

KEY_FIELDS = ("invoice_code", "invoice_number")
"""What the bureau finds an invoice by; the others must agree with it then."""
_SYNC_BY_AGE = ((1, 1.0), (2, 0.5), (4, 0.15), (10, 0.03))
"""Days since the issue, up to -> how probable it is that the bureau does not know a real invoice yet."""
_SYNC_OLD = 0.003
_NEVER_ISSUED = 0.02
_OTHER_DATA = 0.03
"""The print was altered, or the issuer reported something else."""
_WRONG_KIND, _KIND_CONTRADICTED = 0.01, 0.6
_WRONG_REGION = 0.01
_LEAST = 0.02
"""Explanations less probable than that are not told."""
_REGION_STRANGE, _REGION_FITS = 0.1, 0.9
"""How often a right invoice comes from another region than its seller (branches, platforms), and does not."""


@dataclass(frozen=True)
class Explanation:
    cause: Cause
    certainty: float
    """0..1."""


@dataclass(frozen=True)
class Diagnosis:
    cause: Cause
    certainty: float
    """0..1."""
    who: Who
    next_at: datetime | None
    """When something happens by itself; None where nothing does."""
    suspects: tuple[Suspect, ...]
    """Fields to compare with the original, the likeliest wrong first."""
    others: tuple[Explanation, ...]
    """What else it may be, the likeliest first."""
    detail: str
    """What is particular to this case; "" for nothing."""
    detail_zh: str


_OF_STATUS: Mapping[InvoiceStatus, Cause] = {
    InvoiceStatus.VOID: Cause.VOIDED,
    InvoiceStatus.RED: Cause.REVERSED,
    InvoiceStatus.RED_PART: Cause.REVERSED,
    InvoiceStatus.RED_FULL: Cause.REVERSED,
    InvoiceStatus.ABNORMAL: Cause.FLAGGED,
    InvoiceStatus.SUSPICIOUS: Cause.FLAGGED,
    InvoiceStatus.LOST: Cause.FLAGGED,
}
_OF_TROUBLE: Mapping[WaitReason, Cause] = {
    WaitReason.MAINTENANCE: Cause.MAINTENANCE,
    WaitReason.UPSTREAM_DOWN: Cause.BUREAU_DOWN,
    WaitReason.UNREACHABLE: Cause.NETWORK,
    WaitReason.THROTTLED: Cause.BUSY,
    WaitReason.NO_PROVIDER_FREE: Cause.BUSY,
    WaitReason.QUOTA: Cause.QUOTA,
    WaitReason.PERMISSION: Cause.PERMISSION,
    WaitReason.IN_PROGRESS: Cause.DUPLICATE,
}
_TROUBLE_OF_OUTCOME: Mapping[Outcome, WaitReason] = {
    Outcome.MAINTENANCE: WaitReason.MAINTENANCE,
    Outcome.UPSTREAM_DOWN: WaitReason.UPSTREAM_DOWN,
    Outcome.UNREACHABLE: WaitReason.UNREACHABLE,
    Outcome.THROTTLED: WaitReason.THROTTLED,
    Outcome.QUOTA: WaitReason.QUOTA,
    Outcome.PERMISSION: WaitReason.PERMISSION,
}
_ON_ITS_WAY = (InvoiceState.APPROVED, InvoiceState.VERIFYING)
_SETTLED = (InvoiceState.VERIFIED, InvoiceState.UPLOADING, InvoiceState.CONFIRMED)
_SPENT = (WaitReason.BUDGET_SPENT, WaitReason.DAILY_LIMIT)
_ABOUT_THE_INVOICE = frozenset({Outcome.OK, Outcome.MISMATCH, Outcome.NOT_FOUND, Outcome.SAME_DAY, Outcome.TOO_OLD, Outcome.BAD_REQUEST, Outcome.UNSUPPORTED})


def diagnose(facts: Facts) -> Diagnosis:
    """`facts.state` says where the invoice is; one that is fine gives NONE."""
    found = _said_by_state(facts) or _said_by_ledger(facts) or _said_by_trouble(facts) or _said_by_problems(facts) or _said_by_answer(facts)
    if found is not None:
        return found
    match _last_about_it(facts.heard):
        case Heard(outcome=Outcome.NOT_FOUND):
            return _of_weights(facts, _when_unknown(facts))
        case Heard(outcome=Outcome.MISMATCH | Outcome.BAD_REQUEST):
            return _of_weights(facts, _when_differing(facts))
        case Heard(outcome=Outcome.SAME_DAY):
            return _sure(facts, Cause.SAME_DAY, 0.95)
    if facts.reason in _SPENT:
        return _sure(facts, Cause.ASKED_TOO_OFTEN, 0.95)
    return _sure(facts, Cause.BEING_ASKED, 0.9) if facts.state in _ON_ITS_WAY else _sure(facts, Cause.IN_REVIEW, 1.0)


def _said_by_state(facts: Facts) -> Diagnosis | None:
    last = _last_about_it(facts.heard)
    status = last.status if last is not None else None
    if status is not None and status in _OF_STATUS:
        return _sure(facts, _OF_STATUS[status], 0.99)
    if facts.has_earlier_record or facts.state is InvoiceState.DUPLICATE:
        return _sure(facts, Cause.DUPLICATE, 0.99)
    if facts.state is InvoiceState.REJECTED:
        return _sure(facts, Cause.REJECTED, 1.0)
    if facts.state is InvoiceState.VOID:
        return _sure(facts, Cause.VOIDED, 0.95)
    if facts.state is InvoiceState.APPROVED and not facts.has_provider:
        return _sure(facts, Cause.NO_PROVIDER, 1.0)
    return None


def _said_by_ledger(facts: Facts) -> Diagnosis | None:
    """Once the tax bureau has nothing against it."""
    sending = facts.sending
    if facts.reason in FOR_PERSONS:
        return None
    if facts.state in _SETTLED:
        said = ledger_cause(sending) if sending is not None else None
        if said is None:
            return _sure(facts, Cause.NONE, 1.0)  # that it can't be looked up again just now is not its trouble
        return _of_sending(facts, said)
    if sending is None or facts.state is not InvoiceState.IN_REVIEW:
        return None
    if sending.state is UploadState.CONFIRMED:
        where, where_zh = f"The ledger {sending.ledger} has it as {sending.their_id}.", f"记账系统{sending.ledger}，凭证{sending.their_id}。"
        return _of_sending(facts, LedgerCause(Cause.TAKEN_BACK, 1.0, where, where_zh))
    said = None if sending.is_outdated else ledger_cause(sending)
    return None if said is None else _of_sending(facts, said)


def _of_sending(facts: Facts, said: LedgerCause) -> Diagnosis:
    due = facts.sending.next_at if facts.sending is not None else None
    next_at = max(due, facts.now) if due is not None else None
    return Diagnosis(said.cause, said.certainty, WORDS[said.cause].who, next_at, (), (), said.detail, said.detail_zh)


def _said_by_trouble(facts: Facts) -> Diagnosis | None:
    """What keeps everybody from being asked, or kept us the last time."""
    if facts.state not in _ON_ITS_WAY and facts.reason is not WaitReason.TROUBLE_TOO_LONG:
        return None
    if facts.closed_until is not None:
        return _sure(facts, Cause.MAINTENANCE, 0.97, facts.closed_until)
    if facts.outage is not None and facts.now < facts.outage.until:
        many, since = facts.outage.invoices, facts.outage.since.astimezone(CHINA_TIME).strftime("%m-%d %H:%M")
        detail = f"{many} invoices in a row got no answer since {since}, Beijing time."
        return _sure(
            facts,
            _OF_TROUBLE[_TROUBLE_OF_OUTCOME[facts.outage.outcome]],
            0.97,
            facts.outage.until,
            detail,
            f"自北京时间{since}起已有{many}张发票连续查验失败。",
        )
    if facts.reason is WaitReason.TROUBLE_TOO_LONG and facts.heard:
        reason = _TROUBLE_OF_OUTCOME.get(facts.heard[-1].outcome)
        return _sure(facts, _OF_TROUBLE[reason], 0.9) if reason is not None else None
    return _sure(facts, _OF_TROUBLE[facts.reason], 0.93) if facts.reason is not None and facts.reason in _OF_TROUBLE else None


def _said_by_problems(facts: Facts) -> Diagnosis | None:
    """It can't be asked about as it stands."""
    codes = {problem.code for problem in facts.problems}
    if not codes or (facts.state is InvoiceState.IN_REVIEW and facts.reason is None):
        return None
    named = tuple(dict.fromkeys(name for problem in facts.problems for name in problem.fields))
    said, said_zh = " ".join(problem.message for problem in facts.problems), "".join(problem.message_zh for problem in facts.problems)
    if "code_says_other_kind" in codes:
        return _sure(facts, Cause.WRONG_KIND, 0.9, None, said, said_zh, named)
    if "area_not_looked_up" in codes:
        return _sure(facts, Cause.WRONG_REGION, 0.85, None, said, said_zh, named)
    if codes == {"kind_not_looked_up"}:
        return _sure(facts, Cause.UNSUPPORTED, 0.95, None, said, said_zh, named)
    if codes == {"too_old"}:
        return _sure(facts, Cause.TOO_OLD, 0.9, None, said, said_zh, named)
    if codes & {"number_year_differs", "date_in_future"} == codes:
        return _sure(facts, Cause.MISTYPED, 0.9, None, said, said_zh, named)
    return _sure(facts, Cause.FORMAT, 0.97, None, said, said_zh, named)


def _said_by_answer(facts: Facts) -> Diagnosis | None:
    last = _last_about_it(facts.heard)
    if facts.reason is WaitReason.DIFFERS:
        named = [each.field for each in facts.differing]
        said = "; ".join(f"{each.field}: {each.ours} here, {each.theirs} there" for each in facts.differing)
        said_zh = "；".join(f"{each.field}：系统{each.ours}，税局{each.theirs}" for each in facts.differing)
        return _sure(facts, Cause.DIFFERS, 0.97, None, said, said_zh, tuple(named))
    if last is not None and last.outcome is Outcome.TOO_OLD:
        return _sure(facts, Cause.TOO_OLD, 0.95)
    if last is not None and last.outcome is Outcome.UNSUPPORTED:
        return _sure(facts, Cause.UNSUPPORTED, 0.9)
    return None


def _when_unknown(facts: Facts) -> Mapping[Cause, float]:
    """The bureau has nothing under this number."""
    sure = 1.0
    for suspect in suspects(facts.fields, facts.findings):
        if suspect.field in KEY_FIELDS:
            sure *= 1 - suspect.doubt
    kind = _KIND_CONTRADICTED if _breaks(facts, "R02") else _WRONG_KIND
    strange = _breaks(facts, "R23")
    right = _REGION_STRANGE if strange else _REGION_FITS
    return {
        Cause.SYNC_DELAY: _sync(facts) * right,
        Cause.MISTYPED: (1 - sure) * right,
        Cause.WRONG_KIND: kind * right,
        Cause.WRONG_REGION: _WRONG_REGION * (_REGION_FITS if strange else _REGION_STRANGE) * (1 + 20 * (1 - sure)),
        Cause.NOT_ISSUED: _NEVER_ISSUED * right,
    }


def _when_differing(facts: Facts) -> Mapping[Cause, float]:
    """The bureau has the number, and something else does not agree."""
    sure = 1.0
    for suspect in suspects(facts.fields, facts.findings):
        if suspect.field not in KEY_FIELDS:
            sure *= 1 - suspect.doubt
    kind = _KIND_CONTRADICTED if _breaks(facts, "R02") else _WRONG_KIND
    return {Cause.MISTYPED: 1 - sure, Cause.WRONG_KIND: kind, Cause.NOT_ISSUED: _OTHER_DATA}


def _sync(facts: Facts) -> float:
    """Less with each time that it was still unknown a day and more after its issue."""
    if facts.issued is None:
        return _SYNC_OLD
    age = (facts.now.astimezone(CHINA_TIME).date() - facts.issued).days
    prior = next((weight for days, weight in _SYNC_BY_AGE if age <= days), _SYNC_OLD)
    late = [heard for heard in facts.heard if heard.outcome is Outcome.NOT_FOUND and (heard.at.astimezone(CHINA_TIME).date() - facts.issued).days > 1]
    return float(prior * 0.6 ** len(late))


def _of_weights(facts: Facts, weights: Mapping[Cause, float]) -> Diagnosis:
    whole = sum(weights.values())
    shares = sorted(((weight / whole, cause) for cause, weight in weights.items()), key=lambda share: -share[0])
    certainty, cause = shares[0]
    others = tuple(Explanation(other, round(share, 3)) for share, other in shares[1:] if share >= _LEAST)
    looks_up = KEY_FIELDS if Cause.SYNC_DELAY in weights else tuple(name for name in facts.fields if name not in KEY_FIELDS)
    shown = tuple(suspect for suspect in suspects(facts.fields, facts.findings) if suspect.field in looks_up)
    return Diagnosis(cause, round(certainty, 3), _whose(facts, cause), _next(facts), shown, others, "", "")


def _sure(
    facts: Facts, cause: Cause, certainty: float, next_at: datetime | None = None, detail: str = "", detail_zh: str = "", named: Sequence[str] = ()
) -> Diagnosis:
    """`named`: fields to look at first."""
    known = {suspect.field: suspect for suspect in suspects(facts.fields, facts.findings)}
    shown = tuple(known[name] for name in named if name in known)
    later = max((moment for moment in (next_at, _next(facts)) if moment is not None), default=None)
    return Diagnosis(cause, certainty, _whose(facts, cause), later, shown, (), detail, detail_zh)


def _whose(facts: Facts, cause: Cause) -> Who:
    """What waits needs nobody yet, whoever has to look in the end."""
    who = WORDS[cause].who
    waits = facts.state is InvoiceState.VERIFYING and facts.due_at is not None
    return Who.NOBODY if waits and who in (Who.REVIEWER, Who.SELLER) else who


def _next(facts: Facts) -> datetime | None:
    goes_on = facts.state in (InvoiceState.VERIFYING, *_SETTLED) and facts.due_at is not None
    return max(facts.due_at, facts.now) if goes_on and facts.due_at is not None else None


def _last_about_it(heard: Iterable[Heard]) -> Heard | None:
    return next((each for each in reversed(tuple(heard)) if each.outcome in _ABOUT_THE_INVOICE), None)


def _breaks(facts: Facts, rule: str) -> bool:
    return any(finding.rule == rule for finding in facts.findings)
