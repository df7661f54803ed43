"""From the values of an invoice to the question that the tax bureau is asked, or to what keeps it from being asked. Pure.

The rules of form are those of the national inspection page (domain reference 7.1, 3.1 to 3.5): what breaks them would be refused there and has cost one of the
five look-ups of the day for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain

from intake.domain.dates import make_date, read_iso_date
from intake.domain.invoice_code import parse_invoice_code
from intake.domain.invoice_number import is_short_number, parse_digital_number
from intake.domain.kind_codes import kind_of_code
from intake.domain.money import parse_fen
from intake.domain.regions import area_of_code
from intake.domain.tax_id import clean_tax_id
from intake.invoice import Invoice, Kind
from intake.verification.query_problems import (
    QueryProblem,
    Unaskable,
    area_without_look_up,
    code_says_other_kind,
    date_in_future,
    field_malformed,
    field_missing,
    kind_not_looked_up,
    number_year_differs,
    too_old,
)
from intake.verification.requirements import NEEDS, Factor, Needs, detail_to_ask
from intake.verification.verifier import Query

YEARS_BACK = 5
_SHORT, _LONG = 8, 20
"""Digits of a number: which of the two it is tells kinds that exist with and without an invoice code apart, even where the code could not be read."""
_CODE = re.compile(r"[01][0-9]{11}|[0-9]{10}")
_LONGEST_AMOUNT = 10**13
"""分: eleven digits of yuan, and two."""
_CHECK_5 = re.compile(r"[0-9a-zA-Z]{5}")
_SELLER_ID = re.compile(r"[0-9A-Z]{15,20}")
_CODES_OF_THEIR_OWN = ("BLOCKCHAIN", "COMMON_E", "DP_SPECIAL", "DP_GENERAL", "DP_MOTOR", "DP_USED")
"""Kinds of which the code's last digits tell nothing."""


def query_of_invoice(invoice: Invoice, today: date) -> Query | Unaskable:
    """Of an invoice as it stands (`intake.store.standing_invoice`). `today` is the day in China."""
    return query_of(invoice.kind, {name: invoice.value(name) for name in invoice.fields}, today, invoice.kind_detail)


def query_of(kind: Kind, values: Mapping[str, str], today: date, detail: str = "") -> Query | Unaskable:
    """`values`: our field names -> values in the form of the result format; a missing one is as good as "". All problems are told at once."""
    code, number = values.get("invoice_code", "").strip(), values.get("invoice_number", "").strip()
    asked_as = detail_to_ask(kind, detail, has_code=len(number) == _SHORT or (bool(code) and len(number) != _LONG))
    if not asked_as:
        return Unaskable((kind_not_looked_up(kind),))
    needs = NEEDS[asked_as]
    issued = read_iso_date(values.get("issue_date", ""))
    problems = tuple(
        chain(
            _code_problems(kind, asked_as, needs, code, today),
            _number_problems(needs, number, issued),
            _date_problems(values.get("issue_date", ""), issued, today),
            *(_factor_problems(factor, values) for factor in needs.factors),
            _seller_problems(needs, code, values.get("seller_tax_id", "")),
        )
    )
    if problems or issued is None:
        return Unaskable(problems)
    amount, total = parse_fen(values.get("amount", "")), parse_fen(values.get("total", ""))
    by_amount = Factor.AMOUNT in needs.factors or (Factor.AMOUNT_OR_TOTAL in needs.factors and amount is not None)
    by_total = Factor.TOTAL in needs.factors or (Factor.AMOUNT_OR_TOTAL in needs.factors and amount is None)
    area = _area(code) if needs.areas else ""
    return Query(
        kind,
        code if needs.has_code else "",
        number,
        issued,
        amount=amount if by_amount else None,
        total=total if by_total else None,
        check=_check(needs, values.get("check_code", "")),
        seller_tax_id=clean_tax_id(values.get("seller_tax_id", "")) if area in needs.seller_in else "",
        area=area,
        detail=asked_as,
    )


