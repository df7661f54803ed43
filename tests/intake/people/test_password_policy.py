import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.errors import RequestRefused
from intake.people.password_policy import LEAST, MOST, as_typed, check_password, one_time_password
from intake.people.passwords import Passwords

QUICK = Passwords(rounds=1, memory_kib=64)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("", "password_too_short"),
        ("k7wq-3fmz-x", "password_too_short"),
        ("长" * (MOST + 1), "password_too_long"),
        ("password1234", "password_guessable"),
        ("aaaaaaaaaaaaaaaaaaaa", "password_guessable"),
        ("qwertyuiop[]", "password_guessable"),
        ("123456789012", "password_guessable"),
        ("fapiaofapiao", "password_guessable"),
        ("wang.fang2024", "password_guessable"),
    ],
)
def test_what_attackers_try_first_is_no_password(password: str, code: str) -> None:
    with pytest.raises(RequestRefused) as caught:
        check_password(password, "wang.fang@example.cn", "qinghe")
    assert caught.value.code == code


@pytest.mark.parametrize("password", ["correct horse battery", "海州的春天来得很晚但是桃花", "k7wq-3fmz-x8tp", "x" * 5 + "Kd92-öл漢 " * 12])
def test_any_characters_will_do_when_there_are_enough(password: str) -> None:
    check_password(password, "wang", "qinghe")


def test_a_one_time_password_is_a_good_one_and_never_the_same() -> None:
    several = {one_time_password() for _ in range(50)}
    assert len(several) == 50
    for password in several:
        check_password(password, "admin", "default")


@given(st.text(min_size=1, max_size=MOST), st.text(max_size=LEAST))
def test_a_password_is_told_from_every_other(password: str, other: str) -> None:
    known = QUICK.hash(password)
    assert known.startswith("$argon2id$") and password not in known.split("$")
    assert QUICK.verify(password, known) == (True, None)
    assert QUICK.verify(other, known)[0] == (as_typed(other) == as_typed(password))
    assert QUICK.verify(password, None) == (False, None)


def test_the_same_characters_from_another_keyboard_are_the_same_password() -> None:
    assert QUICK.verify("cafe\u0301 am Meer", QUICK.hash("caf\u00e9 am Meer"))[0]


def test_a_hash_made_with_other_costs_is_made_anew() -> None:
    known = QUICK.hash("correct horse battery")
    dearer = Passwords(rounds=2, memory_kib=64)
    fits, renewed = dearer.verify("correct horse battery", known)
    assert fits and renewed is not None
    assert dearer.verify("correct horse battery", renewed) == (True, None)
    assert dearer.verify("something else", known) == (False, None)
