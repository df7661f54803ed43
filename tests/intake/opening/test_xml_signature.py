"""Signed with a certificate made here, since what is checked is whether content and signature belong together."""

from __future__ import annotations

import warnings
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml.algorithms import SignatureConstructionMethod
from signxml.signer import XMLSigner

from intake.document import Document
from intake.opening.einvoice_xml import open_xml
from intake.opening.limits import Limits

INVOICE = (
    "<EInvoice><Header><EIid>22330000000000000001</EIid></Header><EInvoiceData><BasicInformation>"
    "<TotalTax-includedAmount>106.00</TotalTax-includedAmount></BasicInformation></EInvoiceData></EInvoice>"
)


@cache
def key_and_certificate() -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """A certificate that ended long ago: that must not spoil what it signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "invented")])
    start = datetime(2020, 1, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=365))
        .sign(key, hashes.SHA256())
    )
    return key, certificate


def signed(reference: str | None = None, content: str = INVOICE) -> bytes:
    key, certificate = key_and_certificate()
    signer = XMLSigner(method=SignatureConstructionMethod.enveloped, signature_algorithm="ecdsa-sha256", digest_algorithm="sha256")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        root = signer.sign(
            etree.fromstring(content),
            key=key,
            cert=certificate.public_bytes(serialization.Encoding.PEM).decode(),
            reference_uri=reference,
        )
    return bytes(etree.tostring(root))


def outcome(content: bytes) -> tuple[bool, list[str]]:
    [page] = open_xml(Document("invoice.xml", content), Limits())
    assert page.embedded is not None and page.embedded.fields["invoice_number"] == "22330000000000000001"
    return page.signed, [issue.code for issue in page.issues]


def test_an_unsigned_invoice_is_just_that() -> None:
    assert outcome(INVOICE.encode()) == (False, [])


def test_a_whole_signature_raises_no_issue() -> None:
    assert outcome(signed()) == (True, [])


def test_an_altered_amount_is_found() -> None:
    assert outcome(signed().replace(b"106.00", b"906.00")) == (True, ["xml_signature_invalid"])


def test_an_altered_signature_value_is_found() -> None:
    content = signed()
    at = content.index(b"SignatureValue>") + len(b"SignatureValue>")
    other = b"A" if content[at : at + 1] != b"A" else b"B"
    assert outcome(content[:at] + other + content[at + 1 :]) == (True, ["xml_signature_invalid"])


def test_a_signature_over_something_else_is_told_partial() -> None:
    content = INVOICE.replace("<Header>", '<Header Id="h">')
    assert outcome(signed("#h", content)) == (True, ["xml_signature_partial"])


def test_sm2_signatures_are_said_to_be_unchecked() -> None:
    content = signed().replace(b"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", b"http://www.w3.org/2001/04/xmldsig-more#sm2-sm3")
    assert outcome(content) == (True, ["xml_signature_unchecked"])


def test_a_signature_without_a_key_is_said_to_be_unchecked() -> None:
    content = signed()
    start, end = content.index(b"<ds:KeyInfo"), content.index(b"</ds:KeyInfo>") + len(b"</ds:KeyInfo>")
    assert outcome(content[:start] + content[end:]) == (True, ["xml_signature_unchecked"])


def test_a_mangled_signature_never_breaks_the_reading() -> None:
    content = signed()
    for what in (b"SignatureValue", b"DigestValue", b"X509Certificate", b"CanonicalizationMethod", b"Transform "):
        _, issues = outcome(content.replace(what, b"Other" + what[5:]))
        assert issues and issues[0].startswith("xml_signature_")
