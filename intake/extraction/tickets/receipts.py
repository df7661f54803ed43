"""Receipts with labelled lines: machine-printed invoices, medical and other fiscal receipts, and vouchers of no known kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from intake.domain.amount_words import parse_words
from intake.domain.money import format_fen
from intake.extraction import values
from intake.extraction.form_evidence import FieldText
from intake.extraction.tickets.form_fields import FORM_PARSERS, lawful_date, read_fields, yuan
from intake.extraction.tickets.labelled import Parser
from intake.extraction.tickets.numbers import code_and_number
from intake.extraction.tickets.ticket_text import TicketPage, TicketText, field_text
from intake.invoice import Kind
from intake.kinds.ticket_labels import MACHINE_PRINTED_LABELS, TREASURY_LABELS

_DATE = re.compile(r"(?<!\d)20\d\d\s?[-./年]\s?\d{1,2}\s?[-./月]\s?\d{1,2}(?!\d)")
_TOTAL = re.compile(r"(?:合计|总计|总额|金额|实收|应收|价格|票价|共计)\D{0,10}?([¥]?\s?\d[\d,]*\.\d{1,2}|[¥]\s?\d+|\d+\s?元)")
_SELLER = re.compile(r"[一-鿿()]{4,}(?:公司|医院|酒店|宾馆|大学|中心|商店|超市|饭店|分行|支行|管理处|景区|博物馆|厂)")


def read_machine_printed(page: TicketPage, score: float) -> TicketText:
    """通用机打发票: names and ids of both sides, total in figures and words."""
    numbers = code_and_number(page)
    fields = _new(numbers, read_fields(page, MACHINE_PRINTED_LABELS, FORM_PARSERS, wrapping=("buyer_name", "seller_name")))
    return TicketText(Kind.MACHINE_PRINTED, "", (*numbers, *fields), (), score)


def read_treasury(page: TicketPage, kind: Kind, score: float) -> TicketText:
    """Medical and other fiscal receipts (财政票据); their electronic form has a code of 8, a number of 10 and a check code of 6 characters."""
    parsers: Mapping[str, Parser] = {
        **FORM_PARSERS,
        "invoice_code": values.digits_of_length(6, 8, 9, 10, 12),
        "invoice_number": values.digits_of_length(8, 9, 10),
        "check_code": _check_code,
    }
    fields = read_fields(page, TREASURY_LABELS, parsers, wrapping=("buyer_name", "seller_name"))
    return TicketText(kind, "FISCAL" if kind is Kind.FISCAL else "", tuple(fields), (), score)


def read_other(page: TicketPage, score: float) -> TicketText:
    """A voucher of no known kind: its numbers, date, and the total where a word says that it is one."""
    numbers = code_and_number(page)
    return TicketText(Kind.OTHER, "", (*numbers, *first_date(page), *_named_total(page), *_seller(page)), (), score)


def first_date(page: TicketPage) -> Iterable[FieldText]:
    for match, span in page.matches(_DATE):
        if found := lawful_date(match[0]):
            yield field_text("issue_date", found, span)
            return


def total_from_words(page: TicketPage) -> Iterable[FieldText]:
    """The amount printed in words, e.g. on fixed-amount invoices."""
    for span in page.spans:
        text = values.amount_words(span.text)
        fen = parse_words(text) if text else None
        if fen:
            start = span.text.replace(" ", "").find(text)
            glyphs = span.glyphs[start : start + len(text)] if start >= 0 else span.glyphs
            yield FieldText("total", format_fen(fen), text, glyphs)
            return


def _named_total(page: TicketPage) -> Iterable[FieldText]:
    found = [(match, span) for match, span in page.matches(_TOTAL) if yuan(match[1])]
    if found:
        match, span = found[-1]
        start = span.text.index(match[1])
        yield field_text("total", yuan(match[1]), span.part(start, start + len(match[1])))
        return
    yield from total_from_words(page)


def _seller(page: TicketPage) -> Iterable[FieldText]:
    for match, span in page.matches(_SELLER):
        yield field_text("seller_name", match[0], span)
        return


def _check_code(text: str) -> str:
    found = re.sub(r"[^0-9a-zA-Z]", "", text)
    return found if len(found) in (6, 20) else ""


def _new(known: Sequence[FieldText], fields: Sequence[FieldText]) -> list[FieldText]:
    names = {text.field for text in known}
    return [text for text in fields if text.field not in names]
