"""A document before one reviewer at a time, whoever else tries and on whichever database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID

from intake.state import Actor, Role
from intake.store.review_leases import LEASE, leases_of, leases_on, release_lease, renew_leases, take_lease
from intake.store.session import Database, open_database
from tests.intake.store.samples import NOON, OTHER_TENANT, REVIEWER, TENANT, arrive, later

OTHER = Actor("user:other", frozenset({Role.REVIEWER}))


def take(database: Database, document_id: UUID, actor: Actor = REVIEWER, seconds: float = 0) -> bool:
    with database.write() as session:
        return take_lease(session, TENANT, document_id, actor, later(seconds))


def held(database: Database, actor: Actor = REVIEWER, seconds: float = 0) -> list[UUID]:
    with database.read() as session:
        return [lease.document_id for lease in leases_of(session, TENANT, actor, later(seconds))]


def arrived(database: Database, *contents: bytes) -> list[UUID]:
    with database.write() as session:
        return [arrive(session, content) for content in contents]


def test_of_fifty_who_claim_ten_documents_at_once_each_document_goes_to_one(address: str) -> None:
    database = open_database(address)
    documents = arrived(database, *(bytes([number]) for number in range(10)))
    reviewers = [Actor(f"user:{number}", frozenset({Role.REVIEWER})) for number in range(50)]
    together = Barrier(len(reviewers))

    def claim(reviewer: Actor) -> list[UUID]:
        together.wait()
        return [document for document in documents if take(database, document, reviewer)]

    with ThreadPoolExecutor(len(reviewers)) as threads:
        got = [document for claimed in threads.map(claim, reviewers) for document in claimed]
    assert sorted(got) == sorted(documents)
    with database.read() as session:
        assert sorted(leases_on(session, TENANT, documents, NOON)) == sorted(documents)
    database.close()


def test_a_lease_is_kept_by_activity_and_over_without(database: Database) -> None:
    (document,) = arrived(database, b"one")
    assert take(database, document) and take(database, document, seconds=60), "whoever has it may take it again"
    assert not take(database, document, OTHER, 200)
    with database.write() as session:
        (lease,) = renew_leases(session, TENANT, REVIEWER, later(200))
    assert (lease.ends_at, lease.taken_at) == (later(200) + LEASE, NOON)
    assert not take(database, document, OTHER, 499)
    assert held(database, seconds=500) == []
    assert take(database, document, OTHER, 500)
    with database.write() as session:
        assert renew_leases(session, TENANT, REVIEWER, later(501)) == (), "what is over is not taken back"
    assert held(database, OTHER, 501) == [document]


def test_what_is_given_back_is_anybodys(database: Database) -> None:
    (document,) = arrived(database, b"one")
    take(database, document)
    with database.write() as session:
        assert not release_lease(session, TENANT, document, OTHER, NOON)
        assert not release_lease(session, OTHER_TENANT, document, REVIEWER, NOON)
        assert release_lease(session, TENANT, document, REVIEWER, NOON)
    assert take(database, document, OTHER)


def test_leases_are_listed_in_the_order_in_which_they_were_taken(database: Database) -> None:
    one, two, three = arrived(database, b"one", b"two", b"three")
    for seconds, document in enumerate((two, one, three)):
        take(database, document, seconds=seconds)
    assert held(database, seconds=10) == [two, one, three]
    assert held(database, seconds=(timedelta(seconds=1) + LEASE).total_seconds()) == [three]
