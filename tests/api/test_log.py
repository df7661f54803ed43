"""Lines of the log, as they come out of a process."""

import json
import logging
import sys
from collections.abc import Iterator

import pytest
from structlog.contextvars import bound_contextvars

from api.log import REQUEST, LogSettings, RequestNotes, set_up_log, with_log
from tests.builders import BUYER_ID

LOG = logging.getLogger("tests.log")
ACCOUNT = "6222021234567890123"


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers, root.level = handlers, level
    logging.captureWarnings(False)


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_each_line_is_a_json_object_with_time_level_and_origin(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_log(LogSettings(for_people=False))
    LOG.warning("%s 发票\nof %d", "two lines", 2)
    LOG.debug("not said")
    (line,) = lines(capsys)
    assert line["event"] == "two lines 发票\nof 2" and line["level"] == "warning" and line["logger"] == "tests.log"
    assert str(line["timestamp"]).endswith("Z")


def test_setting_up_again_says_nothing_twice(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_log(LogSettings(for_people=False))
    set_up_log(LogSettings(for_people=False))
    LOG.info("once")
    assert len(lines(capsys)) == 1


def test_a_line_says_of_which_request_and_document_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_log(LogSettings(for_people=False))
    notes = RequestNotes("abc")
    with bound_contextvars(**{REQUEST: notes}), bound_contextvars(document="d1"):
        LOG.info("first")
        notes.tenant, notes.caller = "qinghe", "user:1"
        LOG.info("second")
    LOG.info("third")
    first, second, third = lines(capsys)
    assert (first["request_id"], first["document"], "tenant" in first) == ("abc", "d1", False)
    assert (second["tenant"], second["caller"]) == ("qinghe", "user:1")
    assert not {"request_id", "document", "tenant"} & third.keys()


@pytest.mark.parametrize("for_people", [False, True])
def test_no_line_shows_a_tax_id_an_account_or_a_secret(capsys: pytest.CaptureFixture[str], for_people: bool) -> None:
    set_up_log(LogSettings(for_people=for_people))
    with bound_contextvars(seller=BUYER_ID, password="hunter22", nested={"token": "t0ken", "seen": [BUYER_ID, int(ACCOUNT)]}, number=int(ACCOUNT)):  # noqa: S106 - invented
        LOG.info("buyer %s pays from %s", BUYER_ID, ACCOUNT)
        LOG.info("connecting to postgresql://fapiao:s3cret@db/fapiao")
    try:
        raise ValueError(f"no such party {BUYER_ID}")
    except ValueError:
        LOG.exception("a fault")
    written = capsys.readouterr().err
    assert "no such party" in written and "Traceback" in written
    for secret in (BUYER_ID, ACCOUNT, "hunter22", "t0ken", "s3cret"):
        assert secret not in written


def test_what_is_no_plain_value_is_masked_as_it_is_spelled_out(capsys: pytest.CaptureFixture[str]) -> None:
    class Party:
        def __str__(self) -> str:
            return f"party {BUYER_ID}"

        __repr__ = __str__

    set_up_log(LogSettings(for_people=False))
    with bound_contextvars(party=Party(), parties=(Party(),)):
        LOG.info("here")
    written = capsys.readouterr().err
    assert "party " in written and BUYER_ID not in written


def test_a_worker_process_logs_as_the_service_does(capsys: pytest.CaptureFixture[str]) -> None:
    assert with_log(LogSettings(for_people=False), lambda: "reader") == "reader"
    LOG.warning("from a library")
    assert lines(capsys)[0]["event"] == "from a library"


def test_lines_for_people_are_no_json(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    set_up_log()
    LOG.info("readable")
    written = capsys.readouterr().err
    assert "readable" in written and not written.startswith("{")
