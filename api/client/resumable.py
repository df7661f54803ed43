"""Sending a file over a bad link: chunk by chunk, from where it broke off, until there is a receipt."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha1, sha256
from time import sleep

from api.client.answer import ProblemError
from api.client.operations import Client
from api.client.schemas import ReceiptAnswer

_TUS = "1.0.0"
_AGAIN = frozenset({409, 423, 460})
"""The offset is another, somebody writes, a chunk arrived damaged: begun anew with the same key, it goes on from where it is."""


@dataclass(frozen=True)
class Retry:
    """When to give up, and how long to wait before each try."""

    tries: int = 10
    """Without a byte of progress."""
    seconds: float = 0.5
    """Before the second try; twice as long before each further one."""
    most_seconds: float = 60.0


def upload(
    client: Client,
    content: bytes,
    *,
    name: str,
    key: str,
    chunk_bytes: int = 1 << 20,
    retry: Retry = Retry(),
    wait: Callable[[float], None] = sleep,
) -> ReceiptAnswer:
    """`key` is made once for the file and kept with it: calling this again with it, after a crash too, goes on with the same upload and gives the same receipt.

    Raises ProblemError for what the service refuses for good, and what the last try raised when there was no progress in all of them.
    """
    said = f"filename {_base64(name.encode())},sha256 {_base64(sha256(content).hexdigest().encode())}"
    reached, failures = -1, 0
    while True:
        offset = reached
        try:
            begun = client.begin_upload(upload_length=str(len(content)), upload_metadata=said, idempotency_key=key, tus_resumable=_TUS).body
            offset, receipt = begun["offset"], begun["receipt"]
            while receipt is None:
                chunk = content[offset : offset + chunk_bytes]
                last = client.continue_upload(begun["id"], chunk, upload_offset=str(offset), upload_checksum=_checksum(chunk), tus_resumable=_TUS)
                offset, receipt = int(last.headers["upload-offset"]), last.body
            return receipt
        except (OSError, ProblemError) as error:
            asked = error.retry_after if isinstance(error, ProblemError) else None
            if isinstance(error, ProblemError) and asked is None and error.status not in _AGAIN:
                raise
            reached, failures = max(reached, offset), failures + 1 if offset <= reached else 1
            if failures >= retry.tries:
                raise
            wait(asked if asked is not None else min(retry.most_seconds, retry.seconds * 2 ** (failures - 1)))


def _checksum(chunk: bytes) -> str:
    return f"sha1 {_base64(sha1(chunk, usedforsecurity=False).digest())}"


def _base64(content: bytes) -> str:
    return b64encode(content).decode()
