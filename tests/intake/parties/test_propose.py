from collections.abc import Mapping
from datetime import date

import pytest

from intake.domain.tax_id import write_credit_code
from intake.evidence import Evidence, Source
from intake.invoice import Field, FieldState
from intake.parties.memory_registry import MemoryRegistry
from intake.parties.propose import READER, is_sure, with_known_parties
from intake.parties.registry import Sighting
from tests.builders import BUYER_ID, BUYER_NAME, SELLER_ID, SELLER_NAME

MISREAD = SELLER_NAME.replace("望", "塑")
ABSENT, UNREADABLE = Field(None, FieldState.ABSENT, 0.5), Field(None, FieldState.UNREADABLE, 0.0, raw="##")
EMPTY = Field("", FieldState.EMPTY, 0.97, confirmed_by=("no-ink",))


def ocr(value: str, confidence: float = 0.9, confirmed_by: tuple[str, ...] = ()) -> Field:
    evidence = (Evidence("seller_name", value, Source.OCR, confidence, reader="small"),)
    return Field(value, FieldState.READ, confidence, Source.OCR, value, evidence=evidence, confirmed_by=confirmed_by)


CHECKED = ocr(SELLER_ID, 0.99, ("checksum",))


@pytest.fixture
def registry() -> MemoryRegistry:
    known = MemoryRegistry()
    known.add(Sighting(name, tax_id, date(2024, 3, 11)) for name, tax_id in ((SELLER_NAME, SELLER_ID), (BUYER_NAME, BUYER_ID)))
    return known


def seller(registry: MemoryRegistry, name: Field, tax_id: Field) -> tuple[Field, Field]:
    fields = with_known_parties({"seller_name": name, "seller_tax_id": tax_id, "total": ocr("1.00")}, registry)
    assert fields["total"] == ocr("1.00")
    return fields["seller_name"], fields["seller_tax_id"]


def says(field: Field) -> list[str]:
    return [opinion.value for opinion in field.evidence if opinion.source is Source.REGISTRY and opinion.reader == READER]


@pytest.mark.parametrize("unread", [ABSENT, UNREADABLE])
def test_a_known_id_completes_a_name_that_nobody_could_read(registry: MemoryRegistry, unread: Field) -> None:
    name, tax_id = seller(registry, unread, CHECKED)
    assert (name.value, name.state, name.source, name.confirmed_by) == (SELLER_NAME, FieldState.READ, Source.REGISTRY, ())
    assert name.raw == unread.raw
    assert says(name) == [SELLER_NAME]
    assert tax_id == CHECKED


def test_a_known_id_mends_a_name_that_was_read_doubtfully_and_confirms_nothing(registry: MemoryRegistry) -> None:
    name, _ = seller(registry, ocr(MISREAD), CHECKED)
    assert (name.value, name.source, name.repaired_from, name.confirmed_by) == (SELLER_NAME, Source.REGISTRY, MISREAD, ())
    assert [opinion.value for opinion in name.evidence] == [MISREAD, SELLER_NAME]


@pytest.mark.parametrize(
    "sure", [ocr(MISREAD, 0.99, ("ocr:tiny",)), Field(MISREAD, FieldState.READ, 0.99, Source.XML), Field(MISREAD, FieldState.READ, 0.99, Source.REVIEWER)]
)
def test_what_was_read_surely_stands(registry: MemoryRegistry, sure: Field) -> None:
    assert is_sure(sure)
    name, _ = seller(registry, sure, CHECKED)
    assert (name.value, name.source, name.confidence, name.confirmed_by, name.repaired_from) == (
        sure.value,
        sure.source,
        sure.confidence,
        sure.confirmed_by,
        None,
    )
    assert says(name) == [SELLER_NAME]


def test_another_name_altogether_is_not_mended(registry: MemoryRegistry) -> None:
    name, _ = seller(registry, ocr("陌生商行有限责任公司"), CHECKED)
    assert (name.value, name.repaired_from) == ("陌生商行有限责任公司", None)


def test_what_agrees_is_confirmed_in_the_spelling_that_is_printed(registry: MemoryRegistry) -> None:
    printed = SELLER_NAME.replace("饮", "飲")
    name, tax_id = seller(registry, ocr(printed), CHECKED)
    assert (name.value, name.source, name.confirmed_by) == (printed, Source.OCR, ("registry",))
    assert name.confidence >= 0.99
    assert tax_id.confirmed_by == ("checksum", "registry")


def test_the_name_says_which_id_was_misread(registry: MemoryRegistry) -> None:
    misread = "X" + SELLER_ID[1:8] + "Q" + SELLER_ID[9:]
    name, tax_id = seller(registry, ocr(SELLER_NAME), ocr(misread))
    assert (tax_id.value, tax_id.source, tax_id.repaired_from, tax_id.confirmed_by) == (SELLER_ID, Source.REGISTRY, misread, ("checksum",))
    assert name.value == SELLER_NAME


def test_name_and_id_that_are_both_misread_must_point_at_the_same_party(registry: MemoryRegistry) -> None:
    name, tax_id = seller(registry, ocr(MISREAD), ocr("X" + SELLER_ID[1:]))
    assert (name.value, tax_id.value) == (SELLER_NAME, SELLER_ID)
    name, tax_id = seller(registry, ocr(MISREAD), ocr("X" + BUYER_ID[1:]))
    assert (name.value, tax_id.value) == (MISREAD, "X" + BUYER_ID[1:])


def test_an_id_that_nobody_could_read_is_completed_by_a_name_that_only_one_has(registry: MemoryRegistry) -> None:
    _, tax_id = seller(registry, ocr(SELLER_NAME), UNREADABLE)
    assert (tax_id.value, tax_id.source, tax_id.confirmed_by) == (SELLER_ID, Source.REGISTRY, ())
    registry.add((Sighting(SELLER_NAME, write_credit_code("92", "330106", "MA2ABCDE"), date(2024, 3, 12)),))
    _, tax_id = seller(registry, ocr(SELLER_NAME), UNREADABLE)
    assert tax_id == UNREADABLE


def test_a_nearly_known_name_alone_completes_no_id(registry: MemoryRegistry) -> None:
    assert seller(registry, ocr(MISREAD), ABSENT) == (ocr(MISREAD), ABSENT)


def test_an_empty_place_stays_empty(registry: MemoryRegistry) -> None:
    assert seller(registry, EMPTY, CHECKED)[0] == EMPTY
    assert seller(registry, ocr(SELLER_NAME), EMPTY)[1] == EMPTY


def test_unknown_parties_are_left_alone(registry: MemoryRegistry) -> None:
    fields: Mapping[str, Field] = {"buyer_name": ocr("某个人"), "buyer_tax_id": ABSENT, "seller_name": ocr(SELLER_NAME)}
    assert with_known_parties(fields, registry) == fields
    assert with_known_parties(fields, MemoryRegistry()) == fields
