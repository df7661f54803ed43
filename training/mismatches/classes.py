"""Every class of mismatch, in the order of the README."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from training.mismatches.identities import (
    code_in_print,
    date_alone,
    date_in_both,
    date_in_print,
    has_two_titles,
    is_on_blank,
    number_alone,
    number_in_both,
    number_in_print,
    title_of_other_kind,
    wrong_blank,
)
from training.mismatches.marks import void_copy
from training.mismatches.mismatch import Brush, Doctor, Doctored, Level, Mismatch
from training.mismatches.parties import (
    buyer_id_of_another,
    buyer_name_of_another,
    has_buyer,
    has_checked_id,
    has_credit_code,
    has_seller,
    seller_id_of_another,
    seller_name_of_another,
    tax_id_character,
    tax_id_recomputed,
)
from training.mismatches.payloads import amount_in_code, has_code, has_full_code, has_tail, number_in_code, reused_code, tail_of_code
from training.mismatches.sums import (
    everything_altered,
    has_line_at_general_rate,
    has_lines,
    has_lines_and_words,
    has_taxed_line,
    has_total,
    has_words,
    line_altered,
    rate_against_tax,
    rate_of_another_time,
    sums_altered,
    sums_and_words_altered,
    tax_altered,
    total_altered,
    total_and_words_altered,
    words_altered,
)
from training.synthesize.invoice_values import SyntheticInvoice

_ON_PICTURES = (Brush.PASTED, Brush.CLONED, Brush.RETOUCHED)
_RARE = 0.4
"""Classes that only known parties could give away are drawn less often: nothing in the file tells them."""


def mismatches() -> tuple[Mismatch, ...]:
    """All of them, each with a name of its own."""
    values, code, page, picture = Level.VALUES, Level.CODE, Level.PAGE, Level.PICTURE
    return (
        Mismatch("number_in_print", values, "the printed number is altered, the QR code keeps the issued one", ("R06",), has_code, number_in_print),
        Mismatch("number_in_code", code, "the QR code carries another number than the print", ("R06", "R06b"), has_code, number_in_code),
        Mismatch("number_in_both", values, "number and QR code are altered alike", ("R06b",), has_tail, number_in_both),
        Mismatch("code_in_print", values, "a digit of the printed invoice code is another", ("R01", "R02", "R06"), _has_printed_code, code_in_print),
        Mismatch("date_in_print", values, "the printed date is moved, the QR code keeps the issued one", ("R03", "R06"), has_full_code, date_in_print),
        Mismatch("date_in_both", values, "date and QR code are moved alike", ("R03", "R06b"), has_full_code, date_in_both),
        Mismatch("wrong_blank", page, "printed on another blank: the preprinted number is not the printed one", ("R25",), is_on_blank, wrong_blank),
        Mismatch("title_of_other_kind", values, "general and special are exchanged in the title", ("R02",), has_two_titles, title_of_other_kind),
        Mismatch("tax_id_character", values, "one character of a tax id is wrong, and so its check digit", ("R05",), has_checked_id, tax_id_character),
        Mismatch("tax_id_recomputed", values, "a tax id altered with its check digits", (), has_credit_code, tax_id_recomputed, weight=_RARE),
        Mismatch("seller_id_of_another", values, "the seller's tax id is another firm's", (), has_seller, seller_id_of_another),
        Mismatch("buyer_id_of_another", values, "the buyer's tax id is another firm's", ("R19",), has_buyer, buyer_id_of_another, weight=_RARE),
        Mismatch("seller_name_of_another", values, "the seller's name is another firm's, its id kept", (), has_seller, seller_name_of_another),
        Mismatch("buyer_name_of_another", values, "the buyer's name is another firm's, its id kept", ("R19",), has_buyer, buyer_name_of_another, weight=_RARE),
        Mismatch("words_altered", values, "the words name another amount than the figures", ("R11",), has_words, words_altered),
        Mismatch("line_altered", values, "a line is altered, the sums are not", ("R07", "R09", "R10"), has_lines, line_altered),
        Mismatch("total_altered", values, "only the total in figures is altered", ("R06", "R08", "R11"), has_words, total_altered),
        Mismatch(
            "sums_altered", values, "lines, tax, sums and total are altered, words and QR code are not", ("R06", "R11"), has_lines_and_words, sums_altered
        ),
        Mismatch("sums_and_words_altered", values, "all print is altered, the QR code is the old one", ("R06",), _has_sums_and_code, sums_and_words_altered),
        Mismatch("everything_altered", values, "all print and the QR code are altered alike", ("R06b",), _has_sums_and_code, everything_altered),
        Mismatch("tax_altered", values, "more tax than the rate gives, carried into total and words", ("R06", "R09"), has_taxed_line, tax_altered),
        Mismatch("rate_of_another_time", values, "a rate that was not in force on the day", ("R12",), has_line_at_general_rate, rate_of_another_time),
        Mismatch("rate_against_tax", values, "the printed rate is not the one the tax was worked out with", ("R09",), has_taxed_line, rate_against_tax),
        Mismatch("amount_in_code", code, "the QR code carries another amount than the print", ("R06", "R06b"), has_full_code, amount_in_code),
        Mismatch("reused_code", code, "the QR code of another, genuine invoice", ("R06",), has_full_code, reused_code),
        Mismatch("tail_of_code", code, "a QR code made by hand: right values, invented checksum", ("R06b",), has_tail, tail_of_code),
        Mismatch("void_copy", page, "a voided invoice, a specimen or a mere copy", (), has_total, void_copy, weight=1.5),
        Mismatch("pasted", picture, "a patch with another value is laid over the page", ("R06", "R08", "R11"), _can_be_brushed, brushed, (Brush.PASTED,), 3.0),
        Mismatch("cloned", picture, "letters are copied from elsewhere on the page", ("R06", "R08", "R11"), _can_be_brushed, brushed, (Brush.CLONED,), 3.0),
        Mismatch(
            "retouched", picture, "old letters are painted out and new ones typed in", ("R06", "R08", "R11"), _can_be_brushed, brushed, (Brush.RETOUCHED,), 3.0
        ),
        Mismatch(
            "covered_text", page, "a white box and new text over the old, in a text file", ("R06", "R08", "R11"), _can_be_brushed, brushed, (Brush.COVERED,)
        ),
        Mismatch("replaced_text", page, "text of a file exchanged in an editor", ("R06", "R08", "R11", "I01"), _can_be_brushed, brushed, (Brush.REPLACED,)),
    )


def is_for_pictures(mismatch: Mismatch) -> bool:
    return any(brush in _ON_PICTURES for brush in mismatch.brushes)


def is_for_text_files(mismatch: Mismatch) -> bool:
    return any(brush not in _ON_PICTURES for brush in mismatch.brushes)


def brushed(rng: Random, invoice: SyntheticInvoice) -> Doctored:
    """What people alter by hand: the money, the date, the number, the firm that pays or is paid."""
    ways: tuple[tuple[Doctor, Callable[[SyntheticInvoice], bool], float], ...] = (
        (total_and_words_altered, has_total, 3.0),
        (sums_and_words_altered, has_lines_and_words, 1.0),
        (total_altered, has_words, 0.7),
        (date_alone, _has_date, 1.5),
        (number_alone, _has_number, 1.5),
        (buyer_name_of_another, has_buyer, 1.2),
        (seller_name_of_another, has_seller, 0.6),
        (tax_id_recomputed, has_credit_code, 1.2),
    )
    fitting = [(doctor, weight) for doctor, fits, weight in ways if fits(invoice)]
    return rng.choices([doctor for doctor, _ in fitting], [weight for _, weight in fitting])[0](rng, invoice)


def _has_date(invoice: SyntheticInvoice) -> bool:
    return bool(invoice.fields.get("issue_date"))


def _has_number(invoice: SyntheticInvoice) -> bool:
    return bool(invoice.fields.get("invoice_number"))


def _has_printed_code(invoice: SyntheticInvoice) -> bool:
    return has_code(invoice) and bool(invoice.fields.get("invoice_code"))


def _has_sums_and_code(invoice: SyntheticInvoice) -> bool:
    return has_lines_and_words(invoice) and has_full_code(invoice)


def _can_be_brushed(invoice: SyntheticInvoice) -> bool:
    return has_total(invoice)
