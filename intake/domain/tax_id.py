"""Taxpayer ids: what kind one is, whether its check digits hold, and which single misread character would make them hold.

Unified social credit code after GB 32100-2015 (18: registrar, type, area 6, organisation code 9, check), organisation code after
GB 11714-1997, personal id after GB 11643-1999. A credit code carries an organisation code inside, so two independent checks guard it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from itertools import permutations, product
from math import prod

CREDIT_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""31 characters: I, O, S, V and Z are never used."""
_CREDIT_CODE_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
_ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_PERSONAL_WEIGHTS = tuple(pow(2, 17 - i, 11) for i in range(17))
_PERSONAL_CHECKS = "10X98765432"

_CREDIT_CODE = re.compile(f"[{CREDIT_CODE_ALPHABET}]{{2}}[0-9]{{6}}[{CREDIT_CODE_ALPHABET}]{{10}}")
_REGISTRARS = "123456789ANY"
_TYPES = "123459"
_PROVINCES = frozenset((10, 11, 12, 13, 14, 15, 21, 22, 23, *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 67), 71, 81, 82))
"""First two digits of the area in a credit code (GB/T 2260; 10 stands for the central registrars, 66 for the Xinjiang corps)."""

_LOOK_ALIKES = ("0ODQ", "0CG", "0UJ", "17ILTJ", "27Z", "358", "389", "4A", "5S", "68GB", "83RB", "EF", "FPR", "HKX", "HMNW", "JUV", "TVXY", "KRB")
"""Groups of characters that readers take for one another."""
_CONFUSED = frozenset(pair for group in _LOOK_ALIKES for pair in permutations(group, 2))
_FORBIDDEN = {"I": "1", "O": "0", "S": "5", "V": "YUW", "Z": "2"}
"""Letters no credit code has -> what was printed, the likeliest first."""


class TaxIdKind(StrEnum):
    CREDIT_CODE = "credit_code"
    """统一社会信用代码, 18."""
    OLD_15 = "old_15"
    """纳税人识别号 before 2015: area 6 + organisation code 9."""
    PERSONAL = "personal"
    """居民身份证号, 18, or 20 with a two-digit suffix."""
    SHAPE_ONLY = "shape_only"
    """A form without check digits: temporary 17, 20 characters, foreign papers."""
    INVALID = "invalid"
    """No form of id has this shape, or its check digit does not hold."""


def clean_tax_id(text: str) -> str:
    """Upper case, half-width, without blanks and punctuation."""
    return re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", text).upper())


def tax_id_kind(text: str) -> TaxIdKind:
    """What a cleaned id is; INVALID when check digits are due and do not hold."""
    if len(text) == 18:
        if is_credit_code(text):
            return TaxIdKind.CREDIT_CODE
        return TaxIdKind.PERSONAL if is_personal_id(text) else TaxIdKind.INVALID
    if re.fullmatch(r"[0-9]{6}[0-9A-Z]{9}", text):
        return TaxIdKind.OLD_15 if is_organisation_code(text[6:]) else TaxIdKind.SHAPE_ONLY
    if len(text) == 20 and is_personal_id(text[:18]):
        return TaxIdKind.PERSONAL
    if re.fullmatch(r"[0-9A-Z]{15}|[0-9A-Z]{17}|[0-9A-Z]{20}", text):
        return TaxIdKind.SHAPE_ONLY
    return TaxIdKind.INVALID


def is_checked(text: str) -> bool:
    """Check digits are due and hold: the reading of such an id is confirmed by itself."""
    return tax_id_kind(text) in (TaxIdKind.CREDIT_CODE, TaxIdKind.OLD_15, TaxIdKind.PERSONAL)


def is_credit_code(text: str) -> bool:
    """Shape and check character of GB 32100-2015."""
    return bool(_CREDIT_CODE.fullmatch(text)) and credit_code_check(text[:17]) == text[17]


def is_organisation_code(text: str) -> bool:
    """Nine characters, the last a check of GB 11714-1997."""
    return bool(re.fullmatch(r"[0-9A-Z]{8}[0-9X]", text)) and organisation_check(text[:8]) == text[8]


def is_personal_id(text: str) -> bool:
    """Eighteen characters with a birth date of the calendar and the check of GB 11643-1999."""
    if not re.fullmatch(r"[0-9]{17}[0-9X]", text):
        return False
    try:
        date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    return personal_id_check(text[:17]) == text[17]


def credit_code_check(first17: str) -> str:
    """Check character: (31 - sum of weighted values mod 31) mod 31. Raises ValueError for characters outside the alphabet."""
    total = sum(CREDIT_CODE_ALPHABET.index(char) * weight for char, weight in zip(first17, _CREDIT_CODE_WEIGHTS, strict=True))
    return CREDIT_CODE_ALPHABET[-total % 31]


