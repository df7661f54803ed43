"""A registry held in memory, with an index for names that are nearly right: what stands behind the stored ones."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from intake.parties.names import MOST_COMPARED, RAREST_PAIRS, SHORTEST, difference, most_different, name_key, pairs_of
from intake.parties.registry import KnownParty, Likeness, Sighting, seen_again


class MemoryRegistry:
    """A `PartyRegistry` that ends with the process. About 1.3 KB a party."""

    def __init__(self) -> None:
        self._parties: list[KnownParty] = []
        self._keys: list[str] = []
        self._places: dict[tuple[str, str], int] = {}
        self._of_id: dict[str, array[int]] = defaultdict(_places)
        self._of_key: dict[str, array[int]] = defaultdict(_places)
        self._of_pair: dict[str, array[int]] = defaultdict(_places)
        """Two neighbouring characters of a name -> places of the parties that have them."""

    def __len__(self) -> int:
        return len(self._parties)

    def by_tax_id(self, tax_id: str) -> Sequence[KnownParty]:
        return self._latest(self._of_id.get(tax_id, ()))

    def by_name(self, name: str) -> Sequence[KnownParty]:
        return self._latest(self._of_key.get(name_key(name), ()))

    def similar(self, name: str, limit: int = 5) -> Sequence[Likeness]:
        key = name_key(name)
        most = most_different(key)
        found = []
        for place in self._candidates(key):
            distance = difference(key, self._keys[place])
            if distance <= most:
                found.append(Likeness(self._parties[place], distance))
        found.sort(key=lambda likeness: (likeness.difference, -likeness.party.count, likeness.party.tax_id))
        return tuple(found[:limit])

    def add(self, sightings: Iterable[Sighting]) -> None:
        for sighting in sightings:
            key = name_key(sighting.name)
            if not key or not sighting.tax_id:
                continue
            place = self._places.get((sighting.tax_id, key))
            if place is not None:
                self._parties[place] = seen_again(self._parties[place], sighting)
                continue
            place = len(self._parties)
            self._places[(sighting.tax_id, key)] = place
            self._parties.append(seen_again(None, sighting))
            self._keys.append(key)
            self._of_id[sighting.tax_id].append(place)
            self._of_key[key].append(place)
            for pair in pairs_of(key):
                self._of_pair[pair].append(place)

    def _latest(self, places: Iterable[int]) -> Sequence[KnownParty]:
        return tuple(sorted((self._parties[place] for place in places), key=lambda party: (-party.last_seen.toordinal(), -party.count, party.name)))

    def _candidates(self, key: str) -> Iterable[int]:
        """Places of parties that share one of the rarest pairs, those that share the most first."""
        if len(key) < SHORTEST:
            return self._of_key.get(key, ())
        lists = sorted((self._of_pair.get(pair, _NOTHING) for pair in pairs_of(key)), key=len)[:RAREST_PAIRS]
        shared = np.concatenate([np.frombuffer(places, dtype=np.int32) for places in lists if places] or [np.zeros(0, dtype=np.int32)])
        places, counts = np.unique(shared, return_counts=True)
        best = np.argsort(-counts, kind="stable")[:MOST_COMPARED]
        return [int(place) for place in places[best]]


def _places() -> array[int]:
    return array("i")


_NOTHING = array("i")
