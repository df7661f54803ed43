"""From labels with their values to the fields of a form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from intake.domain.dates import FIRST_YEAR, read_iso_date
from intake.domain.money import format_fen, read_fen
from intake.domain.tax_id import clean_tax_id
from intake.extraction import values
from intake.extraction.form_evidence import FieldText
from intake.extraction.glyphs import Glyph
from intake.extraction.tickets.labelled import LabelledValue, Parser, read_labelled
from intake.extraction.tickets.ticket_text import Span, TicketPage
from intake.kinds.ticket_labels import Lexicon

_PARTY_OF_NAME = {"buyer_name": "buyer", "seller_name": "seller"}


def read_fields(
    page: TicketPage,
    lexicon: Lexicon,
    parsers: Mapping[str, Parser],
    wrapping: Sequence[str] = (),
    below: Sequence[str] = (),
    in_line_of: Mapping[str, str] = MappingProxyType({}),
) -> list[FieldText]:
    """The fields whose labels were found, one each: the first that holds a value, else the first whose place is empty or unreadable.

    `in_line_of`: what the label `figures` (小写) means in the line of another label, by that label's name.
    """
    found = read_labelled(page, lexicon, _of_labels(parsers, lexicon), wrapping, below)
    best: dict[str, FieldText] = {}
    for field, value in _named(found, in_line_of):
        text = _field_text(field, value, parsers.get(field, values.free_text))
        if field not in best or (text.value and not best[field].value):
            best[field] = text
    return list(best.values())


def _of_labels(parsers: Mapping[str, Parser], lexicon: Lexicon) -> dict[str, Parser]:
    """Parsers by label name: a party's label asks for the same whichever party it is."""
    names = {name for name, _ in lexicon}
    own = {name: parse for name, parse in parsers.items() if name in names}
    shared = {f"party_{rest}": parsers[f"buyer_{rest}"] for rest in ("tax_id", "phone") if f"party_{rest}" in names and f"buyer_{rest}" in parsers}
    return {**own, **shared}


def _named(found: Sequence[LabelledValue], in_line_of: Mapping[str, str]) -> Iterable[tuple[str, LabelledValue]]:
    """Field names: `party_*` goes to the party named last, in its own line or above; labels that only bound others are dropped."""
    party = "buyer"
    for value in sorted(found, key=lambda value: value.label.y):
        party = _PARTY_OF_NAME.get(value.name, party)
        if value.name.startswith("party_"):
            yield f"{_in_line(value, found, _PARTY_OF_NAME) or party}_{value.name.removeprefix('party_')}", value
        elif value.name == "figures":
            yield _in_line(value, found, in_line_of) or "total", value
        elif not value.name.startswith("_"):
            yield value.name, value


def _in_line(value: LabelledValue, found: Sequence[LabelledValue], meanings: Mapping[str, str]) -> str | None:
    """What a label means beside the one in its line that gives it a meaning; None where no such label stands there."""
    height = value.label.glyphs[0].height
    beside = [other for other in found if other.name in meanings and abs(other.label.y - value.label.y) < 0.9 * height]
    return meanings[min(beside, key=lambda other: abs(other.label.x - value.label.x)).name] if beside else None


def _field_text(field: str, value: LabelledValue, parse: Parser) -> FieldText:
    if value.span is None:
        return FieldText(field, "", "", ())
    text = parse(value.span.text)
    raw = "".join(glyph.printed for glyph in value.span.glyphs)
    return FieldText(field, text, raw, glyphs_of_value(value.span, text))


def glyphs_of_value(span: Span, value: str) -> tuple[Glyph, ...]:
    """The glyphs that spell the value, where it is a plain part of what is printed; else all."""
    printed = "".join(glyph.char for glyph in span.glyphs)
    plain = re.sub(r"\s", "", value)
    start = printed.find(plain)
    return span.glyphs[start : start + len(plain)] if plain and start >= 0 else span.glyphs


def lawful_date(text: str) -> str:
    """A date of the time since there are VAT invoices; "" for anything else."""
    found = values.date(text)
    day = read_iso_date(found) if found else None
    return found if day is not None and day.year >= FIRST_YEAR else ""


def tax_id(text: str) -> str:
    """An id of a length that ids have; "" otherwise."""
    found = clean_tax_id(text)
    return found if len(found) in (15, 16, 17, 18, 20) and sum(char.isdigit() for char in found) >= 7 else ""


def yuan(text: str) -> str:
    """An amount where whole yuan are printed without 角 and 分: `28元`, `¥45.00`."""
    fen = read_fen(re.sub(r"元.*$", "", text))
    return "" if fen is None else format_fen(fen)


def name(text: str) -> str:
    """A party's or person's name: not a number, nor an id with its few letters."""
    found = values.party(text)
    digits = sum(char.isdigit() for char in found)
    return found if re.search(r"[一-鿿A-Za-z]", found) and digits <= 0.5 * len(found) else ""


FORM_PARSERS: Mapping[str, Parser] = {
    "invoice_code": values.digits_of_length(10, 12),
    "invoice_number": values.digits_of_length(8, 20),
    "issue_date": lawful_date,
    "check_code": values.digits_of_length(20),
    "machine_number": values.digits_of_length(12),
    "buyer_name": name,
    "seller_name": name,
    "buyer_tax_id": tax_id,
    "seller_tax_id": tax_id,
    "amount": values.money,
    "tax": values.money,
    "total": values.money,
    "total_in_words": values.amount_words,
    "payee": name,
    "reviewer": name,
    "drawer": name,
}
"""What fields of all labelled forms must look like."""
