"""`fapiao password ID`: the password of an encrypted document. `add_password_command` puts it into the command line."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from getpass import getpass

import typer

from api.command_line import DatabaseOption, DataOption, DocumentArgument, DocumentTenantOption, OriginalsOption, operator, stop, store_settings
from intake.errors import IntakeError
from intake.password_safe import PASSWORD_LENGTH, give_password
from intake.people.names import DEFAULT_TENANT
from intake.store.answers import Done
from intake.store.documents import find_document


def add_password_command(app: typer.Typer) -> None:
    app.command()(password)


def password(
    identity: DocumentArgument,
    tenant: DocumentTenantOption = DEFAULT_TENANT,
    data: DataOption = None,
    database_url: DatabaseOption = "",
    originals: OriginalsOption = "",
) -> None:
    """Give the password of an encrypted document: asked for, or the first line of standard input. · 提供加密文档的密码"""
    from api.door_backend import open_door_backend  # its import takes longer than all others of this file

    # No option: what stands on a command line is seen by everybody on the machine.
    given = getpass("Password · 密码: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
    if not 0 < len(given) <= PASSWORD_LENGTH:
        stop(f"A password has 1 to {PASSWORD_LENGTH} characters. · 密码须为 1 至 {PASSWORD_LENGTH} 个字符。")
    try:
        with open_door_backend(store_settings(data, database_url, originals), None) as door:
            with door.backend.database.write() as session:
                document = find_document(session, tenant, identity)
                if document is None:
                    stop("There is no such document. · 没有该文档。")
                answer = give_password(session, door.backend.safe, document, given, actor=operator(), at=datetime.now(UTC))
            if not isinstance(answer, Done):
                stop("Somebody else was faster; look at the document again. · 文档状态已变化，请重新查看。")
            door.read_again(tenant, identity, answer.version)
    except IntakeError as error:
        stop(f"{error.message} · {error.message_zh}")
    typer.echo("It is read again. · 已提交重新识别。")
