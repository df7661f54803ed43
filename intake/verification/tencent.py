"""Tencent Cloud, VatInvoiceVerifyNew: JSON, signed with TC3-HMAC-SHA256.

After cloud.tencent.com/document/api/866/73674 and domain reference 7.4, 7.5. `InvoiceKind` is optional and told only where the document lists the kind. Not confirmed:
how much of `Invoice` comes with rail and air tickets.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from intake.outside_http import OutsideHttp, Request
from intake.verification.asking import Asking, Found
from intake.verification.codes import Vendor
from intake.verification.face import Names, face_of, items_of
from intake.verification.reply import Json, object_at, parse_reply, rows_at, text_at
from intake.verification.requirements import NEEDS
from intake.verification.signing import KeyPair, tc3
from intake.verification.verifier import Answer, Query

VERSION = "2018-11-19"
ACTION = "VatInvoiceVerifyNew"
KINDS: Mapping[str, str] = {
    "VAT_SPECIAL": "01",
    "FREIGHT_SPECIAL": "02",
    "MOTOR_VEHICLE": "03",
    "VAT_GENERAL": "04",
    "E_SPECIAL": "08",
    "D_SPECIAL": "08",
    "E_GENERAL": "10",
    "D_GENERAL": "10",
    "ROLL": "11",
    "TOLL_E": "14",
    "USED_VEHICLE": "15",
    "BLOCKCHAIN": "32",
}
"""Our finer id of the kind -> `InvoiceKind`. 32 is 数电普票 in a QR code and Shenzhen's blockchain here."""
_NO_LONGER = {("BLOCKCHAIN", "5300")}
"""Yunnan's blockchain invoices are not looked up there any more."""
_FACE: Names = {
    "invoice_code": "Invoice.Code ElectronicTrainTicket.Code",
    "invoice_number": "Invoice.Number ElectronicTrainTicket.Number ElectronicAirTransport.Number",
    "issue_date": "Invoice.Date ElectronicTrainTicket.Date ElectronicAirTransport.Date",
    "check_code": "Invoice.CheckCode",
    "machine_number": "Invoice.MachineNo",
    "buyer_name": "Invoice.BuyerName UsedVehicleInvoiceInfo.Buyer ElectronicTrainTicket.BuyerName ElectronicAirTransport.BuyerName",
    "buyer_tax_id": "Invoice.BuyerTaxCode UsedVehicleInvoiceInfo.BuyerNo ElectronicTrainTicket.BuyerTaxCode ElectronicAirTransport.BuyerTaxCode",
    "buyer_address_phone": "Invoice.BuyerAddressPhone UsedVehicleInvoiceInfo.BuyerAddress",
    "buyer_bank_account": "Invoice.BuyerBankAccount",
    "seller_name": "Invoice.SellerName UsedVehicleInvoiceInfo.Seller",
    "seller_tax_id": "Invoice.SellerTaxCode UsedVehicleInvoiceInfo.SellerNo",
    "seller_address_phone": "Invoice.SellerAddressPhone UsedVehicleInvoiceInfo.SellerAddress",
    "seller_bank_account": "Invoice.SellerBankAccount",
    "amount": "Invoice.AmountWithoutTax ElectronicTrainTicket.Amount ElectronicAirTransport.Amount",
    "tax": "Invoice.TaxAmount ElectronicTrainTicket.Tax ElectronicAirTransport.Tax",
    "total": "Invoice.AmountWithTax UsedVehicleInvoiceInfo.VehicleTotalPrice ElectronicTrainTicket.Total ElectronicAirTransport.Total",
    "total_in_words": "Invoice.AmountWithTaxCN ElectronicTrainTicket.TotalCN",
    "remarks": "Invoice.Remark",
    "vin": "VehicleInvoiceInfo.VinNo UsedVehicleInvoiceInfo.VehicleIdentifyNo",
    "engine_number": "VehicleInvoiceInfo.EngineNo",
    "certificate_number": "VehicleInvoiceInfo.CertificateNo",
    "brand_model": "VehicleInvoiceInfo.PlateModel",
    "vehicle_type": "VehicleInvoiceInfo.CarType",
    "plate_number": "UsedVehicleInvoiceInfo.VehicleLicenseNo",
    "registration_number": "UsedVehicleInvoiceInfo.RegisterNo",
    "ticket_number": "ElectronicTrainTicket.ElectronicNumber ElectronicAirTransport.ElectronicNumber",
    "train_number": "ElectronicTrainTicket.TrainNumber",
    "from_station": "ElectronicTrainTicket.StationGetOn",
    "to_station": "ElectronicTrainTicket.StationGetOff",
    "seat_class": "ElectronicTrainTicket.SeatType",
    "passenger_name": "ElectronicTrainTicket.PassengerName ElectronicAirTransport.PassengerName",
    "passenger_id": "ElectronicTrainTicket.PassengerNo ElectronicAirTransport.PassengerNo",
}
_COLUMNS: Names = {
    "name": "Name",
    "specification": "Spec",
    "unit": "Unit",
    "quantity": "Quantity",
    "unit_price": "UnitPrice",
    "amount": "AmountWithoutTax",
    "tax_rate": "TaxRate",
    "tax": "TaxAmount",
}


