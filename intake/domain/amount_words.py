"""Amounts in words (大写): `壹仟贰佰叁拾圆零肆分`.

Spelling after the rules for filling in bills (支付结算办法, 正确填写票据和结算凭证的基本规定) and the variants that issuers print: 圆 or 元,
整 or 正 or nothing, a zero before 角 or none, `（负数）` in front of a red invoice's amount.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = {"仟": 1000, "佰": 100, "拾": 10}
_SECTIONS = ("", "万", "亿", "万亿")
_LOOK_ALIKES = {
    "零": "〇○0O霉雩",
    "壹": "一弌壱壶壺臺",
    "贰": "二弍貳貮",
    "叁": "三參叄参弎",
    "肆": "四肄",
    "伍": "五",
    "陆": "六陸",
    "柒": "七漆染",
    "捌": "八扒",
    "玖": "九玫玟",
    "拾": "十抬",
    "佰": "百伯",
    "仟": "千任",
    "万": "萬",
    "亿": "億",
    "圆": "元圓园園",
    "角": "甪",
    "分": "份",
    "整": "正",
}
_STANDARD = {ord(other): standard for standard, others in _LOOK_ALIKES.items() for other in others}
_NEGATIVE = re.compile(r"[（(]?负(?:数)?[）)]?")
_MARK = re.compile(r"^[\s⊗ⓧ⨂ⓍⒸ©®⑧×xX*￠¢¥￥:：]+|\s+")
_FRAME = re.compile(r"(?:(?P<yuan>[^圆角分整]+)圆)?(?:零?(?P<jiao>[零壹贰叁肆伍陆柒捌玖])角)?(?:零?(?P<fen>[零壹贰叁肆伍陆柒捌玖])分)?整?")
_MAX_YUAN = 10**13


@dataclass(frozen=True)
class WordsStyle:
    """How an issuer spells."""

    yuan: str = "圆"
    whole: str = "整"
    """Ends an amount without 分; 正 and nothing are printed too."""
    negative: str = "（负数）"
    zero_before_jiao: bool = False
    """`壹拾圆零柒角` where the yuan end in a zero."""
    zero_fen: bool = False
    """`伍角零分` instead of `伍角整`."""


def write_words(fen: int, style: WordsStyle = WordsStyle()) -> str:
    """Spell an amount. Raises ValueError above ten trillion yuan."""
    yuan, cents = divmod(abs(fen), 100)
    if yuan >= _MAX_YUAN:
        raise ValueError(f"{fen} 分 is more than words are defined for")
    jiao, single = divmod(cents, 10)
    text = _write_integer(yuan) + style.yuan if yuan else ""
    if jiao:
        text += ("零" if text and style.zero_before_jiao and yuan % 10 == 0 else "") + _DIGITS[jiao] + "角"
    elif single and text:
        text += "零"
    spelled_out = bool(single or (jiao and style.zero_fen))
    text += f"{_DIGITS[single]}分" if spelled_out else ""
    text = text or f"零{style.yuan}"
    return (style.negative if fen < 0 else "") + text + ("" if spelled_out else style.whole)


def parse_words(text: str) -> int | None:
    """The 分 of an amount in words, marks before it and look-alike characters allowed; None where it is not well-formed."""
    plain = strip_mark(text)
    plain = re.sub(r"^人民币", "", plain)
    negative = bool(_NEGATIVE.search(plain))
    plain = _NEGATIVE.sub("", plain).translate(_STANDARD)
    frame = _FRAME.fullmatch(plain)
    if not frame or not (frame["yuan"] or frame["jiao"] or frame["fen"]):
        return None
    yuan = _parse_integer(frame["yuan"]) if frame["yuan"] else 0
    if yuan is None:
        return None
    fen = yuan * 100 + (_DIGITS.index(frame["jiao"]) * 10 if frame["jiao"] else 0) + (_DIGITS.index(frame["fen"]) if frame["fen"] else 0)
    return -fen if negative else fen


def strip_mark(text: str) -> str:
    """The words as printed, without the ⊗ before them (or what a reader took it for) and without blanks."""
    return _MARK.sub("", text)


def spellings(fen: int) -> tuple[str, ...]:
    """Every way issuers spell this amount, the most common first, without repeats."""
    styles = (
        WordsStyle(yuan, whole, negative, zero_before_jiao, zero_fen)
        for zero_fen, zero_before_jiao, yuan, whole, negative in product((False, True), (False, True), "圆元", ("整", "正", ""), ("（负数）", "(负数)", "负"))
    )
    return tuple(dict.fromkeys(write_words(fen, style) for style in styles))


def spelling_like(fen: int, read: str) -> str:
    """The spelling of this amount that differs least from what was read: a repair that keeps the issuer's style."""
    plain = strip_mark(read)
    return min(spellings(fen), key=lambda spelling: _distance(spelling, plain))


def _write_integer(number: int) -> str:
    sections = [number // 10000**power % 10000 for power in range(len(_SECTIONS))]
    text = ""
    pending_zero = False
    for power in reversed(range(len(_SECTIONS))):
        section = sections[power]
        if section == 0:
            pending_zero = bool(text)
            continue
        if text and (pending_zero or section < 1000):
            text += "零"
        # 万亿 before a section of 亿 shares its 亿: 壹万贰仟亿, not 壹万亿贰仟亿.
        name = "万" if power == 3 and sections[2] else _SECTIONS[power]
        text += _write_section(section) + name
        pending_zero = False
    return text


def _write_section(section: int) -> str:
    text = ""
    zero = False
    for place, value in (*_PLACES.items(), ("", 1)):
        digit = section // value % 10
        if digit:
            text += ("零" if zero else "") + _DIGITS[digit] + place
            zero = False
        else:
            zero = bool(text)
    return text


def _parse_integer(text: str) -> int | None:
    """Whole yuan in words. 万 and 亿 close sections that must fall in size; zeros are optional, as printers leave them out."""
    if "亿" in text:
        high, low = text.rsplit("亿", 1)
        above, below = _parse_below_yi(high), _parse_below_yi(low) if low.strip("零") else 0
        return None if above is None or below is None else above * 10**8 + below
    return _parse_below_yi(text)


def _parse_below_yi(text: str) -> int | None:
    high, separator, low = text.partition("万")
    if not separator:
        return _parse_section(text)
    above, below = _parse_section(high), _parse_section(low) if low.strip("零") else 0
    return None if above is None or below is None else above * 10000 + below


def _parse_section(text: str) -> int | None:
    """0..9999; places must fall from 仟 to the single digit, a digit before each place (拾 alone at the start is ten)."""
    total, limit, digit, used_zero = 0, 10000, 0, False
    for char in text:
        if char in _PLACES:
            value = _PLACES[char]
            if value >= limit or (digit == 0 and not (value == 10 and total == 0)):
                return None
            total += max(digit, 1) * value
            limit, digit = value, 0
        elif char == "零":
            if digit:
                return None
            used_zero = True
        elif char in _DIGITS:
            if digit:
                return None
            digit = _DIGITS.index(char)
        else:
            return None
    total += digit
    return total if total or used_zero else None


def _distance(one: str, other: str) -> int:
    """Levenshtein distance."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = list(_next_row(row, i, a, other))
    return row[-1]


def _next_row(row: list[int], i: int, char: str, other: str) -> Iterator[int]:
    left = i
    yield left
    for j, b in enumerate(other, 1):
        left = min(left + 1, row[j] + 1, row[j - 1] + (char != b))
        yield left
