"""Which states a document and an invoice go through, which moves between them exist, and who may make them. Pure: `intake.store.moves` makes the moves.

    document   received -> reading -> read | failed | quarantined
    invoice    in_review -> approved -> verifying -> verified -> uploading -> confirmed, and the ends rejected, void, duplicate

What was approved is verified, what was verified is uploaded, `confirmed` means read back. What is booked and has to be corrected is taken back by a person and goes the
same way again. That an outside system can't be reached is no state.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from intake.invoice import Decision


class DocumentState(StrEnum):
    """One file that came in."""

    RECEIVED = "received"
    """Waits to be read."""
    READING = "reading"
    READ = "read"
    FAILED = "failed"
    """Can't be read as it is; its error code says why."""
    QUARANTINED = "quarantined"
    """Killed its reader more than once: not tried again by itself."""


class InvoiceState(StrEnum):
    """One invoice found in a document."""

    IN_REVIEW = "in_review"
    APPROVED = "approved"
    VERIFYING = "verifying"
    """Asking whether the tax bureau knows it, the waits for that included."""
    VERIFIED = "verified"
    UPLOADING = "uploading"
    CONFIRMED = "confirmed"
    """The ledger has it: it was read back."""
    REJECTED = "rejected"
    VOID = "void"
    """Cancelled or reversed by its issuer."""
    DUPLICATE = "duplicate"
    """Another record holds the same invoice."""


class Role(StrEnum):
    """What somebody is in the product; `machine` is the product itself."""

    MACHINE = "machine"
    SUBMITTER = "submitter"
    REVIEWER = "reviewer"
    SECOND_REVIEWER = "second_reviewer"
    FINANCE = "finance"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Actor:
    """Who does something, as history names them."""

    name: str
    """`machine:reader`, `user:` and an id ..."""
    roles: frozenset[Role]

    def may(self, allowed: Iterable[Role]) -> bool:
        return not self.roles.isdisjoint(allowed)

    @property
    def is_machine(self) -> bool:
        return Role.MACHINE in self.roles


MACHINE_NAME = "machine:"


def machine(part: str) -> Actor:
    """A part of the product: `machine("reader")`."""
    return Actor(f"{MACHINE_NAME}{part}", frozenset({Role.MACHINE}))


def is_machine_name(name: str) -> bool:
    """Of an actor, as history names it."""
    return name.startswith(MACHINE_NAME)


State = TypeVar("State", DocumentState, InvoiceState)


@dataclass(frozen=True)
class Move(Generic[State]):
    """A change of state that exists."""

    source: State
    target: State
    by: frozenset[Role]


_MACHINE = frozenset({Role.MACHINE})
_REVIEWERS = frozenset({Role.REVIEWER, Role.SECOND_REVIEWER, Role.ADMINISTRATOR})
_DECIDERS = _REVIEWERS | {Role.FINANCE}
_BOOKKEEPERS = frozenset({Role.FINANCE, Role.ADMINISTRATOR})


def _from(source: State, targets: Mapping[State, frozenset[Role]]) -> tuple[Move[State], ...]:
    return tuple(Move(source, target, by) for target, by in targets.items())


_D, _I = DocumentState, InvoiceState

DOCUMENT_MOVES: tuple[Move[DocumentState], ...] = (
    *_from(_D.RECEIVED, {_D.READING: _MACHINE}),
    *_from(
        _D.READING,
        {
            _D.READ: _MACHINE,
            _D.FAILED: _MACHINE,
            _D.QUARANTINED: _MACHINE,
            _D.RECEIVED: _MACHINE,  # its worker died, or our side gave up for now
        },
    ),
    # Again, at somebody's wish: after a new password, with new models, or when what killed the reader is mended.
    *_from(_D.READ, {_D.RECEIVED: _DECIDERS}),
    *_from(_D.FAILED, {_D.RECEIVED: _DECIDERS | {Role.SUBMITTER}}),
    *_from(_D.QUARANTINED, {_D.RECEIVED: frozenset({Role.ADMINISTRATOR})}),
)

