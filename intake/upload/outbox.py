"""Which states one sending of an invoice goes through, which moves exist, and what follows from each answer. Pure: `intake.store.uploads` keeps it, `intake.duties.uploading` does it.

    queued -> sending -> accepted -> confirmed, and rejected, unknown, dead

The invoice goes along: it is `verified` while its sending is queued, `uploading` from the moment before anything leaves until it is known what came of it, and
`confirmed` when it was read back. A sending that is rejected or dead leaves it to a person, in review.

Before anything is sent the ledger is asked whether it has the invoice, each time: so nothing is booked twice that a person typed there, that an earlier attempt left
there, or that the other route brought.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from intake.state import InvoiceState
from intake.upload.differences import Difference, differences, proof
from intake.upload.ledger import Accepted, Found, LedgerEntry, Manners, Refused, Submission, Unavailable, Unknown


class UploadState(StrEnum):
    QUEUED = "queued"
    """Surely not there; to be sent."""
    SENDING = "sending"
    """Written down before the first byte leaves."""
    ACCEPTED = "accepted"
    """They say that they have it; not read back yet."""
    UNKNOWN = "unknown"
    """It may be there: they are asked."""
    CONFIRMED = "confirmed"
    """Read back, and equal."""
    REJECTED = "rejected"
    """They refused it."""
    DEAD = "dead"
    """Given up: a person decides."""


_S = UploadState
UPLOAD_MOVES: Mapping[UploadState, frozenset[UploadState]] = {
    _S.QUEUED: frozenset({_S.SENDING, _S.CONFIRMED, _S.DEAD}),
    _S.SENDING: frozenset({_S.ACCEPTED, _S.REJECTED, _S.UNKNOWN, _S.QUEUED}),
    _S.ACCEPTED: frozenset({_S.CONFIRMED, _S.REJECTED, _S.QUEUED, _S.DEAD}),
    _S.UNKNOWN: frozenset({_S.CONFIRMED, _S.REJECTED, _S.QUEUED, _S.DEAD}),
    _S.CONFIRMED: frozenset(),
    _S.REJECTED: frozenset(),
    _S.DEAD: frozenset({_S.QUEUED}),  # the same values, approved once more
}
INVOICE_STATE: Mapping[UploadState, InvoiceState] = {
    _S.QUEUED: InvoiceState.VERIFIED,
    _S.SENDING: InvoiceState.UPLOADING,
    _S.ACCEPTED: InvoiceState.UPLOADING,
    _S.UNKNOWN: InvoiceState.UPLOADING,
    _S.CONFIRMED: InvoiceState.CONFIRMED,
    _S.REJECTED: InvoiceState.IN_REVIEW,
    _S.DEAD: InvoiceState.IN_REVIEW,
}
"""Where the invoice of a sending is that has just moved there."""
WAITING_STATES = (_S.QUEUED, _S.SENDING, _S.ACCEPTED, _S.UNKNOWN)
"""There is something to do for it."""


class SendingCause(StrEnum):
    """Why a sending is where it is. The sentences are in `intake.upload.causes`."""

    NONE = ""
    NO_LEDGER = "no_ledger"
    UNAVAILABLE = "unavailable"
    REFUSED = "refused"
    NO_ANSWER = "no_answer"
    """What was sent may have arrived."""
    INTERRUPTED = "interrupted"
    """Our process ended while it was sending."""
    NOT_THERE_YET = "not_there_yet"
    NEVER_ARRIVED = "never_arrived"
    """Asked long enough: it is not there, and is sent again."""
    LOST = "lost"
    """They accepted it, more than once, and don't have it."""
    NO_LUCK = "no_luck"
    """Sent too often without a clear answer."""
    DIFFERS = "differs"
    DOUBLED = "doubled"
    FORMAT = "format"
    """Something that every entry needs is missing: nothing was sent."""
    ORIGINAL_DAMAGED = "original_damaged"
    CANCELLED_THERE = "cancelled_there"
    """They had it, and somebody there cancelled it."""
    WITHDRAWN = "withdrawn"
    """The invoice was taken back before it was sent."""


@dataclass(frozen=True)
class Patience:
    """How often and how long."""

    first_wait: timedelta = timedelta(seconds=20)
    longest_wait: timedelta = timedelta(hours=1)
    growth: float = 2.0
    sendings: int = 8
    """Of one revision that may have arrived, whatever became of them."""
    losses: int = 3
    """Accepted and not there."""
    pause: timedelta = timedelta(minutes=1)
    """After the first time that a ledger could not be reached; grows likewise."""
    longest_pause: timedelta = timedelta(minutes=30)
    lease: timedelta = timedelta(minutes=5)
    """A sending that was begun and not heard of for that long was interrupted. Longer than any adapter takes."""

    def wait(self, times: int) -> timedelta:
        """Before asking again, `times` having been asked in vain."""
        return _grown(self.first_wait, self.longest_wait, self.growth, times)

    def pause_after(self, failures: int) -> timedelta:
        """Before a ledger is tried again, `failures` times in a row having failed; from 1."""
        return _grown(self.pause, self.longest_pause, self.growth, failures - 1)


