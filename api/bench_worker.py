"""Our own worker in a benchmark: reads whole files, as `fapiao read` does, and says what each took."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from api.build import build_pipeline
from intake.document import Document
from intake.measure.answering import Read, answer, summary
from intake.result import results_of
from intake.settings import Engine, ReadSettings


def load(engine: Engine) -> Read:
    """A reader with its models loaded."""
    pipeline = build_pipeline(ReadSettings(engine=engine))

    def read(path: Path) -> Mapping[str, object]:
        return summary(results_of(pipeline.read(Document(path.name, path.read_bytes()))))

    return read


if __name__ == "__main__":
    answer(lambda: load(Engine(sys.argv[1])))
