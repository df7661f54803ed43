from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.domain.names import fold_width
from intake.parties.memory_registry import MemoryRegistry
from intake.parties.names import LOOK_ALIKE_COST, difference, most_different, name_key
from intake.parties.registry import KEPT_DETAILS, Sighting
from training.synthesize.parties import draw_company

DAY = date(2024, 3, 11)
FIRMS = [draw_company(Random(seed), DAY) for seed in range(400)]  # noqa: S311 - nothing here is secret
CHARACTERS = "未末己已鑫森云瑞达科A1"


@pytest.fixture(scope="module")
def registry() -> MemoryRegistry:
    known = MemoryRegistry()
    known.add(Sighting(firm.name, firm.tax_id, DAY, firm.address_phone, firm.bank_account) for firm in FIRMS)
    return known


def test_a_party_is_found_by_id_and_by_any_printing_of_its_name(registry: MemoryRegistry) -> None:
    for firm in FIRMS[:50]:
        assert firm.name in [party.name for party in registry.by_tax_id(firm.tax_id)]
        assert firm.tax_id in [party.tax_id for party in registry.by_name(firm.name.replace("（", "(").replace("）", ")"))]
    assert registry.by_tax_id("unknown") == ()
    assert registry.by_name("谁也不是有限公司") == ()


@given(st.sampled_from(FIRMS), st.data())
@settings(max_examples=200, deadline=None)
def test_a_name_with_two_misread_characters_finds_its_party(registry: MemoryRegistry, firm: object, data: st.DataObject) -> None:
    name = firm.name  # type: ignore[attr-defined]
    chars = list(fold_width(name))
    for _ in range(data.draw(st.integers(0, 2))):
        at = data.draw(st.integers(0, len(chars) - 1))
        chars[at] = data.draw(st.sampled_from(["", CHARACTERS[data.draw(st.integers(0, len(CHARACTERS) - 1))]]))
    misread = "".join(chars)
    key, known = name_key(misread), name_key(name)
    found = registry.similar(misread, 400)
    expected = difference(key, known) <= most_different(key)
    assert (known in [name_key(likeness.party.name) for likeness in found]) == expected


@given(st.text(max_size=30))
@settings(max_examples=100, deadline=None)
def test_any_text_may_be_asked_for(registry: MemoryRegistry, text: str) -> None:
    for likeness in registry.similar(text):
        assert difference(name_key(text), name_key(likeness.party.name)) == likeness.difference


def test_the_closest_name_comes_first() -> None:
    registry = MemoryRegistry()
    registry.add(Sighting(name, f"id{at}", DAY) for at, name in enumerate(("海州未来科技有限公司", "海州将来科技有限公司", "海州末来科技有限公司")))
    found = registry.similar("海州未来科技有限公司")
    assert [(likeness.party.name[2], likeness.difference) for likeness in found] == [("未", 0.0), ("末", LOOK_ALIKE_COST), ("将", 1.0)]
    assert len(registry.similar("海州未来科技有限公司", 1)) == 1


def test_short_names_are_found_only_as_they_are() -> None:
    registry = MemoryRegistry()
    registry.add((Sighting("望潮", "id", DAY),))
    assert [likeness.party.tax_id for likeness in registry.similar("望潮")] == ["id"]
    assert registry.similar("望湖") == ()


def test_sightings_add_up() -> None:
    registry = MemoryRegistry()
    for days in range(5):
        registry.add((Sighting("海州望潮公司", "id", DAY + timedelta(days=days), f"address {days}", "account"),))
    registry.add((Sighting("海州望潮公司", "id", DAY - timedelta(days=9), "old address"),))
    (party,) = registry.by_tax_id("id")
    assert (party.count, party.last_seen) == (6, DAY + timedelta(days=4))
    assert party.address_phones == ("address 4", "address 3", "address 2")
    assert len(party.address_phones) == KEPT_DETAILS
    assert party.bank_accounts == ("account",)


def test_a_party_that_changed_its_name_is_known_under_both_the_new_one_first() -> None:
    registry = MemoryRegistry()
    registry.add((Sighting("新望潮公司", "id", DAY + timedelta(days=1)), Sighting("海州望潮公司", "id", DAY), Sighting("海州望潮公司", "id", DAY)))
    assert [party.name for party in registry.by_tax_id("id")] == ["新望潮公司", "海州望潮公司"]


def test_a_sighting_without_name_or_id_teaches_nothing() -> None:
    registry = MemoryRegistry()
    registry.add((Sighting("", "id", DAY), Sighting("海州望潮公司", "", DAY), Sighting("（）", "id", DAY)))
    assert len(registry) == 0
