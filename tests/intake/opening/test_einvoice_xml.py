import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.document import Document
from intake.errors import IntakeError, UnreadableFile
from intake.opening.einvoice_xml import open_xml, read_einvoice
from intake.opening.limits import Limits

SEED = (
    "<EInvoice><Header><EIid>22330000000000000001</EIid></Header><EInvoiceData><SellerInformation><SellerName>甲</SellerName></SellerInformation>"
    "<BasicInformation><TotalAmWithoutTax>100.00</TotalAmWithoutTax><TotalTaxAm>6.00</TotalTaxAm></BasicInformation><IssuItemInformation><ItemName>乙</ItemName>"
    "<Quantity>1</Quantity><UnPrice>100</UnPrice><TaxRate>0.06</TaxRate></IssuItemInformation><SpecificInformation><Toll><StartDatesOfPassage>20240227</StartDatesOfPassage>"
    "</Toll></SpecificInformation></EInvoiceData></EInvoice>"
)


@pytest.mark.parametrize(
    "content", [b"<note>hello</note>", b"<EInvoice/>", b"<EInvoice><EInvoiceData/></EInvoice>", b"<Invoice><ID>1</ID></Invoice>", b"<xbrl/>"]
)
def test_xml_that_is_no_invoice_is_told_so(content: bytes) -> None:
    with pytest.raises(UnreadableFile) as raised:
        list(open_xml(Document("x.xml", content), Limits()))
    assert raised.value.code == "not_an_invoice_xml"
    assert raised.value.message and raised.value.message_zh


@given(at=st.integers(0, len(SEED)), removed=st.integers(0, 12), added=st.text(max_size=8))
def test_an_altered_invoice_is_read_or_refused(at: int, removed: int, added: str) -> None:
    content = SEED[:at] + added + SEED[at + removed :]
    try:
        read = read_einvoice(content.encode(errors="replace"))
    except IntakeError:
        return
    assert all(isinstance(value, str) for item in (read.fields, *read.items) for value in item.values())


@given(st.sampled_from(["100.00", "6.00", ">1<", ">100<", "0.06", "20240227", "22330000000000000001"]), st.text(max_size=12))
def test_any_value_in_any_place_is_read_or_left_out(old: str, new: str) -> None:
    text = new.replace("&", "").replace("<", "")
    content = SEED.replace(old, f">{text}<" if old.startswith(">") else text)
    try:
        read_einvoice(content.encode(errors="replace"))
    except IntakeError:
        return
