"""`fapiao doctor` and `fapiao verify-store`, as they are typed."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from typer.testing import CliRunner

from api import doctor_checks
from api.cli import app
from intake.data_folder import DataFolder
from intake.health import Condition, disk_part
from intake.store.files import open_local_files
from intake.store.receipts import receive
from intake.store.session import Database, open_database
from intake.store.upgrade import upgrade
from intake.store.workers import WorkerRow, beat
from models.manifest import load_manifest
from tests.intake.store.conftest import address, database, empty_address, files, migrated_file, postgresql  # noqa: F401 - fixtures
from tests.intake.store.samples import arrival


def run(*words: str) -> tuple[int, Any]:
    done = CliRunner().invoke(app, [*words, "--json"])
    assert "Traceback" not in done.output
    return done.exit_code, [json.loads(line) for line in done.stdout.splitlines()]


def conditions(answer: Any) -> dict[str, str]:
    return {part["part"]: part["condition"] for part in answer[0]["parts"]}


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """An installation that was used once."""
    made = DataFolder(tmp_path / "data")
    made.make()
    opened = open_database(f"sqlite:///{made.database}")
    upgrade(opened, made.backups)
    kept = open_local_files(made.originals)
    kept.put([b"an invoice"])
    with opened.write() as session:
        receive(session, arrival(b"an invoice"))
        beat(session, "here:1")
        # Still heard of when a busy machine has loaded every library.
        session.execute(update(WorkerRow).values(beat_at=datetime.now(UTC) + timedelta(hours=1)))
    opened.close()
    return made


@pytest.fixture(autouse=True)
def no_address(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    yield


def test_a_sound_installation_is_ok(folder: DataFolder) -> None:
    status, answer = run("doctor", "--data", str(folder.root))
    found = conditions(answer)
    assert {"python", "libraries", "weights", "trained models", "sqlite", "database", "schema", "workers", "clock", "rights", "originals"} <= found.keys()
    assert set(found.values()) == {"ok"} and status == 0


def test_before_the_first_start_there_is_nothing_wrong_and_nothing_is_made(tmp_path: Path) -> None:
    status, answer = run("doctor", "--data", str(tmp_path / "new"))
    assert status == 0 and conditions(answer)["database"] == "ok"
    assert not (tmp_path / "new").exists()


def test_the_table_says_in_both_languages_what_to_do(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["doctor", "--data", str(tmp_path / "new")])
    assert "what to do · 处理办法" in done.output and "首次启动服务时自动创建" in done.output


def test_a_folder_that_all_may_read_and_a_silent_worker_are_warnings(folder: DataFolder) -> None:
    folder.root.chmod(0o755)
    opened = open_database(f"sqlite:///{folder.database}")
    with opened.exclusive() as connection:
        connection.exec_driver_sql("DELETE FROM workers")
    opened.close()
    status, answer = run("doctor", "--data", str(folder.root))
    found = conditions(answer)
    assert (found["rights"], found["workers"], status) == ("warning", "warning", 1)


def test_tables_of_a_newer_version_are_a_failure(folder: DataFolder) -> None:
    opened = open_database(f"sqlite:///{folder.database}")
    with opened.exclusive() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    opened.close()
    status, answer = run("doctor", "--data", str(folder.root))
    assert (conditions(answer)["schema"], status) == ("failed", 2)
    assert run("verify-store", "--data", str(folder.root))[0] == 2


@pytest.mark.parametrize("url", ["postgresql://fapiao:s3cret@127.0.0.1:1/none", "mysql://x/y"])
def test_a_database_that_can_not_be_used_is_told_without_its_password(tmp_path: Path, url: str) -> None:
    status, answer = run("doctor", "--data", str(tmp_path), "--database-url", url)
    assert (conditions(answer)["database"], status) == ("failed", 2)
    assert "s3cret" not in json.dumps(answer)


def test_weights_that_were_altered_are_told(folder: DataFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "manifest.toml").write_text('weight = [{folder = "a", file = "b", sha256 = "0", size = 1, licence = "", origin = {path = "b"}}]')
    monkeypatch.setattr(doctor_checks, "load_manifest", lambda: load_manifest(tmp_path))
    status, answer = run("doctor", "--data", str(folder.root))
    assert (conditions(answer)["weights"], status) == ("failed", 2)


def test_both_databases_have_a_clock_and_its_skew_is_judged(database: Database) -> None:  # noqa: F811
    assert {part.name: part.condition for part in doctor_checks._database(database)}["clock"] is Condition.OK
    judged = [doctor_checks._clock(timedelta(seconds=seconds)).condition for seconds in (0, 1.9, 5, 119, 600)]
    assert judged == [Condition.OK, Condition.OK, Condition.WARNING, Condition.WARNING, Condition.FAILED]


def test_a_disk_is_judged_by_its_room(tmp_path: Path) -> None:
    assert disk_part("disk", tmp_path, 0).condition is Condition.OK
    assert disk_part("disk", tmp_path, 1 << 60).condition is Condition.FAILED
    assert disk_part("disk", tmp_path / "gone", 0).condition is Condition.FAILED


def test_a_sound_store_verifies_and_says_how_much_there_is(folder: DataFolder) -> None:
    assert run("verify-store", "--data", str(folder.root)) == (0, [{"checked": {"documents": 1, "files": 1}}] * 2)


def test_a_file_that_nobody_knows_is_told_and_harmless(folder: DataFolder) -> None:
    open_local_files(folder.originals).put([b"stray"])
    status, lines = run("verify-store", "--data", str(folder.root))
    assert status == 0 and [line["harmless"] for line in lines if "fault" in line] == [True]


def test_a_missing_original_is_damage(folder: DataFolder) -> None:
    sha256 = arrival(b"an invoice").file.sha256
    (folder.originals / sha256[:2] / sha256).unlink()
    status, lines = run("verify-store", "--data", str(folder.root))
    assert status == 1 and [(line["fault"], line["where"]) for line in lines if "fault" in line] == [("original_missing", sha256)]
    shown = CliRunner().invoke(app, ["verify-store", "--data", str(folder.root)])
    assert shown.exit_code == 1 and "restore it" in shown.output and "请从备份恢复" in shown.output


def test_where_there_is_no_store_nothing_is_made(tmp_path: Path) -> None:
    assert run("verify-store", "--data", str(tmp_path / "none"))[0] == 2
    assert not (tmp_path / "none").exists()


def test_postgresql_is_verified_too(address: str, tmp_path: Path) -> None:  # noqa: F811
    if not address.startswith("postgresql"):
        pytest.skip("above")
    kept = open_local_files(tmp_path / "originals")
    kept.put([b"1"])
    opened = open_database(address)
    with opened.write() as session:
        receive(session, arrival(b"1", at=datetime.now(UTC)))
    opened.close()
    assert run("verify-store", "--data", str(tmp_path), "--database-url", address)[0] == 0
