"""One request to another system over HTTP, within limits of time and size, and never to an address that is none of theirs.

    OutsideHttp.send(Request)  ->  Answer         whatever its status
                                   NotSent        surely nothing reached them: no such name, no connection, no TLS, an address that is refused
                                   NoAnswer       it may have reached them: a timeout, a broken connection, an answer too long or of no sense

The two kinds of trouble are told apart because what was surely not sent may be sent again at once, and what may have arrived must be asked after first.

Redirects are answers like any other and not followed; environment variables that name proxies are not heeded; each request has a connection of its own, so that no
answer of another request can be taken for ours and a connection that died between two requests leaves no doubt.
"""

from __future__ import annotations

import io
import socket
import ssl
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse, IncompleteRead
from ipaddress import IPv4Address, IPv6Address, ip_address
from time import monotonic
from urllib.parse import urlsplit

KIB = 1024
_CHUNK = 64 * KIB
_PORTS = {"http": 80, "https": 443}
_WITH_BODY = ("POST", "PUT", "PATCH")


@dataclass(frozen=True)
class Request:
    method: str
    url: str = field(repr=False)
    """Absolute, `https` or where it is allowed `http`, in ASCII; a login in it is refused."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    """All but the method may hold secrets."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    """Names in lower case; of several with one name the last."""
    body: bytes


@dataclass(frozen=True)
class NotSent:
    """Surely nothing of the request reached them."""

    reason: str
    """One of `address_refused`, `unknown_host`, `no_connection`, `tls`, `bad_url`."""
    detail: str
    """For the log and for whoever looks after the connection; nothing of the request's content."""


@dataclass(frozen=True)
class NoAnswer:
    """The request, or a part of it, may have reached them."""

    reason: str
    """One of `timeout`, `broken`, `too_long`, `no_sense`."""
    detail: str


Outcome = Answer | NotSent | NoAnswer


@dataclass(frozen=True)
class HttpLimits:
    connect_seconds: float = 5.0
    total_seconds: float = 30.0
    """From the first byte sent to the last one received, however slowly it drips."""
    answer_bytes: int = 4 * KIB * KIB


@dataclass(frozen=True)
class Reach:
    """Which addresses may be talked to. The default is the internet, encrypted."""

    private_hosts: frozenset[str] = frozenset()
    """Names or addresses that may lie in a private network or on this machine: an accounting system in the firm's own house, a simulator. As they stand in the URL, lower case."""
    plain_hosts: frozenset[str] = frozenset()
    """Hosts that may be talked to without TLS."""


Resolve = Callable[[str, int], Sequence[str]]
"""Host and port to addresses. Raises OSError."""


def resolve(host: str, port: int) -> Sequence[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(address[0]) for _, _, _, _, address in found))


@dataclass(frozen=True)
class OutsideHttp:
    """Safe for threads; holds no connection between requests."""

    limits: HttpLimits = HttpLimits()
    reach: Reach = Reach()
    tls: ssl.SSLContext | None = None
    """None for the system's certificate authorities."""
    resolve: Resolve = resolve

    def send(self, request: Request) -> Outcome:
        """Asks once. Never raises for what the network or the other side does; ValueError for a header that can't be one."""
        target = self._target(request.url)
        if isinstance(target, NotSent):
            return target
        connected = self._connect(target)
        if isinstance(connected, NotSent):
            return connected
        try:
            return _exchange(connected, target, request, self.limits)
        finally:
            with suppress(OSError):
                connected.close()

    def refusal(self, url: str) -> NotSent | None:
        """Why nothing would be sent there, as far as that shows without connecting; None where nothing speaks against it. For whoever keeps an address for later."""
        target = self._target(url)
        found = target if isinstance(target, NotSent) else self._addresses(target)
        return found if isinstance(found, NotSent) else None

    def _target(self, url: str) -> _Target | NotSent:
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").lower(), parts.port
            url.encode("ascii")
        except ValueError as error:
            return NotSent("bad_url", str(error))
        if parts.scheme not in _PORTS or not host or parts.username is not None or any(character <= " " or character == "\x7f" for character in url):
            return NotSent("bad_url", "the address must be https://HOST/..., without a login")
        if parts.scheme == "http" and host not in self.reach.plain_hosts:
            return NotSent("address_refused", f"{host} may not be talked to without TLS")
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return _Target(parts.scheme, host, port or _PORTS[parts.scheme], parts.netloc, path)

    def _connect(self, target: _Target) -> socket.socket | NotSent:
        addresses = self._addresses(target)
        if isinstance(addresses, NotSent):
            return addresses
        last: OSError | None = None
        for address in addresses:
            try:
                # To the address that was looked at, not to the name, which may mean another one by now.
                plain = socket.create_connection((address, target.port), self.limits.connect_seconds)
            except OSError as error:
                last = error
                continue
            return plain if target.scheme == "http" else self._encrypted(plain, target.host)
        return NotSent("no_connection", f"{target.host}:{target.port}: {last or 'no address'}")

    def _addresses(self, target: _Target) -> Sequence[str] | NotSent:
        try:
            addresses = self.resolve(target.host, target.port)
        except (OSError, UnicodeError) as error:
            return NotSent("unknown_host", f"{target.host}: {error}")
        if target.host not in self.reach.private_hosts:
            refused = [address for address in addresses if not is_public(address)]
            if refused:
                # All of a name's addresses must be public: which one is taken would else be the name server's choice.
                return NotSent("address_refused", f"{target.host} is {refused[0]}, which is no address of the internet")
        return addresses

    def _encrypted(self, plain: socket.socket, host: str) -> socket.socket | NotSent:
        context = self.tls or ssl.create_default_context()
        try:
            return context.wrap_socket(plain, server_hostname=host)
        except (OSError, ssl.CertificateError) as error:
            plain.close()
            return NotSent("tls", f"{host}: {error}")


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the internet, and to one machine of it."""
    found = ip_address(address.partition("%")[0])
    inner = _inner(found) if isinstance(found, IPv6Address) else None
    if inner is not None:
        return is_public(str(inner))
    return found.is_global and not found.is_multicast and not found.is_reserved


def _inner(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 one stands for: mapped, 6to4, Teredo, or behind a translator (RFC 6052)."""
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    return IPv4Address(int(address) & 0xFFFFFFFF) if int(address) >> 32 == _TRANSLATED else None


