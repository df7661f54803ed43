from __future__ import annotations

import pytest

from intake.domain.invoice_number import write_digital_number
from intake.domain.tax_id import write_credit_code
from intake.opening.einvoice_xml import read_einvoice

BUYER_ID = write_credit_code("91", "330106", "MA2ABCD1")
SELLER_ID = write_credit_code("91", "110108", "MA01EFGH")
NUMBER = write_digital_number(2024, "11", 123456)
LINE = (
    "<IssuItemInformation><ItemName>*咨询服务*管理咨询</ItemName><SpecMod>按次</SpecMod><MeaUnits>次</MeaUnits><Quantity>2.0000000000000</Quantity>"
    "<UnPrice>50.0000000000000</UnPrice><Amount>100.00</Amount><TaxRate>0.060000</TaxRate><ComTaxAm>6.00</ComTaxAm>"
    "<TotaltaxIncludedAmount>106.00</TotaltaxIncludedAmount><TaxClassificationCode>3040602000000000000</TaxClassificationCode></IssuItemInformation>"
)
TOTALS = ("100.00", "6.00", "106.00", "壹佰零陆圆整")


def invoice(
    lines: str = LINE, *, kind: str = "<GeneralOrSpecialVAT><LabelCode>01</LabelCode><LabelName>增值税专用发票</LabelName></GeneralOrSpecialVAT>",
    totals: tuple[str, str, str, str] = TOTALS, specific: str = "", remark: str = "", number: str = NUMBER,
) -> str:  # fmt: skip
    amount, tax, total, words = totals
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><EInvoice><Header><EIid>{NUMBER}</EIid><EInvoiceTag>SWEI1100</EInvoiceTag><Version>0.2</Version>'
        f"<InherentLabel><InIssuType><LabelCode>Y</LabelCode></InIssuType>{kind}</InherentLabel></Header><EInvoiceData>"
        f"<SellerInformation><SellerIdNum>{SELLER_ID}</SellerIdNum><SellerName>天地玄黄咨询有限公司</SellerName><SellerAddr>某市某路１号</SellerAddr>"
        "<SellerTelNum>010-12345678</SellerTelNum><SellerBankName>某银行某支行</SellerBankName><SellerBankAccNum>6222000011112222</SellerBankAccNum></SellerInformation>"
        f"<BuyerInformation><BuyerIdNum>{BUYER_ID}</BuyerIdNum><BuyerName>甲乙丙丁（某市）贸易有限公司</BuyerName><BuyerAddr></BuyerAddr><BuyerTelNum/></BuyerInformation>"
        f"<BasicInformation><TotalAmWithoutTax>{amount}</TotalAmWithoutTax><TotalTaxAm>{tax}</TotalTaxAm><TotalTax-includedAmount>{total}</TotalTax-includedAmount>"
        f"<TotalTax-includedAmountInChinese>{words}</TotalTax-includedAmountInChinese><Drawer>张三</Drawer>"
        "<RequestTime>2024-03-02 23:59:59</RequestTime></BasicInformation>"
        f"{lines}<SpecificInformation>{specific}</SpecificInformation><AdditionalInformation><Remark>{remark}</Remark></AdditionalInformation></EInvoiceData>"
        f"<TaxSupervisionInfo><InvoiceNumber>{number}</InvoiceNumber><IssueTime>2024-03-02</IssueTime></TaxSupervisionInfo></EInvoice>"
    )


def test_every_field_of_a_special_invoice() -> None:
    read = read_einvoice(invoice(remark="合同号 HT-1\n第二行").encode())
    assert read.kind == "digital_special"
    assert read.fields == {
        "invoice_number": NUMBER,
        "issue_date": "2024-03-02",
        "buyer_name": "甲乙丙丁（某市）贸易有限公司",
        "buyer_tax_id": BUYER_ID,
        "buyer_address_phone": "",
        "seller_name": "天地玄黄咨询有限公司",
        "seller_tax_id": SELLER_ID,
        "seller_address_phone": "某市某路1号 010-12345678",
        "seller_bank_account": "某银行某支行 6222000011112222",
        "amount": "100.00",
        "tax": "6.00",
        "total": "106.00",
        "total_in_words": "壹佰零陆圆整",
        "drawer": "张三",
        "remarks": "合同号 HT-1\n第二行",
    }
    assert read.items == (
        {
            "name": "*咨询服务*管理咨询",
            "specification": "按次",
            "unit": "次",
            "quantity": "2",
            "unit_price": "50",
            "amount": "100.00",
            "tax_rate": "6%",
            "tax": "6.00",
        },
    )


