"""All simulated providers in one HTTP server on this machine, over one bureau. For tests, for `make demo`, and for whoever tries the product without an account anywhere.

with SimulatedProviders(bureau) as simulated:
    verifier = simulated.verifier(Vendor.TENCENT, simulated_http(), now)
    simulated.trouble(Vendor.TENCENT, Trouble.MAINTENANCE)
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from intake.outside_http import HttpLimits, OutsideHttp, Reach
from intake.verification.aliyun import AliyunSettings, AliyunVerifier
from intake.verification.baidu import BaiduSettings, BaiduVerifier
from intake.verification.codes import Vendor
from intake.verification.gateway import GatewaySettings, GatewayVerifier
from intake.verification.gateways import GATEWAYS, GatewayAccount
from intake.verification.huawei import HuaweiSettings, HuaweiVerifier
from intake.verification.signing import KeyPair
from intake.verification.simulator.bureau import Bureau
from intake.verification.simulator.cloud_wires import AliyunWire, BaiduWire, HuaweiWire, TencentWire
from intake.verification.simulator.gateway_wires import FpcyWire, JumeiWire, QixiangyunWire, XiangyunWire
from intake.verification.simulator.wire import MESSAGES, Trouble, Wire, WireReply, WireRequest, code_for
from intake.verification.tencent import TencentSettings, TencentVerifier
from intake.verification.verifier import Outcome, Verifier

KEYS = KeyPair("simulated-id", "simulated-secret")
"""Open every simulated provider and nothing else."""
_ACCOUNT = GatewayAccount(KEYS.id, KEYS.secret)
_PROJECT = "simulated-project"
_HERE = frozenset({"127.0.0.1"})
_MOST_BYTES = 1024 * 1024
_SILENCE = 60.0
"""Seconds; a client's patience ends long before."""
_OUTCOMES = {
    Trouble.THROTTLED: Outcome.THROTTLED,
    Trouble.UPSTREAM_DOWN: Outcome.UPSTREAM_DOWN,
    Trouble.MAINTENANCE: Outcome.MAINTENANCE,
    Trouble.PERMISSION: Outcome.PERMISSION,
    Trouble.QUOTA: Outcome.QUOTA,
}
_PAGE = WireReply(502, b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>")


@dataclass(frozen=True)
class Latency:
    """Seconds that an answer takes, drawn evenly; 0.3 to 3 is what users of the real ones report."""

    least: float = 0.0
    most: float = 0.0
    seed: int = 1


@dataclass
class _Mood:
    """How one provider behaves just now."""

    trouble: Trouble | None = None
    answers: list[WireReply] = field(default_factory=list)
    """Served first, before anything is looked up."""
    calls: int = 0


class SimulatedProviders:
    def __init__(self, bureau: Bureau, latency: Latency = Latency(), sleep: Callable[[float], None] = time.sleep) -> None:
        self._bureau = bureau
        self._wires: tuple[Wire, ...] = (
            BaiduWire(KEYS),
            TencentWire(KEYS),
            AliyunWire(KEYS),
            HuaweiWire(KEYS, _PROJECT),
            FpcyWire(_ACCOUNT, Vendor.FPCY, "/fpcy"),
            FpcyWire(_ACCOUNT, Vendor.WEIBAOZHANG, "/weibaozhang/fpcy"),
            XiangyunWire(_ACCOUNT),
            JumeiWire(_ACCOUNT),
            QixiangyunWire(_ACCOUNT),
        )
        self._moods = {wire.vendor: _Mood() for wire in self._wires}
        self._latency = latency
        self._random = Random(latency.seed)  # noqa: S311 - nothing is guarded by it
        self._sleep = sleep
        self._lock = Lock()
        self._ended = Event()
        self._server = _Server(self)
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, name="simulated-providers", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._ended.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def verifier(self, vendor: Vendor, http: OutsideHttp, now: Callable[[], datetime]) -> Verifier:
        """The real client of a provider, with an account here."""
        match vendor:
            case Vendor.BAIDU:
                return BaiduVerifier(BaiduSettings(KEYS.id, KEYS.secret, self.address), http, now)
            case Vendor.TENCENT:
                return TencentVerifier(TencentSettings(KEYS, self.address), http, now)
            case Vendor.ALIYUN:
                return AliyunVerifier(AliyunSettings(KEYS, self.address), http, now)
            case Vendor.HUAWEI:
                return HuaweiVerifier(HuaweiSettings(KEYS, _PROJECT, self.address), http, now)
            case _:
                address = f"{self.address}/weibaozhang" if vendor is Vendor.WEIBAOZHANG else self.address
                return GatewayVerifier(GatewaySettings(GATEWAYS[vendor.value], _ACCOUNT, address), http, now, vendor.value)

    def trouble(self, vendor: Vendor, trouble: Trouble | None) -> None:
        """From now on; None ends it."""
        self._moods[vendor].trouble = trouble

    def answer_next(self, vendor: Vendor, code: str, message: str = "") -> None:
        """The next look-up is refused with this code, whatever it asks for."""
        wire = next(wire for wire in self._wires if wire.vendor is vendor)
        self._moods[vendor].answers.append(wire.refused(code, message))

    def answer_next_raw(self, vendor: Vendor, reply: WireReply) -> None:
        self._moods[vendor].answers.append(reply)

    def calls(self, vendor: Vendor) -> int:
        """Requests that came in, tokens aside."""
        return self._moods[vendor].calls

    def reply(self, request: WireRequest) -> WireReply | None:
        """None: the connection is to be dropped."""
        wire = next((wire for wire in self._wires if wire.takes(request)), None)
        if wire is None:
            return WireReply(404, b"")
        asked = wire.read(request)
        mood = self._moods[wire.vendor]
        if isinstance(asked, WireReply):
            return asked
        with self._lock:
            mood.calls += 1
            prepared = mood.answers.pop(0) if mood.answers else None
            wait = self._random.uniform(self._latency.least, self._latency.most)
        if wait:
            self._sleep(wait)
        if prepared:
            return prepared
        match mood.trouble:
            case None:
                pass
            case Trouble.BROKEN:
                return _PAGE
            case Trouble.DROPPED:
                return None
            case Trouble.SILENT:
                self._ended.wait(_SILENCE)
                return None
            case trouble:
                outcome = _OUTCOMES[trouble]
                return wire.refused(code_for(wire.vendor, outcome), MESSAGES[outcome])
        told = self._bureau.look_up(asked)
        if told.invoice is not None:
            return wire.found(told.invoice, told.times)
        return wire.refused(code_for(wire.vendor, told.outcome), MESSAGES[told.outcome])


def simulated_http(total_seconds: float = 30.0) -> OutsideHttp:
    """May talk to this machine, without TLS, and to nobody else's."""
    return OutsideHttp(HttpLimits(total_seconds=total_seconds), Reach(private_hosts=_HERE, plain_hosts=_HERE))


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, providers: SimulatedProviders) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.providers = providers


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30
    disable_nagle_algorithm = True
    """Headers and body go out one after the other, and without this the second waits 40 ms for an acknowledgement."""
    server: _Server

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > _MOST_BYTES:
            self.close_connection = True
            return
        address = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = self.server.providers.reply(WireRequest(address.path, address.query, headers, self.rfile.read(int(length))))
        if reply is None:
            self.close_connection = True
            return
        self.send_response(reply.status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is given
        """Nothing: addresses hold tokens."""
