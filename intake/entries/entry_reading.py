"""From an entry to a reading, so that the same rules, judges and records hold for it as for a document that was read. Pure."""

from __future__ import annotations

from intake.document import Document, Format
from intake.entries.entry import Entry
from intake.entries.form import detail_of
from intake.evidence import Source
from intake.invoice import Field, FieldState, Invoice, Item
from intake.kinds.fields import fields_of
from intake.reading import FoundInvoice, Reading, Region
from models.geometry import Quad

_BY = "person"


def reading_of(entry: Entry, document: Document) -> Reading:
    """`document` is the file that the entry is kept as. Nothing confirms what one person typed, so that another has to look."""
    detail = detail_of(entry.kind, entry.fields)
    names = dict.fromkeys((*fields_of(entry.kind, detail), *entry.fields))
    fields = {name: _field(entry.fields.get(name)) for name in names}
    items = tuple(Item(dict(cells), 1.0) for cells in entry.items)
    region = Region(1, Quad(((0.0, 0.0),) * 4), Format.ENTRY, kind=entry.kind, kind_detail=detail, kind_said_by=(_BY,), items=items)
    invoice = Invoice(entry.kind, detail, (_BY,), fields=fields, items=items)
    return Reading(document, regions=(region,), invoices=(FoundInvoice((region,), 0, invoice),))


def _field(value: str | None) -> Field:
    """What nobody typed is absent: whether it is printed, nobody said."""
    if value is None:
        return Field(None, FieldState.ABSENT, 0.5)
    return Field(value, FieldState.READ, 1.0, Source.PERSON, raw=value)
