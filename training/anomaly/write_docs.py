"""The pages that the command writes: docs/calibration.md with its curves, and the figures inside docs/anomaly.md."""

from __future__ import annotations

import re
from pathlib import Path

from training.anomaly.card import Run, chance_of, class_table, comparison, release_table
from training.anomaly.evaluate import Judged, claims_judged
from training.anomaly.reliability import Reliability, bins_table, by_group, picture, reliability, table

FIELDS_PICTURE, KINDS_PICTURE = "calibration-fields.svg", "calibration-kinds.svg"
_BEGIN, _END = "<!-- figures: written by `python -m training.anomaly train` -->", "<!-- end of figures -->"


def write_docs(docs: Path, run: Run, judged: Judged) -> None:
    """Into the docs folder of a checkout. Raises FileNotFoundError when it has no anomaly.md, ValueError when that page has no place for figures."""
    claims, calibrated = claims_judged(judged)
    whole = reliability("all fields", claims.raw, calibrated, claims.right, claims.weights)
    fields = by_group(claims.names, claims.raw, calibrated, claims.right, claims.weights)
    kinds = by_group(claims.kinds, claims.raw, calibrated, claims.right, claims.weights)
    pairs = by_group([f"{kind} / {name}" for kind, name in zip(claims.kinds, claims.names, strict=True)], claims.raw, calibrated, claims.right, claims.weights)
    images = docs / "images"
    images.mkdir(exist_ok=True)
    (images / FIELDS_PICTURE).write_text(picture((whole, *fields), "Claimed error (across) and counted error (up), by field"), "utf-8")
    (images / KINDS_PICTURE).write_text(picture((whole, *kinds), "Claimed error (across) and counted error (up), by kind"), "utf-8")
    (docs / "calibration.md").write_text(_calibration_page(run, whole, fields, kinds, pairs), "utf-8")
    page = docs / "anomaly.md"
    page.write_text(with_figures(page.read_text("utf-8"), _figures(run)), "utf-8")


def with_figures(text: str, figures: str) -> str:
    """The page with its figures exchanged. Raises ValueError when it has no place for them."""
    changed, count = re.subn(f"{re.escape(_BEGIN)}.*?{re.escape(_END)}", lambda _: f"{_BEGIN}\n\n{figures}\n\n{_END}", text, flags=re.DOTALL)
    if count != 1:
        raise ValueError(f"the page needs {_BEGIN} and {_END} once")
    return changed


def _figures(run: Run) -> str:
    evaluation = run.evaluation
    examples = f"Model `{run.metadata.model}`, {len(run.train)} examples to train with and {len(run.test)} of other forms and sellers to test with."
    costs = f"{run.milliseconds:.2f} ms of one core for score and reasons of an invoice; its features are measured apart."
    errors = f"Expected calibration error: fields {evaluation.field_error:.4f}, invoices {evaluation.document_error:.4f}; chance alone makes {chance_of(evaluation)} of so few invoices."
    parties = f"With a registry of parties {evaluation.alarms_of_parties} of the clean invoices contradict it, because a name or tax id was misread."
    return "\n\n".join([examples, comparison(run), parties, costs, class_table(evaluation), release_table(evaluation), errors])


def _calibration_page(run: Run, whole: Reliability, fields: tuple[Reliability, ...], kinds: tuple[Reliability, ...], pairs: tuple[Reliability, ...]) -> str:
    return f"""# Calibration

Written by `python -m training.anomaly train`; not to be edited. Model `{run.metadata.model}`.

Of the fields with a confidence of 0.9, nine in ten are right: how far that holds, on {len(run.test)} synthetic invoices of forms and sellers that training had
not seen. Injected mismatches are weighed as {100 * run.share_of_mismatches:g} % of all. "Before" is the confidence that follows from the evidence of one field alone. The expected
calibration error is taken over 15 bins of equally many claims, so it rests on noise where claims are few.

## All fields

{bins_table(whole)}

## By field

On the dashed line claims hold; a point above it promises more than it keeps. Bars are 95 % intervals.

![Reliability by field](images/{FIELDS_PICTURE})

{table((whole, *fields), "field")}

## By kind

![Reliability by kind](images/{KINDS_PICTURE})

{table(kinds, "kind")}

## By kind and field

{table(pairs, "kind / field")}
"""
