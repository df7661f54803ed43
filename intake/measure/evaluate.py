"""How right the results are: every label judged against the result that belongs to it, and the judgements counted.

    labels + results --match--> pairs --judge--> one Judgement for each label --> Evaluation

`evaluate` is the whole of it; `intake.measure.targets` holds it against what is promised, `intake.measure.report` shows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from intake.invoice import KEY_FIELDS
from intake.measure.calibration import Calibration, calibrate
from intake.measure.labels import ITEM_COLUMNS, UNREADABLE, Record, by_file, comparable, comparable_payload
from intake.measure.matching import match

MINOR_FIELDS = (
    "buyer_address_phone",
    "buyer_bank_account",
    "seller_address_phone",
    "seller_bank_account",
    "payee",
    "reviewer",
    "drawer",
    "remarks",
)
TICKET_FIELDS = (
    "car_number",
    "time_on",
    "time_off",
    "mileage",
    "unit_price",
    "ticket_number",
    "from_station",
    "to_station",
    "train_number",
    "departure_time",
    "seat",
    "seat_class",
    "passenger_name",
    "vin",
    "engine_number",
    "certificate_number",
    "brand_model",
    "vehicle_type",
)
SCORED_FIELDS = (*KEY_FIELDS, *MINOR_FIELDS, *TICKET_FIELDS)


@dataclass(frozen=True)
class Tally:
    """So many right of so many."""

    right: int
    total: int

    @property
    def share(self) -> float | None:
        return self.right / self.total if self.total else None

    @staticmethod
    def of(verdicts: Iterable[bool]) -> Tally:
        listed = list(verdicts)
        return Tally(sum(listed), len(listed))


@dataclass(frozen=True)
class Cells:
    """Cells of line items: counted only where label or result has something printed."""

    right: int
    expected: int
    found: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.expected if self.expected else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.expected + self.found) if self.expected + self.found else 0.0

    @staticmethod
    def total(parts: Iterable[Cells]) -> Cells:
        listed = list(parts)
        return Cells(sum(p.right for p in listed), sum(p.expected for p in listed), sum(p.found for p in listed))


@dataclass(frozen=True)
class Verdict:
    """One field of one label against its result."""

    field: str
    right: bool
    expected: str
    found: str
    confidence: float | None
    """What the result claims; None where it claims no value."""

    @property
    def is_key(self) -> bool:
        return self.field in KEY_FIELDS


@dataclass(frozen=True)
class Judgement:
    """One label against its result."""

    label: Record
    result: Record | None
    verdicts: tuple[Verdict, ...]
    items: Cells | None
    """None where the label does not say what the items are."""

    @property
    def name(self) -> str:
        """The file, with the place in it where it holds several."""
        return f"{self.label.file}#{self.label.index}" if self.label.index else self.label.file

    @property
    def format_group(self) -> str:
        """The label's format; tickets apart, which are far harder to read. Vehicle invoices, without lines of goods, go with them."""
        return self.label.format if self.label.kind.startswith(("vat", "digital", "toll")) else f"{self.label.format} (tickets)"

    @property
    def kind_right(self) -> bool:
        return self.result is not None and (not self.label.kind or self.result.kind == self.label.kind)

    @property
    def key_fields_right(self) -> bool:
        return all(verdict.right for verdict in self.verdicts if verdict.is_key)

    @property
    def accepted(self) -> bool:
        return self.result is not None and self.result.decision == "accept"

    @property
    def qr_right(self) -> bool:
        return self.result is not None and comparable_payload(self.result.qr_payload) == comparable_payload(self.label.qr_payload)

    @property
    def wrong(self) -> tuple[Verdict, ...]:
        return tuple(verdict for verdict in self.verdicts if not verdict.right)


