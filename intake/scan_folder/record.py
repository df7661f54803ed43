"""What is written beside a file that has ended: a JSON record for programs and, where somebody must act, a text for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from intake.scan_folder.claims import Outcome
from intake.store.containers import ContainerFailure

_NEXT_STEP = {
    Outcome.DONE: ("", ""),
    Outcome.FAILED: (
        "Put right what the message says, then drop the file into the scan folder again.",
        "请按提示处理后，将文件重新放入扫描文件夹。",
    ),
    Outcome.DUPLICATE: (
        "Nothing: the same file came in before, under the receipt named first_receipt.",
        "无需处理：相同文件此前已收到，见 first_receipt 所列回执。",
    ),
    Outcome.QUARANTINE: (
        "The file ended the program that read it, more than once. An administrator may have it read again.",
        "该文件多次导致读取程序异常退出，已隔离；可由管理员重新读取。",
    ),
}


@dataclass(frozen=True)
class EndOfFile:
    """How a file ended."""

    outcome: Outcome
    receipt: str = ""
    """"" where the file was refused before it got one."""
    document: str = ""
    sha256: str = ""
    size: int = 0
    """Bytes."""
    code: str = ""
    message: str = ""
    message_zh: str = ""
    attempts: int = 0
    first_receipt: str = ""
    """Of the same bytes, where they came in before."""
    parts: Sequence[ContainerFailure] = ()
    """What could not be taken out of a mail or an archive; the rest of it was."""


def record_of(end: EndOfFile, name: str, details: dict[str, Any]) -> dict[str, Any]:
    """Plain JSON values. `name` is where the file lay, `details` what its profile says."""
    next_step, next_step_zh = _NEXT_STEP[end.outcome]
    return {
        "file": name,
        "state": end.outcome.value,
        "receipt": end.receipt or None,
        "document": end.document or None,
        "first_receipt": end.first_receipt or None,
        "sha256": end.sha256 or None,
        "size": end.size,
        "code": end.code or None,
        "message": end.message or None,
        "message_zh": end.message_zh or None,
        "attempts": end.attempts,
        "next_step": next_step or None,
        "next_step_zh": next_step_zh or None,
        "parts": [{"name": part.name, "code": part.error_code, "message": part.message, "message_zh": part.message_zh} for part in end.parts],
        **details,
    }


def text_of(end: EndOfFile, name: str) -> str:
    """For those who open the folder and nothing else; "" where nobody has to act."""
    if end.outcome not in (Outcome.FAILED, Outcome.QUARANTINE):
        return ""
    next_step, next_step_zh = _NEXT_STEP[end.outcome]
    lines = (name, "", end.message_zh, next_step_zh, "", end.message, next_step, "", f"{end.code}  {end.receipt}".strip())
    return "\n".join(lines) + "\n"
