"""Why an invoice can't be looked up as it stands: which field, and what to do about it, in English and Chinese."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from intake.invoice import Kind
from intake.kinds.fields import FIELD_LABELS, KIND_LABELS


@dataclass(frozen=True)
class QueryProblem:
    code: str
    """Stable: `field_missing`, `field_malformed`, `kind_not_looked_up`, `too_old` ..."""
    fields: tuple[str, ...]
    message: str
    message_zh: str


@dataclass(frozen=True)
class Unaskable:
    """No call is spent on it until these are gone."""

    problems: tuple[QueryProblem, ...]


def kind_not_looked_up(kind: Kind) -> QueryProblem:
    label = KIND_LABELS[kind]
    return QueryProblem(
        "kind_not_looked_up",
        ("kind",),
        f"The tax bureau does not look up this kind: {label.en}. Correct the kind if it was read wrongly; else it needs no verification.",
        f"税务机关不提供该票种（{label.zh}）的查验；如票种识别有误请更正，否则无需查验。",
    )


def field_missing(field: str) -> QueryProblem:
    label = FIELD_LABELS[field]
    return QueryProblem(
        "field_missing",
        (field,),
        f"The {label.en} is needed for the look-up and is not known. Read it from the original and enter it.",
        f"查验需要{label.zh}，目前为空，请对照原件补录。",
    )


def field_malformed(field: str, found: str, rule: str, rule_zh: str) -> QueryProblem:
    label = FIELD_LABELS[field]
    return QueryProblem(
        "field_malformed",
        (field,),
        f"The {label.en} {_shown(found)} can't be right: {rule}. Compare it with the original.",
        f"{label.zh}“{_shown(found)}”不符合格式要求（{rule_zh}），请与原件核对。",
    )


def code_says_other_kind(kind: Kind, said: Kind) -> QueryProblem:
    here, there = KIND_LABELS[kind], KIND_LABELS[said]
    return QueryProblem(
        "code_says_other_kind",
        ("invoice_code", "kind"),
        f"The invoice code belongs to another kind ({there.en}) than was read ({here.en}), and the bureau goes by the code. Compare both with the original.",
        f"发票代码对应的票种为{there.zh}，与识别结果（{here.zh}）不符，税务机关以代码为准，请与原件核对。",
    )


def area_without_look_up(kind: Kind, area: str) -> QueryProblem:
    label = KIND_LABELS[kind]
    return QueryProblem(
        "area_not_looked_up",
        ("invoice_code",),
        f"This kind ({label.en}) is looked up for some areas only, and the invoice code names none of them ({area or 'unknown'}). Check the code.",
        f"该票种（{label.zh}）仅部分地区可查验，发票代码所示地区（{area or '未知'}）不在其内，请核对发票代码。",
    )


def number_year_differs(year: int, issued: date) -> QueryProblem:
    return QueryProblem(
        "number_year_differs",
        ("invoice_number", "issue_date"),
        f"The invoice number was given out in {year}, the issue date is in {issued.year}. One of them was read wrongly; compare both with the original.",
        f"发票号码所示年份为{year}年，开票日期为{issued.year}年，其中一项有误，请与原件核对。",
    )


def date_in_future(issued: date, today: date) -> QueryProblem:
    return QueryProblem(
        "date_in_future",
        ("issue_date",),
        f"The issue date {issued.isoformat()} lies after today ({today.isoformat()}). Compare it with the original.",
        f"开票日期{issued.isoformat()}晚于今天（{today.isoformat()}），请与原件核对。",
    )


def too_old(issued: date) -> QueryProblem:
    return QueryProblem(
        "too_old",
        ("issue_date",),
        f"Invoices are looked up for five years; this one is of {issued.isoformat()}. Check the date; if it is right, keep other proof with the invoice.",
        f"仅可查验五年内的发票，该票开票日期为{issued.isoformat()}；请核对日期，如无误请另附其他证明。",
    )


def _shown(text: str) -> str:
    """Enough of it to be recognised."""
    return text if len(text) <= 24 else text[:24] + "…"