@dataclass(frozen=True)
class Attempt:
    """How far the sending of one revision has come; what decisions need of it."""

    state: UploadState
    sendings: int = 0
    losses: int = 0
    asked: int = 0
    """Times that it was looked for in vain since it was last sent."""
    sent_at: datetime | None = None
    """When it last left at the latest, as far as is known."""
    their_id: str = ""


@dataclass(frozen=True)
class Step:
    """What follows."""

    state: UploadState
    cause: SendingCause
    again_at: datetime | None
    """When there is something to do; None where a person has to, or nobody."""
    their_id: str = ""
    detail: str = ""
    """Their code and words; of one that is confirmed, what they showed."""
    differences: tuple[Difference, ...] = ()


def after_sending(attempt: Attempt, answer: Submission, now: datetime, manners: Manners, patience: Patience) -> Step:
    """`attempt` is in the state SENDING."""
    match answer:
        case Accepted(their_id):
            return Step(_S.ACCEPTED, SendingCause.NOT_THERE_YET, now + manners.appears_after, their_id)
        case Refused(code, message):
            return Step(_S.REJECTED, SendingCause.REFUSED, None, detail=f"{code}: {message}")
        case Unknown(reason):
            return Step(_S.UNKNOWN, SendingCause.NO_ANSWER, now + patience.wait(0), detail=reason)
        case Unavailable(reason, message, retry_after):
            wait = max(patience.wait(attempt.sendings), retry_after or timedelta())
            return Step(_S.QUEUED, SendingCause.UNAVAILABLE, now + wait, detail=f"{reason}: {message}")


def after_interruption(now: datetime) -> Step:
    """Nobody was heard of who was sending: whether anything left, nobody knows."""
    return Step(_S.UNKNOWN, SendingCause.INTERRUPTED, now)


def after_asking(attempt: Attempt, entry: LedgerEntry, found: Found | Refused, now: datetime, manners: Manners, patience: Patience) -> Step | None:
    """`found` under the invoice's key. None where it may be sent: `attempt` is QUEUED and they have nothing that counts."""
    if isinstance(found, Refused):
        # Nothing of what is queued is with them: they speak of an earlier revision.
        return None if attempt.state is _S.QUEUED else Step(_S.REJECTED, SendingCause.REFUSED, None, detail=f"{found.code}: {found.message}")
    standing = [each for each in found.entries if not each.withdrawn]
    if len(standing) > 1:
        return Step(_S.DEAD, SendingCause.DOUBLED, None, standing[0].their_id, ", ".join(each.their_id for each in standing))
    if standing:
        differing = differences(entry, standing[0])
        if differing:
            return Step(_S.DEAD, SendingCause.DIFFERS, None, standing[0].their_id, differences=differing)
        return Step(_S.CONFIRMED, SendingCause.NONE, None, standing[0].their_id, proof(entry, standing[0]))
    if attempt.state is _S.ACCEPTED and any(each.their_id == attempt.their_id for each in found.entries):
        # Sent again, it would come back to whoever cancelled it.
        return Step(_S.DEAD, SendingCause.CANCELLED_THERE, None, attempt.their_id)
    if attempt.state is _S.QUEUED:
        return Step(_S.DEAD, SendingCause.NO_LUCK, None) if attempt.sendings >= patience.sendings else None
    settled = attempt.sent_at is None or now >= attempt.sent_at + manners.settles_within
    if not settled:
        assert attempt.sent_at is not None
        again = min(now + patience.wait(attempt.asked), attempt.sent_at + manners.settles_within)
        return Step(attempt.state, SendingCause.NOT_THERE_YET, again)
    if attempt.state is _S.ACCEPTED and attempt.losses + 1 >= patience.losses:
        return Step(_S.DEAD, SendingCause.LOST, None)
    return Step(_S.QUEUED, SendingCause.NEVER_ARRIVED, now)


def after_finding_under_old_key(key: str, ours: str, found: Found) -> Step | None:
    """`found` under a key that this invoice had when it was sent before, and `ours` is its number now. None where they have nothing under it that counts."""
    standing = [each for each in found.entries if not each.withdrawn]
    if not standing:
        return None
    return Step(_S.DEAD, SendingCause.DIFFERS, None, standing[0].their_id, differences=(Difference("invoice_number", ours, key),))


def after_no_asking(attempt: Attempt, answer: Unavailable, now: datetime, patience: Patience) -> Step:
    """They could not be asked: nothing is known that was not known before."""
    again = now + max(patience.wait(attempt.asked), answer.retry_after or timedelta())
    return Step(attempt.state, SendingCause.UNAVAILABLE, again, detail=f"{answer.reason}: {answer.message}")


def _grown(first: timedelta, longest: timedelta, growth: float, times: int) -> timedelta:
    wait = first
    for _ in range(times):
        if wait >= longest:
            return longest
        wait *= growth
    return min(wait, longest)
