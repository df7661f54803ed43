import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.errors import IntakeError, RefusedFile, UnreadableFile
from intake.opening.xml_safety import XmlLimits, parse_xml, text_at

LAUGHS = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%s">' % (letter, b"&%c;" % (letter - 1) * 10) for letter in range(ord("b"), ord("k"))
) + b"]><l>&j;</l>"  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        LAUGHS,
        b'<!DOCTYPE a SYSTEM "http://example.invalid/a.dtd"><a/>',
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        b"<!DOCTYPE a><a/>",
        codecs.BOM_UTF16_LE + "<!DOCTYPE a><a/>".encode("utf-16-le"),
    ],
)
def test_a_document_type_declaration_is_refused_whatever_it_declares(content: bytes) -> None:
    with pytest.raises(RefusedFile) as raised:
        parse_xml(content)
    assert raised.value.code == "xml_dtd"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<a>" * 100 + b"</a>" * 100, "xml_too_deep"),
        (b"<a>" * 1_000_000, "xml_too_many_elements"),
        (b"<a>" + b"<b/>" * 400_000 + b"</a>", "xml_too_many_elements"),
        (b"<a>" + b" " * (17 << 20) + b"</a>", "xml_too_large"),
    ],
)
def test_what_no_invoice_needs_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(RefusedFile) as raised:
        parse_xml(content)
    assert raised.value.code == code


def test_many_marks_that_are_no_elements_are_no_reason_to_refuse() -> None:
    comments = b"<!---->" * 20
    assert parse_xml(b"<a>" + comments + b"<b/></a>", XmlLimits(max_elements=5)).find("b") is not None


@pytest.mark.parametrize("content", [b"", b"hello", b"<a>", b"<a></b>", b"<a>&unknown;</a>", b"<a/><b/>"])
def test_what_is_not_well_formed_is_told_damaged(content: bytes) -> None:
    with pytest.raises(UnreadableFile) as raised:
        parse_xml(content)
    assert raised.value.code == "xml_damaged"


@pytest.mark.parametrize(
    "content",
    [
        "<发票>购买方</发票>".encode(),
        codecs.BOM_UTF8 + "<发票>购买方</发票>".encode(),
        '<?xml version="1.0" encoding="GBK"?><发票>购买方</发票>'.encode("gbk"),
        '<?xml version="1.0" encoding="gb2312"?><发票>购买方</发票>'.encode("gb18030"),
        "<发票>购买方</发票>".encode("gb18030"),
        '<?xml version="1.0" encoding="UTF-8"?><发票>购买方</发票>'.encode("gbk"),
        '<?xml version="1.0" encoding="GBK"?><发票>购买方</发票>'.encode(),
        codecs.BOM_UTF16_LE + '<?xml version="1.0" encoding="UTF-16"?><发票>购买方</发票>'.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + "<发票>购买方</发票>".encode("utf-16-be"),
    ],
)
def test_text_is_read_in_every_encoding_met_declared_truly_falsely_or_not_at_all(content: bytes) -> None:
    root = parse_xml(content)
    assert (root.tag, root.text) == ("发票", "购买方")


def test_characters_xml_does_not_allow_are_dropped() -> None:
    assert parse_xml(b"<a>re\x0bmark\x00</a>").text == "remark"


def test_prefixes_are_dropped_whether_declared_or_not() -> None:
    root = parse_xml(b'<:e xmlns:=""><fp:Code xmlns:fp="urn:x">1</fp:Code><ofd:Ref>2</ofd:Ref></:e>')
    assert [element.tag for element in root.iter()] == ["e", "Code", "Ref"]
    assert (text_at(root, "Code"), text_at(root, "Ref"), text_at(root, "None")) == ("1", "2", None)


@given(st.binary(max_size=200))
def test_any_bytes_are_parsed_or_refused(content: bytes) -> None:
    try:
        parse_xml(content)
    except IntakeError:
        return


@given(st.text("<>/!?ab=\"' &;[]x:#\x00中", max_size=60))
def test_any_markup_is_parsed_or_refused(content: str) -> None:
    try:
        parse_xml(content.encode())
    except IntakeError:
        return
