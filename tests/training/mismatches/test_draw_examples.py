from __future__ import annotations

import zipfile
from collections import Counter
from io import BytesIO

import pytest

from intake.document import Document
from intake.opening.limits import Limits
from intake.opening.open_pages import open_pages
from training.mismatches.draw_examples import DrawnExample, Medium, draw_example, is_clean
from training.synthesize.fonts import FontBook

SEED = 11
CHEAP = {Medium.SCREEN: 2.0, Medium.PDF: 1.0, Medium.OFD: 1.0, Medium.XML: 1.0}
"""Photographs take seconds to draw."""


@pytest.fixture(scope="module")
def examples(book: FontBook) -> tuple[DrawnExample, ...]:
    return (draw_example(0, SEED, book, {Medium.PAPER: 1.0}), *(draw_example(number, SEED, book, CHEAP) for number in range(1, 14)))


def test_the_same_number_and_seed_draw_the_same_bytes(examples: tuple[DrawnExample, ...], book: FontBook) -> None:
    assert draw_example(5, SEED, book, CHEAP) == examples[5]
    assert draw_example(5, SEED + 1, book, CHEAP).content != examples[5].content


def test_some_are_clean_and_some_are_not_and_a_file_has_one_victim_at_most(examples: tuple[DrawnExample, ...]) -> None:
    counts = Counter(sum(bool(invoice.mismatch) for invoice in example.invoices) for example in examples)
    assert set(counts) == {0, 1}


def test_what_is_clean_is_known_before_it_is_drawn(examples: tuple[DrawnExample, ...]) -> None:
    for example in examples[1:]:
        assert is_clean(example.number, SEED, CHEAP) == (not any(invoice.mismatch for invoice in example.invoices))


def test_what_is_clean_was_not_touched(examples: tuple[DrawnExample, ...]) -> None:
    for invoice in (invoice for example in examples for invoice in example.invoices):
        if not invoice.mismatch:
            assert invoice.doctored.issued == invoice.doctored.shown
            assert (invoice.doctored.fields, invoice.doctored.traces, invoice.technique) == ((), (), "")
        else:
            assert invoice.doctored.fields


def test_every_file_opens(examples: tuple[DrawnExample, ...]) -> None:
    for example in examples:
        pages = list(open_pages(Document(example.name, example.content), limits=Limits()))
        assert pages


def test_nobody_hands_in_an_invoice_before_the_day_it_says(examples: tuple[DrawnExample, ...]) -> None:
    for example in examples:
        for invoice in example.invoices:
            printed = invoice.doctored.shown.fields.get("issue_date", "")
            assert printed <= example.read_on.isoformat()


def test_an_ofd_file_edited_without_care_keeps_its_old_digests(book: FontBook) -> None:
    drawn = (draw_example(number, SEED, book, {Medium.OFD: 1.0}) for number in range(100))
    example = next(example for example in drawn if example.invoices[0].technique == "old_digests")
    issues = {issue.code for page in open_pages(Document(example.name, example.content), limits=Limits()) for issue in page.issues}
    assert "ofd_digest_mismatch" in issues
    with zipfile.ZipFile(BytesIO(example.content)) as archive:
        assert archive.testzip() is None