_TRANSLATED = int(IPv6Address("64:ff9b::")) >> 32


@dataclass(frozen=True)
class _Target:
    scheme: str
    host: str
    port: int
    netloc: str
    path: str


def _exchange(connected: socket.socket, target: _Target, request: Request, limits: HttpLimits) -> Outcome:
    deadline = monotonic() + limits.total_seconds
    connection = HTTPConnection(target.host, target.port)
    connection.sock = _DeadlineSocket(connected, deadline)
    connection.putrequest(request.method, target.path, skip_host=True, skip_accept_encoding=True)
    headers = {"Host": target.netloc, "User-Agent": "fapiao-intake", "Connection": "close", "Accept-Encoding": "identity", **request.headers}
    for name, value in headers.items():
        connection.putheader(name, value)
    if request.body or request.method in _WITH_BODY:
        connection.putheader("Content-Length", str(len(request.body)))
    try:
        connection.endheaders(request.body or None)
        response = connection.getresponse()
        body = _body(response, limits.answer_bytes)
    except TimeoutError:
        return NoAnswer("timeout", f"{target.host} did not answer within {limits.total_seconds:g} s")
    except (OSError, IncompleteRead) as error:
        return NoAnswer("broken", f"{target.host}: {type(error).__name__}")
    except HTTPException as error:
        return NoAnswer("no_sense", f"{target.host}: {type(error).__name__}")
    if body is None:
        return NoAnswer("too_long", f"{target.host} answered with more than {limits.answer_bytes} bytes")
    return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, body)


def _body(response: HTTPResponse, most: int) -> bytes | None:
    """None where there is more than that. Raises IncompleteRead where the connection ended before the body did."""
    chunks: list[bytes] = []
    size = 0
    while chunk := response.read(_CHUNK):
        chunks.append(chunk)
        size += len(chunk)
        if size > most:
            return None
    if response.length:  # a read in parts does not notice by itself
        raise IncompleteRead(b"", response.length)
    return b"".join(chunks)


class _DeadlineSocket:
    """What `http.client` needs of a socket, with one deadline over all it does. A timeout of the socket's own begins anew with every byte that comes."""

    def __init__(self, inner: socket.socket, deadline: float) -> None:
        self._inner = inner
        self._deadline = deadline

    def sendall(self, data: bytes) -> None:
        self._set_timeout()
        self._inner.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_DeadlineReader(self._inner, self._set_timeout))

    def close(self) -> None:
        """The socket is closed by whoever opened it."""

    def _set_timeout(self) -> None:
        left = self._deadline - monotonic()
        if left <= 0:
            raise TimeoutError
        self._inner.settimeout(left)


class _DeadlineReader(io.RawIOBase):
    def __init__(self, inner: socket.socket, set_timeout: Callable[[], None]) -> None:
        self._inner = inner
        self._set_timeout = set_timeout

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        self._set_timeout()
        return self._inner.recv_into(buffer)
