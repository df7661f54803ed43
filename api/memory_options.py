"""What a reading may know from before, as the command line has it: `--history`, `--parties`, `--limit`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from intake.domain.money import parse_fen
from intake.errors import UnreadableFile
from intake.json_lines.history import JsonLinesHistory
from intake.json_lines.result_invoice import past_invoice_of_result
from intake.result import Result
from intake.settings import Memory

HistoryOption = Annotated[
    Path | None, typer.Option("--history", help="File of what came in before: every invoice is judged against it, then added to it · 历史发票文件")
]
PartiesOption = Annotated[Path | None, typer.Option("--parties", help="File of known names and tax ids (`fapiao parties import`) · 已知单位文件")]
LimitOption = Annotated[
    list[str] | None,
    typer.Option("--limit", help="A sum in yuan above which your firm asks for another signature; may be given several times · 审批限额（元）"),
]


def memory_of(history: Path | None, parties: Path | None, limits: Sequence[str] | None) -> Memory:
    """Raises UnreadableFile for a limit that is no sum."""
    return Memory(history, parties, *(() if not limits else (tuple(sorted(map(_fen, limits))),)))


def remember(history: JsonLinesHistory, results: Iterable[Result]) -> None:
    """Add what was read to the history. Raises StoreDamaged, StoreUnavailable."""
    received = datetime.now(UTC)
    history.add(past for result in results if (past := past_invoice_of_result(result, received)) is not None)


def _fen(text: str) -> int:
    fen = parse_fen(text)
    if fen is None or fen <= 0:
        raise UnreadableFile(
            "limit_no_sum", f"--limit {text} is no sum; write it in yuan, say 5000 or 5000.00.", f"--limit {text} 不是金额，请以元为单位填写，例如 5000。"
        )
    return fen
