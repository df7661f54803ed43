"""Accounting vouchers of the Ministry of Finance (电子凭证会计数据标准): XBRL instances attached to electronic tickets and invoices.

Taxonomies by the last part of their namespace: `rai` rail ticket, `atr` air itinerary, `inv` tax-control invoice. The dates in the namespaces change,
the element names do not, so the names alone are looked at. Rail tickets print the fare only; amount and tax exist as data alone.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from intake.document import EmbeddedInvoice
from intake.domain.kind_codes import kind_of_code, kind_of_title
from intake.domain.qr_payload import parse_invoice_qr
from intake.invoice import Kind
from intake.opening.einvoice import values

_RAIL_NUMBER = "ElectronicInvoiceRailwayETicketNumber"
_AIR_NUMBER = "ElectronicInvoiceAirTransportReceiptNumber"
_INVOICE_NUMBER = "NumberOfInvoice"
_GOODS = "InformationOfTaxableGoodsOrServicesDetailItemsTuple"


def is_voucher(root: Element) -> bool:
    return root.tag == "xbrl" and any(root.find(f".//{name}") is not None for name in (_RAIL_NUMBER, _AIR_NUMBER, _INVOICE_NUMBER))


def read_voucher(root: Element) -> EmbeddedInvoice:
    """The ticket or invoice; ask `is_voucher` before."""
    if root.find(f".//{_RAIL_NUMBER}") is not None:
        return _rail(root)
    if root.find(f".//{_AIR_NUMBER}") is not None:
        return _air(root)
    return _invoice(root)


def _rail(root: Element) -> EmbeddedInvoice:
    fields = values.fields_of(
        {
            "invoice_number": (_at(root, _RAIL_NUMBER), values.invoice_number),
            "issue_date": (_at(root, "DateOfIssue"), values.day),
            **_parties(root),
            "seller_name": (_at(root, "IssueParty"), values.text),
            "amount": (_at(root, "TotalAmountExcludingTax"), values.money),
            "tax": (_at(root, "TaxAmount"), values.money),
            "total": (_at(root, "Fare"), values.money),
            "ticket_number": (_at(root, "ETicketNumber", "ElectronicTicketNum"), values.compact),
            "from_station": (_at(root, "DepartureStation"), _station),
            "to_station": (_at(root, "DestinationStation"), _station),
            "train_number": (_at(root, "TrainNumber"), values.compact),
            "departure_time": (_departure(root, "TravelDate"), values.text),
            "seat": (_seat(_at(root, "Carriage"), _at(root, "Seat")), values.text),
            "seat_class": (_at(root, "SeatLevel"), values.text),
            "passenger_name": (_at(root, "Name"), values.text),
            "passenger_id": (_at(root, "IdNumber"), values.compact),
            "remarks": (_at(root, "Remarks"), values.remarks),
        }
    )
    return EmbeddedInvoice(Kind.RAIL_E, fields, qr_payload=_payload(root))


def _air(root: Element) -> EmbeddedInvoice:
    """The first flight's places and time; fund and other taxes stand beside fare and VAT, so that no plain amount is given."""
    fields = values.fields_of(
        {
            "invoice_number": (_at(root, _AIR_NUMBER), values.invoice_number),
            "issue_date": (_at(root, "IssueDate", "DateOfIssue"), values.day),
            **_parties(root),
            "seller_name": (_at(root, "NameOfSeller", "IssueParty"), values.text),
            "check_code": (_at(root, "VerificationCode"), values.compact),
            "fare": (_at(root, "Fare"), values.money),
            "fuel_surcharge": (_at(root, "FuelSurcharge"), values.money),
            "tax": (_at(root, "VatTaxAmount"), values.money),
            "civil_aviation_fund": (_at(root, "CivilAviationDevelopmentFund"), values.money),
            "other_taxes": (_at(root, "OtherTaxes"), values.money),
            "insurance": (_at(root, "Insurance"), values.money),
            "total": (_at(root, "TotalAmount"), values.money),
            "ticket_number": (_at(root, "ETicketNumber", "ElectronicTicketNum"), values.compact),
            "from_station": (_at(root, "DepartureStation"), values.text),
            "to_station": (_at(root, "DestinationStation"), values.text),
            "flight_number": (_at(root, "Flight"), values.compact),
            "departure_time": (_departure(root, "CarrierDate"), values.text),
            "seat_class": (_at(root, "Class", "SeatClass"), values.text),
            "passenger_name": (_at(root, "PassengerName"), values.text),
            "passenger_id": (_at(root, "ValidIdNumber"), values.compact),
        }
    )
    return EmbeddedInvoice(Kind.AIR_E, fields, qr_payload=_payload(root))


