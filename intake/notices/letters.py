"""From notices to what a person gets by mail and a program by webhook. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from uuid import UUID

from intake.behaviour.history import CHINA_TIME
from intake.notices.notice import Notice
from intake.notices.topics import Topic, Urgency

MOST_OF_TOPIC = 30
"""In a mail; the others are counted. A webhook gets them all."""
_ORDER = {topic: place for place, topic in enumerate(Topic)}


class Language(StrEnum):
    ZH = "zh"
    EN = "en"


@dataclass(frozen=True)
class Letter:
    subject: str
    text: str


def letter(notices: Sequence[Notice], urgency: Urgency, language: Language) -> Letter:
    """`notices` has at least one."""
    chinese = language is Language.ZH
    if len(notices) == 1:
        (notice,) = notices
        mark = ("【紧急】" if chinese else "[urgent] ") if urgency is Urgency.URGENT else ""
        return Letter(mark + _subject(notice, language), "\n".join((*_lines(notice, language), "", _foot(language))))
    parts: list[str] = []
    for _, group in groupby(sorted(notices, key=lambda notice: (_ORDER[notice.topic], notice.happened_at)), key=lambda notice: notice.topic):
        of_topic = list(group)
        for notice in of_topic[:MOST_OF_TOPIC]:
            parts += [*_lines(notice, language), ""]
        more = len(of_topic) - MOST_OF_TOPIC
        if more > 0:
            parts += [f"……同类通知另有 {more} 条" if chinese else f"... and {more} more of this kind", ""]
    return Letter(_heading(notices, urgency, language), "\n".join((*parts, _foot(language))))


def payload(message_id: UUID, tenant: str, urgency: Urgency, notices: Iterable[Notice], made_at: datetime) -> bytes:
    """The body of a webhook request; the same for every try."""
    said = {
        "id": str(message_id),
        "tenant": tenant,
        "urgency": urgency.value,
        "made_at": made_at.isoformat(),
        "notices": [
            {
                "id": str(notice.id),
                "topic": notice.topic.value,
                "subject_en": notice.words.subject,
                "subject_zh": notice.words.subject_zh,
                "text_en": notice.words.text,
                "text_zh": notice.words.text_zh,
                "about": {"kind": notice.about.kind.value, "id": notice.about.id},
                "happened_at": notice.happened_at.isoformat(),
            }
            for notice in notices
        ],
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def _heading(notices: Sequence[Notice], urgency: Urgency, language: Language) -> str:
    if urgency is Urgency.URGENT:
        return f"【紧急】发票通知 {len(notices)} 条" if language is Language.ZH else f"[urgent] {len(notices)} notices about invoices"
    return f"发票通知汇总：{len(notices)} 条" if language is Language.ZH else f"Invoices: {len(notices)} notices"


def _subject(notice: Notice, language: Language) -> str:
    return notice.words.subject_zh if language is Language.ZH else notice.words.subject


def _lines(notice: Notice, language: Language) -> tuple[str, ...]:
    text = notice.words.text_zh if language is Language.ZH else notice.words.text
    moment = f"{notice.happened_at.astimezone(CHINA_TIME):%Y-%m-%d %H:%M}"
    where = f"{moment}  {notice.about.kind.value} {notice.about.id}"
    return tuple(line for line in (_subject(notice, language), text, where) if line)


def _foot(language: Language) -> str:
    return "通知方式可在个人设置中修改。" if language is Language.ZH else "How you are told can be changed in your settings."
