"""The table of codes against the domain reference, written down a second time, and what holds for codes that stand nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.verification.codes import CODES, SIGNS, UNKNOWN, Vendor, codes_of, is_billed, meaning_of, status_of
from intake.verification.verifier import InvoiceStatus, Outcome
from tests.intake.verification.reference_codes import REFERENCE, REFERENCE_SIGNS


@pytest.mark.parametrize(("vendor", "code", "outcome"), REFERENCE)
def test_every_code_of_the_reference_means_what_it_says_there(vendor: Vendor, code: str, outcome: Outcome) -> None:
    assert meaning_of(vendor, code).outcome is outcome


@pytest.mark.parametrize(("vendor", "sign", "status"), REFERENCE_SIGNS)
def test_every_sign_of_the_reference_means_what_it_says_there(vendor: Vendor, sign: str, status: InvoiceStatus) -> None:
    assert status_of(vendor, sign) is status


def test_what_the_reference_does_not_give_is_marked() -> None:
    given_codes = {(vendor, code) for vendor, code, _ in REFERENCE}
    for vendor in Vendor:
        for code, meaning in codes_of(vendor):
            assert meaning.confirmed is ((vendor, code) in given_codes), (vendor, code)


def test_no_code_means_two_things() -> None:
    for vendor in Vendor:
        codes = [code for code, _ in codes_of(vendor)]
        assert len(codes) == len(set(codes)), vendor


def test_a_given_code_outranks_a_pattern_and_the_longer_pattern_the_shorter() -> None:
    assert meaning_of(Vendor.TENCENT, "FailedOperation.UnOpenError").outcome is Outcome.PERMISSION
    assert meaning_of(Vendor.TENCENT, "AuthFailure.TokenFailure").outcome is Outcome.PERMISSION
    assert meaning_of(Vendor.TENCENT, "InvalidParameterValue.SomethingNew").outcome is Outcome.BAD_REQUEST
    assert not meaning_of(Vendor.TENCENT, "InvalidParameterValue.SomethingNew").confirmed


def test_maintenance_is_told_by_the_words() -> None:
    assert meaning_of(Vendor.BAIDU, "1021", "网络超时").outcome is Outcome.UPSTREAM_DOWN
    assert meaning_of(Vendor.BAIDU, "1021", "税局维护升级，暂时无法查验").outcome is Outcome.MAINTENANCE
    assert meaning_of(Vendor.BAIDU, "0001", "维护").outcome is Outcome.OK


@pytest.mark.parametrize(
    ("message", "outcome"),
    [
        ("查验不一致", Outcome.MISMATCH),
        ("查无此票", Outcome.NOT_FOUND),
        ("超过该张发票当日查验次数", Outcome.DAILY_LIMIT),
        ("当日开具发票可于次日进行查验", Outcome.SAME_DAY),
        ("成功", Outcome.UNREACHABLE),
        ("查验成功发票一致", Outcome.UNREACHABLE),
    ],
)
def test_where_no_table_was_found_words_count_but_never_as_good_news(message: str, outcome: Outcome) -> None:
    assert meaning_of(Vendor.HUAWEI, "4711", message).outcome is outcome


@given(st.sampled_from(Vendor), st.text(), st.text())
def test_an_unknown_code_is_never_good_news(vendor: Vendor, code: str, message: str) -> None:
    good = {known for known, meaning in codes_of(vendor) if meaning.outcome is Outcome.OK}
    if vendor is Vendor.FPCY:
        good |= {known for known, meaning in codes_of(Vendor.PAGE) if meaning.outcome is Outcome.OK}
    if code.strip() not in good:
        assert meaning_of(vendor, code, message).outcome is not Outcome.OK


@given(st.sampled_from(Vendor), st.text())
def test_an_unknown_sign_says_nothing(vendor: Vendor, sign: str) -> None:
    known = {value.split("=")[0] for value in SIGNS[vendor].split()} if vendor in SIGNS else set()
    if sign.strip() not in known and vendor in SIGNS:
        assert status_of(vendor, sign) is None


def test_nothing_known_is_nothing_answered() -> None:
    assert meaning_of(Vendor.BAIDU, "") == UNKNOWN
    assert meaning_of(Vendor.TENCENT, "FailedOperation.UnKnowError") == UNKNOWN


def test_found_wrong_and_missing_are_billed_and_the_rest_is_not() -> None:
    assert [outcome for outcome in CODES if is_billed(Vendor.JUMEI, "", outcome)] == [Outcome.OK, Outcome.MISMATCH, Outcome.NOT_FOUND]
    assert is_billed(Vendor.XIANGYUN, "-30000", Outcome.DAILY_LIMIT)
    assert not is_billed(Vendor.XIANGYUN, "-30003", Outcome.DAILY_LIMIT)


def test_the_documentation_shows_the_whole_table() -> None:
    text = (Path(__file__).parents[3] / "docs" / "verification.md").read_text(encoding="utf-8")
    columns = list(Vendor)
    for outcome, row in CODES.items():
        cells = (" ".join(f"`{code}`" for code in row.get(vendor, "").split()) for vendor in columns)
        assert f"| `{outcome.value}` | {' | '.join(cells)} |" in text
    for signs in SIGNS.values():
        assert f"| {' '.join(f'`{sign}`' for sign in signs.split())} |" in text
