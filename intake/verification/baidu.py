"""Baidu AI Cloud, 增值税发票验真: an access token, then a form for each invoice.

After cloud.baidu.com/doc/OCR/s/cklbnrnwe and domain reference 7.4, 7.5. Not confirmed, since the copies of the document end before it: the names inside
`words_result` (taken from the recognition of the same provider), `id` as the name of a blockchain seller's tax id, and the types of `D_TOLL`, `DP_SPECIAL` and `DP_GENERAL`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from urllib.parse import urlencode

from intake.outside_http import OutsideHttp, Request
from intake.verification.asking import Asking, Found
from intake.verification.codes import Vendor
from intake.verification.face import Names, face_of, items_of
from intake.verification.reply import Json, object_at, parse_reply, rows_at, text_at
from intake.verification.verifier import Answer, Query

TYPES: Mapping[str, str] = {
    "VAT_SPECIAL": "special_vat_invoice",
    "FREIGHT_SPECIAL": "special_freight_transport_invoice",
    "E_SPECIAL": "elec_special_vat_invoice",
    "VAT_GENERAL": "normal_invoice",
    "E_GENERAL": "elec_normal_invoice",
    "ROLL": "roll_normal_invoice",
    "TOLL_E": "toll_elec_normal_invoice",
    "BLOCKCHAIN": "blockchain_invoice",
    "D_SPECIAL": "elec_invoice_special",
    "D_GENERAL": "elec_invoice_normal",
    "D_TOLL": "elec_invoice_normal",
    "DP_SPECIAL": "special_vat_invoice",
    "DP_GENERAL": "normal_invoice",
    "MOTOR_VEHICLE": "motor_vehicle_invoice",
    "D_MOTOR": "motor_vehicle_invoice",
    "DP_MOTOR": "motor_vehicle_invoice",
    "USED_VEHICLE": "used_vehicle_invoice",
    "D_USED": "used_vehicle_invoice",
    "DP_USED": "used_vehicle_invoice",
    "D_AIR": "elec_flight_itinerary_invoice",
    "D_RAIL": "elec_train_ticket_invoice",
}
"""Our finer id of the kind -> `invoice_type`."""
_FACE: Names = {
    "invoice_code": "InvoiceCode",
    "invoice_number": "InvoiceNum",
    "issue_date": "InvoiceDate",
    "check_code": "CheckCode",
    "machine_number": "MachineCode",
    "buyer_name": "words_result.PurchaserName",
    "buyer_tax_id": "words_result.PurchaserRegisterNum",
    "buyer_address_phone": "words_result.PurchaserAddress",
    "buyer_bank_account": "words_result.PurchaserBank",
    "seller_name": "words_result.SellerName",
    "seller_tax_id": "words_result.SellerRegisterNum",
    "seller_address_phone": "words_result.SellerAddress",
    "seller_bank_account": "words_result.SellerBank",
    "amount": "words_result.TotalAmount",
    "tax": "words_result.TotalTax",
    "total": "words_result.AmountInFiguers",
    "total_in_words": "words_result.AmountInWords",
    "payee": "words_result.Payee",
    "reviewer": "words_result.Checker",
    "drawer": "words_result.NoteDrawer",
    "remarks": "words_result.Remarks",
}
_COLUMNS: Names = {
    "name": "CommodityName",
    "specification": "CommodityType",
    "unit": "CommodityUnit",
    "quantity": "CommodityNum",
    "unit_price": "CommodityPrice",
    "amount": "CommodityAmount",
    "tax_rate": "CommodityTaxRate",
    "tax": "CommodityTax",
    "plate_number": "CommodityPlateNum",
    "vehicle_type": "CommodityVehicleType",
    "start_date": "CommodityStartDate",
    "end_date": "CommodityEndDate",
}
_EXPIRED = ("110", "111")
_EARLIER = timedelta(minutes=5)
"""A token is given up that long before its end."""
_SHORTEST_LIFE = 60
"""Seconds, where the answer names no sensible life."""


@dataclass(frozen=True)
class BaiduSettings:
    api_key: str = field(repr=False)
    secret_key: str = field(repr=False)
    address: str = "https://aip.baidubce.com"


class BaiduVerifier:
    def __init__(self, settings: BaiduSettings, http: OutsideHttp, now: Callable[[], datetime], name: str = "baidu") -> None:
        self._settings = settings
        self._http = http
        self._now = now
        self._name = name
        self._token = ""
        self._token_until: datetime | None = None
        self._lock = Lock()

    @property
    def name(self) -> str:
        return self._name

    def takes(self, query: Query) -> bool:
        return query.detail in TYPES

    def verify(self, query: Query) -> Answer:
        asking = Asking(self._name, Vendor.BAIDU, query, self._now(), (self._settings.secret_key, self._settings.api_key))
        if not self.takes(query):
            return asking.unsupported(f"Baidu has no type for {query.detail or query.kind.value}")
        token = self._fresh_token(asking)
        if isinstance(token, Answer):
            return token
        answer = self._ask(asking, token)
        if answer.provider_code not in _EXPIRED:
            return answer
        # An expired token was refused before the invoice was looked at, so this is not a second question about it.
        self._forget(token)
        token = self._fresh_token(asking)
        return token if isinstance(token, Answer) else self._ask(asking, token)

    def _ask(self, asking: Asking, token: str) -> Answer:
        address = f"{self._settings.address}/rest/2.0/ocr/v1/vat_invoice_verification?{urlencode({'access_token': token})}"
        reply = asking.send(self._http, _form(address, _parameters(asking.query)))
        if isinstance(reply, Answer):
            return reply
        said = parse_reply(reply.body)
        if said is None:
            return asking.not_understood(reply)
        if text_at(said, "error_code"):
            return asking.answered(text_at(said, "error_code"), text_at(said, "error_msg"))
        found = Found(text_at(said, "InvalidSign"), face_of(said, _FACE), items_of(_rows(object_at(said, "words_result")), _COLUMNS))
        return asking.answered(text_at(said, "VerifyResult"), text_at(said, "VerifyMessage"), found)

    def _fresh_token(self, asking: Asking) -> str | Answer:
        """Asked for by one thread; the others wait for it."""
        with self._lock:
            if self._token and self._token_until and self._now() < self._token_until:
                return self._token
            keys = {"grant_type": "client_credentials", "client_id": self._settings.api_key, "client_secret": self._settings.secret_key}
            reply = asking.send(self._http, _form(f"{self._settings.address}/oauth/2.0/token?{urlencode(keys)}", {}))
            if isinstance(reply, Answer):
                return reply
            said = parse_reply(reply.body)
            if said is None:
                return asking.not_understood(reply)
            token, seconds = text_at(said, "access_token"), text_at(said, "expires_in")
            if not token:
                return asking.answered(text_at(said, "error") or text_at(said, "error_code"), text_at(said, "error_description"))
            life = int(seconds) if seconds.isascii() and seconds.isdigit() and len(seconds) <= 8 else _SHORTEST_LIFE
            self._token, self._token_until = token, self._now() + max(timedelta(seconds=life) - _EARLIER, timedelta(seconds=_SHORTEST_LIFE))
            return token

    def _forget(self, token: str) -> None:
        with self._lock:
            if self._token == token:
                self._token = ""


def _parameters(query: Query) -> dict[str, str]:
    parameters = {
        "invoice_code": query.code,
        "invoice_num": query.number,
        "invoice_date": query.issue_date.strftime("%Y%m%d"),
        "invoice_type": TYPES[query.detail],
        "check_code": query.check,
        "total_amount": query.sum_text,
    }
    return {**parameters, "id": query.seller_tax_id} if query.seller_tax_id else parameters


def _form(url: str, parameters: Mapping[str, str]) -> Request:
    return Request("POST", url, {"Content-Type": "application/x-www-form-urlencoded"}, urlencode(parameters).encode())


def _rows(said: Json) -> list[dict[str, str]]:
    """Goods come as one list of cells for each column, each cell with the number of its row."""
    rows: dict[str, dict[str, str]] = {}
    for column in _COLUMNS.values():
        for cell in rows_at(said, column):
            rows.setdefault(text_at(cell, "row"), {})[column] = text_at(cell, "word")
    return [rows[row] for row in sorted(rows, key=lambda row: (len(row), row))]
