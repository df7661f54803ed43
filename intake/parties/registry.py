"""Firms that are known: what is known of one, how sightings add up to it, and the protocol behind which all of them stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

KEPT_DETAILS = 3
"""Addresses and accounts kept of one party, the latest first."""


class Origin(StrEnum):
    """Who says so."""

    CONFIRMED = "confirmed"
    """An invoice whose values a person confirmed or the tax bureau's verification agreed with."""
    IMPORTED = "imported"
    """The firm's own master data."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A name and a tax id that belong together, seen once. Empty strings for what was not seen."""

    name: str
    tax_id: str
    day: date
    address_phone: str = ""
    bank_account: str = ""
    origin: Origin = Origin.CONFIRMED
    document: str = ""
    """sha256 of the document it was seen on, so that one document counts once."""


@dataclass(frozen=True, slots=True)
class KnownParty:
    """A name and a tax id that belong together. A party that changed its name is known under both, the one seen last being its name now."""

    name: str
    tax_id: str
    count: int
    """Sightings."""
    last_seen: date
    address_phones: tuple[str, ...] = ()
    bank_accounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Likeness:
    """A known party whose name is nearly the one that was looked for."""

    party: KnownParty
    difference: float
    """Of the names, in characters; look-alikes count for less (`intake.parties.names.difference`)."""


class PartyRegistry(Protocol):
    """All known parties of one firm. Raises IntakeError where the store behind it can't be read."""

    def by_tax_id(self, tax_id: str) -> Sequence[KnownParty]:
        """All names known for an id, the one seen last first."""
        ...

    def by_name(self, name: str) -> Sequence[KnownParty]:
        """All ids known for a name, the one seen last first. Width, brackets, punctuation and traditional forms make no difference."""
        ...

    def similar(self, name: str, limit: int = 5) -> Sequence[Likeness]:
        """Parties whose names differ a little, the closest first; the same name is among them."""
        ...

    def add(self, sightings: Iterable[Sighting]) -> None:
        """Keep these. Raises IntakeError when they can't be stored."""
        ...


def seen_again(known: KnownParty | None, sighting: Sighting) -> KnownParty:
    """The party after one more sighting."""
    if known is None:
        return KnownParty(sighting.name, sighting.tax_id, 1, sighting.day, _first((sighting.address_phone,)), _first((sighting.bank_account,)))
    later = sighting.day >= known.last_seen
    return KnownParty(
        sighting.name if later else known.name,
        known.tax_id,
        known.count + 1,
        max(known.last_seen, sighting.day),
        _first((sighting.address_phone, *known.address_phones) if later else (*known.address_phones, sighting.address_phone)),
        _first((sighting.bank_account, *known.bank_accounts) if later else (*known.bank_accounts, sighting.bank_account)),
    )


def _first(details: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(detail for detail in details if detail))[:KEPT_DETAILS]
