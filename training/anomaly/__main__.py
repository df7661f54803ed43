"""`python -m training.anomaly train CACHE`: trains, measures, and promotes the new model if it is better. `switch-back` brings the previous one back."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from intake.anomaly.trained_calibration import CALIBRATION_FILE, calibration_to_json_values
from models.anomaly import ANOMALY_FILE
from models.trained_files import TRAINED_DIRECTORY, TrainedModelError
from training.anomaly.card import card, comparison, release_table
from training.anomaly.examples import feature_names, read_examples
from training.anomaly.export import NotTheSame
from training.anomaly.gate import compare, evaluate_standing
from training.anomaly.standing import promote, switch_back, write_trained
from training.anomaly.train import Knobs, Trained, train
from training.anomaly.write_docs import write_docs

CARD_FILE = "anomaly.md"
NOT_BETTER = 3
"""Exit status when the standing model stays."""


def main(arguments: list[str] | None = None) -> int:
    chosen = _parser().parse_args(arguments)
    try:
        if chosen.command == "switch-back":
            switch_back(chosen.out)
            print(f"the earlier model stands again in {chosen.out}; call once more to undo")  # noqa: T201
            return 0
        return _train(chosen.cache, chosen.out, chosen.docs, chosen.version, chosen.anyway)
    except (TrainedModelError, NotTheSame, FileNotFoundError, ValueError) as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1


def _train(cache: Path, out: Path, docs: Path | None, version: str, anyway: bool) -> int:
    examples = read_examples(cache)
    knobs = Knobs(version, _commit())
    trained = train(examples, knobs)
    run = trained.run
    standing = evaluate_standing(out, run.test, feature_names(examples), knobs.false_alarms, knobs.share_of_mismatches)
    print(f"{run.chosen}, {len(run.train)} examples, {run.seconds:.0f} s\n\n{comparison(run, standing)}\n\n{release_table(run.evaluation, standing)}\n")  # noqa: T201
    verdict = compare(run.evaluation, standing)
    print("\n".join(verdict.reasons))  # noqa: T201
    if not verdict.promoted and not anyway:
        print("the standing model stays")  # noqa: T201
        return NOT_BETTER
    with TemporaryDirectory() as folder:
        write_trained(Path(folder), run.metadata.model, run.commit, _files(trained))
        promote(Path(folder), out)
    if docs is not None:
        write_docs(docs, run, trained.judged)
    print(f"{run.metadata.model} stands in {out}")  # noqa: T201
    return 0


def _files(trained: Trained) -> dict[str, bytes]:
    calibration = json.dumps(calibration_to_json_values(trained.calibration), ensure_ascii=False, separators=(",", ":"))
    return {ANOMALY_FILE: trained.model.content, CALIBRATION_FILE: calibration.encode(), CARD_FILE: card(trained.run).encode()}


def _commit() -> str:
    """Of the checkout that trains; says so when files in it differ from the commit, or when it is none."""
    try:
        found = subprocess.run(["git", "describe", "--always", "--dirty=-with-changes", "--abbrev=12"], capture_output=True, text=True, check=True)  # noqa: S607
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return found.stdout.strip()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training.anomaly", description="Trains the anomaly model and the calibration.")
    commands = parser.add_subparsers(dest="command", required=True)
    training = commands.add_parser("train", help="train, measure, and promote if better")
    training.add_argument("cache", type=Path, help="folder with the table of examples")
    training.add_argument("--docs", type=Path, default=None, help="docs folder whose figures are to be written anew")
    training.add_argument("--version", default=f"anomaly-{datetime.now(UTC):%Y.%m.%d}", help="name and version of the model (default: today's)")
    training.add_argument("--anyway", action="store_true", help="promote even if not better")
    back = commands.add_parser("switch-back", help="let the previous model stand again")
    for command in (training, back):
        command.add_argument("--out", type=Path, default=TRAINED_DIRECTORY, help="folder of the standing model (default models/trained)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
