"""An evaluation as tables for people and as JSON for scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from rich.console import Console
from rich.table import Table

from intake.invoice import KEY_FIELDS
from intake.measure.calibration import Calibration
from intake.measure.evaluate import MINOR_FIELDS, TICKET_FIELDS, Cells, Evaluation, Judgement, Tally
from intake.measure.targets import Mark, Target, targets

_MARKS = {Mark.AIM: "[green]✓ aim[/]", Mark.MUST: "[yellow]✓ must[/]", Mark.MISS: "[red]✗ miss[/]", Mark.NO_DATA: "[dim]– no data[/]"}


def print_report(evaluation: Evaluation, console: Console, errors: bool = False) -> None:
    """Everything as tables; with `errors` every wrong field by file, expected and found."""
    console.print(_targets_table(targets(evaluation)))
    console.print(_tallies("Fields · 字段", "field", evaluation.per_field.items()))
    console.print(_groups("Kinds · 票种", "kind", evaluation, lambda judgement: judgement.label.kind))
    console.print(_groups("Formats · 来源", "format", evaluation, lambda judgement: judgement.format_group))
    console.print(_calibration_table(evaluation.calibration))
    console.print(_tallies("Summary · 汇总", "", _summary(evaluation).items()))
    _print_names(console, "Accepted but wrong · 自动通过但有错", (f"{j.name}: {_what_is_wrong(j)}" for j in evaluation.silent))
    _print_names(console, "Missing invoices · 漏检", (j.name for j in evaluation.missing))
    _print_names(console, "Extra invoices · 多检", (f"{record.file}: {record.kind} on top of the labelled ones" for record in evaluation.extra))
    _print_names(
        console, "Wrong kind · 票种错误", (f"{j.name}: {j.label.kind} read as {j.result.kind}" for j in evaluation.judgements if j.result and not j.kind_right)
    )
    if evaluation.unlabelled:
        console.print(f"[dim]{len(evaluation.unlabelled)} files have no label and are not counted.[/]")
    if errors:
        console.print(_errors_table(evaluation.judgements))


def to_json(evaluation: Evaluation, errors: bool = False) -> dict[str, object]:
    """The same figures; counts as [right, total], so that nothing is lost to rounding."""
    report: dict[str, object] = {
        "invoices": len(evaluation.judgements),
        "targets": [{"name": t.name, "must": t.must, "aim": t.aim, "measured": t.measured, "of": t.of, "mark": t.mark.value} for t in targets(evaluation)],
        "summary": {name: _pair(tally) for name, tally in _summary(evaluation).items()},
        "per_field": {name: _pair(tally) for name, tally in evaluation.per_field.items()},
        "per_kind": _groups_json(evaluation, lambda judgement: judgement.label.kind),
        "per_format": _groups_json(evaluation, lambda judgement: judgement.format_group),
        "items": _cells_json(evaluation.items),
        "calibration": {
            "expected_error": evaluation.calibration.expected_error,
            "bins": [
                {"low": b.low, "high": b.high, "count": b.count, "right": b.right, "mean_confidence": b.mean_confidence} for b in evaluation.calibration.bins
            ],
        },
        "accepted_but_wrong": [{"file": j.label.file, "index": j.label.index, "wrong": _what_is_wrong(j)} for j in evaluation.silent],
        "missing": [{"file": j.label.file, "index": j.label.index} for j in evaluation.missing],
        "extra": [{"file": record.file, "index": record.index, "kind": record.kind} for record in evaluation.extra],
        "unlabelled": list(evaluation.unlabelled),
    }
    if errors:
        report["errors"] = [
            {"file": j.label.file, "index": j.label.index, "field": v.field, "expected": v.expected, "found": v.found, "confidence": v.confidence}
            for j in evaluation.judgements
            for v in j.wrong
        ]
    return report


def _summary(evaluation: Evaluation) -> dict[str, Tally]:
    accepted = evaluation.accepted
    return {
        "key fields": evaluation.fields(KEY_FIELDS),
        "minor fields": evaluation.fields(MINOR_FIELDS),
        "ticket fields": evaluation.fields(TICKET_FIELDS),
        "invoices with all key fields right": evaluation.perfect,
        "kind": evaluation.kind,
        "QR decoded": evaluation.qr,
        "invoices found": Tally(len(evaluation.judgements) - len(evaluation.missing), len(evaluation.judgements)),
        "accepted": accepted,
        "accepted and right": Tally(accepted.right - len(evaluation.silent), accepted.right),
    }


def _targets_table(rows: Iterable[Target]) -> Table:
    table = _table("Promises · 指标", ("promise", "指标"), ("must", "aim", "measured", "of", ""))
    for row in rows:
        shown = "" if row.measured is None else _figure(row, row.measured)
        table.add_row(row.name, row.name_zh, _figure(row, row.must), _figure(row, row.aim), shown, str(row.of), _MARKS[row.mark])
    return table


def _figure(target: Target, value: float) -> str:
    if target.is_count:
        return f"{value:.0f}"
    return f"{value:.4f}" if "F1" in target.name else f"{100 * value:.2f} %"


def _tallies(title: str, heading: str, rows: Iterable[tuple[str, Tally]]) -> Table:
    table = _table(title, (heading,), ("right", "of", "share"))
    for name, tally in rows:
        table.add_row(name, str(tally.right), str(tally.total), _percent(tally))
    return table


def _groups(title: str, heading: str, evaluation: Evaluation, group: Callable[[Judgement], str]) -> Table:
    figures = ("invoices", "found", "kind", "key fields", "all key fields", "minor", "ticket", "QR", "item P", "item R", "item F1", "accepted")
    table = _table(title, (heading,), figures)
    for name, part in _parts(evaluation, group).items():
        cells = part.items
        items = (f"{cells.precision:.4f}", f"{cells.recall:.4f}", f"{cells.f1:.4f}") if cells.expected + cells.found else ("", "", "")
        table.add_row(
            name,
            str(len(part.judgements)),
            str(len(part.judgements) - len(part.missing)),
            _percent(part.kind),
            _percent(part.fields(KEY_FIELDS)),
            _percent(part.perfect),
            _percent(part.fields(MINOR_FIELDS)),
            _percent(part.fields(TICKET_FIELDS)),
            _percent(part.qr),
            *items,
            _percent(part.accepted),
        )
    return table


def _groups_json(evaluation: Evaluation, group: Callable[[Judgement], str]) -> dict[str, object]:
    return {
        name: {
            "summary": {title: _pair(tally) for title, tally in _summary(part).items()},
            "per_field": {field: _pair(tally) for field, tally in part.per_field.items()},
            "items": _cells_json(part.items),
        }
        for name, part in _parts(evaluation, group).items()
    }


def _parts(evaluation: Evaluation, group: Callable[[Judgement], str]) -> dict[str, Evaluation]:
    names = sorted({group(judgement) for judgement in evaluation.judgements})
    return {name: evaluation.where(j for j in evaluation.judgements if group(j) == name) for name in names}


def _calibration_table(calibration: Calibration) -> Table:
    title = f"Calibration · 置信度校准 (expected error {calibration.expected_error:.4f} over {calibration.count} values)"
    table = _table(title, ("confidence",), ("values", "right", "mean confidence", "share right", "gap"))
    for row in calibration.bins:
        shown = (f"{row.mean_confidence:.4f}", f"{row.share_right:.4f}", f"{row.gap:+.4f}") if row.count else ("", "", "")
        table.add_row(f"{row.low:g} – {row.high:g}", str(row.count), str(row.right), *shown)
    return table


def _errors_table(judgements: Iterable[Judgement]) -> Table:
    table = _table("Wrong fields · 错误字段", ("file", "field", "expected", "found"), ("confidence",))
    for judgement in judgements:
        for verdict in judgement.wrong:
            confidence = "" if verdict.confidence is None else f"{verdict.confidence:.3f}"
            table.add_row(judgement.name, verdict.field, verdict.expected, verdict.found, confidence)
    return table


def _print_names(console: Console, title: str, names: Iterable[str]) -> None:
    listed = list(names)
    console.print(f"[bold]{title}:[/] {len(listed)}")
    for name in listed:
        console.print(f"  {name}", markup=False, highlight=False)


def _what_is_wrong(judgement: Judgement) -> str:
    fields = [verdict.field for verdict in judgement.wrong if verdict.is_key]
    return ", ".join(fields if judgement.kind_right else ["kind", *fields])


def _table(title: str, texts: Sequence[str], figures: Sequence[str]) -> Table:
    """Columns of text, to the left, before columns of figures, to the right."""
    table = Table(title=title, title_justify="left", header_style="bold")
    for heading in texts:
        table.add_column(heading, overflow="fold")
    for heading in figures:
        table.add_column(heading, justify="right", overflow="fold")
    return table


def _percent(tally: Tally) -> str:
    return "" if tally.share is None else f"{100 * tally.share:.2f} %"


def _pair(tally: Tally) -> list[int]:
    return [tally.right, tally.total]


def _cells_json(cells: Cells) -> dict[str, float]:
    return {
        "right": cells.right,
        "expected": cells.expected,
        "found": cells.found,
        "precision": round(cells.precision, 6),
        "recall": round(cells.recall, 6),
        "f1": round(cells.f1, 6),
    }
