"""Who says what about a field: opinions of the print, of data in the file, and where a person should look."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from intake.domain.amount_words import parse_words
from intake.domain.money import parse_fen
from intake.evidence import Evidence, Place, Source
from intake.extraction.form_evidence import NO_INK, SECOND_PRINTING
from intake.invoice import Field, Invoice

HEADER = ("invoice_code", "invoice_number", "issue_date", "check_code", "machine_number")
BUYER = ("buyer_name", "buyer_tax_id")
SELLER = ("seller_name", "seller_tax_id")
SUMS = ("amount", "tax", "total")
WORDS = ("total_in_words",)
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (("header", HEADER), ("buyer", BUYER), ("seller", SELLER), ("sums", SUMS), ("words", WORDS))
"""The key fields by what is printed together."""

_OF_PRINT = (Source.OCR, Source.TEXT_LAYER, Source.OFD)
_DATA_READER = "data"


def printed_opinions(field: Field | None) -> tuple[Evidence, ...]:
    """What was read off the page, surest first; second printings and looks at empty places left out."""
    if field is None:
        return ()
    said = [opinion for opinion in field.evidence if opinion.value and _is_of_print(opinion) and not opinion.reader.endswith((SECOND_PRINTING, NO_INK))]
    return tuple(sorted(said, key=lambda opinion: -opinion.confidence))


def second_printings(field: Field | None) -> tuple[Evidence, ...]:
    """What the smaller printing of code and number says."""
    return tuple(opinion for opinion in field.evidence if opinion.value and opinion.reader.endswith(SECOND_PRINTING)) if field is not None else ()


def carried_opinion(field: Field) -> Evidence | None:
    """What the file's own data says."""
    return next((opinion for opinion in field.evidence if opinion.value and opinion.reader == _DATA_READER), None)


def reader_of(opinion: Evidence) -> str:
    """Name of the reading: `PP-OCRv6_small`, `PP-OCRv6_small/no-red`; ways of finding the place are not told apart."""
    return opinion.reader.removesuffix("/label-order")


def place_of(invoice: Invoice, fields: Iterable[str]) -> Place | None:
    """Where the first of some fields stands, of those that stand anywhere."""
    return next((field.place for name in fields if (field := invoice.fields.get(name)) is not None and field.place is not None), None)


def sums_said(opinions: Sequence[Evidence]) -> dict[int, Evidence]:
    """分 -> the surest opinion that says so."""
    said: dict[int, Evidence] = {}
    for opinion in opinions:
        fen = parse_words(opinion.value) if opinion.field == "total_in_words" else parse_fen(opinion.value)
        if fen is not None:
            said.setdefault(fen, opinion)
    return said


def _is_of_print(opinion: Evidence) -> bool:
    return opinion.source in _OF_PRINT and opinion.reader != _DATA_READER
