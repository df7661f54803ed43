"""`fapiao user`, as it is typed."""

import re
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from api.cli import app
from api.people_commands import announce_first_administrator
from intake.people.scopes import Scope
from intake.state import Role
from intake.store.people_callers import find_caller
from intake.store.people_devices import pair
from intake.store.people_users import find_user_by_name, password_hash_of
from intake.store.session import Database
from tests.api.people_service import database, migrated_file  # noqa: F401 - fixtures
from tests.intake.store.people_samples import QUICK
from tests.intake.store.samples import NOON


@pytest.fixture(autouse=True)
def folder(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    """The commands find the database of the fixture."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{database.file}")


def user(*words: str) -> Result:
    return CliRunner().invoke(app, ["user", *words])


def test_a_user_is_added_with_a_password_for_one_login(database: Database) -> None:  # noqa: F811
    done = user("add", "Wang", "--role", "administrator", "--role", "finance")
    assert done.exit_code == 0, done.output
    with database.read() as session:
        added = find_user_by_name(session, "default", "wang")
        assert added is not None and (added.roles, added.must_change_password) == ({Role.ADMINISTRATOR, Role.FINANCE}, True)
        assert QUICK.verify(done.stdout.strip(), password_hash_of(session, added.id))[0]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("add", "chen", "--role", "reviewer", "--tenant", "typo"), "must be an administrator"),
        (("add", "chen", "--role", "administrator"), "already"),
        (("add", "a b", "--role", "reviewer"), "user name"),
        (("disable", "chen"), "last administrator"),
        (("disable", "nobody"), "no user 'nobody'"),
        (("role", "chen", "--role", "reviewer"), "last administrator"),
        (("key", "ERP", "--scope", "people"), "A key carries"),
        (("revoke", str(uuid4())), "no such key"),
        (("list", "--database-url", "mysql://x"), "no database of the kind"),
    ],
)
def test_what_is_not_possible_ends_with_a_sentence_in_both_languages(words: tuple[str, ...], says: str) -> None:
    assert user("add", "chen", "--role", "administrator").exit_code == 0
    done = user(*words)
    assert done.exit_code == 2 and done.stdout == ""
    assert says in done.stderr and re.search(r"[\u4e00-\u9fff]", done.stderr) and "Traceback" not in done.output


def test_users_are_disabled_enabled_given_roles_and_new_passwords(database: Database) -> None:  # noqa: F811
    user("add", "chen", "--role", "administrator")
    user("add", "wang", "--role", "reviewer")
    assert user("disable", "wang").exit_code == 0
    assert "disabled" in user("list").stdout
    assert user("enable", "wang").exit_code == user("role", "wang", "--role", "finance").exit_code == 0
    new = user("password", "wang").stdout.strip()
    with database.read() as session:
        changed = find_user_by_name(session, "default", "wang")
        assert changed is not None and (changed.disabled_at, changed.roles) == (None, {Role.FINANCE})
        assert QUICK.verify(new, password_hash_of(session, changed.id))[0]


def test_keys_and_tokens_are_printed_once_and_can_be_revoked(database: Database) -> None:  # noqa: F811
    user("add", "chen", "--role", "administrator")
    key = user("key", "ERP", "--scope", "read", "--scope", "upload", "--days", "30").stdout.strip()
    token = user("token", "chen", "--device", "scanner").stdout.strip()
    listed = user("list").stdout
    assert "scanner (chen)" in listed and key not in listed and token not in listed
    with database.read() as session:
        found = [find_caller(session, secret, NOON) for secret in (key, token)]
    assert [each and each.caller.scopes for each in found] == [{Scope.READ, Scope.UPLOAD}, {Scope.READ_OWN, Scope.UPLOAD_OWN}]
    for each in found:
        assert each is not None and user("revoke", str(each.caller.credential_id)).exit_code == 0
    with database.read() as session:
        assert [find_caller(session, secret, NOON) for secret in (key, token)] == [None, None]


def test_the_first_administrator_is_announced_once(database: Database) -> None:  # noqa: F811
    screen = Console(record=True, width=200)
    announce_first_administrator(database, screen)
    password = re.search(r"one-time password (\S+)", screen.export_text())
    assert password is not None
    with database.read() as session:
        admin = find_user_by_name(session, "default", "admin")
        assert admin is not None and QUICK.verify(password[1], password_hash_of(session, admin.id))[0]
    announce_first_administrator(database, screen)
    assert screen.export_text() == ""


def test_a_data_folder_is_made_where_there_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DATABASE_URL")
    assert user("add", "chen", "--role", "administrator", "--data", str(tmp_path / "new" / "folder")).exit_code == 0
    assert "chen" in user("list", "--data", str(tmp_path / "new" / "folder")).stdout


def test_a_phone_is_paired_by_the_code_that_the_terminal_shows(database: Database) -> None:  # noqa: F811
    assert user("add", "chen", "--role", "administrator").exit_code == 0
    done = user("pair", "chen", "--address", "https://192.168.1.5:8000/")
    assert done.exit_code == 0, done.output
    link = done.stdout.strip()
    assert "█" in done.stderr
    address, _, code = link.partition("#pair=")
    assert address == "https://192.168.1.5:8000/capture"
    with database.write() as session:
        paired = pair(session, code, "phone of chen", datetime.now(UTC))
    assert paired is not None
    assert paired[0].user_name == "chen"
