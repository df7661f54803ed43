"""The registry of known parties of a tenant in the database: what settled invoices show, and what was added otherwise (a firm's own master data).

Every sighting is a row; what is known of a party is their sum, kept beside them. Names that are nearly right are found by pairs of neighbouring characters, of which those that few
names have are looked up.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, String, delete, func, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from intake.json_lines.parties import sighting_identity
from intake.parties.names import MOST_COMPARED, RAREST_PAIRS, SHORTEST, difference, most_different, name_key, pairs_of
from intake.parties.registry import KnownParty, Likeness, Origin, Sighting, seen_again
from intake.store.column_types import PlainText, words
from intake.store.insert_of import insert_of
from intake.store.past_invoices import AT_ONCE, parts
from intake.store.session import Database
from intake.store.tables import SHORT, Base

_NAME = 64
_KEY = 200
_COUNTED = 500
"""Names of a pair that are counted: a pair with more is not rare."""
_FOLDED = 200
"""Latest sightings of a party from which name and details are taken anew when one is taken back."""


class SightingRow(Base):
    """A name and a tax id, seen together once."""

    __tablename__ = "sightings"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"), primary_key=True)
    tenant: Mapped[str] = mapped_column(String(_NAME))
    identity: Mapped[str] = mapped_column(String(_NAME))
    """SHA-256 of what counts once: a party on a document, or a row of a list imported twice."""
    tax_id: Mapped[str] = mapped_column(PlainText(SHORT))
    name_key: Mapped[str] = mapped_column(PlainText(_KEY))
    name: Mapped[str] = mapped_column(PlainText())
    day: Mapped[date]
    address_phone: Mapped[str] = mapped_column(PlainText())
    bank_account: Mapped[str] = mapped_column(PlainText())
    origin: Mapped[Origin] = mapped_column(words(Origin))
    document: Mapped[str] = mapped_column(String(_NAME))
    invoice_id: Mapped[UUID | None] = mapped_column(ForeignKey("invoices.id"), index=True)

    __table_args__ = (
        Index("uq_sightings_identity", "tenant", "identity", unique=True),
        Index("ix_sightings_party", "tenant", "tax_id", "name_key", "day"),
    )


class KnownPartyRow(Base):
    """The sum of the sightings of a name and a tax id."""

    __tablename__ = "known_parties"

    tenant: Mapped[str] = mapped_column(String(_NAME), primary_key=True)
    tax_id: Mapped[str] = mapped_column(PlainText(SHORT), primary_key=True)
    name_key: Mapped[str] = mapped_column(PlainText(_KEY), primary_key=True)
    name: Mapped[str] = mapped_column(PlainText())
    count: Mapped[int]
    last_seen: Mapped[date]
    address_phones: Mapped[list[str]] = mapped_column(JSON)
    bank_accounts: Mapped[list[str]] = mapped_column(JSON)

    __table_args__ = (Index("ix_known_parties_name", "tenant", "name_key"),)


class PartyPairRow(Base):
    """Two neighbouring characters of a name."""

    __tablename__ = "party_pairs"

    tenant: Mapped[str] = mapped_column(String(_NAME), primary_key=True)
    pair: Mapped[str] = mapped_column(PlainText(2), primary_key=True)
    tax_id: Mapped[str] = mapped_column(PlainText(SHORT), primary_key=True)
    name_key: Mapped[str] = mapped_column(PlainText(_KEY), primary_key=True)

    __table_args__ = (Index("ix_party_pairs_party", "tenant", "tax_id", "name_key"),)


@dataclass(frozen=True)
class SqlParties:
    """A `PartyRegistry` of one tenant. Each question, and every hundred of an addition, is a transaction of its own: not to be asked inside another one that writes."""

    database: Database
    tenant: str

    def by_tax_id(self, tax_id: str) -> Sequence[KnownParty]:
        with self.database.read() as session:
            return _latest(session.scalars(select(KnownPartyRow).where(KnownPartyRow.tenant == self.tenant, KnownPartyRow.tax_id == tax_id)))

    def by_name(self, name: str) -> Sequence[KnownParty]:
        with self.database.read() as session:
            return _latest(session.scalars(select(KnownPartyRow).where(KnownPartyRow.tenant == self.tenant, KnownPartyRow.name_key == _key(name))))

    def similar(self, name: str, limit: int = 5) -> Sequence[Likeness]:
        key = _key(name)
        most = most_different(key)
        with self.database.read() as session:
            found = [Likeness(_party(row), distance) for row in _candidates(session, self.tenant, key) if (distance := difference(key, row.name_key)) <= most]
        found.sort(key=lambda likeness: (likeness.difference, -likeness.party.count, likeness.party.tax_id))
        return tuple(found[:limit])

    def add(self, sightings: Iterable[Sighting]) -> None:
        for part in parts(sightings, AT_ONCE):
            with self.database.write() as session:
                keep_sightings(session, self.tenant, part)


def keep_sightings(session: Session, tenant: str, sightings: Iterable[Sighting], invoice_id: UUID | None = None) -> None:
    """Each counts once, however often it is kept."""
    # In one order for all, so that two who keep the same parties at once don't wait for each other.
    for sighting in sorted({sighting_identity(sighting): sighting for sighting in sightings}.values(), key=lambda each: (each.tax_id, each.name)):
        key = _key(sighting.name)
        if key and sighting.tax_id and len(sighting.tax_id) <= SHORT and _is_new(session, tenant, sighting, key, invoice_id):
            _count(session, tenant, sighting, key)


def forget_sightings(session: Session, tenant: str, invoice_id: UUID) -> None:
    """What an invoice showed counts no more."""
    mine = delete(SightingRow).where(SightingRow.invoice_id == invoice_id).returning(SightingRow.tax_id, SightingRow.name_key)
    for tax_id, key in sorted({(row.tax_id, row.name_key) for row in session.execute(mine)}):
        _sum_up(session, tenant, tax_id, key)


def _key(name: str) -> str:
    return name_key(name)[:_KEY]


def _is_new(session: Session, tenant: str, sighting: Sighting, key: str, invoice_id: UUID | None) -> bool:
    identity = hashlib.sha256("\0".join(sighting_identity(sighting)).encode("utf-8", "surrogatepass")).hexdigest()
    row = insert_of(session, SightingRow).values(
        tenant=tenant,
        identity=identity,
        tax_id=sighting.tax_id,
        name_key=key,
        name=sighting.name,
        day=sighting.day,
        address_phone=sighting.address_phone,
        bank_account=sighting.bank_account,
        origin=sighting.origin,
        document=sighting.document,
        invoice_id=invoice_id,
    )
    return session.scalar(row.on_conflict_do_nothing(index_elements=["tenant", "identity"]).returning(SightingRow.id)) is not None


def _count(session: Session, tenant: str, sighting: Sighting, key: str) -> None:
    """One more sighting of a party; nobody else counts it until the transaction ends."""
    party = [KnownPartyRow.tenant == tenant, KnownPartyRow.tax_id == sighting.tax_id, KnownPartyRow.name_key == key]
    first = _values(seen_again(None, sighting))
    new = insert_of(session, KnownPartyRow).values(tenant=tenant, tax_id=sighting.tax_id, name_key=key, **first)
    if session.scalar(new.on_conflict_do_nothing(index_elements=["tenant", "tax_id", "name_key"]).returning(KnownPartyRow.count)) is not None:
        pairs = [{"tenant": tenant, "pair": pair, "tax_id": sighting.tax_id, "name_key": key} for pair in pairs_of(key)]
        session.execute(insert(PartyPairRow), pairs)
        return
    row = session.scalar(select(KnownPartyRow).where(*party).with_for_update())
    if row is None:  # taken back by somebody else in between: it begins again
        _count(session, tenant, sighting, key)
        return
    session.execute(update(KnownPartyRow).where(*party).values(_values(seen_again(_party(row), sighting))))


def _sum_up(session: Session, tenant: str, tax_id: str, key: str) -> None:
    """What is known of a party after a sighting was taken back; nothing, where that was the only one."""
    party = [KnownPartyRow.tenant == tenant, KnownPartyRow.tax_id == tax_id, KnownPartyRow.name_key == key]
    session.execute(select(KnownPartyRow.count).where(*party).with_for_update())
    seen = [SightingRow.tenant == tenant, SightingRow.tax_id == tax_id, SightingRow.name_key == key]
    latest = session.scalars(select(SightingRow).where(*seen).order_by(SightingRow.day.desc(), SightingRow.id.desc()).limit(_FOLDED)).all()
    if not latest:
        session.execute(delete(KnownPartyRow).where(*party))
        session.execute(delete(PartyPairRow).where(PartyPairRow.tenant == tenant, PartyPairRow.tax_id == tax_id, PartyPairRow.name_key == key))
        return
    known: KnownParty | None = None
    for row in reversed(latest):
        known = seen_again(known, Sighting(row.name, row.tax_id, row.day, row.address_phone, row.bank_account, row.origin, row.document))
    assert known is not None
    count = session.execute(select(func.count()).select_from(SightingRow).where(*seen)).scalar_one()
    session.execute(update(KnownPartyRow).where(*party).values({**_values(known), "count": count}))


def _candidates(session: Session, tenant: str, key: str) -> Sequence[KnownPartyRow]:
    """Parties that share one of the rarest pairs, those that share the most first."""
    if len(key) < SHORTEST:
        return session.scalars(select(KnownPartyRow).where(KnownPartyRow.tenant == tenant, KnownPartyRow.name_key == key)).all() if key else ()
    rarest = sorted(pairs_of(key), key=lambda pair: _names_with(session, tenant, pair))[:RAREST_PAIRS]
    sharing = (
        select(PartyPairRow.tax_id, PartyPairRow.name_key)
        .where(PartyPairRow.tenant == tenant, PartyPairRow.pair.in_(rarest))
        .group_by(PartyPairRow.tax_id, PartyPairRow.name_key)
        .order_by(func.count().desc(), PartyPairRow.name_key, PartyPairRow.tax_id)
        .limit(MOST_COMPARED)
        .subquery()
    )
    there = (KnownPartyRow.tax_id == sharing.c.tax_id) & (KnownPartyRow.name_key == sharing.c.name_key)
    return session.scalars(select(KnownPartyRow).join(sharing, there).where(KnownPartyRow.tenant == tenant)).all()


def _names_with(session: Session, tenant: str, pair: str) -> int:
    some = select(PartyPairRow.tax_id).where(PartyPairRow.tenant == tenant, PartyPairRow.pair == pair).limit(_COUNTED).subquery()
    return session.execute(select(func.count()).select_from(some)).scalar_one()


def _values(party: KnownParty) -> dict[str, object]:
    return {
        "name": party.name,
        "count": party.count,
        "last_seen": party.last_seen,
        "address_phones": list(party.address_phones),
        "bank_accounts": list(party.bank_accounts),
    }


def _party(row: KnownPartyRow) -> KnownParty:
    return KnownParty(row.name, row.tax_id, row.count, row.last_seen, tuple(row.address_phones), tuple(row.bank_accounts))


def _latest(rows: Iterable[KnownPartyRow]) -> Sequence[KnownParty]:
    return tuple(sorted(map(_party, rows), key=lambda party: (-party.last_seen.toordinal(), -party.count, party.name)))
