"""`python -m training.behaviour`: fit the weights of the behaviour detectors, measure them, and write both down.

    python -m training.behaviour                # weights into the package, tables into docs/behaviour.md; about five minutes on one core
    python -m training.behaviour --dry-run      # print the tables, write nothing

Everything is drawn from fixed seeds: the same code gives the same file.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from intake.behaviour.weights import write_weights
from training.behaviour.fit import fit_weights
from training.behaviour.measure import measure
from training.behaviour.report import tables, write_report
from training.behaviour.rows import draw_rows

MODEL = "behaviour-2026.11"
TRAIN_SEEDS, TEST_SEEDS = range(100, 116), range(500, 510)
DOCUMENT = Path(__file__).parents[2] / "docs" / "behaviour.md"


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(prog="python -m training.behaviour", description="Fit and measure the behaviour detectors.")
    parser.add_argument("--dry-run", action="store_true", help="print the tables, write nothing")
    arguments = parser.parse_args()
    train, test = tuple(draw_rows(TRAIN_SEEDS)), tuple(draw_rows(TEST_SEEDS))
    weights = fit_weights(train, MODEL)
    figures = measure(train, test, weights, (len(TRAIN_SEEDS), len(TEST_SEEDS)))
    if not arguments.dry_run:
        write_weights(weights)
        write_report(DOCUMENT, figures, weights)
    sys.stdout.write(tables(figures, weights) + "\n")


if __name__ == "__main__":
    main()
