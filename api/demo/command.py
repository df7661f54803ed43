"""`fapiao demo`: the story of forty invoices, end to end, with simulated tax bureau, providers and ledger. `add_demo_command` puts it into the command line."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Annotated

import typer
from rich.console import Console

from api.command_line import EngineOption, output, stop
from api.free_address import check_address
from intake.errors import IntakeError
from intake.isolation import MIB, WorkerLimits
from intake.settings import Engine, ReadSettings

NOT_RIGHT = 1
"""Exit status where a trouble was not named, or an invoice is not where it belongs."""


def add_demo_command(app: typer.Typer) -> None:
    app.command()(demo)


def demo(
    out: Annotated[Path, typer.Option("--out", help="Folder for the report · 报告文件夹")] = Path("out/demo"),
    samples: Annotated[Path, typer.Option("--samples", help="Sample invoices, where they are at hand · 示例发票文件夹")] = Path("sample_images"),
    engine: EngineOption = Engine.AUTO,
    serve: Annotated[bool, typer.Option("--serve", help="Then open the service on these data, to look at in a browser · 随后启动服务，供浏览器查看")] = False,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Of the service; 0: any that is free · 服务端口")] = 8000,
) -> None:
    """Forty invoices, some delayed, voided, mistyped, lost, refused: which cause is named, what cures it, where each ends. · 演示全流程"""
    from api.demo.invoices import demo_invoices, todays_invoices  # these take longer to import than the rest of the command line
    from api.demo.report import report_lines, report_page, report_table
    from api.demo.serving import HOST, serve_demo
    from api.demo.story import run_story
    from api.demo.today import lay_out, story_begins
    from api.demo.verdict import verdict_on
    from api.demo.world import START, NotAsTold, demo_world, outsiders

    screen, begun = output(), monotonic()
    told: list[tuple[str, str]] = []

    def tell(english: str, chinese: str) -> None:
        told.append((english, chinese))
        screen.print(f"[dim]{monotonic() - begun:4.0f} s[/]  {chinese} [dim]{english}[/]", soft_wrap=True)

    # One process more than these reads, and the files are few: loading models for more than two takes longer than it saves.
    read = ReadSettings(engine=engine, worker_limits=WorkerLimits(memory_bytes=2048 * MIB), workers=1)
    now = datetime.now(UTC)
    start = story_begins(now) if serve else START
    try:
        if serve:
            check_address(HOST, port)
        invoices = demo_invoices(samples, start)
        todays = todays_invoices(samples, now) if serve else ()
        with TemporaryDirectory(prefix="fapiao-demo-") as folder, outsiders((*invoices, *todays), start) as around:
            with demo_world(Path(folder) / "data", read, around) as world:
                followed = run_story(world, invoices, tell)
                verdict = verdict_on(world, followed)
                if serve:
                    lay_out(world, followed, todays, start)
            out.mkdir(parents=True, exist_ok=True)
            (out / "report.md").write_text(report_page(verdict, told), encoding="utf-8")
            _show(screen, verdict.is_right, [report_table(verdict), *report_lines(verdict), f"{os.fspath(out / 'report.md')}  {monotonic() - begun:.0f} s"])
            if serve:
                serve_demo(world, read, port, screen)
    except IntakeError as error:
        stop(f"{error.message} · {error.message_zh}")
    except NotAsTold as error:
        stop(f"The demonstration broke off: {error} · 演示中断", NOT_RIGHT)
    except OSError as error:
        stop(f"{error.filename or ''}: {error.strerror} · 无法读写文件")
    raise typer.Exit(0 if verdict.is_right else NOT_RIGHT)


def _show(screen: Console, is_right: bool, parts: list[object]) -> None:
    for part in parts:
        screen.print(part, style=None if is_right else "yellow")
