"""What may stand in a log."""

from __future__ import annotations

import json
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.masking import masked
from intake.invoice import Kind
from intake.people.secret import SecretKind, new_secret
from training.synthesize.parties import draw_city, draw_company, draw_office, draw_personal_id
from training.synthesize.vat_values import draw_day, draw_vat

SEEDS = st.integers(0, 2**32)
KINDS = (Kind.DIGITAL_GENERAL, Kind.DIGITAL_SPECIAL, Kind.VAT_SPECIAL)
AROUND = st.sampled_from(["", " ", "税号:", "纳税人识别号：", "id=", "buyer_", "'", '"', "(", "（", "，", "\n", "%s", "/", "name=", "[", "\\n"])


@given(SEEDS, AROUND, AROUND)
def test_no_number_of_a_party_survives_whatever_stands_around_it(seed: int, before: str, after: str) -> None:
    rng = Random(seed)  # noqa: S311 - invented invoices
    day = draw_day(rng, Kind.VAT_SPECIAL)
    party = rng.choice((draw_company, draw_office))(rng, day)
    for number in (party.tax_id, party.account, draw_personal_id(rng, draw_city(rng))):
        for written in (number, number.lower(), " ".join(number[n : n + 4] for n in range(0, len(number), 4)), _full_width(number)):
            shown = masked(f"{before}{written}{after}")
            assert _squeezed(number) not in _squeezed(shown)
        assert number[3:-2] not in masked(f"{before}{number}{after}")


@given(SEEDS, st.sampled_from(KINDS))
def test_no_tax_id_or_account_of_an_invoice_survives_in_any_form_of_its_fields(seed: int, kind: Kind) -> None:
    fields = draw_vat(Random(seed), kind).fields  # noqa: S311 - invented invoices
    secret = [value for name, value in fields.items() if value and name.endswith("_tax_id")]
    accounts = ["".join(filter(str.isdigit, value))[-12:] for name, value in fields.items() if value and name.endswith("_bank_account")]
    for text in (repr(fields), str(list(fields.values())), json.dumps(fields, ensure_ascii=False), "|".join(fields.values()), "".join(fields.values())):
        shown = masked(text)
        assert not [number for number in (*secret, *accounts) if number in shown]


def test_the_first_six_and_the_last_two_characters_stay() -> None:
    assert masked("税号91110108MA01ABCD2K。") == "税号911101***2K。"
    assert masked("工行 6222021234567890123") == "工行 622202***23"


@given(st.uuids(), st.binary(min_size=32, max_size=32))
def test_our_own_ids_stay_whole(document: UUID, digest: bytes) -> None:
    if not digest.hex().isdigit():
        text = f"document {document} job read:{document}:3 of {digest.hex()}"
        assert masked(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "POST /v1/invoices 202 in 1699 ms",
        "2024-03-11 12:00:00 took 1048576 bytes of 10485760",
        "Uvicorn running on http://127.0.0.1:37463 (Press CTRL+C to quit)",
        "invoice 00012345 of 2024-03-11: 1,234,567.89",
        "Check that it runs, and the address, name and password in DATABASE_URL.",
        "given back 3, taken over 0, enqueued 12",
        "",
    ],
)
def test_what_helps_and_hurts_nobody_stays(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("postgresql://fapiao:s3cr:e@t@db/fapiao", "s3cr"),
        ("password=hunter22", "hunter22"),
        ("{'password': 'correct horse battery'}", "horse"),
        ('"token": "abc.def"', "abc.def"),
        ("Authorization: Bearer eyJhbGciOi.x.y", "eyJ"),
        ("authorization: Basic dXNlcjpwdw==", "dXNl"),
        ("密码：青禾云图", "青禾"),
        ("Cookie: fapiao_session=abcdef", "abcdef"),
        ("MAIL_PASSWORD=x1 next", "x1"),
    ],
)
def test_credentials_are_not_shown_at_all(text: str, secret: str) -> None:
    assert secret not in masked(text)


@given(st.sampled_from(SecretKind))
def test_our_own_secrets_are_not_shown(kind: SecretKind) -> None:
    secret = new_secret(kind)
    assert secret[5:] not in masked(f"used {secret}.") and kind.value in masked(secret)


@given(st.text())
def test_any_text_can_be_masked_and_masking_again_reveals_nothing_more(text: str) -> None:
    assert len(masked(masked(text))) <= len(masked(text)) + 3


def _full_width(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) for char in text)


def _squeezed(text: str) -> str:
    return "".join(chr(ord(char) - 0xFEE0) if "！" <= char <= "～" else char for char in text if char != " ").upper()
