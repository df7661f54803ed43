"""What the registry knows about the parties of an invoice, as proposals: it completes what nobody could read, mends what was read doubtfully, confirms what
agrees, and never overrides what was read surely.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import Levenshtein

from intake.domain.tax_id import is_checked
from intake.evidence import Evidence, Source
from intake.invoice import Field, FieldState
from intake.parties.names import difference, most_different, name_key
from intake.parties.registry import KnownParty, PartyRegistry

READER = "known parties"
"""What evidence of the registry names as its reader."""
_SURE_SOURCES = (Source.XML, Source.OFD, Source.TEXT_LAYER, Source.QR, Source.REVIEWER, Source.VERIFICATION)
_COMPLETED, _MENDED, _AGREED = 0.8, 0.95, 0.99
"""Confidence of a value that nobody read, of one that was nearly read, and the least of one that was read as it is known."""
_ID_EDITS = 2
"""Characters in which a misread tax id may differ from the known one."""


@dataclass(frozen=True, slots=True)
class Side:
    """Names of the fields of one party."""

    name: str
    tax_id: str


SIDES = (Side("buyer_name", "buyer_tax_id"), Side("seller_name", "seller_tax_id"))


def with_known_parties(fields: Mapping[str, Field], registry: PartyRegistry) -> dict[str, Field]:
    """The fields with what the registry proposes for names and tax ids. Raises IntakeError where the registry can't be read."""
    result = dict(fields)
    for side in SIDES:
        name, tax_id = result.get(side.name), result.get(side.tax_id)
        if name is None or tax_id is None:
            continue
        if is_checked(tax_id.text):
            result[side.name], result[side.tax_id] = _by_id(side, name, tax_id, registry.by_tax_id(tax_id.text))
        elif name.text:
            result[side.name], result[side.tax_id] = _by_name(side, name, tax_id, registry)
    return result


def is_sure(field: Field) -> bool:
    """The value is data, or something independent of its source agrees with it."""
    return field.state is FieldState.READ and (field.source in _SURE_SOURCES or any(name != field.source for name in field.confirmed_by))


def _by_id(side: Side, name: Field, tax_id: Field, known: Sequence[KnownParty]) -> tuple[Field, Field]:
    """A tax id whose check digits hold says which party it is."""
    if not known:
        return name, tax_id
    if not name.text:
        return _completed(side.name, name, known[0].name, known[0]), tax_id
    key = name_key(name.text)
    same = next((party for party in known if name_key(party.name) == key), None)
    if same is not None:
        return _agreed(side.name, name, name.text, same), _agreed(side.tax_id, tax_id, same.tax_id, same)
    nearest = min(known, key=lambda party: difference(key, name_key(party.name)))
    if difference(key, name_key(nearest.name)) <= most_different(key) and not is_sure(name):
        return _mended(side.name, name, nearest.name, nearest), tax_id
    return _with_evidence(side.name, name, known[0].name, known[0]), tax_id


def _by_name(side: Side, name: Field, tax_id: Field, registry: PartyRegistry) -> tuple[Field, Field]:
    """The id is missing or its check digits fail: the name may say which it should be."""
    parties = registry.by_name(name.text)
    if tax_id.text and not is_sure(tax_id):
        # Where the name, too, was misread, both must point at the same party.
        near = parties or ([] if is_sure(name) else [likeness.party for likeness in registry.similar(name.text)])
        meant = [party for party in near if Levenshtein.distance(tax_id.text, party.tax_id, score_cutoff=_ID_EDITS) <= _ID_EDITS]
        if len({party.tax_id for party in meant}) == 1:
            party = meant[0]
            mended = name if parties else _mended(side.name, name, party.name, party)
            confirmed = ("checksum",) if is_checked(party.tax_id) else ()
            return mended, replace(_mended(side.tax_id, tax_id, party.tax_id, party), confirmed_by=confirmed)
    elif tax_id.state in (FieldState.UNREADABLE, FieldState.ABSENT) and len({party.tax_id for party in parties}) == 1:
        return name, _completed(side.tax_id, tax_id, parties[0].tax_id, parties[0])
    return name, tax_id


def _agreed(field_name: str, field: Field, value: str, party: KnownParty) -> Field:
    """Read as it is known."""
    confirmed = tuple(dict.fromkeys((*field.confirmed_by, str(Source.REGISTRY))))
    return replace(_with_evidence(field_name, field, value, party), confirmed_by=confirmed, confidence=max(field.confidence, _AGREED))


def _completed(field_name: str, field: Field, value: str, party: KnownParty) -> Field:
    """Not read at all. An empty place stays empty: it was looked at, and nothing is printed there."""
    if field.state is FieldState.EMPTY:
        return field
    return replace(_with_evidence(field_name, field, value, party), value=value, state=FieldState.READ, confidence=_COMPLETED, source=Source.REGISTRY)


def _mended(field_name: str, field: Field, value: str, party: KnownParty) -> Field:
    """Nearly read. Nothing confirms it yet: a print that really differs must not pass unseen."""
    proposed = _with_evidence(field_name, field, value, party)
    return replace(proposed, value=value, confidence=_MENDED, source=Source.REGISTRY, confirmed_by=(), repaired_from=field.text)


def _with_evidence(field_name: str, field: Field, value: str, party: KnownParty) -> Field:
    """The registry's opinion beside the others, worth the more the oftener the party was seen."""
    confidence = (party.count + 1) / (party.count + 2)
    return replace(field, evidence=(*field.evidence, Evidence(field_name, value, Source.REGISTRY, confidence, reader=READER)))
