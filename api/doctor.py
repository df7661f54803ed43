"""`fapiao doctor`: is this installation complete, and can it work? Looks and changes nothing. `add_doctor_command` puts it into the command line."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.table import Table

from api.command_line import DatabaseOption, DataOption, OriginalsOption, output, store_settings
from api.doctor_checks import installation_parts, store_parts
from intake.health import Condition, Part, worst

EXIT_STATUS = {Condition.OK: 0, Condition.WARNING: 1, Condition.FAILED: 2}
_SHOWN = {Condition.OK: ("ok · 正常", "green"), Condition.WARNING: ("look · 注意", "yellow"), Condition.FAILED: ("failed · 失败", "red")}


def add_doctor_command(app: typer.Typer) -> None:
    app.command()(doctor)


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on standard output, nothing else · 仅输出 JSON")] = False,
    data: DataOption = None,
    database_url: DatabaseOption = "",
    originals: OriginalsOption = "",
) -> None:
    """Check whether this installation is complete and can work. · 检查安装与运行环境"""
    store = store_settings(data, database_url, originals)
    parts = (*installation_parts(), *store_parts(store))
    if as_json:
        sys.stdout.write(json.dumps(_as_json(parts), ensure_ascii=False) + "\n")
    else:
        output().print(_table(parts))
    raise typer.Exit(EXIT_STATUS[worst(parts)])


def _table(parts: Sequence[Part]) -> Table:
    table = Table("part · 项目", "condition · 状态", "found · 现状", "what to do · 处理办法")
    for part in parts:
        words, style = _SHOWN[part.condition]
        table.add_row(part.name, f"[{style}]{words}[/]", part.found.replace("[", r"\["), f"{part.advice}\n{part.advice_zh}".strip().replace("[", r"\["))
    return table


def _as_json(parts: Sequence[Part]) -> dict[str, object]:
    listed = [
        {"part": part.name, "condition": part.condition.value, "found": part.found, "advice_en": part.advice, "advice_zh": part.advice_zh} for part in parts
    ]
    return {"condition": worst(parts).value, "parts": listed}
