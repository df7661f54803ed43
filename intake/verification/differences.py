"""What stands on the invoice beside what the tax bureau has, field by field. Pure.

Two printings of one value are not a difference: widths, blanks, brackets, capitals, the spelling of a sum in words. They are told all the same, as accepted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from intake.domain.amount_words import parse_words
from intake.domain.money import read_decimal, read_fen
from intake.domain.names import comparison_key
from intake.domain.tax_id import clean_tax_id
from intake.domain.tax_rates import EXEMPT, UNTAXED, rate_fraction
from intake.invoice import Invoice
from intake.kinds.fields import FIELD_LABELS, Wording
from intake.verification.verifier import Answer, Outcome


class Verdict(StrEnum):
    ACCEPTED = "accepted"
    """Written differently, meant the same."""
    DIFFERS = "differs"
    MISSING_THERE = "missing_there"
    """We read a value, the bureau has none or the provider does not pass it on."""
    MISSING_HERE = "missing_here"


@dataclass(frozen=True)
class Difference:
    field: str
    """Our field name; of a line of goods its column."""
    label: Wording
    ours: str
    theirs: str
    verdict: Verdict
    row: int | None = None
    """Line of goods, from 1; None for fields of the whole invoice."""


ITEM_LABELS: Mapping[str, Wording] = {
    "name": Wording("项目名称", "item"),
    "specification": Wording("规格型号", "specification"),
    "unit": Wording("单位", "unit"),
    "quantity": Wording("数量", "quantity"),
    "unit_price": Wording("单价", "unit price"),
    "amount": Wording("金额", "amount"),
    "tax_rate": Wording("税率", "tax rate"),
    "tax": Wording("税额", "tax"),
    "plate_number": Wording("车牌号", "number plate"),
    "vehicle_type": Wording("类型", "vehicle type"),
    "start_date": Wording("通行日期起", "from"),
    "end_date": Wording("通行日期止", "until"),
}

_SUMS = ("amount", "tax", "total")
_NUMBERS = ("quantity", "unit_price")
_IDS = ("buyer_tax_id", "seller_tax_id")
_EXACT = ("invoice_code", "invoice_number", "issue_date", "machine_number", "start_date", "end_date", "departure_time")
_CHECK_DIGITS = 6
_NOT_ASKED = ("cipher",)
"""No provider passes it on."""


def differences_of_invoice(invoice: Invoice, answer: Answer) -> Sequence[Difference]:
    """Of an invoice as it stands."""
    values = {name: invoice.value(name) for name in invoice.fields}
    return differences(values, [item.cells for item in invoice.items], answer)


def differences(values: Mapping[str, str], items: Sequence[Mapping[str, str]], answer: Answer) -> Sequence[Difference]:
    """Fields that are equal as they stand, or empty on both sides, are left out; the rest in the order of our values, then what only the bureau has, then the goods.

    Empty for an answer that is no good news: there is nothing to compare with.
    """
    if answer.outcome is not Outcome.OK:
        return ()
    names = dict.fromkeys((*values, *answer.face))
    fields = (_difference(name, _label(name), values.get(name, ""), answer.face.get(name, "")) for name in names if name not in _NOT_ASKED)
    return (*(found for found in fields if found), *_item_differences(items, answer.items))


def disagreements(found: Sequence[Difference]) -> Sequence[Difference]:
    """Those that are a reason to look: values that differ. What one side lacks says nothing, providers pass on what they like."""
    return tuple(difference for difference in found if difference.verdict is Verdict.DIFFERS)


def _item_differences(ours: Sequence[Mapping[str, str]], theirs: Sequence[Mapping[str, str]]) -> Iterator[Difference]:
    if not theirs:
        return  # many providers pass on no goods, and none for lists
    if len(ours) != len(theirs):
        yield Difference("items", FIELD_LABELS["items"], str(len(ours)), str(len(theirs)), Verdict.DIFFERS if ours else Verdict.MISSING_HERE)
        return
    for row, (here, there) in enumerate(zip(ours, theirs, strict=True), 1):
        for name in ITEM_LABELS:
            found = _difference(name, ITEM_LABELS[name], here.get(name, ""), there.get(name, ""), row)
            if found:
                yield found


def _difference(name: str, label: Wording, ours: str, theirs: str, row: int | None = None) -> Difference | None:
    if ours == theirs:
        return None
    if not theirs:
        return Difference(name, label, ours, theirs, Verdict.MISSING_THERE, row)
    if not ours:
        return Difference(name, label, ours, theirs, Verdict.MISSING_HERE, row)
    return Difference(name, label, ours, theirs, Verdict.ACCEPTED if _means_the_same(name, ours, theirs) else Verdict.DIFFERS, row)


def _means_the_same(name: str, ours: str, theirs: str) -> bool:
    if name in _EXACT:
        return False
    if name in _SUMS:
        return _both(read_fen, ours, theirs)
    if name in _NUMBERS:
        return _both(read_decimal, ours, theirs)
    if name in _IDS:
        return clean_tax_id(ours) == clean_tax_id(theirs)
    if name == "check_code":  # some pass on the six digits that were asked for
        return len(theirs) == _CHECK_DIGITS and ours.endswith(theirs)
    if name == "total_in_words":
        return _both(parse_words, ours, theirs)
    if name == "tax_rate":
        return {ours, theirs} != {EXEMPT, UNTAXED} and _both(rate_fraction, ours, theirs)
    here = comparison_key(ours)
    return here != "" and here == comparison_key(theirs)


def _both(read: Callable[[str], object | None], ours: str, theirs: str) -> bool:
    here = read(ours)
    return here is not None and here == read(theirs)


def _label(name: str) -> Wording:
    return FIELD_LABELS.get(name, Wording(name, name))
