"""What the tax bureau wants to be told of an invoice before it looks it up, kind by kind (domain reference 7.1, after the national page and the cloud providers)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from intake.invoice import Kind


class Factor(StrEnum):
    """What must agree besides code, number and date."""

    AMOUNT = "amount"
    TOTAL = "total"
    AMOUNT_OR_TOTAL = "amount_or_total"
    """The amount without tax, or the total of those that print no other sum."""
    CHECK_6 = "check_6"
    """The last six digits of the check code."""
    CHECK_5 = "check_5"
    """The five characters of a blockchain invoice."""


@dataclass(frozen=True)
class Needs:
    """What one kind must be asked with, besides its date."""

    factors: tuple[Factor, ...]
    has_code: bool = True
    """With an invoice code the number has 8 digits, without one 20."""
    areas: tuple[str, ...] = ()
    """Where it is issued, as four digits that its code tells; empty: everywhere, and not asked for."""
    seller_in: tuple[str, ...] = ()
    """The areas of these where the seller's tax id is asked for as well."""


_BY_AMOUNT = Needs((Factor.AMOUNT,))
_BY_CHECK = Needs((Factor.CHECK_6,))
_BY_TOTAL = Needs((Factor.TOTAL,))
_DIGITAL = Needs((Factor.TOTAL,), has_code=False)

NEEDS: Mapping[str, Needs] = {
    "VAT_SPECIAL": _BY_AMOUNT,
    "FREIGHT_SPECIAL": _BY_AMOUNT,
    "E_SPECIAL": _BY_AMOUNT,
    "MOTOR_VEHICLE": _BY_AMOUNT,
    "USED_VEHICLE": _BY_TOTAL,
    "VAT_GENERAL": _BY_CHECK,
    "E_GENERAL": _BY_CHECK,
    "ROLL": _BY_CHECK,
    "TOLL_E": _BY_CHECK,
    "D_SPECIAL": _DIGITAL,
    "D_GENERAL": _DIGITAL,
    "D_TOLL": _DIGITAL,
    "D_AIR": _DIGITAL,
    "D_RAIL": _DIGITAL,
    "D_MOTOR": _DIGITAL,
    "D_USED": _DIGITAL,
    "DP_SPECIAL": _BY_AMOUNT,
    "DP_GENERAL": _BY_CHECK,
    "DP_MOTOR": _BY_AMOUNT,
    "DP_USED": _BY_TOTAL,
    "BLOCKCHAIN": Needs((Factor.AMOUNT, Factor.CHECK_5), areas=("4403", "5300", "1100"), seller_in=("4403", "5300")),
    "COMMON_E": Needs((Factor.AMOUNT_OR_TOTAL, Factor.CHECK_6), areas=("4400", "3300"), seller_in=("4400", "3300")),
}
"""By the finer id of the kind. The 数电 papers of vehicles (`DP_MOTOR`, `DP_USED`) are not described anywhere: as the older papers, unconfirmed."""

_DETAILS: Mapping[Kind, tuple[str, str]] = {
    Kind.VAT_SPECIAL: ("VAT_SPECIAL", ""),
    Kind.VAT_GENERAL: ("VAT_GENERAL", ""),
    Kind.VAT_E_SPECIAL: ("E_SPECIAL", ""),
    Kind.VAT_E_GENERAL: ("E_GENERAL", ""),
    Kind.VAT_ROLL: ("ROLL", ""),
    Kind.TOLL_E: ("TOLL_E", "D_TOLL"),
    Kind.MOTOR_VEHICLE: ("MOTOR_VEHICLE", "D_MOTOR"),
    Kind.USED_VEHICLE: ("USED_VEHICLE", "D_USED"),
    Kind.DIGITAL_SPECIAL: ("DP_SPECIAL", "D_SPECIAL"),
    Kind.DIGITAL_GENERAL: ("DP_GENERAL", "D_GENERAL"),
    Kind.BLOCKCHAIN: ("BLOCKCHAIN", ""),
    Kind.RAIL_E: ("", "D_RAIL"),
    Kind.AIR_E: ("", "D_AIR"),
}
"""What a kind is called with an invoice code, and without one."""

VERIFIABLE_KINDS = frozenset(_DETAILS)
"""All others are tickets and receipts that the bureau does not look up."""


def detail_to_ask(kind: Kind, detail: str, *, has_code: bool) -> str:
    """The finer id in `NEEDS` to ask as: the one that was read where it fits, else what the presence of an invoice code tells. "" for kinds that nobody looks up."""
    if detail in NEEDS and NEEDS[detail].has_code is has_code:
        return detail
    if kind not in _DETAILS:
        return ""
    with_code, without = _DETAILS[kind]
    return (with_code or without) if has_code else (without or with_code)
