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

DECISIONS = {"accept": ("green", "通过 accept"), "review": ("yellow", "待核 review"), "reject": ("red", "拒绝 reject")}
SEVERITY = {"error": "red", "warning": "yellow", "info": "dim"}
_MOST_FINDINGS = 3


def results_table(results: Sequence[Result]) -> Table:
    """File, kind, number, date, seller, total, decision, findings."""
    table = Table(header_style="bold", row_styles=("", "dim"), expand=True)
    table.add_column("文件 file", overflow="fold", min_width=12, ratio=3)
    table.add_column("种类 kind", overflow="fold", min_width=8, ratio=2)
    table.add_column("号码 number", overflow="fold", min_width=10, max_width=10)
    table.add_column("日期 date", overflow="fold", min_width=10, max_width=10)
    table.add_column("销售方 seller", overflow="fold", min_width=8, ratio=3)
    table.add_column("合计 total", no_wrap=True, justify="right")
    table.add_column("结论", overflow="fold", min_width=6, max_width=6)
    table.add_column("发现 findings", overflow="fold", min_width=14, ratio=6)
    for result in results:
        table.add_row(*_row(result))
    return table


def _row(result: Result) -> tuple[str, ...]:
    place = escape(str(result["file"])) + (f" p{result['page']}" if result.get("page", 1) > 1 else "")
    if "error" in result:
        error = result["error"]
        return place, "", "", "", "", "", "[red]失败 failed[/]", f"[red]{escape(error['code'])}[/] {escape(error['message_zh'])} {escape(error['message'])}"
    colour, decision = DECISIONS[result["decision"]]
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
    shown = sorted(result["findings"], key=lambda finding: list(SEVERITY).index(finding["severity"]))
    lines = [f"[{SEVERITY[finding['severity']]}]{finding['rule']}[/] {escape(finding['message_zh'])}" for finding in shown[:_MOST_FINDINGS]]
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
