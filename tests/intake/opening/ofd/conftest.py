"""An invented electronic invoice as the parts of an OFD, to be altered by tests and packed."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from intake.document import Document
from intake.domain.qr_payload import write_qr_payload
from intake.domain.tax_id import write_credit_code
from intake.opening.sm3 import sm3

NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
FONTS = '<ofd:Font ID="3" FontName="宋体"/><ofd:Font ID="4" FontName="Courier New"/>'
ATTACHMENT = '<ofd:Attachment ID="9"><ofd:FileLoc>original_invoice.xml</ofd:FileLoc></ofd:Attachment>'
BUYER_ID = write_credit_code("91", "330106", "MA2ABCD1")
SELLER_ID = write_credit_code("91", "110108", "MA01EFGH")
PAYLOAD = write_qr_payload("10", "011002200311", "20304050", 100_00, date(2022, 3, 1), "12345678901234567890")

Parts = dict[str, bytes]
Pack = Callable[[Mapping[str, bytes]], Document]


@pytest.fixture
def pack() -> Pack:
    def packed(parts: Mapping[str, bytes]) -> Document:
        buffer = BytesIO()
        with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
            for path, content in parts.items():
                archive.writestr(path, content)
        return Document("invoice.ofd", buffer.getvalue())

    return packed


@pytest.fixture
def parts() -> Parts:
    """Unsigned: attachment, tags, properties, a template with labels and a page with values."""
    return {
        "OFD.xml": _ofd().encode(),
        "Doc_0/Document.xml": _document().encode(),
        "Doc_0/PublicRes.xml": f"<ofd:Res {NS}><ofd:Fonts>{FONTS}</ofd:Fonts></ofd:Res>".encode(),
        "Doc_0/Tpls/Tpl_0/Content.xml": _page(_text("", "发票代码：", 152, 6), _text("", "发票号码：", 152, 12)).encode(),
        "Doc_0/Pages/Page_0/Content.xml": _page(*_values(), template="2").encode(),
        "Doc_0/Attachs/Attachments.xml": f"<ofd:Attachments {NS}>{ATTACHMENT}</ofd:Attachments>".encode(),
        "Doc_0/Attachs/original_invoice.xml": _original().encode(),
        "Doc_0/Tags/CustomTags.xml": f"<ofd:CustomTags {NS}><ofd:CustomTag><ofd:FileLoc>CustomTag.xml</ofd:FileLoc></ofd:CustomTag></ofd:CustomTags>".encode(),
        "Doc_0/Tags/CustomTag.xml": _tags().encode(),
    }


@pytest.fixture
def signed(parts: Parts) -> Parts:
    """The same with a signature over every part but OFD.xml, under an invented seal."""
    digests = "".join(
        f'<ofd:Reference FileRef="/{path}"><ofd:CheckValue>{base64.b64encode(sm3(content)).decode()}</ofd:CheckValue></ofd:Reference>'
        for path, content in parts.items()
        if path != "OFD.xml"
    )
    description = (
        f"<ofd:Signature {NS}><ofd:SignedInfo><ofd:SignatureMethod>1.2.156.10197.1.501</ofd:SignatureMethod>"
        f'<ofd:References CheckMethod="1.2.156.10197.1.401">{digests}</ofd:References>'
        '<ofd:StampAnnot ID="1" PageRef="1" Boundary="90 8 30 20"/></ofd:SignedInfo>'
        "<ofd:SignedValue>/Doc_0/Signs/Sign_0/SignedValue.dat</ofd:SignedValue></ofd:Signature>"
    ).encode()
    return {
        **parts,
        "OFD.xml": parts["OFD.xml"].replace(b"</ofd:DocRoot>", b"</ofd:DocRoot><ofd:Signatures>Doc_0/Signs/Signatures.xml</ofd:Signatures>"),
        "Doc_0/Signs/Signatures.xml": f'<ofd:Signatures {NS}><ofd:Signature ID="1" BaseLoc="Sign_0/Signature.xml"/></ofd:Signatures>'.encode(),
        "Doc_0/Signs/Sign_0/Signature.xml": description,
        "Doc_0/Signs/Sign_0/SignedValue.dat": signed_value(description),
    }


def signed_value(description: bytes) -> bytes:
    """SES_Signature with a seal named 某省税务局 and no real signature."""
    header = der(0x30, der(0x16, b"ES"), der(0x02, b"\x04"), der(0x16, b"maker"))
    name = der(0x30, der(0x02, b"\x01"), der(0x0C, "某省税务局".encode()))
    picture = der(0x30, der(0x16, b"png"), der(0x04, b"no picture"), der(0x02, b"\x1e"), der(0x02, b"\x14"))
    seal = der(0x30, der(0x30, header, der(0x16, b"0001"), name, picture))
    to_sign = der(0x30, der(0x02, b"\x04"), seal, der(0x18, b"20220301000000Z"), der(0x03, b"\x00" + sm3(description)), der(0x16, b"/Signature.xml"))
    return der(0x30, to_sign, der(0x04, b"certificate"), der(0x03, b"\x00signature"))


def der(tag: int, *contents: bytes) -> bytes:
    content = b"".join(contents)
    length = len(content)
    size = bytes([length]) if length < 0x80 else bytes([0x82]) + length.to_bytes(2, "big")
    return bytes([tag]) + size + content


def _ofd() -> str:
    properties = {"发票代码": "011002200311", "发票号码": "20304050", "合计金额": "100.00", "合计税额": "6.00", "开票日期": "2022年03月01日"}
    data = "".join(f'<ofd:CustomData Name="{name}">{value}</ofd:CustomData>' for name, value in properties.items())
    return (
        f"<ofd:OFD {NS}><ofd:DocBody><ofd:DocInfo><ofd:CustomDatas>{data}</ofd:CustomDatas></ofd:DocInfo>"
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    )


def _document() -> str:
    return (
        f"<ofd:Document {NS}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
        '<ofd:PublicRes>PublicRes.xml</ofd:PublicRes><ofd:TemplatePage ID="2" BaseLoc="Tpls/Tpl_0/Content.xml"/></ofd:CommonData>'
        '<ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages>'
        "<ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments><ofd:CustomTags>Tags/CustomTags.xml</ofd:CustomTags></ofd:Document>"
    )


def _page(*objects: str, template: str = "") -> str:
    use = f'<ofd:Template TemplateID="{template}"/>' if template else ""
    return (
        f"<ofd:Page {NS}><ofd:Area><ofd:PhysicalBox>0 0 210 140</ofd:PhysicalBox></ofd:Area>{use}"
        f'<ofd:Content><ofd:Layer ID="8">{"".join(objects)}</ofd:Layer></ofd:Content></ofd:Page>'
    )


def _text(key: str, text: str, x: float, y: float, font: str = "3") -> str:
    step = 1.5875 if text.isascii() else 3.175
    steps = f' DeltaX="g {len(text) - 1} {step}"' if len(text) > 1 else ""
    return (
        f'<ofd:TextObject ID="{key}" Boundary="{x} {y} 60 5" Font="{font}" Size="3.175"><ofd:TextCode X="0" Y="4"{steps}>{text}</ofd:TextCode></ofd:TextObject>'
    )


def _values() -> list[str]:
    return [
        _text("20", "某市增值税电子普通发票", 69, 7),
        _text("21", "011002200311", 164, 6),
        _text("22", "20304050", 164, 12),
        _text("23", "2022年03月01日", 164, 17),
        _text("24", "甲乙丙丁贸易有限公司", 36, 30),
        _text("25", BUYER_ID, 36, 35, "4"),
        _text("26", "天地玄黄咨询有限公司", 36, 104),
        _text("27", SELLER_ID, 36, 109, "4"),
        _text("28", "¥", 134, 91),
        _text("29", "100.00", 136, 91),
        _text("30", "¥", 175, 91),
        _text("31", "6.00", 177, 91),
        _text("32", "¥", 168, 96),
        _text("33", "106.00", 170, 96),
        _text("34", "壹佰零陆圆整", 63, 96),
        _text("35", "*咨询服务*管", 5, 56),
        _text("36", "理咨询", 5, 60),
        _text("37", "100.00", 135, 56),
        _text("38", "6%", 165, 56),
        _text("39", "6.00", 176, 56),
    ]


def _tags() -> str:
    """As one issuer writes them: prefixes bound to nothing, an amount that refers to its currency sign alone."""

    def tag(name: str, *keys: int) -> str:
        return f"<{name}>" + "".join(f'<ofd:ObjectRef PageRef="1">{key}</ofd:ObjectRef>' for key in keys) + f"</{name}>"

    return (
        '<:eInvoice xmlns:="">'
        + tag("InvoiceCode", 21)
        + tag("InvoiceNo", 22)
        + tag("IssueDate", 23)
        + f"<Buyer>{tag('BuyerName', 24)}{tag('BuyerTaxID', 25)}</Buyer><Seller>{tag('SellerName', 26)}{tag('SellerTaxID', 27)}</Seller>"
        + tag("TaxExclusiveTotalAmount", 28, 29)
        + tag("TaxTotalAmount", 30, 31)
        + tag("TaxInclusiveTotalAmount", 32)
        + tag("Item", 35, 36)
        + tag("Amount", 37)
        + tag("TaxScheme", 38)
        + tag("TaxAmount", 39)
        + "</:eInvoice>"
    )


def _original() -> str:
    return (
        '<eInvoice xmlns:fp="http://www.edrm.org.cn/schema/e-invoice/2019"><fp:InvoiceCode>011002200311</fp:InvoiceCode><fp:InvoiceNo>20304050</fp:InvoiceNo>'
        f"<fp:IssueDate>2022年03月01日</fp:IssueDate><fp:GraphCode>{PAYLOAD}</fp:GraphCode>"
        f"<fp:Buyer><fp:BuyerName>甲乙丙丁贸易有限公司</fp:BuyerName><fp:BuyerTaxID>{BUYER_ID}</fp:BuyerTaxID></fp:Buyer>"
        f"<fp:Seller><fp:SellerName>天地玄黄咨询有限公司</fp:SellerName><fp:SellerTaxID>{SELLER_ID}</fp:SellerTaxID></fp:Seller>"
        "<fp:TaxExclusiveTotalAmount>100.00</fp:TaxExclusiveTotalAmount><fp:TaxTotalAmount>6.00</fp:TaxTotalAmount>"
        "<fp:TaxInclusiveTotalAmount>106.00</fp:TaxInclusiveTotalAmount><fp:Note></fp:Note>"
        "<fp:GoodsInfos><fp:GoodsInfo><fp:Item>*咨询服务*管理咨询</fp:Item><fp:Amount>100.00</fp:Amount>"
        "<fp:TaxScheme>6%</fp:TaxScheme><fp:TaxAmount>6.00</fp:TaxAmount></fp:GoodsInfo></fp:GoodsInfos></eInvoice>"
    )
