"""`fapiao scan DIR --once` and `fapiao watch DIR...`: documents from folders. `add_scan_commands` puts both into the command line."""

from __future__ import annotations

import json
import logging
import signal
import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from threading import Event, Thread
from typing import Annotated, Any

import typer

from api.build import default_workers
from api.command_line import INTERRUPTED, DatabaseOption, DataOption, EngineOption, OriginalsOption, WorkersOption, stop, store_settings
from api.log import set_up_log
from api.settings import StoreSettings
from intake.errors import IntakeError
from intake.isolation import WorkerLimits
from intake.opening.limits import MIB
from intake.people.names import DEFAULT_TENANT, tenant_name
from intake.scan_folder.plan import Planned, plan
from intake.scan_folder.scan import Clock, Ended, FolderScan, ScanFolder, ScanReport
from intake.scan_folder.stability import Patience
from intake.scan_folder.watch import scan_once, watch
from intake.settings import Engine, ReadSettings

SETTLE_SECONDS = 5.0
SOME_FAILED = 1
"""Exit status when a file failed, or could not be taken yet."""

TenantOption = Annotated[str, typer.Option("--tenant", help="Whose documents they are · 租户")]
SettleOption = Annotated[float, typer.Option("--settle", min=0.1, help="Seconds a file has to stay unchanged before it is taken · 文件静止秒数")]
PasswordOption = Annotated[list[str] | None, typer.Option("--password", help="Tried on encrypted files; may be given several times · 文件密码")]


def add_scan_commands(app: typer.Typer) -> None:
    app.command()(scan)
    app.command(name="watch")(watch_folders)


def scan(
    folder: Annotated[Path, typer.Argument(help="The scan folder · 扫描文件夹", show_default=False)],
    once: Annotated[bool, typer.Option("--once", help="Take what is there, wait until it is read, end · 处理一次后结束")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing · 仅预览")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line on standard output, nothing else · 仅输出 JSON")] = False,
    tenant: TenantOption = DEFAULT_TENANT,
    settle: SettleOption = SETTLE_SECONDS,
    data: DataOption = None,
    database_url: DatabaseOption = "",
    originals: OriginalsOption = "",
    engine: EngineOption = Engine.AUTO,
    workers: WorkersOption = 0,
    password: PasswordOption = None,
) -> None:
    """Take documents from a scan folder once, and read them. · 处理扫描文件夹"""
    if not once and not dry_run:
        stop("Say --once, or --dry-run; `fapiao watch` goes on until it is stopped. · 请使用 --once 或 --dry-run；持续监视请用 fapiao watch。")
    try:
        source = scan_source(folder, tenant, settle)
        if dry_run:
            raise typer.Exit(_print_plan(source, as_json))
        read = ReadSettings(engine, tuple(password or ()), worker_limits=WorkerLimits(memory_bytes=2048 * MIB), workers=workers or default_workers())
        raise typer.Exit(_scan_once(source, store_settings(data, database_url, originals), read, as_json))
    except IntakeError as error:
        stop(f"{error.message} · {error.message_zh}")
    except KeyboardInterrupt:
        stop(
            "Stopped. Files that were taken wait in .intake/processing; the next scan goes on with them. · 已中断，已接收的文件将在下次扫描时继续处理。",
            INTERRUPTED,
        )


def watch_folders(
    folders: Annotated[list[Path], typer.Argument(help="Scan folders · 扫描文件夹", show_default=False)],
    reading: Annotated[bool, typer.Option("--read", help="Read here, where no service runs on the same data · 由本进程识别")] = False,
    tenant: TenantOption = DEFAULT_TENANT,
    settle: SettleOption = SETTLE_SECONDS,
    data: DataOption = None,
    database_url: DatabaseOption = "",
    originals: OriginalsOption = "",
    engine: EngineOption = Engine.AUTO,
    workers: WorkersOption = 0,
    password: PasswordOption = None,
) -> None:
    """Take documents from scan folders until stopped. `fapiao serve` reads them. · 持续监视扫描文件夹"""
    set_up_log()
    read = ReadSettings(engine, tuple(password or ()), worker_limits=WorkerLimits(memory_bytes=2048 * MIB), workers=workers or default_workers())
    try:
        sources = [scan_source(folder, tenant, settle) for folder in folders]
        _watch(sources, store_settings(data, database_url, originals), read if reading else None)
    except IntakeError as error:
        stop(f"{error.message} · {error.message_zh}")


def _scan_once(source: ScanFolder, store: StoreSettings, read: ReadSettings, as_json: bool) -> int:
    """Exit status. Raises IntakeError when nothing can be done at all."""
    from api.door_backend import open_door_backend  # its import takes longer than all others of this file

    counts: Counter[str] = Counter()
    last = ScanReport()
    with open_door_backend(store, read) as door:
        scanner = FolderScan(source, door.backend.reception, _clock(), door.read_again)
        for report in scan_once(scanner, source.patience.unchanged + 0.1, time.sleep):
            last = report
            counts["taken"] += report.taken
            for ended in report.ended:
                counts[ended.end.outcome.value] += 1
                _print_ended(ended, as_json)
            if report.processing:
                door.start_reading()
    _print_end(counts, last, as_json)
    return SOME_FAILED if counts["failed"] or counts["quarantine"] or last.waiting or last.processing or last.problems else 0


