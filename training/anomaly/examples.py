"""The table that training learns from: one example for each invoice that was drawn, read and compared with what was drawn."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from intake.invoice import KEY_FIELDS, FieldState, Invoice, Severity
from intake.kinds.fields import key_fields_of
from training.anomaly.from_result import invoice_of

TABLE_FILE = "examples.jsonl"
"""What `training.anomaly.table` writes. (Importing its name from there would import all that draws.)"""
_OF_PARTIES = "party"
_RULES = tuple(f"R{number:02}" for number in range(1, 26))


@dataclass(frozen=True)
class Example:
    """One invoice as it was read by the pipeline, before any confidence was calibrated."""

    id: str
    mismatch: str
    """Class of what was done to it; "" for a clean one."""
    seller: str
    layout: str
    """Its form, fine enough to be held out: kind and variant."""
    format: str
    features: Mapping[str, float]
    invoice: Invoice
    decision: str
    """Of redundancy alone."""
    right: Mapping[str, bool]
    """Field -> says what is printed, for each labelled field that a person can read."""
    kind_right: bool = True
    traces: tuple[str, ...] = ()
    """What the mismatch left in the file, see `Trace`."""
    issued: Mapping[str, str] = field(default_factory=dict)
    """The issuer's own values, "?" where nobody can read them."""

    @property
    def misread(self) -> tuple[str, ...]:
        """Key fields that claim a wrong value. What nobody could read claims none."""
        return tuple(name for name in KEY_FIELDS if self.right.get(name) is False and self._claims(name))

    @property
    def is_wrong(self) -> bool:
        """What the anomaly model looks for: tampered with, taken for another kind, or a key field that claims a wrong value."""
        return bool(self.mismatch) or not self.kind_right or bool(self.misread)

    @property
    def is_all_right(self) -> bool:
        """What releases an invoice: its kind and every key field read and right, nothing tampered with. Where nothing is printed, that has to be read too: a place that
        could not be read is not right for being empty.
        """
        expected = key_fields_of(self.invoice.kind, self.invoice.kind_detail)
        read = all(self._claims(name) for name in expected)
        return not self.mismatch and self.kind_right and read and all(self.right.get(name, True) for name in KEY_FIELDS)

    @property
    def leaves_a_trace(self) -> bool:
        """Something in the file tells of the mismatch, to whoever looks well enough; else only who knows the firms can, or the tax bureau."""
        return any(trace != _OF_PARTIES for trace in self.traces)

    @property
    def is_caught_by_rules(self) -> bool:
        """A rule of R01 to R25 says error or warning."""
        return any(finding.rule[:3] in _RULES and finding.severity is not Severity.INFO for finding in self.invoice.findings)

    def _claims(self, name: str) -> bool:
        field = self.invoice.fields.get(name)
        return field is not None and field.state not in (FieldState.UNREADABLE, FieldState.ABSENT)


def read_examples(cache: Path) -> list[Example]:
    """The table of a cache, in the order of its ids. Raises FileNotFoundError when there is none."""
    path = cache / TABLE_FILE
    if not path.exists():
        raise FileNotFoundError(
            f"there is no {path}: make it with `python -m training.anomaly.dataset {cache}`, then `python -m training.anomaly.table {cache}`"
        )
    return sorted(_read(path), key=lambda example: example.id)


def feature_names(examples: Sequence[Example]) -> tuple[str, ...]:
    """Names in the order of the examples. Raises ValueError when examples differ: they come from different versions of the program."""
    names = tuple(examples[0].features)
    for example in examples:
        if tuple(example.features) != names:
            raise ValueError(f"example {example.id} has other features than {examples[0].id}: make the table anew")
    return names


def matrix_of(examples: Sequence[Example], names: Sequence[str]) -> NDArray[np.float32]:
    """(examples, features); 0.0 for a name that the examples don't have."""
    return np.array([[example.features.get(name, 0.0) for name in names] for example in examples], dtype=np.float32).reshape(len(examples), len(names))


def _read(path: Path) -> Iterator[Example]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield _example(json.loads(line))


def _example(entry: Mapping[str, Any]) -> Example:
    return Example(
        id=entry["id"],
        mismatch=entry["mismatch"],
        seller=entry["seller"],
        layout=entry["layout"],
        format=entry["format"],
        features={name: float(value) for name, value in entry["features"].items()},
        invoice=invoice_of(entry["result"], entry["weakest"]),
        decision=entry["result"]["decision"],
        right={name: bool(value) for name, value in entry["right"].items()},
        kind_right=bool(entry["kind_right"]),
        traces=tuple(entry["traces"]),
        issued=entry["issued"],
    )
