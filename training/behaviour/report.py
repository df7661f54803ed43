"""Figures -> the measured part of docs/behaviour.md."""

from __future__ import annotations

from pathlib import Path

from intake.behaviour.weights import Weights
from training.behaviour.fit import FALSE_ALARMS, PREVALENCE
from training.behaviour.measure import PHASES, Figures

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
"""What stands between them is written by `python -m training.behaviour`."""


def write_report(document: Path, figures: Figures, weights: Weights) -> None:
    """Put the tables in their place. Raises ValueError when the document lacks the marks."""
    text = document.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{document} has no place for measured figures: {BEGIN} ... {END}")
    document.write_text(f"{before}{BEGIN}\n{tables(figures, weights)}\n{END}{after}", encoding="utf-8")


def tables(figures: Figures, weights: Weights) -> str:
    """Markdown."""
    trained, measured = figures.firms
    lines = [
        f"Weights `{weights.model}`, fitted to {trained} invented firms and measured on {measured} others: {figures.ordinary:,} ordinary invoices, "
        f"{figures.injected:,} injected cases.",
        "",
        "| detector | cases | found (95 % interval) | false, of 1,000 ordinary | precision | flagged by all together | log-odds a nat |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in figures.detectors:
        low, high = row.found_interval
        lines.append(
            f"| `{row.code}` | {row.cases} | {row.found:.0%} ({low:.0%} to {high:.0%}) | {row.false * 1000:.1f} | {row.precision:.0%} | {row.flagged:.0%} "
            f"| {weights.slopes[row.code]:.2f} |"
        )
    phases = " | ".join(title for _, _, title in PHASES)
    lines += [
        "",
        f"*Found*: the detector gives a reason for a case of its class. *Precision*: the share of its reasons that are right where {PREVALENCE:.0%} of invoices are "
        "of its class.",
        "",
        f"Together, at {FALSE_ALARMS:.0%} false alarms among ordinary invoices, all classes alike; and by how many of the seller's invoices were known:",
        "",
        f"| method | found | area under the ROC curve | {phases} |",
        "|---|---|---|" + "---|" * len(PHASES),
    ]
    for method in figures.methods:
        by_phase = " | ".join(f"{method.by_phase[title]:.0%}" for _, _, title in PHASES)
        lines.append(f"| {method.name} | {method.found:.1%} | {method.area:.4f} | {by_phase} |")
    lines += [
        "",
        f"At the threshold that training fixed, {figures.flagged_ordinary:.2%} of ordinary invoices are flagged and {figures.told_ordinary:.0%} have a reason told. "
        f"Expected calibration error of the score, {PREVALENCE:.0%} of invoices injected: {figures.calibration_error:.4f}.",
    ]
    return "\n".join(lines)
