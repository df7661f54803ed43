"""What the database may hold but not in clear: sealed with a key that lies in the data folder, where no copy of the database takes it along."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from intake.store.failures import disk_errors

KEY_BITS = 256
_NONCE = 12
"""Bytes before the sealed text, as NIST SP 800-38D has it for AES-GCM."""


@dataclass(frozen=True)
class SealingKey:
    """Safe for threads and for several machines that share the folder."""

    path: Path
    """Made when something is sealed for the first time; 32 random bytes that nobody but the service's user may read."""

    def seal(self, text: str, about: str) -> bytes:
        """`about` ties it to its record: in another row it does not open. Raises StoreUnavailable, SetupError where the key can't be kept."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + AESGCM(self._key_made()).encrypt(nonce, text.encode("utf-8", "surrogatepass"), about.encode())

    def unseal(self, sealed: bytes, about: str) -> str | None:
        """None where the key is gone or another one, or what is sealed belongs elsewhere."""
        try:
            opened = AESGCM(self.path.read_bytes()).decrypt(sealed[:_NONCE], sealed[_NONCE:], about.encode())
        except (OSError, ValueError, InvalidTag):
            return None
        return opened.decode("utf-8", "surrogatepass")

    def _key_made(self) -> bytes:
        with disk_errors(str(self.path)):
            if not self.path.exists():
                self._make_key()
            return self.path.read_bytes()

    def _make_key(self) -> None:
        """Whole or not at all; of several processes that make one at once, the first one's stays."""
        part = self.path.with_name(f"{self.path.name}.{secrets.token_hex(8)}.part")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            os.write(descriptor, AESGCM.generate_key(KEY_BITS))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        try:
            os.link(part, self.path)
        except FileExistsError:
            pass
        finally:
            part.unlink()
        folder = os.open(self.path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
