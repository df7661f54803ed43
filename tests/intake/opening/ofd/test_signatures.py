from __future__ import annotations

import base64
from collections.abc import Callable, Mapping

import pytest

from intake.document import Document, Page
from intake.opening.limits import Limits
from intake.opening.ofd import open_ofd
from intake.opening.sm3 import sm3

Parts = dict[str, bytes]
Pack = Callable[[Mapping[str, bytes]], Document]


def first_page(document: Document) -> Page:
    return next(open_ofd(document, Limits()))


def issues(document: Document) -> list[tuple[str, str]]:
    return [(issue.code, issue.detail) for issue in first_page(document).issues]


def test_an_untouched_file_is_signed_without_issues_and_names_its_seal(signed: Parts, pack: Pack) -> None:
    page = first_page(pack(signed))
    assert page.signed and page.issues == ()
    assert page.embedded is not None and page.embedded.seals == ("某省税务局",)


@pytest.mark.parametrize("path", ["Doc_0/Pages/Page_0/Content.xml", "Doc_0/Attachs/original_invoice.xml", "Doc_0/Tpls/Tpl_0/Content.xml"])
def test_one_altered_byte_in_a_signed_part_is_found(signed: Parts, pack: Pack, path: str) -> None:
    signed[path] += b"\n"
    assert issues(pack(signed)) == [("ofd_digest_mismatch", path)]


def test_digests_renewed_without_the_seal_are_found(signed: Parts, pack: Pack) -> None:
    path, description = "Doc_0/PublicRes.xml", "Doc_0/Signs/Sign_0/Signature.xml"
    old = base64.b64encode(sm3(signed[path]))
    signed[path] += b"\n"
    signed[description] = signed[description].replace(old, base64.b64encode(sm3(signed[path])))
    assert issues(pack(signed)) == [("ofd_signature_digest_mismatch", description)]


def test_a_signed_part_taken_out_is_found(signed: Parts, pack: Pack) -> None:
    del signed["Doc_0/Tags/CustomTag.xml"]
    assert ("ofd_signed_part_missing", "/Doc_0/Tags/CustomTag.xml") in issues(pack(signed))


def test_a_page_added_behind_the_signature_is_found(signed: Parts, pack: Pack) -> None:
    signed["Doc_0/Document.xml"] = signed["Doc_0/Document.xml"].replace(b"</ofd:Pages>", b'<ofd:Page ID="5" BaseLoc="Pages/Page_1/Content.xml"/></ofd:Pages>')
    signed["Doc_0/Pages/Page_1/Content.xml"] = signed["Doc_0/Pages/Page_0/Content.xml"]
    assert ("ofd_content_not_signed", "Doc_0/Pages/Page_1/Content.xml") in issues(pack(signed))


def test_a_signature_whose_value_is_missing_is_found(signed: Parts, pack: Pack) -> None:
    del signed["Doc_0/Signs/Sign_0/SignedValue.dat"]
    assert [code for code, _ in issues(pack(signed))] == ["ofd_signature_missing"]


def test_a_part_that_stands_twice_in_the_archive_is_found(signed: Parts, pack: Pack) -> None:
    twice = {**signed, "./Doc_0/PublicRes.xml": signed["Doc_0/PublicRes.xml"]}
    assert ("ofd_part_twice", "Doc_0/PublicRes.xml") in issues(pack(twice))


def test_an_unknown_digest_method_is_said_to_be_unchecked(signed: Parts, pack: Pack) -> None:
    path = "Doc_0/Signs/Sign_0/Signature.xml"
    signed[path] = signed[path].replace(b"1.2.156.10197.1.401", b"9.9.9")
    assert "ofd_digest_unchecked" in [code for code, _ in issues(pack(signed))]
