"""Why invoices are not verified or not booked, as clients get it: one invoice, or what many failures have in common."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from api.verification_settings import VerificationSettings
from intake.behaviour.history import CHINA_TIME
from intake.diagnosis.causes import WORDS, Cause, Who
from intake.diagnosis.diagnose import Diagnosis, diagnose
from intake.diagnosis.slices import Conditions, Slice
from intake.domain.regions import REGIONS
from intake.invoice import Kind
from intake.kinds.fields import FIELD_LABELS, KIND_LABELS
from intake.state import InvoiceState
from intake.store.diagnosis_facts import Surroundings, facts_of
from intake.store.invoices import StoredInvoice


@dataclass(frozen=True)
class SuspectAnswer:
    """A field to compare with the original."""

    field: str
    label_en: str
    label_zh: str
    value: str
    doubt: float
    """0..1: how probable it is that this is not what the invoice says."""
    alternatives: list[str]
    """What it may be instead, the likeliest first."""
    why_en: str
    why_zh: str


@dataclass(frozen=True)
class OtherCause:
    cause: Cause
    certainty: float
    what_en: str
    what_zh: str


@dataclass(frozen=True)
class DiagnosisAnswer:
    invoice_id: UUID | None
    """Null where there is no such invoice here."""
    document_id: UUID | None
    number: str
    state: InvoiceState | None
    cause: Cause
    certainty: float
    """0..1."""
    what_en: str
    what_zh: str
    detail_en: str
    """What is particular to this case; "" for nothing."""
    detail_zh: str
    remedy_en: str
    remedy_zh: str
    who: Who
    """Whose turn it is; `nobody`: it goes on by itself."""
    next_at: datetime | None
    """When something happens by itself."""
    suspects: list[SuspectAnswer]
    """Fields that may be wrong, the likeliest first."""
    others: list[OtherCause]
    """What else it may be."""


@dataclass(frozen=True)
class ConditionAnswer:
    attribute: str
    """`provider`, `ledger`, `seller`, `region`, `kind`, `day` (of issue) or `operator` (who sent it)."""
    value: str
    text_en: str
    text_zh: str


@dataclass(frozen=True)
class SliceAnswer:
    """Look-ups, or sendings, that fail more often than all others."""

    conditions: list[ConditionAnswer]
    """All of them hold; empty: all of them."""
    failed: int
    total: int
    failed_elsewhere: int
    total_elsewhere: int
    chance: float
    """Probability that this is chance; 1 where there is nothing to compare with."""
    since: datetime | None
    outcomes: dict[str, int]
    text_en: str
    text_zh: str


def surroundings_of(settings: VerificationSettings, now: datetime) -> Surroundings:
    return Surroundings(now, bool(settings.providers), settings.rules.schedule.calendar)


def diagnosis_of(session: Session, invoice: StoredInvoice, surroundings: Surroundings) -> DiagnosisAnswer:
    """`invoice` is one that the caller may see."""
    return _answer(diagnose(facts_of(session, invoice, surroundings)), invoice)


def not_here(number: str) -> DiagnosisAnswer:
    """Of an invoice that nobody ever sent."""
    words = WORDS[Cause.NOT_HERE]
    return DiagnosisAnswer(
        None, None, number, None, Cause.NOT_HERE, 1.0, words.what, words.what_zh, "", "", words.remedy, words.remedy_zh, words.who, None, [], []
    )


def _answer(found: Diagnosis, invoice: StoredInvoice) -> DiagnosisAnswer:
    words = WORDS[found.cause]
    suspects = [
        SuspectAnswer(
            each.field,
            FIELD_LABELS[each.field].en,
            FIELD_LABELS[each.field].zh,
            each.value,
            round(each.doubt, 3),
            list(each.alternatives),
            each.why,
            each.why_zh,
        )
        for each in found.suspects
    ]
    return DiagnosisAnswer(
        invoice.id,
        invoice.document_id,
        invoice.columns.number,
        invoice.state,
        found.cause,
        found.certainty,
        words.what,
        words.what_zh,
        found.detail,
        found.detail_zh,
        words.remedy,
        words.remedy_zh,
        found.who,
        found.next_at,
        suspects,
        [OtherCause(each.cause, each.certainty, WORDS[each.cause].what, WORDS[each.cause].what_zh) for each in found.others],
    )


def slice_answer(found: Slice, everything: tuple[str, str] = ("all look-ups", "全部查验")) -> SliceAnswer:
    """`everything`: what a slice without conditions is called, in English and Chinese."""
    conditions = list(_conditions(found.conditions))
    where_en = ", ".join(each.text_en for each in conditions) or everything[0]
    where_zh = "、".join(each.text_zh for each in conditions) or everything[1]
    since = found.since.astimezone(CHINA_TIME).strftime("%m-%d %H:%M") if found.since else ""
    elsewhere = f"{found.failed_elsewhere} of {found.total_elsewhere} elsewhere"
    text_en = f"{where_en}: {found.failed} of {found.total} fail" + (f" since {since}, Beijing time" if since else "") + f"; {elsewhere}"
    since_zh = f"自北京时间{since}起" if since else ""
    text_zh = f"{where_zh}：{since_zh}{found.total}次中失败{found.failed}次；其他{found.total_elsewhere}次中失败{found.failed_elsewhere}次"
    return SliceAnswer(
        conditions,
        found.failed,
        found.total,
        found.failed_elsewhere,
        found.total_elsewhere,
        found.chance,
        found.since,
        dict(found.outcomes),
        text_en,
        text_zh,
    )


def _conditions(conditions: Conditions) -> Iterator[ConditionAnswer]:
    for name, value in conditions:
        english, chinese = _worded(name, value)
        yield ConditionAnswer(name, value, english, chinese)


def _worded(name: str, value: str) -> tuple[str, str]:
    match name:
        case "region":
            region = REGIONS.get(value, value)
            return f"issued in {region} ({value})", f"{region}开具"
        case "kind":
            label = KIND_LABELS[Kind(value)]
            return label.en, label.zh
        case "day":
            return f"issued on {value}", f"{value}开具"
        case "ledger":
            return f"sent to the ledger {value}", f"记账系统{value}"
        case "seller":
            return f"of the seller {value}", f"销售方{value}"
        case "provider":
            return f"asked through {value}", f"服务商{value}"
        case _:
            return f"sent by {value}", f"由{value}提交"
