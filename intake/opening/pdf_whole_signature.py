"""The plain case of a signed PDF, decided quickly: one signature, made last, over every byte of the file but its own (ISO 32000-1, 12.8.1).

Nothing can have been changed afterwards then, so that neither the file's objects nor its earlier versions need be looked at: a digest and an RSA signature
tell (RFC 5652, 5.4). What is out of the ordinary in any way is left to `intake.opening.pdf_signatures`, which reads the file as PDF and takes its time.
"""

from __future__ import annotations

import ctypes
import hashlib
from collections.abc import Iterable

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]
from asn1crypto.cms import CMSAttribute, ContentInfo, SignedData, SignerInfo  # type: ignore[import-untyped]
from asn1crypto.x509 import Certificate  # type: ignore[import-untyped]
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, HashAlgorithm
from cryptography.x509 import load_der_x509_certificate

FORMS = frozenset({b"adbe.pkcs7.detached", b"ETSI.CAdES.detached"})
ATTRIBUTES = frozenset({"content_type", "signing_time", "message_digest"})
"""Signed attributes that need no judgement beyond what is done here."""
SET_OF = b"\x31"
"""Tag under which attributes are signed, instead of the one under which they are sent."""


def is_wholly_signed(pdf: pdfium.PdfDocument, content: bytes) -> bool:
    """Whether the one signature of the file covers all of it and is intact. False also says: not so simple."""
    try:
        return pdfium_c.FPDF_GetSignatureCount(pdf) == 1 and _is_whole_and_intact(pdfium_c.FPDF_GetSignatureObject(pdf, 0), content)
    except MemoryError:
        raise
    except Exception:  # parsers of untrusted bytes that document no common error; False leads to the thorough check
        return False


def _is_whole_and_intact(signature: pdfium_c.FPDF_SIGNATURE, content: bytes) -> bool:
    if _bytes_of(pdfium_c.FPDFSignatureObj_GetSubFilter, signature).rstrip(b"\x00") not in FORMS:
        return False
    count = pdfium_c.FPDFSignatureObj_GetByteRange(signature, None, 0)
    ranges = (ctypes.c_int * count)()
    pdfium_c.FPDFSignatureObj_GetByteRange(signature, ranges, count)
    start, end, after, rest = ranges
    gap = content[end:after]
    if start != 0 or not 0 < end < after or after + rest != len(content) or gap[:1] != b"<" or gap[-1:] != b">":
        return False
    value = _bytes_of(pdfium_c.FPDFSignatureObj_GetContents, signature)
    return bytes.fromhex(gap[1:-1].decode("ascii")) == value and _is_intact(ContentInfo.load(value), content[:end] + content[after:])


def _bytes_of(get: pdfium_c.FPDFSignatureObj_GetContents, signature: pdfium_c.FPDF_SIGNATURE) -> bytes:
    length = get(signature, None, 0)
    buffer = ctypes.create_string_buffer(length)
    get(signature, buffer, length)
    return buffer.raw


def _is_intact(info: ContentInfo, signed: bytes) -> bool:
    """Raises what malformed parts make the parsers raise, and InvalidSignature."""
    if info["content_type"].native != "signed_data":
        return False
    data: SignedData = info["content"]
    (signer,) = data["signer_infos"]
    hashes: dict[str, HashAlgorithm] = {"sha256": SHA256(), "sha384": SHA384(), "sha512": SHA512()}
    digest = signer["digest_algorithm"]["algorithm"].native
    if digest not in hashes or signer["signature_algorithm"]["algorithm"].native not in ("rsassa_pkcs1v15", f"{digest}_rsa"):
        return False
    if (
        data["encap_content_info"]["content_type"].native != "data"
        or data["encap_content_info"]["content"].native is not None
        or signer["unsigned_attrs"].native
    ):
        return False
    attributes = _single_values(signer["signed_attrs"])
    if not attributes.keys() <= ATTRIBUTES or attributes["content_type"] != "data" or attributes["message_digest"] != hashlib.new(digest, signed).digest():
        return False
    key = load_der_x509_certificate(_certificate(data, signer).dump()).public_key()
    if not isinstance(key, RSAPublicKey):
        return False
    key.verify(signer["signature"].native, SET_OF + signer["signed_attrs"].dump()[1:], PKCS1v15(), hashes[digest])
    return True


def _single_values(attributes: Iterable[CMSAttribute]) -> dict[str, object]:
    """Type -> value. Raises ValueError when a type stands there twice or has not exactly one value."""
    values: dict[str, object] = {}
    for attribute in attributes:
        (value,) = attribute["values"]
        if attribute["type"].native in values:
            raise ValueError("an attribute stands there twice")
        values[attribute["type"].native] = value.native
    return values


def _certificate(data: SignedData, signer: SignerInfo) -> Certificate:
    """The signer's own. Raises ValueError when it is not there exactly once, or the signer is named in another way than by issuer and number."""
    if signer["sid"].name != "issuer_and_serial_number":
        raise ValueError("not named by issuer and number")
    wanted = signer["sid"].chosen
    certificates = [choice.chosen for choice in data["certificates"] if choice.name == "certificate"]
    (found,) = (each for each in certificates if each.serial_number == wanted["serial_number"].native and each.issuer == wanted["issuer"])
    return found
