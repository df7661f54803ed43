"""Everything that can be wrong with what came in, as one tree.

    IntakeError                 has a stable `code`, a sentence in Chinese and English that says what to do, and whether trying again helps
    ├── UnreadableFile          the bytes are no document we can open: damaged, unknown type, empty
    ├── RefusedFile             the bytes break a limit or a safety rule: too large, too many pages, a bomb, a DTD
    ├── NeedsPassword           encrypted, and none of the given passwords opens it
    ├── ReadingFailed           our side gave up: time or memory ran out, or a worker died
    ├── ArrivedDamaged          what arrived is not what was sent
    ├── RequestRefused          what a person asked for breaks a rule: a name that is taken, a weak password, the last administrator
    ├── Busy                    too much is waiting, or the disk is short: nothing is taken in just now
    ├── StoreUnavailable        the database or the disk can't be used just now: full, locked, unreachable
    ├── StoreDamaged            what is kept is not what was put there: an original missing or altered, a damaged database
    └── SetupError              this installation is not complete: weights missing or altered, a system library absent

A value that looks wrong is never an error: it is a finding (`intake.invoice.Finding`).
"""

from __future__ import annotations

from typing import ClassVar


class IntakeError(Exception):
    """Base of all. Subclasses fix `retryable`; every raise names its own `code`."""

    retryable: ClassVar[bool] = False

    def __init__(self, code: str, message: str, message_zh: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.message_zh = message_zh

    def __reduce__(self) -> tuple[type[IntakeError], tuple[str | int, ...]]:
        """Errors cross process borders, so they must unpickle from the arguments of `__init__`."""
        return type(self), (self.code, self.message, self.message_zh)


class UnreadableFile(IntakeError):
    """Trying again with the same bytes gives the same answer."""


class RefusedFile(IntakeError):
    """A limit or a safety rule forbids opening this file."""


class NeedsPassword(IntakeError):
    """Give a password and try again."""

    retryable = True


class ReadingFailed(IntakeError):
    """The document may be fine; a second try may succeed."""

    retryable = True


class ArrivedDamaged(IntakeError):
    """Nothing was kept; sending the same file again may succeed."""

    retryable = True


class RequestRefused(IntakeError):
    """Ask for something else; the same again gets the same answer."""


class Busy(IntakeError):
    """Nothing was kept; trying again succeeds once there is room."""

    retryable = True

    def __init__(self, code: str, message: str, message_zh: str, retry_after: int) -> None:
        super().__init__(code, message, message_zh)
        self.retry_after = retry_after
        """Seconds."""

    def __reduce__(self) -> tuple[type[Busy], tuple[str | int, ...]]:
        return type(self), (self.code, self.message, self.message_zh, self.retry_after)


class StoreUnavailable(IntakeError):
    """Nothing of what was asked has been kept; trying again may succeed."""

    retryable = True


class StoreDamaged(IntakeError):
    """The person who runs this installation must look at the disk and at the backups."""


class SetupError(IntakeError):
    """The person who runs this installation must act."""
