"""`fapiao evidence NUMBER --out FILE`: everything about an invoice in one ZIP. `add_evidence_command` puts it into the command line."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from api.command_line import DatabaseOption, DataOption, OriginalsOption, stop, store_settings
from api.originals import existing_originals
from api.settings import StoreSettings
from api.store_commands import existing_database
from intake.errors import IntakeError, StoreDamaged
from intake.people.names import DEFAULT_TENANT
from intake.state import InvoiceState
from intake.store.invoices import StoredInvoice
from intake.store.search import InvoiceQuery, search_invoices
from intake.store.session import Database

NOT_THERE = 1
"""Exit status where there is no invoice of that number."""
_MOST = 20
_PICTURE_SECONDS = 60.0


def add_evidence_command(app: typer.Typer) -> None:
    app.command()(evidence)


def evidence(
    number: Annotated[str, typer.Argument(help="Invoice number · 发票号码", show_default=False)],
    out: Annotated[Path, typer.Option("--out", help="ZIP to write · 输出文件", show_default=False)],
    tenant: Annotated[str, typer.Option("--tenant", help="Whose invoice · 租户")] = DEFAULT_TENANT,
    data: DataOption = None,
    database_url: DatabaseOption = "",
    originals: OriginalsOption = "",
) -> None:
    """Write original, pictures, values, history, answers and proof of an invoice into a ZIP with a manifest. · 导出发票证据包"""
    store, screen = store_settings(data, database_url, originals), Console(stderr=True, highlight=False, soft_wrap=True)
    if out.exists():
        stop(f"{out} is there already. Name another file. · {out} 已存在，请使用其他文件名。")
    part = out.with_name(f".{out.name}.part")
    try:
        with existing_database(store) as database:
            found = _records(database, tenant, number.strip())
            if not found:
                screen.print(f"No invoice of the number {number} is here. · 没有号码为 {number} 的发票。", markup=False)
                raise typer.Exit(NOT_THERE)
            _write(store, database, tenant, found, part)
        part.rename(out)
    except IntakeError as error:
        stop(f"{error.message} · {error.message_zh}")
    except OSError as error:
        stop(f"Can't write {out}: {error.strerror}. · 无法写入 {out}：{error.strerror}。")
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    screen.print(f"{out}: {len(found)} records · 共 {len(found)} 条记录", markup=False)


def _records(database: Database, tenant: str, number: str) -> list[StoredInvoice]:
    """Duplicates only where there is nothing else."""
    with database.read() as session:
        page = search_invoices(session, tenant, InvoiceQuery(number=number), limit=_MOST)
    return [each for each in page.invoices if each.state is not InvoiceState.DUPLICATE] or list(page.invoices)


def _write(store: StoreSettings, database: Database, tenant: str, found: list[StoredInvoice], part: Path) -> None:
    """Pages are drawn in a process of its own, since files are opened there. Raises IntakeError, OSError."""
    from api.evidence_files import pictures  # their imports take longer than all others of this file
    from api.looks import Looks, look_pool
    from intake.evidence_bundle import evidence_bundle
    from intake.opening.limits import Limits
    from intake.password_safe import PasswordSafe

    if store.originals is None and not store.data.originals.is_dir():
        raise StoreDamaged("original_missing", f"There are no originals in {store.data.root}.", f"{store.data.root} 中没有原件。")
    files = existing_originals(store)
    looks = Looks(files, look_pool(1), 1, Limits())
    looks.start()
    try:
        picture = pictures(database, looks, PasswordSafe(store.data.sealing_key), (), _PICTURE_SECONDS)
        with part.open("xb") as file:
            for piece in evidence_bundle(database, files, tenant, [each.id for each in found], picture):
                file.write(piece)
    finally:
        looks.stop()
