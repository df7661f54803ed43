"""Sources against each other: the QR code, the file's data, the second printing, words and figures, one reader and the next.

All look at what each source said, not at the value that won: where evidence was overruled the contradiction is still there.
"""

from __future__ import annotations

from collections.abc import Iterator

from intake.anomaly.opinions import GROUPS, SUMS, carried_opinion, place_of, printed_opinions, reader_of, second_printings, sums_said
from intake.anomaly.scales import days_apart, edits, fen_apart, grown
from intake.anomaly_values import Feature
from intake.checks.rule import own_qr
from intake.domain.dates import read_iso_date
from intake.domain.names import comparison_key
from intake.domain.qr_payload import InvoiceQr
from intake.evidence import Evidence
from intake.invoice import KEY_FIELDS, Field, FieldState, Invoice

_QR_FIELDS = (("invoice_code", "qr_code"), ("invoice_number", "qr_number"), ("issue_date", "qr_date"), ("check_code", "qr_check_code"))
_CHECKED_END = 6
"""Of the check code only the last six characters are ever compared."""
_TEXTS = ("buyer_name", "seller_name")


def disagreement_features(invoice: Invoice) -> Iterator[Feature]:
    qr = own_qr(invoice)
    if qr is not None:
        yield from _qr_against_print(invoice, qr)
        yield from _qr_amount(invoice, qr)
    yield from _words_against_figures(invoice)
    yield from _data_against_print(invoice)
    for name, feature in (("invoice_code", "printing_code"), ("invoice_number", "printing_number")):
        yield from _printings(invoice, name, f"disagreement.{feature}")
    for group, names in GROUPS:
        yield from _readers(invoice, names, f"disagreement.readers_{group}")
    yield from _overruled(invoice)


def _qr_against_print(invoice: Invoice, qr: InvoiceQr) -> Iterator[Feature]:
    encoded = {"invoice_code": qr.code, "invoice_number": qr.number, "issue_date": qr.day.isoformat() if qr.day else "", "check_code": qr.check_code}
    for name, feature in _QR_FIELDS:
        said = printed_opinions(invoice.fields.get(name))
        coded = encoded[name]
        if not coded or not said or any(_same(name, opinion.value, coded) for opinion in said):
            continue
        surest = said[0]
        printed_day, coded_day = read_iso_date(surest.value), qr.day
        if name == "issue_date" and printed_day is not None and coded_day is not None:
            value, measured = days_apart(printed_day, coded_day), abs((printed_day - coded_day).days)
        else:
            measured = edits(surest.value, coded)
            value = grown(measured)
        yield Feature(f"disagreement.{feature}", value * surest.confidence, (name,), surest.place, measured)


def _same(name: str, printed: str, coded: str) -> bool:
    return printed[-_CHECKED_END:] == coded[-_CHECKED_END:] if name == "check_code" else printed == coded


def _qr_amount(invoice: Invoice, qr: InvoiceQr) -> Iterator[Feature]:
    """The code repeats one of the two sums, which one depends on the kind: the nearer one counts, where both were read."""
    said = [sums_said(printed_opinions(invoice.fields.get(name))) for name in ("amount", "total") if name in invoice.fields]
    if qr.amount is None or not said or not all(said):
        return
    printed = {fen: opinion for sums in said for fen, opinion in sums.items()}
    nearest = min(printed, key=lambda fen: abs(fen - (qr.amount or 0)))
    if nearest != qr.amount:
        opinion = printed[nearest]
        sure = min(max(o.confidence for o in sums.values()) for sums in said)
        yield Feature("disagreement.qr_amount", fen_apart(nearest, qr.amount) * sure, ("amount", "total"), opinion.place, abs(nearest - qr.amount) / 100)


