"""What is sent in a run, as it follows from who sends it and its number alone, and what must become of it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Protocol

from api.build import build_pipeline
from intake.fake_pipeline import make_fake_pipeline, number_of
from intake.pipeline import Pipeline
from intake.settings import ReadSettings

SHARED = 200
"""Files that all senders have, so that the same bytes come from several at once."""
DAMAGED, DEADLY = 0.05, 0.005
"""Shares of files that can't be read, and of files that kill who reads them."""


class Contents(Protocol):
    suffix: str
    seconds: float
    """For reading one of them, at most."""

    def content_of(self, sender: str, number: int) -> bytes: ...
    def expected_state(self, content: bytes) -> str: ...
    def expected_number(self, content: bytes) -> str | None:
        """Of the one invoice that is found in what can be read; None where that is not known."""

    def make_pipeline(self) -> Callable[[], Pipeline]: ...


@dataclass(frozen=True)
class FakeContents:
    """Read in no time by a pipeline without models."""

    suffix: str = ".pdf"
    seconds: float = 30.0

    def content_of(self, sender: str, number: int) -> bytes:
        chance = random.Random(f"{sender}:{number}")  # noqa: S311 - no secret
        if chance.random() < 0.1:
            return b"%PDF-1.7\nshared " + str(chance.randrange(SHARED)).encode()
        draw = chance.random()
        command = "die" if draw < DEADLY else "damaged" if draw < DEADLY + DAMAGED else "good"
        return f"%PDF-1.7\n{command} {sender} {number} ".encode() + chance.randbytes(chance.randrange(20_000)).replace(b"d", b"D")

    def expected_state(self, content: bytes) -> str:
        command = content[9:].partition(b" ")[0]
        return {b"die": "quarantined", b"damaged": "failed"}.get(command, "read")

    def expected_number(self, content: bytes) -> str | None:
        return number_of(content)

    def make_pipeline(self) -> Callable[[], Pipeline]:
        return make_fake_pipeline


@dataclass(frozen=True)
class PhotographContents:
    """Photographs of a folder, read as the service reads them; each with other bytes behind its end, which no reader looks at."""

    folder: Path
    suffix: str = ".jpg"
    seconds: float = 120.0

    def content_of(self, sender: str, number: int) -> bytes:
        photographs = _photographs(self.folder)
        return photographs[number % len(photographs)] + f"\n{sender} {number}".encode()

    def expected_state(self, content: bytes) -> str:
        return "read"

    def expected_number(self, content: bytes) -> str | None:
        return None

    def make_pipeline(self) -> Callable[[], Pipeline]:
        return partial(build_pipeline, ReadSettings())


@cache
def _photographs(folder: Path) -> tuple[bytes, ...]:
    """Raises FileNotFoundError when there is none."""
    found = tuple(path.read_bytes() for path in sorted(folder.glob("*.jpg")))
    if not found:
        raise FileNotFoundError(f"{folder} holds no photograph (.jpg)")
    return found
