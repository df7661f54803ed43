"""Scopes, names and secrets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.errors import RequestRefused
from intake.people.names import tenant_name, user_name
from intake.people.scopes import DEVICE_SCOPES, KEY_SCOPES, SCOPES_OF_ROLE, Scope, roles_of_key, scopes_of
from intake.people.secret import SecretKind, csrf_token, is_csrf_token, kind_of_secret, new_secret, secret_hash
from intake.people.user import label
from intake.state import MAY_CORRECT, Actor, Role


def test_every_role_has_its_scopes_and_a_submitter_sees_only_what_is_his() -> None:
    assert set(SCOPES_OF_ROLE) == set(Role)
    assert scopes_of([Role.SUBMITTER]) == {Scope.UPLOAD_OWN, Scope.READ_OWN} == DEVICE_SCOPES
    assert scopes_of([Role.SUBMITTER, Role.REVIEWER]) >= {Scope.READ, Scope.CORRECT, Scope.DECIDE}
    assert scopes_of([Role.MACHINE]) == scopes_of([]) == set()


def test_only_administrators_change_rights() -> None:
    assert [role for role, scopes in SCOPES_OF_ROLE.items() if Scope.PEOPLE in scopes] == [Role.ADMINISTRATOR]


def test_no_key_decides_or_changes_rights_and_one_that_corrects_may_correct() -> None:
    assert KEY_SCOPES.isdisjoint({Scope.DECIDE, Scope.PEOPLE, Scope.COMPANIES})
    for scope in KEY_SCOPES:
        assert Actor("key:1", roles_of_key({scope})).may(MAY_CORRECT) == (scope is Scope.CORRECT)


@pytest.mark.parametrize(
    ("typed", "kept"), [(" Li.Na@Example.cn ", "li.na@example.cn"), ("ＬＩ１", "li1"), ("王芳", "王芳"), ("91110108MA01ABCD2X", "91110108ma01abcd2x")]
)
def test_a_name_is_one_name_however_it_is_typed(typed: str, kept: str) -> None:
    assert user_name(typed) == kept == user_name(kept)


@pytest.mark.parametrize("name", ["", " ", "a b", "-a", "a\u200bb", "a\nb", "a/b", "x" * 65, "<script>", "a\0"])
def test_what_reads_as_another_name_is_none(name: str) -> None:
    with pytest.raises(RequestRefused):
        user_name(name)


@pytest.mark.parametrize("name", ["", "A", "a b", "../x", "x" * 65, "租户"])
def test_tenants_have_plain_names(name: str) -> None:
    assert tenant_name("qing-he_2") == "qing-he_2"
    with pytest.raises(RequestRefused):
        tenant_name(name)


@pytest.mark.parametrize("text", ["", "  ", "x" * 65, "a\nb", "a\u202eb"])
def test_a_label_is_one_line(text: str) -> None:
    assert label(" 王芳的 iPhone ") == "王芳的 iPhone"
    with pytest.raises(RequestRefused):
        label(text)


@pytest.mark.parametrize("kind", list(SecretKind))
def test_secrets_tell_their_kind_and_are_all_different(kind: SecretKind) -> None:
    several = {new_secret(kind) for _ in range(20)}
    assert len(several) == 20 and {kind_of_secret(secret) for secret in several} == {kind}
    assert all(len(secret) == len(kind.value) + 43 for secret in several)


@given(st.text(), st.text())
def test_any_text_can_be_shown_as_a_secret(shown: str, token: str) -> None:
    assert len(secret_hash(shown)) == 64
    assert is_csrf_token(shown, csrf_token(shown))
    assert is_csrf_token(shown, token) == (token == csrf_token(shown))
