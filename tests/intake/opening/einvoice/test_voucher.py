from __future__ import annotations

from intake.domain.tax_id import write_credit_code
from intake.opening.einvoice_xml import read_einvoice

BUYER_ID = write_credit_code("91", "330106", "MA2ABCD1")


def voucher(prefix: str, values: dict[str, str], inner: str = "") -> bytes:
    facts = "".join(f'<{prefix}:{name} contextRef="c">{value}</{prefix}:{name}>' for name, value in values.items())
    return (
        f'<xbrl xmlns="http://www.xbrl.org/2003/instance" xmlns:{prefix}="http://xbrl.mof.gov.cn/taxonomy/2021-11-30/{prefix}">'
        f'<context id="c"><entity><identifier scheme="x">1</identifier></entity></context>{facts}{inner}</xbrl>'
    ).encode()


def test_a_rail_ticket() -> None:
    read = read_einvoice(
        voucher(
            "rai",
            {
                "TypeOfVoucher": "电子发票（铁路电子客票）",
                "ElectronicInvoiceRailwayETicketNumber": "25119100000000000001",
                "ETicketNumber": "1100000000000000000012025",
                "DateOfIssue": "2025-03-05",
                "DepartureStation": "甲北",
                "DestinationStation": "乙南站",
                "TrainNumber": "G123",
                "TravelDate": "2025-03-01",
                "DepartureTime": "09:05",
                "SeatLevel": "二等座",
                "Carriage": "03",
                "Seat": "06F",
                "Fare": "109.00",
                "TotalAmountExcludingTax": "100.00",
                "TaxAmount": "9.00",
                "Name": "张三",
                "NameOfPurchaser": "甲乙丙丁贸易有限公司",
                "UnifiedSocialCreditCodeOfPurchaser": BUYER_ID,
                "IssueParty": "",
            },
        )
    )
    assert read.kind == "rail_e"
    assert read.fields["invoice_number"] == "25119100000000000001"
    assert (read.fields["from_station"], read.fields["to_station"]) == ("甲北站", "乙南站")
    assert read.fields["departure_time"] == "2025-03-01 09:05"
    assert (read.fields["seat"], read.fields["seat_class"]) == ("03车06F号", "二等座")
    assert (read.fields["amount"], read.fields["tax"], read.fields["total"]) == ("100.00", "9.00", "109.00")
    assert (read.fields["buyer_tax_id"], read.fields["seller_name"], read.fields["passenger_name"]) == (BUYER_ID, "", "张三")


def test_a_standing_place_has_no_number() -> None:
    values = {"ElectronicInvoiceRailwayETicketNumber": "25119100000000000001", "Carriage": "05车", "Seat": "无座"}
    assert read_einvoice(voucher("rai", values)).fields["seat"] == "05车无座"


def test_an_air_itinerary_keeps_fund_and_fare_apart_from_the_plain_amount() -> None:
    flight = (
        "<atr:DetailInformationOfAirTicketTuple><atr:DepartureStation>甲</atr:DepartureStation><atr:DestinationStation>乙</atr:DestinationStation>"
        "<atr:Flight>XX1234</atr:Flight><atr:CarrierDate>2025-03-01</atr:CarrierDate><atr:DepartureTime>11:20</atr:DepartureTime></atr:DetailInformationOfAirTicketTuple>"
    )
    values = {
        "ElectronicInvoiceAirTransportReceiptNumber": "25118100000000000001",
        "IssueDate": "2025-03-05",
        "Fare": "500.00",
        "FuelSurcharge": "10.00",
        "VatTaxAmount": "45.90",
        "CivilAviationDevelopmentFund": "50.00",
        "OtherTaxes": "0.00",
        "TotalAmount": "605.90",
        "NameOfSeller": "某航空有限公司",
        "PassengerName": "张三",
    }
    read = read_einvoice(voucher("atr", values, flight))
    assert read.kind == "air_e"
    assert "amount" not in read.fields
    assert (read.fields["fare"], read.fields["civil_aviation_fund"], read.fields["tax"], read.fields["total"]) == ("500.00", "50.00", "45.90", "605.90")
    assert (read.fields["from_station"], read.fields["flight_number"], read.fields["departure_time"]) == ("甲", "XX1234", "2025-03-01 11:20")


def test_a_tax_control_invoice_as_a_voucher() -> None:
    goods = (
        "<inv:InformationOfTaxableGoodsOrServicesDetailItemsTuple><inv:NameOfTaxableGoodsOrServices>*现代服务*后勤</inv:NameOfTaxableGoodsOrServices>"
        "<inv:AmountExcludingTax>100.00</inv:AmountExcludingTax><inv:TaxRate>6.00%</inv:TaxRate><inv:TaxAmount>6.00</inv:TaxAmount>"
        "</inv:InformationOfTaxableGoodsOrServicesDetailItemsTuple>"
    )
    values = {
        "TypeOfInvoice": "增值税电子普通发票",
        "CodeOfInvoice": "011002200311",
        "NumberOfInvoice": "20304050",
        "DateOfIssue": "2022-03-01",
        "TaxpayerIdentificationNumberUnifiedSocialCreditCodeOfPurchaser": BUYER_ID,
        "TotalAmountExcludingTax": "100.00",
        "TotalTaxAmount": "6.00",
        "TaxIncludedAmountInFigures": "106.00",
        "Issuer": "李四",
    }
    read = read_einvoice(voucher("inv", values, goods))
    assert read.kind == "vat_e_general"
    assert (read.fields["invoice_code"], read.fields["buyer_tax_id"], read.fields["drawer"]) == ("011002200311", BUYER_ID, "李四")
    assert (read.items[0]["name"], read.items[0]["tax_rate"]) == ("*现代服务*后勤", "6%")
