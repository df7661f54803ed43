"""From printed text to the value of a field, in the form of the result format.

Each parser returns "" when the text does not hold such a value; it never invents one. Characters that only look alike are settled here where the field
admits only one of them (a letter O in a number); everything else is left to `resolve_fields`, which knows the constraints.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from intake.domain.dates import read_date
from intake.domain.money import format_fen, is_stars, read_fen
from intake.domain.names import clean_text
from intake.domain.tax_id import clean_tax_id

_AS_DIGIT = str.maketrans("OoDQ〇lI|丨i!ZzSsBbGgq", "00000111111225586699")
_BLOCKCHAIN_CHECK = re.compile(r"[0-9a-f]{5}")
_WORDS = "零壹贰叁肆伍陆柒捌玖拾佰仟万亿元圆角分整正〇一二三四五六七八九十百千貳參叄陸萬億圓弍弌"
_MISREAD_POINT = str.maketrans({"。": ".", "·": ".", "•": ".", ":": ".", "：": ".", "，": ",", "、": ","})
_STAR_SHAPES = frozenset("*＊★☆✱※×xX大太天夫水米木术常火冰兴关头尖+十卡")
_AMOUNT = re.compile(r"-?[\d,]*\d\s?[.,]\s?\d{2}(?!\d)")


def digits(text: str) -> str:
    """All digits of a field that holds nothing else; look-alike letters count as digits."""
    return "".join(char for char in text.translate(_AS_DIGIT) if char in "0123456789")


def digits_of_length(*lengths: int) -> Callable[[str], str]:
    """A parser for numbers of given lengths: the digits when there are exactly so many, else ""."""

    def parse(text: str) -> str:
        found = digits(text)
        return found if len(found) in lengths else ""

    return parse


def check_code(text: str) -> str:
    """20 digits, printed in groups; five hexadecimal characters on blockchain invoices."""
    plain = re.sub(r"[\s:：]", "", text)
    return plain if _BLOCKCHAIN_CHECK.fullmatch(plain) else digits_of_length(20)(text)


def date(text: str) -> str:
    """`2024年03月11日`, `2024-03-11`, `20240311` and misread forms of them -> `2024-03-11`."""
    found = read_date(text)
    if found is None and re.fullmatch(r"\d{8}", joined := re.sub(r"[\s\-—./:·年月日]", "", text)):
        # One of the marks between the numbers is too faint to be seen.
        found = read_date(joined)
    return found.isoformat() if found else ""


def looks_like_stars(text: str) -> bool:
    """Printed as stars (exempt, or masked), which readers take for all sorts of star-shaped characters."""
    marks = re.sub(r"[\s¥￥.。,，]", "", text)
    return is_stars(text) or (bool(marks) and set(marks) <= _STAR_SHAPES)


def money(text: str) -> str:
    """An amount as VAT invoices print it, always with two decimals -> decimal string; "" for stars and anything else, half an amount included."""
    if looks_like_stars(text):
        return ""
    plain = text.translate(_AS_DIGIT).translate(_MISREAD_POINT).replace("—", "-").replace("−", "-")
    match = _AMOUNT.search(plain)
    fen = read_fen(text) if match else None
    if fen is None and match:
        fen = read_fen(re.sub(r"\s", "", match[0]))
    return "" if fen is None else format_fen(fen)


def fare(text: str) -> str:
    """An amount as tickets print it: `242.5元`, `50元`, `¥12.00` -> decimal string with two places."""
    fen = read_fen(text)
    return money(text) if fen is None else format_fen(fen)


def amount_words(text: str) -> str:
    """The amount in words as printed, without the mark before it. A 方 among numerals is a 万."""
    compact = re.sub(rf"(?<=[{_WORDS}])方(?=[{_WORDS}])", "万", re.sub(r"\s", "", text))
    found = max(re.findall(rf"(?:[(（]?负数?[)）]?)?[{_WORDS}]+", compact), key=len, default="")
    return found if re.search(r"[元圆圓角分整正]", found) else ""


_PREPRINTED = re.compile(r"[(（](?:代开机关|完税凭证号)[)）]")
"""Remarks that the form of invoices issued by a tax office for others (代开) carries behind names."""


def party(text: str) -> str:
    """A name without the punctuation that belongs to its label."""
    text = _PREPRINTED.sub("", text)
    return clean_text(re.sub(r"^[\s:：;；.。,，、·|_—-]+|[\s:：;；,，、|_—-]+$", "", text))


def free_text(text: str) -> str:
    """Free text as printed."""
    return clean_text(re.sub(r"^[\s:：]+", "", _PREPRINTED.sub("", text)))


def tax_id(text: str) -> str:
    """Letters and digits only, upper case; "" where too few are left to be an id."""
    found = clean_tax_id(text)
    return found if len(found) >= 6 else ""


def cipher(text: str) -> str:
    """Characters of the cipher area's alphabet only."""
    return re.sub(r"[^0-9*+<>/\-]", "", text)


PARSERS: Mapping[str, Callable[[str], str]] = {
    "invoice_code": digits_of_length(10, 12),
    "invoice_number": digits_of_length(8, 20),
    "issue_date": date,
    "check_code": check_code,
    "machine_number": digits_of_length(12),
    "buyer_name": party,
    "seller_name": party,
    "buyer_tax_id": tax_id,
    "seller_tax_id": tax_id,
    "amount": money,
    "tax": money,
    "total": money,
    "total_in_words": amount_words,
    "payee": party,
    "reviewer": party,
    "drawer": party,
    "cipher": cipher,
}
"""Field -> parser; fields that are not here are free text."""
