"""Files from where they are dropped to where they end."""

from __future__ import annotations

import json
import os
import socket
import threading
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from intake.door import Room
from intake.scan_folder import hand_over
from intake.scan_folder.scan import FolderScan
from intake.state import DocumentState
from intake.store.documents import count_documents, find_document
from intake.store.history import history_of_document
from intake.store.receipts import receipts_of_document
from intake.store.session import Database
from intake.store.words import Door, Lane
from tests.intake.scan_folder.conftest import Bench, pdf, scan_of
from tests.intake.store.samples import TENANT


def test_a_file_ends_in_done_with_a_record_that_names_its_receipt(database: Database, bench_on: Callable[[Database], Bench]) -> None:
    bench = bench_on(database)
    bench.drop("north/2024/发票.pdf")
    assert bench.take().taken == 1
    assert bench.look().processing == 1, "it stays in our hands until its document was read"
    assert bench.dropped() == []
    bench.work()
    report = bench.look()
    assert [(ended.file, ended.end.outcome) for ended in report.ended] == [("north/2024/发票.pdf", "done")]
    assert bench.own("done") == [f"{bench.day()}/north/2024/发票.pdf", f"{bench.day()}/north/2024/发票.pdf.json"]
    record = bench.record(f"done/{bench.day()}/north/2024/发票.pdf.json")
    assert record["state"] == "done" and record["profile"] == "north" and record["tags"] == ["2024"] and record["code"] is None
    with bench.reception.database.read() as session:
        (receipt,) = receipts_of_document(session, TENANT, UUID(record["document"]))
        document = find_document(session, TENANT, receipt.document_id)
    assert str(receipt.id) == record["receipt"] and receipt.door is Door.FOLDER and receipt.name == "north/2024/发票.pdf"
    assert document is not None and document.lane is Lane.BATCH and document.sha256 == record["sha256"]
    assert bench.own("processing") == []
    assert not list((bench.inbox / ".intake" / "processing").iterdir()), "nothing is left of what has ended"


def test_a_file_is_taken_only_after_it_did_not_change_for_a_while_at_start_too(bench: Bench) -> None:
    path = bench.drop("a.pdf")
    os.utime(path, (1, 1))  # as copying programs do that keep times
    assert bench.look().taken == 0
    assert bench.look(4).taken == 0
    path.write_bytes(pdf(2))
    assert bench.look(4).taken == 0
    assert bench.look(4).taken == 0
    assert bench.look(2).taken == 1


def test_a_slow_writer_is_waited_for(bench: Bench) -> None:
    content = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xda\x00\x04cd" + bytes(20_000) + b"\xff\xd9"
    path = bench.inbox / "a.jpg"
    with path.open("wb", buffering=0) as file:
        for at in range(0, len(content), 1024):
            file.write(content[at : at + 1024])
            if at == 8192:
                assert bench.look(20).taken == 0, "seen as it is now"
                assert bench.look(20).taken == 0, "a pause of 20 seconds, and no end yet"
            assert bench.look(1).taken == 0
    bench.look(1)
    assert bench.look(6).taken == 1
    assert (bench.reception.files.check(_sha256(content))) == len(content)


def test_a_file_that_never_gets_its_end_is_taken_after_ten_minutes_for_the_reader_to_judge(bench: Bench) -> None:
    bench.drop("a.pdf", b"%PDF-1.7 cut off")
    bench.look()
    assert bench.look(595).taken == 0
    assert bench.look(10).taken == 1


def test_an_empty_file_ends_in_failed_with_a_text_for_people(bench: Bench) -> None:
    (bench.inbox / "a.pdf").touch()
    bench.look()
    assert bench.look(30).taken == 0, "clients of file servers make an empty file first"
    bench.look(600)
    assert bench.own("failed") == ["a.pdf", "a.pdf.json", "a.pdf.txt"]
    assert bench.record("failed/a.pdf.json")["code"] == "empty_file"
    assert "文件为空" in (bench.inbox / ".intake/failed/a.pdf.txt").read_text(encoding="utf-8")


