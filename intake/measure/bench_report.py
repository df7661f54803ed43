"""A benchmark as tables for people and as JSON for scripts."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median

from rich.console import Console
from rich.table import Table

from intake.measure.bench import THREADS, Benchmark

_MIB = 1024 * 1024


def print_benchmark(benchmark: Benchmark, console: Console) -> None:
    """Contestants side by side, then for our own: stages, formats, files that failed."""
    console.print(
        f"{benchmark.pictures} pictures, {benchmark.documents} other files, {benchmark.workers} workers of {THREADS} thread, "
        f"{len(benchmark.rounds)} rounds in turn; medians. Peers read text only, ours gives checked fields.",
        highlight=False,
    )
    console.print(_side_by_side(benchmark))
    own = [name for name in benchmark.contestants if name not in benchmark.peers]
    console.print(_stages(benchmark, own))
    console.print(_formats(benchmark, own))
    for name in benchmark.contestants:
        for file, error in benchmark.failures(name).items():
            console.print(f"{name} could not read {file}: {error}", markup=False, highlight=False)


def to_json(benchmark: Benchmark) -> dict[str, object]:
    """The same figures and the rounds behind them; seconds, bytes."""
    return {
        "workers": benchmark.workers,
        "threads": THREADS,
        "pictures": benchmark.pictures,
        "documents": benchmark.documents,
        "contestants": {
            name: {
                "peer": name in benchmark.peers,
                "pictures_per_second": benchmark.pictures_per_second(name),
                "pictures_per_second_and_core": benchmark.pictures_per_second(name) / benchmark.workers,
                "invoices_per_second": None if name in benchmark.peers else benchmark.invoices_per_second(name),
                "seconds_a_picture": benchmark.seconds_a_picture(name),
                "times_as_fast_as": {peer: benchmark.times_as_fast(name, peer) for peer in benchmark.peers},
                "peak_memory_of_a_worker": benchmark.worker_peak(name),
                "peak_memory_of_all_workers": benchmark.total_peak(name),
                "rounds": [{"load_seconds": turn.load_seconds, "pictures_seconds": turn.pictures_seconds} for turn in benchmark.turns(name)],
                "stages_ms": benchmark.stages(name),
                "seconds_by_format": benchmark.seconds_by_format(name),
                "failures": benchmark.failures(name),
            }
            for name in benchmark.contestants
        },
    }


def _side_by_side(benchmark: Benchmark) -> Table:
    table = Table(title="Speed and memory · 速度与内存", title_justify="left", header_style="bold")
    table.add_column("")
    for name in benchmark.contestants:
        table.add_column(name, justify="right")
    for heading, figure in _figures(benchmark):
        table.add_row(heading, *(figure(name) for name in benchmark.contestants))
    return table


def _figures(benchmark: Benchmark) -> tuple[tuple[str, Callable[[str], str]], ...]:
    """What is told of each contestant: heading, contestant -> figure."""

    def times(peer: str) -> Callable[[str], str]:
        return lambda name: f"{benchmark.times_as_fast(name, peer):.2f}"

    return (
        ("pictures a second · 图片/秒", lambda name: f"{benchmark.pictures_per_second(name):.2f}"),
        ("  of each core · 每核", lambda name: f"{benchmark.pictures_per_second(name) / benchmark.workers:.2f}"),
        ("invoices a second · 发票/秒", lambda name: "" if name in benchmark.peers else f"{benchmark.invoices_per_second(name):.2f}"),
        ("seconds a picture · 秒/图", lambda name: f"{benchmark.seconds_a_picture(name):.2f}"),
        *((f"× {peer}", times(peer)) for peer in benchmark.peers),
        ("MiB of a worker · 单进程内存", lambda name: f"{benchmark.worker_peak(name) / _MIB:.0f}"),
        ("MiB of all · 总内存", lambda name: f"{benchmark.total_peak(name) / _MIB:.0f}"),
        ("seconds to load · 启动秒数", lambda name: f"{median(turn.load_seconds for turn in benchmark.turns(name)):.1f}"),
    )


def _stages(benchmark: Benchmark, own: list[str]) -> Table:
    """Mean milliseconds a picture; the total is no stage and closes the table."""
    table = Table(title="Where the time of a picture goes, ms · 各步骤耗时", title_justify="left", header_style="bold")
    table.add_column("stage")
    stages = {name: benchmark.stages(name) for name in own}
    for name in own:
        table.add_column(name, justify="right")
    rows = sorted(dict.fromkeys(stage for name in own for stage in stages[name]), key=lambda stage: stage == "total")
    for stage in rows:
        table.add_row(stage, *(f"{stages[name].get(stage, 0.0):.1f}" for name in own))
    return table


def _formats(benchmark: Benchmark, own: list[str]) -> Table:
    table = Table(title="One file after start, ms · 单个文件耗时", title_justify="left", header_style="bold")
    for heading in ("reader", "format"):
        table.add_column(heading)
    for heading in ("files", "median", "slowest"):
        table.add_column(heading, justify="right")
    for name in own:
        for file_format, seconds in benchmark.seconds_by_format(name).items():
            table.add_row(name, file_format, str(len(seconds)), f"{1000 * median(seconds):.0f}", f"{1000 * seconds[-1]:.0f}")
    return table
