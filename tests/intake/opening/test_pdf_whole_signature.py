import hashlib
from functools import cache

import pypdfium2 as pdfium
import pytest
from asn1crypto import cms, x509
from asn1crypto.core import OctetString
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from intake.document import Document
from intake.opening.pdf_signatures import check_pdf_signatures
from intake.opening.pdf_whole_signature import is_wholly_signed
from tests.intake.opening.pdf_samples import drawn, invoice
from tests.intake.opening.test_pdf_signatures import key_and_certificate, signed_with_bare_rsa, signed_with_cms

DIGITS = 6000


@cache
def plainly_signed(form: bytes = b"adbe.pkcs7.detached", attribute: str = "", content_type: str = "data", tail: bytes = b"") -> bytes:
    """One CMS signature with no more attributes than needed, as platforms make it. `attribute`: type of one more; `tail`: stands behind the signature's digits."""
    value = b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/%s/ByteRange[0 %08d %08d %08d]/Contents<%s>>>" % (form, 0, 0, 0, b"0" * DIGITS)
    objects = (
        b"<</Type/Catalog/Pages 2 0 R/AcroForm<</SigFlags 3/Fields[4 0 R]>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Annots[4 0 R]>>",
        b"<</Type/Annot/Subtype/Widget/FT/Sig/T(Platform)/Rect[0 0 0 0]/V 5 0 R/P 3 0 R>>",
        value,
    )
    body = bytearray(b"%PDF-1.5\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(body)
    body += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    body += b"trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start
    opening = body.index(b"/Contents<") + len(b"/Contents")
    closing = opening + DIGITS + 2
    body = body.replace(b"[0 00000000 00000000 00000000]", b"[0 %08d %08d %08d]" % (opening, closing, len(body) - closing))
    digits = signature_over(bytes(body[:opening] + body[closing:]), attribute, content_type).hex().encode() + tail
    body[opening + 1 : opening + 1 + len(digits)] = digits
    return bytes(body)


def signature_over(signed: bytes, attribute: str, content_type: str) -> bytes:
    key, der = key_and_certificate()
    certificate = x509.Certificate.load(der)
    attributes = [{"type": "content_type", "values": [content_type]}, {"type": "message_digest", "values": [hashlib.sha256(signed).digest()]}]
    if attribute:
        attributes.append({"type": attribute, "values": [OctetString(hashlib.sha256(signed).digest())]})
    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": {"issuer_and_serial_number": {"issuer": certificate.issuer, "serial_number": certificate.serial_number}},
            "digest_algorithm": {"algorithm": "sha256"},
            "signed_attrs": attributes,
            "signature_algorithm": {"algorithm": "rsassa_pkcs1v15"},
            "signature": key.sign(cms.CMSAttributes(attributes).dump(), PKCS1v15(), SHA256()),
        }
    )
    data = {
        "version": "v1",
        "digest_algorithms": [{"algorithm": "sha256"}],
        "encap_content_info": {"content_type": "data"},
        "certificates": [certificate],
        "signer_infos": [signer],
    }
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(data)}).dump())


def wholly_signed(content: bytes) -> bool:
    pdf = pdfium.PdfDocument(content)
    try:
        return is_wholly_signed(pdf, content)
    finally:
        pdf.close()


def test_one_good_signature_over_the_whole_file_is_enough() -> None:
    assert wholly_signed(plainly_signed())
    assert check_pdf_signatures(Document("a.pdf", plainly_signed())) == (), "the thorough check says the same"


@pytest.mark.parametrize("part", [b"/MediaBox[0 0 2", b"/T(Pla", b"trailer\n<</Size 6", b"%%EO"])
def test_a_changed_byte_anywhere_is_noticed(part: bytes) -> None:
    content = bytearray(plainly_signed())
    content[content.index(part) + len(part) - 1] ^= 1
    assert not wholly_signed(bytes(content))


def test_a_changed_signature_is_noticed() -> None:
    content = plainly_signed()
    start = content.index(b"/Contents<") + len(b"/Contents<")
    last = start + len(content[start : start + DIGITS].rstrip(b"0")) - 9
    other = b"8" if content[last : last + 1] == b"7" else b"7"
    assert not wholly_signed(content[:last] + other + content[last + 1 :])


def test_bytes_appended_after_signing_are_not_covered() -> None:
    assert not wholly_signed(plainly_signed() + b"\n% archived 2024\n")


def test_the_gap_between_signed_bytes_holds_nothing_but_the_signature() -> None:
    assert not wholly_signed(plainly_signed(tail=b"> /Contents <"))


@pytest.mark.parametrize("options", [{"form": b"house.made.sm2"}, {"attribute": "message_digest"}, {"attribute": "2.999.1"}, {"content_type": "signed_data"}])
def test_what_is_out_of_the_ordinary_is_left_to_the_thorough_check(options: dict[str, object]) -> None:
    assert not wholly_signed(plainly_signed(**options))


def test_other_kinds_of_signature_and_unsigned_files_are_left_to_the_thorough_check() -> None:
    assert not wholly_signed(signed_with_cms())
    assert not wholly_signed(signed_with_bare_rsa())
    assert not wholly_signed(drawn(invoice))
