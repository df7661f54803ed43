"""Debian's Dovecot as the mail server, started as a user without rights in a folder of its own; and a mailbox with a door behind it."""

from __future__ import annotations

import imaplib
import os
import pwd
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from tempfile import mkdtemp
from uuid import UUID, uuid4

import pytest

from intake.door import Reception, Room
from intake.errors import IntakeError
from intake.mail_door.folder_names import quoted_folder
from intake.mail_door.poll import MailDoor, MailReport
from intake.mail_door.settings import MailSettings
from intake.opening.limits import Limits
from intake.read_stored import Members, Original, read_stored
from intake.state import DocumentState
from intake.store.containers import record_members
from intake.store.documents import begin_reading, documents_in, fail, find_document
from intake.store.files import LocalFiles
from intake.store.readings import record_reading
from intake.store.session import Database
from tests.intake.store.conftest import address, database, files, migrated_file, postgresql
from tests.intake.store.samples import NOON, READER, TENANT, result
from tests.local_servers import free_port, make_certificate

__all__ = ["address", "database", "files", "migrated_file", "postgresql"]

PASSWORD = "correct-horse-电池"  # noqa: S105 - of a server that lives as long as the tests
SERVER = "/usr/sbin/dovecot"


@dataclass(frozen=True)
class MailServer:
    port: int
    authority: Path

    def settings(self, user: str | None = None) -> MailSettings:
        """A mailbox of its own for each caller: the server makes it at the first login."""
        return MailSettings("127.0.0.1", user or f"u{uuid4().hex}", PASSWORD, TENANT, self.port, authority=self.authority)


@pytest.fixture(scope="session")
def mail_server() -> Iterator[MailServer]:
    if not Path(SERVER).exists():
        pytest.skip("Dovecot is not installed: apt-get install dovecot-imapd")
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = pwd.getpwuid(os.getuid()) if os.getuid() else names.get("dovecot")
    if user is None:
        pytest.skip("root can't start Dovecot for tests, and there is no user dovecot")
    # Short, since the path of a socket may have 107 bytes.
    folder = Path(mkdtemp(prefix="dc"))
    try:
        authority = make_certificate(folder)
        port = free_port()
        (folder / "dovecot.conf").write_text(_configuration(folder, user, port), encoding="utf-8")
        for path in (folder, *folder.iterdir()):
            os.chown(path, user.pw_uid, user.pw_gid)
        run = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if os.getuid() == 0 else {}
        command = [SERVER, "-F", "-c", str(folder / "dovecot.conf")]
        server = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **run)  # type: ignore[call-overload]  # noqa: S603 - our own arguments
        try:
            _wait_for(port, server, folder)
            yield MailServer(port, authority)
        finally:
            server.terminate()
            server.wait(20)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _configuration(folder: Path, user: pwd.struct_passwd, port: int) -> str:
    group = next(line.split(":")[0] for line in Path("/etc/group").read_text().splitlines() if line.split(":")[2] == str(user.pw_gid))
    return f"""
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
default_internal_user = {user.pw_name}
default_internal_group = {group}
default_login_user = {user.pw_name}
ssl = yes
ssl_cert = <{folder}/certificate.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = yes
auth_mechanisms = plain login
auth_username_chars = abcdefghijklmnopqrstuvwxyz0123456789
mail_location = maildir:{folder}/mail/%u
mail_uid = {user.pw_uid}
mail_gid = {user.pw_gid}
first_valid_uid = 1
first_valid_gid = 1
mail_fsync = never
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid={user.pw_uid} gid={user.pw_gid} home={folder}/home/%u
}}
namespace inbox {{
  inbox = yes
  separator = .
}}
auth_failure_delay = 0
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  service_count = 0
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
service imap {{
  process_limit = 8
}}
"""


def _wait_for(port: int, server: subprocess.Popen[bytes], folder: Path) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        with closing(socket.socket()) as attempt:
            if attempt.connect_ex(("127.0.0.1", port)) == 0:
                return
        log = folder / "log"
        assert server.poll() is None, f"{server.stderr.read() if server.stderr else b''!r} {log.read_text() if log.exists() else ''}"
        time.sleep(0.05)
    raise AssertionError("the mail server does not listen")


