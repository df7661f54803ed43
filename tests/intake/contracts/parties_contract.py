"""What every `PartyRegistry` must do, whatever keeps it. Each function is given a way to open the same store again and again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from intake.parties.names import LOOK_ALIKE_COST
from intake.parties.registry import KEPT_DETAILS, Origin, PartyRegistry, Sighting
from tests.builders import BUYER_ID, BUYER_NAME, SELLER_ID, SELLER_NAME

Open = Callable[[], PartyRegistry]
DAY = date(2024, 3, 11)
SEEN = Sighting(SELLER_NAME, SELLER_ID, DAY, "海州市某路1号 010-1", "某行 123", Origin.CONFIRMED, "a" * 64)


def knows_what_was_seen(opened: Open) -> None:
    opened().add((SEEN, Sighting(BUYER_NAME, BUYER_ID, DAY, origin=Origin.IMPORTED)))
    again = opened()
    (party,) = again.by_tax_id(SELLER_ID)
    assert (party.name, party.count, party.last_seen) == (SELLER_NAME, 1, DAY)
    assert (party.address_phones, party.bank_accounts) == (("海州市某路1号 010-1",), ("某行 123",))
    assert again.by_name(BUYER_NAME.replace("(", "（"))[0].tax_id == BUYER_ID
    assert again.similar(SELLER_NAME.replace("望", "塑"))[0].party == party
    assert (list(again.by_tax_id("unknown")), list(again.by_name("谁也不是有限公司")), list(again.similar("谁也不是有限公司"))) == ([], [], [])


def counts_one_document_once(opened: Open) -> None:
    registry, other = opened(), opened()
    first, second = (replace(SEEN, document=digit * 64) for digit in "ab")
    registry.add((first, first))
    other.add((first, second))
    assert registry.by_tax_id(SELLER_ID)[0].count == 2


def adds_sightings_up(opened: Open) -> None:
    registry = opened()
    for days in range(5):
        registry.add((replace(SEEN, day=DAY + timedelta(days=days), address_phone=f"address {days}", document=f"{days}"),))
    registry.add((replace(SEEN, day=DAY - timedelta(days=9), address_phone="old address", document="old"),))
    (party,) = registry.by_tax_id(SELLER_ID)
    assert (party.count, party.last_seen, party.bank_accounts) == (6, DAY + timedelta(days=4), ("某行 123",))
    assert party.address_phones == ("address 4", "address 3", "address 2")
    assert len(party.address_phones) == KEPT_DETAILS


def knows_a_party_under_both_its_names(opened: Open) -> None:
    registry = opened()
    registry.add((Sighting("新望潮公司", "id", DAY + timedelta(days=1)), Sighting("海州望潮公司", "id", DAY)))
    assert [party.name for party in registry.by_tax_id("id")] == ["新望潮公司", "海州望潮公司"]


def puts_the_closest_name_first(opened: Open) -> None:
    registry = opened()
    registry.add(Sighting(name, f"id{at}", DAY) for at, name in enumerate(("海州未来科技有限公司", "海州将来科技有限公司", "海州末来科技有限公司")))
    found = registry.similar("海州未来科技有限公司")
    assert [(likeness.party.name[2], likeness.difference) for likeness in found] == [("未", 0.0), ("末", LOOK_ALIKE_COST), ("将", 1.0)]
    assert len(registry.similar("海州未来科技有限公司", 1)) == 1


def finds_short_names_only_as_they_are(opened: Open) -> None:
    registry = opened()
    registry.add((Sighting("望潮", "id", DAY),))
    assert [likeness.party.tax_id for likeness in registry.similar("望潮")] == ["id"]
    assert list(registry.similar("望湖")) == list(registry.similar("")) == []


def learns_nothing_without_name_or_id(opened: Open) -> None:
    registry = opened()
    registry.add((Sighting("", "id", DAY), Sighting("海州望潮公司", "", DAY), Sighting("（）", "id", DAY)))
    assert list(registry.by_tax_id("id")) == list(registry.by_name("海州望潮公司")) == list(registry.by_name("")) == []


EXAMPLES = (
    knows_what_was_seen,
    counts_one_document_once,
    adds_sightings_up,
    knows_a_party_under_both_its_names,
    puts_the_closest_name_first,
    finds_short_names_only_as_they_are,
    learns_nothing_without_name_or_id,
)
