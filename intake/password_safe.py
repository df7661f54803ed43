"""Passwords that people give for encrypted documents. They are needed again whenever the document is read or a page of it is drawn, so they are kept, but never in clear:
the database holds them sealed, and the key lies in the data folder, where no copy of the database takes it along.

A password that does not open its document is forgotten with the try; deleting the key forgets all of them.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from logging import getLogger
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.orm import Session

from intake.errors import RequestRefused
from intake.state import Actor, DocumentState
from intake.store.answers import Done, MoveAnswer
from intake.store.containers import container_failures
from intake.store.document_passwords import forget_sealed_password, keep_sealed_password, sealed_password
from intake.store.documents import StoredDocument, read_again
from intake.store.failures import disk_errors

KEY_BITS = 256
ENCRYPTED = "needs_password"
"""Code of what is encrypted and was not opened."""
PASSWORD_LENGTH = 1024
_NONCE = 12
"""Bytes before the sealed text, as NIST SP 800-38D has it for AES-GCM."""


@dataclass(frozen=True)
class PasswordSafe:
    """Safe for threads and for several machines that share the folder."""

    key: Path
    """Made when the first password is given; 32 random bytes that nobody but the service's user may read."""

    def keep(self, session: Session, document: StoredDocument, password: str, at: datetime) -> None:
        """Instead of the one before. Raises StoreUnavailable, SetupError where the key can't be kept."""
        nonce = secrets.token_bytes(_NONCE)
        sealed = nonce + AESGCM(self._key_made()).encrypt(nonce, password.encode("utf-8", "surrogatepass"), _about(document))
        keep_sealed_password(session, document.id, sealed, at)

    def passwords(self, session: Session, document: StoredDocument) -> tuple[str, ...]:
        """What was given and did not fail; nothing where there is none, or its key is gone."""
        sealed = sealed_password(session, document.id)
        if sealed is None:
            return ()
        try:
            opened = AESGCM(self.key.read_bytes()).decrypt(sealed[:_NONCE], sealed[_NONCE:], _about(document))
        except (OSError, ValueError, InvalidTag):
            getLogger(__name__).warning("the password of document %s can't be unsealed with the key in this data folder; it has to be given again", document.id)
            return ()
        return (opened.decode("utf-8", "surrogatepass"),)

    def forget(self, session: Session, document: StoredDocument) -> None:
        forget_sealed_password(session, document.id)

    def _key_made(self) -> bytes:
        with disk_errors(str(self.key)):
            if not self.key.exists():
                self._make_key()
            return self.key.read_bytes()

    def _make_key(self) -> None:
        """Whole or not at all; of several processes that make one at once, the first one's stays."""
        part = self.key.with_name(f"{self.key.name}.{secrets.token_hex(8)}.part")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            os.write(descriptor, AESGCM.generate_key(KEY_BITS))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        try:
            os.link(part, self.key)
        except FileExistsError:
            pass
        finally:
            part.unlink()
        folder = os.open(self.key.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _about(document: StoredDocument) -> bytes:
    """Ties a sealed password to its document: in another row it does not open."""
    return f"{document.tenant}:{document.id}".encode()


def give_password(session: Session, safe: PasswordSafe, document: StoredDocument, password: str, *, actor: Actor, at: datetime) -> MoveAnswer:
    """A person knows the password of a document that could not be read without: it is to be read again with it.

    Raises RequestRefused where it lacks none, and what `PasswordSafe.keep` raises.
    """
    lacks = document.state is DocumentState.FAILED and document.error_code == ENCRYPTED
    failures = container_failures(session, document.tenant, document.id) if document.state is DocumentState.READ else ()
    if not lacks and all(failure.error_code != ENCRYPTED for failure in failures):
        raise _password_not_needed()
    answer = read_again(session, document.tenant, document.id, document.state, actor=actor, why="a password was given", at=at)
    if isinstance(answer, Done):
        safe.keep(session, document, password, at)
    return answer


def _password_not_needed() -> RequestRefused:
    return RequestRefused(
        "password_not_needed",
        "This document does not wait for a password. Look at its state; where it failed, its code says why.",
        "该文件并不需要密码，请查看其状态；如识别失败，代码会说明原因。",
    )
