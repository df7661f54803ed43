"""Names that others chose, and names made from them."""

from __future__ import annotations

import os
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from intake.scan_folder.names import LABEL_CHARACTERS, NAME_BYTES, label, with_ending, with_mark

NAMES = st.binary(min_size=1, max_size=NAME_BYTES).filter(lambda raw: b"/" not in raw and b"\0" not in raw).map(os.fsdecode)


@given(NAMES)
def test_labels_can_be_printed_and_are_composed_and_short(name: str) -> None:
    shown = label(name)
    assert shown.isprintable() and len(shown) <= LABEL_CHARACTERS
    shown.encode("utf-8")


@given(st.text(max_size=50).filter(lambda text: text.isprintable()))
def test_labels_are_composed(name: str) -> None:
    assert unicodedata.is_normalized("NFC", label(unicodedata.normalize("NFD", name)))


@given(NAMES)
def test_names_with_an_ending_fit_into_a_file_system_and_keep_their_beginning(name: str) -> None:
    for made in (with_ending(name, ".json"), with_mark(name, "0123456789ab")):
        assert len(os.fsencode(made)) <= NAME_BYTES and made != name
    if len(os.fsencode(name)) < 200:
        assert with_ending(name, ".json") == f"{name}.json"


@given(NAMES, NAMES)
def test_different_names_get_different_records(one: str, other: str) -> None:
    assert (with_ending(one, ".json") == with_ending(other, ".json")) == (one == other)


def test_a_long_chinese_name_is_cut_between_characters() -> None:
    name = with_ending("票" * 85, ".json")
    assert name.startswith("票") and name.endswith(".json")
    os.fsencode(name).decode("utf-8")


def test_a_second_file_of_a_name_keeps_its_suffix() -> None:
    assert with_mark("发票.pdf", "x") == "发票 (x).pdf"
    assert with_mark("发票", "x") == "发票 (x)"
    assert with_mark(".pdf", "x") == ".pdf (x)"
