from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest

from intake.errors import RequestRefused
from intake.people.caller import actor_of_user
from intake.state import Actor, Role
from intake.store.audit import AuditEvent, AuditSubject, audit_between, audit_of
from intake.store.people_callers import find_caller
from intake.store.people_devices import begin_pairing, devices_of, pair
from intake.store.people_first import FIRST_NAME, first_administrator
from intake.store.people_sessions import begin_session
from intake.store.people_users import disable_user, enable_user, find_user, find_user_by_name, password_hash_of, set_password, set_roles, users_of
from intake.store.session import Database
from tests.intake.store.people_samples import HASH, QUICK, make_user
from tests.intake.store.samples import ADMINISTRATOR, NOON, OTHER_TENANT, TENANT, later


def test_a_user_is_found_by_its_own_tenant_only(database: Database) -> None:
    with database.write() as session:
        user = make_user(session, "wang", Role.ADMINISTRATOR, Role.FINANCE)
        make_user(session, "wang", tenant=OTHER_TENANT)
    with database.read() as session:
        assert find_user(session, TENANT, user.id) == find_user_by_name(session, TENANT, "wang") == user
        assert find_user(session, OTHER_TENANT, user.id) is None
        assert users_of(session, TENANT) == (user,)
        assert password_hash_of(session, user.id) == HASH


def test_a_name_is_one_users_in_a_tenant(database: Database) -> None:
    with database.write() as session:
        make_user(session, "wang")
        with pytest.raises(RequestRefused) as caught:
            make_user(session, "wang", Role.REVIEWER)
        assert caught.value.code == "name_taken"
        make_user(session, "li", Role.REVIEWER)
    with database.read() as session:
        assert [user.name for user in users_of(session, TENANT)] == ["li", "wang"]


def test_a_tenant_begins_with_an_administrator(database: Database) -> None:
    with pytest.raises(RequestRefused) as caught, database.write() as session:
        make_user(session, "wang", Role.REVIEWER)
    assert caught.value.code == "first_user_must_be_administrator"


def test_a_person_is_no_machine_and_has_a_role(database: Database) -> None:
    with database.write() as session:
        user = make_user(session)
        for roles in ([], [Role.MACHINE]):
            with pytest.raises(RequestRefused):
                set_roles(session, TENANT, user.id, roles, actor=ADMINISTRATOR, at=NOON)


def test_the_last_administrator_can_neither_be_disabled_nor_lose_the_role(database: Database) -> None:
    with database.write() as session:
        first, other = make_user(session, "first"), make_user(session, "other")
        make_user(session, "elsewhere", tenant=OTHER_TENANT)
        assert disable_user(session, TENANT, other.id, actor=ADMINISTRATOR, at=NOON) is not None
        for change in (
            lambda: disable_user(session, TENANT, first.id, actor=ADMINISTRATOR, at=NOON),
            lambda: set_roles(session, TENANT, first.id, [Role.FINANCE], actor=ADMINISTRATOR, at=NOON),
        ):
            with pytest.raises(RequestRefused) as caught:
                change()
            assert caught.value.code == "last_administrator"
        enable_user(session, TENANT, other.id, actor=ADMINISTRATOR, at=NOON)
        changed = set_roles(session, TENANT, first.id, [Role.FINANCE], actor=ADMINISTRATOR, at=NOON)
    assert changed is not None and changed.roles == {Role.FINANCE}


def test_two_administrators_who_disable_each_other_at_once_do_not_both_succeed(database: Database) -> None:
    with database.write() as session:
        users = [make_user(session, name) for name in ("wang", "li")]
    start = Barrier(2)

    def disable(at: int) -> bool:
        start.wait()
        try:
            with database.write() as session:
                disable_user(session, TENANT, users[at].id, actor=ADMINISTRATOR, at=NOON)
            return True
        except RequestRefused:
            return False

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(disable, range(2))) == [False, True]