def _watch(sources: Sequence[ScanFolder], store: StoreSettings, read: ReadSettings | None) -> None:
    """Until SIGINT or SIGTERM. Each folder has a thread of its own, so that a file server that does not answer holds up nobody else."""
    from api.door_backend import open_door_backend

    stop = Event()
    with open_door_backend(store, read) as door:
        door.start_reading()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        threads = []
        for source in sources:
            scanner = FolderScan(source, door.backend.reception, _clock(), door.read_again)
            threads.append(Thread(target=watch, args=(scanner, stop, ScanLog(str(source.path)))))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


class ScanLog:
    """Writes into the log what changed from look to look."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._known: set[str] = set()

    def __call__(self, report: ScanReport) -> None:
        log = logging.getLogger("fapiao.scan")
        for ended in report.ended:
            level = logging.WARNING if ended.end.outcome in ("failed", "quarantine") else logging.INFO
            log.log(level, "%s %s receipt=%s %s", ended.end.outcome.value, ended.file, ended.end.receipt or "-", ended.end.code)
        problems = {problem.code: f"{problem.message} · {problem.message_zh}" for problem in report.problems}
        passed = {f"{each.reason}:{'/'.join(each.parts)!r}": f"not taken ({each.reason})" for each in report.passed}
        for key, message in (*problems.items(), *passed.items()):
            if key not in self._known:
                log.warning("%s: %s %s", self._folder, key, message)
        if self._known - problems.keys() - passed.keys() and not problems:
            log.info("%s: goes on", self._folder)
        self._known = {*problems, *passed}


def _print_plan(source: ScanFolder, as_json: bool) -> int:
    planned, problems = plan(source, time.sleep, time.time())
    for each in planned:
        if as_json:
            _print_json(_planned_json(each))
        else:
            typer.echo(f"{each.would:5} {each.reason:20} {each.file}")
    if as_json:
        _print_json({"summary": {**Counter(each.would for each in planned), "problems": [problem.code for problem in problems]}})
    for problem in problems:
        typer.echo(f"{problem.message} · {problem.message_zh}", err=True)
    return SOME_FAILED if problems or any(each.would == "wait" for each in planned) else 0


def _planned_json(each: Planned) -> dict[str, Any]:
    profile = each.profile
    return {
        "file": each.file,
        "would": each.would,
        "reason": each.reason or None,
        "tenant": profile.tenant if profile else None,
        "profile": profile.name if profile else None,
        "tags": list(profile.tags) if profile else [],
    }


def _print_ended(ended: Ended, as_json: bool) -> None:
    end = ended.end
    if as_json:
        _print_json(
            {
                "file": ended.file,
                "state": end.outcome.value,
                "place": ended.place,
                "receipt": end.receipt or None,
                "document": end.document or None,
                "first_receipt": end.first_receipt or None,
                "code": end.code or None,
                "message": end.message or None,
                "message_zh": end.message_zh or None,
            }
        )
    else:
        typer.echo(f"{end.outcome.value:10} {ended.file}{f'  {end.code}: {end.message_zh}' if end.code else ''}")


def _print_end(counts: Counter[str], last: ScanReport, as_json: bool) -> None:
    """Every file that was there is accounted for."""
    ended = ("done", "failed", "duplicate", "quarantine")
    summary = {
        "files": sum(counts[name] for name in ended) + last.processing + last.waiting,
        **{name: counts[name] for name in ended},
        "processing": last.processing,
        "waiting": last.waiting,
        "passed": len(last.passed),
        "problems": [problem.code for problem in last.problems],
    }
    if as_json:
        _print_json({"summary": summary})
        return
    done, failed, duplicate, quarantine = (counts[name] for name in ended)
    typer.echo(
        f"{summary['files']} files: {done} done, {failed} failed, {duplicate} duplicates, {quarantine} in quarantine, {last.processing} being read, "
        f"{last.waiting} still written or unfinished · 共 {summary['files']} 个文件：完成 {done}，失败 {failed}，重复 {duplicate}，隔离 {quarantine}，"
        f"处理中 {last.processing}，未写完 {last.waiting}"
    )
    for problem in last.problems:
        typer.echo(f"{problem.message} · {problem.message_zh}", err=True)


def _print_json(value: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def scan_source(folder: Path, tenant: str = DEFAULT_TENANT, settle: float = SETTLE_SECONDS) -> ScanFolder:
    """Raises RequestRefused for what is no tenant's name."""
    return ScanFolder(folder.absolute(), tenant_name(tenant), Patience(unchanged=settle))


def _clock() -> Clock:
    return Clock(lambda: datetime.now().astimezone(), time.monotonic)
