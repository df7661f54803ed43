"""Commands about what the product has learned: `fapiao parties import`, `fapiao train`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from subprocess import run
from typing import Annotated

import typer
from rich.console import Console

from api.command_line import stop
from intake.errors import IntakeError
from intake.json_lines.parties import JsonLinesParties
from intake.parties.csv_import import parse_parties_csv

parties = typer.Typer(help="Names and tax ids your firm knows. · 已知单位", no_args_is_help=True)


def add_model_commands(app: typer.Typer) -> None:
    app.add_typer(parties, name="parties")
    app.command()(train)


@parties.command("import")
def import_parties(
    registry: Annotated[Path, typer.Argument(help="The file that `fapiao read --parties` is given; made where it is absent · 已知单位文件")],
    table: Annotated[Path, typer.Argument(help="A CSV file with the columns name and tax_id (名称, 税号) · CSV 表格")],
) -> None:
    """Add a list of firms to a file of known parties. Importing the same list again changes nothing. · 导入单位清单"""
    try:
        sightings = parse_parties_csv(table.read_bytes(), datetime.now(UTC).astimezone().date())
        known = JsonLinesParties(registry)
        before = len(known)
        known.add(sightings)
    except IntakeError as error:
        stop(f"{error.message} · {error.message_zh}")
    except OSError as error:
        stop(f"Can't read {table}: {error.strerror}. · 无法读取 {table}。")
    Console(highlight=False).print(
        f"{len(sightings)} rows read, {len(known) - before} parties new, {len(known)} known · 读取 {len(sightings)} 行，新增 {len(known) - before} 个单位"
    )


def train(
    cache: Annotated[Path, typer.Argument(help="Folder of examples that `python -m training.anomaly.dataset` made · 样本文件夹")],
    docs: Annotated[Path | None, typer.Option(help="Docs folder whose figures are written anew · 文档文件夹")] = None,
) -> None:
    """Train the anomaly model and the calibration from a cached pass; they take effect only if better. · 训练异常模型"""
    if find_spec("training") is None:
        stop("Training is part of the source code, not of the installed program: run it in a checkout. · 训练程序仅随源代码提供，请在代码库中运行。")
    for step in (["training.anomaly.table", str(cache)], ["training.anomaly", "train", str(cache), *(["--docs", str(docs)] if docs else [])]):
        status = run([sys.executable, "-m", *step], check=False).returncode  # noqa: S603 - our own module, with a path as an argument
        if status:
            raise typer.Exit(status)
