"""What there may be in place of an invoice that is not found by its number, each with what to do about it, in English and Chinese. Pure: `intake.store.absence` looks.

"It is not in the system" is the least useful answer to whoever holds the paper. Most such numbers were mistyped, misread, deleted, or their document is not read yet.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from string import ascii_uppercase, digits

CODE_LENGTHS = frozenset({10, 12})
NUMBER_LENGTHS = frozenset({8, 20})


class Trace(StrEnum):
    """The likeliest first."""

    DELETED = "deleted"
    """It was here, and somebody deleted it."""
    OF_CODE = "of_code"
    """What was typed is an invoice code, and invoices of that code are here."""
    CONTAINED = "contained"
    """One number is part of the other: digits are missing, or code and number were typed as one."""
    SIMILAR = "similar"
    """One character is another, missing, too many, or has changed places with its neighbour."""
    LENGTH = "length"
    """No invoice has a number of that length."""
    UNREAD = "unread"
    """Documents that wait to be read, or are being read."""
    FAILED = "failed"
    """Documents that could not be read."""
    WITHOUT_NUMBER = "without_number"
    """Invoices whose number nobody could read."""
    NEVER_RECEIVED = "never_received"
    """Whatever the others are, it may also be this."""


@dataclass(frozen=True)
class TraceWording:
    what: str
    what_zh: str
    remedy: str
    remedy_zh: str


WORDS: Mapping[Trace, TraceWording] = {
    Trace.DELETED: TraceWording(
        "An invoice of this number was here and is deleted.",
        "该号码的发票曾在系统中，已被删除。",
        "Open it: its history says who deleted it and why. A reviewer can restore it.",
        "打开后可在历史记录中查看删除人和原因，复核人可以恢复。",
    ),
    Trace.OF_CODE: TraceWording(
        "This is an invoice code, not a number. Invoices of this code are here.",
        "输入的是发票代码而不是发票号码，系统中有该代码的发票。",
        "Pick the one with your number.",
        "请按发票号码选择。",
    ),
    Trace.CONTAINED: TraceWording(
        "An invoice is here whose number is part of this one, or has this one as a part.",
        "系统中有号码包含所输入内容、或被其包含的发票。",
        "Compare it with your paper: digits may have been left out, or code and number typed as one.",
        "请与票面核对：可能少输了几位，或把代码与号码连在一起输入。",
    ),
    Trace.SIMILAR: TraceWording(
        "An invoice is here whose number differs by a single character.",
        "系统中有号码仅差一个字符的发票。",
        "Compare both with your paper: one of them was mistyped or misread. A misread number is corrected in review.",
        "请与票面核对：可能输入有误，或识别有误；识别错误可在复核中更正。",
    ),
    Trace.LENGTH: TraceWording(
        "Invoice numbers have 20 digits, or 8 beside a code of 10 or 12. This one has another length.",
        "发票号码应为 20 位，或 8 位（另有 10 位或 12 位代码），所输入的位数不符。",
        "Type the number (发票号码) as it stands on the paper.",
        "请按票面“发票号码”一栏重新输入。",
    ),
    Trace.UNREAD: TraceWording(
        "Documents have come in that are not read yet: it may be in one of them.",
        "有文件已收到但尚未识别完，该发票可能在其中。",
        "Ask again in a minute.",
        "请稍后再查。",
    ),
    Trace.FAILED: TraceWording(
        "Documents have come in that could not be read: it may be in one of them.",
        "有文件已收到但无法识别，该发票可能在其中。",
        "Look at them: each says what helps, as a password, a better picture, or entering it by hand.",
        "请逐个查看：各文件都注明了处理办法，如提供密码、重新拍摄或补录。",
    ),
    Trace.WITHOUT_NUMBER: TraceWording(
        "Invoices are here whose number could not be read: it may be one of them.",
        "系统中有号码未能识别的发票，该发票可能在其中。",
        "Compare date and total; the number is filled in during review.",
        "请按日期和金额查找，号码在复核中补填。",
    ),
    Trace.NEVER_RECEIVED: TraceWording(
        "Or it was never received: the upload did not go through, or it was sent to another firm's account.",
        "也可能从未收到：上传未完成，或提交到了其他单位的账户。",
        "Send it now. Sending twice does no harm: what is here already is recognised.",
        "请现在提交；重复提交无妨，系统会识别重复。",
    ),
}


def typed_number(text: str) -> str:
    """As numbers are kept: narrow digits and capitals, without the blanks and hyphens with which people group them, and what can't be seen."""
    narrow = unicodedata.normalize("NFKC", text).upper()
    return "".join(char for char in re.sub(r"[\s\-‐-―]", "", narrow) if char.isprintable())


def has_odd_length(number: str) -> bool:
    """Of a number made of digits alone; tickets have numbers with letters, of any length."""
    return number.isdecimal() and len(number) not in NUMBER_LENGTHS


def slips_of(number: str) -> frozenset[str]:
    """Every number that one slip makes of this one, or of which one slip makes this one: a character is another, missing, too many, or has changed places with its neighbour.

    Those that contain it, or are part of it, are left out. Some 400 for twenty digits.
    """
    alphabet = digits if number.isdecimal() else digits + ascii_uppercase
    parts = [(number[:place], number[place:]) for place in range(len(number) + 1)]
    other = {head + char + tail[1:] for head, tail in parts if tail for char in alphabet}
    fewer = {head + tail[1:] for head, tail in parts if tail}
    more = {head + char + tail for head, tail in parts for char in alphabet}
    swapped = {head + tail[1] + tail[0] + tail[2:] for head, tail in parts if len(tail) > 1}
    return frozenset(slip for slip in other | fewer | more | swapped if slip not in number and number not in slip)
