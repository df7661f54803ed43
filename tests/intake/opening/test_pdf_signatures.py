import subprocess
import sys
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO

import pytest
from asn1crypto.core import OctetString
from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.generic import ArrayObject, NumberObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from intake.document import Document, Page
from intake.opening.limits import Limits
from intake.opening.open_pages import open_pages
from tests.intake.opening.pdf_samples import drawn, invoice


@cache
def key_and_certificate() -> tuple[RSAPrivateKey, bytes]:
    key = generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "invented platform")])
    start = datetime(2020, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(17)
    certificate = builder.not_valid_before(start).not_valid_after(start + timedelta(days=365)).sign(key, SHA256())
    return key, certificate.public_bytes(Encoding.DER)


@cache
def signed_with_cms() -> bytes:
    key, certificate = key_and_certificate()
    der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    signer = signers.SimpleSigner(signing_cert=Certificate.load(certificate), signing_key=PrivateKeyInfo.load(der), cert_registry=SimpleCertificateStore())
    output = BytesIO()
    metadata = signers.PdfSignatureMetadata(field_name="Platform")
    signers.sign_pdf(IncrementalPdfFileWriter(BytesIO(drawn(invoice))), metadata, signer=signer, output=output)
    return output.getvalue()


@cache
def signed_with_bare_rsa() -> bytes:
    """A signature without CMS (ISO 32000-1, 12.8.3.2), as the first electronic invoices carry it."""
    key, certificate = key_and_certificate()
    width = 2 * len(OctetString(bytes(256)).dump())
    value = b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.x509.rsa_sha1/Cert<%s>/ByteRange[0 %08d %08d %08d]/Contents<%s>>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/AcroForm<</SigFlags 3/Fields[4 0 R]>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Annots[4 0 R]>>",
        b"<</Type/Annot/Subtype/Widget/FT/Sig/T(Authority)/Rect[0 0 0 0]/V 5 0 R/P 3 0 R>>",
        value % (certificate.hex().encode(), 0, 0, 0, b"0" * width),
    ]
    body = bytearray(b"%PDF-1.5\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(body)
    body += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    body += b"trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start
    opening = body.index(b"/Contents<") + len(b"/Contents")
    closing = opening + width + 2
    body = body.replace(b"[0 00000000 00000000 00000000]", b"[0 %08d %08d %08d]" % (opening, closing, len(body) - closing))
    signature = key.sign(bytes(body[:opening] + body[closing:]), PKCS1v15(), SHA1())  # noqa: S303
    body[opening + 1 : closing - 1] = OctetString(signature).dump().hex().encode()
    return bytes(body)


def first_page(content: bytes) -> Page:
    return next(open_pages(Document("a.pdf", content), Limits()))


def codes(content: bytes) -> list[str]:
    page = first_page(content)
    assert page.signed
    return [issue.code for issue in page.issues]


def test_an_unsigned_file_has_no_signature_and_no_issue() -> None:
    page = first_page(drawn(invoice))
    assert not page.signed and page.issues == ()


@pytest.mark.parametrize("make", [signed_with_cms, signed_with_bare_rsa])
def test_a_signature_by_an_unknown_and_expired_party_is_whole(make: object) -> None:
    assert callable(make)
    assert codes(make()) == []


def test_a_changed_byte_breaks_a_cms_signature() -> None:
    content = signed_with_cms()
    place = content.index(b"/MediaBox") + 14
    changed = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
    assert codes(changed) == ["pdf_signature_invalid"]


def test_a_changed_byte_breaks_a_bare_signature() -> None:
    content = signed_with_bare_rsa()
    assert codes(content.replace(b"[0 0 200 100]", b"[0 0 200 101]")) == ["pdf_signature_invalid"]


@pytest.mark.parametrize("make", [signed_with_cms, signed_with_bare_rsa])
def test_what_is_changed_after_signing_is_noticed(make: object) -> None:
    """The signed bytes are untouched: the change is appended, as PDF allows."""
    assert callable(make)
    content = make()
    writer = IncrementalPdfFileWriter(BytesIO(content))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/MediaBox"] = ArrayObject([NumberObject(side) for side in (0, 0, 300, 300)])
    writer.update_container(page)
    output = BytesIO()
    writer.write(output)
    changed = output.getvalue()
    assert changed.startswith(content)
    assert codes(changed) == ["pdf_modified_after_signing"]


def test_a_line_of_comment_behind_the_file_changes_nothing() -> None:
    assert codes(signed_with_bare_rsa() + b"\n% archived 2024\n") == []


def test_a_signature_that_can_not_be_checked_is_said_to_be_so() -> None:
    content = signed_with_bare_rsa().replace(b"/adbe.x509.rsa_sha1", b"/house.made.sm2____")
    assert codes(content) == ["pdf_signature_unchecked"]
    damaged = signed_with_bare_rsa().replace(b"/Cert<30", b"/Cert<99")
    assert codes(damaged) == ["pdf_signature_unchecked"]


def test_what_signatures_say_holds_for_every_page() -> None:
    content = drawn(invoice, invoice)
    key, certificate = key_and_certificate()
    der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    signer = signers.SimpleSigner(signing_cert=Certificate.load(certificate), signing_key=PrivateKeyInfo.load(der), cert_registry=SimpleCertificateStore())
    output = BytesIO()
    signers.sign_pdf(IncrementalPdfFileWriter(BytesIO(content)), signers.PdfSignatureMetadata(field_name="P"), signer=signer, output=output)
    assert [page.signed for page in open_pages(Document("a.pdf", output.getvalue()), Limits())] == [True, True]


def test_pyhanko_is_only_loaded_for_signed_files() -> None:
    program = (
        "import sys; from intake.document import Document; from intake.opening.limits import Limits; from intake.opening.open_pages import open_pages;"
        "list(open_pages(Document('a', sys.stdin.buffer.read()), Limits())); sys.exit('pyhanko' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], input=drawn(invoice), check=False).returncode == 0  # noqa: S603
