"""Is an OFD as it was signed? (GB/T 33190-2016 chapter 18)

A signature description lists parts of the file with their digests; the signed value, a seal in most invoices, holds the digest of the description. Both
steps are checked. The public-key signature (SM2) above them is not, so that whole digests say: nothing was changed by anybody who did not renew them.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple
from xml.etree.ElementTree import Element

from intake.document import IntegrityIssue
from intake.opening.ofd.package import OfdPackage, folder_of
from intake.opening.ofd.seals import SealFace, read_seal_face, signed_digests
from intake.opening.ofd.structure import OfdDocument, read_box
from intake.opening.sm3 import sm3
from intake.opening.xml_safety import text_at


class Stamp(NamedTuple):
    """A seal on a page."""

    face: SealFace
    page: str
    """ID."""
    box: tuple[float, float, float, float]
    """mm."""


@dataclass(frozen=True)
class SignatureCheck:
    signed: bool = False
    covered: frozenset[str] = frozenset()
    """Paths of the parts whose digest stands in some signature."""
    seals: tuple[str, ...] = ()
    """Names, without repeats."""
    stamps: tuple[Stamp, ...] = ()
    issues: tuple[IntegrityIssue, ...] = ()


def check_signatures(package: OfdPackage, document: OfdDocument) -> SignatureCheck:
    """Codes of issues: `ofd_digest_mismatch`, `ofd_signed_part_missing`, `ofd_signature_digest_mismatch`, `ofd_signature_missing`, `ofd_digest_unchecked`."""
    if document.signatures is None:
        return SignatureCheck()
    path, index = document.signatures
    covered: set[str] = set()
    names: list[str] = []
    stamps: list[Stamp] = []
    issues: list[IntegrityIssue] = []
    signed = False
    for entry in index.iterfind("Signature"):
        found = package.tree(entry.get("BaseLoc"), folder_of(path), document.folder)
        if found is None:
            issues.append(IntegrityIssue("ofd_signature_missing", entry.get("BaseLoc", "")))
            continue
        signed = True
        description_path, description = found
        issues += _digest_issues(package, description, covered)
        value = _part(package, text_at(description, "SignedValue"), description_path, document)
        issues += _value_issues(package.parts[description_path], value, description_path)
        face = read_seal_face(value) or read_seal_face(_part(package, text_at(description, "SignedInfo/Seal/BaseLoc"), description_path, document))
        if face:
            names.append(face.name)
            stamps += _stamps(description, face)
    return SignatureCheck(signed, frozenset(covered), tuple(dict.fromkeys(name for name in names if name)), tuple(stamps), tuple(issues))


def _part(package: OfdPackage, location: str | None, beside: str, document: OfdDocument) -> bytes:
    path = package.locate(location, folder_of(beside), document.folder) if location else None
    return package.parts[path] if path else b""


def _digest_issues(package: OfdPackage, description: Element, covered: set[str]) -> Iterator[IntegrityIssue]:
    """Compares every listed digest; adds the paths of listed parts to `covered`."""
    references = description.find("SignedInfo/References")
    if references is None:
        return
    method = references.get("CheckMethod", "MD5")
    digest = _digest_function(method)
    if digest is None:
        yield IntegrityIssue("ofd_digest_unchecked", f"digest method {method} is not known")
        return
    for reference in references.iterfind("Reference"):
        location = reference.get("FileRef", "")
        path = package.locate(location)
        if path is None:
            yield IntegrityIssue("ofd_signed_part_missing", location)
            continue
        covered.add(path)
        if digest(package.parts[path]) != _decoded(text_at(reference, "CheckValue") or ""):
            yield IntegrityIssue("ofd_digest_mismatch", path)


def _value_issues(description: bytes, value: bytes, path: str) -> Iterator[IntegrityIssue]:
    if not value:
        yield IntegrityIssue("ofd_signature_missing", f"{path} names no signed value that is in the file")
        return
    digests = signed_digests(value)
    if digests and sm3(description) not in digests:
        yield IntegrityIssue("ofd_signature_digest_mismatch", path)


def _digest_function(method: str) -> Callable[[bytes], bytes] | None:
    """By name or object identifier."""
    names = {
        "1.2.156.10197.1.401": "sm3",
        "1.2.840.113549.2.5": "md5",
        "1.3.14.3.2.26": "sha1",
        "2.16.840.1.101.3.4.2.1": "sha256",
    }
    name = names.get(method.strip(), method.strip().lower().replace("-", ""))
    if name == "sm3":
        return sm3
    if name in ("md5", "sha1", "sha256", "sha384", "sha512"):
        return lambda content: hashlib.new(name, content, usedforsecurity=False).digest()
    return None


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _stamps(description: Element, face: SealFace) -> Iterator[Stamp]:
    for annotation in description.iterfind("SignedInfo/StampAnnot"):
        box = read_box(annotation.get("Boundary", ""))
        if box:
            yield Stamp(face, annotation.get("PageRef", ""), box)
