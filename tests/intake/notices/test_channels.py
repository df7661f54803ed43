"""Against a real mail server and a real receiver of webhooks on this machine."""

from __future__ import annotations

import email
import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.policy import default
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from hypothesis import given
from hypothesis import strategies as st

from intake.notices.channel import Delivered, NotDelivered
from intake.notices.letters import Letter
from intake.notices.mail import MailChannel, MailSecurity, SmtpSettings, is_mail_address
from intake.notices.webhook import LIMITS, Target, WebhookChannel, shown_url
from intake.outside_http import OutsideHttp, Reach
from intake.upload.signature import is_signed
from tests.local_servers import free_port, make_certificate

NOW = datetime(2024, 3, 11, 4, tzinfo=UTC)
MESSAGE = UUID(int=5)
LETTER = Letter("【紧急】未能入账：24112000000000000017", "记账系统拒收。\n处理办法：……")
USER, PASSWORD = "fapiao@example.cn", "correct-horse-电池"  # of a server that lives as long as a test
RECEIVER = "li@example.cn"


@dataclass
class Post:
    """What a mail server does with what it is given."""

    refuses: str = ""
    mails: list[bytes] = field(default_factory=list)

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802 - the server's name for it
        if self.refuses:
            return self.refuses
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.mails.append(envelope.content if isinstance(envelope.content, bytes) else b"")
        return "250 OK"


def logs_in(server: SMTP, session: Session, envelope: Envelope, mechanism: str, said: object) -> AuthResult:
    known = isinstance(said, LoginPassword) and (said.login, said.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=known, handled=False)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of 127.0.0.1, its key beside it."""
    return make_certificate(tmp_path_factory.mktemp("tls"))


@contextmanager
def mail_server(post: Post, certificate: Path, security: MailSecurity) -> Iterator[SmtpSettings]:
    """Asks for a login, and for TLS before it."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, certificate.with_name("key.pem"))
    login = {"authenticator": logs_in, "auth_required": True, "auth_require_tls": True, "enable_SMTPUTF8": True}
    if security is MailSecurity.TLS:
        # The server that speaks TLS from the first byte does not notice it itself.
        controller = Controller(post, hostname="127.0.0.1", port=free_port(), ssl_context=context, **{**login, "auth_require_tls": False})
    else:
        controller = Controller(post, hostname="127.0.0.1", port=free_port(), tls_context=context, require_starttls=True, **login)
    controller.start()
    try:
        yield SmtpSettings("127.0.0.1", USER, USER, PASSWORD, controller.port, security, certificate, timeout_seconds=5)
    finally:
        controller.stop()


@pytest.mark.parametrize("security", [MailSecurity.TLS, MailSecurity.STARTTLS])
def test_a_mail_arrives_encrypted_in_both_scripts(certificate: Path, security: MailSecurity) -> None:
    post = Post()
    with mail_server(post, certificate, security) as settings:
        assert MailChannel(settings).send(RECEIVER, LETTER, MESSAGE, NOW) == Delivered()
    mail = email.message_from_bytes(post.mails[0], policy=default)
    assert mail["Subject"] == LETTER.subject and mail["To"] == RECEIVER and mail["From"] == USER
    assert mail.get_content().replace("\r\n", "\n").strip() == LETTER.text
    assert mail["Message-ID"] == f"<{MESSAGE}@example.cn>" and mail["Auto-Submitted"] == "auto-generated"


def test_a_server_that_is_not_trusted_gets_neither_login_nor_mail(certificate: Path) -> None:
    post = Post()
    with mail_server(post, certificate, MailSecurity.STARTTLS) as settings:
        answer = MailChannel(replace(settings, authority=None)).send(RECEIVER, LETTER, MESSAGE, NOW)
    assert isinstance(answer, NotDelivered) and not answer.for_good and "certificate" in answer.reason
    assert not post.mails


def test_a_refused_login_is_told_without_the_password(certificate: Path) -> None:
    with mail_server(Post(), certificate, MailSecurity.STARTTLS) as settings:
        answer = MailChannel(replace(settings, password="wrong-secret")).send(RECEIVER, LETTER, MESSAGE, NOW)  # noqa: S106
    assert isinstance(answer, NotDelivered) and not answer.for_good
    assert "refuses the login" in answer.reason and "secret" not in f"{answer}{settings}" and PASSWORD not in repr(settings)


