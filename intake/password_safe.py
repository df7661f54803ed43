"""Passwords that people give for encrypted documents. They are needed again whenever the document is read or a page of it is drawn, so they are kept, but never in clear:
the database holds them sealed, and the key lies in the data folder, where no copy of the database takes it along.

A password that does not open its document is forgotten with the try; deleting the key forgets all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from logging import getLogger
from pathlib import Path

from sqlalchemy.orm import Session

from intake.errors import RequestRefused
from intake.sealing import SealingKey
from intake.state import Actor, DocumentState
from intake.store.answers import Done, MoveAnswer
from intake.store.containers import container_failures
from intake.store.document_passwords import forget_sealed_password, keep_sealed_password, sealed_password
from intake.store.documents import StoredDocument, read_again

ENCRYPTED = "needs_password"
"""Code of what is encrypted and was not opened."""
PASSWORD_LENGTH = 1024


@dataclass(frozen=True)
class PasswordSafe:
    """Safe for threads and for several machines that share the folder."""

    key: Path
    """Where the sealing key is, or will be."""

    def keep(self, session: Session, document: StoredDocument, password: str, at: datetime) -> None:
        """Instead of the one before. Raises StoreUnavailable, SetupError where the key can't be kept."""
        keep_sealed_password(session, document.id, SealingKey(self.key).seal(password, _about(document)), at)

    def passwords(self, session: Session, document: StoredDocument) -> tuple[str, ...]:
        """What was given and did not fail; nothing where there is none, or its key is gone."""
        sealed = sealed_password(session, document.id)
        if sealed is None:
            return ()
        opened = SealingKey(self.key).unseal(sealed, _about(document))
        if opened is None:
            getLogger(__name__).warning("the password of document %s can't be unsealed with the key in this data folder; it has to be given again", document.id)
            return ()
        return (opened,)

    def forget(self, session: Session, document: StoredDocument) -> None:
        forget_sealed_password(session, document.id)


def _about(document: StoredDocument) -> str:
    """Ties a sealed password to its document: in another row it does not open."""
    return f"{document.tenant}:{document.id}"


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
