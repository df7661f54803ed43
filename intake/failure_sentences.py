"""Why a document could not be read, for the person who sent it."""

from __future__ import annotations

from collections.abc import Sequence

from intake.errors import UnreadableFile
from intake.state import DocumentState
from intake.store.documents import StoredDocument
from intake.store.history import HistoryEntry


def record_deleted() -> UnreadableFile:
    return UnreadableFile(
        "record_deleted",
        "The record was deleted before it was read. Send the file again if that was a mistake.",
        "识别前记录已被删除，如系误删请重新提交文件。",
    )


def failure_sentences(document: StoredDocument, history: Sequence[HistoryEntry]) -> tuple[str, str]:
    """In English and Chinese, as whoever gave up on it wrote it into its history: `English · 中文`, or English alone. Both are "" for what was read."""
    if document.state is DocumentState.READ:
        return "", ""
    if not document.error_code:
        deleted = record_deleted()
        return deleted.message, deleted.message_zh
    why = next((entry.why for entry in reversed(history) if entry.target == document.state), "")
    message, _, message_zh = why.partition(" · ")
    if message in ("", document.error_code):
        message = f"The file can't be read ({document.error_code})."
    return message, message_zh or f"无法识别该文件（{document.error_code}）。"
