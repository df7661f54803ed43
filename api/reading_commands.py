"""`fapiao read` and `fapiao explain`."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from api.build import build_pipeline, default_workers
from api.command_line import INTERRUPTED, output, stop
from api.explain import explanation
from api.files import NamedFile, files_in, picture_name
from api.memory_options import HistoryOption, LimitOption, PartiesOption, memory_of, remember
from api.reading_progress import counting, reading_progress
from api.results_file import ResultsFile
from api.table import results_table, summary
from intake.decide import Policy
from intake.errors import IntakeError
from intake.isolation import MIB, WorkerLimits
from intake.json_lines.history import JsonLinesHistory
from intake.read_documents import DocumentResult, read_documents
from intake.settings import Engine, ReadSettings
from intake.stages.decode_qr import missing_decoders

FILES_FAILED = 1
"""Exit status when some files could not be read; everything else was."""


def add_reading_commands(app: typer.Typer) -> None:
    app.command()(read)
    app.command()(explain)


def read(
    paths: Annotated[list[Path], typer.Argument(help="Files or folders · 文件或文件夹", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line on standard output, nothing else · 仅输出 JSON")] = False,
    out: Annotated[Path | None, typer.Option(help="Write results to this file as they come, one JSON object a line · 结果文件")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Pass over what --out already holds · 跳过已有结果")] = False,
    pictures: Annotated[Path | None, typer.Option(help="Folder for annotated pictures of the pages · 标注图片文件夹")] = None,
    engine: Annotated[Engine, typer.Option(help="What runs the text recognition · 识别引擎")] = Engine.AUTO,
    workers: Annotated[int, typer.Option(min=0, help="Processes that read; 0: one for each processor · 进程数")] = 0,
    password: Annotated[list[str] | None, typer.Option(help="Tried on encrypted files; may be given several times · 文件密码")] = None,
    seconds: Annotated[float, typer.Option(min=1, help="Time limit for one document · 单个文件时限（秒）")] = 120.0,
    memory: Annotated[int, typer.Option(min=512, help="Memory limit for one worker, MiB · 单进程内存上限")] = 2048,
    history: HistoryOption = None,
    parties: PartiesOption = None,
    limit: LimitOption = None,
    max_released_error: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Largest share of accepted invoices that may be wrong · 放行发票的最大差错率")
    ] = Policy().max_released_error,
) -> None:
    """Read invoices from photographs, scans, PDF, OFD, XML, mails and ZIP files. · 识别发票"""
    if resume and out is None:
        stop("--resume needs --out: it goes on with that file. · --resume 需同时指定 --out。")
    screen = Console(stderr=True, highlight=False)
    try:
        known = memory_of(history, parties, limit)
    except IntakeError as error:
        stop(f"{error.message} · {error.message_zh}")
    settings = ReadSettings(
        engine=engine,
        passwords=tuple(password or ()),
        worker_limits=WorkerLimits(seconds=seconds, memory_bytes=memory * MIB),
        workers=workers or default_workers(),
        pictures=pictures is not None,
        policy=Policy(max_released_error=max_released_error),
        memory=known,
    )
    for sentence in missing_decoders():
        screen.print(sentence, style="yellow")
    try:
        failed = _read(list(files_in(paths)), settings, as_json, out, resume, pictures, screen)
    except IntakeError as error:
        stop(f"{error.message} · {error.message_zh}")
    except BrokenPipeError:
        raise
    except OSError as error:
        place = f" {error.filename}" if error.filename else ""
        stop(f"Can't write{place}: {error.strerror}. Finished results are kept. · 无法写入{place}：{error.strerror}。已完成的结果已保留。")
    except KeyboardInterrupt:
        _interrupted("Stopped. Finished results are kept" + (f" in {out}; go on with --resume." if out else ".") + " · 已中断，已完成的结果已保留。")
    raise typer.Exit(FILES_FAILED if failed else 0)


def explain(
    path: Annotated[Path, typer.Argument(help="A file · 文件", show_default=False)],
    engine: Annotated[Engine, typer.Option(help="What runs the text recognition · 识别引擎")] = Engine.AUTO,
    password: Annotated[list[str] | None, typer.Option(help="Tried on encrypted files; may be given several times · 文件密码")] = None,
) -> None:
    """Why an invoice was decided as it was, and what would change that. · 说明识别依据与结论"""
    settings = ReadSettings(engine=engine, passwords=tuple(password or ()), worker_limits=WorkerLimits(memory_bytes=2048 * MIB), workers=1)
    console = output()
    failed = False
    try:
        documents = (file.opened(settings.limits) for file in files_in([path]))
        for done in read_documents(documents, partial(build_pipeline, settings), settings):
            failed = failed or done.failed
            for result in done.results:
                console.print(explanation(result))
    except IntakeError as error:
        stop(f"{error.message} · {error.message_zh}")
    raise typer.Exit(FILES_FAILED if failed else 0)


def _read(files: Sequence[NamedFile], settings: ReadSettings, as_json: bool, out: Path | None, resume: bool, pictures: Path | None, screen: Console) -> bool:
    """Whether some file failed. Raises IntakeError when nothing can be read at all."""
    kept: list[DocumentResult] = []
    failed = False
    history = JsonLinesHistory(settings.memory.history) if settings.memory.history else None
    with ResultsFile(out, resume) as results_file, reading_progress(screen) as progress:
        task = progress.add_task("", total=len(files))
        documents = (file.opened(settings.limits) for file in files)
        for done in counting(read_documents(documents, partial(build_pipeline, settings), settings, results_file.done), progress, task):
            results_file.write(done.results)
            if history is not None:
                remember(history, done.results)
            failed = failed or done.failed
            if pictures is not None:
                _write_pictures(pictures, done)
            if as_json:
                _print_json(done)
            else:
                kept.append(done)
        earlier = results_file.earlier
    if not as_json:
        results = [*earlier, *(result for done in sorted(kept, key=lambda done: done.document.name) for result in done.results)]
        console = output()
        console.print(results_table(results))
        for line in summary(results, out, pictures):
            console.print(line)
    return failed


def _print_json(done: DocumentResult) -> None:
    for result in done.results:
        sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def _write_pictures(folder: Path, done: DocumentResult) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number, picture in done.pictures:
        (folder / picture_name(done.document.name, number)).write_bytes(picture)


def _interrupted(message: str) -> NoReturn:
    """Workers that still read are ended with this process; nothing is left to wait for."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(message, style="red", markup=False)
    sys.stdout.flush()
    os._exit(INTERRUPTED)
