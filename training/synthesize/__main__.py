"""`python -m training.synthesize OUT_DIR --count 300 --seed 7 --set photos`: writes pictures or documents and labels.jsonl."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import cv2

from intake.errors import SetupError
from training.synthesize.fonts import find_fonts
from training.synthesize.produce import SetName, produce


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.synthesize", description="Draws labelled invoices; the same seed gives the same files.")
    parser.add_argument("out", type=Path, help="folder to write to; made when it is missing")
    parser.add_argument("--count", type=int, default=100, help="how many files (default 100)")
    parser.add_argument("--seed", type=int, default=7, help="default 7")
    parser.add_argument("--set", type=SetName, default=SetName.MIXED, choices=list(SetName), dest="name", help="what kind of files (default mixed)")
    chosen = parser.parse_args(arguments)
    # One thread: several runs side by side are faster than one run with several threads.
    cv2.setNumThreads(1)
    try:
        book = find_fonts()
    except SetupError as error:
        print(f"{error.message}\n{error.message_zh}", file=sys.stderr)  # noqa: T201
        return 1
    chosen.out.mkdir(parents=True, exist_ok=True)
    with (chosen.out / "labels.jsonl").open("w", encoding="utf-8") as labels:
        for made in produce(chosen.name, chosen.count, chosen.seed, book):
            (chosen.out / made.name).write_bytes(made.content)
            for label in made.labels:
                labels.write(json.dumps(label, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
