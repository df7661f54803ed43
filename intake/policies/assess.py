"""A firm's policy, its companies and one invoice on a day -> what is wrong with it (findings) and what it still needs before it is approved. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from intake.checks.rule import read_sum, read_text
from intake.domain.dates import read_iso_date
from intake.domain.money import format_fen
from intake.invoice import FieldState, Finding, Invoice
from intake.kinds.fields import FIELD_LABELS, fields_of
from intake.policies.company import CompanyVersion
from intake.policies.filing import Filing, FilingField
from intake.policies.firm_policy import FirmPolicy, KindRules, PolicyVersion
from intake.policies.own_company import TitleCheck, title_check, title_finding
from intake.policies.second_review import NOTHING_FOUND, SecondFacts


class NeedKind(StrEnum):
    FIELDS = "fields"
    """These fields must be filled, or read more surely."""
    FILING = "filing"
    """Purpose, department or contract must be named."""
    REVIEWER = "reviewer"
    """A person must look."""
    SECOND_REVIEWER = "second_reviewer"
    """Two different people must look."""
    BETTER_PICTURE = "better_picture"
    BLOCKED = "blocked"
    """The firm takes no invoices of this kind."""


@dataclass(frozen=True)
class Need:
    """Something that must be there before the invoice is approved."""

    kind: NeedKind
    message: str
    message_zh: str
    fields: tuple[str, ...] = ()
    """Of the invoice; for `filing` those of the filing."""


@dataclass(frozen=True)
class Assessment:
    title: TitleCheck
    findings: tuple[Finding, ...]
    needs: tuple[Need, ...]
    policy_version: int
    """0 where the firm has no policy."""

    def asks(self, kind: NeedKind) -> bool:
        return any(need.kind is kind for need in self.needs)


def assess(
    invoice: Invoice, filing: Filing, policy: PolicyVersion, companies: Sequence[Sequence[CompanyVersion]], day: date, second: SecondFacts = NOTHING_FOUND
) -> Assessment:
    """`policy` is the version of that day; `companies` are all versions of each, since the day of issue counts for them."""
    check = title_check(invoice, companies, day)
    finding = title_finding(invoice, check)
    return Assessment(check, () if finding is None else (finding,), needs_of(invoice, filing, policy.policy, day, second), policy.version)


def needs_of(invoice: Invoice, filing: Filing, policy: FirmPolicy, day: date, second: SecondFacts = NOTHING_FOUND) -> tuple[Need, ...]:
    """What of a policy is not met. `second` is what was found that asks for a second person; the total is looked at here."""
    return tuple(_needs(invoice, filing, policy, policy.of(invoice.kind), day, second))


def _needs(invoice: Invoice, filing: Filing, policy: FirmPolicy, rules: KindRules, day: date, second: SecondFacts) -> Iterator[Need]:
    total = read_sum(invoice, "total")
    size = abs(total) if total is not None else None
    strict = policy.strict_from is not None and (size is None or size >= policy.strict_from)
    if rules.blocked:
        yield Need(NeedKind.BLOCKED, "The firm takes no invoices of this kind. Reject it.", "本单位不接收该票种，请退回。")
    yield from _fields_needed(invoice, policy, rules)
    yield from _filing_needed(filing, (*policy.required_filing, *((FilingField.CONTRACT,) if strict else ())))
    if rules.good_picture and invoice.quality.verdict != "good":
        yield Need(
            NeedKind.BETTER_PICTURE,
            "Invoices of this kind need a good picture. Photograph or scan it again.",
            "该票种要求图像清晰，请重新拍摄或扫描。",
        )
    yield from _reviewer_needed(invoice, policy, rules, strict=strict, day=day)
    second_from = policy.second_reviewer_from if rules.second_reviewer_from is None else rules.second_reviewer_from
    if second_from is not None and (size is None or size >= second_from):
        yield Need(
            NeedKind.SECOND_REVIEWER,
            f"From {format_fen(second_from)} on, a second reviewer must agree.",
            f"价税合计达到 {format_fen(second_from)} 元，需二次复核。",
            ("total",),
        )
    elif second.asks:
        yield Need(NeedKind.SECOND_REVIEWER, f"A second reviewer must agree: {second.why}.", f"须二次复核：{second.why_zh}。")


def _fields_needed(invoice: Invoice, policy: FirmPolicy, rules: KindRules) -> Iterator[Need]:
    has = (*fields_of(invoice.kind, invoice.kind_detail), "items")
    required = [name for name in dict.fromkeys((*policy.required_fields, *rules.required_fields)) if name in has]
    missing = tuple(name for name in required if not _is_filled(invoice, name))
    if missing:
        yield Need(
            NeedKind.FIELDS,
            f"Fill in: {', '.join(FIELD_LABELS[name].en for name in missing)}.",
            f"请补充：{'、'.join(FIELD_LABELS[name].zh for name in missing)}。",
            missing,
        )
    unsure = tuple(
        name for name in required if name not in missing and (field := invoice.fields.get(name)) is not None and field.confidence < rules.least_confidence
    )
    if unsure:
        yield Need(
            NeedKind.FIELDS,
            f"Confirm what was read: {', '.join(FIELD_LABELS[name].en for name in unsure)}.",
            f"请确认识别结果：{'、'.join(FIELD_LABELS[name].zh for name in unsure)}。",
            unsure,
        )


def _is_filled(invoice: Invoice, name: str) -> bool:
    if name == "items":
        return bool(invoice.items)
    field = invoice.fields.get(name)
    return field is not None and (bool(field.text) or field.state is FieldState.NOT_APPLICABLE)


_FILING_LABELS = {FilingField.PURPOSE: ("purpose", "用途"), FilingField.DEPARTMENT: ("department", "部门"), FilingField.CONTRACT: ("contract", "合同")}


def _filing_needed(filing: Filing, required: Sequence[FilingField]) -> Iterator[Need]:
    missing = [name for name in dict.fromkeys(required) if not filing.value(name)]
    if missing:
        yield Need(
            NeedKind.FILING,
            f"Name the {', '.join(_FILING_LABELS[name][0] for name in missing)}.",
            f"请填写{'、'.join(_FILING_LABELS[name][1] for name in missing)}。",
            tuple(name.value for name in missing),
        )


def _reviewer_needed(invoice: Invoice, policy: FirmPolicy, rules: KindRules, *, strict: bool, day: date) -> Iterator[Need]:
    if rules.always_review:
        yield Need(NeedKind.REVIEWER, "The firm has every invoice of this kind reviewed.", "该票种一律人工复核。")
    if strict and policy.strict_from is not None:
        yield Need(
            NeedKind.REVIEWER,
            f"From {format_fen(policy.strict_from)} on, every field and line is compared with the original.",
            f"价税合计达到 {format_fen(policy.strict_from)} 元，须逐项与原件核对。",
            ("total", "items"),
        )
    issued = read_iso_date(read_text(invoice, "issue_date"))
    if policy.months_back is not None and issued is not None and issued < months_before(day, policy.months_back):
        yield Need(
            NeedKind.REVIEWER,
            f"It was issued more than {policy.months_back} months ago.",
            f"开票日期已超过 {policy.months_back} 个月。",
            ("issue_date",),
        )


def months_before(day: date, months: int) -> date:
    """The same day so many months ago, or the last of a shorter month: 31 March -> 29 February."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if year < 1:
        return date.min
    following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    last = date.fromordinal(following.toordinal() - 1).day
    return date(year, month + 1, min(day.day, last))
