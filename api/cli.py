"""The command `fapiao`."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

_ADDED_BY = {
    "read": "api.reading_commands:add_reading_commands",
    "explain": "api.reading_commands:add_reading_commands",
    "evaluate": "api.measuring_commands:add_measuring_commands",
    "bench": "api.measuring_commands:add_measuring_commands",
    "serve": "api.serve_command:add_serve_command",
    "scan": "api.scan:add_scan_commands",
    "watch": "api.scan:add_scan_commands",
    "mail": "api.mail:add_mail_command",
    "batch": "api.batch:add_batch_command",
    "reprocess": "api.reprocess:add_reprocess_command",
    "password": "api.document_password:add_password_command",
    "doctor": "api.doctor:add_doctor_command",
    "verify-store": "api.store_commands:add_store_commands",
    "why": "api.why:add_why_command",
    "reconcile": "api.reconcile_command:add_reconcile_command",
    "evidence": "api.evidence_command:add_evidence_command",
    "entry": "api.entry_commands:add_entry_commands",
    "user": "api.people_commands:add_people_commands",
    "parties": "api.model_commands:add_model_commands",
    "train": "api.model_commands:add_model_commands",
    "demo": "api.demo.command:add_demo_command",
}
"""Name of a command, and the function that adds it to a Typer application; in the order of the help."""


class Commands(TyperGroup):
    """Imports a command when it is asked for: all of them together take seconds, and most need little."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]
        return list(_ADDED_BY)

    def get_command(self, ctx: typer.Context, cmd_name: str) -> Any:  # type: ignore[override]
        for name in [cmd_name] if cmd_name in _ADDED_BY else _ADDED_BY:  # all for a name that was mistyped: the most similar is proposed
            if name not in self.commands:
                self.add_command(_loaded(name), name)
        return super().get_command(ctx, cmd_name)


def _loaded(name: str) -> Any:
    module, _, add = _ADDED_BY[name].partition(":")
    added = typer.Typer()
    getattr(import_module(module), add)(added)
    return get_group(added).commands[name]


app = typer.Typer(cls=Commands, pretty_exceptions_enable=False, no_args_is_help=True)


@app.callback()
def fapiao() -> None:
    """Fapiao Intake: reads Chinese VAT invoices into checked fields. · 发票识别与校验"""


def main() -> None:
    """Entry point."""
    app()


if __name__ == "__main__":
    main()
