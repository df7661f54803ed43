"""Taking in what people typed (补录): one form, or the rows of a template. What is taken in is a document with a receipt, and is read, judged and reviewed like any other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from intake.door import Incoming, Reception
from intake.entries.columns import ITEMS
from intake.entries.entry import MEDIA_TYPE, Entry, entry_bytes
from intake.entries.form import FormProblem, read_form
from intake.entries.sheet import SheetProblem, SheetRow
from intake.state import Actor
from intake.store.receipts import KeyConflict, Receipt
from intake.store.words import Door, Lane

EvidenceOf = Callable[[Sequence[str]], tuple[str, ...] | None]
"""Ids of documents to SHA-256; None where one of them is not there, or not for whoever enters."""


class RowOutcome(StrEnum):
    TAKEN = "taken"
    KNOWN = "known"
    """The same was entered before, or in a row above."""
    REFUSED = "refused"


@dataclass(frozen=True)
class ImportedRow:
    """What became of one row."""

    sheet: str
    row: int
    outcome: RowOutcome
    receipt: Receipt | None
    problems: tuple[SheetProblem, ...]


def enter(reception: Reception, tenant: str, entry: Entry, sender: Actor, key: str | None = None, lane: Lane = Lane.SINGLE) -> Receipt | KeyConflict:
    """Raises what `Reception.receive_made` raises."""
    number = entry.fields.get("invoice_number") or entry.fields.get("ticket_number") or entry.kind.value
    return reception.receive_made(entry_bytes(entry), MEDIA_TYPE, Incoming(tenant, f"补录 {number}.json", Door.ENTRY, sender, lane, key))


def import_rows(rows: Sequence[SheetRow], reception: Reception, tenant: str, sender: Actor, evidence_of: EvidenceOf) -> Iterator[ImportedRow]:
    """One for each row, in order. Taken in one by one: where this breaks off, doing it again takes in the rest, and nothing twice. Raises as `enter`."""
    for row in rows:
        entry = _entry(row, evidence_of)
        if isinstance(entry, Entry):
            receipt = enter(reception, tenant, entry, sender, lane=Lane.BATCH)
            assert isinstance(receipt, Receipt)  # without a key there is no conflict
            yield ImportedRow(row.sheet, row.row, RowOutcome.TAKEN if receipt.first else RowOutcome.KNOWN, receipt, ())
        else:
            yield ImportedRow(row.sheet, row.row, RowOutcome.REFUSED, None, entry)


def _entry(row: SheetRow, evidence_of: EvidenceOf) -> Entry | tuple[SheetProblem, ...]:
    if row.typed is None:
        return row.problems
    evidence = evidence_of(row.evidence)
    if evidence is None:
        problem = SheetProblem(
            row.sheet, row.row, "evidence", "There is no such document. Copy its id from the list of documents.", "没有该凭据文件，请从文件列表复制编号。"
        )
        return (problem,)
    entry = read_form(replace(row.typed, evidence=evidence))
    return entry if isinstance(entry, Entry) else tuple(_in_sheet(row, problem) for problem in entry)


def _in_sheet(row: SheetRow, problem: FormProblem) -> SheetProblem:
    place = problem.field.split(".")
    if place[0] == "items" and len(place) == 3:
        return SheetProblem(ITEMS, row.item_rows[int(place[1]) - 1], place[2], problem.message, problem.message_zh)
    return SheetProblem(row.sheet, row.row, problem.field, problem.message, problem.message_zh)


def ids_of(texts: Sequence[str]) -> tuple[UUID, ...] | None:
    """None where one is no id."""
    try:
        return tuple(map(UUID, texts))
    except ValueError:
        return None
