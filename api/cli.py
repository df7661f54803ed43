"""The command `fapiao`."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from api import people_commands
from api.batch import add_batch_command
from api.build import build_pipeline, chosen_engine, default_workers
from api.command_line import INTERRUPTED, DatabaseOption, DataOption, OriginalsOption, output, stop, store_settings
from api.demo.command import add_demo_command
from api.doctor import add_doctor_command
from api.document_password import add_password_command
from api.entry_commands import add_entry_commands
from api.evidence_command import add_evidence_command
from api.explain import explanation
from api.files import NamedFile, files_in, picture_name
from api.mail import add_mail_command
from api.memory_options import HistoryOption, LimitOption, PartiesOption, memory_of, remember
from api.model_commands import add_model_commands
from api.notice_options import NoticesOption, notice_settings
from api.outside_settings import LedgersOption, OutsideSettings, upload_settings
from api.reconcile_command import add_reconcile_command
from api.reprocess import add_reprocess_command
from api.results_file import ResultsFile
from api.scan import add_scan_commands, scan_source
from api.settings import ServeRole, ServeSettings
from api.store_commands import add_store_commands
from api.table import results_table, summary
from api.verification_settings import MaintenanceOption, ProvidersOption, verification_settings
from api.why import add_why_command
from intake.decide import Policy
from intake.errors import IntakeError
from intake.isolation import WorkerLimits
from intake.json_lines.history import JsonLinesHistory
from intake.mail_door.named_mailboxes import mail_settings
from intake.measure.bench import Contestant, paddleocr_peer, rapidocr_peer
from intake.measure.bench import bench as run_bench
from intake.measure.bench_report import print_benchmark
from intake.measure.bench_report import to_json as benchmark_json
from intake.measure.evaluate import evaluate as evaluate_results
from intake.measure.labels import Record, load_records, record_of
from intake.measure.report import print_report
from intake.measure.report import to_json as evaluation_json
from intake.read_documents import DocumentResult, read_documents
from intake.settings import Engine, ReadSettings
from intake.stages.decode_qr import missing_decoders
from models.manifest import WEIGHTS_DIRECTORY

app = typer.Typer(help="Fapiao Intake: reads Chinese VAT invoices into checked fields. · 发票识别与校验", no_args_is_help=True, pretty_exceptions_enable=False)
add_model_commands(app)
app.add_typer(people_commands.users, name="user")

FILES_FAILED = 1
"""Exit status when some files could not be read; everything else was."""
_MIB = 1 << 20


@app.command()
def read(
    paths: Annotated[list[Path], typer.Argument(help="Files or folders · 文件或文件夹", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line on standard output, nothing else · 仅输出 JSON")] = False,
    out: Annotated[Path | None, typer.Option(help="Write results to this file as they come, one JSON object a line · 结果文件")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Pass over what --out already holds · 跳过已有结果")] = False,
    pictures: Annotated[Path | None, typer.Option(help="Folder for annotated pictures of the pages · 标注图片文件夹")] = None,
    engine: Annotated[Engine, typer.Option(help="What runs the text recognition · 识别引擎")] = Engine.AUTO,
    workers: Annotated[int, typer.Option(min=0, help="Processes that read; 0: one for each processor · 进程数")] = 0,
    password: Annotated[list[str] | None, typer.Option(help="Tried on encrypted files; may be given several times · 文件密码")] = None,
    seconds: Annotated[float, typer.Option(min=1, help="Time limit for one document · 单个文件时限（秒）")] = 120.0,
    memory: Annotated[int, typer.Option(min=512, help="Memory limit for one worker, MiB · 单进程内存上限")] = 2048,
    history: HistoryOption = None,
    parties: PartiesOption = None,
    limit: LimitOption = None,
    max_released_error: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Largest share of accepted invoices that may be wrong · 放行发票的最大差错率")
    ] = Policy().max_released_error,
) -> None:
    """Read invoices from photographs, scans, PDF, OFD, XML, mails and ZIP files. · 识别发票"""
    if resume and out is None:
        stop("--resume needs --out: it goes on with that file. · --resume 需同时指定 --out。")
    screen = Console(stderr=True, highlight=False)
    try:
        known = memory_of(history, parties, limit)
    except IntakeError as error:
        stop(f"{error.message} · {error.message_zh}")
    settings = ReadSettings(
        engine=engine,
        passwords=tuple(password or ()),
        worker_limits=WorkerLimits(seconds=seconds, memory_bytes=memory * _MIB),
        workers=workers or default_workers(),
        pictures=pictures is not None,
        policy=Policy(max_released_error=max_released_error),
        memory=known,
    )
    for sentence in missing_decoders():
        screen.print(sentence, style="yellow")
    try:
        failed = _read(list(files_in(paths)), settings, as_json, out, resume, pictures, screen)
    except IntakeError as error:
        stop(f"{error.message} · {error.message_zh}")
    except BrokenPipeError:
        raise
    except OSError as error:
        place = f" {error.filename}" if error.filename else ""
        stop(f"Can't write{place}: {error.strerror}. Finished results are kept. · 无法写入{place}：{error.strerror}。已完成的结果已保留。")
    except KeyboardInterrupt:
        _interrupted("Stopped. Finished results are kept" + (f" in {out}; go on with --resume." if out else ".") + " · 已中断，已完成的结果已保留。")
    raise typer.Exit(FILES_FAILED if failed else 0)


@app.command()
def explain(
    path: Annotated[Path, typer.Argument(help="A file · 文件", show_default=False)],
    engine: Annotated[Engine, typer.Option(help="What runs the text recognition · 识别引擎")] = Engine.AUTO,
    password: Annotated[list[str] | None, typer.Option(help="Tried on encrypted files; may be given several times · 文件密码")] = None,
) -> None:
    """Why an invoice was decided as it was, and what would change that. · 说明识别依据与结论"""
    settings = ReadSettings(engine=engine, passwords=tuple(password or ()), worker_limits=WorkerLimits(memory_bytes=2048 * _MIB), workers=1)
    console = output()
    failed = False
    try:
        documents = (file.opened(settings.limits) for file in files_in([path]))
        for done in read_documents(documents, partial(build_pipeline, settings), settings):
            failed = failed or done.failed
            for result in done.results:
                console.print(explanation(result))
    except IntakeError as error:
        stop(f"{error.message} · {error.message_zh}")
    raise typer.Exit(FILES_FAILED if failed else 0)


@app.command()
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
    with _progress(screen) as progress:
        task = progress.add_task("", total=len(files))
        documents = (file.opened(settings.limits) for file in files)
        read = _counting(read_documents(documents, partial(build_pipeline, settings), settings), progress, task)
        return tuple(record_of(result) for done in read for result in done.results)


@app.command()
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


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen at; without TLS in front, open it to trusted networks only · 监听地址")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any that is free · 端口")] = 8000,
    data: DataOption = None,
    database_url: DatabaseOption = "",
    originals: OriginalsOption = "",
    role: Annotated[ServeRole, typer.Option(help="all; or api and worker, on several machines with PostgreSQL · 进程角色")] = ServeRole.ALL,
    engine: Annotated[Engine, typer.Option(help="What runs the text recognition · 识别引擎")] = Engine.AUTO,
    workers: Annotated[int, typer.Option(min=0, help="Documents read at a time; 0: one for each processor · 并行数")] = 0,
    metrics_port: Annotated[int, typer.Option(min=0, max=65535, help="Numbers about this process, on 127.0.0.1 and this port; 0: none · 指标端口")] = 0,
    scan_folder: Annotated[
        list[Path] | None, typer.Option(help="Take documents from this folder too; may be given several times · 扫描文件夹", show_default=False)
    ] = None,
    mail: Annotated[bool, typer.Option("--mail", help="Take documents from mailboxes too, named as for `fapiao mail` · 邮箱")] = False,
    mail_settings_file: Annotated[
        Path | None,
        typer.Option("--mail-settings", envvar="FAPIAO_MAIL_SETTINGS", help="TOML file with mailboxes, for --mail · 邮箱配置文件", show_default=False),
    ] = None,
    verification: ProvidersOption = None,
    maintenance: MaintenanceOption = None,
    ledgers: LedgersOption = None,
    notices: NoticesOption = None,
    tls: Annotated[
        bool, typer.Option("--tls", help="Encrypted, with a certificate of this installation's own, for phones in the house · 启用 HTTPS（自建证书）")
    ] = False,
    tls_name: Annotated[
        list[str] | None,
        typer.Option(help="With --tls: a further host name or address of this machine; may be given several times · 证书附加名称", show_default=False),
    ] = None,
    tls_certificate: Annotated[
        Path | None, typer.Option(help="Encrypted, with this certificate and those it stands on, PEM · HTTPS 证书", show_default=False)
    ] = None,
    tls_key: Annotated[Path | None, typer.Option(help="Its key, PEM · HTTPS 私钥", show_default=False)] = None,
) -> None:
    """Run the service: take documents in, read them, keep them. · 启动服务"""
    from api.serve_doors import DoorSettings
    from api.server import run_service  # its import takes longer than all others of this file
    from api.tls import TlsSettings

    screen = Console(stderr=True, highlight=False)
    for sentence in missing_decoders():
        screen.print(sentence, style="yellow")
    # Whoever sends a document or looks at a page is answered at once, however much is being read.
    limits = WorkerLimits(memory_bytes=2048 * _MIB, niceness=10)
    settings = ReadSettings(engine=engine, worker_limits=limits, workers=workers or default_workers())
    store = store_settings(data, database_url, originals)
    try:
        folders = tuple(scan_source(folder) for folder in scan_folder or ())
        doors = DoorSettings(folders, mail_settings(mail_settings_file, os.environ) if mail else ())
        outside = OutsideSettings(verification_settings(verification, maintenance or ()), upload_settings(ledgers), notice_settings(notices))
        run_service(
            ServeSettings(settings), store, role, host, port, metrics_port, doors, outside, TlsSettings(tls, tuple(tls_name or ()), tls_certificate, tls_key)
        )
    except IntakeError as error:
        stop(f"{error.message} · {error.message_zh}")


def _read(files: Sequence[NamedFile], settings: ReadSettings, as_json: bool, out: Path | None, resume: bool, pictures: Path | None, screen: Console) -> bool:
    """Whether some file failed. Raises IntakeError when nothing can be read at all."""
    kept: list[DocumentResult] = []
    failed = False
    history = JsonLinesHistory(settings.memory.history) if settings.memory.history else None
    with ResultsFile(out, resume) as results_file, _progress(screen) as progress:
        task = progress.add_task("", total=len(files))
        documents = (file.opened(settings.limits) for file in files)
        for done in _counting(read_documents(documents, partial(build_pipeline, settings), settings, results_file.done), progress, task):
            results_file.write(done.results)
            if history is not None:
                remember(history, done.results)
            failed = failed or done.failed
            if pictures is not None:
                _write_pictures(pictures, done)
            if as_json:
                _print_json(done)
            else:
                kept.append(done)
        earlier = results_file.earlier
    if not as_json:
        results = [*earlier, *(result for done in sorted(kept, key=lambda done: done.document.name) for result in done.results)]
        console = output()
        console.print(results_table(results))
        for line in summary(results, out, pictures):
            console.print(line)
    return failed


def _progress(screen: Console) -> Progress:
    return Progress(
        SpinnerColumn(),
        TextColumn("[progress.description]{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=screen,
        transient=True,
    )


def _counting(results: Iterable[DocumentResult], progress: Progress, task: object) -> Iterator[DocumentResult]:
    finished: set[str] = set()
    for result in results:
        finished.add(result.document.name.partition("!")[0])
        progress.update(task, completed=len(finished), description=escape(result.document.name[-40:]))  # type: ignore[arg-type]
        yield result


def _print_json(done: DocumentResult) -> None:
    for result in done.results:
        sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def _write_pictures(folder: Path, done: DocumentResult) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number, picture in done.pictures:
        (folder / picture_name(done.document.name, number)).write_bytes(picture)


def _interrupted(message: str) -> NoReturn:
    """Workers that still read are ended with this process; nothing is left to wait for."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(message, style="red", markup=False)
    sys.stdout.flush()
    os._exit(INTERRUPTED)


add_scan_commands(app)
add_mail_command(app)
add_batch_command(app)
add_reprocess_command(app)
add_password_command(app)
add_doctor_command(app)
add_store_commands(app)
add_why_command(app)
add_reconcile_command(app)
add_evidence_command(app)
add_demo_command(app)
add_entry_commands(app)


def main() -> None:
    """Entry point."""
    app()


if __name__ == "__main__":
    main()