def _words_against_figures(invoice: Invoice) -> Iterator[Feature]:
    said = printed_opinions(invoice.fields.get("total_in_words"))
    if not said:
        return
    words, figures = sums_said(said), sums_said(printed_opinions(invoice.fields.get("total")))
    if not words:
        yield Feature("disagreement.words_unread", said[0].confidence, ("total_in_words",), said[0].place)
    elif figures and not set(words) & set(figures):
        spelled, (fen, opinion) = next(iter(words)), next(iter(figures.items()))
        sure = min(words[spelled].confidence, opinion.confidence)
        yield Feature("disagreement.words", fen_apart(spelled, fen) * sure, ("total_in_words", "total"), words[spelled].place, abs(spelled - fen) / 100)


def _data_against_print(invoice: Invoice) -> Iterator[Feature]:
    differing = []
    for name in KEY_FIELDS:
        field = invoice.fields.get(name)
        carried = carried_opinion(field) if field is not None else None
        said = printed_opinions(field)
        if carried is not None and said and all(_key(name, opinion.value) != _key(name, carried.value) for opinion in said):
            differing.append(name)
    if differing:
        yield Feature("disagreement.data", grown(len(differing)), tuple(differing), place_of(invoice, differing), len(differing))


def _printings(invoice: Invoice, name: str, feature: str) -> Iterator[Feature]:
    first, second = printed_opinions(invoice.fields.get(name)), second_printings(invoice.fields.get(name))
    if not first or not second or {opinion.value for opinion in first} & {opinion.value for opinion in second}:
        return
    # The machine number has as many digits as a code, and stands where a second printing might.
    other = max(second, key=lambda opinion: opinion.confidence)
    if other.value != invoice.value("machine_number"):
        measured = edits(first[0].value, other.value)
        yield Feature(feature, grown(measured) * min(first[0].confidence, other.confidence), (name,), other.place, measured)


def _readers(invoice: Invoice, names: tuple[str, ...], feature: str) -> Iterator[Feature]:
    """The worst of some fields: by how much the surest reading and another one differ, weighed by how sure the other one is."""
    worst: Feature | None = None
    for name in names:
        found = _split_readings(name, printed_opinions(invoice.fields.get(name)))
        if found is None:
            continue
        opinion, distance, share = found
        value = opinion.confidence * (0.3 + 0.7 * share)
        if worst is None or value > worst.value:
            worst = Feature(feature, value, (name,), opinion.place, distance)
    if worst is not None:
        yield worst


def _split_readings(name: str, said: tuple[Evidence, ...]) -> tuple[Evidence, int, float] | None:
    """The surest opinion of another reader that says something else, with the characters between them and their share of the text."""
    if not said:
        return None
    best = said[0]
    kept = _key(name, best.value)
    by_reader: dict[str, Evidence] = {}
    for opinion in said:
        by_reader.setdefault(reader_of(opinion), opinion)
    others = [opinion for reader, opinion in by_reader.items() if reader != reader_of(best) and _key(name, opinion.value) != kept]
    if not others:
        return None
    distance = edits(kept, _key(name, others[0].value))
    return others[0], distance, min(1.0, distance / max(len(kept), 1))


def _overruled(invoice: Invoice) -> Iterator[Feature]:
    """Key fields whose value is none that the print was read as."""
    lost = [name for name in KEY_FIELDS if name not in SUMS and _is_overruled(name, invoice.fields.get(name))]
    if lost:
        sure = max(printed_opinions(invoice.fields[name])[0].confidence for name in lost)
        yield Feature("disagreement.overruled", grown(len(lost)) * sure, tuple(lost), place_of(invoice, lost), len(lost))


def _is_overruled(name: str, field: Field | None) -> bool:
    said = printed_opinions(field)
    return field is not None and field.state is FieldState.READ and bool(said) and all(_key(name, opinion.value) != _key(name, field.text) for opinion in said)


def _key(name: str, value: str) -> str:
    """What stays equal between two readings of one print."""
    return comparison_key(value) if name in _TEXTS else value
