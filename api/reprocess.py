"""`fapiao reprocess ID`: a document is read again. `add_reprocess_command` puts it into the command line."""

from __future__ import annotations

from datetime import UTC, datetime

import typer

from api.command_line import DatabaseOption, DataOption, DocumentArgument, DocumentTenantOption, OriginalsOption, operator, stop, store_settings
from intake.errors import IntakeError
from intake.people.names import DEFAULT_TENANT
from intake.state import DOCUMENT_MOVES, DocumentState, targets
from intake.store.answers import Done
from intake.store.documents import find_document, read_again


def add_reprocess_command(app: typer.Typer) -> None:
    app.command()(reprocess)


def reprocess(
    identity: DocumentArgument,
    tenant: DocumentTenantOption = DEFAULT_TENANT,
    data: DataOption = None,
    database_url: DatabaseOption = "",
    originals: OriginalsOption = "",
) -> None:
    """Have a document read again, one in quarantine too; the service or the next scan reads it. · 重新识别文档"""
    from api.door_backend import open_door_backend  # its import takes longer than all others of this file

    store = store_settings(data, database_url, originals)
    try:
        with open_door_backend(store, None) as door:
            with door.backend.database.write() as session:
                document = find_document(session, tenant, identity)
                if document is None:
                    stop("There is no such document. · 没有该文档。")
                if DocumentState.RECEIVED not in targets(DOCUMENT_MOVES, document.state, operator()):
                    stop(f"The document is {document.state.value}: it is being read, or waits for it. · 文档正在识别或等待识别。")
                answer = read_again(session, tenant, identity, document.state, actor=operator(), why="asked for again", at=datetime.now(UTC))
            if not isinstance(answer, Done):
                stop("Somebody else was faster; look at the document again. · 文档状态已变化，请重新查看。")
            door.read_again(tenant, identity, answer.version)
    except IntakeError as error:
        stop(f"{error.message} · {error.message_zh}")
    typer.echo("It is read again. · 已提交重新识别。")