INVOICE_MOVES: tuple[Move[InvoiceState], ...] = (
    *_from(
        _I.IN_REVIEW,
        {
            _I.APPROVED: _DECIDERS,
            _I.REJECTED: _DECIDERS,
            _I.VOID: _DECIDERS,
            _I.DUPLICATE: _DECIDERS | _MACHINE,
        },
    ),
    *_from(_I.APPROVED, {_I.VERIFYING: _MACHINE, _I.IN_REVIEW: _DECIDERS | _MACHINE}),
    *_from(
        _I.VERIFYING,
        {
            _I.VERIFIED: _MACHINE | {Role.FINANCE},  # by hand on the bureau's page, where the service stays away
            _I.IN_REVIEW: _DECIDERS | _MACHINE,  # not known, or other values: a person looks
            _I.VOID: _MACHINE,
        },
    ),
    *_from(_I.VERIFIED, {_I.UPLOADING: _MACHINE, _I.IN_REVIEW: _DECIDERS, _I.VOID: _MACHINE}),
    *_from(
        _I.UPLOADING,
        {
            _I.CONFIRMED: _MACHINE,
            _I.VERIFIED: _MACHINE,  # nothing arrived: it may be sent again
            _I.IN_REVIEW: _MACHINE,  # the ledger refuses its values
        },
    ),
    *_from(_I.CONFIRMED, {_I.IN_REVIEW: _BOOKKEEPERS}),  # a booked invoice has to be corrected: with a reason
    *_from(_I.REJECTED, {_I.IN_REVIEW: _DECIDERS}),
    *_from(_I.DUPLICATE, {_I.IN_REVIEW: _DECIDERS | _MACHINE}),  # the machine, once nobody holds the invoice any more
)

STATE_OF_DECISION: Mapping[Decision, InvoiceState] = {
    Decision.ACCEPT: InvoiceState.APPROVED,
    Decision.REVIEW: InvoiceState.IN_REVIEW,
    Decision.REJECT: InvoiceState.REJECTED,
}
"""Where an invoice begins that no other record holds."""

RELEASED_STATES = (InvoiceState.REJECTED, InvoiceState.DUPLICATE)
"""A record in one of these leaves its invoice key to others."""

NEEDS_REASON = ((InvoiceState.CONFIRMED, InvoiceState.IN_REVIEW),)
"""Moves that nobody makes without saying why."""

CORRECTABLE_STATES = (InvoiceState.IN_REVIEW, InvoiceState.DUPLICATE)
"""Values may change here; from elsewhere an invoice is taken back to review first."""

SETTLED_STATES = (InvoiceState.APPROVED, InvoiceState.VERIFYING, InvoiceState.VERIFIED, InvoiceState.UPLOADING, InvoiceState.CONFIRMED)
"""Its values are what it is: later invoices may be compared with it."""

SENT_STATES = (InvoiceState.UPLOADING, InvoiceState.CONFIRMED)
"""The ledger has it or may have it: the record can't be deleted."""

MAY_CORRECT = _DECIDERS
MAY_DELETE = _DECIDERS
MAY_RESTORE = _DECIDERS


def allowed_roles(moves: Iterable[Move[State]], source: State, target: State) -> frozenset[Role]:
    """Who may make this move. Raises ValueError when there is no such move: a fault of the program, not of who asks."""
    for move in moves:
        if (move.source, move.target) == (source, target):
            return move.by
    raise ValueError(f"no move leads from {source.value} to {target.value}")


def targets(moves: Iterable[Move[State]], source: State, actor: Actor) -> tuple[State, ...]:
    """Where this actor may move a record from here, in the order of the table."""
    return tuple(move.target for move in moves if move.source is source and actor.may(move.by))
