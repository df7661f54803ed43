"""A firm whose people are told things: a store, a clock, and channels that keep what they were given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from intake.duties.noticing import NoticeDelivery, NoticeSweep, NoticingParts
from intake.engine import Job
from intake.notices.channel import Delivered, Delivery
from intake.notices.letters import Letter
from intake.notices.mail import MailChannel, SmtpSettings
from intake.notices.notice import Notice
from intake.notices.rules import NoticeRules
from intake.notices.webhook import Target, WebhookChannel
from intake.people.user import User
from intake.state import Actor, Role
from intake.store.ids import new_id
from intake.store.notice_messages import StoredMessage, messages_of
from intake.store.notice_wishes import Wish, set_wish
from intake.store.notices import notices_of
from intake.store.session import Database
from tests.intake.store.people_samples import make_user
from tests.intake.store.samples import ADMINISTRATOR, TENANT
from tests.intake.upload.upload_samples import Clock


def at_once(write: object) -> bool:
    assert callable(write)
    return bool(write())


@dataclass(frozen=True)
class Letters(MailChannel):
    """A mail server in a list."""

    settings: SmtpSettings = SmtpSettings("mail.example.cn", "notices@example.cn")
    sent: list[tuple[str, Letter, UUID]] = field(default_factory=list)
    answers: list[Delivery] = field(default_factory=list)

    def send(self, to: str, letter: Letter, message_id: UUID, at: datetime) -> Delivery:
        self.sent.append((to, letter, message_id))
        return self.answers.pop(0) if self.answers else Delivered()


@dataclass(frozen=True)
class Posts(WebhookChannel):
    """A receiver of webhooks in a list."""

    sent: list[tuple[Target, bytes]] = field(default_factory=list)

    def send(self, target: Target, body: bytes, message_id: UUID, at: datetime) -> Delivery:
        self.sent.append((target, body))
        return Delivered()


@dataclass
class Telling:
    database: Database
    clock: Clock = field(default_factory=Clock)
    letters: Letters = field(default_factory=Letters)
    posts: Posts = field(default_factory=Posts)
    rules: NoticeRules = field(default_factory=NoticeRules)
    jobs: list[Job] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.parts = NoticingParts(self.database, self.jobs.append, self.clock, self.letters, self.posts, self.rules, at_once)
        self.sweep = NoticeSweep(self.parts)
        self.sweep.run()  # notes where everything stands

    def person(self, name: str, *roles: Role, mail: bool = True) -> User:
        with self.database.write() as session:
            user = make_user(session, name, *roles, at=self.clock())
            if mail:
                set_wish(session, TENANT, user.id, Wish(f"{name}@example.cn"), actor=ADMINISTRATOR, at=self.clock())
        return user

    def look(self, **later: float) -> None:
        """Everything that is due by then is done."""
        self.clock.go_on(**later)
        self.sweep.run()
        jobs, self.jobs[:] = list(self.jobs), []
        for job in jobs:
            NoticeDelivery(self.parts).run(*job.arguments)

    def listed(self, user: User) -> Sequence[Notice]:
        """The newest first."""
        with self.database.read() as session:
            return [each.notice for each in notices_of(session, user.id, 200).notices]

    def messages(self) -> Sequence[StoredMessage]:
        with self.database.read() as session:
            return messages_of(session, TENANT, 200)


def acting(user: User) -> Actor:
    return Actor(f"user:{user.id}", user.roles)


MINUTE = timedelta(minutes=1)
__all__ = ["MINUTE", "Letters", "Posts", "Telling", "acting", "new_id"]
