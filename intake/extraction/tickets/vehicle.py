"""The invoices for motor vehicles (机动车销售统一发票) and used vehicles (二手车销售统一发票): ruled forms read cell by cell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from intake.extraction import values
from intake.extraction.form_evidence import FieldText
from intake.extraction.tickets.form_fields import FORM_PARSERS, read_fields
from intake.extraction.tickets.labelled import Parser
from intake.extraction.tickets.numbers import code_and_number
from intake.extraction.tickets.ticket_text import TicketPage, TicketText
from intake.invoice import Kind
from intake.kinds.ticket_labels import MOTOR_VEHICLE_LABELS, USED_VEHICLE_LABELS, Lexicon

_VIN_VALUES = dict(zip("0123456789ABCDEFGHJKLMNPRSTUVWXYZ", (*range(10), *range(1, 9), *range(1, 6), 7, 9, *range(2, 10)), strict=True))
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_NUMBER_LENGTHS = (8, 20)


def read_motor_vehicle(page: TicketPage, score: float) -> TicketText:
    """Everything the invoice for a new vehicle says."""
    fields = _fields(page, MOTOR_VEHICLE_LABELS, in_line_of={"total_in_words": "total", "amount": "amount"})
    return TicketText(Kind.MOTOR_VEHICLE, "D_MOTOR" if _is_digital(fields) else "MOTOR_VEHICLE", _seller_with_phone(fields), (), score)


def read_used_vehicle(page: TicketPage, score: float) -> TicketText:
    """Everything the invoice for a used vehicle says."""
    fields = _fields(page, USED_VEHICLE_LABELS, in_line_of={})
    return TicketText(Kind.USED_VEHICLE, "D_USED" if _is_digital(fields) else "USED_VEHICLE", _with_addresses(fields), (), score)


def vin(text: str) -> str:
    """A vehicle identification number: seventeen characters without I, O and Q (ISO 3779); "" for anything else."""
    found = re.sub(r"[^A-Z0-9]", "", text.upper()).translate(str.maketrans("IOQ", "100"))
    return found if len(found) == 17 and sum(char.isdigit() for char in found) >= 4 else ""


def vin_check(text: str) -> str:
    """The check character that belongs at the ninth place (GB 16735, after ISO 3779). Raises KeyError for characters that no VIN has."""
    rest = sum(_VIN_VALUES[char] * weight for char, weight in zip(text, _VIN_WEIGHTS, strict=True)) % 11
    return "X" if rest == 10 else str(rest)


def _code(text: str) -> str:
    """Numbers of engines, certificates and plates: letters, digits and what joins them; "" for text without any digit."""
    found = re.sub(r"\s", "", values.free_text(text)).upper()
    return found if re.search(r"\d", found) and len(found) >= 3 else ""


def _address(text: str) -> str:
    found = values.free_text(text)
    return found if len(found) >= 4 else ""


def _personal_id(text: str) -> str:
    """A personal id, an organisation's code of nine, or a credit code."""
    found = re.sub(r"[^0-9A-Z]", "", text.upper())
    return found if len(found) in (9, 15, 18) and sum(char.isdigit() for char in found) >= 6 else ""


_PARSERS: Mapping[str, Parser] = {
    **FORM_PARSERS,
    "vin": vin,
    "engine_number": _code,
    "certificate_number": _code,
    "registration_number": _code,
    "plate_number": _code,
    "seller_address_phone": _address,
    "seller_address": _address,
    "buyer_address": _address,
    "_buyer_id": _personal_id,
}
"""`_buyer_id`: older forms print name and id of the buyer in one cell, whose label has three lines; only what is no id is the name."""


def _fields(page: TicketPage, lexicon: Lexicon, in_line_of: Mapping[str, str]) -> tuple[FieldText, ...]:
    numbers = code_and_number(page, _NUMBER_LENGTHS)
    known = {text.field for text in numbers}
    labelled = read_fields(page, lexicon, _PARSERS, wrapping=("buyer_name", "seller_name"), in_line_of=in_line_of)
    return (*numbers, *(text for text in labelled if text.field not in known))


def _is_digital(fields: Sequence[FieldText]) -> bool:
    return any(text.field == "invoice_number" and len(text.value) == 20 for text in fields)


def _seller_with_phone(fields: Sequence[FieldText]) -> tuple[FieldText, ...]:
    """Address and phone, bank and account stand in cells of their own and are one field each in results."""
    joined = _joined(fields, "seller_address_phone", "seller_phone")
    return _joined(joined, "seller_bank_account", "seller_account")


def _with_addresses(fields: Sequence[FieldText]) -> tuple[FieldText, ...]:
    renamed = tuple(replace(text, field=f"{text.field}_phone") if text.field.endswith("_address") else text for text in fields)
    return _joined(_joined(renamed, "buyer_address_phone", "buyer_phone"), "seller_address_phone", "seller_phone")


def _joined(fields: Sequence[FieldText], first: str, second: str) -> tuple[FieldText, ...]:
    """One field from two cells, a blank between their values."""
    tail = next((text for text in fields if text.field == second), None)
    head = next((text for text in fields if text.field == first), None)
    rest = tuple(text for text in fields if text.field not in (first, second))
    if tail is None:
        return tuple(fields)
    if head is None:
        return (*rest, replace(tail, field=first))
    value = f"{head.value} {tail.value}".strip()
    return (*rest, FieldText(first, value, f"{head.raw} {tail.raw}".strip(), (*head.glyphs, *tail.glyphs)))