@pytest.mark.parametrize(("said", "for_good"), [("550 no such user", True), ("451 greylisted", False)])
def test_only_a_refusal_for_good_ends_the_tries(certificate: Path, said: str, for_good: bool) -> None:
    with mail_server(Post(refuses=said), certificate, MailSecurity.STARTTLS) as settings:
        answer = MailChannel(settings).send(RECEIVER, LETTER, MESSAGE, NOW)
    assert isinstance(answer, NotDelivered) and answer.for_good is for_good and said[4:] in answer.reason


def test_nobody_there_is_an_answer_too() -> None:
    gone = SmtpSettings("127.0.0.1", USER, port=1, security=MailSecurity.NONE, timeout_seconds=2)
    answer = MailChannel(gone).send(RECEIVER, LETTER, MESSAGE, NOW)
    assert isinstance(answer, NotDelivered) and not answer.for_good


def test_without_tls_nothing_leaves_this_machine() -> None:
    settings = SmtpSettings("mail.example.cn", USER, security=MailSecurity.NONE)
    assert isinstance(MailChannel(settings).send(RECEIVER, LETTER, MESSAGE, NOW), NotDelivered)


def test_a_subject_with_a_line_break_is_no_second_header(certificate: Path) -> None:
    answer = MailChannel(SmtpSettings("127.0.0.1", USER)).send(RECEIVER, Letter("a\r\nBcc: all@example.cn", ""), MESSAGE, NOW)
    assert isinstance(answer, NotDelivered)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "li",
        "li@",
        "@example.cn",
        "li@example",
        "li@example.cn, wu@example.cn",
        "李@example.cn",
        "li@exa mple.cn",
        "<li@example.cn>",
        "li@example.cn\r\nBcc: x@y.cn",
    ],
)
def test_what_is_not_one_mail_address(text: str) -> None:
    assert not is_mail_address(text)


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_not(text: str) -> None:
    assert is_mail_address(text) in (True, False)


@dataclass
class Receiver:
    """A program of the firm."""

    status: int = 200
    heard: list[tuple[dict[str, str], str, bytes]] = field(default_factory=list)


@contextmanager
def receiving(receiver: Receiver) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.heard.append(({name.lower(): value for name, value in self.headers.items()}, self.path, body))
            self.send_response(receiver.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/hook/s3cret?x=1"
    finally:
        server.shutdown()
        server.server_close()


HERE = frozenset({"127.0.0.1"})
ALLOWED = WebhookChannel(OutsideHttp(LIMITS, Reach(HERE, HERE)))


def test_a_webhook_is_signed_over_time_and_body() -> None:
    receiver, body = Receiver(), json.dumps({"id": "5"}).encode()
    with receiving(receiver) as url:
        assert ALLOWED.send(Target(UUID(int=1), url, b"fpw_x"), body, MESSAGE, NOW) == Delivered()
    headers, path, heard = receiver.heard[0]
    assert heard == body and headers["x-fapiao-delivery"] == str(MESSAGE)
    assert is_signed(headers, b"fpw_x", "POST", path, body, NOW)
    assert not is_signed(headers, b"fpw_x", "POST", path, body + b" ", NOW)
    assert not is_signed(headers, b"fpw_y", "POST", path, body, NOW)
    assert not is_signed(headers, b"fpw_x", "POST", path, body, NOW + timedelta(minutes=6))


@pytest.mark.parametrize(("status", "for_good"), [(500, False), (302, False), (404, False), (410, True)])
def test_whatever_is_no_success_is_tried_again_but_gone_is_gone(status: int, for_good: bool) -> None:
    with receiving(Receiver(status)) as url:
        answer = ALLOWED.send(Target(UUID(int=1), url, b"fpw_x"), b"{}", MESSAGE, NOW)
    assert answer == NotDelivered(f"it answered {status}", for_good)


def test_private_addresses_are_refused_unless_they_are_allowed() -> None:
    receiver = Receiver()
    with receiving(receiver) as url:
        answer = WebhookChannel().send(Target(UUID(int=1), url, b"fpw_x"), b"{}", MESSAGE, NOW)
    assert isinstance(answer, NotDelivered) and answer.reason.startswith("address_refused")
    assert not receiver.heard and "s3cret" not in f"{answer}{Target(UUID(int=1), url, b'fpw_x')}"


def test_an_address_is_shown_without_what_only_the_receiver_should_know() -> None:
    assert shown_url("https://erp.example.cn/hook/s3cret?key=1") == "https://erp.example.cn/…"
    assert shown_url("https://erp.example.cn/") == "https://erp.example.cn"
