"""What people say about a page, and what became of it: open, answered, closed. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from intake.errors import RequestRefused

TEXT_LENGTH = 2000
MOST_OPEN = 50
"""Of one person: whoever waits for so many answers gets no more of them by sending another."""


class FeedbackState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class FeedbackObject(StrEnum):
    """What lay on the page."""

    NONE = "none"
    INVOICE = "invoice"
    DOCUMENT = "document"


@dataclass(frozen=True)
class Said:
    """What a person and their browser say."""

    text: str
    page: str
    """Path of the page, with the part behind `#`; without a query, which may hold what was searched for."""
    object_kind: FeedbackObject
    object_id: UUID | None
    browser: str
    """How it calls itself (User-Agent)."""
    screen: str
    """Of the page, in CSS pixels and device pixels for each: `1440x900@2`."""
    language: str


@dataclass(frozen=True)
class Feedback:
    id: UUID
    tenant: str
    user_id: UUID
    said: Said
    sent_at: datetime
    version: int
    """Counts from 1, with every change."""
    state: FeedbackState
    has_picture: bool
    answer: str = ""
    answered_by: str = ""
    """As history names actors."""
    answered_at: datetime | None = None
    closed_by: str = ""
    closed_at: datetime | None = None


def clean_text(text: str) -> str:
    """Raises RequestRefused for nothing, and for more than anybody reads."""
    stripped = text.strip()
    if not 0 < len(stripped) <= TEXT_LENGTH:
        raise feedback_text_missing()
    return stripped


def feedback_text_missing() -> RequestRefused:
    return RequestRefused(
        "feedback_text_missing",
        f"Write 1 to {TEXT_LENGTH} characters: what you wanted to do, and what happened.",
        f"请填写 1 至 {TEXT_LENGTH} 个字符：您想做什么、发生了什么。",
    )


def too_much_feedback() -> RequestRefused:
    return RequestRefused(
        "too_much_feedback",
        f"{MOST_OPEN} of your messages wait for an answer. Ask an administrator to answer or close some first.",
        f"您有 {MOST_OPEN} 条反馈等待答复，请先联系管理员处理。",
    )


def feedback_changed_meanwhile() -> RequestRefused:
    return RequestRefused(
        "feedback_changed_meanwhile",
        "Somebody else answered or closed this meanwhile. Load it again; what you wrote is still here.",
        "该反馈已被他人答复或关闭，请刷新查看；您填写的内容仍在。",
    )


def picture_not_taken() -> RequestRefused:
    return RequestRefused(
        "feedback_picture_not_taken",
        "A picture is added once, to a message of yours that is still open. Send another message.",
        "图片只能添加一次，且反馈须为您本人提交并尚未处理，请另发一条反馈。",
    )
