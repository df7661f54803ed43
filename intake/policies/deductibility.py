"""May the tax on an invoice be deducted (进项税额抵扣)? Advice for whoever decides; nothing is declared or ticked (勾选) here. Pure.

After 增值税暂行条例 article 10, 财税〔2016〕36号 annex 1 articles 26 and 27, and for journeys 财政部 税务总局 海关总署公告 2019 年第 39 号 article 6. Tax law changes: what is said
here is kept in the tables at the top.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from intake.checks.rule import read_sum, read_text, tax_sum
from intake.domain.dates import read_iso_date
from intake.domain.money import round_fen
from intake.domain.tax_rates import clean_rate
from intake.invoice import Invoice, Kind
from intake.kinds.fields import FIELD_LABELS, key_fields_of
from intake.policies.filing import Filing
from intake.policies.own_company import TitleCheck, TitleState

SPECIAL = (Kind.VAT_SPECIAL, Kind.VAT_E_SPECIAL, Kind.DIGITAL_SPECIAL)
PRINTED_TAX = (*SPECIAL, Kind.MOTOR_VEHICLE, Kind.TOLL_E, Kind.AIR_E)
"""The tax printed on these may be deducted."""
COMPUTED_TAX: Mapping[Kind, Decimal] = {Kind.RAIL_E: Decimal("0.09"), Kind.TRAIN: Decimal("0.09"), Kind.BUS: Decimal("0.03")}
"""Journeys: the tax is reckoned from the fare, fare / (1 + rate) x rate."""
JOURNEYS_SINCE = date(2019, 4, 1)
EXCLUDED_SERVICES = ("餐饮服务", "居民日常服务", "娱乐服务", "贷款服务")
"""Categories (`*餐饮服务*`) whose tax is never deducted."""
EXCLUDED_PURPOSES = ("集体福利", "个人消费", "福利", "免税项目", "简易计税", "非正常损失", "招待")
"""Parts of purposes that rule a deduction out."""
_CATEGORY = re.compile(r"\*([^*]{1,30})\*")
_UNTAXED = ("免税", "不征税", "0%")


class Verdict(StrEnum):
    DEDUCTIBLE = "deductible"
    CHECK = "check"
    """It may be, once the reasons are settled."""
    NOT_DEDUCTIBLE = "not_deductible"


@dataclass(frozen=True)
class AdviceReason:
    code: str
    message: str
    message_zh: str
    against: Verdict
    """What it makes of the whole: `check` or `not_deductible`; `deductible` for a mere remark."""


@dataclass(frozen=True)
class Advice:
    verdict: Verdict
    tax: int | None
    """分 that could be deducted; None where it was not read, or nothing can."""
    reasons: tuple[AdviceReason, ...]


def deductibility(invoice: Invoice, title: TitleCheck, filing: Filing) -> Advice:
    """The advice, its reasons in the order in which they weigh."""
    reasons = tuple(_reasons(invoice, title, filing))
    against = {reason.against for reason in reasons}
    verdict = next((each for each in (Verdict.NOT_DEDUCTIBLE, Verdict.CHECK) if each in against), Verdict.DEDUCTIBLE)
    return Advice(verdict, None if verdict is Verdict.NOT_DEDUCTIBLE else _tax(invoice), reasons)


def _tax(invoice: Invoice) -> int | None:
    rate = COMPUTED_TAX.get(invoice.kind)
    if rate is None:
        return tax_sum(invoice)
    fare = read_sum(invoice, "total")
    return None if fare is None else round_fen(Decimal(fare) / 100 / (1 + rate) * rate)


def _reasons(invoice: Invoice, title: TitleCheck, filing: Filing) -> Iterator[AdviceReason]:
    yield from _of_kind(invoice)
    yield from _of_use(invoice, filing)
    yield from _of_buyer(title)
    yield from _of_paper(invoice)
    yield from _of_completeness(invoice)


def _of_kind(invoice: Invoice) -> Iterator[AdviceReason]:
    if invoice.kind not in PRINTED_TAX and invoice.kind not in COMPUTED_TAX:
        yield _never(
            "kind",
            "Only special VAT invoices, vehicle sale invoices, tolls and journeys can be deducted.",
            "仅专用发票、机动车发票、通行费及旅客运输凭证可抵扣。",
        )
        return
    if invoice.kind in COMPUTED_TAX:
        issued = read_iso_date(read_text(invoice, "issue_date"))
        if issued is not None and issued < JOURNEYS_SINCE:
            yield _never("before_2019_04", "Journeys can be deducted since 2019-04-01 only.", "2019年4月1日之前的旅客运输不可抵扣。")
        yield _check("traveller", "Only journeys of the firm's own staff, for the firm, inside China.", "限本单位员工境内公务出行。")
    if read_sum(invoice, "total") is not None and (read_sum(invoice, "total") or 0) < 0:
        yield _check("red", "A red invoice: the tax that was deducted before has to be turned out.", "红字发票：已抵扣的进项税额须转出。")


def _of_use(invoice: Invoice, filing: Filing) -> Iterator[AdviceReason]:
    categories = {category for item in invoice.items for category in _CATEGORY.findall(item.cells.get("name", ""))}
    excluded = sorted(categories & set(EXCLUDED_SERVICES))
    if excluded:
        yield _never("service", f"The tax on {', '.join(excluded)} is never deducted.", f"{'、'.join(excluded)}的进项税额不得抵扣。")
    if any(word in filing.purpose for word in EXCLUDED_PURPOSES):
        yield _never("purpose", f"The purpose '{filing.purpose}' rules a deduction out.", f"用途“{filing.purpose}”不得抵扣。")
    rates = {clean_rate(item.cells.get("tax_rate", "")) for item in invoice.items} - {""}
    if invoice.kind not in COMPUTED_TAX and rates and rates <= set(_UNTAXED):
        yield _never("untaxed", "There is no tax on it to be deducted.", "免税或不征税，无可抵扣税额。")


def _of_buyer(title: TitleCheck) -> Iterator[AdviceReason]:
    if title.state in (TitleState.CORRECT, TitleState.NOT_APPLICABLE):
        return
    yield _check("buyer", "Title or tax id of the buyer are not as they must be (R19).", "购买方抬头或税号不符（R19）。")


def _of_paper(invoice: Invoice) -> Iterator[AdviceReason]:
    """Copies (联次) and the seal: of paper alone, since electronic invoices have neither."""
    on_paper = (invoice.kind in (Kind.VAT_SPECIAL, Kind.MOTOR_VEHICLE) and not invoice.kind_detail.startswith("D_")) or invoice.kind_detail.startswith("DP_")
    if not on_paper:
        return
    yield _remark("copies", "Keep the deduction copy (抵扣联) besides the invoice copy (发票联).", "请同时保管抵扣联与发票联。")
    if not any(seal.kind == "seller" for seal in invoice.seals):
        yield _check("seal", "No clear invoice seal of the seller was found. Look at the original.", "未发现清晰的销售方发票专用章，请查看原件。")


def _of_completeness(invoice: Invoice) -> Iterator[AdviceReason]:
    wanted = [name for name in key_fields_of(invoice.kind, invoice.kind_detail) if name != "machine_number"]
    missing = [name for name in wanted if not read_text(invoice, name) and not (name == "tax" and tax_sum(invoice) == 0)]
    if missing and (invoice.kind in PRINTED_TAX or invoice.kind in COMPUTED_TAX):
        names, names_zh = ", ".join(FIELD_LABELS[name].en for name in missing), "、".join(FIELD_LABELS[name].zh for name in missing)
        yield _check("incomplete", f"Not complete: {names}.", f"信息不完整：{names_zh}。")


def _never(code: str, message: str, message_zh: str) -> AdviceReason:
    return AdviceReason(code, message, message_zh, Verdict.NOT_DEDUCTIBLE)


def _check(code: str, message: str, message_zh: str) -> AdviceReason:
    return AdviceReason(code, message, message_zh, Verdict.CHECK)


def _remark(code: str, message: str, message_zh: str) -> AdviceReason:
    return AdviceReason(code, message, message_zh, Verdict.DEDUCTIBLE)
