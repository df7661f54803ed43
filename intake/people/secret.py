"""Random secrets that stand for a session, key or device. Only their hashes are kept: who reads the database can't log in with it.

With 256 random bits there is nothing to guess, so that one round of SHA-256 is enough, and equal for all: a secret is found by its hash.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from enum import StrEnum

_BYTES = 32


class SecretKind(StrEnum):
    """What a secret begins with, so that people and scanners for leaked secrets know what they have before them."""

    SESSION = "fps_"
    KEY = "fpk_"
    DEVICE = "fpd_"
    PAIRING = "fpp_"


def new_secret(kind: SecretKind) -> str:
    """Prefix and 43 characters of base64 for URLs."""
    return kind.value + secrets.token_urlsafe(_BYTES)


def kind_of_secret(secret: str) -> SecretKind | None:
    """None for what is none of ours."""
    return next((kind for kind in SecretKind if secret.startswith(kind.value)), None)


def secret_hash(secret: str) -> str:
    """64 hexadecimal digits; for any text."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def csrf_token(session_secret: str) -> str:
    """What a page of this session sends along with requests that change something. It follows from the session's secret, which other sites' pages can't read."""
    return hmac.new(session_secret.encode("utf-8", "surrogatepass"), b"fapiao-intake csrf 1", hashlib.sha256).hexdigest()


def is_csrf_token(session_secret: str, given: str) -> bool:
    """In constant time."""
    return hmac.compare_digest(csrf_token(session_secret).encode(), given.encode("utf-8", "surrogatepass"))