def _invoice(root: Element) -> EmbeddedInvoice:
    fields = values.fields_of(
        {
            "invoice_code": (_at(root, "CodeOfInvoice"), values.invoice_number),
            "invoice_number": (_at(root, _INVOICE_NUMBER), values.invoice_number),
            "issue_date": (_at(root, "DateOfIssue"), values.day),
            "check_code": (_at(root, "IdentifyingCode"), values.compact),
            "machine_number": (_at(root, "NumberOfInvoiceMachine"), values.compact),
            "cipher": (_at(root, "SecurityCode"), values.compact),
            **_parties(root),
            "buyer_address_phone": (_at(root, "AddressPhoneNumberOfPurchaser"), values.text),
            "buyer_bank_account": (_at(root, "DepositBankAndAccountNumberOfPurchaser"), values.text),
            "seller_name": (_at(root, "NameOfSeller"), values.text),
            "seller_address_phone": (_at(root, "AddressPhoneNumberOfSeller"), values.text),
            "seller_bank_account": (_at(root, "DepositBankAndAccountNumberOfSeller"), values.text),
            "amount": (_at(root, "TotalAmountExcludingTax"), values.money),
            "tax": (_at(root, "TotalTaxAmount"), values.money),
            "total": (_at(root, "TaxIncludedAmountInFigures"), values.money),
            "total_in_words": (_at(root, "TaxIncludedAmountInWords"), values.words),
            "payee": (_at(root, "Payee"), values.text),
            "reviewer": (_at(root, "Reviewer"), values.text),
            "drawer": (_at(root, "Issuer"), values.text),
            "remarks": (_at(root, "Remarks"), values.remarks),
        }
    )
    named = kind_of_code(fields.get("invoice_code", "")) or kind_of_title(_at(root, "TypeOfInvoice") or "")
    return EmbeddedInvoice(named.kind if named else "", fields, tuple(_item(row) for row in root.iter(_GOODS)), _payload(root))


def _item(row: Element) -> dict[str, str]:
    return {
        "name": values.text(_at(row, "NameOfTaxableGoodsOrServices") or ""),
        "specification": values.text(_at(row, "SpecificationOfGoodsOrServices", "Specification") or ""),
        "unit": values.text(_at(row, "UnitOfGoodsOrServices", "Unit") or ""),
        "quantity": values.number(_at(row, "QuantityOfGoodsOrServices", "Quantity") or ""),
        "unit_price": values.number(_at(row, "UnitPriceOfGoodsOrServices", "UnitPrice") or ""),
        "amount": values.money(_at(row, "AmountExcludingTax") or "") or "",
        "tax_rate": values.rate(_at(row, "TaxRate") or ""),
        "tax": values.money(_at(row, "TaxAmount") or "") or "",
    }


def _parties(root: Element) -> dict[str, tuple[str | None, values.Value]]:
    """Ids carry a longer name in invoices than in tickets."""
    long_name = "TaxpayerIdentificationNumberUnifiedSocialCreditCodeOf"
    return {
        "buyer_name": (_at(root, "NameOfPurchaser"), values.text),
        "buyer_tax_id": (_at(root, "UnifiedSocialCreditCodeOfPurchaser", f"{long_name}Purchaser"), values.tax_id),
        "seller_tax_id": (_at(root, "UnifiedSocialCreditCodeOfSeller", f"{long_name}Seller"), values.tax_id),
    }


def _at(root: Element, *names: str) -> str | None:
    return values.first(root, *(f".//{name}" for name in names))


def _station(name: str) -> str:
    plain = values.text(name)
    return plain if not plain or plain.endswith("站") else f"{plain}站"


def _departure(root: Element, day: str) -> str | None:
    found = _at(root, day)
    return None if found is None else values.day_and_time(found, _at(root, "DepartureTime") or "") or values.day(found)


def _seat(carriage: str | None, seat: str | None) -> str | None:
    """`03车06F号`."""
    if carriage is None and seat is None:
        return None
    coach, place = (carriage or "").removesuffix("车厢").removesuffix("车"), (seat or "").removesuffix("号")
    return (f"{coach}车" if coach else "") + (f"{place}号" if place and place[-1].isalnum() and place.isascii() else place)


def _payload(root: Element) -> str:
    found = _at(root, "QrCode", "QRCode") or ""
    return found if parse_invoice_qr(found) else ""
