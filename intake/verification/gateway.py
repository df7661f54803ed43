"""The client of all gateways: a form or JSON goes out, JSON comes back; what everything is called stands in `gateways.py`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from intake.domain.money import format_fen
from intake.outside_http import OutsideHttp, Request
from intake.verification.asking import Asking, Found
from intake.verification.face import face_of, items_of
from intake.verification.gateways import Gateway, GatewayAccount
from intake.verification.reply import object_at, parse_reply, rows_at, text_at
from intake.verification.requirements import NEEDS
from intake.verification.verifier import Answer, Query


@dataclass(frozen=True)
class GatewaySettings:
    gateway: Gateway
    account: GatewayAccount
    address: str = ""
    """"" for the gateway's own."""


class GatewayVerifier:
    def __init__(self, settings: GatewaySettings, http: OutsideHttp, now: Callable[[], datetime], name: str) -> None:
        self._gateway = settings.gateway
        self._account = settings.account
        self._address = settings.address or settings.gateway.address
        self._http = http
        self._now = now
        self._name = name

    @property
    def name(self) -> str:
        return self._name

    def takes(self, query: Query) -> bool:
        return query.detail in NEEDS and not _unsaid(self._gateway, _parts(query, self._gateway.date_form))

    def verify(self, query: Query) -> Answer:
        gateway = self._gateway
        asking = Asking(self._name, gateway.vendor, query, self._now(), (self._account.secret, self._account.id))
        if not self.takes(query):
            return asking.unsupported(f"{self._name} has no parameters for all that {query.detail or query.kind.value} is asked with")
        reply = asking.send(self._http, self._request(query, asking.at))
        if isinstance(reply, Answer):
            return reply
        said = parse_reply(reply.body)
        if said is None:
            return asking.not_understood(reply)
        code = text_at(said, gateway.code)
        invoice = object_at(said, gateway.invoice)
        sign = text_at(invoice, gateway.sign) if gateway.sign else code
        found = Found(sign, face_of(invoice, gateway.face), items_of(rows_at(invoice, gateway.rows), gateway.columns)) if invoice else None
        return asking.answered(code, text_at(said, gateway.message), found)

    def _request(self, query: Query, at: datetime) -> Request:
        gateway, parts = self._gateway, _parts(query, self._gateway.date_form)
        told = {theirs: parts[ours] for ours, theirs in gateway.parameters.items() if ours in parts}
        if "factor" in gateway.parameters:
            told[gateway.parameters["factor"]] = parts.get("check") or parts.get("sum", "")
        told |= gateway.account(self._account, at)
        url = f"{self._address}{gateway.path}"
        if gateway.is_form:
            return Request("POST", url, {"Content-Type": "application/x-www-form-urlencoded"}, urlencode(told).encode())
        return Request("POST", url, {"Content-Type": "application/json; charset=utf-8"}, json.dumps(told).encode())


def _parts(query: Query, date_form: str) -> Mapping[str, str]:
    """What the question consists of, the empty parts left out."""
    amount = "" if query.amount is None else format_fen(query.amount)
    total = "" if query.total is None else format_fen(query.total)
    parts = {
        "code": query.code,
        "number": query.number,
        "date": query.issue_date.strftime(date_form),
        "sum": query.sum_text,
        "amount": amount,
        "total": total,
        "check": query.check,
        "seller": query.seller_tax_id,
        "area": query.area,
    }
    return {name: value for name, value in parts.items() if value}


def _unsaid(gateway: Gateway, parts: Mapping[str, str]) -> set[str]:
    """What would have to be told and can't be. The area may go unsaid, it follows from the invoice code."""
    told = {*gateway.parameters, "area"}
    if "factor" in told:
        told |= {"check"} if "check" in parts else {"sum"}  # one of them only: kinds that need both can't be asked for
    if "sum" in told:
        told |= {"amount", "total"}
    if "amount" in told:
        told.add("sum")
    return parts.keys() - told
