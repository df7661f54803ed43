"""What can be wrong between what we have, what the ledger has and what the tax bureau or a seller says: each with its cause and one step that mends it, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Discrepancy(StrEnum):
    MISSING_THERE = "missing_there"
    """Confirmed here; the ledger has it no more."""
    CANCELLED_THERE = "cancelled_there"
    MISNUMBERED_THERE = "misnumbered_there"
    """The ledger has it under a number that is one slip away."""
    NOT_SENT = "not_sent"
    """Ours for longer than it should take, and not there."""
    WAITS_FOR_PERSON = "waits_for_person"
    """Refused, differing or given up here, and not there."""
    MISSING_HERE = "missing_here"
    """The ledger has it; we never saw its document."""
    DOUBLED_THERE = "doubled_there"
    AMOUNT_DIFFERS = "amount_differs"
    TAX_DIFFERS = "tax_differs"
    TOTAL_DIFFERS = "total_differs"
    SIGN_DIFFERS = "sign_differs"
    """A red invoice booked as a blue one, or the other way round."""
    DATE_DIFFERS = "date_differs"
    SELLER_DIFFERS = "seller_differs"
    BUYER_DIFFERS = "buyer_differs"
    FILE_DIFFERS = "file_differs"
    BOOKED_UNCONFIRMED = "booked_unconfirmed"
    """The ledger has it with the same values; we don't know that yet."""
    REJECTED_BUT_BOOKED = "rejected_but_booked"
    VOID_BUT_BOOKED = "void_but_booked"
    """The bureau says void or reversed as a whole."""
    LISTED_NOT_RECEIVED = "listed_not_received"
    """The bureau or the seller lists it; nobody here has it."""
    LISTED_OTHERWISE = "listed_otherwise"
    """The list has other values than our document."""
    NOT_LISTED = "not_listed"
    """We have it; the list of that time does not."""


class Remedy(StrEnum):
    RESEND = "resend"
    CORRECT_THERE = "correct_there"
    CORRECT_HERE = "correct_here"
    CANCEL_THERE = "cancel_there"
    SUPPLEMENT = "supplement"
    """补录."""
    ASK_SELLER = "ask_seller"
    REVIEW = "review"
    VERIFY = "verify"
    READ_BACK = "read_back"


@dataclass(frozen=True)
class Advice:
    remedy: Remedy
    cause: str
    cause_zh: str
    step: str
    step_zh: str


_D, _R = Discrepancy, Remedy
ADVICE: Mapping[Discrepancy, Advice] = {
    _D.MISSING_THERE: Advice(_R.RESEND, "the ledger lost it or somebody deleted it", "记账系统丢失或被删除", "send it again", "重新发送"),
    _D.CANCELLED_THERE: Advice(
        _R.REVIEW,
        "somebody cancelled it in the ledger",
        "记账系统中已被取消",
        "ask who and why; reject it here or send it again",
        "核实原因，在本系统退回或重新发送",
    ),
    _D.MISNUMBERED_THERE: Advice(
        _R.CORRECT_THERE, "its number was mistyped in the ledger", "记账系统中号码录入有误", "correct the number there", "在记账系统中更正号码"
    ),
    _D.NOT_SENT: Advice(_R.RESEND, "handing it over has not worked so far", "上传尚未成功", "look at why it waits, and send it now", "查看等待原因并立即发送"),
    _D.WAITS_FOR_PERSON: Advice(_R.REVIEW, "a person has to decide", "等待人工处理", "open it and follow what it says", "打开该发票按提示处理"),
    _D.MISSING_HERE: Advice(
        _R.SUPPLEMENT,
        "it was booked by hand without its document",
        "手工入账，未提交原件",
        "send its document in, or enter it by hand with evidence",
        "补交原件或补录",
    ),
    _D.DOUBLED_THERE: Advice(_R.CANCEL_THERE, "it was booked more than once", "重复入账", "cancel all but one", "只保留一条，其余取消"),
    _D.AMOUNT_DIFFERS: Advice(
        _R.CORRECT_THERE,
        "the amount without tax was changed or mistyped",
        "不含税金额被改动或录错",
        "compare with the picture and correct it there",
        "对照影像，在记账系统中更正",
    ),
    _D.TAX_DIFFERS: Advice(
        _R.CORRECT_THERE,
        "the tax was changed, mistyped or computed anew",
        "税额被改动、录错或重新计算",
        "compare with the picture and correct it there",
        "对照影像，在记账系统中更正",
    ),
    _D.TOTAL_DIFFERS: Advice(
        _R.CORRECT_THERE,
        "the total was changed or mistyped",
        "价税合计被改动或录错",
        "compare with the picture and correct it there",
        "对照影像，在记账系统中更正",
    ),
    _D.SIGN_DIFFERS: Advice(
        _R.CORRECT_THERE, "a red invoice was booked as a blue one, or the other way round", "红蓝字方向相反", "reverse the entry there", "在记账系统中冲正"
    ),
    _D.DATE_DIFFERS: Advice(_R.CORRECT_THERE, "the date of issue was mistyped", "开票日期录错", "correct the date there", "在记账系统中更正日期"),
    _D.SELLER_DIFFERS: Advice(
        _R.CORRECT_THERE, "it was booked to another supplier", "供应商入错", "book it to the seller on the invoice", "改记到发票上的销售方"
    ),
    _D.BUYER_DIFFERS: Advice(
        _R.CORRECT_THERE, "it was booked for another company", "入到其他公司", "book it in the company on the invoice", "改记到发票上的购买方"
    ),
    _D.FILE_DIFFERS: Advice(
        _R.CORRECT_THERE, "the ledger keeps another file with it", "记账系统中的附件不是原件", "replace the attachment by the original", "用原件替换附件"
    ),
    _D.BOOKED_UNCONFIRMED: Advice(_R.READ_BACK, "it is there, and was not read back yet", "已入账，尚未回查", "read it back now", "立即回查"),
    _D.REJECTED_BUT_BOOKED: Advice(
        _R.CANCEL_THERE,
        "it was rejected here and booked all the same",
        "本系统已退回但已入账",
        "cancel it there, or take it back to review here",
        "在记账系统中取消，或在本系统恢复复核",
    ),
    _D.VOID_BUT_BOOKED: Advice(
        _R.CANCEL_THERE,
        "the seller cancelled or reversed it after it was booked",
        "入账后被作废或红冲",
        "reverse the entry and its deduction",
        "冲销凭证并转出进项税额",
    ),
    _D.LISTED_NOT_RECEIVED: Advice(_R.ASK_SELLER, "it was issued to you and never came in", "已开具但未收到", "ask the seller for it", "向销售方索取"),
    _D.LISTED_OTHERWISE: Advice(
        _R.CORRECT_HERE,
        "our values are not those of the list",
        "与清单数据不一致",
        "compare with the picture and correct it here, or verify it again",
        "对照影像更正，或重新查验",
    ),
    _D.NOT_LISTED: Advice(_R.VERIFY, "the list of that time does not have it", "清单中没有该发票", "verify it again", "重新查验"),
}