def _code_problems(kind: Kind, asked_as: str, needs: Needs, code: str, today: date) -> Iterator[QueryProblem]:
    if not needs.has_code:
        return  # what was read beside a 数电 number is not asked for
    if not code:
        yield field_missing("invoice_code")
        return
    parsed = parse_invoice_code(code)
    if not _CODE.fullmatch(code) or parsed is None:
        yield field_malformed("invoice_code", code, "it has 12 digits and begins with 0 or 1, or 10 digits", "应为12位数字（首位0或1）或10位数字")
        return
    if not 2000 < parsed.year <= today.year:
        yield field_malformed("invoice_code", code, f"it names the year {parsed.year}", f"其中年份为{parsed.year}")
    said = kind_of_code(code)
    if said and asked_as not in _CODES_OF_THEIR_OWN and NEEDS[said.detail].factors != needs.factors:
        yield code_says_other_kind(kind, said.kind)
    if needs.areas and _area(code) not in needs.areas:
        yield area_without_look_up(kind, _area(code))


def _number_problems(needs: Needs, number: str, issued: date | None) -> Iterator[QueryProblem]:
    if not number:
        yield field_missing("invoice_number")
    elif needs.has_code:
        if not is_short_number(number):
            yield field_malformed("invoice_number", number, "beside an invoice code it has 8 digits, not all zero", "有发票代码时应为8位数字且不全为0")
    else:
        digital = parse_digital_number(number)
        if digital is None or digital.area is None:
            yield field_malformed(
                "invoice_number", number, "without an invoice code it has 20 digits: year, area and serial", "无发票代码时应为20位数字（年份、地区、顺序号）"
            )
        elif issued and digital.year != issued.year:
            yield number_year_differs(digital.year, issued)


def _date_problems(text: str, issued: date | None, today: date) -> Iterator[QueryProblem]:
    if not text:
        yield field_missing("issue_date")
    elif issued is None:
        yield field_malformed("issue_date", text, "there is no such day", "日期不存在")
    elif issued > today:
        yield date_in_future(issued, today)
    elif issued < oldest_day(today):
        yield too_old(issued)


def oldest_day(today: date) -> date:
    """The first day of issue that is still looked up."""
    return make_date(today.year - YEARS_BACK, today.month, today.day) or date(today.year - YEARS_BACK, 3, 1)


def _factor_problems(factor: Factor, values: Mapping[str, str]) -> Iterator[QueryProblem]:
    match factor:
        case Factor.AMOUNT:
            yield from _sum_problems("amount", values)
        case Factor.TOTAL:
            yield from _sum_problems("total", values)
        case Factor.AMOUNT_OR_TOTAL:
            yield from _sum_problems("amount" if values.get("amount") else "total", values)
        case Factor.CHECK_6:
            found = values.get("check_code", "")
            if not found:
                yield field_missing("check_code")
            elif not (found.isascii() and found.isdigit() and len(found) in (6, 20)):
                # Of 19 digits nobody knows which one was lost, and then whether the last six are the last six.
                yield field_malformed("check_code", found, "it has 20 digits, of which the last six are asked for", "应为20位数字，查验使用后6位")
        case Factor.CHECK_5:
            found = values.get("check_code", "")
            if not found:
                yield field_missing("check_code")
            elif not _CHECK_5.fullmatch(found):
                yield field_malformed("check_code", found, "a blockchain invoice's has five characters", "区块链发票应为5位字符")


def _sum_problems(field: str, values: Mapping[str, str]) -> Iterator[QueryProblem]:
    found = values.get(field, "")
    fen = parse_fen(found)
    if not found:
        yield field_missing(field)
    elif fen is None or abs(fen) >= _LONGEST_AMOUNT:
        yield field_malformed(field, found, "it is a sum of at most eleven digits before the point and two after it", "应为整数不超过11位、小数不超过2位的金额")


def _seller_problems(needs: Needs, code: str, seller_tax_id: str) -> Iterator[QueryProblem]:
    if not needs.seller_in or _area(code) not in needs.seller_in:
        return
    if not seller_tax_id:
        yield field_missing("seller_tax_id")
    elif not _SELLER_ID.fullmatch(clean_tax_id(seller_tax_id)):
        yield field_malformed("seller_tax_id", seller_tax_id, "a tax id has 15 to 20 letters and digits", "应为15至20位字母或数字")


def _check(needs: Needs, check_code: str) -> str:
    if Factor.CHECK_6 in needs.factors:
        return check_code[-6:]
    return check_code if Factor.CHECK_5 in needs.factors else ""


def _area(code: str) -> str:
    """Key of `intake.domain.regions.REGIONS`, "" where the code names none."""
    return area_of_code(code[1:5] if len(code) == 12 else code[:4]) or ""
