"""What people are told of, how urgent that is, and whom it concerns. Pure; the sentences are in `intake.notices.wording`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from intake.state import Role


class Topic(StrEnum):
    UPLOAD_REFUSED = "upload_refused"
    """The ledger refused an invoice, or sending it was given up."""
    BOOKED_CHANGED = "booked_changed"
    """A booked invoice is no longer what it was when it was verified: cancelled, reversed, listed."""
    INVOICE_VOID = "invoice_void"
    """Cancelled or reversed before it was booked."""
    NOT_VERIFIED = "not_verified"
    """Looking it up ended with a person: unknown after all waits, other values, a doubtful status."""
    DOCUMENT_FAILED = "document_failed"
    QUARANTINED = "quarantined"
    LEDGER_DOWN = "ledger_down"
    LEDGER_UP = "ledger_up"
    LOOKUPS_DOWN = "lookups_down"
    LOOKUPS_UP = "lookups_up"
    READING_STALLED = "reading_stalled"
    """What somebody waits for is not read."""
    READING_GOES_ON = "reading_goes_on"
    REVIEW_OVERDUE = "review_overdue"
    WAITS_TOO_LONG = "waits_too_long"
    """In any other state."""
    DIFFERENCE_FOUND = "difference_found"
    """By reconciliation."""
    SEVERE_DIFFERENCE = "severe_difference"
    """The same, where the books are wrong by money."""
    NOT_RECONCILED = "not_reconciled"
    """The ledger could not be asked, time after time."""
    PROBE_FAILED = "probe_failed"
    PROBE_WELL = "probe_well"
    DELIVERY_FAILED = "delivery_failed"
    """A notice could not be delivered to where somebody wants it."""
    TEST = "test"
    """Somebody tries whether messages arrive."""
    FEEDBACK_SENT = "feedback_sent"
    """Somebody said something about a page."""
    FEEDBACK_ANSWERED = "feedback_answered"


class Urgency(StrEnum):
    URGENT = "urgent"
    """At once."""
    DIGEST = "digest"
    """With the others of the day."""


class Part(StrEnum):
    """What somebody has to do with it."""

    APPROVER = "approver"
    SENDER = "sender"
    ROLE = "role"
    """Nothing themselves: they look after such things."""


@dataclass(frozen=True)
class TopicRule:
    urgency: Urgency
    persons: tuple[Part, ...] = ()
    """The first of these that is a user who may still log in is told ..."""
    roles: frozenset[Role] = frozenset()
    """... and where there is none, whoever has one of these roles; where nobody has, the administrators."""
    roles_too: bool = False
    """The roles are told besides the person."""


_FINANCE, _REVIEWERS, _ADMINISTRATORS = frozenset({Role.FINANCE}), frozenset({Role.REVIEWER, Role.SECOND_REVIEWER}), frozenset({Role.ADMINISTRATOR})
_RESPONSIBLE = (Part.APPROVER, Part.SENDER)
_U, _D = Urgency.URGENT, Urgency.DIGEST

TOPICS: Mapping[Topic, TopicRule] = {
    Topic.UPLOAD_REFUSED: TopicRule(_U, _RESPONSIBLE, _FINANCE),
    Topic.BOOKED_CHANGED: TopicRule(_U, _RESPONSIBLE, _FINANCE, roles_too=True),
    Topic.INVOICE_VOID: TopicRule(_D, (Part.SENDER,), _FINANCE, roles_too=True),
    Topic.NOT_VERIFIED: TopicRule(_D, _RESPONSIBLE, _REVIEWERS),
    Topic.DOCUMENT_FAILED: TopicRule(_D, (Part.SENDER,), _REVIEWERS),
    Topic.QUARANTINED: TopicRule(_U, (), _ADMINISTRATORS),
    Topic.LEDGER_DOWN: TopicRule(_U, (), _ADMINISTRATORS | _FINANCE),
    Topic.LEDGER_UP: TopicRule(_U, (), _ADMINISTRATORS | _FINANCE),
    Topic.LOOKUPS_DOWN: TopicRule(_U, (), _ADMINISTRATORS | _FINANCE),
    Topic.LOOKUPS_UP: TopicRule(_U, (), _ADMINISTRATORS | _FINANCE),
    Topic.READING_STALLED: TopicRule(_U, (), _ADMINISTRATORS),
    Topic.READING_GOES_ON: TopicRule(_U, (), _ADMINISTRATORS),
    Topic.REVIEW_OVERDUE: TopicRule(_D, (), _REVIEWERS),
    Topic.WAITS_TOO_LONG: TopicRule(_D, _RESPONSIBLE, _FINANCE),
    Topic.DIFFERENCE_FOUND: TopicRule(_D, (), _FINANCE),
    Topic.SEVERE_DIFFERENCE: TopicRule(_U, (), _FINANCE),
    Topic.NOT_RECONCILED: TopicRule(_D, (), _ADMINISTRATORS | _FINANCE),
    Topic.PROBE_FAILED: TopicRule(_U, (), _ADMINISTRATORS),
    Topic.PROBE_WELL: TopicRule(_U, (), _ADMINISTRATORS),
    Topic.DELIVERY_FAILED: TopicRule(_D, (), _ADMINISTRATORS),
    Topic.TEST: TopicRule(_U, (), frozenset()),
    Topic.FEEDBACK_SENT: TopicRule(_D, (), _ADMINISTRATORS),
    Topic.FEEDBACK_ANSWERED: TopicRule(_D, (Part.SENDER,), frozenset()),
}

IN_APP_ONLY = frozenset({Topic.DELIVERY_FAILED})
"""Told by mail or webhook, they could call forth themselves."""
