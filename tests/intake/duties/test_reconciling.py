"""The store, a ledger over HTTP and a handed-in list held against each other: everything that is put wrong is found, once, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from intake.duties.reconciling import LEASE, MOST_ATTEMPTS, Reconciling, ReconcilingSweep, reconcile_job
from intake.engine import Jobs
from intake.state import InvoiceState
from intake.store.reconciliation_findings import decide_finding, events_of_finding
from intake.store.reconciliation_lists import lists_of, withdraw_list
from intake.store.reconciliation_runs import due_runs, open_run, take_run
from intake.store.session import Database
from intake.upload.discrepancies import Discrepancy
from intake.upload.list_file import ListKind
from intake.upload.reconciliation_words import FindingState, RunState
from intake.upload.rest import RestLedger
from intake.upload.routes import Nightly, Route, Routes
from intake.upload.simulator.server import Habits, SimulatedLedger
from tests.intake.duties.reconciled_firm import FIRST, SPAN, Firm, agreeing, inject, key_of
from tests.intake.store.samples import FINANCE, TENANT
from tests.intake.upload.upload_samples import Clock

D, S = Discrepancy, FindingState
ALL = sorted(Discrepancy)


@pytest.fixture
def firm(database: Database, clock: Clock, jobs: Jobs, simulated: SimulatedLedger, ledger: RestLedger) -> Firm:
    return Firm(database, clock, jobs, simulated, Routes({TENANT: Route(ledger)}))


def test_lists_that_agree_have_no_finding_and_their_sums_per_day(firm: Firm) -> None:
    agreeing(firm, 40, [])
    run = firm.reconcile()
    assert (run.state, run.counted.ours, run.counted.theirs, run.counted.agreed, run.counted.found) == (RunState.FINISHED, 40, 40, 40, 0)
    assert run.counted.is_listed and run.counted.lists == 1
    assert firm.findings(None) == []
    day = run.counted.days[FIRST]
    assert (day.ours, day.theirs, day.agreed) == (2, 2, 2) and day.ours_fen == day.theirs_fen == 106_000 + 215_816


def test_every_kind_of_difference_is_found_as_itself_and_alone(firm: Firm) -> None:
    expected = agreeing(firm, 60, [(2 * place, kind) for place, kind in enumerate(ALL)])
    run = firm.reconcile()
    assert firm.findings() == expected
    assert run.counted.found == len(expected) == len(ALL)


@pytest.mark.slow
@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_of_a_thousand_invoices_five_per_cent_wrong_all_are_found_and_no_other(firm: Firm) -> None:
    expected = agreeing(firm, 1_000, [(20 * place, ALL[place % len(ALL)]) for place in range(50)])
    firm.reconcile()
    assert firm.findings() == expected


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_ledger_that_can_not_list_is_asked_for_each_and_what_only_it_has_stays_unknown(firm: Firm) -> None:
    unseen = {D.MISSING_HERE, D.MISNUMBERED_THERE}
    expected = agreeing(firm, 45, [(2 * place, kind) for place, kind in enumerate(ALL) if kind not in unseen])
    firm.simulated.habits = Habits(lists=False)
    run = firm.reconcile()
    assert firm.findings() == expected
    assert not run.counted.is_listed


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_without_a_ledger_lists_alone_are_compared(firm: Firm) -> None:
    of_lists = [D.LISTED_NOT_RECEIVED, D.LISTED_OTHERWISE, D.NOT_LISTED, D.VOID_BUT_BOOKED]
    expected = agreeing(firm, 20, [(2 * place, kind) for place, kind in enumerate(of_lists)])
    firm.routes = Routes()
    run = firm.reconcile()
    assert firm.findings() == expected
    assert run.counted.agreed == 16


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_handed_in_list_of_the_ledger_stands_for_one_that_lists_nothing(firm: Firm) -> None:
    agreeing(firm, 5, [])
    firm.listed.pop(3)
    inject(firm, 9, D.LISTED_NOT_RECEIVED)
    firm.routes = Routes()
    with firm.database.write() as session:
        (bureau,), _ = lists_of(session, TENANT, limit=5)
        assert withdraw_list(session, TENANT, bureau.id, firm.clock())
    firm.hand_in(ListKind.LEDGER)
    firm.reconcile()
    assert firm.findings() == sorted([(key_of(3), D.MISSING_THERE), (key_of(9), D.MISSING_HERE)])


def test_found_again_it_is_the_same_finding_and_gone_it_is_settled_and_back_it_is_open_again(firm: Firm) -> None:
    agreeing(firm, 3, [])
    gone = firm.unbook(1)
    first, (finding,) = firm.reconcile(), firm.stored()
    second, (again,) = firm.reconcile(), firm.stored()
    assert (again.id, again.first_run, again.last_run, again.state, again.version) == (finding.id, first.id, second.id, S.OPEN, 1)
    firm.rebook(gone)
    firm.reconcile()
    assert [(each.id, each.state) for each in firm.stored()] == [(finding.id, S.SETTLED)]
    firm.unbook(1)
    firm.reconcile()
    assert [(each.id, each.state) for each in firm.stored()] == [(finding.id, S.OPEN)]
    with firm.database.read() as session:
        assert [(event.source, event.target.value) for event in events_of_finding(session, TENANT, finding.id)] == [
            ("", "open"),
            ("open", "settled"),
            ("settled", "open"),
        ]


def test_an_accepted_difference_stays_accepted_until_its_values_change(firm: Firm) -> None:
    agreeing(firm, 3, [(1, D.TOTAL_DIFFERS)])
    firm.reconcile()
    (finding,) = firm.stored()
    with firm.database.write() as session:
        accepted = decide_finding(session, TENANT, finding.id, S.ACCEPTED, actor=FINANCE, why="rounded there", at=firm.clock(), version=finding.version)
    assert accepted is not None
    assert (accepted.state, accepted.decided_by, accepted.why) == (S.ACCEPTED, FINANCE.name, "rounded there")
    firm.reconcile()
    assert [each.state for each in firm.stored()] == [S.ACCEPTED]
    firm.change(1, total="0.02")
    firm.reconcile()
    assert [(each.state, each.finding.theirs, each.why) for each in firm.stored()] == [(S.OPEN, "0.02", "")]


def test_a_decision_that_comes_too_late_or_leads_nowhere_changes_nothing(firm: Firm) -> None:
    agreeing(firm, 3, [(1, D.TOTAL_DIFFERS)])
    firm.reconcile()
    (finding,) = firm.stored()
    with firm.database.write() as session:
        assert decide_finding(session, TENANT, finding.id, S.ACCEPTED, actor=FINANCE, why="x", at=firm.clock(), version=7) is None
        assert decide_finding(session, TENANT, finding.id, S.OPEN, actor=FINANCE, why="x", at=firm.clock()) is None
        assert decide_finding(session, "wangchao", finding.id, S.ACCEPTED, actor=FINANCE, why="x", at=firm.clock()) is None
    assert firm.stored() == (finding,) or list(firm.stored()) == [finding]


def test_what_is_booked_on_another_day_there_is_looked_for_and_what_we_date_otherwise_is_known(firm: Firm) -> None:
    """The days of a run bound both sides, and must not make differences by themselves."""
    agreeing(firm, 4, [])
    firm.change(1, IssueTime="2022-01-01")
    with firm.database.write() as session:
        narrow = replace(SPAN, first=SPAN.first + timedelta(days=3))
        open_run(session, TENANT, narrow, "books", who="user:finance", at=firm.clock())
    firm.change(0, IssueTime=narrow.first.isoformat())
    firm.work()
    assert firm.findings() == [(key_of(0), D.DATE_DIFFERS)], "ours of before these days, which they have on one of them"
    firm.reconcile()
    assert firm.findings() == sorted([(key_of(0), D.DATE_DIFFERS), (key_of(1), D.DATE_DIFFERS)])


def test_entries_of_test_invoices_and_of_other_tenants_are_nobodys_loss(firm: Firm) -> None:
    agreeing(firm, 2, [])
    firm.routes = Routes({**firm.routes.by_tenant, "wangchao": firm.routes.by_tenant[TENANT]})
    for number, sender in ((50, "probe"), (51, "wangchao"), (52, "somebody")):
        inject(firm, number, D.MISSING_HERE)
        books = firm.simulated.books
        books._bookings = [replace(each, idempotency_key=f"{sender}:{each.key}:1") if each.key == key_of(number) else each for each in books._bookings]
    firm.reconcile()
    assert [kind for kind in firm.findings() if kind[1] is D.MISSING_HERE] == [(key_of(52), D.MISSING_HERE)]


def test_every_night_has_one_run_of_this_month_and_the_last(firm: Firm) -> None:
    firm.routes = Routes({TENANT: replace(firm.routes.by_tenant[TENANT], nightly=Nightly(days=40))})
    firm.jobs.prepare()
    firm.clock.now = firm.clock().replace(hour=18, minute=29)  # 02:29 in China
    firm.night()
    with firm.database.read() as session:
        assert due_runs(session, firm.clock(), 10) == ()
    firm.clock.go_on(minutes=1)
    firm.night()
    run = firm.last_run()
    assert (run.night, run.span.last, (run.span.last - run.span.first).days) == (run.span.last, run.night, 39)
    for sweep in (ReconcilingSweep(firm.parts), ReconcilingSweep(firm.parts)):
        assert sweep.run() == 0
    firm.clock.go_on(days=1)
    firm.night()
    assert firm.last_run().night == run.span.last + timedelta(days=1)


def test_a_tenant_who_wants_none_has_no_nightly_run(firm: Firm) -> None:
    firm.routes = Routes({TENANT: replace(firm.routes.by_tenant[TENANT], nightly=None)})
    firm.clock.go_on(days=1)
    assert ReconcilingSweep(firm.parts).run() == 0


def test_a_ledger_that_can_not_be_asked_is_tried_again_and_in_the_end_given_up_and_findings_stay(firm: Firm) -> None:
    agreeing(firm, 3, [(1, D.MISSING_THERE)])
    firm.reconcile()
    firm.simulated.closed.set()
    with firm.database.write() as session:
        open_run(session, TENANT, SPAN, "books", who="user:finance", at=firm.clock())
    for attempt in range(1, MOST_ATTEMPTS + 1):
        firm.work()
        run = firm.last_run()
        assert run.attempts == attempt
        assert "maintenance" in run.reason
        if run.next_at is not None:
            firm.clock.now = run.next_at
    assert (run.state, run.next_at) == (RunState.FAILED, None)
    assert firm.findings() == [(key_of(1), D.MISSING_THERE)]


def test_a_run_whose_process_died_is_begun_anew_and_whoever_comes_late_keeps_nothing(firm: Firm) -> None:
    agreeing(firm, 3, [(1, D.MISSING_THERE)])
    with firm.database.write() as session:
        opened = open_run(session, TENANT, SPAN, "books", who="user:finance", at=firm.clock())
        dead = take_run(session, TENANT, opened.id, opened.version, firm.clock(), firm.clock() + LEASE)
    assert dead is not None
    firm.work()
    assert firm.last_run().state is RunState.RUNNING, "its lease is not over"
    firm.clock.go_on(minutes=11)
    firm.work()
    assert firm.last_run().state is RunState.FINISHED
    before = firm.stored()
    Reconciling(firm.parts)._compare(dead)
    assert firm.stored() == before and firm.last_run().state is RunState.FINISHED


def test_a_run_asked_for_becomes_one_job_however_often_it_is_looked_for(firm: Firm) -> None:
    firm.jobs.prepare()
    firm.routes = Routes({TENANT: replace(firm.routes.by_tenant[TENANT], nightly=None)})
    with firm.database.write() as session:
        run = open_run(session, TENANT, SPAN, "books", who="user:finance", at=firm.clock())
    sweep = ReconcilingSweep(firm.parts)
    assert (sweep.run(), sweep.run()) == (1, 0)
    firm.jobs.cancel(reconcile_job(run).id)
    assert (sweep.run(), sweep.run()) == (1, 0), "a job that was lost is made again"


def test_what_the_bureau_says_is_void_stays_so_in_a_later_list(firm: Firm) -> None:
    expected = agreeing(firm, 3, [(1, D.VOID_BUT_BOOKED)])
    firm.listed[1][8] = "正常"
    firm.hand_in()
    firm.reconcile()
    assert firm.findings() == expected


def test_what_is_being_sent_at_the_time_is_no_difference(firm: Firm) -> None:
    agreeing(firm, 2, [])
    firm.make([7, 8], state=InvoiceState.VERIFIED)
    firm.make([9], state=InvoiceState.VERIFIED, booked=False)
    for number in (7, 8, 9):
        firm.listed.pop(number)
    firm.reconcile()
    assert [kind for _, kind in firm.findings()] == [D.NOT_LISTED] * 3, "only the list, which is said to cover their days, lacks them"


def test_whatever_length_others_give_their_numbers_and_texts_it_can_be_kept(firm: Firm) -> None:
    agreeing(firm, 2, [(1, D.MISSING_HERE)])
    firm.change(1, key="票" * 300)
    books = firm.simulated.books
    books._bookings = [replace(each, id="L" * 500) for each in books._bookings]
    firm.listed[1][0], firm.listed[1][2] = "9" * 300, "A" * 100
    firm.hand_in()
    firm.reconcile()
    assert D.MISSING_HERE in [kind for _, kind in firm.findings()]
    before = firm.stored()
    firm.reconcile()
    assert [(each.id, each.state) for each in firm.stored()] == [(each.id, each.state) for each in before]
