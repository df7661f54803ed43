"""Mails from the inbox to where they end, on a real server."""

from __future__ import annotations

import imaplib
import io
import logging
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from intake.door import Room
from intake.mail_door.poll import MailDoor
from intake.mail_door.settings import Security
from intake.store.containers import container_failures
from intake.store.documents import find_document, find_document_by_bytes
from intake.store.receipts import receipts_of_container, receipts_of_document
from intake.store.words import Door, Lane
from tests.intake.mail_door.conftest import PASSWORD, MailServer, Post, mail
from tests.intake.store.samples import TENANT

PDF = b"%PDF-1.7\n1\n%%EOF\n"
DONE, FAILED, PROCESSING = "Fapiao/Done", "Fapiao/Failed", "Fapiao/Processing"


@pytest.fixture
def address(tmp_path: Path, migrated_file: Path) -> str:
    """SQLite: what differs between databases is tested with the store."""
    shutil.copy(migrated_file, tmp_path / "app.sqlite")
    return f"sqlite:///{tmp_path / 'app.sqlite'}"


def test_a_mail_is_one_receipt_and_its_attachments_are_documents_linked_to_it(post: Post) -> None:
    content = mail(("发票.pdf", PDF), ("发票.xml", b"<?xml version='1.0'?><EInvoice/>"))
    post.send(content)
    report = post.look()
    assert (report.received, report.problems) == (1, ())
    assert post.where() == {PROCESSING: 1}
    assert post.work() == 3
    (ended,) = post.look().ended
    assert (ended.name, ended.attachments, ended.code) == ("您的电子发票.eml", 2, "")
    assert post.where() == {DONE: 1} and post.mails(DONE) == [_crlf(content)]
    with post.reception.database.read() as session:
        assert ended.document is not None
        (receipt,) = receipts_of_document(session, TENANT, ended.document)
        members = receipts_of_container(session, TENANT, ended.document)
        document = find_document(session, TENANT, ended.document)
    assert receipt.door is Door.MAIL and document is not None and document.lane is Lane.BATCH
    assert [member.name for member in members] == ["您的电子发票.eml!发票.pdf", "您的电子发票.eml!发票.xml"]


def test_a_mail_that_was_received_and_not_moved_gets_the_same_receipt_again(post: Post) -> None:
    content = mail(("a.pdf", PDF))
    post.send(content)
    post.look()
    post.send(content)  # as if it were still there
    other = post.restarted()
    assert other.look().received == 1
    assert _receipts(post, content) == 1
    post.work()
    assert len(other.look().ended) == 2 and post.where() == {DONE: 2}


