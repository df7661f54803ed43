from datetime import timedelta
from pathlib import Path

import pytest

from intake.build_ledgers import build_routes
from intake.errors import SetupError
from intake.upload.drop import DropLedger
from intake.upload.import_tables import TableLedger
from intake.upload.ledger import Unavailable
from intake.upload.named_ledgers import upload_settings
from intake.upload.odoo import OdooLedger
from intake.upload.rest import RestLedger
from intake.upload.tryton import TrytonLedger
from tests.intake.upload.upload_samples import Clock, entry

ALL = """
[[ledgers]]
name = "books"
type = "rest"
address = "https://ledger.example/v1/"
id = "intake"
settles_minutes = 5

[[ledgers]]
name = "drop"
type = "directory"
folder = "/srv/drop"

[[ledgers]]
name = "by-hand"
type = "tables"
folder = "/srv/tables"

[[ledgers]]
name = "odoo"
type = "odoo"
address = "http://odoo.lan:8069"
plain = true
private = true
database = "firm"
id = "intake@example.com"
expense = "6602"
tax = "222101"

[[ledgers]]
name = "tryton"
type = "tryton"
address = "https://tryton.example"
database = "firm"
id = "intake"
company = 1
currency = "CNY"
payable = "2202"
expense = "6602"
tax = "2221"

[[routes]]
tenant = "qinghe"
ledger = "books"
backup = "drop"
backup_after_minutes = 30

[[routes]]
tenant = "wangchao"
ledger = "tryton"
"""
SECRETS = {f"FAPIAO_LEDGER_{name}_SECRET": "s3cret" for name in ("BOOKS", "ODOO", "TRYTON")}


def written(folder: Path, text: str) -> Path:
    path = folder / "ledgers.toml"
    path.write_text(text, "utf-8")
    return path


def test_every_type_is_built_and_each_tenant_has_its_route(tmp_path: Path) -> None:
    settings = upload_settings(written(tmp_path, ALL), SECRETS)
    routes = build_routes(settings, Clock()).by_tenant
    books, drop = routes["qinghe"].first, routes["qinghe"].backup
    assert isinstance(books, RestLedger)
    assert isinstance(drop, DropLedger)
    assert isinstance(routes["wangchao"].first, TrytonLedger)
    assert (books.base, books.secret, books.manners.settles_within) == ("https://ledger.example/v1", b"s3cret", timedelta(minutes=5))
    assert routes["qinghe"].backup_after == timedelta(minutes=30)
    assert "s3cret" not in repr(settings) + repr(routes)


def test_the_others_are_built_too(tmp_path: Path) -> None:
    more = ALL.replace('ledger = "tryton"', 'ledger = "odoo"\nbackup = "by-hand"')
    route = build_routes(upload_settings(written(tmp_path, more), SECRETS), Clock()).by_tenant["wangchao"]
    assert isinstance(route.first, OdooLedger)
    assert isinstance(route.backup, TableLedger)
    assert route.first.http.reach.private_hosts == route.first.http.reach.plain_hosts == {"odoo.lan"}


def test_without_a_file_there_is_no_ledger() -> None:
    assert build_routes(upload_settings(None, {}), Clock()).by_tenant == {}


def test_an_address_in_the_own_network_is_refused_unless_the_settings_say_so(tmp_path: Path) -> None:
    route = build_routes(upload_settings(written(tmp_path, ALL.replace("ledger.example", "127.0.0.1:9")), SECRETS), Clock()).by_tenant["qinghe"]
    answer = route.first.find(entry().business)
    assert isinstance(answer, Unavailable)
    assert answer.reason == "address_refused"


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('type = "rest"', 'type = "sap"', "type"),
        ('name = "books"', 'name = "The Books"', "name"),
        ('id = "intake"\nsettles', "settles", "id is missing"),
        ("settles_minutes = 5", 'settles_minutes = "5"', "settles_minutes"),
        ("settles_minutes = 5", "timeout_seconds = 400", "timeout_seconds"),
        ("settles_minutes = 5", 'secret = "x"', "secret is unknown"),
        ("settles_minutes = 5", 'secret_file = "/nowhere"', "secret_file"),
        ("company = 1", "company = true", "company"),
        ("plain = true\n", "", "TLS"),
        ("https://ledger", "ftp://ledger", "https://"),
        ('backup = "drop"', 'backup = "books"', "another"),
        ('backup = "drop"', 'backup = "nobody"', "nobody"),
        ('tenant = "wangchao"', 'tenant = "qinghe"', "tenant"),
        ('name = "drop"', 'name = "books"', "same name"),
        ('ledger = "tryton"', 'ledger = "drop"', "folder"),
        ('folder = "/srv/tables"', 'folder = "/srv/drop"', "folder"),
        ("[[routes]]", "[routes]", ""),
    ],
)
def test_what_is_wrong_with_the_settings_is_named_and_no_secret_with_it(tmp_path: Path, old: str, new: str, named: str) -> None:
    assert old in ALL
    with pytest.raises(SetupError) as refused:
        build_routes(upload_settings(written(tmp_path, ALL.replace(old, new)), SECRETS), Clock())
    assert refused.value.code == "ledger_settings_not_usable"
    assert named in refused.value.message
    assert "s3cret" not in refused.value.message


def test_a_secret_may_stand_in_a_file_of_its_own_and_is_needed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from a file\n")
    named = ALL.replace("settles_minutes = 5", f'secret_file = "{tmp_path / "secret"}"')
    books = build_routes(upload_settings(written(tmp_path, named), SECRETS), Clock()).by_tenant["qinghe"].first
    assert isinstance(books, RestLedger)
    assert books.secret == b"from a file"
    with pytest.raises(SetupError, match="FAPIAO_LEDGER_BOOKS_SECRET"):
        upload_settings(written(tmp_path, ALL), {})
