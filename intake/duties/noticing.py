"""Which short jobs tell people what they have to know.

    look      what happened becomes notices, in lists and in messages that wait for their time   (`NoticeSweep`, every few seconds)
    deliver   one message goes out, once or again later                                          (`NoticeDelivery`, a job for each try)

The rows of `intake.store.notice_messages` are the truth. A message may arrive twice, where the process dies between sending and writing that down; it has the same id then.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from logging import getLogger
from uuid import UUID

from sqlalchemy.orm import Session
from structlog.contextvars import bound_contextvars

from intake.engine import Job, JobQueue
from intake.errors import StoreUnavailable
from intake.notices.channel import Channel, Delivered, Delivery, NotDelivered
from intake.notices.letters import letter, payload
from intake.notices.mail import MailChannel
from intake.notices.notice import About, Happening, Notice, Subject
from intake.notices.rules import NoticeRules
from intake.notices.topics import Topic
from intake.notices.webhook import Target, WebhookChannel
from intake.state import InvoiceState
from intake.store.notice_conditions import are_unchanged, changed_conditions, conditions
from intake.store.notice_messages import Desk, StoredMessage, claim_messages, due_messages, end_message, find_message, notices_in, put_off_message
from intake.store.notice_reconciliation import reconciliation_sources
from intake.store.notice_sources import Source, gather, has_news, sources
from intake.store.notice_timers import timers
from intake.store.notice_wishes import Wish, wish_of
from intake.store.notice_words import MessageState
from intake.store.notices import tell
from intake.store.people_users import find_user
from intake.store.session import Database
from intake.store.webhooks import name_of_webhook, target_of
from intake.workflow import kept

DELIVER = "deliver"
QUEUE = JobQueue(DELIVER, at_once=4, poll_seconds=1.0)
LOOK_SECONDS = 5.0
_SLOW = timedelta(seconds=60)
"""From one look at timers and conditions to the next."""
_AT_ONCE = 100
_ROUNDS = 20
"""Transactions of one look: more waits for the next, since signs of life wait for looks."""


def deliver_job(message: StoredMessage) -> Job:
    """Of one try: at any other version of the message it finds nothing to do."""
    return Job(f"{DELIVER}:{message.id}:{message.version}", DELIVER, QUEUE, (str(message.id), str(message.version)))


@dataclass(frozen=True)
class NoticingParts:
    """What telling takes; made in `api/build_service.py`."""

    database: Database
    enqueue: Callable[[Job], None]
    """Of `intake.engine.Jobs`. Raises StoreUnavailable."""
    clock: Callable[[], datetime]
    mail: MailChannel | None = None
    """None where no mail server is set up."""
    webhook: WebhookChannel = field(default_factory=WebhookChannel)
    rules: NoticeRules = field(default_factory=NoticeRules)
    retry: Callable[[Callable[[], bool]], bool] = kept
    """How often the end of a try is tried to be written down while the database is away."""
    resting: Callable[[], Collection[InvoiceState]] = tuple
    """In which an invoice may be for ever just now: where nobody can be asked, approved invoices stay approved, which is no delay."""

    @property
    def desk(self) -> Desk:
        channels = {Channel.WEBHOOK} if self.mail is None else {Channel.WEBHOOK, Channel.MAIL}
        return Desk(frozenset(channels), self.rules.delivery)


class NoticeSweep:
    """Safe to run in any number of processes; costs some look-ups in indexes when nothing happened."""

    def __init__(self, parts: NoticingParts) -> None:
        self._parts = parts
        self._slow_at: datetime | None = None

    def run(self) -> int:
        """How many were told. Raises StoreUnavailable, having done a part."""
        now = self._parts.clock()
        told = self._gather((*sources(), *reconciliation_sources()), now)
        if self._slow_at is None or now >= self._slow_at:
            self._slow_at = now + _SLOW
            told += self._gather(timers(self._waits(), now), now) + self._conditions(now)
        self._send_due(now)
        return told

    def _waits(self) -> Mapping[InvoiceState, timedelta]:
        resting = self._parts.resting()
        return {state: wait for state, wait in self._parts.rules.waits.items() if state not in resting}

    def _gather(self, from_these: Sequence[Source], now: datetime) -> int:
        with self._parts.database.read() as session:
            with_news = [source for source in from_these if has_news(session, source)]
        return sum(self._gather_all(source, now) for source in with_news)

    def _gather_all(self, source: Source, now: datetime) -> int:
        told = 0
        for _ in range(_ROUNDS):
            with self._parts.database.write() as session:
                gathered = gather(session, source)
                told += tell(session, gathered.happenings, self._parts.desk, now)
            if gathered.complete:
                break
        return told

    def _conditions(self, now: datetime) -> int:
        with self._parts.database.read() as session:
            if are_unchanged(session, conditions(session, self._parts.rules, now)):
                return 0
        with self._parts.database.write() as session:
            found = conditions(session, self._parts.rules, now)
            return tell(session, changed_conditions(session, found, now), self._parts.desk, now)

    def _send_due(self, now: datetime) -> None:
        with self._parts.database.read() as session:
            due = due_messages(session, now, _AT_ONCE)
        if not due:
            return
        with self._parts.database.write() as session:
            claimed = claim_messages(session, due, now, self._parts.rules.delivery.lease)
        for message in claimed:
            self._parts.enqueue(deliver_job(message))


@dataclass(frozen=True)
class _Parcel:
    """A message with all that sending it takes."""

    message: StoredMessage
    notices: Sequence[Notice]
    wish: Wish | None
    """Of whom a mail is for."""
    target: Target | None
    """Of a webhook."""
    name: str
    """What people call the receiver."""

    @property
    def is_wanted(self) -> bool:
        return bool(self.notices) and (self.target is not None or (self.wish is not None and bool(self.wish.mail)))


class NoticeDelivery:
    """The deliver job. Safe for threads."""

    def __init__(self, parts: NoticingParts) -> None:
        self._parts = parts

    def run(self, message_id: str, version: str) -> None:
        """The arguments of `deliver_job`."""
        try:
            with bound_contextvars(message=message_id):
                parcel = self._parcel(UUID(message_id), int(version))
                if parcel is not None:
                    delivery = self._send(parcel) if parcel.is_wanted else None
                    self._parts.retry(partial(self._record, parcel, delivery))
        except StoreUnavailable as error:
            # It is due again after its lease.
            getLogger(__name__).warning("message %s is tried again later: %s", message_id, error.message)

    def _parcel(self, message_id: UUID, version: int) -> _Parcel | None:
        """None where somebody else has it by now, or it is over."""
        with self._parts.database.read() as session:
            message = find_message(session, message_id)
            if message is None or message.version != version or message.state is not MessageState.WAITING:
                return None
            notices = notices_in(session, message_id)
            if message.channel is Channel.WEBHOOK:
                return _Parcel(message, notices, None, target_of(session, message.receiver), name_of_webhook(session, message.receiver))
            user = find_user(session, message.tenant, message.receiver)
            wish = wish_of(session, message.receiver) if user is not None and user.disabled_at is None else None
            return _Parcel(message, notices, wish, None, user.name if user is not None else "")

    def _send(self, parcel: _Parcel) -> Delivery:
        message, now = parcel.message, self._parts.clock()
        if parcel.target is not None:
            body = payload(message.id, message.tenant, message.urgency, parcel.notices, message.made_at)
            return self._parts.webhook.send(parcel.target, body, message.id, now)
        assert parcel.wish is not None  # else it is not wanted
        if self._parts.mail is None:
            return NotDelivered("no mail server is set up any more")
        return self._parts.mail.send(parcel.wish.mail, letter(parcel.notices, message.urgency, parcel.wish.language), message.id, now)

    def _record(self, parcel: _Parcel, delivery: Delivery | None) -> bool:
        """Safe to do twice."""
        message, now, rules = parcel.message, self._parts.clock(), self._parts.rules.delivery
        with self._parts.database.write() as session:
            match delivery:
                case None:
                    return end_message(session, message, MessageState.DROPPED, "", now)
                case Delivered():
                    return end_message(session, message, MessageState.DELIVERED, "", now)
                case NotDelivered(reason, for_good):
                    getLogger(__name__).warning("message %s was not delivered: %s", message.id, reason)
                    if not for_good and now < message.due_at + rules.give_up_after:
                        return put_off_message(session, message, reason, now + rules.wait(message.attempts))
                    return end_message(session, message, MessageState.GIVEN_UP, reason, now) and self._tell_of(session, parcel, reason, now)

    def _tell_of(self, session: Session, parcel: _Parcel, reason: str, now: datetime) -> bool:
        """To the administrators, in the application: once a day for each receiver."""
        message = parcel.message
        name = f"{parcel.name} ({message.channel.value})"
        key, about = f"undelivered:{message.receiver}:{now.date().isoformat()}", About(Subject.CHANNEL, str(message.receiver))
        facts = {"name": name, "why": reason, "why_zh": reason}
        return tell(session, [Happening(message.tenant, Topic.DELIVERY_FAILED, key, about, now, facts)], self._parts.desk, now) >= 0
