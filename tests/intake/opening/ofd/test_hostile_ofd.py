from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.document import Document
from intake.errors import IntakeError
from intake.opening.limits import Limits
from intake.opening.ofd import draw_ofd_page, open_ofd

Parts = dict[str, bytes]
Pack = Callable[[Mapping[str, bytes]], Document]
LAUGHS = b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><l>&b;</l>'


def refusal(document: Document, limits: Limits = Limits()) -> str:  # noqa: B008 - frozen
    with pytest.raises(IntakeError) as raised:
        list(open_ofd(document, limits))
    return raised.value.code


@pytest.mark.parametrize("path", ["OFD.xml", "Doc_0/Tags/CustomTag.xml", "Doc_0/Attachs/original_invoice.xml", "Doc_0/unused.xml"])
def test_a_document_type_declaration_in_any_part_is_refused(parts: Parts, pack: Pack, path: str) -> None:
    assert refusal(pack({**parts, path: LAUGHS})) == "xml_dtd"


def test_a_part_that_unpacks_without_measure_is_refused(parts: Parts, pack: Pack) -> None:
    assert refusal(pack({**parts, "OFD.xml": b" " * (40 << 20)})) == "ratio_too_high"


def test_more_entries_than_allowed_are_refused(parts: Parts, pack: Pack) -> None:
    assert refusal(pack({**parts, **{f"Doc_0/Res/{i}.bin": b"x" for i in range(600)}})) == "too_many_entries"


def test_more_pages_than_allowed_are_refused(parts: Parts, pack: Pack) -> None:
    pages = b"".join(b'<ofd:Page ID="%d" BaseLoc="Pages/Page_0/Content.xml"/>' % i for i in range(10, 400))
    parts["Doc_0/Document.xml"] = parts["Doc_0/Document.xml"].replace(b"</ofd:Pages>", pages + b"</ofd:Pages>")
    assert refusal(pack(parts)) == "too_many_pages"


def test_deep_nesting_in_a_page_is_refused(parts: Parts, pack: Pack) -> None:
    parts["Doc_0/Pages/Page_0/Content.xml"] = b"<PageBlock>" * 5000 + b"</PageBlock>" * 5000
    assert refusal(pack(parts)) == "xml_too_deep"


def test_one_small_template_on_many_pages_with_endless_text_is_refused(parts: Parts, pack: Pack) -> None:
    text = '<TextObject Size="1" Boundary="0 0 9 9"><TextCode X="0" Y="1">' + "票" * 15_000 + "</TextCode></TextObject>"
    pages = b"".join(b'<ofd:Page ID="%d" BaseLoc="Pages/Page_0/Content.xml"/>' % i for i in range(10, 110))
    parts["Doc_0/Document.xml"] = parts["Doc_0/Document.xml"].replace(b"</ofd:Pages>", pages + b"</ofd:Pages>")
    parts["Doc_0/Pages/Page_0/Content.xml"] = f"<Page><Content><Layer>{text}</Layer></Content></Page>".encode()
    assert refusal(pack(parts)) == "ofd_too_complex"


def test_a_zip_that_is_no_ofd_is_refused(pack: Pack) -> None:
    assert refusal(pack({"readme.txt": b"hello"})) == "ofd_damaged"
    assert refusal(Document("x.ofd", b"PK\x03\x04 cut off")) == "zip_damaged"


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_mutated_files_give_pages_or_an_intake_error(signed: Parts, pack: Pack, data: st.DataObject) -> None:
    mutated = dict(signed)
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(sorted(mutated)))
        content = mutated[path]
        at = data.draw(st.integers(0, len(content)))
        removed = data.draw(st.integers(0, 40))
        mutated[path] = (
            content[:at] + data.draw(st.one_of(st.binary(max_size=12), st.sampled_from([b'"', b"<", b"&#0;", b"9e9 ", b"-1 "]))) + content[at + removed :]
        )
    document = pack(mutated)
    try:
        pages = list(open_ofd(document, Limits()))
    except IntakeError:
        return
    assert pages
    try:
        draw_ofd_page(document, 1, Limits(page_pixels=100_000))
    except (IntakeError, ValueError):
        return


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.floats(0, 1), change=st.binary(min_size=1, max_size=6))
def test_a_file_with_altered_bytes_gives_pages_or_an_intake_error(signed: Parts, pack: Pack, at: float, change: bytes) -> None:
    content = pack(signed).content
    start = int(at * len(content))
    try:
        assert list(open_ofd(Document("x.ofd", content[:start] + change + content[start + len(change) :]), Limits()))
    except IntakeError:
        return
