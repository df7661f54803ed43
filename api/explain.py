"""Why one invoice was decided as it was: all evidence, what holds, what contradicts, how unusual it is, and what would change the decision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from api.table import DECISIONS, SEVERITY
from intake.checks.rules import RULES
from intake.invoice import Kind
from intake.kinds.fields import FIELD_LABELS, KIND_LABELS
from intake.result import Result

_STATES = {"read": "", "empty": "空 empty", "absent": "无 absent", "unreadable": "无法辨认 unreadable", "not_applicable": "不适用 not applicable"}


def explanation(result: Result) -> RenderableType:
    """For a person at a terminal. A file that could not be read is explained by its error."""
    if "error" in result:
        error = result["error"]
        again = "可重试 · trying again may help" if error["retryable"] else "重试无用 · trying again will not help"
        return Text.from_markup(f"[red]{escape(error['code'])}[/] {escape(error['message_zh'])} {escape(error['message'])} ({again})")
    return Group(
        _headline(result),
        _evidence(result),
        Text("规则 Rules", style="bold"),
        *(Padding(line, (0, 0, 0, 2)) for line in _rules(result)),
        Text("异常 Anomaly", style="bold"),
        *(Padding(line, (0, 0, 0, 2)) for line in _anomaly(result)),
        Text("结论 Decision", style="bold"),
        *(Padding(line, (0, 0, 0, 2)) for line in _decision(result)),
    )


def _headline(result: Result) -> Text:
    kind = KIND_LABELS[Kind(result["kind"])]
    quality = result["quality"]
    poor = f" · 图片 picture: {quality['verdict']} ({', '.join(quality['issues'])})" if quality["issues"] else ""
    code = f" · 二维码 QR: {escape(result['qr']['decoder'])}" if result["qr"] else " · 无二维码 no QR code"
    return Text.from_markup(
        f"[bold]{escape(result['file'])}[/] 第 {result['page']} 页 page {result['page']} · {kind.zh} {kind.en} · {result['format']}{code}{poor}"
    )


def _evidence(result: Result) -> Table:
    """One row a field, below it every reader that says something else, and the others in short."""
    table = Table(header_style="bold", title="证据 Evidence", title_justify="left", title_style="bold")
    table.add_column("栏目 field", overflow="fold", ratio=2)
    table.add_column("值 value", overflow="fold", ratio=4)
    table.add_column("置信度", justify="right", no_wrap=True)
    table.add_column("由谁读出, 由谁印证 · read by, confirmed by", overflow="fold", ratio=4)
    for name, field in result["fields"].items():
        if field["state"] == "absent" and not field["evidence"]:
            continue
        table.add_row(_label(name), _value(field), f"{field['confidence']:.3f}", _sources(field))
    return table


def _label(name: str) -> str:
    label = FIELD_LABELS.get(name)
    return f"{label.zh} {label.en}" if label else name


def _value(field: Mapping[str, Any]) -> str:
    shown = escape(str(field["value"] or "")) or f"[dim]{_STATES[field['state']]}[/]"
    if field.get("repaired_from"):
        shown += f"\n[blue]读作 read as {escape(field['repaired_from'])}[/]"
    for opinion in field["evidence"]:
        if opinion["value"] != (field["value"] or "") and opinion["value"] != field.get("repaired_from"):
            said = escape(opinion["value"]) or "空 empty"
            shown += f"\n[yellow]≠ {said}[/] [dim]{_reader(opinion)} {opinion['confidence']:.2f}[/]"
    return shown


def _sources(field: Mapping[str, Any]) -> str:
    agreeing = [f"{_reader(opinion)} {opinion['confidence']:.2f}" for opinion in field["evidence"] if opinion["value"] == (field["value"] or "")]
    lines = [escape(", ".join(dict.fromkeys(agreeing)))] if agreeing else []
    others = [name for name in field["confirmed_by"] if name != field["source"]]
    lines.append(f"[green]✓ {escape(', '.join(others))}[/]" if others else "[yellow]无印证 nothing confirms it[/]")
    return "\n".join(lines)


def _reader(opinion: Mapping[str, Any]) -> str:
    return opinion["reader"] if opinion["source"] == "ocr" else f"{opinion['source']} {opinion['reader']}".strip()


def _rules(result: Result) -> Iterator[Text]:
    """What is broken with what was expected and found, then the rules against which nothing was found."""
    for finding in result["findings"]:
        colour = SEVERITY[finding["severity"]]
        line = f"[{colour}]✗ {finding['rule']}[/] {escape(finding['message_zh'])} {escape(finding['message'])}"
        if finding["expected"] or finding["found"]:
            line += f" [dim]应为 expected {escape(finding['expected']) or '—'}, 实为 found {escape(finding['found']) or '—'}[/]"
        if finding["suggestion"]:
            line += f" [cyan]建议 suggestion: {_label(finding['suggestion']['field'])} = {escape(finding['suggestion']['value'])}[/]"
        yield Text.from_markup(line)
    broken = {finding["rule"] for finding in result["findings"]}
    rest = [rule.id for rule in RULES if rule.id not in broken]
    yield Text.from_markup(f"[green]✓[/] [dim]符合或不适用 held or not applicable: {', '.join(rest)}[/]")


def _anomaly(result: Result) -> Iterator[Text]:
    anomaly = result["anomaly"]
    if anomaly is None:
        yield Text("未评分 not scored", style="dim")
        return
    style = "red" if anomaly["flagged"] else "green"
    flagged = "已标记 flagged" if anomaly["flagged"] else "未标记 not flagged"
    yield Text.from_markup(f"[{style}]{anomaly['score']:.4f}[/] {flagged} [dim]{escape(anomaly['model'])}[/]")
    for reason in anomaly["reasons"]:
        place = f" [dim]第 {reason['page']} 页 {reason['box'][0]}[/]" if reason["box"] else ""
        yield Text.from_markup(f"{reason['weight']:+.2f} {escape(reason['message_zh'])} {escape(reason['message'])}{place}")


def _decision(result: Result) -> Iterator[Text]:
    colour, decision = DECISIONS[result["decision"]]
    sure = "" if result["all_right"] is None else f" · 关键栏目全部正确的概率 probability that every key field is right: {result['all_right']:.2%}"
    yield Text.from_markup(f"[{colour}]{decision}[/]{sure}")
    for obstacle in result["obstacles"]:
        fields = f" [dim]{', '.join(_label(name) for name in obstacle['fields'])}[/]" if obstacle["fields"] else ""
        yield Text.from_markup(f"→ {escape(obstacle['message_zh'])} {escape(obstacle['message'])}{fields}")
    if result["decision"] == "accept":
        yield Text(
            "任何一项规则报错、关键栏目失去印证或图片被标记, 都会转为人工复核。 An error, a key field without confirmation or a flag would send it to a person."
        )