def test_whoever_is_killed_before_any_command_to_the_server_is_followed_by_somebody_who_finishes(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    contents = [mail(("a.pdf", PDF + b"%d" % number)) for number in range(2)]
    for content in contents:
        post.send(content)

    class Killed(BaseException):
        pass

    real = imaplib.IMAP4._command  # type: ignore[attr-defined]
    for kill_at in range(1, 60):
        left = kill_at

        def counted(self: imaplib.IMAP4, name: str, *arguments: Any) -> Any:
            nonlocal left
            left -= 1
            if left == 0:
                self.sock.close()
                raise Killed
            return real(self, name, *arguments)

        monkeypatch.setattr(imaplib.IMAP4, "_command", counted)
        survived = False
        try:
            post.restarted().look()
            survived = True
        except Killed:
            pass
        finally:
            monkeypatch.setattr(imaplib.IMAP4, "_command", real)
        assert sum(post.where().values()) == 2
        post.work()
        if survived and post.where() == {DONE: 2}:
            break
    assert post.where() == {DONE: 2}
    assert all(_receipts(post, content) == 1 for content in contents)


def test_without_move_a_mail_is_copied_and_flagged_and_others_are_not_expunged(post: Post) -> None:
    post.send(mail(("a.pdf", PDF)))
    with post.connected() as connection:
        connection.append("INBOX", r"(\Deleted)", "", mail(("b.pdf", PDF)))
    plain = post.restarted()
    with server_without("MOVE", "UIDPLUS"):
        assert plain.look().received == 1
        assert post.where() == {"INBOX": 2, PROCESSING: 1}, "flagged, not expunged"
        assert plain.look().received == 0, "a flagged mail is not taken again"
        post.work()
        plain.look()
    assert post.where() == {"INBOX": 2, PROCESSING: 1, DONE: 1}


def test_the_server_without_move_but_with_uidplus_expunges_that_mail_only(post: Post) -> None:
    post.send(mail(("a.pdf", PDF)))
    with post.connected() as connection:
        connection.append("INBOX", r"(\Deleted)", "", mail(("b.pdf", PDF)))
    with server_without("MOVE"):
        post.look()
    assert post.where() == {"INBOX": 1, PROCESSING: 1}


def test_a_mail_without_attachments_ends_in_failed_and_is_tried_again_when_moved_back(post: Post) -> None:
    content = mail()
    post.send(content)
    post.look()
    post.work()
    (ended,) = post.look().ended
    assert ended.code == "mail_without_attachment" and "下载" in ended.message_zh and post.where() == {FAILED: 1}
    post.send(content)
    post.look()
    assert post.work() == 1
    assert _receipts(post, content) == 1


def test_what_is_no_mail_is_refused_and_kept(post: Post) -> None:
    post.send(b"no header at all\r\n\r\nnor a body\r\n")
    (ended,) = post.look().ended
    assert (ended.code, ended.document) == ("unknown_type", None)
    assert post.where() == {FAILED: 1}


def test_a_huge_mail_is_not_fetched_but_kept(post: Post) -> None:
    post.send(mail(("a.pdf", bytes(300_000))))
    (ended,) = post.restarted(most_bytes=100_000).look().ended
    assert ended.code == "mail_too_large" and post.where() == {FAILED: 1}


def test_a_mail_of_countless_parts_within_parts_fails_and_is_kept(post: Post) -> None:
    boundaries = [f"b{number}" for number in range(3000)]
    text = "".join(f"Content-Type: multipart/mixed; boundary={boundary}\r\n\r\n--{boundary}\r\n" for boundary in boundaries)
    post.send(b"From: a@b.example\r\nSubject: x\r\n" + text.encode() + b"line\r\n" * 20_000)
    _ends_with(post, "mail_too_nested")


def test_a_zip_bomb_fails_with_its_code_and_the_invoice_beside_it_is_read(post: Post) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.pdf", bytes(30_000_000))
    post.send(mail(("bomb.zip", packed.getvalue()), ("a.pdf", PDF)))
    post.look()
    post.work()
    (ended,) = post.look().ended
    assert (ended.code, ended.attachments) == ("", 1) and ended.document is not None
    with post.reception.database.read() as session:
        (failure,) = container_failures(session, TENANT, ended.document)
    assert failure.error_code == "ratio_too_high" and post.where() == {DONE: 1}


def test_a_mail_with_nothing_but_a_bomb_ends_in_failed(post: Post) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.pdf", bytes(30_000_000))
    post.send(mail(("bomb.zip", packed.getvalue())))
    _ends_with(post, "ratio_too_high")


def test_names_made_to_harm_are_labels_only(post: Post) -> None:
    harm = '"><img src=x onerror=alert(1)>.pdf'
    post.send(mail((harm, PDF), ("../../etc/passwd.pdf", PDF + b"2"), subject="=?utf-8?q?x=0D=0ABcc:_a=00b?="))
    post.look()
    post.work()
    (ended,) = post.look().ended
    assert ended.name.isprintable() and ended.document is not None
    with post.reception.database.read() as session:
        names = [receipt.name.partition("!")[2] for receipt in receipts_of_container(session, TENANT, ended.document)]
    assert names == [harm, "passwd.pdf"]


@pytest.mark.parametrize(
    "head",
    [
        b"Subject: =?x-nothing?q?abc?=\r\n",
        b"Subject: " + "发票".encode("gbk") + b"\r\n",
        b"Subject: =?utf-8?b?" + b"A" * 5000 + b"?=\r\n",
        b"Content-Transfer-Encoding: base65\r\n",
        b"Content-Type: multipart/mixed; boundary=\r\n",
        b"Content-Type: application/pdf; name*0*=gb18030''%B7%A2; name*1*=%C6%B1.pdf\r\nContent-Transfer-Encoding: base64\r\n",
    ],
)
def test_broken_encodings_neither_stop_the_door_nor_lose_the_mail(post: Post, head: bytes) -> None:
    post.send(b"From: a@b.example\r\nDate: Thu, 1 Feb 2024 10:00:00 +0800\r\n" + head + b"\r\n%PDF-1.7 \xff\xfe\r\n")
    post.send(mail(("a.pdf", PDF)))
    assert post.look().problems == ()
    post.work()
    report = post.look()
    assert len(report.ended) == 2 and report.problems == ()
    where = post.where()
    assert where.pop(DONE) + where.pop(FAILED, 0) == 2 and not where


def test_a_store_that_takes_nothing_leaves_mails_in_the_inbox(post: Post) -> None:
    post.send(mail(("a.pdf", PDF)))
    full = MailDoor(post.settings, replace(post.reception, room=Room(waiting_batch=0)), lambda tenant, document, version: None)
    report = full.run()
    assert [problem.code for problem in report.problems] == ["queue_full"] and report.waiting == 1
    assert post.where() == {"INBOX": 1}
    assert post.look().received == 1


def test_more_mails_than_one_look_is_for_are_received_in_the_next(post: Post) -> None:
    for number in range(5):
        post.send(mail(("a.pdf", PDF + b"%d" % number)))
    small = post.restarted(at_once=2)
    assert [small.look().received for _ in range(4)] == [2, 2, 1, 0]
    post.work()
    assert sum(len(small.look().ended) for _ in range(4)) == 5


def test_a_mailbox_that_was_rebuilt_is_gone_through_again_without_a_second_receipt(post: Post) -> None:
    content = mail(("a.pdf", PDF))
    post.send(content)
    post.look()
    with post.connected() as connection:  # the same mail under another validity and another uid
        connection.delete('"Fapiao.Processing"')
    post.send(content, PROCESSING)
    with post.connected() as connection:
        connection.create('"Fapiao.Processing"')
        connection.append('"Fapiao.Processing"', "", "", content)
    post.work()
    post.look()
    assert post.where() == {DONE: 1} and _receipts(post, content) == 1


def test_folders_with_chinese_names_are_found_and_made(post: Post) -> None:
    folders = replace(post.settings.folders, processing="发票/处理中 & 等待", done="发票/已完成", failed="发票/失败")
    chinese = post.restarted(folders=folders)
    post.send(mail(("a.pdf", PDF)))
    chinese.look()
    post.work()
    chinese.look()
    assert len(chinese.mails("发票/已完成")) == 1


def test_a_wrong_password_an_unknown_certificate_and_a_silent_server_are_told_apart_and_no_password_is_shown(
    post: Post, mail_server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = "let me in"
    with caplog.at_level(logging.DEBUG):
        cases = {
            "mailbox_login_refused": post.restarted(password=wrong),
            "mailbox_not_trusted": post.restarted(authority=None),
            "mailbox_unreachable": post.restarted(port=1),
            "mailbox_not_protected": post.restarted(security=Security.NONE, host="mail.example"),
        }
        for code, case in cases.items():
            (problem,) = case.look().problems
            assert problem.code == code
            for shown in (str(problem), problem.message_zh, repr(case.settings)):
                assert wrong not in shown and PASSWORD not in shown
    assert PASSWORD not in caplog.text and wrong not in caplog.text


@contextmanager
def server_without(*names: str) -> Iterator[None]:
    """As a server answers that can do less."""
    real = imaplib.IMAP4.capability

    def capability(self: imaplib.IMAP4) -> tuple[str, list[Any]]:
        answer, said = real(self)
        return answer, [b" ".join(name for name in said[-1].split() if name.decode() not in names)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(imaplib.IMAP4, "capability", capability)
        yield


def _ends_with(post: Post, code: str) -> None:
    assert post.look().problems == ()
    post.work()
    (ended,) = post.look().ended
    assert ended.code == code and post.where() == {FAILED: 1}


def _receipts(post: Post, content: bytes) -> int:
    with post.reception.database.read() as session:
        document = find_document_by_bytes(session, TENANT, sha256(_crlf(content)).hexdigest())
        assert document is not None
        return len(receipts_of_document(session, TENANT, document.id))


def _crlf(content: bytes) -> bytes:
    """As servers keep mails."""
    return content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
