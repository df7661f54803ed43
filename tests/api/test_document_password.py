"""`fapiao password`: the password of an encrypted document, given on the machine itself."""

from pathlib import Path
from uuid import UUID, uuid4

from typer.testing import CliRunner

from api.build_service import open_backend
from api.cli import app
from api.settings import StoreSettings
from intake.data_folder import DataFolder
from intake.state import DocumentState
from intake.store.documents import begin_reading, fail, find_document
from tests.intake.store.samples import NOON, READER, TENANT, arrive

WORD = "sesame-4711"


def run(data: Path, document: UUID, said: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["password", str(document), "--tenant", TENANT, "--data", str(data)], input=said, env={"DATABASE_URL": ""})
    return done.exit_code, done.output


def test_a_document_that_waits_for_its_password_is_read_again_with_it(tmp_path: Path) -> None:
    store = StoreSettings(DataFolder(tmp_path))
    with open_backend(store) as backend, backend.database.write() as session:
        locked, other = arrive(session, b"locked"), arrive(session, b"other")
        begin_reading(session, TENANT, locked, actor=READER, at=NOON)
        fail(session, TENANT, locked, error_code="needs_password", actor=READER, why="", at=NOON)
    for document, said, sentence in ((locked, "\n", "1 to 1024"), (other, "x\n", "does not wait"), (uuid4(), "x\n", "no such document")):
        status, output = run(tmp_path, document, said)
        assert status == 2 and sentence in output and "Traceback" not in output
    status, output = run(tmp_path, locked, f"{WORD}\n")
    assert status == 0 and WORD not in output
    with open_backend(store) as backend, backend.database.read() as session:
        found = find_document(session, TENANT, locked)
        assert found is not None and found.state is DocumentState.RECEIVED
        assert backend.safe.passwords(session, found) == (WORD,)
    assert WORD.encode() not in (tmp_path / "app.db").read_bytes() + (tmp_path / "engine.db").read_bytes()
