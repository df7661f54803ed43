"""Entries (补录), as clients send and get them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from pydantic import Field

from api.errors import NextStep, Problem
from intake.duties.entering import ImportedRow, RowOutcome
from intake.entries.columns import INVOICE_COLUMNS, ITEM_SHEET_COLUMNS, ITEMS, Column
from intake.entries.entry import Entry
from intake.entries.form import MOST_ITEMS, FormProblem, Typed
from intake.entries.refusals import entry_malformed
from intake.entries.sheet import SheetProblem
from intake.invoice import Kind

_Name = Annotated[str, Field(max_length=64)]
_Text = Annotated[str, Field(max_length=2000)]
_Values = Annotated[dict[_Name, _Text], Field(max_length=60)]


@dataclass(frozen=True)
class EntryForm:
    """An invoice as a person types it: dates, sums and numbers in any usual form."""

    kind: _Name
    """`digital_general`, or its Chinese name."""
    fields: _Values
    """By the names of the result format."""
    reason: _Text
    """Why it is entered by hand."""
    items: Annotated[list[_Values], Field(max_length=MOST_ITEMS)] = field(default_factory=list)
    evidence: Annotated[list[UUID], Field(max_length=20)] = field(default_factory=list)
    """Ids of documents that show it."""
    without_evidence: _Text = ""
    """Why there is none."""


@dataclass(frozen=True)
class EvidenceAnswer:
    sha256: str
    document_id: UUID | None
    """Null where it was deleted."""


@dataclass(frozen=True)
class EntryAnswer:
    """As it was typed; corrections stand with the invoice."""

    kind: Kind
    fields: dict[str, str]
    items: list[dict[str, str]]
    reason: str
    evidence: list[EvidenceAnswer]
    without_evidence: str
    entered_by: list[str]
    """Actors: none of them may approve it."""


@dataclass(frozen=True)
class RowProblem:
    sheet: str
    row: int
    """As the spreadsheet counts."""
    field: str
    column_en: str
    column_zh: str
    message_en: str
    message_zh: str


@dataclass(frozen=True)
class RowAnswer:
    sheet: str
    row: int
    outcome: RowOutcome
    receipt_id: UUID | None
    document_id: UUID | None
    problems: list[RowProblem]


@dataclass(frozen=True)
class ImportAnswer:
    """Every row that is not empty is in one of the three counts."""

    taken: int
    known: int
    """Entered before: nothing is double."""
    refused: int
    rows: list[RowAnswer]


def typed_of(form: EntryForm, evidence: tuple[str, ...]) -> Typed:
    return Typed(form.kind, form.fields, form.items, form.reason, evidence, form.without_evidence)


def entry_answer(entry: Entry, documents: Mapping[str, UUID], entered_by: Iterable[str]) -> EntryAnswer:
    evidence = [EvidenceAnswer(sha256, documents.get(sha256)) for sha256 in entry.evidence]
    items = [dict(item) for item in entry.items]
    return EntryAnswer(entry.kind, dict(entry.fields), items, entry.reason, evidence, entry.without_evidence, sorted(entered_by))


def import_answer(rows: Iterable[ImportedRow]) -> ImportAnswer:
    answers = [
        RowAnswer(
            row.sheet,
            row.row,
            row.outcome,
            row.receipt.id if row.receipt else None,
            row.receipt.document_id if row.receipt else None,
            [row_problem(problem) for problem in row.problems],
        )
        for row in rows
    ]
    counts = {outcome: sum(answer.outcome is outcome for answer in answers) for outcome in RowOutcome}
    return ImportAnswer(counts[RowOutcome.TAKEN], counts[RowOutcome.KNOWN], counts[RowOutcome.REFUSED], answers)


def row_problem(problem: SheetProblem) -> RowProblem:
    label = next((column for column in _columns_of(problem.sheet) if column.name == problem.field), None)
    en, zh = (label.en, label.zh) if label is not None else (problem.field, problem.field)
    return RowProblem(problem.sheet, problem.row, problem.field, en, zh, problem.message, problem.message_zh)


def _columns_of(sheet: str) -> tuple[Column, ...]:
    return ITEM_SHEET_COLUMNS if sheet == ITEMS else INVOICE_COLUMNS


def malformed(problems: tuple[FormProblem, ...]) -> Problem:
    """Names every field at once."""
    refused = entry_malformed(problems)
    said = [{"field": problem.field, "message_en": problem.message, "message_zh": problem.message_zh} for problem in problems]
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, refused.code, refused.message, refused.message_zh, NextStep.CORRECT_REQUEST, details={"problems": said})
