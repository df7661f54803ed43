"""What a change of a record is answered with. That somebody else was faster is an answer, not an error."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from intake.state import DocumentState, InvoiceState, Role


@dataclass(frozen=True)
class Done:
    version: int
    """Of the record now."""


@dataclass(frozen=True)
class Overtaken:
    """The record is not what the caller thought: somebody moved, changed or deleted it, or there never was one. Nothing was changed."""

    state: DocumentState | InvoiceState | None = None
    """None where this tenant has no such record, or it is deleted."""
    version: int | None = None


@dataclass(frozen=True)
class NotAllowed:
    """Only these may do that. Nothing was changed."""

    needed: frozenset[Role]


@dataclass(frozen=True)
class NotNow:
    """Not in the state the record is in. Nothing was changed."""

    state: InvoiceState | DocumentState


@dataclass(frozen=True)
class Taken:
    """Another live record is this invoice, or has these bytes. Nothing was changed."""

    holder: UUID


MoveAnswer = Done | Overtaken | NotAllowed
InvoiceMoveAnswer = MoveAnswer | Taken
CorrectionAnswer = Done | Overtaken | NotAllowed | NotNow | Taken
DeletionAnswer = Done | Overtaken | NotAllowed | NotNow
RestoreAnswer = Done | Overtaken | NotAllowed | Taken