def test_nothing_is_changed_for_another_tenant(database: Database) -> None:
    with database.write() as session:
        user = make_user(session)
        make_user(session, "second")
        assert disable_user(session, OTHER_TENANT, user.id, actor=ADMINISTRATOR, at=NOON) is None
        assert enable_user(session, OTHER_TENANT, user.id, actor=ADMINISTRATOR, at=NOON) is None
        assert set_roles(session, OTHER_TENANT, user.id, [Role.FINANCE], actor=ADMINISTRATOR, at=NOON) is None
        assert find_user(session, TENANT, user.id) == user
        assert disable_user(session, TENANT, uuid4(), actor=ADMINISTRATOR, at=NOON) is None


def logged_in_twice(database: Database) -> tuple[Actor, list[str]]:
    """A user with a login and a phone."""
    with database.write() as session:
        user = make_user(session)
        make_user(session, "second")
        actor = Actor(actor_of_user(user.id), user.roles)
        _, secret = begin_session(session, user, actor=actor, address="192.0.2.7", agent="Firefox", at=NOON)
        code, _ = begin_pairing(session, user.id, NOON)
        paired = pair(session, code, "phone", NOON)
        assert paired is not None
    return actor, [secret, paired[1]]


def still_good(database: Database, secrets: list[str]) -> list[bool]:
    with database.read() as session:
        return [find_caller(session, secret, later(1)) is not None for secret in secrets]


def test_who_is_disabled_is_logged_out_everywhere(database: Database) -> None:
    _, secrets = logged_in_twice(database)
    assert still_good(database, secrets) == [True, True]
    with database.write() as session:
        user = find_user_by_name(session, TENANT, "wang")
        assert user is not None
        disable_user(session, TENANT, user.id, actor=ADMINISTRATOR, at=NOON)
    assert still_good(database, secrets) == [False, False]
    with database.write() as session:
        enable_user(session, TENANT, user.id, actor=ADMINISTRATOR, at=NOON)
        assert [device.revoked_at for device in devices_of(session, TENANT)] == [NOON]
    assert still_good(database, secrets) == [False, False]
    with database.read() as session:
        events = [entry.event for entry in audit_of(session, TENANT, AuditSubject.USER, user.id)]
    assert events == [AuditEvent.CREATED, AuditEvent.LOGGED_IN, AuditEvent.DISABLED, AuditEvent.ENABLED]


@pytest.mark.parametrize("by_user", [True, False])
def test_a_new_password_ends_all_logins_and_an_administrators_those_of_phones_too(database: Database, by_user: bool) -> None:
    actor, secrets = logged_in_twice(database)
    with database.write() as session:
        user = find_user_by_name(session, TENANT, "wang")
        assert user is not None
        set_password(session, user, "new hash", one_time=not by_user, actor=actor if by_user else ADMINISTRATOR, at=later(60))
        changed = find_user(session, TENANT, user.id)
        assert changed is not None and (changed.must_change_password, changed.password_set_at) == (not by_user, later(60))
    assert still_good(database, secrets) == [False, by_user]


def test_an_installation_without_users_gets_one_administrator_once(database: Database) -> None:
    start = Barrier(3)

    def first(_: int) -> str | None:
        start.wait()
        return first_administrator(database, QUICK, NOON)

    with ThreadPoolExecutor(3) as threads:
        passwords = [password for password in threads.map(first, range(3)) if password is not None]
    assert len(passwords) == 1
    assert first_administrator(database, QUICK, NOON) is None
    with database.read() as session:
        (user,) = users_of(session, "default")
        assert (user.name, user.roles, user.must_change_password) == (FIRST_NAME, {Role.ADMINISTRATOR}, True)
        assert QUICK.verify(passwords[0], password_hash_of(session, user.id))[0]
        (entry,) = audit_between(session, "default", NOON, later(1), 10)
    assert entry.who == "machine:installer" and passwords[0] not in str(entry)