@dataclass(frozen=True)
class Evaluation:
    """All that was measured. The properties count what `judgements` hold."""

    judgements: tuple[Judgement, ...]
    extra: tuple[Record, ...]
    """Invoices found on labelled files that no label knows."""
    unlabelled: tuple[str, ...]
    """Files read that have no label: not counted anywhere."""

    @property
    def missing(self) -> tuple[Judgement, ...]:
        return tuple(judgement for judgement in self.judgements if judgement.result is None)

    @property
    def silent(self) -> tuple[Judgement, ...]:
        """Accepted without a person, although the kind or a key field is wrong: the one error that nobody would see."""
        return tuple(j for j in self.judgements if j.accepted and not (j.kind_right and j.key_fields_right))

    @property
    def accepted(self) -> Tally:
        return Tally.of(j.accepted for j in self.judgements)

    @property
    def kind(self) -> Tally:
        return Tally.of(j.kind_right for j in self.judgements if j.label.kind)

    @property
    def qr(self) -> Tally:
        return Tally.of(j.qr_right for j in self.judgements if j.label.qr_payload)

    @property
    def perfect(self) -> Tally:
        """Invoices with every key field right."""
        return Tally.of(j.key_fields_right for j in self.judgements)

    def fields(self, names: Iterable[str]) -> Tally:
        """The named fields over all invoices."""
        wanted = frozenset(names)
        return Tally.of(v.right for j in self.judgements for v in j.verdicts if v.field in wanted)

    @property
    def per_field(self) -> dict[str, Tally]:
        """Every field that some label has, in the order of the result format."""
        tallies = {name: self.fields((name,)) for name in SCORED_FIELDS}
        return {name: tally for name, tally in tallies.items() if tally.total}

    @property
    def items(self) -> Cells:
        return Cells.total(j.items for j in self.judgements if j.items)

    @property
    def calibration(self) -> Calibration:
        """Of what results claim to have read, or to have found empty, how much is right."""
        return calibrate((v.confidence, v.right) for j in self.judgements for v in j.verdicts if v.confidence is not None)

    def where(self, keep: Iterable[Judgement]) -> Evaluation:
        """The same over some of the labels only."""
        return Evaluation(tuple(keep), (), ())

    def of_kinds(self, kinds: Iterable[str]) -> Evaluation:
        wanted = frozenset(kinds)
        return self.where(j for j in self.judgements if j.label.kind in wanted)

    def of_formats(self, formats: Iterable[str]) -> Evaluation:
        wanted = frozenset(formats)
        return self.where(j for j in self.judgements if j.label.format in wanted)


def evaluate(labels: Sequence[Record], results: Sequence[Record]) -> Evaluation:
    """Judges every label; results and labels meet by the base name of their file."""
    labelled, read = by_file(labels), by_file(results)
    matches = [match(group, read.get(name, ())) for name, group in labelled.items()]
    return Evaluation(
        judgements=tuple(_judge(label, result) for found in matches for label, result in found.pairs),
        extra=tuple(record for found in matches for record in found.extra),
        unlabelled=tuple(name for name in read if name not in labelled),
    )


def _judge(label: Record, result: Record | None) -> Judgement:
    scored = [name for name in SCORED_FIELDS if name in label.fields and label.value(name) != UNREADABLE]
    verdicts = tuple(_judge_field(name, label, result) for name in scored)
    return Judgement(label, result, verdicts, None if label.items is None else _judge_items(label, result))


def _judge_field(name: str, label: Record, result: Record | None) -> Verdict:
    """A field that the result lacks counts as found empty; a result that is missing is wrong everywhere."""
    stated = result.fields.get(name) if result else None
    right = result is not None and label.comparable(name) == result.comparable(name)
    return Verdict(name, right, label.value(name), stated.value if stated else "", stated.confidence if stated else None)


def _judge_items(label: Record, result: Record | None) -> Cells:
    """Each row of the label takes the row of the result, not yet taken, that agrees in most cells."""
    rows = list(result.items or ()) if result else []
    found = sum(1 for row in rows for column in ITEM_COLUMNS if comparable(column, row.get(column, "")))
    right = expected = 0
    for labelled in label.items or ():
        cells = {column: comparable(column, labelled[column]) for column in ITEM_COLUMNS if labelled.get(column, UNREADABLE) != UNREADABLE}
        printed = {column: value for column, value in cells.items() if value}
        expected += len(printed)
        if not rows:
            continue
        row = max(rows, key=lambda candidate: _equal_cells(cells, candidate))
        rows.remove(row)
        right += _equal_cells(printed, row)
        found -= sum(1 for column in ITEM_COLUMNS if labelled.get(column) == UNREADABLE and comparable(column, row.get(column, "")))
    return Cells(right, expected, found)


def _equal_cells(cells: Mapping[str, str], row: Mapping[str, str]) -> int:
    return sum(1 for column, value in cells.items() if comparable(column, row.get(column, "")) == value)
