from __future__ import annotations

import base64
import json
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
import segno

from intake.document import Document, Format
from intake.domain.invoice_code import write_invoice_code
from intake.domain.qr_payload import write_qr_payload
from intake.opening.einvoice_xml import open_xml, read_einvoice
from intake.opening.limits import Limits

REAL = Path(__file__).parents[5] / "shared" / "real"
NUMBER = "20304050"
UNLISTED_CODE = "011002280026"
"""Of a series that the platform's table does not name."""


def invoice(code: str, goods: str = "", graph_code: str = "") -> bytes:
    return (
        f'<eInvoice xmlns:fp="http://www.edrm.org.cn/schema/e-invoice/2019"><fp:InvoiceCode>{code}</fp:InvoiceCode><fp:InvoiceNo>{NUMBER}</fp:InvoiceNo>'
        "<fp:IssueDate><![CDATA[2022年03月01日]]></fp:IssueDate><fp:InvoiceCheckCode>12345 67890 12345 67890</fp:InvoiceCheckCode>"
        "<fp:MachineNo>661000000001</fp:MachineNo>"
        f"<fp:TaxControlCode>03*1&gt;\n&lt;22+\n</fp:TaxControlCode><fp:GraphCode>{graph_code}</fp:GraphCode><fp:Buyer><fp:BuyerName>个人</fp:BuyerName><fp:BuyerTaxID>\n</fp:BuyerTaxID></fp:Buyer>"
        "<fp:TaxExclusiveTotalAmount>1,181.14</fp:TaxExclusiveTotalAmount><fp:TaxTotalAmount>***</fp:TaxTotalAmount><fp:TaxInclusiveTotalAmount>¥1181.14</fp:TaxInclusiveTotalAmount>"
        f"<fp:TaxInclusiveTotalAmountWithWords>ⓧ壹仟壹佰捌拾壹圆壹角肆分</fp:TaxInclusiveTotalAmountWithWords><fp:Note>一\n二</fp:Note><fp:GoodsInfos>{goods}</fp:GoodsInfos></eInvoice>"
    ).encode()


def goods(specification: str = "", unit: str = "", quantity: str = "", price: str = "", rate: str = "免税", tax: str = "***") -> str:
    return (
        f"<fp:GoodsInfo><fp:Item>*印刷品*图书</fp:Item><fp:Specification>{specification}</fp:Specification><fp:MeasurementDimension>{unit}</fp:MeasurementDimension>"
        f"<fp:Quantity>{quantity}</fp:Quantity><fp:Price>{price}</fp:Price><fp:Amount>1181.14</fp:Amount><fp:TaxScheme>{rate}</fp:TaxScheme><fp:TaxAmount>{tax}</fp:TaxAmount></fp:GoodsInfo>"
    )


@pytest.mark.parametrize(("qr_kind", "kind"), [("10", "vat_e_general"), ("08", "vat_e_special"), ("14", "toll_e"), ("04", "vat_general"), ("11", "vat_roll")])
def test_the_invoice_code_tells_the_kind(qr_kind: str, kind: str) -> None:
    assert read_einvoice(invoice(write_invoice_code(qr_kind, "1100", 2022))).kind == kind


def test_an_unlisted_code_asks_the_qr_code_and_then_takes_the_kind_the_form_was_made_for() -> None:
    payload = write_qr_payload("08", UNLISTED_CODE, NUMBER, 1181_14, date(2022, 3, 1), "")
    assert read_einvoice(invoice(UNLISTED_CODE, graph_code=payload)).kind == "vat_e_special"
    assert read_einvoice(invoice(UNLISTED_CODE)).kind == "vat_e_general"


def test_values_are_brought_into_the_form_of_the_result() -> None:
    read = read_einvoice(invoice(write_invoice_code("10", "1100", 2022), goods(quantity="2", price="590.5700")))
    assert read.fields["issue_date"] == "2022-03-01"
    assert read.fields["check_code"] == "12345678901234567890"
    assert read.fields["cipher"] == "03*1><22+"
    assert read.fields["buyer_tax_id"] == ""
    assert (read.fields["amount"], read.fields["tax"], read.fields["total"]) == ("1181.14", "", "1181.14")
    assert read.fields["total_in_words"] == "壹仟壹佰捌拾壹圆壹角肆分"
    assert read.fields["remarks"] == "一\n二"
    assert "seller_name" not in read.fields
    assert (read.items[0]["unit_price"], read.items[0]["tax_rate"], read.items[0]["tax"]) == ("590.57", "免税", "")


@pytest.mark.parametrize("code", [write_invoice_code("14", "1100", 2022), write_invoice_code("10", "1100", 2022)])
def test_the_goods_columns_of_a_toll_invoice_are_its_toll_columns(code: str) -> None:
    read = read_einvoice(invoice(code, goods("京A12345", "客车", "20220227", "20220228", "3%", "5.20")))
    assert read.kind == "toll_e"
    assert read.items == (
        {
            "name": "*印刷品*图书",
            "plate_number": "京A12345",
            "vehicle_type": "客车",
            "start_date": "2022-02-27",
            "end_date": "2022-02-28",
            "amount": "1181.14",
            "tax_rate": "3%",
            "tax": "5.20",
        },
    )


def test_a_qr_code_given_as_a_picture_is_decoded() -> None:
    payload = write_qr_payload("10", UNLISTED_CODE, NUMBER, 1181_14, date(2022, 3, 1), "12345678901234567890")
    buffer = BytesIO()
    segno.make(payload).save(buffer, kind="png", scale=4)
    read = read_einvoice(invoice(UNLISTED_CODE, graph_code=base64.b64encode(buffer.getvalue()).decode()))
    assert read.qr_payload == payload


@pytest.mark.parametrize("graph_code", ["", "no code", "!!!", "AAAA", base64.b64encode(b"\x89PNG\r\n\x1a\n nothing").decode()])
def test_a_qr_code_that_is_none_is_no_payload(graph_code: str) -> None:
    assert read_einvoice(invoice(UNLISTED_CODE, graph_code=graph_code)).qr_payload == ""


@pytest.mark.skipif(not REAL.exists(), reason="the real invoices are not laid beside the project")
def test_the_real_xml_gives_every_labelled_field_and_item() -> None:
    labels = [json.loads(line) for line in (REAL / "labels.jsonl").read_text(encoding="utf-8").splitlines() if line.strip()]
    [label] = [label for label in labels if label["format"] == "xml"]
    [page] = open_xml(Document(label["file"], (REAL / "files" / label["file"]).read_bytes()), Limits())
    assert page.format is Format.XML and page.pixels is None and page.lines == ()
    assert page.embedded is not None and page.embedded.kind == label["kind"]
    assert {name: page.embedded.fields[name] for name in label["fields"]} == label["fields"]
    assert list(page.embedded.items) == label["items"]