def test_a_file_of_no_known_type_fails_whatever_it_is_called(bench: Bench) -> None:
    bench.drop("a.pdf", b"GIF89a and so on")
    bench.take()
    assert bench.record("failed/a.pdf.json")["code"] == "picture_type_unsupported"
    assert bench.dropped() == []


def test_a_wrong_ending_of_the_name_does_not_matter(bench: Bench) -> None:
    bench.drop("a.txt")
    assert bench.take().taken == 1 and bench.work() == 1


@pytest.mark.parametrize(
    "name", [".DS_Store", "._a.pdf", "~$a.pdf", "a.pdf.part", "a.crdownload", "Thumbs.db", ".intake.toml", "@eaDir/a.pdf", ".hidden/a.pdf"]
)
def test_what_systems_and_unfinished_downloads_leave_is_left_alone(bench: Bench, name: str) -> None:
    path = bench.drop(name, b"# nothing\n")
    report = bench.take()
    assert (report.taken, report.waiting) == (0, 0) and path.exists()


def test_links_pipes_and_sockets_are_never_followed_or_opened(bench: Bench, tmp_path: Path) -> None:
    secret = bench.drop("secret.pdf", folder=tmp_path / "elsewhere")
    (bench.inbox / "a.pdf").symlink_to(secret)
    (bench.inbox / "folder").symlink_to(secret.parent)
    os.mkfifo(bench.inbox / "pipe.pdf")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(bench.inbox / "socket.pdf"))
        report = bench.take()
    assert report.taken == 0 and secret.exists()
    assert {(passed.parts, passed.reason) for passed in report.passed} == {
        (("a.pdf",), "link"),
        (("folder",), "link"),
        (("pipe.pdf",), "no_file"),
        (("socket.pdf",), "no_file"),
    }


