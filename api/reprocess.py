"""`fapiao reprocess ID`: a document is read again. `add_reprocess_command` puts it into the command line."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from getpass import getuser
from pathlib import Path
from typing import Annotated, NoReturn
from uuid import UUID

import typer
from rich.console import Console

from api.settings import StoreSettings
from intake.data_folder import DataFolder, default_data_folder
from intake.errors import IntakeError
from intake.people.names import DEFAULT_TENANT
from intake.state import DOCUMENT_MOVES, Actor, DocumentState, Role, targets
from intake.store.answers import Done
from intake.store.documents import find_document, read_again

NOT_USABLE = 2


def add_reprocess_command(app: typer.Typer) -> None:
    app.command()(reprocess)


def reprocess(
    identity: Annotated[UUID, typer.Argument(metavar="ID", help="Of the document, as records and lists have it · 文档编号", show_default=False)],
    tenant: Annotated[str, typer.Option("--tenant", help="Whose document · 租户")] = DEFAULT_TENANT,
    data: Annotated[
        Path | None,
        typer.Option("--data", help="Folder for database and originals; else FAPIAO_DATA, else ~/.local/share/fapiao · 数据文件夹", show_default=False),
    ] = None,
    database_url: Annotated[
        str, typer.Option("--database-url", envvar="DATABASE_URL", help="postgresql://... instead of SQLite · 数据库地址", show_default=False)
    ] = "",
) -> None:
    """Have a document read again, one in quarantine too; the service or the next scan reads it. · 重新识别文档"""
    from api.door_backend import open_door_backend  # its import takes longer than all others of this file

    operator = Actor(f"operator:{getuser()}"[:64], frozenset({Role.ADMINISTRATOR}))
    store = StoreSettings(DataFolder((data or default_data_folder()).absolute()), database_url)
    try:
        with open_door_backend(store, None) as door:
            with door.backend.database.write() as session:
                document = find_document(session, tenant, identity)
                if document is None:
                    _stop("There is no such document. · 没有该文档。")
                if DocumentState.RECEIVED not in targets(DOCUMENT_MOVES, document.state, operator):
                    _stop(f"The document is {document.state.value}: it is being read, or waits for it. · 文档正在识别或等待识别。")
                answer = read_again(session, tenant, identity, document.state, actor=operator, why="asked for again", at=datetime.now(UTC))
            if not isinstance(answer, Done):
                _stop("Somebody else was faster; look at the document again. · 文档状态已变化，请重新查看。")
            door.read_again(tenant, identity, answer.version)
    except IntakeError as error:
        _stop(f"{error.message} · {error.message_zh}")
    typer.echo("It is read again. · 已提交重新识别。")


def _stop(message: str) -> NoReturn:
    Console(stderr=True, highlight=False).print(message, style="red", markup=False)
    sys.exit(NOT_USABLE)
