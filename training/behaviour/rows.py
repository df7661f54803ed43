"""Histories with injected cases -> rows of strengths, one for each invoice, that weights are fitted to and measured on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray

from intake.behaviour.history import HistoryWith, PastInvoice
from intake.behaviour.judge import DETECTOR_CODES, observe
from intake.behaviour.look_back import look_back
from intake.behaviour.memory_history import MemoryHistory
from training.behaviour.firm import Firm, draw_firm, draw_history
from training.behaviour.injected import INJECTIONS, Case, Ground

Matrix = NDArray[np.float64]
CASES_OF_EACH = 40
"""Injected of every class into one firm's history, at most."""


@dataclass(frozen=True)
class Row:
    injected: str
    """Class, "" for an ordinary invoice."""
    strengths: tuple[float, ...]
    """In order of `DETECTOR_CODES`, 0 where a detector saw nothing."""
    known: int
    """Invoices of the seller before it."""
    firm_known: int
    """Invoices of the firm before it."""


def draw_rows(seeds: Iterable[int]) -> Iterator[Row]:
    """Of one firm for every seed."""
    for seed in seeds:
        firm = draw_firm(Random(seed))  # noqa: S311 - nothing here is secret
        yield from rows_of(firm, draw_history(firm), Random(seed + 1_000_000))  # noqa: S311


def rows_of(firm: Firm, history: Sequence[PastInvoice], rng: Random) -> Iterator[Row]:
    """Each ordinary invoice judged as it came in, and injected cases at random places among them."""
    known = MemoryHistory()
    kept: list[PastInvoice] = []
    wanted = {name: rng.sample(range(len(history)), min(CASES_OF_EACH * 3, len(history))) for name in INJECTIONS}
    at = {name: set(places) for name, places in wanted.items()}
    left = dict.fromkeys(INJECTIONS, CASES_OF_EACH)
    by_seller: dict[str, list[PastInvoice]] = {}
    for place, invoice in enumerate(history):
        earlier = by_seller.setdefault(invoice.seller, [])
        yield _row("", Case(invoice), known, len(earlier), len(kept))
        for name, inject in INJECTIONS.items():
            if left[name] and place in at[name] and (case := inject(Ground(firm, rng, invoice, tuple(earlier)))) is not None:
                left[name] -= 1
                yield _row(name, case, known, len(earlier), len(kept))
        known.add((invoice,))
        earlier.append(invoice)
        kept.append(invoice)


def matrix_of(rows: Sequence[Row]) -> Matrix:
    """(rows, detectors)."""
    return np.array([row.strengths for row in rows], dtype=np.float64)


def _row(name: str, case: Case, known: MemoryHistory, of_seller: int, of_firm: int) -> Row:
    besides = tuple(sorted((past for past in case.besides if past.received < case.invoice.received), key=lambda past: past.received))
    seen = observe(case.invoice, look_back(HistoryWith(known, besides), case.invoice))
    return Row(name, tuple(seen[code].strength if code in seen else 0.0 for code in DETECTOR_CODES), of_seller, of_firm)
