"""Oddities of valid invoices stay valid: whatever is drawn, no check of theirs is broken."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from intake.domain.tax_id import TaxIdKind, is_checked, tax_id_kind
from training.mismatches.harmless import with_oddity
from training.synthesize.invoice_values import SyntheticInvoice
from training.synthesize.kinds import draw_kind, draw_values
from training.synthesize.produce import RENDERED

SEEDS = range(600)
PARTIES = ("seller_tax_id", "buyer_tax_id")


def drawn(seed: int) -> tuple[SyntheticInvoice, SyntheticInvoice]:
    rng = Random(seed)  # noqa: S311 - nothing secret
    invoice = draw_values(rng, draw_kind(rng, RENDERED))
    return invoice, with_oddity(rng, invoice)


@pytest.fixture(scope="module")
def pairs() -> list[tuple[SyntheticInvoice, SyntheticInvoice]]:
    return [drawn(seed) for seed in SEEDS]


def test_ids_that_check_still_do(pairs: list[tuple[SyntheticInvoice, SyntheticInvoice]]) -> None:
    for before, after in pairs:
        for name in PARTIES:
            assert is_checked(after.fields.get(name, "")) >= is_checked(before.fields.get(name, ""))


def test_some_firms_keep_their_former_id_until_2017_and_none_later(pairs: list[tuple[SyntheticInvoice, SyntheticInvoice]]) -> None:
    became = [
        after.day
        for before, after in pairs
        for name in PARTIES
        if tax_id_kind(after.fields.get(name, "")) is TaxIdKind.OLD_15 and tax_id_kind(before.fields.get(name, "")) is TaxIdKind.CREDIT_CODE
    ]
    assert became
    assert max(became) < date(2018, 1, 1)


def test_some_firms_are_registered_in_another_area(pairs: list[tuple[SyntheticInvoice, SyntheticInvoice]]) -> None:
    moved = [
        name
        for before, after in pairs
        for name in PARTIES
        if len(before.fields.get(name, "")) == len(after.fields.get(name, "")) == 18 and before.fields[name][2:8] != after.fields[name][2:8]
    ]
    assert moved