@dataclass(frozen=True)
class Post:
    """A mailbox with a door behind it."""

    settings: MailSettings
    reception: Reception
    door: MailDoor

    def send(self, content: bytes, folder: str = "INBOX") -> None:
        """As the server takes it in."""
        with self.connected() as connection:
            connection.append(quoted_folder(folder, "."), "", imaplib.Time2Internaldate(time.time()), content)

    def connected(self) -> imaplib.IMAP4_SSL:
        connection = imaplib.IMAP4_SSL("127.0.0.1", self.settings.port, ssl_context=ssl.create_default_context(cafile=self.settings.authority))
        connection.authenticate("PLAIN", lambda _: f"\0{self.settings.user}\0{self.settings.password}".encode())
        return connection

    def mails(self, folder: str = "INBOX") -> list[bytes]:
        with self.connected() as connection:
            if connection.select(quoted_folder(folder, "."), readonly=True)[0] != "OK":
                return []
            found = connection.uid("FETCH", "1:*", "(BODY.PEEK[])")[1]
            return [bytes(part[1]) for part in found if isinstance(part, tuple)]

    def where(self) -> dict[str, int]:
        """How many mails lie in each folder that has some."""
        folders = self.settings.folders
        counts = {name: len(self.mails(name)) for name in (folders.inbox, folders.processing, folders.done, folders.failed)}
        return {name: count for name, count in counts.items() if count}

    def look(self) -> MailReport:
        return self.door.run()

    def restarted(self, **changes: object) -> Post:
        """As another process finds it, or the same one after its end."""
        settings = replace(self.settings, **changes)  # type: ignore[arg-type]
        return Post(settings, self.reception, MailDoor(settings, self.reception, lambda tenant, document, version: None))

    def work(self, limits: Limits | None = None) -> int:
        """Take mails apart, and read what was in them. How many documents were read or failed."""
        database, done = self.reception.database, 0
        while True:
            with database.write() as session:
                waiting = documents_in(session, DocumentState.RECEIVED, 1000)
                for document in waiting:
                    begin_reading(session, document.tenant, document.id, actor=READER, at=NOON)
            if not waiting:
                return done
            for document in waiting:
                self._read(document.id, limits or Limits())
                done += 1

    def _read(self, document_id: UUID, limits: Limits) -> None:
        with self.reception.database.write() as session:
            document = find_document(session, TENANT, document_id)
            assert document is not None
            if document.media_type != "message/rfc822" and document.media_type != "application/zip":
                record_reading(session, TENANT, document_id, (result("", index=0),), reader="1", actor=READER, at=NOON)
                return
            try:
                outcome = read_stored(None, Original(document.sha256, document.name), self.reception.files, limits)  # type: ignore[arg-type]
            except IntakeError as error:
                why = f"{error.message} · {error.message_zh}"
                fail(session, TENANT, document_id, error_code=error.code, actor=READER, why=why, at=NOON)
                return
            assert isinstance(outcome, Members)
            record_members(session, document, outcome.members, outcome.failures, actor=READER, at=NOON)


@pytest.fixture
def post(mail_server: MailServer, database: Database, files: LocalFiles) -> Post:
    settings = mail_server.settings()
    reception = Reception(database, files, lambda: datetime.now(UTC), lambda tenant, document, lane: None, room=Room(free_bytes=0))
    return Post(settings, reception, MailDoor(settings, reception, lambda tenant, document, version: None))


def mail(*attachments: tuple[str, bytes], subject: str = "您的电子发票", message_id: str | None = None) -> bytes:
    """A mail as a seller's system sends it."""
    message = EmailMessage()
    message["From"] = "invoices@seller.example"
    message["To"] = "finance@buyer.example"
    message["Subject"] = subject
    message["Message-ID"] = message_id or f"<{uuid4()}@seller.example>"
    message.set_content("请查收附件。")
    for name, content in attachments:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()
