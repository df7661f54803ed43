"""Huawei Cloud, 发票验真 (RecognizeInvoiceVerification): JSON, signed with SDK-HMAC-SHA256. Its packages are not sold any more since 2025-07-14; for who still has one.

After support.huaweicloud.com/api-ocr/ocr_03_0134.html and domain reference 7.4, 7.5. Its table of result codes was not found: what is no `status` is understood by the
words of `result_message`, all of it unconfirmed. Amounts are compared there as texts, so that they are sent with two decimals.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from intake.outside_http import OutsideHttp, Request
from intake.verification.asking import Asking, Found
from intake.verification.codes import Vendor, status_of
from intake.verification.face import Names, face_of, items_of
from intake.verification.reply import object_at, parse_reply, rows_at, text_at
from intake.verification.signing import KeyPair, sdk_hmac
from intake.verification.verifier import Answer, Query

_LOOKED_UP = (
    *("VAT_SPECIAL", "VAT_GENERAL", "ROLL", "E_SPECIAL", "E_GENERAL", "TOLL_E", "USED_VEHICLE", "MOTOR_VEHICLE", "BLOCKCHAIN"),
    *("D_SPECIAL", "D_GENERAL", "D_RAIL"),
)
"""Ten kinds of the document, 全电发票 counted as one; rail is told of where it describes the sums."""
_FACE: Names = {
    "invoice_code": "code",
    "invoice_number": "number",
    "issue_date": "issue_date",
    "check_code": "check_code",
    "machine_number": "machine_number",
    "buyer_name": "buyer_name",
    "buyer_tax_id": "buyer_id",
    "buyer_address_phone": "buyer_address",
    "buyer_bank_account": "buyer_bank",
    "seller_name": "seller_name",
    "seller_tax_id": "seller_id",
    "seller_address_phone": "seller_address",
    "seller_bank_account": "seller_bank",
    "amount": "subtotal_amount",
    "tax": "subtotal_tax",
    "total": "total",
    "total_in_words": "total_in_words",
    "payee": "receiver",
    "reviewer": "reviewer",
    "drawer": "issuer",
    "remarks": "remarks",
}
_COLUMNS: Names = {
    "name": "name",
    "specification": "specification",
    "unit": "unit",
    "quantity": "quantity",
    "unit_price": "unit_price",
    "amount": "amount",
    "tax_rate": "tax_rate",
    "tax": "tax",
    "plate_number": "license_plate_number",
    "vehicle_type": "vehicle_type",
    "start_date": "start_date",
    "end_date": "end_date",
}


@dataclass(frozen=True)
class HuaweiSettings:
    keys: KeyPair
    project_id: str
    address: str = "https://ocr.cn-north-4.myhuaweicloud.com"


class HuaweiVerifier:
    def __init__(self, settings: HuaweiSettings, http: OutsideHttp, now: Callable[[], datetime], name: str = "huawei") -> None:
        self._settings = settings
        self._http = http
        self._now = now
        self._name = name

    @property
    def name(self) -> str:
        return self._name

    def takes(self, query: Query) -> bool:
        return query.detail in _LOOKED_UP

    def verify(self, query: Query) -> Answer:
        asking = Asking(self._name, Vendor.HUAWEI, query, self._now(), (self._settings.keys.secret, self._settings.keys.id))
        if not self.takes(query):
            return asking.unsupported(f"Huawei Cloud does not look up {query.detail or query.kind.value}")
        path = f"/v2/{self._settings.project_id}/ocr/invoice-verification"
        body = json.dumps(_parameters(query)).encode()
        headers = sdk_hmac(self._settings.keys, urlsplit(self._settings.address).netloc, path, body, asking.at)
        reply = asking.send(self._http, Request("POST", f"{self._settings.address}{path}", headers, body))
        if isinstance(reply, Answer):
            return reply
        said = parse_reply(reply.body)
        if said is None:
            return asking.not_understood(reply)
        result = object_at(said, "result")
        if not result:
            return asking.answered(text_at(said, "error_code"), text_at(said, "error_msg"))
        status, code, message = (text_at(result, name) for name in ("status", "result_code", "result_message"))
        if status_of(Vendor.HUAWEI, status) is None:
            return asking.answered(code, message)
        rows = rows_at(result, "items") or rows_at(result, "item_list")
        return asking.answered("valid", message, Found(status, face_of(result, _FACE), items_of(rows, _COLUMNS)))


def _parameters(query: Query) -> dict[str, str]:
    told = {
        "code": query.code,
        "number": query.number,
        "issue_date": query.issue_date.isoformat(),
        "check_code": query.check,
        "subtotal_amount": query.sum_text,
    }
    return {name: value for name, value in told.items() if value}
