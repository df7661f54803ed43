"""Alibaba Cloud, VerifyVATInvoice: parameters in the address, signed with ACS3-HMAC-SHA256; the answer is JSON inside JSON.

After help.aliyun.com/document_detail/465205.html and domain reference 7.5. Not confirmed: the table of codes (public clients of the service agree on it, the document was
not seen whole) and the kinds of vehicles among 数电.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from uuid import uuid4

from intake.invoice import Kind
from intake.outside_http import OutsideHttp, Request
from intake.verification.asking import Asking, Found
from intake.verification.codes import Vendor
from intake.verification.face import Names, face_of, items_of
from intake.verification.reply import object_at, parse_reply, rows_at, text_at
from intake.verification.requirements import NEEDS
from intake.verification.signing import KeyPair, acs3, acs3_query
from intake.verification.verifier import Answer, Query

VERSION = "2021-07-07"
ACTION = "VerifyVATInvoice"
_BLOCKCHAIN = "1"
"""The only value that the document gives for `InvoiceKind`."""
_NOT_LOOKED_UP = ("FREIGHT_SPECIAL", "COMMON_E", "D_TOLL", "DP_GENERAL", "DP_MOTOR", "DP_USED")
"""Kinds that are missing in the document."""
_FACE: Names = {
    "invoice_code": "invoiceCode",
    "invoice_number": "invoiceNumber",
    "issue_date": "invoiceDate",
    "check_code": "checkCode",
    "machine_number": "machineCode",
    "buyer_name": "purchaserName purchaserUnitOrIndividual",
    "buyer_tax_id": "purchaserTaxpayerNumber purchaserUnitcodeOrIdNo idCard",
    "buyer_address_phone": "purchaserAddressOrPhone purchaserUnitOrIndividualAddress",
    "buyer_bank_account": "purchaserBankAndNumber",
    "seller_name": "salerName sellerUnitOrIndividual",
    "seller_tax_id": "salerTaxpayerNumber sellerUnitCodeOrIdno",
    "seller_address_phone": "salerAddressOrPhone sellerUnitOrIndividualAddress",
    "seller_bank_account": "salerBankAndNumber",
    "amount": "invoiceMoney",
    "tax": "allTax",
    "total": "allValoremTax carPrice",
    "remarks": "note",
    "vin": "carframeCode",
    "engine_number": "engineCode",
    "certificate_number": "licenseCode",
    "brand_model": "brandVersion",
    "vehicle_type": "carType",
    "plate_number": "licensePlate",
    "registration_number": "registrationNo",
}
_COLUMNS: Names = {
    "name": "goodsName",
    "specification": "standard",
    "unit": "unit",
    "quantity": "num",
    "unit_price": "netValue",
    "amount": "detailAmount",
    "tax_rate": "taxRate",
    "tax": "allTax",
    "plate_number": "plate_no",
    "vehicle_type": "type",
    "start_date": "trafficDateStart",
    "end_date": "trafficDateEnd",
}


@dataclass(frozen=True)
class AliyunSettings:
    keys: KeyPair
    address: str = "https://ocr-api.cn-hangzhou.aliyuncs.com"


class AliyunVerifier:
    def __init__(self, settings: AliyunSettings, http: OutsideHttp, now: Callable[[], datetime], name: str = "aliyun") -> None:
        self._settings = settings
        self._http = http
        self._now = now
        self._name = name

    @property
    def name(self) -> str:
        return self._name

    def takes(self, query: Query) -> bool:
        return query.detail in NEEDS and query.detail not in _NOT_LOOKED_UP

    def verify(self, query: Query) -> Answer:
        asking = Asking(self._name, Vendor.ALIYUN, query, self._now(), (self._settings.keys.secret, self._settings.keys.id))
        if not self.takes(query):
            return asking.unsupported(f"Alibaba Cloud does not look up {query.detail or query.kind.value}")
        parameters = _parameters(query)
        headers = acs3(self._settings.keys, urlsplit(self._settings.address).netloc, ACTION, VERSION, parameters, uuid4().hex, asking.at)
        reply = asking.send(self._http, Request("POST", f"{self._settings.address}/?{acs3_query(parameters)}", headers))
        if isinstance(reply, Answer):
            return reply
        said = parse_reply(reply.body)
        if said is None:
            return asking.not_understood(reply)
        data = object_at(said, "Data")
        if not data:
            return asking.answered(text_at(said, "Code"), text_at(said, "Message"))
        invoice = object_at(data, "data")
        found = Found(text_at(invoice, "invalidMark"), face_of(invoice, _FACE), items_of(rows_at(invoice, "detailList"), _COLUMNS)) if invoice else None
        return asking.answered(text_at(data, "code"), text_at(invoice, "cyjgxx") or text_at(data, "msg"), found)


def _parameters(query: Query) -> list[tuple[str, str]]:
    told = {
        "InvoiceCode": query.code,
        "InvoiceNo": query.number,
        "InvoiceDate": query.issue_date.strftime("%Y%m%d"),
        "InvoiceSum": query.sum_text,
        "VerifyCode": query.check,
        "InvoiceKind": _BLOCKCHAIN if query.kind is Kind.BLOCKCHAIN else "",
    }
    return [(name, value) for name, value in told.items() if value]
