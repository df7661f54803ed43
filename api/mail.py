"""`fapiao mail`: documents from mailboxes. `add_mail_command` puts it into the command line."""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Sequence
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
from intake.mail_door.named_mailboxes import mail_settings
from intake.mail_door.poll import MailDoor, MailEnded, MailReport
from intake.mail_door.settings import MailSettings
from intake.mail_door.watch import mail_once, watch_mail
from intake.opening.limits import MIB
from intake.settings import Engine, ReadSettings

SOME_FAILED = 1
"""Exit status when a mail failed, or a mailbox could not be used."""


def add_mail_command(app: typer.Typer) -> None:
    app.command()(mail)


def mail(
    once: Annotated[bool, typer.Option("--once", help="Take what is there, wait until it is read, end · 处理一次后结束")] = False,
    settings: Annotated[
        Path | None,
        typer.Option(
            "--settings", envvar="FAPIAO_MAIL_SETTINGS", help="TOML file with mailboxes; else FAPIAO_MAIL_HOST and so on · 邮箱配置文件", show_default=False
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="With --once: one JSON object a line on standard output, nothing else · 仅输出 JSON")] = False,
    reading: Annotated[bool, typer.Option("--read", help="Without --once: read here, where no service runs on the same data · 由本进程识别")] = False,
    data: DataOption = None,
    database_url: DatabaseOption = "",
    originals: OriginalsOption = "",
    engine: EngineOption = Engine.AUTO,
    workers: WorkersOption = 0,
    password: Annotated[list[str] | None, typer.Option("--password", help="Tried on encrypted attachments; may be given several times · 附件密码")] = None,
) -> None:
    """Take electronic invoices from mailboxes, until stopped or once. · 从邮箱接收电子发票"""
    read = ReadSettings(engine, tuple(password or ()), worker_limits=WorkerLimits(memory_bytes=2048 * MIB), workers=workers or default_workers())
    store = store_settings(data, database_url, originals)
    try:
        mailboxes = mail_settings(settings, os.environ)
        if once:
            raise typer.Exit(_mail_once(mailboxes, store, read, as_json))
        _watch(mailboxes, store, read if reading else None)
    except IntakeError as error:
        stop(f"{error.message} · {error.message_zh}")
    except KeyboardInterrupt:
        stop("Stopped. Mails stay where they are; the next look goes on with them. · 已中断，邮件保持原位，下次继续处理。", INTERRUPTED)


def _mail_once(mailboxes: Sequence[MailSettings], store: StoreSettings, read: ReadSettings, as_json: bool) -> int:
    """Exit status. Raises IntakeError when nothing can be done at all."""
    from api.door_backend import open_door_backend  # its import takes longer than all others of this file

    counts: Counter[str] = Counter()
    with open_door_backend(store, read) as door:
        for mailbox in mailboxes:
            last = MailReport()
            for report in mail_once(MailDoor(mailbox, door.backend.reception, door.read_again), time.sleep):
                last = report
                counts["received"] += report.received
                for ended in report.ended:
                    counts["failed" if ended.code else "done"] += 1
                    _print_ended(mailbox, ended, as_json)
                if report.processing:
                    door.start_reading()
            counts["left"] += last.processing + last.waiting
            counts["problems"] += len(last.problems)
            for problem in last.problems:
                typer.echo(f"{problem.message} · {problem.message_zh}", err=True)
    if as_json:
        _print_json({"summary": {name: counts[name] for name in ("received", "done", "failed", "left", "problems")}})
    else:
        typer.echo(
            f"{counts['done']} mails done, {counts['failed']} failed, {counts['left']} left · 邮件：完成 {counts['done']}，失败 {counts['failed']}，剩余 {counts['left']}"
        )
    return SOME_FAILED if counts["failed"] or counts["left"] or counts["problems"] else 0


def _watch(mailboxes: Sequence[MailSettings], store: StoreSettings, read: ReadSettings | None) -> None:
    """Until SIGINT or SIGTERM; each mailbox has a thread of its own."""
    from api.door_backend import open_door_backend

    set_up_log()
    stop = Event()
    with open_door_backend(store, read) as door:
        door.start_reading()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        threads = [
            Thread(target=watch_mail, args=(MailDoor(mailbox, door.backend.reception, door.read_again), stop, MailLog(mailbox.user))) for mailbox in mailboxes
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


class MailLog:
    """Writes into the log what changed from look to look. The door itself logs each mail that failed."""

    def __init__(self, mailbox: str) -> None:
        self._mailbox = mailbox
        self._known: frozenset[str] = frozenset()

    def __call__(self, report: MailReport) -> None:
        log = logging.getLogger("fapiao.mail")
        for ended in report.ended:
            if not ended.code:
                log.info("done %s document=%s attachments=%d", ended.name, ended.document, ended.attachments)
        for problem in report.problems:
            if problem.code not in self._known:
                log.warning("%s: %s: %s · %s", self._mailbox, problem.code, problem.message, problem.message_zh)
        if self._known and not report.problems:
            log.info("%s: goes on", self._mailbox)
        self._known = frozenset(problem.code for problem in report.problems)


def _print_ended(mailbox: MailSettings, ended: MailEnded, as_json: bool) -> None:
    if as_json:
        _print_json(
            {
                "mailbox": mailbox.user,
                "mail": ended.name,
                "state": "failed" if ended.code else "done",
                "document": str(ended.document) if ended.document else None,
                "attachments": ended.attachments,
                "code": ended.code or None,
                "message": ended.message or None,
                "message_zh": ended.message_zh or None,
            }
        )
    else:
        typer.echo(f"{'failed' if ended.code else 'done':10} {ended.name}{f'  {ended.code}: {ended.message_zh}' if ended.code else ''}")


def _print_json(value: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()
