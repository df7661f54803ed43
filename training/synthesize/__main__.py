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
    parser.add_argument("--resume", action="store_true", help="pass over files that labels.jsonl already holds")
    chosen = parser.parse_args(arguments)
    # One thread: several runs side by side are faster than one run with several threads.
    cv2.setNumThreads(1)
    try:
        book = find_fonts()
    except SetupError as error:
        print(f"{error.message}\n{error.message_zh}", file=sys.stderr)  # noqa: T201
        return 1
    chosen.out.mkdir(parents=True, exist_ok=True)
    path = chosen.out / "labels.jsonl"
    earlier = whole_labels(path) if chosen.resume and path.exists() else ()
    with path.open("w", encoding="utf-8") as labels:
        labels.writelines(earlier)
        first = len({json.loads(line)["file"] for line in earlier})
        for made in produce(chosen.name, chosen.count, chosen.seed, book, first):
            (chosen.out / made.name).write_bytes(made.content)
            labels.writelines(json.dumps(label, ensure_ascii=False) + "\n" for label in made.labels)
            labels.flush()
    return 0


def whole_labels(path: Path) -> tuple[str, ...]:
    """The lines of an earlier run, without those of its last file, of which some may be missing."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines(keepends=True) if line.endswith("\n")]
    files = [json.loads(line)["file"] for line in lines]
    return tuple(line for line, file in zip(lines, files, strict=True) if file != files[-1])


if __name__ == "__main__":
    sys.exit(main())
