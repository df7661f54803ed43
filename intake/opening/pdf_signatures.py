"""Digital signatures of PDF files (ISO 32000-1, 12.8): whether what was signed is what is there.

Who signed is not judged: the tax authority's and the platforms' certificates come from roots that no system carries. What is judged is that the signed bytes
have their digest, that the signature was made over it with the key of the certificate it brings along, and that nothing was changed afterwards.
"""

from __future__ import annotations

import logging
from io import BytesIO
from itertools import islice

from asn1crypto.core import OctetString  # type: ignore[import-untyped]
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.x509 import load_der_x509_certificate
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, PdfObject
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from intake.document import Document, IntegrityIssue

MAX_SIGNATURES = 20
BARE_RSA = "/adbe.x509.rsa_sha1"
"""The form of the first years of electronic invoices (until about 2019): an RSA signature beside its certificate, without CMS (ISO 32000-1, 12.8.3.2)."""


def check_pdf_signatures(document: Document) -> tuple[IntegrityIssue, ...]:
    """What is wrong with the signatures of a file that has some; () when all are good.

    `pdf_signature_invalid`, `pdf_modified_after_signing`, and `pdf_signature_unchecked` for what no library here understands (SM2, damaged ones).
    """
    for name in ("pyhanko", "pyhanko_certvalidator"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # both log whatever is odd about a file, with tracebacks
    try:
        reader = PdfFileReader(BytesIO(document.content), strict=False)
        fields = tuple(islice(enumerate_sig_fields(reader, filled_status=True), MAX_SIGNATURES)) if _decrypted(reader, document.passwords) else ()
    except MemoryError:
        raise
    except Exception as error:  # a parser of untrusted bytes that documents no common error
        return (_unchecked("the file", error),)
    found = (_issue(reader, name, value, field, document.content) for name, value, field in fields)
    return tuple(issue for issue in found if issue is not None)


def _issue(reader: PdfFileReader, name: str, value: PdfObject, field: PdfObject, content: bytes) -> IntegrityIssue | None:
    try:
        return _checked(reader, name, value, field, content)
    except MemoryError:
        raise
    except Exception as error:  # as above
        return _unchecked(name, error)


def _decrypted(reader: PdfFileReader, passwords: tuple[str, ...]) -> bool:
    if not reader.encrypted:
        return True
    return any(reader.decrypt(password).status.value > 0 for password in ("", *passwords))


def _checked(reader: PdfFileReader, name: str, value: PdfObject, field: PdfObject, content: bytes) -> IntegrityIssue | None:
    signature = value.get_object()  # type: ignore[no-untyped-call]
    assert isinstance(signature, DictionaryObject)
    if signature.get("/SubFilter") == BARE_RSA:
        return _check_bare_rsa(name, signature, content)
    embedded = EmbeddedPdfSignature(reader, field.get_object(), name)  # type: ignore[no-untyped-call]
    status = validate_pdf_signature(embedded, ValidationContext(trust_roots=[], allow_fetching=False))
    if not (status.intact and status.valid):
        return _invalid(name)
    if status.coverage in (SignatureCoverageLevel.UNCLEAR, SignatureCoverageLevel.CONTIGUOUS_BLOCK_FROM_START) or not status.docmdp_ok:
        return _modified(name)
    return None


def _check_bare_rsa(name: str, signature: DictionaryObject, content: bytes) -> IntegrityIssue | None:
    """Raises ValueError or KeyError where the signature isn't well formed."""
    first, length, second, rest = (int(number) for number in signature["/ByteRange"])
    certificates = signature["/Cert"]
    certificate = load_der_x509_certificate(bytes((certificates[0] if isinstance(certificates, ArrayObject) else certificates).original_bytes))
    key = certificate.public_key()
    if not isinstance(key, RSAPublicKey):
        raise ValueError("not an RSA key")
    value = OctetString.load(bytes(signature["/Contents"].original_bytes)).native
    try:
        key.verify(value, content[first : first + length] + content[second : second + rest], PKCS1v15(), SHA1())  # noqa: S303
    except InvalidSignature:
        return _invalid(name)
    return _modified(name) if b" obj" in content[second + rest :] else None


def _invalid(name: str) -> IntegrityIssue:
    return IntegrityIssue("pdf_signature_invalid", f"{name}: the signed bytes are not those that were signed")


def _unchecked(name: str, error: Exception) -> IntegrityIssue:
    return IntegrityIssue("pdf_signature_unchecked", f"{name}: {error}")


def _modified(name: str) -> IntegrityIssue:
    return IntegrityIssue("pdf_modified_after_signing", f"{name}: the file was changed after it was signed")
