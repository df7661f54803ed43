"""Where formats say that a file ends."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.scan_folder.ending import has_its_end

PICTURE = np.full((40, 60, 3), 200, dtype=np.uint8)


@pytest.fixture
def ends(tmp_path: Path) -> Callable[[bytes], bool]:
    def answer(content: bytes) -> bool:
        return ends_in(tmp_path / "file", content)

    return answer


def ends_in(path: Path, content: bytes) -> bool:
    path.write_bytes(content)
    file = os.open(path, os.O_RDONLY)
    try:
        return has_its_end(file)
    finally:
        os.close(file)


def encoded(suffix: str) -> bytes:
    return cv2.imencode(suffix, PICTURE)[1].tobytes()


def zipped() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("OFD.xml", "<ofd:OFD/>")
    return packed.getvalue()


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7\n1 0 obj\n%%EOF", encoded(".jpg"), encoded(".png"), zipped(), b"<?xml version='1.0'?><a/>\n", b"II*\0" + bytes(20)]
)
def test_whole_files_have_their_end(ends: Callable[[bytes], bool], content: bytes) -> None:
    assert ends(content)


@pytest.mark.parametrize("content", [encoded(".jpg"), encoded(".png"), zipped(), b"%PDF-1.7\n" + bytes(300) + b"%%EOF", b"<?xml version='1.0'?><a></a>"])
def test_no_beginning_of_a_file_has_its_end(ends: Callable[[bytes], bool], content: bytes) -> None:
    for length in {0, 1, 10, len(content) // 2, len(content) - 10, len(content) - 3}:
        assert not ends(content[:length]), length


def test_files_of_nothing_but_zeros_are_placeholders(ends: Callable[[bytes], bool]) -> None:
    assert not ends(b"") and not ends(bytes(100_000))


def test_what_cameras_append_to_a_jpeg_does_not_hide_its_end(ends: Callable[[bytes], bool]) -> None:
    assert ends(encoded(".jpg") + os.urandom(3_000_000))


def test_the_end_of_a_preview_inside_a_jpeg_is_not_the_end_of_the_jpeg(ends: Callable[[bytes], bool]) -> None:
    jpeg = encoded(".jpg")
    with_preview = jpeg[:2] + b"\xff\xe1" + (len(jpeg) + 2).to_bytes(2, "big") + jpeg + jpeg[2:]
    assert ends(with_preview) and not ends(with_preview[:-3])


def test_data_behind_a_pdf_or_png_does_not_hide_its_end(ends: Callable[[bytes], bool]) -> None:
    assert ends(b"%PDF-1.7\n%%EOF" + b"\n" * 5000) and ends(encoded(".png") + bytes(1000))


@given(st.binary(max_size=300), st.sampled_from([b"\xff\xd8\xff", b"%PDF-", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b"<?xml", b""]))
def test_any_bytes_get_an_answer(tmp_path_factory: pytest.TempPathFactory, tail: bytes, head: bytes) -> None:
    assert ends_in(tmp_path_factory.getbasetemp() / "any", head + tail) in (True, False)
