"""Results as a table a person understands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from intake.invoice import Kind
from intake.kinds.fields import KIND_LABELS
from intake.result import Result

_DECISIONS = {"accept": ("green", "通过 accept"), "review": ("yellow", "待核 review"), "reject": ("red", "拒绝 reject")}
_SEVERITY = {"error": "red", "warning": "yellow", "info": "dim"}
_MOST_FINDINGS = 3


def results_table(results: Sequence[Result]) -> Table:
    """File, kind, number, date, seller, total, decision, findings."""
    table = Table(show_lines=False, header_style="bold", row_styles=("", "dim"))
    for name, keep in (
        ("文件 file", False),
        ("种类 kind", False),
        ("号码 number", True),
        ("日期 date", True),
        ("销售方 seller", False),
        ("价税合计 total", True),
        ("结论", True),
        ("发现 findings", False),
    ):
        table.add_column(name, no_wrap=keep, overflow="fold", justify="right" if "total" in name else "left")
    for result in results:
        table.add_row(*_row(result))
    return table


def _row(result: Result) -> tuple[str, ...]:
    place = escape(str(result["file"])) + (f" p{result['page']}" if result.get("page", 1) > 1 else "")
    if "error" in result:
        error = result["error"]
        return place, "", "", "", "", "", "[red]失败 failed[/]", f"[red]{escape(error['code'])}[/] {escape(error['message_zh'])} {escape(error['message'])}"
    colour, decision = _DECISIONS[result["decision"]]
    return (
        place,
        KIND_LABELS[Kind(result["kind"])].zh,
        _value(result, "invoice_number") or _value(result, "ticket_number"),
        _value(result, "issue_date") or _value(result, "departure_time"),
        _value(result, "seller_name"),
        _value(result, "total"),
        f"[{colour}]{decision}[/]",
        _findings(result),
    )


def _value(result: Result, name: str) -> str:
    return escape(str((result["fields"].get(name) or {}).get("value") or ""))


def _findings(result: Result) -> str:
    shown = sorted(result["findings"], key=lambda finding: list(_SEVERITY).index(finding["severity"]))
    lines = [f"[{_SEVERITY[finding['severity']]}]{finding['rule']}[/] {escape(finding['message_zh'])}" for finding in shown[:_MOST_FINDINGS]]
    more = len(shown) - _MOST_FINDINGS
    return "\n".join([*lines, f"… +{more}"] if more > 0 else lines)


def summary(results: Sequence[Result], out: Path | None, pictures: Path | None) -> Iterator[str]:
    """What came out, and where it lies."""
    count = Counter("failed" if "error" in result else result["decision"] for result in results)
    yield (
        f"{len(results)} 张 invoices: [green]{count['accept']} 通过 accept[/], [yellow]{count['review']} 待核 review[/], "
        f"[red]{count['reject']} 拒绝 reject, {count['failed']} 失败 failed[/]"
    )
    if out is not None:
        yield f"结果 results: {escape(str(out))}"
    if pictures is not None:
        yield f"标注图 annotated pictures: {escape(str(pictures))}/"