def test_a_link_in_the_place_of_our_own_folder_is_not_followed(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (bench.inbox / ".intake").symlink_to(tmp_path / "elsewhere")
    bench.drop("a.pdf")
    assert bench.take().problems
    assert bench.dropped() == [".intake", "a.pdf"] or bench.dropped() == ["a.pdf"]
    assert not any((tmp_path / "elsewhere").iterdir())


def test_the_same_bytes_again_end_in_duplicate_and_name_the_first_receipt(bench: Bench) -> None:
    bench.drop("a.pdf")
    bench.take()
    bench.work()
    bench.look()
    bench.drop("b.pdf")
    bench.take()
    record = bench.record("duplicate/b.pdf.json")
    assert record["first_receipt"] == bench.record(f"done/{bench.day()}/a.pdf.json")["receipt"] != record["receipt"]
    assert record["code"] is None and bench.own("duplicate") == ["b.pdf", "b.pdf.json"]


def test_a_file_that_could_not_be_read_stays_in_failed_and_is_read_again_when_dropped_again(bench: Bench) -> None:
    bench.drop("a.pdf")
    bench.take()
    bench.work(DocumentState.FAILED)
    bench.look()
    record = bench.record("failed/a.pdf.json")
    assert (record["code"], record["attempts"], record["message"]) == ("pdf_damaged", 1, "It is damaged.")
    assert record["next_step_zh"]
    for _ in range(3):
        bench.take()
    assert bench.work() == 0, "what lies in failed is never tried by itself"

    bench.drop("a.pdf")
    bench.take()
    assert bench.work() == 1, "dropping it again is asking for another try"
    bench.look()
    assert bench.own("done") == [f"{bench.day()}/a.pdf", f"{bench.day()}/a.pdf.json"]


def test_a_file_that_kills_its_readers_ends_in_quarantine_and_is_not_freed_by_dropping_it_again(bench: Bench) -> None:
    for name in ("a.pdf", "b.pdf"):
        bench.drop(name)
        bench.take()
        bench.work(DocumentState.QUARANTINED, "worker_died")
        bench.look()
    assert bench.ended("quarantine") == ["a.pdf", "b.pdf"]
    assert bench.record("quarantine/b.pdf.json")["code"] == "worker_died"


def test_files_of_one_name_keep_apart(bench: Bench) -> None:
    for number in range(3):
        bench.drop("a.pdf", pdf(number))
        bench.take()
    assert bench.work() == 3
    bench.look()
    ended = bench.ended("done")
    assert len(ended) == 3 and f"{bench.day()}/a.pdf" in ended
    contents = {(bench.inbox / ".intake/done" / name).read_bytes() for name in ended}
    assert contents == {pdf(number) for number in range(3)}
    for name in ended:
        assert bench.record(f"done/{name}.json")["sha256"] == _sha256((bench.inbox / ".intake/done" / name).read_bytes())


def test_a_dropped_file_that_is_called_like_a_record_overwrites_none(bench: Bench) -> None:
    bench.drop("a.pdf")
    bench.drop("a.pdf.json", pdf(2))
    bench.take()
    bench.work()
    bench.look()
    contents = [path.read_bytes() for path in (bench.inbox / ".intake/done").rglob("*") if path.is_file()]
    assert sum(content == pdf(1) for content in contents) == sum(content == pdf(2) for content in contents) == 1
    assert len(contents) == 4


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_the_longest_names_in_either_form_of_unicode_keep_their_bytes_and_get_composed_labels(bench: Bench, form: str) -> None:
    name = unicodedata.normalize(form, "é" + "票" * 80 + "ガ.pdf")
    name = "票" * ((255 - len(name.encode())) // 3) + name
    assert 250 <= len(name.encode()) <= 255
    bench.drop(f"{name}")
    bench.take()
    bench.work()
    report = bench.look()
    assert unicodedata.is_normalized("NFC", report.ended[0].file)
    day = bench.inbox / ".intake/done" / bench.day()
    assert name in os.listdir(day) and len(os.listdir(day)) == 2  # noqa: PTH208 - pathlib would not tell the forms apart


def test_names_that_are_no_text_and_control_characters_pass_as_labels_only(bench: Bench) -> None:
    for name in (b"\xb7\xa2\xc6\xb1.pdf", b"a\x1b[31m\n.pdf", b"\xff\xfe.pdf", b'"><img src=x onerror=alert(1)>.pdf'):
        (bench.inbox / os.fsdecode(name)).write_bytes(pdf(len(name)))
    bench.take()
    assert bench.work() == 4
    files = {ended.file for ended in bench.look().ended}
    assert "发票.pdf" in files and "a[31m.pdf" in files and all(name.isprintable() for name in files)
    assert bench.dropped() == []


def test_a_file_that_vanishes_before_its_time_is_forgotten(bench: Bench) -> None:
    path = bench.drop("a.pdf")
    bench.look()
    path.unlink()
    assert bench.look(6) == bench.look(6)
    assert bench.look(6).waiting == 0


def test_a_storm_of_renames_takes_every_file_once(bench: Bench) -> None:
    for number in range(20):
        bench.drop(f"{number}.pdf", pdf(number))
    for turn in range(5):
        for number, path in enumerate(sorted(bench.inbox.glob("*.pdf"))):
            path.rename(bench.inbox / f"{turn}-{number}.pdf")
        bench.look(3)
    bench.take()
    assert bench.work() == 20
    bench.look()
    assert len(bench.ended("done")) == 20


def test_a_touched_file_is_still_the_same_file(bench: Bench) -> None:
    bench.drop("a.pdf")
    bench.take()
    (claimed,) = (bench.inbox / ".intake/processing").rglob("a.pdf")
    os.utime(claimed, (1, 1))
    bench.work()
    bench.look()
    assert bench.own("done") == [f"{bench.day()}/a.pdf", f"{bench.day()}/a.pdf.json"]


def test_bytes_that_somebody_writes_after_the_file_was_taken_are_received_too(bench: Bench) -> None:
    path = bench.drop("a.pdf")
    with path.open("ab") as still_open:
        bench.take()
        still_open.write(pdf(2))
    bench.work()
    assert bench.look().ended == ()
    bench.look()
    assert bench.work() == 1, "the longer file is a document of its own"
    bench.look()
    assert bench.record(f"done/{bench.day()}/a.pdf.json")["sha256"] == _sha256(pdf(1) + pdf(2))


def test_a_file_that_changes_while_it_is_read_is_not_received(bench: Bench) -> None:
    path = bench.drop("a.pdf")
    reception = bench.reception
    reads = []

    class Writer:
        """The file store, with somebody who writes the file while it is being stored."""

        root = reception.files

        def put(self, chunks: object) -> object:
            if not reads:
                reads.append(1)
                (claimed,) = (bench.inbox / ".intake/processing").rglob("a.pdf")
                claimed.write_bytes(pdf(1) + pdf(2))
            return reception.files.put(chunks)  # type: ignore[arg-type]

    changing = scan_of(bench.inbox, replace(reception, files=Writer()), bench.clock)  # type: ignore[arg-type]
    changing.run()
    bench.clock.advance(6)
    assert changing.run().processing == 1
    assert bench.work() == 0
    changing.run()
    assert bench.work() == 1 and not path.exists()
    changing.run()
    assert bench.record(f"done/{bench.day()}/a.pdf.json")["sha256"] == _sha256(pdf(1) + pdf(2))


def test_profiles_have_turns_and_within_one_the_oldest_comes_first(bench: Bench) -> None:
    for number in range(8):
        os.utime(bench.drop(f"batch/{number}.pdf", pdf(number)), (100 - number, 100 - number))
    for number in range(2):
        bench.drop(f"phone/{number}.pdf", pdf(100 + number))
    slow = bench.restarted(at_once=4)
    slow.take()
    assert {path.name for path in (bench.inbox / ".intake/processing").glob("*/batch/*")} == {"7.pdf", "6.pdf"}
    assert len(list((bench.inbox / ".intake/processing").glob("*/phone/*"))) == 2
    assert slow.look().waiting == 6, "the rest stays in sight until there is room"


def test_a_store_that_takes_nothing_is_waited_for_and_the_folder_goes_on_by_itself(bench: Bench) -> None:
    full = replace(bench.reception, room=Room(waiting_batch=0))
    scan = scan_of(bench.inbox, full, bench.clock)
    for number in range(3):
        bench.drop(f"{number}.pdf", pdf(number))
    scan.run()
    bench.clock.advance(6)
    report = scan.run()
    assert [problem.code for problem in report.problems] == ["queue_full"]
    assert len(bench.dropped()) == 2, "one was tried, the others stay where they are"
    for _ in range(50):
        bench.clock.advance(60)
        scan.run()
    assert bench.own("failed") == []
    bench.restarted().take()
    assert bench.work() == 3


def test_a_folder_that_is_missing_or_unusable_is_told_and_tried_again(bench: Bench) -> None:
    scan = scan_of(bench.inbox / "later", bench.reception, bench.clock)
    assert [problem.code for problem in scan.run().problems] == ["folder_missing"]
    bench.drop("later/a.pdf")
    scan.run()
    bench.clock.advance(6)
    assert scan.run().taken == 1


def test_a_profile_that_can_not_be_used_keeps_its_files_and_no_others(bench: Bench) -> None:
    bench.drop("north/a.pdf", pdf(1))
    bench.drop("north/.intake.toml", b'tenant = "others"\n')
    bench.drop("south/a.pdf", pdf(2))
    report = bench.take()
    assert report.taken == 1 and [problem.code for problem in report.problems] == ["profile_not_usable"]
    assert "north/a.pdf" in bench.dropped()
    bench.drop("north/.intake.toml", 'department = "销售部"\n'.encode())
    assert bench.look(6).taken == 1


def test_a_profile_names_the_tenant_at_the_top_of_the_folder(bench: Bench) -> None:
    bench.drop(".intake.toml", b'[profiles.north]\ntenant = "northern"\n')
    bench.drop("north/a.pdf")
    bench.drop("a.pdf")
    bench.take()
    with bench.reception.database.read() as session:
        assert sum(count.count for count in count_documents(session, "northern").values()) == 1
        assert sum(count.count for count in count_documents(session, TENANT).values()) == 1


def test_every_file_is_accounted_for(bench: Bench) -> None:
    for number in range(30):
        bench.drop(f"{number % 3}/{number}.pdf", pdf(number % 25) if number % 7 else b"nothing that is known")
    bench.take()
    bench.work()
    bench.look()
    ends = [len(bench.ended(folder)) for folder in ("done", "failed", "duplicate", "quarantine")]
    assert sum(ends) == 30 and all(ends[:3]) and bench.dropped() == [] and bench.own("processing") == []


def test_two_services_on_one_folder_take_every_file_once(bench: Bench) -> None:
    count = 60
    for number in range(count):
        bench.drop(f"{number}.pdf", pdf(number))
    scans = [bench.scan, bench.restarted().scan]
    for scan in scans:
        scan.run()
    bench.clock.advance(6)
    _at_once(scans)
    assert bench.work() == count
    _at_once(scans)
    for scan in scans:
        scan.run()
    assert len(bench.ended("done")) == count and len(bench.own("done")) == 2 * count
    assert bench.dropped() == [] and bench.own("processing") == []
    with bench.reception.database.read() as session:
        assert {state: found.count for state, found in count_documents(session).items()} == {DocumentState.READ: count}


def test_a_second_try_is_written_into_the_history_under_the_name_of_who_may_drop(bench: Bench) -> None:
    for name in ("north/a.pdf", "north/b.pdf"):
        bench.drop(name)
        bench.take()
        bench.work(DocumentState.FAILED)
        bench.look()
    with bench.reception.database.read() as session:
        entries = history_of_document(session, TENANT, UUID(bench.record("failed/north/b.pdf.json")["document"]))
    assert [entry.who for entry in entries if entry.target == "received"] == ["folder:north", "folder:north"]


def _at_once(scans: list[FolderScan]) -> None:
    threads = [threading.Thread(target=scan.run) for scan in scans]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _sha256(content: bytes) -> str:
    return sha256(content).hexdigest()


def test_a_file_that_may_not_be_read_is_tried_five_times_and_fails_with_its_code(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    real, tries = hand_over.os.read, []

    def read(file: int, length: int) -> bytes:
        tries.append(1)
        raise PermissionError(13, "Permission denied")

    bench.drop("a.pdf")
    bench.look()
    with monkeypatch.context() as patch:
        patch.setattr(hand_over.os, "read", read)
        for _ in range(12):
            bench.look(7)
    assert hand_over.os.read is real and len(tries) == 5
    assert bench.record("failed/a.pdf.json")["code"] == "file_not_readable" and bench.work() == 0


def test_a_file_whose_record_is_lost_is_told_and_holds_up_no_other(bench: Bench) -> None:
    bench.drop("a.pdf", pdf(1))
    bench.take()
    (note,) = (bench.inbox / ".intake/processing").glob("*.json")
    note.write_text(note.read_text().replace(json.loads(note.read_text())["document"], str(uuid4())))
    bench.drop("b.pdf", pdf(2))
    bench.take()
    bench.work()
    report = bench.look()
    assert [problem.code for problem in report.problems] == ["record_missing"] and bench.ended("done") == [f"{bench.day()}/b.pdf"]
