"""`fapiao evaluate` and `fapiao bench`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from api.build import build_pipeline, chosen_engine, default_workers
from api.command_line import stop
from api.files import files_in
from api.reading_progress import counting, reading_progress
from intake.errors import IntakeError
from intake.measure.bench import Contestant, paddleocr_peer, rapidocr_peer
from intake.measure.bench import bench as run_bench
from intake.measure.bench_report import print_benchmark
from intake.measure.bench_report import to_json as benchmark_json
from intake.measure.evaluate import evaluate as evaluate_results
from intake.measure.labels import Record, load_records, record_of
from intake.measure.report import print_report
from intake.measure.report import to_json as evaluation_json
from intake.read_documents import read_documents
from intake.settings import Engine, ReadSettings
from models.manifest import WEIGHTS_DIRECTORY


def add_measuring_commands(app: typer.Typer) -> None:
    app.command()(evaluate)
    app.command()(bench)


def evaluate(
    labels: Annotated[Path, typer.Argument(help="Labels, one JSON object a line, or a folder of *.expected.json · 标注文件")],
    folder: Annotated[Path, typer.Argument(help="The files that the labels name, or a file of results · 待评估的文件夹或结果文件")],
    errors: Annotated[bool, typer.Option("--errors", help="List every wrong value · 列出每处错误")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Figures as JSON on standard output · 以 JSON 输出")] = False,
    engine: Annotated[Engine, typer.Option(help="What runs the text recognition · 识别引擎")] = Engine.AUTO,
    workers: Annotated[int, typer.Option(min=0, help="Processes that read; 0: one for each processor · 进程数")] = 0,
) -> None:
    """How right the results are, against labels. · 对照标注评估准确率"""
    screen = Console(stderr=True, highlight=False)
    try:
        truth = load_records(labels)
        results = load_records(folder) if folder.is_file() else _read_labelled(folder, truth, engine, workers, screen)
    except IntakeError as error:
        stop(f"{error.message} · {error.message_zh}")
    evaluation = evaluate_results(truth, results)
    if as_json:
        sys.stdout.write(json.dumps(evaluation_json(evaluation, errors), ensure_ascii=False) + "\n")
    else:
        print_report(evaluation, Console(highlight=False), errors)


def _read_labelled(folder: Path, truth: Sequence[Record], engine: Engine, workers: int, screen: Console) -> tuple[Record, ...]:
    """Results for the files of a folder that have labels."""
    wanted = {record.file for record in truth}
    files = [file for file in files_in([folder]) if {file.name, Path(file.name).name} & wanted]
    settings = ReadSettings(engine=engine, workers=workers or default_workers())
    with reading_progress(screen) as progress:
        task = progress.add_task("", total=len(files))
        documents = (file.opened(settings.limits) for file in files)
        read = counting(read_documents(documents, partial(build_pipeline, settings), settings), progress, task)
        return tuple(record_of(result) for done in read for result in done.results)


def bench(
    folder: Annotated[Path, typer.Argument(help="A folder of photographs or scans · 图片文件夹")],
    rounds: Annotated[int, typer.Option(min=1, help="Turns for each contestant · 轮数")] = 3,
    workers: Annotated[int, typer.Option(min=0, help="Processes for each contestant; 0: one for each processor · 进程数")] = 0,
    peers: Annotated[bool, typer.Option(help="Measure paddleocr and rapidocr in the same run · 同时测量同类软件")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Figures as JSON on standard output · 以 JSON 输出")] = False,
) -> None:
    """How fast reading is and how much memory it takes, beside other OCR software. · 测速"""
    screen = Console(stderr=True, highlight=False)
    own = [Engine.ONNX, *([Engine.OPENVINO] if chosen_engine(Engine.AUTO) is Engine.OPENVINO else [])]
    try:
        others = (paddleocr_peer(WEIGHTS_DIRECTORY), rapidocr_peer(Path(".venv-peer/bin/python"))) if peers else ()
        contestants = [Contestant(f"fapiao {engine}", (sys.executable, "-m", "api.bench_worker", engine)) for engine in own]
        benchmark = run_bench(folder, contestants, others, rounds, workers or None, screen.print)
    except IntakeError as error:
        stop(f"{error.message} · {error.message_zh}")
    if as_json:
        sys.stdout.write(json.dumps(benchmark_json(benchmark), ensure_ascii=False) + "\n")
    else:
        print_benchmark(benchmark, Console(highlight=False))