SEVERE = frozenset(
    {
        _D.MISSING_THERE,
        _D.DOUBLED_THERE,
        _D.SIGN_DIFFERS,
        _D.TOTAL_DIFFERS,
        _D.TAX_DIFFERS,
        _D.REJECTED_BUT_BOOKED,
        _D.VOID_BUT_BOOKED,
    }
)
"""The books or the deduction are wrong by money now: told at once."""
NEEDS_LISTING = frozenset({_D.MISSING_HERE, _D.MISNUMBERED_THERE})
"""Seen only where the ledger told all that it has."""
NEEDS_THIRD_LIST = frozenset({_D.LISTED_NOT_RECEIVED, _D.LISTED_OTHERWISE, _D.NOT_LISTED})
"""Seen only where there was a list of the day."""
LABELS: Mapping[Discrepancy, tuple[str, str]] = {
    _D.MISSING_THERE: ("missing in the ledger", "记账系统缺失"),
    _D.CANCELLED_THERE: ("cancelled in the ledger", "记账系统已取消"),
    _D.MISNUMBERED_THERE: ("number mistyped in the ledger", "记账系统号码有误"),
    _D.NOT_SENT: ("not handed over yet", "尚未上传成功"),
    _D.WAITS_FOR_PERSON: ("waits for a person", "等待人工处理"),
    _D.MISSING_HERE: ("booked without its document", "已入账但无原件"),
    _D.DOUBLED_THERE: ("booked more than once", "重复入账"),
    _D.AMOUNT_DIFFERS: ("amount differs", "不含税金额不符"),
    _D.TAX_DIFFERS: ("tax differs", "税额不符"),
    _D.TOTAL_DIFFERS: ("total differs", "价税合计不符"),
    _D.SIGN_DIFFERS: ("sign differs", "红蓝方向不符"),
    _D.DATE_DIFFERS: ("date differs", "开票日期不符"),
    _D.SELLER_DIFFERS: ("seller differs", "销售方不符"),
    _D.BUYER_DIFFERS: ("buyer differs", "购买方不符"),
    _D.FILE_DIFFERS: ("attached file differs", "附件不是原件"),
    _D.BOOKED_UNCONFIRMED: ("booked, not read back yet", "已入账未回查"),
    _D.REJECTED_BUT_BOOKED: ("rejected here, booked there", "已退回但已入账"),
    _D.VOID_BUT_BOOKED: ("void or reversed, booked", "已作废或红冲但已入账"),
    _D.LISTED_NOT_RECEIVED: ("listed, never received", "清单有、未收到"),
    _D.LISTED_OTHERWISE: ("listed with other values", "与清单不一致"),
    _D.NOT_LISTED: ("not in the list", "清单中没有"),
}
"""English and Chinese, for tables."""


@dataclass(frozen=True)
class Finding:
    """One discrepancy of one invoice."""

    kind: Discrepancy
    key: str
    day: date | None
    """Of issue, as the surest of the lists has it."""
    fen: int
    """What is at stake: the total, or by how much it differs."""
    ours: str = ""
    theirs: str = ""
    their_id: str = ""

    @property
    def advice(self) -> Advice:
        return ADVICE[self.kind]


def letter_to_seller(seller: str, number: str, day: date | None, total: str) -> tuple[str, str]:
    """For an invoice that a list has and nobody sent: to be put into a message as it is. English and Chinese."""
    when = day.isoformat() if day else ""
    return (
        f"Dear {seller or 'Sir or Madam'}, according to the tax bureau you issued invoice {number} to us on {when} over {total} yuan. "
        "We have not received it. Please send us the electronic original (XML, OFD or PDF).",
        f"{seller or '贵司'}：根据税务系统信息，贵司于 {when} 向我司开具发票 {number}，价税合计 {total} 元，我司尚未收到。请发送电子原件（XML、OFD 或 PDF）。谢谢！",
    )
