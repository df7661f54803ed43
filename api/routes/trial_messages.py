"""A message to try whether it arrives: to one's own mail address, or to a webhook. Sent at once, and not tried again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from api.access import LOGIN_ONLY, Requires
from api.access_problems import record_not_found
from api.answers import MANY, ONE, Answers
from api.deps import BackendDep
from api.errors import RequestError
from api.notice_channels import webhook_channel
from api.schemas import problem_answer
from intake.errors import RequestRefused
from intake.notices.channel import Delivered, Delivery
from intake.notices.letters import letter, payload
from intake.notices.mail import MailChannel
from intake.notices.notice import About, Happening, Notice, Subject
from intake.notices.topics import TOPICS, Topic
from intake.notices.wording import words_of
from intake.people.caller import Caller
from intake.people.scopes import Scope
from intake.store.ids import new_id
from intake.store.notice_wishes import wish_of
from intake.store.webhooks import target_of, webhooks_of

router = APIRouter(prefix="/v1", tags=["notices"])

LoggedIn = Annotated[Caller, Depends(Requires(by=LOGIN_ONLY))]
Administrator = Annotated[Caller, Depends(Requires(Scope.PEOPLE))]
_MAIL: Answers = {**MANY, 409: problem_answer("No mail server, or no address")}


@dataclass(frozen=True)
class TrialAnswer:
    delivered: bool
    """The other side took it."""
    reason: str
    """Why not, for whoever looks after the connection."""


@router.post("/notices/settings/test", summary="Send a mail to one's own address to try it", operation_id="tryMail", responses=_MAIL)
def try_mail(caller: LoggedIn, backend: BackendDep) -> TrialAnswer:
    with backend.database.read() as session:
        wish = wish_of(session, caller.person)
    if backend.notices.smtp is None or not wish.mail:
        raise mail_not_possible()
    notice = _notice(caller, backend.clock())
    return _answer(MailChannel(backend.notices.smtp).send(wish.mail, letter([notice], notice.urgency, wish.language), notice.id, notice.told_at))


@router.post("/webhooks/{webhook_id}/test", summary="Post to a webhook to try it", operation_id="tryWebhook", responses=ONE)
def try_webhook(webhook_id: UUID, caller: Administrator, backend: BackendDep) -> TrialAnswer:
    """Signed like every other; its notice has the topic `test`."""
    with backend.database.read() as session:
        ours = any(hook.id == webhook_id for hook in webhooks_of(session, caller.tenant))
        target = target_of(session, webhook_id) if ours else None
    if target is None:
        raise RequestError(record_not_found())
    notice = _notice(caller, backend.clock())
    body = payload(notice.id, caller.tenant, notice.urgency, [notice], notice.told_at)
    return _answer(webhook_channel(backend.notices).send(target, body, notice.id, notice.told_at))


def mail_not_possible() -> RequestRefused:
    return RequestRefused(
        "mail_not_possible",
        "No mail can be sent: no mail server is set up, or you have saved no address. Save an address; who runs the service sets the server up.",
        "无法发送邮件：尚未配置邮件服务器，或您未保存邮箱地址。请先保存地址；邮件服务器由服务管理员配置。",
    )


def _notice(caller: Caller, now: datetime) -> Notice:
    """Of nobody's list."""
    about = About(Subject.CHANNEL, caller.user_name)
    said = Happening(caller.tenant, Topic.TEST, "", about, now, {"name": caller.user_name})
    return Notice(new_id(), said.tenant, said.topic, TOPICS[said.topic].urgency, words_of(said), about, now, now)


def _answer(delivery: Delivery) -> TrialAnswer:
    return TrialAnswer(True, "") if isinstance(delivery, Delivered) else TrialAnswer(False, delivery.reason)
