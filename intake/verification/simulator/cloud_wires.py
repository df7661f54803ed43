"""Baidu, Tencent, Alibaba and Huawei, as their documents show requests and answers: written down here once more, so that the clients are not tested against themselves."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl

from intake.verification.codes import Vendor
from intake.verification.signing import KeyPair, acs3, sdk_hmac, tc3
from intake.verification.simulator.bureau import Asked, TrueInvoice
from intake.verification.simulator.wire import MESSAGES, Json, WireReply, WireRequest, sign_for
from intake.verification.verifier import Outcome


@dataclass(frozen=True)
class BaiduWire:
    keys: KeyPair
    token: str = "24.simulated-token"  # noqa: S105 - opens nothing
    vendor = Vendor.BAIDU

    def takes(self, request: WireRequest) -> bool:
        return request.path in ("/oauth/2.0/token", "/rest/2.0/ocr/v1/vat_invoice_verification")

    def read(self, request: WireRequest) -> Asked | WireReply:
        if request.path == "/oauth/2.0/token":
            known = (request.parameters.get("client_id"), request.parameters.get("client_secret")) == (self.keys.id, self.keys.secret)
            if known:
                return WireReply.of({"access_token": self.token, "expires_in": 2_592_000, "scope": "public brain_vat_invoice_verification"})
            return WireReply.of({"error": "invalid_client", "error_description": "Client authentication failed"}, 401)
        if request.parameters.get("access_token") != self.token:
            return WireReply.of({"error_code": 110, "error_msg": "Access token invalid or no longer valid"})
        said = request.form
        return Asked(
            said.get("invoice_code", ""),
            said.get("invoice_num", ""),
            _iso(said.get("invoice_date", "")),
            said.get("total_amount", ""),
            said.get("check_code", ""),
            said.get("id", ""),
        )

    def found(self, invoice: TrueInvoice, times: int) -> WireReply:
        face = invoice.face
        words: Json = {
            "PurchaserName": face.get("buyer_name", ""),
            "PurchaserRegisterNum": face.get("buyer_tax_id", ""),
            "PurchaserAddress": face.get("buyer_address_phone", ""),
            "PurchaserBank": face.get("buyer_bank_account", ""),
            "SellerName": face.get("seller_name", ""),
            "SellerRegisterNum": face.get("seller_tax_id", ""),
            "SellerAddress": face.get("seller_address_phone", ""),
            "SellerBank": face.get("seller_bank_account", ""),
            "TotalAmount": face.get("amount", ""),
            "TotalTax": face.get("tax", ""),
            "AmountInFiguers": face.get("total", ""),
            "AmountInWords": face.get("total_in_words", ""),
            "Remarks": face.get("remarks", ""),
        }
        columns = {
            "CommodityName": "name",
            "CommodityType": "specification",
            "CommodityUnit": "unit",
            "CommodityNum": "quantity",
            "CommodityPrice": "unit_price",
            "CommodityAmount": "amount",
            "CommodityTaxRate": "tax_rate",
            "CommodityTax": "tax",
        }
        for theirs, ours in columns.items():
            words[theirs] = [{"row": str(row), "word": item.get(ours, "")} for row, item in enumerate(invoice.items, 1)]
        reply = {
            "words_result_num": len(words),
            "VerifyResult": "0001",
            "VerifyMessage": MESSAGES[Outcome.OK],
            "VerifyFrequency": str(times),
            "InvalidSign": sign_for(Vendor.BAIDU, invoice.status),
            "InvoiceType": invoice.detail,
            "InvoiceCode": face.get("invoice_code", ""),
            "InvoiceNum": face["invoice_number"],
            "CheckCode": face.get("check_code", ""),
            "InvoiceDate": face["issue_date"].replace("-", ""),
            "MachineCode": face.get("machine_number", ""),
            "words_result": words,
            "log_id": 1,
        }
        return WireReply.of(reply)

    def refused(self, code: str, message: str) -> WireReply:
        if not re.fullmatch("[0-9]{4}", code):  # of the platform, not of the service
            return WireReply.of({"error_code": int(code) if code.isdigit() else code, "error_msg": message})
        return WireReply.of({"VerifyResult": code, "VerifyMessage": message, "words_result_num": 0, "words_result": {}, "log_id": 1})


@dataclass(frozen=True)
class TencentWire:
    keys: KeyPair
    vendor = Vendor.TENCENT

    def takes(self, request: WireRequest) -> bool:
        return "x-tc-action" in request.headers

    def read(self, request: WireRequest) -> Asked | WireReply:
        headers = request.headers
        stamp = headers.get("x-tc-timestamp", "")
        at = datetime.fromtimestamp(int(stamp) if stamp.isdigit() else 0, UTC)
        signed = tc3(self.keys, "ocr", headers.get("host", ""), headers["x-tc-action"], headers.get("x-tc-version", ""), request.body, at)
        if headers.get("authorization") != signed["Authorization"]:
            return self.refused("AuthFailure.SignatureFailure", "The provided credentials could not be validated.")
        said = request.json
        return Asked(
            _text(said, "InvoiceCode"),
            _text(said, "InvoiceNo"),
            _text(said, "InvoiceDate"),
            _text(said, "Amount"),
            _text(said, "CheckCode"),
            _text(said, "SellerTaxCode"),
            said.get("EnableTodayInvoice") is True,
        )

    def found(self, invoice: TrueInvoice, times: int) -> WireReply:
        face, sign = invoice.face, sign_for(Vendor.TENCENT, invoice.status)
        reply: Json = {
            "Invoice": {
                "Code": face.get("invoice_code", ""),
                "Number": face["invoice_number"],
                "Date": face["issue_date"].replace("-", ""),
                "BuyerName": face.get("buyer_name", ""),
                "BuyerTaxCode": face.get("buyer_tax_id", ""),
                "BuyerAddressPhone": face.get("buyer_address_phone", ""),
                "BuyerBankAccount": face.get("buyer_bank_account", ""),
                "SellerName": face.get("seller_name", ""),
                "SellerTaxCode": face.get("seller_tax_id", ""),
                "SellerAddressPhone": face.get("seller_address_phone", ""),
                "SellerBankAccount": face.get("seller_bank_account", ""),
                "Remark": face.get("remarks", ""),
                "MachineNo": face.get("machine_number", ""),
                "Type": "",
                "CheckCode": face.get("check_code", ""),
                "IsAbandoned": sign,
                "HasSellerList": "",
                "AmountWithoutTax": face.get("amount", ""),
                "TaxAmount": face.get("tax", ""),
                "AmountWithTax": face.get("total", ""),
                "Items": [
                    {
                        "LineNo": str(row),
                        "Name": item.get("name", ""),
                        "Spec": item.get("specification", ""),
                        "Unit": item.get("unit", ""),
                        "Quantity": item.get("quantity", ""),
                        "UnitPrice": item.get("unit_price", ""),
                        "AmountWithoutTax": item.get("amount", ""),
                        "TaxRate": item.get("tax_rate", ""),
                        "TaxAmount": item.get("tax", ""),
                        "TaxClassifyCode": "",
                    }
                    for row, item in enumerate(invoice.items, 1)
                ],
            },
            "RequestId": "simulated",
        }
        if invoice.detail == "D_RAIL":
            reply["Invoice"] = None
            reply["ElectronicTrainTicket"] = {
                "BuyerName": face.get("buyer_name", ""),
                "BuyerTaxCode": face.get("buyer_tax_id", ""),
                "Number": face["invoice_number"],
                "Date": face["issue_date"],
                "Total": face.get("total", ""),
                "StateCode": {"N": "0", "Y": "2", "H": "3", "HP": "3", "HF": "3"}[sign],
            }
        return WireReply.of({"Response": reply})

    def refused(self, code: str, message: str) -> WireReply:
        return WireReply.of({"Response": {"Error": {"Code": code, "Message": message}, "RequestId": "simulated"}})


@dataclass(frozen=True)
class AliyunWire:
    keys: KeyPair
    vendor = Vendor.ALIYUN

    def takes(self, request: WireRequest) -> bool:
        return "x-acs-action" in request.headers

    def read(self, request: WireRequest) -> Asked | WireReply:
        headers, said = request.headers, parse_qsl(request.query, keep_blank_values=True)
        try:
            at = datetime.strptime(headers.get("x-acs-date", ""), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        except ValueError:
            at = datetime.fromtimestamp(0, UTC)
        nonce = headers.get("x-acs-signature-nonce", "")
        signed = acs3(self.keys, headers.get("host", ""), headers["x-acs-action"], headers.get("x-acs-version", ""), said, nonce, at)
        if headers.get("authorization") != signed["Authorization"]:
            return self.refused("SignatureDoesNotMatch", "Specified signature does not match our calculation.")
        told = dict(said)
        return Asked(
            told.get("InvoiceCode", ""), told.get("InvoiceNo", ""), _iso(told.get("InvoiceDate", "")), told.get("InvoiceSum", ""), told.get("VerifyCode", "")
        )

    def found(self, invoice: TrueInvoice, times: int) -> WireReply:
        face = invoice.face
        data: Json = {
            "invoiceType": "",
            "invoiceCode": face.get("invoice_code", ""),
            "invoiceNumber": face["invoice_number"],
            "invoiceDate": face["issue_date"].replace("-", ""),
            "checkCode": face.get("check_code", ""),
            "machineCode": face.get("machine_number", ""),
            "purchaserName": face.get("buyer_name", ""),
            "purchaserTaxpayerNumber": face.get("buyer_tax_id", ""),
            "purchaserAddressOrPhone": face.get("buyer_address_phone", ""),
            "purchaserBankAndNumber": face.get("buyer_bank_account", ""),
            "salerName": face.get("seller_name", ""),
            "salerTaxpayerNumber": face.get("seller_tax_id", ""),
            "salerAddressOrPhone": face.get("seller_address_phone", ""),
            "salerBankAndNumber": face.get("seller_bank_account", ""),
            "invoiceMoney": face.get("amount", ""),
            "allTax": face.get("tax", ""),
            "allValoremTax": face.get("total", ""),
            "note": face.get("remarks", ""),
            "invalidMark": sign_for(Vendor.ALIYUN, invoice.status),
            "inspectionAmount": str(times),
            "cyjgxx": MESSAGES[Outcome.OK],
            "detailList": [
                {
                    "rowNo": str(row),
                    "goodsName": item.get("name", ""),
                    "standard": item.get("specification", ""),
                    "unit": item.get("unit", ""),
                    "num": item.get("quantity", ""),
                    "netValue": item.get("unit_price", ""),
                    "detailAmount": item.get("amount", ""),
                    "taxRate": item.get("tax_rate", ""),
                    "allTax": item.get("tax", ""),
                }
                for row, item in enumerate(invoice.items, 1)
            ],
        }
        return self._in_json({"code": "001", "msg": "成功", "data": data})

    def refused(self, code: str, message: str) -> WireReply:
        if not code.lstrip("-").isdigit():  # of the platform, not of the service
            return WireReply.of({"RequestId": "simulated", "Code": code, "Message": message}, 400)
        return self._in_json({"code": code, "msg": message, "data": None})

    def _in_json(self, value: Json) -> WireReply:
        return WireReply.of({"RequestId": "simulated", "Data": json.dumps(value, ensure_ascii=False)})


@dataclass(frozen=True)
class HuaweiWire:
    keys: KeyPair
    project_id: str
    vendor = Vendor.HUAWEI

    def takes(self, request: WireRequest) -> bool:
        return request.path.endswith("/ocr/invoice-verification")

    def read(self, request: WireRequest) -> Asked | WireReply:
        headers = request.headers
        try:
            at = datetime.strptime(headers.get("x-sdk-date", ""), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        except ValueError:
            at = datetime.fromtimestamp(0, UTC)
        signed = sdk_hmac(self.keys, headers.get("host", ""), request.path, request.body, at)
        if headers.get("authorization") != signed["Authorization"] or f"/{self.project_id}/" not in request.path:
            return self.refused("APIG.0301", "Incorrect IAM authentication information")
        said = request.json
        return Asked(_text(said, "code"), _text(said, "number"), _text(said, "issue_date"), _text(said, "subtotal_amount"), _text(said, "check_code"))

    def found(self, invoice: TrueInvoice, times: int) -> WireReply:
        face = invoice.face
        result: Json = {
            "type": "",
            "code": face.get("invoice_code", ""),
            "number": face["invoice_number"],
            "issue_date": face["issue_date"].replace("-", ""),
            "machine_number": face.get("machine_number", ""),
            "check_code": face.get("check_code", ""),
            "status": sign_for(Vendor.HUAWEI, invoice.status),
            "subtotal_amount": face.get("amount", ""),
            "subtotal_tax": face.get("tax", ""),
            "total": face.get("total", ""),
            "total_in_words": face.get("total_in_words", ""),
            "remarks": face.get("remarks", ""),
            "buyer_name": face.get("buyer_name", ""),
            "buyer_id": face.get("buyer_tax_id", ""),
            "buyer_address": face.get("buyer_address_phone", ""),
            "buyer_bank": face.get("buyer_bank_account", ""),
            "seller_name": face.get("seller_name", ""),
            "seller_id": face.get("seller_tax_id", ""),
            "seller_address": face.get("seller_address_phone", ""),
            "seller_bank": face.get("seller_bank_account", ""),
            "items": [dict(item) for item in invoice.items],
        }
        return WireReply.of({"result": result})

    def refused(self, code: str, message: str) -> WireReply:
        if "." in code:  # of the platform, not of the service
            return WireReply.of({"error_code": code, "error_msg": message}, 403)
        return WireReply.of({"result": {"result_code": code, "result_message": message}})


def _text(said: Mapping[str, object], name: str) -> str:
    value = said.get(name)
    return value if isinstance(value, str) else ""


def _iso(day: str) -> str:
    """`20240311` -> `2024-03-11`; anything else stays as it is and will be refused."""
    return f"{day[:4]}-{day[4:6]}-{day[6:]}" if re.fullmatch("[0-9]{8}", day) else day