def organisation_check(first8: str) -> str:
    """Check character: 11 - sum of weighted values mod 11, 10 written X and 11 written 0."""
    total = sum(_ORGANISATION_ALPHABET.index(char) * weight for char, weight in zip(first8, _ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]


def personal_id_check(first17: str) -> str:
    """Check character of a resident id."""
    return _PERSONAL_CHECKS[sum(int(char) * weight for char, weight in zip(first17, _PERSONAL_WEIGHTS, strict=True)) % 11]


def write_credit_code(registrar: str, area: str, organisation8: str) -> str:
    """A valid code for an invented party. `registrar` is two characters (`91`), `area` six digits, `organisation8` eight characters of the alphabet."""
    first17 = registrar + area + organisation8 + organisation_check(organisation8)
    return first17 + credit_code_check(first17)


def repairs(read: str, alternatives: Sequence[Sequence[tuple[str, float]]] = ()) -> tuple[str, ...]:
    """Credit codes one character away from a misread id that satisfy both checks, the likeliest first; empty when the id is valid as read.

    `alternatives`: for each character of `read`, what else the reader thought of, as (character, probability); "" stands for no character.
    Letters that no credit code has are mapped before, and do not count as the one character.
    """
    if is_checked(read):
        return ()
    scored: dict[str, float] = {}
    for base, base_score in _without_forbidden(read):
        if _is_plausible(base):
            scored[base] = max(scored.get(base, 0.0), 2.0 + base_score)
            continue
        for position, char, code in _edits(base):
            if _is_plausible(code):
                score = base_score * _likelihood(
                    read[position] if position < len(read) else "", char, alternatives[position] if position < len(alternatives) else ()
                )
                scored[code] = max(scored.get(code, 0.0), score)
    return tuple(sorted(scored, key=lambda code: (-scored[code], code)))


def single_repair(read: str, alternatives: Sequence[Sequence[tuple[str, float]]] = ()) -> str | None:
    """The correction that the constraints single out: the only one that mixes up look-alikes or that the reader itself thought of.

    None where there are several, or none.
    """
    found = repairs(read, alternatives)
    likely = [code for code in found if _is_likely(read, code, alternatives)]
    return likely[0] if len(likely) == 1 else None


def _is_likely(read: str, code: str, alternatives: Sequence[Sequence[tuple[str, float]]]) -> bool:
    if len(read) != len(code):
        return False
    for position, (was, now) in enumerate(zip(read, code, strict=True)):
        offered = {char for char, _ in alternatives[position]} if position < len(alternatives) else set()
        if was != now and (was, now) not in _CONFUSED and now not in offered:
            return False
    return True


def _without_forbidden(read: str) -> Iterator[tuple[str, float]]:
    """The id with forbidden letters replaced, every combination, with a score that falls along the order of `_FORBIDDEN`."""
    places = [i for i, char in enumerate(read) if char in _FORBIDDEN]
    # More than a few such letters is no credit code at all: searching their combinations would only find accidents.
    if len(places) > 4 or not 17 <= len(read) <= 19:
        return
    for choice in product(*(_FORBIDDEN[read[i]] for i in places)):
        chars = list(read)
        for place, char in zip(places, choice, strict=True):
            chars[place] = char
        score = prod(1.0 / (1 + _FORBIDDEN[read[place]].index(char)) for place, char in zip(places, choice, strict=True))
        yield "".join(chars), score


def _edits(base: str) -> Iterator[tuple[int, str, str]]:
    """(position in `base`, new character, code) of one substitution, or of the one insertion or deletion that gives 18 characters."""
    for position in range(len(base) + (len(base) == 17)):
        if len(base) == 19:
            yield position, "", base[:position] + base[position + 1 :]
            continue
        for char in CREDIT_CODE_ALPHABET:
            yield position, char, base[:position] + char + base[position + (len(base) == 18) :]


def _is_plausible(code: str) -> bool:
    """Both checks hold, and registrar, type and province exist."""
    return is_credit_code(code) and is_organisation_code(code[8:17]) and code[0] in _REGISTRARS and code[1] in _TYPES and int(code[2:4]) in _PROVINCES


def _likelihood(was: str, now: str, offered: Sequence[tuple[str, float]]) -> float:
    """How likely `was` is a misreading of `now`: what the reader offered, then known look-alikes, then anything."""
    probability = max((score for char, score in offered if char == now), default=0.0)
    return probability + (0.05 if (was, now) in _CONFUSED else 0.001)
