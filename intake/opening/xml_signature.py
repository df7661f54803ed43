"""XML signatures (XML-DSig) of 数电 invoices: is the file as it was signed?

Whose certificate signed is not asked, since the bureau's root certificates are not public: a valid signature says that nothing was changed after some
holder of the certificate inside signed, no more. Signatures with SM2 and SM3 (GB/T 32918, GB/T 32905) are not checked, no maintained library knows
them in XML, and that is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap
from typing import Protocol, runtime_checkable
from xml.etree.ElementTree import Element

from intake.document import IntegrityIssue


@runtime_checkable
class _Tree(Protocol):
    """What signxml hands back: an element of lxml, which has no types of its own."""

    def iter(self) -> Iterator[_Tree]: ...
    @property
    def tag(self) -> object: ...


def check_xml_signature(root: Element, content: bytes) -> tuple[bool, tuple[IntegrityIssue, ...]]:
    """Whether the file is signed, and what is wrong with the signature. `root` is the parse of `content`, which vouches that it holds no DTD.

    Codes: `xml_signature_invalid`, `xml_signature_partial` (something other than the invoice was signed), `xml_signature_unchecked` (no verdict either way).
    """
    signature = next((element for element in root.iter("Signature") if element.find("SignedInfo") is not None), None)
    if signature is None:
        return False, ()
    issue = _verify(signature, content)
    return True, (issue,) if issue else ()


def _verify(signature: Element, content: bytes) -> IntegrityIssue | None:
    """Loads its libraries only now: few files are signed in this way."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.x509 import load_pem_x509_certificate
    from lxml.etree import LxmlError  # type: ignore[import-untyped]
    from signxml.algorithms import DigestAlgorithm, SignatureMethod
    from signxml.exceptions import SignXMLException
    from signxml.verifier import SignatureConfiguration, XMLVerifier

    methods = frozenset(method for method in SignatureMethod if not method.name.startswith("HMAC"))
    digests = frozenset(DigestAlgorithm)
    known = {method.value for method in methods} | {digest.value for digest in digests}
    strange = sorted(_algorithms(signature) - known)
    if strange:
        return IntegrityIssue("xml_signature_unchecked", f"signed with {', '.join(strange)}, which can't be checked here")
    certificate = "".join((signature.findtext("KeyInfo/X509Data/X509Certificate") or "").split())
    if not certificate and signature.find("KeyInfo/KeyValue") is None:
        return IntegrityIssue("xml_signature_unchecked", "the signature names no key")
    try:
        trusted = load_pem_x509_certificate(_pem(certificate)) if certificate else None
        configuration = SignatureConfiguration(
            require_x509=bool(certificate),
            expect_references=True,
            signature_methods=methods,
            digest_algorithms=digests,
            # What was signed long ago stays whole when the certificate ends.
            verification_time=trusted.not_valid_before_utc if trusted else None,
        )
        results = XMLVerifier().verify(content, x509_cert=trusted, expect_config=configuration)
    except (UnsupportedAlgorithm, KeyError) as error:
        return IntegrityIssue("xml_signature_unchecked", f"its key is of a kind that can't be checked here ({error})")
    except (SignXMLException, LxmlError, ValueError, TypeError) as error:
        return IntegrityIssue("xml_signature_invalid", str(error))
    signed = [result.signed_xml for result in (results if isinstance(results, list) else [results])]
    if any(_holds_invoice(xml) for xml in signed):
        return None
    return IntegrityIssue("xml_signature_partial", "the signature covers parts of the file, but not the invoice")


def _algorithms(signature: Element) -> set[str]:
    places = ("SignedInfo/SignatureMethod", "SignedInfo/Reference/DigestMethod")
    return {element.get("Algorithm", "none") for place in places for element in signature.iterfind(place)}


def _pem(base64_der: str) -> bytes:
    return "\n".join(("-----BEGIN CERTIFICATE-----", *wrap(base64_der, 64), "-----END CERTIFICATE-----", "")).encode()


def _holds_invoice(signed: object) -> bool:
    """Whether signed XML reaches down to an invoice's data, whatever its prefixes."""
    tags = (str(element.tag) for element in signed.iter()) if isinstance(signed, _Tree) else ()
    return any(tag.rpartition("}")[2] in ("EInvoiceData", "InvoiceNo", "xbrl") for tag in tags)
