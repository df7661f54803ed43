"""As much of Odoo's `/jsonrpc` as handing over a vendor bill touches, with its shapes: results, errors, `False` for nothing, floating-point sums, commands for lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

Row = dict[str, Any]
REQUIRED = {"account.move": ("move_type",), "res.partner": ("name",), "ir.attachment": ("name",)}
FIELDS = {
    "account.move": {
        "id",
        "move_type",
        "partner_id",
        "ref",
        "invoice_origin",
        "invoice_date",
        "narration",
        "invoice_line_ids",
        "state",
        "amount_untaxed",
        "amount_tax",
        "amount_total",
    },
    "res.partner": {"id", "name", "vat", "is_company"},
    "ir.attachment": {"id", "name", "datas", "mimetype", "description", "res_model", "res_id"},
    "account.account": {"id", "code"},
}
LINE = {"name", "quantity", "price_unit", "tax_ids", "account_id"}


class OdooError(Exception):
    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


@dataclass
class Odoo:
    database: str = "books"
    login: str = "intake"
    key: str = "an api key"
    tables: dict[str, list[Row]] = field(default_factory=lambda: {"account.account": [{"id": 7, "code": "6602"}, {"id": 8, "code": "222101"}]})
    fails: dict[str, OdooError] = field(default_factory=dict)
    """Model and method -> what it raises."""

    def rows(self, model: str) -> list[Row]:
        if model not in FIELDS:
            raise OdooError("builtins.KeyError", model)
        return self.tables.setdefault(model, [])

    def answer(self, service: str, method: str, arguments: list[Any]) -> Any:
        if (service, method) == ("common", "authenticate"):
            database, login, key, _ = arguments
            return 2 if (database, login, key) == (self.database, self.login, self.key) else False
        assert (service, method) == ("object", "execute_kw")
        database, user, key, model, called, positional, named = arguments
        if (database, user, key) != (self.database, 2, self.key):
            raise OdooError("odoo.exceptions.AccessDenied", "Access Denied")
        if f"{model}.{called}" in self.fails:
            raise self.fails[f"{model}.{called}"]
        if called == "create":
            return self._create(model, *positional, **named)
        assert called == "search_read"
        return self._search_read(model, *positional, **named)

    def _create(self, model: str, values: Row) -> int:
        rows = self.rows(model)
        unknown = set(values) - FIELDS[model]
        if unknown:
            raise OdooError("builtins.ValueError", f"Invalid field {sorted(unknown)[0]!r} on model {model!r}")
        for name in REQUIRED[model]:
            if not values.get(name):
                raise OdooError("odoo.exceptions.ValidationError", f"Missing required field {name}")
        row: Row = {**dict.fromkeys(FIELDS[model], False), **values, "id": len(rows) + 1}
        if model == "account.move":
            self._compute(row)
        rows.append(row)
        return int(row["id"])

    def _compute(self, row: Row) -> None:
        partner = next((each for each in self.rows("res.partner") if each["id"] == row["partner_id"]), None)
        if partner is None:
            raise OdooError("odoo.exceptions.ValidationError", "The field 'Vendor' is required")
        row["partner_id"] = [partner["id"], partner["name"]]
        lines = []
        for command, zero, line in row["invoice_line_ids"]:
            assert (command, zero) == (0, 0)
            assert set(line) <= LINE, line
            assert line["tax_ids"] == [[6, 0, []]]
            lines.append(line)
        total = round(sum(line["quantity"] * line["price_unit"] for line in lines), 2)
        row.update(state="draft", amount_untaxed=total, amount_tax=0.0, amount_total=total)

    def _search_read(self, model: str, domain: list[Any], *, fields: list[str], limit: int, order: str) -> list[Row]:
        assert order == "id"
        found = [row for row in self.rows(model) if all(_matches(row, *condition) for condition in domain)]
        return [{"id": row["id"], **{name: row[name] for name in fields}} for row in found[:limit]]


def _matches(row: Row, name: str, operator: str, wanted: Any) -> bool:
    match operator:
        case "=":
            return bool(row[name] == wanted)
        case "in":
            return row[name] in wanted
        case ">=" | "<=" | ">":
            value = row[name]
            return value is not False and bool(value >= wanted if operator == ">=" else value <= wanted if operator == "<=" else value > wanted)
        case "=like":
            return isinstance(row[name], str) and row[name].startswith(wanted.removesuffix("%"))
    raise AssertionError(operator)


@contextmanager
def serve(odoo: Odoo) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/jsonrpc"
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            called = request["params"]
            said: Row = {"jsonrpc": "2.0", "id": request["id"]}
            try:
                said["result"] = odoo.answer(called["service"], called["method"], called["args"])
            except OdooError as error:
                data = {"name": error.name, "debug": "Traceback (most recent call last): ...", "message": str(error), "arguments": [str(error)], "context": {}}
                said["error"] = {"code": 200, "message": "Odoo Server Error", "data": data}
            body = json.dumps(said).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
