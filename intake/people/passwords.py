"""Passwords as hashes: argon2id, so that whoever gets the database still has to guess, at 64 MiB of memory a guess."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from argon2.exceptions import HashingError
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from intake.errors import Busy
from intake.people.password_policy import as_typed
from intake.people.refusals import hashing_not_possible

_WAIT_SECONDS = 5.0
_RETRY_AFTER = 10


class Passwords:
    """Makes and checks hashes; safe for threads, at most `at_once` at a time, since each takes memory and a processor."""

    def __init__(self, *, rounds: int = 3, memory_kib: int = 65_536, at_once: int = 2) -> None:
        """The defaults are the second recommendation of RFC 9106, section 4, on one lane."""
        self._hash = PasswordHash((Argon2Hasher(time_cost=rounds, memory_cost=memory_kib, parallelism=1),))
        self._places = BoundedSemaphore(at_once)
        self._nobodys = self._hash.hash("a password that nobody has")

    def hash(self, password: str) -> str:
        """`$argon2id$v=19$m=65536,t=3,p=1$...`. Raises Busy where many wait, SetupError where memory is short."""
        with self._place():
            return self._hash.hash(_octets(password))

    def verify(self, password: str, known: str | None) -> tuple[bool, str | None]:
        """Whether it is the password, and a new hash where the known one was made with other costs than today's. Raises what `hash` raises.

        Without a known hash (no such user) it takes as long, and fails.
        """
        with self._place():
            fits, renewed = self._hash.verify_and_update(_octets(password), known or self._nobodys)
        return (fits, renewed) if known is not None and fits else (False, None)

    @contextmanager
    def _place(self) -> Iterator[None]:
        """One of the places, waited for a few seconds."""
        if not self._places.acquire(timeout=_WAIT_SECONDS):
            raise Busy("logins_busy", "Too many people are logging in at once. Try again in a few seconds.", "登录请求过多，请稍后重试。", _RETRY_AFTER)
        try:
            yield
        except HashingError as error:
            raise hashing_not_possible(str(error)) from error
        finally:
            self._places.release()


def _octets(password: str) -> bytes:
    # Half a surrogate pair, which JSON can carry, is a character like any other here.
    return as_typed(password).encode("utf-8", "surrogatepass")
