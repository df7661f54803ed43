"""`fapiao demo`, for real: simulators over HTTP, the store, reading. Without sample images, so that nothing waits for text recognition."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app
from api.demo.invoices import demo_invoices
from api.demo.report import report_lines, report_page, report_table
from api.demo.story import Followed, run_story
from api.demo.troubles import Trouble
from api.demo.verdict import verdict_on
from api.demo.world import START, demo_world, outsiders
from intake.isolation import MIB, WorkerLimits
from intake.settings import ReadSettings

READ = ReadSettings(worker_limits=WorkerLimits(memory_bytes=2048 * MIB), workers=1)


@pytest.mark.long
def test_every_trouble_is_named_and_cured_and_a_story_that_is_told_wrong_is_noticed(tmp_path: Path) -> None:
    invoices = demo_invoices(tmp_path, START)
    told: list[tuple[str, str]] = []
    with outsiders(invoices) as around, demo_world(tmp_path / "data", READ, around) as world:
        followed = run_story(world, invoices, lambda english, chinese: told.append((english, chinese)))
        verdict = verdict_on(world, followed)
        assert [(row.followed.invoice.file, row.wrong) for row in verdict.rows if row.wrong] == []
        assert verdict.books_wrong == () and verdict.is_right
        assert report_table(verdict).row_count == sum(each.trouble is not Trouble.NONE for each in invoices)
        page = report_page(verdict, told)
        assert all(each.file in page for each in invoices)
        assert all(english.isascii() and not chinese.isascii() for english, chinese in told if "7.30" not in english)
        assert list(report_lines(verdict))[-1].startswith("演示通过")
        # Another story of the same world: a trouble that nobody named, and an entry that nobody knows of.
        wrong = [Followed(replace(each.invoice, trouble=Trouble.FORGED), each.id, each.named) if place == 39 else each for place, each in enumerate(followed)]
        key = world.around.ledger.books.bookings[0].key
        world.around.ledger.books.book({**world.around.ledger.books.bookings[0].entry, "IdempotencyKey": "typed by hand"})
        other = verdict_on(world, wrong)
        assert not other.is_right
        assert "never named not_issued" in other.rows[39].wrong and "is confirmed" in other.rows[39].wrong
        assert any(key in each for each in other.books_wrong)
        assert list(report_lines(other))[-1].startswith("演示未通过")


def test_the_command_says_what_it_does() -> None:
    done = CliRunner(env={"COLUMNS": "160"}).invoke(app, ["demo", "--help"])
    assert done.exit_code == 0
    assert "Forty invoices" in done.output and "演示" in done.output
