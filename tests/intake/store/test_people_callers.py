"""Sessions, keys and phones: what they are good for, and until when."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import text

from intake.errors import RequestRefused
from intake.people.caller import Caller, Credential
from intake.people.scopes import DEVICE_SCOPES, Scope, scopes_of
from intake.people.throttle import ThrottleRules
from intake.people.user import DEVICE_IDLE, NOTE_USE_AFTER, SESSION_IDLE, SESSION_LONGEST, User
from intake.state import Actor, Role
from intake.store.people_callers import Found, find_caller, note_use
from intake.store.people_devices import adopt_next_token, begin_pairing, devices_of, next_token, pair, revoke_device
from intake.store.people_keys import keys_of, make_key, revoke_key
from intake.store.people_sessions import begin_session, end_session, forget_old, take_back_try, take_try
from intake.store.people_users import find_user_by_name
from intake.store.session import Database
from tests.intake.store.people_samples import make_user
from tests.intake.store.samples import ADMINISTRATOR, NOON, OTHER_TENANT, TENANT, later


def log_in(database: Database, user: User, at: datetime = NOON) -> str:
    with database.write() as session:
        return begin_session(session, user, actor=Actor(f"user:{user.id}", user.roles), address="192.0.2.7", agent="Firefox", at=at)[1]


@pytest.fixture
def wang(database: Database) -> User:
    with database.write() as session:
        return make_user(session, "wang", Role.ADMINISTRATOR)


@pytest.fixture
def phone(database: Database, wang: User) -> str:
    with database.write() as session:
        code, _ = begin_pairing(session, wang.id, NOON)
        paired = pair(session, code, "王芳的手机", NOON)
        assert paired is not None
        return paired[1]


def found(database: Database, secret: str, at: datetime) -> Found | None:
    with database.read() as session:
        return find_caller(session, secret, at)


def use(database: Database, secret: str, at: datetime) -> Caller | None:
    """As the door does it."""
    caller = found(database, secret, at)
    if caller is not None and caller.use_to_be_noted:
        with database.write() as session:
            note_use(session, caller, at)
    return caller.caller if caller else None


def test_a_login_is_its_user_with_all_that_the_roles_bring(database: Database, wang: User) -> None:
    caller = use(database, log_in(database, wang), later(1))
    assert caller is not None
    assert (caller.tenant, caller.actor, caller.user_id, caller.credential) == (TENANT, Actor(f"user:{wang.id}", wang.roles), wang.id, Credential.SESSION)
    assert caller.scopes == scopes_of({Role.ADMINISTRATOR}) and caller.only_sender is None


def test_a_phone_is_its_user_and_only_sends_and_sees_what_that_sent(database: Database, wang: User, phone: str) -> None:
    caller = use(database, phone, later(1))
    assert caller is not None
    assert (caller.actor.name, caller.actor.roles, caller.scopes) == (f"user:{wang.id}", {Role.SUBMITTER}, DEVICE_SCOPES)
    assert caller.only_sender == f"user:{wang.id}"
    assert caller.sees("key:1", f"user:{wang.id}") and not caller.sees("user:other")


def test_a_key_is_its_tenants_and_has_its_own_scopes(database: Database) -> None:
    with database.write() as session:
        key, secret = make_key(session, TENANT, "ERP", {Scope.READ, Scope.UPLOAD}, actor=ADMINISTRATOR, at=NOON, ends_at=later(60))
        assert (keys_of(session, TENANT), keys_of(session, OTHER_TENANT)) == ((key,), ())
    caller = use(database, secret, later(59))
    assert caller is not None
    assert (caller.tenant, caller.actor.name, caller.scopes, caller.user_id) == (TENANT, f"key:{key.id}", key.scopes, None)
    assert use(database, secret, later(60)) is None
    with database.write() as session:
        assert not revoke_key(session, OTHER_TENANT, key.id, actor=ADMINISTRATOR, at=NOON)
        assert revoke_key(session, TENANT, key.id, actor=ADMINISTRATOR, at=NOON)
        assert not revoke_key(session, TENANT, key.id, actor=ADMINISTRATOR, at=NOON)
    assert use(database, secret, later(1)) is None


@pytest.mark.parametrize("scopes", [set(), {Scope.READ, Scope.PEOPLE}, {Scope.DECIDE}])
def test_no_key_may_do_what_asks_for_a_person(database: Database, scopes: set[Scope]) -> None:
    with database.write() as session, pytest.raises(RequestRefused):
        make_key(session, TENANT, "ERP", scopes, actor=ADMINISTRATOR, at=NOON)


@pytest.mark.parametrize("secret", ["", "fps_", "fpd_x", "fpk_", "nonsense", "fpp_" + "a" * 43, "\udc80"])
def test_what_nobody_has_opens_nothing(database: Database, wang: User, secret: str) -> None:
    assert found(database, secret, NOON) is None


def test_a_pairing_code_opens_nothing_but_pairing(database: Database, wang: User) -> None:
    with database.write() as session:
        code, _ = begin_pairing(session, wang.id, NOON)
    assert found(database, code, NOON) is None


def test_a_login_lives_while_it_is_used_and_never_beyond_its_longest_time(database: Database, wang: User) -> None:
    idle, used = log_in(database, wang), log_in(database, wang)
    at = NOON
    while at < NOON + SESSION_LONGEST - SESSION_IDLE:
        at += SESSION_IDLE - timedelta(minutes=1)
        assert use(database, used, at) is not None
    assert use(database, used, NOON + SESSION_LONGEST - timedelta(minutes=1)) is not None
    assert use(database, used, NOON + SESSION_LONGEST) is None
    assert use(database, idle, NOON + SESSION_IDLE) is None


def test_a_phone_lives_for_thirty_days_after_its_last_use(database: Database, phone: str) -> None:
    at = NOON
    for _ in range(4):
        at += DEVICE_IDLE - timedelta(minutes=1)
        assert use(database, phone, at) is not None
    assert use(database, phone, at + DEVICE_IDLE) is None


def test_that_a_credential_was_used_is_written_down_once_in_a_while(database: Database, wang: User) -> None:
    secret = log_in(database, wang)
    for at, due in ((later(1), False), (NOON + NOTE_USE_AFTER, True)):
        known = found(database, secret, at)
        assert known is not None and known.use_to_be_noted == due


def test_a_login_that_ended_is_gone_and_others_are_not(database: Database, wang: User) -> None:
    one, other = log_in(database, wang), log_in(database, wang)
    caller = use(database, one, NOON)
    assert caller is not None
    with database.write() as session:
        end_session(session, TENANT, caller.credential_id, actor=caller.actor, at=NOON)
    assert use(database, one, NOON) is None and use(database, other, NOON) is not None


def test_a_pairing_code_is_good_for_one_phone_and_two_minutes(database: Database, wang: User) -> None:
    with database.write() as session:
        code, ends_at = begin_pairing(session, wang.id, NOON)
        assert ends_at == later(120)
        with pytest.raises(RequestRefused):
            pair(session, code, "", later(1))
        assert pair(session, code, "phone", later(119)) is not None
        assert pair(session, code, "another", later(119)) is None
        late, _ = begin_pairing(session, wang.id, NOON)
        assert pair(session, late, "phone", later(120)) is None
        older, newer = begin_pairing(session, wang.id, NOON)[0], begin_pairing(session, wang.id, NOON)[0]
        assert pair(session, older, "phone", NOON) is None and pair(session, newer, "phone", NOON) is not None
        assert len(devices_of(session, TENANT)) == 2 and devices_of(session, OTHER_TENANT) == ()


def test_of_two_phones_that_use_a_code_at_once_one_is_paired(database: Database, wang: User) -> None:
    with database.write() as session:
        code, _ = begin_pairing(session, wang.id, NOON)
    start = Barrier(2)

    def redeem(name: str) -> bool:
        start.wait()
        with database.write() as session:
            return pair(session, code, name, NOON) is not None

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(redeem, ("one", "other"))) == [False, True]


def test_a_new_token_replaces_the_old_one_when_it_is_used_and_not_before(database: Database, phone: str) -> None:
    caller = use(database, phone, NOON)
    assert caller is not None
    with database.write() as session:
        lost, new = next_token(session, caller.credential_id), next_token(session, caller.credential_id)
    assert use(database, phone, later(1)) is not None and use(database, lost, later(1)) is None
    again = use(database, new, later(2))
    assert again is not None and again.credential_id == caller.credential_id
    assert use(database, phone, later(3)) is None and use(database, new, later(3)) is not None
    with database.write() as session:
        adopt_next_token(session, caller.credential_id, "0" * 64)
    assert use(database, new, later(4)) is not None


def test_a_phone_is_revoked_by_its_user_or_its_tenant(database: Database, wang: User, phone: str) -> None:
    with database.write() as session:
        other = make_user(session, "li", Role.SUBMITTER)
        (device,) = devices_of(session, TENANT, wang.id)
        assert devices_of(session, TENANT, other.id) == ()
        assert not revoke_device(session, OTHER_TENANT, device.id, actor=ADMINISTRATOR, at=NOON)
        assert not revoke_device(session, TENANT, device.id, actor=ADMINISTRATOR, at=NOON, user_id=other.id)
        assert revoke_device(session, TENANT, device.id, actor=ADMINISTRATOR, at=NOON, user_id=wang.id)
    assert use(database, phone, later(1)) is None


RULES = ThrottleRules(account_tries=3, address_tries=6)


def tries(database: Database, name: str, address: str = "192.0.2.7", at: datetime = NOON) -> int:
    with database.write() as session:
        return take_try(session, RULES, TENANT, name, address, at)


def test_an_account_that_fails_too_often_waits_whether_there_is_one_or_not(database: Database, wang: User) -> None:
    for name in ("wang", "nobody"):
        assert [tries(database, name, name) for _ in range(4)] == [0, 0, 0, 30]
        assert tries(database, name, name, later(30)) == 0
        assert tries(database, name, name, later(30)) == 60
    assert tries(database, "li") == 0


def test_an_address_that_fails_too_often_waits_for_every_account(database: Database) -> None:
    assert [tries(database, f"user{number}", "2001:db8::1") for number in range(6)] == [0] * 6
    assert tries(database, "another", "2001:db8::2") == 30
    assert tries(database, "another", "2001:db9::1") == 0


def test_who_gets_in_has_failed_no_more(database: Database) -> None:
    for _ in range(9):
        assert tries(database, "wang") == 0
        with database.write() as session:
            take_back_try(session, TENANT, "wang", "192.0.2.7")


def test_many_tries_at_once_are_all_counted(database: Database) -> None:
    start = Barrier(8)

    def go(_: int) -> int:
        start.wait()
        return tries(database, "wang")

    with ThreadPoolExecutor(8) as threads:
        assert sorted(threads.map(go, range(8))) == [0, 0, 0, 30, 30, 30, 30, 30]


def test_what_came_to_its_end_is_cleared_away(database: Database, wang: User) -> None:
    log_in(database, wang)
    tries(database, "wang")
    with database.write() as session:
        begin_pairing(session, wang.id, NOON)
        forget_old(session, NOON + SESSION_IDLE, RULES)
        assert [session.scalar(text(f"SELECT count(*) FROM {table}")) for table in ("sessions", "pairings", "login_failures")] == [0, 0, 0]  # noqa: S608
        assert find_user_by_name(session, TENANT, "wang") == wang


def test_the_database_holds_no_secret(database: Database, wang: User, phone: str) -> None:
    with database.write() as session:
        _, key = make_key(session, TENANT, "ERP", {Scope.READ}, actor=ADMINISTRATOR, at=NOON)
    secrets = (log_in(database, wang), phone, key)
    with database.read() as session:
        tables = ("users", "sessions", "devices", "api_keys", "pairings", "audit")
        rows = str([session.execute(text(f"SELECT * FROM {table}")).all() for table in tables])  # noqa: S608
    assert not any(secret in rows or secret[4:] in rows for secret in secrets)
