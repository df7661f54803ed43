"""The gateways: one shape of answer (fpcy), 翔云's own, and five ways of asking."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from intake.verification.codes import Vendor
from intake.verification.gateways import GatewayAccount
from intake.verification.simulator.bureau import Asked, TrueInvoice
from intake.verification.simulator.wire import MESSAGES, Json, WireReply, WireRequest, code_for, sign_for
from intake.verification.verifier import InvoiceStatus, Outcome


@dataclass(frozen=True)
class FpcyWire:
    """fpcy itself, and 微报账, whose code is at the same time the state of the invoice."""

    account: GatewayAccount
    vendor: Vendor
    path: str

    def takes(self, request: WireRequest) -> bool:
        return request.path == self.path

    def read(self, request: WireRequest) -> Asked | WireReply:
        said = request.json
        if said.get("sqm") != self.account.secret:
            return self.refused("020", "授权码无效，没有查验权限")
        value = str(said.get("value", ""))
        is_check = re.fullmatch("[0-9]{6}", value) is not None
        return Asked(_text(said, "fpdm"), _text(said, "fphm"), _iso(_text(said, "kprq")), "" if is_check else value, value if is_check else "")

    def found(self, invoice: TrueInvoice, times: int) -> WireReply:
        if self.vendor is Vendor.WEIBAOZHANG:
            return WireReply.of({"code": int(sign_for(self.vendor, invoice.status)), "msg": MESSAGES[Outcome.OK], "fp": _fpcy(invoice, "", times)})
        return WireReply.of({"code": 0, "msg": "查验成功!", "fp": _fpcy(invoice, sign_for(self.vendor, invoice.status), times)})

    def refused(self, code: str, message: str) -> WireReply:
        return WireReply.of({"code": int(code) if re.fullmatch("-?[1-9][0-9]*", code) else code, "msg": message})


@dataclass(frozen=True)
class XiangyunWire:
    account: GatewayAccount
    vendor = Vendor.XIANGYUN

    def takes(self, request: WireRequest) -> bool:
        return request.path == "/verapi/v2/verInvoice.do"

    def read(self, request: WireRequest) -> Asked | WireReply:
        said = request.form
        if (said.get("key"), said.get("secret"), said.get("typeId")) != (self.account.id, self.account.secret, "3007"):
            return self.refused("-1", "key或secret错误")
        return Asked(
            said.get("invoiceCode", ""),
            said.get("invoiceNumber", ""),
            said.get("billingDate", ""),
            said.get("totalAmount", ""),
            said.get("checkCode", ""),
            said.get("salesTaxNo", ""),
        )

    def found(self, invoice: TrueInvoice, times: int) -> WireReply:
        face = invoice.face
        data: Json = {
            "invoiceType": "",
            "administrativeDivisionName": "",
            "invoiceCode": face.get("invoice_code", ""),
            "invoiceNumber": face["invoice_number"],
            "billingDate": face["issue_date"],
            "purchaserName": face.get("buyer_name", ""),
            "purchaserTaxNo": face.get("buyer_tax_id", ""),
            "purchaserAddressPhone": face.get("buyer_address_phone", ""),
            "purchaserBank": face.get("buyer_bank_account", ""),
            "salesName": face.get("seller_name", ""),
            "salesTaxNo": face.get("seller_tax_id", ""),
            "salesAddressPhone": face.get("seller_address_phone", ""),
            "salesBankAndNo": face.get("seller_bank_account", ""),
            "totalAmount": face.get("amount", ""),
            "totalTax": face.get("tax", ""),
            "amountTax": face.get("total", ""),
            "amountTaxCN": face.get("total_in_words", ""),
            "remarks": face.get("remarks", ""),
            "machineCode": face.get("machine_number", ""),
            "checkCode": face.get("check_code", ""),
            "state": sign_for(Vendor.XIANGYUN, invoice.status),
            "checkNum": str(times),
            "invoiceLists": [
                {
                    "commodityName": item.get("name", ""),
                    "specificationModel": item.get("specification", ""),
                    "unit": item.get("unit", ""),
                    "quantity": item.get("quantity", ""),
                    "unitPrice": item.get("unit_price", ""),
                    "amount": item.get("amount", ""),
                    "taxRate": item.get("tax_rate", ""),
                    "tax": item.get("tax", ""),
                }
                for item in invoice.items
            ],
        }
        return WireReply.of({"code": "0", "msg": "成功", "data": data})

    def refused(self, code: str, message: str) -> WireReply:
        return WireReply.of({"code": code, "msg": message})


@dataclass(frozen=True)
class JumeiWire:
    account: GatewayAccount
    vendor = Vendor.JUMEI

    def takes(self, request: WireRequest) -> bool:
        return request.path == "/invoice/validate/v2"

    def read(self, request: WireRequest) -> Asked | WireReply:
        said = request.form
        sign = hashlib.sha256(f"{self.account.id}{self.account.secret}{said.get('timestamp', '')}".encode()).hexdigest()
        if (said.get("appId"), said.get("sign")) != (self.account.id, sign):
            return self.refused("601", "接口未开通")
        return Asked(said.get("fpdm", ""), said.get("fphm", ""), _iso(said.get("kprq", "")), said.get("je", ""), said.get("jym", ""))

    def found(self, invoice: TrueInvoice, times: int) -> WireReply:
        return WireReply.of({"code": 200, "msg": "成功", "data": _fpcy(invoice, sign_for(Vendor.JUMEI, invoice.status), times)})

    def refused(self, code: str, message: str) -> WireReply:
        return WireReply.of({"code": int(code) if code.lstrip("-").isdigit() else code, "msg": message})


@dataclass(frozen=True)
class QixiangyunWire:
    account: GatewayAccount
    vendor = Vendor.QIXIANGYUN

    def takes(self, request: WireRequest) -> bool:
        return request.path == "/v2/invoice/customizedCheck"

    def read(self, request: WireRequest) -> Asked | WireReply:
        said = request.json
        if said.get("sqm") != self.account.secret:
            return self.refused("Unauthorized", "鉴权失败")
        return Asked(
            _text(said, "fpdm"),
            _text(said, "fphm"),
            _text(said, "kprq"),
            _text(said, "je") or _text(said, "jshj"),
            _text(said, "jym"),
            _text(said, "xfsbh"),
        )

    def found(self, invoice: TrueInvoice, times: int) -> WireReply:
        sign = sign_for(Vendor.QIXIANGYUN, invoice.status) if invoice.status is not InvoiceStatus.NORMAL else "0"
        return WireReply.of({"code": code_for(Vendor.QIXIANGYUN, Outcome.OK), "message": MESSAGES[Outcome.OK], "data": _fpcy(invoice, sign, times)})

    def refused(self, code: str, message: str) -> WireReply:
        return WireReply.of({"code": code, "message": message})


def _fpcy(invoice: TrueInvoice, sign: str, times: int) -> Json:
    face = invoice.face
    return {
        "fpdm": face.get("invoice_code", ""),
        "fphm": face["invoice_number"],
        "kprq": face["issue_date"].replace("-", ""),
        "fplx": "",
        "xfmc": face.get("seller_name", ""),
        "xfsh": face.get("seller_tax_id", ""),
        "gfmc": face.get("buyer_name", ""),
        "gfsh": face.get("buyer_tax_id", ""),
        "je": face.get("amount", ""),
        "se": face.get("tax", ""),
        "jshj": face.get("total", ""),
        "jym": face.get("check_code", ""),
        "jqbm": face.get("machine_number", ""),
        "bz": face.get("remarks", ""),
        "zfbz": sign,
        "cycs": times,
        "mxs": [
            {
                "spmc": item.get("name", ""),
                "ggxh": item.get("specification", ""),
                "dw": item.get("unit", ""),
                "sl": item.get("quantity", ""),
                "dj": item.get("unit_price", ""),
                "je": item.get("amount", ""),
                "slv": item.get("tax_rate", ""),
                "se": item.get("tax", ""),
            }
            for item in invoice.items
        ],
    }


def _text(said: Mapping[str, Any], name: str) -> str:
    value = said.get(name)
    return value if isinstance(value, str) else ""


def _iso(day: str) -> str:
    return f"{day[:4]}-{day[4:6]}-{day[6:]}" if re.fullmatch("[0-9]{8}", day) else day
