from concurrent.futures import ThreadPoolExecutor

import pytest

from intake.state import Actor, DocumentState, Role
from intake.store.deletion import delete_document
from intake.store.documents import find_document, find_document_by_bytes
from intake.store.history import history_of_document
from intake.store.receipts import KeyConflict, Receipt, find_receipt, forget_keys, receipts_of_container, receipts_of_document, receive
from intake.store.session import Database
from intake.store.words import Door, HistoryEvent
from tests.intake.store.samples import ADMINISTRATOR, NOON, OTHER_TENANT, PHONE, TENANT, arrival, later, stored


def test_an_arrival_is_a_document_a_receipt_and_a_line_of_history(database: Database) -> None:
    with database.write() as session:
        receipt = receive(session, arrival(b"bytes", name="三月 发票.jpg"))
    assert isinstance(receipt, Receipt)
    assert receipt.first and not receipt.replayed
    with database.read() as session:
        document = find_document(session, TENANT, receipt.document_id)
        assert find_receipt(session, TENANT, receipt.id) == receipt
        history = history_of_document(session, TENANT, receipt.document_id)
    assert document is not None
    assert (document.sha256, document.size) == (stored(b"bytes").sha256, 5)
    assert (document.state, document.attempts, document.error_code) == (DocumentState.RECEIVED, 0, "")
    assert (document.name, document.door, document.received_at) == ("三月 发票.jpg", Door.HTTP, NOON)
    assert [(entry.event, entry.target, entry.who) for entry in history] == [(HistoryEvent.CREATED, "received", PHONE.name)]


def test_the_same_bytes_again_are_another_receipt_for_the_first_document(database: Database) -> None:
    with database.write() as session:
        first = receive(session, arrival(b"bytes"))
        again = receive(session, arrival(b"bytes", name="copy.jpg", at=later(5)))
        assert isinstance(first, Receipt) and isinstance(again, Receipt)
        assert (again.document_id, again.first) == (first.document_id, False)
        assert receipts_of_document(session, TENANT, first.document_id) == (first, again)


def test_the_same_bytes_of_another_tenant_are_another_document(database: Database) -> None:
    with database.write() as session:
        mine, theirs = receive(session, arrival()), receive(session, arrival(tenant=OTHER_TENANT))
        assert isinstance(mine, Receipt) and isinstance(theirs, Receipt)
        assert mine.document_id != theirs.document_id and theirs.first
        assert find_receipt(session, TENANT, theirs.id) is None
        assert find_document(session, TENANT, theirs.document_id) is None
        assert receipts_of_document(session, TENANT, theirs.document_id) == ()


def test_the_same_key_with_the_same_bytes_gets_the_same_receipt(database: Database) -> None:
    with database.write() as session:
        first = receive(session, arrival(key="k1"))
    with database.write() as session:
        again = receive(session, arrival(key="k1", at=later(60)))
        assert isinstance(first, Receipt) and isinstance(again, Receipt)
        assert (again.id, again.received_at, again.replayed) == (first.id, NOON, True)
        assert receipts_of_document(session, TENANT, first.document_id) == (first,)


def test_the_same_key_with_other_bytes_is_a_conflict_and_receives_nothing(database: Database) -> None:
    with database.write() as session:
        first = receive(session, arrival(b"one", key="k1"))
        other = receive(session, arrival(b"two", key="k1"))
        assert isinstance(first, Receipt)
        assert other == KeyConflict(first.id)
        assert find_document_by_bytes(session, TENANT, stored(b"two").sha256) is None


def test_keys_belong_to_their_sender(database: Database) -> None:
    desk = Actor("user:desk", frozenset({Role.SUBMITTER}))
    with database.write() as session:
        receipts = [
            receive(session, arrival(b"one", key="k1")),
            receive(session, arrival(b"two", key="k1", sender=desk)),
            receive(session, arrival(b"three", key="k1", tenant=OTHER_TENANT)),
        ]
    assert all(isinstance(receipt, Receipt) and receipt.first for receipt in receipts)


def test_keys_can_be_forgotten_after_a_time(database: Database) -> None:
    with database.write() as session:
        receive(session, arrival(b"one", key="old"))
        receive(session, arrival(b"two", key="new", at=later(100)))
        assert forget_keys(session, later(50)) == 1
        assert isinstance(receive(session, arrival(b"three", key="old")), Receipt)
        assert isinstance(receive(session, arrival(b"three", key="new")), KeyConflict)


@pytest.mark.parametrize("key", ["", "k" * 256])
def test_a_key_of_impossible_length_is_refused_alike_on_both_databases(database: Database, key: str) -> None:
    with pytest.raises(ValueError, match="255"), database.write() as session:
        receive(session, arrival(key=key))


def test_bytes_whose_document_is_deleted_are_a_new_document(database: Database) -> None:
    with database.write() as session:
        first = receive(session, arrival())
        assert isinstance(first, Receipt)
        delete_document(session, TENANT, first.document_id, actor=ADMINISTRATOR, why="wrong folder", at=NOON)
        again = receive(session, arrival())
        assert isinstance(again, Receipt)
        assert again.first and again.document_id != first.document_id


def test_what_was_in_a_container_is_found_by_it(database: Database) -> None:
    with database.write() as session:
        mail = receive(session, arrival(b"mail", name="mail.eml"))
        assert isinstance(mail, Receipt)
        members = tuple(receive(session, arrival(content, name=name, container_id=mail.document_id)) for content, name in [(b"a", "a.pdf"), (b"b", "b.pdf")])
        assert receipts_of_container(session, TENANT, mail.document_id) == members


@pytest.mark.parametrize(
    "name", ["nul\0byte.jpg", "half\ud83dpair.jpg", b"\xb7\xa2\xc6\xb1.jpg".decode("utf-8", "surrogateescape"), "票" * 5000, "'; DROP TABLE documents; --"]
)
def test_any_name_can_be_kept(database: Database, name: str) -> None:
    with database.write() as session:
        receipt = receive(session, arrival(name=name))
        assert isinstance(receipt, Receipt)
        kept = find_receipt(session, TENANT, receipt.id)
    assert kept is not None
    assert kept.name == name.replace("\0", "").encode("utf-8", "replace").decode()


def test_a_moment_without_its_time_zone_is_refused(database: Database) -> None:
    with pytest.raises(Exception, match="time zone"), database.write() as session:
        receive(session, arrival(at=NOON.replace(tzinfo=None)))


def test_threads_with_the_same_bytes_and_key_at_once_make_one_document_and_one_receipt(database: Database) -> None:
    def upload(number: int) -> Receipt | KeyConflict:
        with database.write() as session:
            return receive(session, arrival(b"same", key="k1" if number % 2 else f"own {number}"))

    with ThreadPoolExecutor(12) as pool:
        receipts = list(pool.map(upload, range(24)))
    assert all(isinstance(receipt, Receipt) for receipt in receipts)
    found = [receipt for receipt in receipts if isinstance(receipt, Receipt)]
    assert len({receipt.document_id for receipt in found}) == 1
    assert sum(receipt.first and not receipt.replayed for receipt in found) == 1
    assert len({receipt.id for receipt in found[1::2]}) == 1, "one key, one receipt"
    assert len({receipt.id for receipt in found[0::2]}) == 12, "other keys, receipts of their own"
