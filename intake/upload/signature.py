"""How a request says who made it: an HMAC over everything that matters of it. Documented for receivers in docs/ledger.md.

    signature = hex(HMAC-SHA256(secret, said))     said: method, path with query, timestamp, nonce and hex(SHA-256(body)), a line each

The receiver refuses a timestamp that is off by more than five minutes, and a nonce that it has seen within that time, so that nothing that was overheard can be sent again.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256

KEY_HEADER, TIME_HEADER, NONCE_HEADER, SIGNATURE_HEADER = "X-Fapiao-Key", "X-Fapiao-Timestamp", "X-Fapiao-Nonce", "X-Fapiao-Signature"
TOLERANCE = timedelta(minutes=5)


def signed_headers(key_id: str, secret: bytes, method: str, path: str, body: bytes, now: datetime) -> Mapping[str, str]:
    """`path` with its query, as it stands in the request line."""
    timestamp, nonce = str(int(now.timestamp())), secrets.token_hex(16)
    return {
        KEY_HEADER: key_id,
        TIME_HEADER: timestamp,
        NONCE_HEADER: nonce,
        SIGNATURE_HEADER: _signature(secret, method, path, timestamp, nonce, body),
    }


def is_signed(headers: Mapping[str, str], secret: bytes, method: str, path: str, body: bytes, now: datetime) -> bool:
    """For receivers, with names of headers in lower case. That the nonce is a new one, the receiver has to see to."""
    timestamp, nonce, given = (headers.get(name.lower(), "") for name in (TIME_HEADER, NONCE_HEADER, SIGNATURE_HEADER))
    if not timestamp.isascii() or not timestamp.isdigit() or not nonce or abs(int(timestamp) - now.timestamp()) > TOLERANCE.total_seconds():
        return False
    return hmac.compare_digest(_signature(secret, method, path, timestamp, nonce, body).encode(), given.encode())


def _signature(secret: bytes, method: str, path: str, timestamp: str, nonce: str, body: bytes) -> str:
    said = "\n".join((method, path, timestamp, nonce, sha256(body).hexdigest()))
    return hmac.digest(secret, said.encode(), "sha256").hex()
