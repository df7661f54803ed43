"""What reconciliation finds is told: what is severe at once, the rest with the day's notices, what is known already not again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from intake.duties.noticing import NoticeSweep
from intake.duties.reconciling import MOST_ATTEMPTS
from intake.engine import Jobs
from intake.notices.notice import Subject
from intake.notices.topics import Topic
from intake.people.user import User
from intake.state import Role
from intake.store.reconciliation_runs import open_run
from intake.store.session import Database
from intake.upload.discrepancies import Discrepancy
from intake.upload.rest import RestLedger
from intake.upload.routes import Route, Routes
from intake.upload.simulator.server import SimulatedLedger
from tests.intake.duties.reconciled_firm import SPAN, Firm, agreeing
from tests.intake.notices.notice_house import Telling
from tests.intake.store.samples import TENANT
from tests.intake.upload.upload_samples import Clock

D = Discrepancy


@pytest.fixture
def firm(database: Database, clock: Clock, jobs: Jobs, simulated: SimulatedLedger, ledger: RestLedger, telling: Telling) -> Firm:
    telling.clock = clock
    telling.parts = replace(telling.parts, clock=clock)
    telling.sweep = NoticeSweep(telling.parts)
    telling.person("first", Role.ADMINISTRATOR, mail=False)
    return Firm(database, clock, jobs, simulated, Routes({TENANT: Route(ledger)}))


def told(telling: Telling, person: User) -> list[tuple[Topic, str, str]]:
    """Of reconciliation, the newest first."""
    return [(each.topic, each.words.subject, each.words.text_zh) for each in telling.listed(person) if each.about.kind is Subject.RECONCILIATION]


def test_what_is_newly_found_is_told_to_finance_the_severe_at_once_and_nothing_twice(firm: Firm, telling: Telling) -> None:
    finance = telling.person("zhao", Role.FINANCE)
    agreeing(firm, 12, [(1, D.TOTAL_DIFFERS), (3, D.TOTAL_DIFFERS), (5, D.MISSING_THERE), (7, D.DATE_DIFFERS)])
    firm.reconcile()
    telling.look(minutes=6)
    severe, rest = sorted(told(telling, finance), key=lambda each: each[0] is Topic.DIFFERENCE_FOUND)
    assert severe[:2] == (Topic.SEVERE_DIFFERENCE, "The books are wrong: 3 differences found")
    assert "价税合计不符 2 项" in severe[2] and "记账系统缺失 1 项" in severe[2]
    assert rest[:2] == (Topic.DIFFERENCE_FOUND, "Reconciliation found differences: 1") and "开票日期不符 1 项" in rest[2]
    telling.look(minutes=6)
    assert [to for to, _, _ in telling.letters.sent] == ["zhao@example.cn"], "the rest waits for its hour"
    assert "账务有误" in telling.letters.sent[0][1].text and "开票日期" not in telling.letters.sent[0][1].text
    firm.reconcile()
    telling.look(minutes=6)
    assert len(told(telling, finance)) == 2


def test_while_nothing_is_wrong_nothing_is_told(firm: Firm, telling: Telling) -> None:
    finance = telling.person("zhao", Role.FINANCE)
    agreeing(firm, 5, [])
    firm.reconcile()
    telling.look(minutes=6)
    assert told(telling, finance) == []


def test_that_a_ledger_could_not_be_reconciled_with_is_told_once(firm: Firm, telling: Telling) -> None:
    finance = telling.person("zhao", Role.FINANCE)
    firm.simulated.closed.set()
    with firm.database.write() as session:
        open_run(session, TENANT, SPAN, "books", who="user:finance", at=firm.clock())
    for _ in range(MOST_ATTEMPTS):
        firm.work()
        firm.clock.now = firm.last_run().next_at or firm.clock()
    telling.look(minutes=1)
    telling.look(minutes=1)
    assert [each[:2] for each in told(telling, finance)] == [(Topic.NOT_RECONCILED, "The books could not be reconciled with books")]