@pytest.mark.parametrize(
    ("labels", "kind"),
    [
        ("<GeneralOrSpecialVAT><LabelCode>02</LabelCode></GeneralOrSpecialVAT>", "digital_general"),
        ("<GeneralOrSpecialVAT><LabelName>普通发票</LabelName></GeneralOrSpecialVAT>", "digital_general"),
        ("<EInvoiceType><LabelName>电子发票（铁路电子客票）</LabelName></EInvoiceType>", "rail_e"),
        ("<EInvoiceType><LabelName>电子发票（航空运输电子客票行程单）</LabelName></EInvoiceType>", "air_e"),
        ("<EInvoiceType><LabelName>机动车销售统一发票</LabelName></EInvoiceType>", "motor_vehicle"),
        ("<EInvoiceType><LabelName>二手车销售统一发票</LabelName></EInvoiceType>", "used_vehicle"),
        ("", ""),
    ],
)
def test_the_header_tells_the_kind(labels: str, kind: str) -> None:
    assert read_einvoice(invoice(kind=labels).encode()).kind == kind


@pytest.mark.parametrize("passage", ["20240227172851000", "20240227", "2024-02-27", "2024-02-27 17:28:51"])
def test_a_toll_invoice_has_the_toll_columns(passage: str) -> None:
    days = f"<StartDatesOfPassage>{passage}</StartDatesOfPassage><EndDatesOfPassage>{passage}</EndDatesOfPassage>"
    toll = f"<Toll><PlateNumber>京A12345</PlateNumber><VehicleType>客车</VehicleType>{days}</Toll>"
    lines = LINE.replace("2.0000000000000", "20240227").replace("50.0000000000000", "20240227")
    read = read_einvoice(invoice(lines, specific=toll).encode())
    assert read.kind == "toll_e"
    assert read.items == (
        {
            "name": "*咨询服务*管理咨询",
            "plate_number": "京A12345",
            "vehicle_type": "客车",
            "start_date": "2024-02-27",
            "end_date": "2024-02-27",
            "amount": "100.00",
            "tax_rate": "6%",
            "tax": "6.00",
        },
    )


def test_a_red_invoice_keeps_its_minus_signs_and_words() -> None:
    lines = LINE.replace("2.0000000000000", "-2").replace(">100.00", ">-100.00").replace(">6.00", ">-6.00")
    red = "<RedEInvoice><OriginalInvoiceCode>24110000000000000001</OriginalInvoiceCode></RedEInvoice>"
    read = read_einvoice(invoice(lines, totals=("-100.00", "-6.00", "-106.00", "（负数）壹佰零陆圆整"), specific=red).encode())
    assert [read.fields[name] for name in ("amount", "tax", "total", "total_in_words")] == ["-100.00", "-6.00", "-106.00", "（负数）壹佰零陆圆整"]
    assert (read.items[0]["quantity"], read.items[0]["amount"], read.items[0]["tax"]) == ("-2", "-100.00", "-6.00")


def test_a_discount_row_is_an_item_of_its_own() -> None:
    cells = "<ItemName>*咨询服务*管理咨询</ItemName><Amount>-10.00</Amount><TaxRate>0.06</TaxRate><ComTaxAm>-0.60</ComTaxAm>"
    read = read_einvoice(invoice(f"{LINE}<IssuItemInformation>{cells}</IssuItemInformation>").encode())
    assert [item["amount"] for item in read.items] == ["100.00", "-10.00"]
    assert read.items[1]["quantity"] == ""


@pytest.mark.parametrize("rate", ["免税", "不征税"])
def test_exempt_goods_have_stars_for_tax(rate: str) -> None:
    lines = LINE.replace("0.060000", rate).replace(">6.00", ">0.00")
    read = read_einvoice(invoice(lines, totals=("100.00", "0.00", "100.00", "壹佰圆整")).encode())
    assert (read.items[0]["tax_rate"], read.items[0]["tax"], read.fields["tax"]) == (rate, "", "")


def test_a_quantity_of_nought_is_an_empty_cell_and_prices_keep_their_digits() -> None:
    lines = LINE.replace("2.0000000000000", "0").replace("50.0000000000000", "33.9622641509434")
    [item] = read_einvoice(invoice(lines).encode()).items
    assert (item["quantity"], item["unit_price"]) == ("", "33.9622641509434")


def test_the_header_stands_in_for_a_missing_number() -> None:
    assert read_einvoice(invoice(number="").encode()).fields["invoice_number"] == NUMBER


def test_lines_inside_one_block_are_found_too() -> None:
    inner = LINE.replace("IssuItemInformation", "ItemDetail")
    assert len(read_einvoice(invoice(f"<IssuItemInformation>{inner}{inner}</IssuItemInformation>").encode()).items) == 2


def test_an_amount_that_is_no_amount_is_left_to_other_evidence() -> None:
    assert "total" not in read_einvoice(invoice(totals=("100.00", "6.00", "about 106", "壹佰零陆圆整")).encode()).fields


def test_gbk_is_read_like_utf8() -> None:
    content = invoice().replace("UTF-8", "GBK").encode("gbk")
    assert read_einvoice(content) == read_einvoice(invoice().encode())
