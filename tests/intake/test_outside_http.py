"""Against sockets that answer what the test says, byte for byte."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Thread

import pytest

from intake.outside_http import Answer, HttpLimits, NoAnswer, NotSent, OutsideHttp, Reach, Request, is_public

HERE = frozenset({"127.0.0.1", "ledger.test"})
TLS = b"\x16"
"""What a TLS connection begins with."""
LIMITS = HttpLimits(connect_seconds=1, total_seconds=0.5, answer_bytes=1000)


@contextmanager
def answering(say: Callable[[socket.socket], None]) -> Iterator[int]:
    """A port that takes one connection, reads a request and says that."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with suppress(OSError):
                connection, _ = listening.accept()
                with connection:
                    heard = b""
                    while b"body" not in heard and heard[:1] != TLS and (more := connection.recv(65536)):
                        heard += more
                    say(connection)

        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
    thread.join(5)


def bytes_of(content: bytes) -> Callable[[socket.socket], None]:
    return lambda connection: connection.sendall(content)


def ask(
    port: int,
    *,
    host: str = "127.0.0.1",
    reach: Reach | None = None,
    resolve: Callable[[str, int], Sequence[str]] = lambda host, port: ("127.0.0.1",),
    **more: str,
) -> object:
    http = OutsideHttp(LIMITS, Reach(HERE, HERE) if reach is None else reach, resolve=resolve)
    return http.send(Request("POST", f"http://{host}:{port}/path?x=1", {"X-One": "1", **more}, b"body"))


def test_an_answer_has_status_headers_and_body_whatever_the_status() -> None:
    with answering(bytes_of(b"HTTP/1.1 503 Closed\r\nRetry-After: 5\r\nContent-Length: 2\r\n\r\nno")) as port:
        assert ask(port) == Answer(503, {"retry-after": "5", "content-length": "2"}, b"no")


def test_a_request_arrives_as_it_was_meant() -> None:
    got: list[bytes] = []

    def hear(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                while not got or b"body" not in b"".join(got):
                    got.append(connection.recv(65536))
                hear(connection)

        thread = Thread(target=serve, daemon=True)
        thread.start()
        port = listening.getsockname()[1]
        assert isinstance(ask(port, host="ledger.test"), Answer)
        thread.join(5)
    request = b"".join(got).decode()
    assert request.startswith("POST /path?x=1 HTTP/1.1\r\n")
    assert f"Host: ledger.test:{port}\r\n" in request
    assert "X-One: 1\r\n" in request
    assert "Content-Length: 4\r\n" in request


def test_a_redirect_is_an_answer_and_not_followed() -> None:
    with answering(bytes_of(b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n")) as port:
        answer = ask(port)
    assert isinstance(answer, Answer)
    assert answer.status == 302


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (b"", "broken"),
        (b"hello\r\n\r\n", "no_sense"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", "broken"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", "broken"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + b"x" * 5000, "too_long"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: 1\r\n" * 200 + b"\r\n", "no_sense"),
    ],
)
def test_an_answer_that_is_none_leaves_it_open_whether_it_arrived(said: bytes, reason: str) -> None:
    with answering(bytes_of(said)) as port:
        outcome = ask(port)
    assert isinstance(outcome, NoAnswer)
    assert outcome.reason == reason


def test_an_answer_that_drips_is_given_up_in_time() -> None:
    def drip(connection: socket.socket) -> None:
        with suppress(OSError):
            for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + b"x" * 500:
                connection.sendall(bytes([byte]))
                time.sleep(0.05)

    with answering(drip) as port:
        outcome = ask(port)
    assert isinstance(outcome, NoAnswer)
    assert outcome.reason == "timeout"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255",  # noqa: S104
        "::1", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "::",
    ],
)  # fmt: skip
def test_an_address_that_is_not_of_the_internet_is_refused_after_its_name_was_looked_up(address: str) -> None:
    assert not is_public(address)
    outcome = ask(80, host="innocent.example", reach=Reach(plain_hosts=frozenset({"innocent.example"})), resolve=lambda host, port: ("93.184.215.14", address))
    assert isinstance(outcome, NotSent)
    assert outcome.reason == "address_refused"


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07::1", "64:ff9b::5db8:d70e"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url", ["ftp://x/", "//x/", "http:///x", "https://user:pass@x/", "https://x/a b", "https://x:port/", "https://发票.example/", "https://x/\r\nHost: y"]
)
def test_an_address_that_is_none_is_told_and_not_tried(url: str) -> None:
    outcome = OutsideHttp(reach=Reach(HERE, HERE)).send(Request("GET", url))
    assert isinstance(outcome, NotSent)
    assert outcome.reason == "bad_url"


def test_without_tls_only_hosts_that_the_settings_name() -> None:
    outcome = OutsideHttp().send(Request("GET", "http://93.184.215.14/"))
    assert isinstance(outcome, NotSent)
    assert outcome.reason == "address_refused"


def test_who_does_not_speak_tls_gets_nothing() -> None:
    with answering(bytes_of(b"HTTP/1.1 200 OK\r\n\r\n")) as port:
        outcome = OutsideHttp(LIMITS, Reach(HERE)).send(Request("GET", f"https://127.0.0.1:{port}/"))
    assert isinstance(outcome, NotSent)
    assert outcome.reason == "tls"


def test_a_name_that_nobody_knows_and_a_closed_port_are_surely_not_sent() -> None:
    def unknown(host: str, port: int) -> Sequence[str]:
        raise OSError("unknown")

    unheard, closed = ask(80, resolve=unknown), ask(9)
    assert isinstance(unheard, NotSent)
    assert isinstance(closed, NotSent)
    assert (unheard.reason, closed.reason) == ("unknown_host", "no_connection")


def test_a_header_that_would_be_two_is_a_fault_of_ours() -> None:
    with answering(bytes_of(b"")) as port, pytest.raises(ValueError, match="header"):
        ask(port, Evil="a\r\nb: c")
