"""Resellers of look-ups: each is a row of data, what its parameters, codes and answers are called. `gateway.py` is the one client of all.

| gateway | where described | not confirmed |
|---|---|---|
| fpcy | domain reference 7.5 | `sqm` as our authorisation and `isbs`; its codes for failures, taken to be the page's |
| 翔云 xiangyun | netocr.com `verapi/v2/verInvoice.do`, 7.4 | the signs of `state` |
| 聚美 jumei | showdoc.com.cn/jumdata `invoice/validate/v2`, 7.4 | the names in `data`, taken to be those of fpcy |
| 企享云 qixiangyun | `v2/invoice/customizedCheck`, 7.4 | how a request is authorised, the frame of the answer, codes for success, not found and mismatch |
| 微报账 weibaozhang | 7.4 (its list of states) | everything but the codes: asked and answered as fpcy |
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from intake.verification.codes import Vendor
from intake.verification.face import Names


@dataclass(frozen=True)
class GatewayAccount:
    id: str
    """Called key, appId or 授权 there; "" where there is only a secret."""
    secret: str = field(repr=False)


@dataclass(frozen=True)
class Gateway:
    vendor: Vendor
    address: str
    path: str
    is_form: bool
    """A form, else JSON."""
    date_form: str
    """After strftime."""
    parameters: Mapping[str, str]
    """Ours -> theirs. Ours: code, number, date, sum (the amount or total, whichever the kind is asked with), amount, total, check, seller, area, factor (sum or check)."""
    account: Callable[[GatewayAccount, datetime], Mapping[str, str]]
    """What tells who asks."""
    code: str
    message: str
    invoice: str
    """Where these stand in the answer."""
    sign: str
    """Inside the invoice; "" where the code itself is the sign."""
    rows: str
    """The lines of goods inside the invoice."""
    face: Names
    columns: Names


_FPCY_FACE: Names = {
    "invoice_code": "fpdm",
    "invoice_number": "fphm",
    "issue_date": "kprq",
    "check_code": "jym",
    "machine_number": "jqbm",
    "buyer_name": "gfmc",
    "buyer_tax_id": "gfsh",
    "buyer_address_phone": "gfdzdh",
    "buyer_bank_account": "gfyhzh",
    "seller_name": "xfmc",
    "seller_tax_id": "xfsh",
    "seller_address_phone": "xfdzdh",
    "seller_bank_account": "xfyhzh",
    "amount": "je",
    "tax": "se",
    "total": "jshj",
    "remarks": "bz",
}
_FPCY_COLUMNS: Names = {
    "name": "spmc",
    "specification": "ggxh",
    "unit": "dw",
    "quantity": "sl",
    "unit_price": "dj",
    "amount": "je",
    "tax_rate": "slv",
    "tax": "se",
}
_FPCY_PARAMETERS = {"code": "fpdm", "number": "fphm", "date": "kprq", "factor": "value"}


def _authorisation(account: GatewayAccount, _: datetime) -> Mapping[str, str]:
    return {"sqm": account.secret, "isbs": "0"}


def _key_and_secret(account: GatewayAccount, _: datetime) -> Mapping[str, str]:
    return {"key": account.id, "secret": account.secret, "typeId": "3007"}


def _signed(account: GatewayAccount, at: datetime) -> Mapping[str, str]:
    """SHA-256 over id, secret and the time in milliseconds."""
    timestamp = str(int(at.timestamp() * 1000))
    sign = hashlib.sha256(f"{account.id}{account.secret}{timestamp}".encode()).hexdigest()
    return {"appId": account.id, "timestamp": timestamp, "sign": sign}


FPCY = Gateway(
    Vendor.FPCY,
    address="",
    path="/fpcy",
    is_form=False,
    date_form="%Y%m%d",
    parameters=_FPCY_PARAMETERS,
    account=_authorisation,
    code="code",
    message="msg",
    invoice="fp",
    sign="zfbz",
    rows="mxs",
    face=_FPCY_FACE,
    columns=_FPCY_COLUMNS,
)
XIANGYUN = Gateway(
    Vendor.XIANGYUN,
    address="https://netocr.com",
    path="/verapi/v2/verInvoice.do",
    is_form=True,
    date_form="%Y-%m-%d",
    parameters={"code": "invoiceCode", "number": "invoiceNumber", "date": "billingDate", "sum": "totalAmount", "check": "checkCode", "seller": "salesTaxNo"},
    account=_key_and_secret,
    code="code",
    message="msg",
    invoice="data",
    sign="state",
    rows="invoiceLists",
    face={
        "invoice_code": "invoiceCode",
        "invoice_number": "invoiceNumber",
        "issue_date": "billingDate",
        "check_code": "checkCode",
        "machine_number": "machineCode",
        "buyer_name": "purchaserName",
        "buyer_tax_id": "purchaserTaxNo",
        "buyer_address_phone": "purchaserAddressPhone",
        "buyer_bank_account": "purchaserBank",
        "seller_name": "salesName",
        "seller_tax_id": "salesTaxNo",
        "seller_address_phone": "salesAddressPhone",
        "seller_bank_account": "salesBankAndNo",
        "amount": "totalAmount",
        "tax": "totalTax",
        "total": "amountTax",
        "total_in_words": "amountTaxCN",
        "remarks": "remarks",
    },
    columns={
        "name": "commodityName",
        "specification": "specificationModel",
        "unit": "unit",
        "quantity": "quantity",
        "unit_price": "unitPrice",
        "amount": "amount",
        "tax_rate": "taxRate",
        "tax": "tax",
    },
)
JUMEI = Gateway(
    Vendor.JUMEI,
    address="https://api.jumdata.com",
    path="/invoice/validate/v2",
    is_form=True,
    date_form="%Y%m%d",
    parameters={"code": "fpdm", "number": "fphm", "date": "kprq", "sum": "je", "check": "jym"},
    account=_signed,
    code="code",
    message="msg",
    invoice="data",
    sign="zfbz",
    rows="mxs",
    face=_FPCY_FACE,
    columns=_FPCY_COLUMNS,
)
QIXIANGYUN = Gateway(
    Vendor.QIXIANGYUN,
    address="",
    path="/v2/invoice/customizedCheck",
    is_form=False,
    date_form="%Y-%m-%d",
    parameters={
        "code": "fpdm",
        "number": "fphm",
        "date": "kprq",
        "amount": "je",
        "total": "jshj",
        "check": "jym",
        "seller": "xfsbh",
        "area": "dq",
    },
    account=_authorisation,
    code="code",
    message="message",
    invoice="data",
    sign="zfbz",
    rows="mxs",
    face=_FPCY_FACE,
    columns=_FPCY_COLUMNS,
)
WEIBAOZHANG = Gateway(
    Vendor.WEIBAOZHANG,
    address="",
    path="/fpcy",
    is_form=False,
    date_form="%Y%m%d",
    parameters=_FPCY_PARAMETERS,
    account=_authorisation,
    code="code",
    message="msg",
    invoice="fp",
    sign="",
    rows="mxs",
    face=_FPCY_FACE,
    columns=_FPCY_COLUMNS,
)

GATEWAYS: Mapping[str, Gateway] = {gateway.vendor.value: gateway for gateway in (FPCY, XIANGYUN, JUMEI, QIXIANGYUN, WEIBAOZHANG)}
"""By the names that settings use. Those without an address are told it in the settings."""
