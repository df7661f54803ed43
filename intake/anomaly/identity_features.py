"""What the invoice says it is: QR code, invoice code, number and date against each other, and the two parties."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from intake.anomaly.opinions import place_of
from intake.anomaly.scales import days_apart, edits, grown
from intake.anomaly_values import Feature
from intake.checks.rule import own_qr, read_text
from intake.document import Format
from intake.domain.dates import read_iso_date
from intake.domain.invoice_code import parse_invoice_code
from intake.domain.invoice_number import is_short_number, parse_digital_number
from intake.domain.kind_codes import kind_of_code, kind_of_payload
from intake.domain.names import comparison_key
from intake.domain.qr_payload import QrForm, parse_invoice_qr
from intake.domain.qr_tail import Tail
from intake.domain.regions import PLAN_CITIES, REGIONS, area_of_code, same_province
from intake.domain.tax_id import TaxIdKind, is_credit_code, is_organisation_code, tax_id_kind
from intake.invoice import FieldState, Invoice, Kind
from intake.kinds.fields import VAT_KINDS, fields_of
from intake.reading import Region

_WITH_QR = (
    Kind.VAT_SPECIAL,
    Kind.VAT_GENERAL,
    Kind.VAT_E_SPECIAL,
    Kind.VAT_E_GENERAL,
    Kind.DIGITAL_SPECIAL,
    Kind.DIGITAL_GENERAL,
    Kind.TOLL_E,
    Kind.BLOCKCHAIN,
)
_OWN_CODES = (Kind.FISCAL, Kind.MEDICAL, Kind.OTHER, Kind.NOT_INVOICE)
"""Kinds with codes and numbers of their own, which are not described."""
_E_GENERAL = (Kind.VAT_E_GENERAL, Kind.TOLL_E, Kind.BLOCKCHAIN)
"""They share the kind number 10."""
_ISSUED_CENTRALLY = (Kind.RAIL_E, Kind.AIR_E)
_CODES_LAST = 6
"""Years a batch of blank paper is used up in, at the longest."""
_FIRM = re.compile(r"公司|集团|企业|工厂|商行|事务所|合作社|银行|酒店|宾馆|超市|经营部|商店|餐厅|饭店")
_BRANCH = re.compile(r"(分公司|支公司|分行|支行|分店|分部|分院|营业部|办事处)$")
_PARTIES = ("buyer", "seller")
_ID_IN_SEAL = re.compile(r"[0-9A-Z]{15,24}")
_LOOK_ALIKES = str.maketrans("OQDIJLSZBG", "0001115286")
"""Small print on a curve: not told apart."""
_PROVINCE_NAMES = {name: key for key, name in REGIONS.items() if key not in PLAN_CITIES}
_CITY_NAMES = {REGIONS[key]: key for key in PLAN_CITIES}


def identity_features(invoice: Invoice, main: Region, today: date) -> Iterator[Feature]:
    yield from _qr(invoice, main)
    if invoice.kind not in _OWN_CODES:
        yield from _codes(invoice)
    issued = read_iso_date(read_text(invoice, "issue_date"))
    if issued is not None and issued > today:
        yield Feature("date.future", 1 + days_apart(issued, today), ("issue_date",), place_of(invoice, ("issue_date",)), (issued - today).days)
    yield from _parties(invoice)


def _qr(invoice: Invoice, main: Region) -> Iterator[Feature]:
    payloads = [parsed for code in invoice.codes if (parsed := parse_invoice_qr(code.payload)) is not None]
    if not payloads:
        if invoice.kind in _WITH_QR and main.format not in (Format.XML, Format.ENTRY):
            yield Feature("qr.absent", 1.0)
        return
    own, place = payloads[0], next((code.place for code in invoice.codes if parse_invoice_qr(code.payload) is not None), None)
    if own.tail_check is Tail.MISMATCH:
        yield Feature("qr.tail_wrong", 1.0, (), place)
    elif own.form is QrForm.TAX and own.tail_check is Tail.NONE and own.amount is not None:
        yield Feature("qr.tail_missing", 1.0, (), place)
    if len({(payload.code, payload.number) for payload in payloads}) > 1:
        yield Feature("qr.several", 1.0, ("invoice_number",), place)


def _codes(invoice: Invoice) -> Iterator[Feature]:
    code_text, number_text = read_text(invoice, "invoice_code"), read_text(invoice, "invoice_number")
    code, number = parse_invoice_code(code_text), parse_digital_number(number_text)
    if _names_another_kind(invoice, code_text):
        yield Feature("code.kind", 1.0, ("invoice_code", "kind"), place_of(invoice, ("invoice_code",)))
    issued = read_iso_date(read_text(invoice, "issue_date"))
    for name, year in (("invoice_code", code.year if code else None), ("invoice_number", number.year if number else None)):
        if year is None or issued is None:
            continue
        late = year - issued.year
        early = -late - (_CODES_LAST if name == "invoice_code" else 0)
        if late > 0:
            yield Feature("code.year_late", float(min(late, 5)), (name, "issue_date"), place_of(invoice, (name,)), late)
            break
        if early > 0:
            yield Feature("code.year_early", float(min(early, 5)), (name, "issue_date"), place_of(invoice, (name,)), -late)
            break
    if (code is not None and not code.area) or (number is not None and number.area is None):
        yield Feature(
            "code.area_unknown", 1.0, ("invoice_code" if code is not None else "invoice_number",), place_of(invoice, ("invoice_code", "invoice_number"))
        )
    has_code = "invoice_code" in fields_of(invoice.kind, invoice.kind_detail)
    ill_code = has_code and bool(code_text) and code is None
    ill_number = bool(number_text) and number is None and not (has_code and is_short_number(number_text))
    if ill_code or ill_number:
        name = "invoice_code" if ill_code else "invoice_number"
        yield Feature("code.shape", 1.0, (name,), place_of(invoice, (name,)))


def _names_another_kind(invoice: Invoice, code_text: str) -> bool:
    qr = own_qr(invoice)
    code_tells = invoice.kind in VAT_KINDS and not invoice.kind_detail.startswith("DP_")
    said = [kind_of_payload(qr) if qr else None, kind_of_code(code_text) if code_tells else None]
    kinds = {named.kind for named in said if named is not None} - {invoice.kind}
    return bool(kinds) and not (invoice.kind in _E_GENERAL and kinds <= set(_E_GENERAL))


def _parties(invoice: Invoice) -> Iterator[Feature]:
    ids = {party: read_text(invoice, f"{party}_tax_id") for party in _PARTIES}
    names = {party: read_text(invoice, f"{party}_name") for party in _PARTIES}
    same_id = bool(ids["buyer"]) and ids["buyer"] == ids["seller"]
    if same_id or (names["buyer"] and comparison_key(names["buyer"]) == comparison_key(names["seller"])):
        fields = ("buyer_tax_id", "seller_tax_id") if same_id else ("buyer_name", "seller_name")
        yield Feature("party.same", 1.0, fields, place_of(invoice, fields))
    yield from _area_of_invoice(invoice, ids["seller"])
    yield from _seal(invoice, ids["seller"])
    seen: set[str] = set()
    for party in _PARTIES:
        for feature in _party(invoice, party, names[party], ids[party]):
            if feature.name not in seen:
                seen.add(feature.name)
                yield feature


def _area_of_invoice(invoice: Invoice, seller_id: str) -> Iterator[Feature]:
    code, number = parse_invoice_code(read_text(invoice, "invoice_code")), parse_digital_number(read_text(invoice, "invoice_number"))
    issued = code.area if code is not None else number.area if number is not None else None
    home = area_of_code(seller_id[2:6]) if is_credit_code(seller_id) else None
    if home and issued and not same_province(home, issued) and invoice.kind not in _ISSUED_CENTRALLY:
        yield Feature("party.area_of_invoice", 1.0, ("seller_tax_id",), place_of(invoice, ("seller_tax_id",)))


def _seal(invoice: Invoice, seller_id: str) -> Iterator[Feature]:
    """The seller's seal carries its tax id, which readers make out but for look-alikes; letters of the seal's other texts may stick to it."""
    if not seller_id:
        return
    read = [(match, seal) for seal in invoice.seals for match in _ID_IN_SEAL.findall(seal.text.upper())]
    if not read:
        return
    distance, seal = min(((_edits_within(seller_id, text), seal) for text, seal in read), key=lambda pair: pair[0])
    if distance:
        yield Feature("party.seal", grown(distance), ("seller_tax_id",), seal.place, distance)


def _edits_within(whole: str, text: str) -> int:
    """Characters to change until a text that may be longer holds another."""
    whole, text = whole.translate(_LOOK_ALIKES), text.translate(_LOOK_ALIKES)
    starts = range(max(1, len(text) - len(whole) + 1))
    return min(edits(whole, text[start : start + len(whole)]) for start in starts)


def _party(invoice: Invoice, party: str, name: str, tax_id: str) -> Iterator[Feature]:
    id_field, name_field = f"{party}_tax_id", f"{party}_name"
    is_firm = bool(_FIRM.search(name))
    state = invoice.fields[id_field].state if id_field in invoice.fields else None
    if is_firm and state is FieldState.EMPTY:
        yield Feature("party.id_missing", 1.0, (id_field,), place_of(invoice, (name_field,)))
    if not tax_id:
        return
    kind, place = tax_id_kind(tax_id), place_of(invoice, (id_field,))
    if kind is TaxIdKind.SHAPE_ONLY:
        yield Feature("party.unchecked_id", 1.0, (id_field,), place)
    if is_credit_code(tax_id) and not is_organisation_code(tax_id[8:17]):
        yield Feature("party.inner_check", 1.0, (id_field,), place)
    if name and ((is_firm and kind is TaxIdKind.PERSONAL and "公司" in name) or (len(name) <= 3 and not is_firm and tax_id.startswith("91"))):
        yield Feature("party.name_and_id", 1.0, (name_field, id_field), place_of(invoice, (name_field,)))
    home, named = area_of_code(tax_id[2:6]) if is_credit_code(tax_id) else None, _areas_in(name)
    if home and named and not any(same_province(home, area) for area in named):
        yield Feature("party.area_of_name", 1.0, (name_field, id_field), place_of(invoice, (name_field,)))


def _areas_in(name: str) -> tuple[str, ...]:
    """The area that a firm's name begins with: 上海…公司, 广东省…, 深圳市…. A branch names its firm's first and may be registered at any other that it names: 上海…公司重庆分公司."""
    areas = {**_CITY_NAMES, **_PROVINCE_NAMES}
    first = next((key for area, key in areas.items() if name.startswith(area)), None)
    if first is None:
        return ()
    return (first, *(key for area, key in areas.items() if area in name)) if _BRANCH.search(name) else (first,)
