"""`fapiao serve`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from api.command_line import DatabaseOption, DataOption, OriginalsOption, stop, store_settings
from api.notice_options import NoticesOption, notice_settings
from api.outside_settings import LedgersOption, OutsideSettings, upload_settings
from api.settings import ServeRole, ServeSettings
from api.verification_settings import MaintenanceOption, ProvidersOption, verification_settings
from intake.errors import IntakeError
from intake.isolation import MIB, WorkerLimits, start_fork_server
from intake.settings import Engine, ReadSettings

WORKER_MODULES = ("api.worker_modules",)
"""Imported where workers come from."""


def add_serve_command(app: typer.Typer) -> None:
    app.command()(serve)


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
    # Whoever sends a document or looks at a page is answered at once, however much is being read.
    limits = WorkerLimits(memory_bytes=2048 * MIB, niceness=10)
    start_fork_server(limits, WORKER_MODULES)
    # What workers import is being imported there while this process imports the rest, which takes longer than all other imports of this file.
    from api.build import default_workers
    from api.scan import scan_source
    from api.serve_doors import DoorSettings
    from api.server import run_service
    from api.tls import TlsSettings
    from intake.mail_door.named_mailboxes import mail_settings
    from intake.stages.decode_qr import missing_decoders

    screen = Console(stderr=True, highlight=False)
    for sentence in missing_decoders():
        screen.print(sentence, style="yellow")
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
