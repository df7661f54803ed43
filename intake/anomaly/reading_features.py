"""How surely the invoice was read: doubtful characters, values nothing confirms, repairs, and print that stands where its form does not put it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from intake.anomaly.opinions import BUYER, GROUPS, HEADER, SELLER, SUMS, place_of, printed_opinions
from intake.anomaly.scales import fen_apart, grown
from intake.anomaly_values import Feature
from intake.decide import is_confirmed, is_kind_confirmed
from intake.domain.money import parse_fen
from intake.evidence import Evidence, Place, Source
from intake.invoice import FieldState, Invoice
from intake.kinds.fields import key_fields_of
from intake.reading import PrintedValue, Region

_DOUBTFUL = 0.9
"""Scores below this: a character read right has 0.95 and more on nearly every print."""
_LEAST_OFFSET_MM = 0.8
"""Printers and readers move values by so much on every page."""


def reading_features(invoice: Invoice, main: Region) -> Iterator[Feature]:
    names = key_fields_of(invoice.kind, invoice.kind_detail)
    surest = {name: said[0] for name in names if (said := printed_opinions(invoice.fields.get(name)))}
    for group, fields in GROUPS:
        yield from _weakest(f"doubt.{group}", [surest[name] for name in fields if name in surest])
    yield from _runner_up([surest[name] for name in (*SUMS, *HEADER) if name in surest])
    yield from _doubtful_characters(surest.values())
    yield from _unconfirmed(invoice, names)
    yield from _repairs(invoice, names)
    for group, fields in (("header", HEADER), ("parties", (*BUYER, *SELLER)), ("sums", SUMS)):
        yield from _out_of_place(f"place.{group}", invoice, main.printed, fields)


def _weakest(feature: str, opinions: Sequence[Evidence]) -> Iterator[Feature]:
    """How far the weakest character lies below certainty, on the scale of log-odds of a reader: 0 from 0.9 on, 1 at none."""
    scored = [(min(char.score for char in opinion.chars), opinion) for opinion in opinions if opinion.chars]
    if scored:
        score, opinion = min(scored, key=lambda pair: pair[0])
        if score < _DOUBTFUL:
            yield Feature(feature, 1 - score / _DOUBTFUL, (opinion.field,), opinion.place, score)


def _runner_up(opinions: Sequence[Evidence]) -> Iterator[Feature]:
    """Of digits only: where a sum or a number may hang on one of them."""
    offered = [
        (score, opinion)
        for opinion in opinions
        for char in opinion.chars
        if char.char.isdigit()
        for other, score in char.alternatives
        if other.isdigit() and other != char.char
    ]
    if offered:
        score, opinion = max(offered, key=lambda pair: pair[0])
        if score > 1 - _DOUBTFUL:
            yield Feature("doubt.runner_up", score, (opinion.field,), opinion.place, score)


def _doubtful_characters(opinions: Iterable[Evidence]) -> Iterator[Feature]:
    counts = {opinion.field: (sum(char.score < _DOUBTFUL for char in opinion.chars), opinion.place) for opinion in opinions}
    total = sum(count for count, _ in counts.values())
    if total:
        fields = tuple(sorted((name for name, (count, _) in counts.items() if count), key=lambda name: -counts[name][0]))
        yield Feature("doubt.characters", grown(total), fields, counts[fields[0]][1], total)


def _unconfirmed(invoice: Invoice, names: Sequence[str]) -> Iterator[Feature]:
    fields = {name: invoice.fields[name] for name in names if name in invoice.fields}
    unread = tuple(name for name, field in fields.items() if field.state in (FieldState.UNREADABLE, FieldState.ABSENT))
    read = [(name, field) for name, field in fields.items() if name not in unread]
    single = tuple(name for name, field in read if not is_confirmed(field))
    if read:
        name, field = min(read, key=lambda pair: pair[1].confidence)
        if field.confidence < _DOUBTFUL:
            yield Feature("doubt.least_confidence", 1 - field.confidence / _DOUBTFUL, (name,), field.place, field.confidence)
    if single:
        yield Feature("doubt.unconfirmed", grown(len(single)), single, place_of(invoice, single), len(single))
    if unread:
        yield Feature("doubt.unread", grown(len(unread)), unread, place_of(invoice, unread), len(unread))
    if "total" in single or "total" in unread:
        yield Feature("doubt.total", 1.0, ("total",), fields["total"].place)
    if names and not is_kind_confirmed(invoice):
        yield Feature("doubt.kind", 1.0, ("kind",))


def _repairs(invoice: Invoice, names: Sequence[str]) -> Iterator[Feature]:
    repaired = tuple(name for name in names if name in invoice.fields and invoice.fields[name].repaired_from)
    if repaired:
        yield Feature("repair.fields", grown(len(repaired)), repaired, place_of(invoice, repaired), len(repaired))
    moved = []
    for name in SUMS:
        field = invoice.fields.get(name)
        was, now = parse_fen(field.repaired_from or "") if field else None, parse_fen(field.text) if field else None
        if was is not None and now is not None and was != now:
            moved.append((fen_apart(was, now), name, abs(was - now)))
    if moved:
        value, name, fen = max(moved)
        yield Feature("repair.sums", value, (name,), invoice.fields[name].place, fen / 100)
    computed = tuple(name for name in SUMS if name in invoice.fields and invoice.fields[name].source in (Source.ARITHMETIC, Source.WORDS))
    if computed:
        yield Feature("repair.computed", grown(len(computed)), computed, place_of(invoice, computed), len(computed))


def _out_of_place(feature: str, invoice: Invoice, printed: Iterable[PrintedValue], fields: Sequence[str]) -> Iterator[Feature]:
    offsets = [(value.offset_mm, value.field) for value in printed if value.offset_mm is not None and value.field in fields]
    if offsets:
        offset, name = max(offsets, key=lambda pair: abs(pair[0]))
        if abs(offset) > _LEAST_OFFSET_MM:
            yield Feature(feature, grown(abs(offset) - _LEAST_OFFSET_MM), (name,), _place(invoice, name), offset)


def _place(invoice: Invoice, name: str) -> Place | None:
    return place_of(invoice, (name,))
