"""What the simulated providers have in common: a request as it came, a reply as it goes, and the words that go with a code."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol
from urllib.parse import parse_qsl

from intake.verification.codes import SIGNS, Vendor, codes_of
from intake.verification.simulator.bureau import Asked, TrueInvoice
from intake.verification.verifier import InvoiceStatus, Outcome

Json = dict[str, Any]


class Trouble(StrEnum):
    """How a provider misbehaves."""

    THROTTLED = "throttled"
    UPSTREAM_DOWN = "upstream_down"
    MAINTENANCE = "maintenance"
    PERMISSION = "permission"
    QUOTA = "quota"
    BROKEN = "broken"
    """A web server's page instead of JSON."""
    DROPPED = "dropped"
    """The connection ends without an answer."""
    SILENT = "silent"
    """The connection stays open, nothing comes."""


@dataclass(frozen=True)
class WireRequest:
    path: str
    query: str
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes = field(repr=False)

    @property
    def parameters(self) -> Mapping[str, str]:
        return dict(parse_qsl(self.query, keep_blank_values=True))

    @property
    def form(self) -> Mapping[str, str]:
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))

    @property
    def json(self) -> Mapping[str, Any]:
        """Empty for what is no JSON object."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True)
class WireReply:
    status: int
    body: bytes

    @staticmethod
    def of(value: Json, status: int = 200) -> WireReply:
        return WireReply(status, json.dumps(value, ensure_ascii=False).encode())


class Wire(Protocol):
    """How one provider writes."""

    @property
    def vendor(self) -> Vendor: ...

    def takes(self, request: WireRequest) -> bool:
        """Whether this request is for this provider."""

    def read(self, request: WireRequest) -> Asked | WireReply:
        """The question in it; a reply where something else was asked for, or by somebody unknown."""

    def found(self, invoice: TrueInvoice, times: int) -> WireReply: ...

    def refused(self, code: str, message: str) -> WireReply: ...


MESSAGES: Mapping[Outcome, str] = {
    Outcome.OK: "查验成功发票一致",
    Outcome.MISMATCH: "发票信息不一致",
    Outcome.NOT_FOUND: "查无此票",
    Outcome.SAME_DAY: "当天开具的发票请于次日查验",
    Outcome.DAILY_LIMIT: "超过该张发票当日查验次数",
    Outcome.TOO_OLD: "超过五年的发票不能查验",
    Outcome.BAD_REQUEST: "请求参数不正确",
    Outcome.IN_PROGRESS: "当前发票正在查验中",
    Outcome.UNSUPPORTED: "该地区暂不支持该票种查验",
    Outcome.THROTTLED: "请求过于频繁",
    Outcome.UPSTREAM_DOWN: "网络超时",
    Outcome.MAINTENANCE: "税局系统维护，暂时无法查验",
    Outcome.PERMISSION: "没有查验权限",
    Outcome.QUOTA: "账户余额不足",
}
_WITHOUT_CODE = "-99999"
"""What is said where the table has no code of a provider: its words must do."""


def code_for(vendor: Vendor, outcome: Outcome) -> str:
    """The first code of the table that means this; of maintenance, which has none, the one of an upstream that is down."""
    wanted = Outcome.UPSTREAM_DOWN if outcome is Outcome.MAINTENANCE else outcome
    return next((code for code, meaning in _codes(vendor) if meaning is wanted), _WITHOUT_CODE)


def sign_for(vendor: Vendor, status: InvoiceStatus) -> str:
    """As the provider writes it: the coarser word where it has no finer one, and what it has no word for it does not tell."""
    signs = {value.split("=")[1].rstrip("?"): value.split("=")[0] for value in reversed(SIGNS[vendor].split())}
    coarser = InvoiceStatus.RED if status in (InvoiceStatus.RED_PART, InvoiceStatus.RED_FULL) else status
    return signs.get(status.value) or signs.get(coarser.value) or signs[InvoiceStatus.NORMAL.value]


def _codes(vendor: Vendor) -> Iterator[tuple[str, Outcome]]:
    for code, meaning in codes_of(vendor):
        yield code.rstrip("*"), meaning.outcome
    if vendor is Vendor.FPCY:  # passes on the page's
        yield from _codes(Vendor.PAGE)
