"""How far reading has come, for a person at a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from intake.read_documents import DocumentResult


def reading_progress(screen: Console) -> Progress:
    return Progress(
        SpinnerColumn(),
        TextColumn("[progress.description]{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=screen,
        transient=True,
    )


def counting(results: Iterable[DocumentResult], progress: Progress, task: object) -> Iterator[DocumentResult]:
    finished: set[str] = set()
    for result in results:
        finished.add(result.document.name.partition("!")[0])
        progress.update(task, completed=len(finished), description=escape(result.document.name[-40:]))  # type: ignore[arg-type]
        yield result
