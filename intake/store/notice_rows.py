"""From the row of a notice to its value."""

from __future__ import annotations

from intake.notices.notice import About, Notice, Words
from intake.store.notice_tables import NoticeRow


def notice_of(row: NoticeRow) -> Notice:
    words = Words(row.subject, row.subject_zh, row.text, row.text_zh)
    return Notice(row.id, row.tenant, row.topic, row.urgency, words, About(row.about_kind, row.about_id), row.happened_at, row.told_at)