@dataclass(frozen=True)
class TencentSettings:
    keys: KeyPair
    address: str = "https://ocr.tencentcloudapi.com"
    asks_same_day: bool = True
    """Without it an invoice of today is refused, whether it is there already or not."""


class TencentVerifier:
    def __init__(self, settings: TencentSettings, http: OutsideHttp, now: Callable[[], datetime], name: str = "tencent") -> None:
        self._settings = settings
        self._http = http
        self._now = now
        self._name = name

    @property
    def name(self) -> str:
        return self._name

    def takes(self, query: Query) -> bool:
        return query.detail in NEEDS and (query.detail, query.area) not in _NO_LONGER

    def verify(self, query: Query) -> Answer:
        asking = Asking(self._name, Vendor.TENCENT, query, self._now(), (self._settings.keys.secret, self._settings.keys.id))
        if not self.takes(query):
            return asking.unsupported(f"Tencent does not look up {query.detail or query.kind.value} {query.area}".strip())
        body = json.dumps(self._parameters(query), ensure_ascii=False).encode()
        headers = tc3(self._settings.keys, "ocr", urlsplit(self._settings.address).netloc, ACTION, VERSION, body, asking.at)
        reply = asking.send(self._http, Request("POST", f"{self._settings.address}/", headers, body))
        if isinstance(reply, Answer):
            return reply
        said = parse_reply(reply.body)
        response = object_at(said, "Response")
        if not response:
            return asking.not_understood(reply)
        error = object_at(response, "Error")
        if error:
            return asking.answered(text_at(error, "Code"), text_at(error, "Message"))
        return _found(asking, response)

    def _parameters(self, query: Query) -> dict[str, str | bool]:
        told = {
            "InvoiceNo": query.number,
            "InvoiceDate": query.issue_date.isoformat(),
            "InvoiceCode": query.code,
            "InvoiceKind": KINDS.get(query.detail, ""),
            "CheckCode": query.check,
            "Amount": query.sum_text,
            "RegionCode": query.area,
            "SellerTaxCode": query.seller_tax_id,
        }
        flags = {"EnableCommonElectronic": query.detail == "COMMON_E", "EnableTodayInvoice": self._settings.asks_same_day}
        return {**{name: value for name, value in told.items() if value}, **{name: True for name, wanted in flags.items() if wanted}}


def _found(asking: Asking, response: Json) -> Answer:
    """There is no code for success: an answer without an error is one."""
    signs = (text_at(response, *path) for path in (("Invoice", "IsAbandoned"), ("ElectronicTrainTicket", "StateCode"), ("ElectronicAirTransport", "StateCode")))
    sign = next((sign for sign in signs if sign), "")
    items = items_of(rows_at(response, "Invoice", "Items"), _COLUMNS)
    return asking.answered("Invoice", "", Found(sign, face_of(response, _FACE), items))
