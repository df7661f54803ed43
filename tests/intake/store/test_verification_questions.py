"""Questions and answers as they are kept, and the budget that the database itself holds to."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from intake.behaviour.history import CHINA_TIME
from intake.invoice import Kind
from intake.store.session import Database
from intake.store.verification_budget import forget_budgets, spent_on
from intake.store.verification_questions import answer, ask, ask_by_hand, attempts_of, count_by_provider, good_answer, heard_lately
from intake.verification.budget import PER_DAY
from intake.verification.query_identity import budget_key
from intake.verification.verifier import Answer, InvoiceStatus, Outcome, Query
from tests.intake.store.samples import NOON, OTHER_TENANT, TENANT, digital, later, read, result

QUERY = Query(Kind.DIGITAL_GENERAL, "", digital(4711), date(2024, 3, 8), total=106_00)
MACHINE = "machine:verifier"


def invoice(database: Database, tenant: str = TENANT) -> UUID:
    with database.write() as session:
        (found,) = read(session, tenant.encode(), result(), tenant=tenant)
    return found


def asked(database: Database, about: UUID, *, at: datetime = NOON, provider: str = "one", tenant: str = TENANT, query: Query = QUERY) -> UUID | None:
    with database.write() as session:
        return ask(session, tenant, about, query, provider, by=MACHINE, at=at)


def answered(database: Database, question: UUID | None, said: Answer, *, at: datetime = NOON) -> None:
    assert question is not None
    with database.write() as session:
        answer(session, question, QUERY, said, at, asked_at=said.asked_at)


def spent(database: Database, at: datetime = NOON) -> int:
    with database.read() as session:
        return spent_on(session, budget_key(QUERY), at)


def test_a_question_counts_from_before_it_is_asked_and_for_ever_where_nobody_answered(database: Database) -> None:
    about = invoice(database)
    assert asked(database, about) is not None
    assert spent(database) == 1
    with database.read() as session:
        (attempt,) = attempts_of(session, TENANT, about)
    assert (attempt.provider, attempt.asked_at, attempt.asked_by, attempt.answer) == ("one", NOON, MACHINE, None)
    assert (attempt.query["number"], attempt.query["total"]) == (QUERY.number, 106_00)


def test_an_answer_is_kept_with_all_that_the_bureau_said(database: Database) -> None:
    about = invoice(database)
    said = Answer(
        Outcome.OK,
        "one",
        NOON,
        "0001",
        "查验成功发票一致",
        InvoiceStatus.NORMAL,
        {"seller_name": "海州望潮餐饮管理（集团）有限公司"},
        ({"name": "*餐饮服务*餐费"},),
        3,
        billed=True,
    )
    answered(database, asked(database, about), said)
    with database.read() as session:
        assert [attempt.answer for attempt in attempts_of(session, TENANT, about)] == [said]
        assert attempts_of(session, OTHER_TENANT, about) == ()
    assert spent(database) == 3  # others asked before


def test_the_sixth_question_of_a_day_is_refused_and_the_first_of_the_next_is_not(database: Database) -> None:
    mine, theirs = invoice(database), invoice(database, OTHER_TENANT)
    assert all(asked(database, mine) for _ in range(3))
    assert all(asked(database, theirs, tenant=OTHER_TENANT) for _ in range(2))  # the bureau counts over all who ask
    assert asked(database, mine) is asked(database, theirs, tenant=OTHER_TENANT) is None
    midnight = datetime(2024, 3, 12, tzinfo=CHINA_TIME)
    assert asked(database, mine, at=midnight - timedelta(seconds=1)) is None
    assert asked(database, mine, at=midnight) is not None
    another = replace(QUERY, number=digital(4712))
    assert asked(database, mine, query=another) is not None


def test_what_did_not_reach_the_bureau_is_given_back(database: Database) -> None:
    about = invoice(database)
    for outcome in (Outcome.THROTTLED, Outcome.PERMISSION, Outcome.BAD_REQUEST):
        answered(database, asked(database, about), Answer(outcome, "one", NOON))
    answered(database, asked(database, about), Answer(Outcome.UNREACHABLE, "one", NOON, sent=False))
    assert spent(database) == 0
    answered(database, asked(database, about), Answer(Outcome.UNREACHABLE, "one", NOON))
    assert spent(database) == 1
    answered(database, asked(database, about), Answer(Outcome.DAILY_LIMIT, "one", NOON))
    assert spent(database) == PER_DAY


def test_an_answer_after_midnight_corrects_the_day_it_was_asked_on(database: Database) -> None:
    about = invoice(database)
    late = datetime(2024, 3, 11, 23, 59, tzinfo=CHINA_TIME)
    question = asked(database, about, at=late)
    answered(database, question, Answer(Outcome.THROTTLED, "one", late), at=late + timedelta(minutes=2))
    assert (spent(database, late), spent(database, late + timedelta(minutes=2))) == (0, 0)


def test_a_person_who_asked_already_is_never_refused(database: Database) -> None:
    about = invoice(database)
    for _ in range(PER_DAY + 2):
        with database.write() as session:
            ask_by_hand(session, TENANT, about, QUERY, "manual", by="user:li", at=NOON)
    assert spent(database) == PER_DAY


def test_however_many_ask_at_once_five_may(database: Database) -> None:
    about = invoice(database)
    with ThreadPoolExecutor(8) as threads:
        questions = list(threads.map(lambda _: asked(database, about), range(24)))
    assert sum(question is not None for question in questions) == PER_DAY == spent(database)


def test_a_good_answer_to_the_same_question_is_known_to_its_tenant(database: Database) -> None:
    about = invoice(database)
    answered(database, asked(database, about), Answer(Outcome.NOT_FOUND, "one", NOON))
    with database.read() as session:
        assert good_answer(session, TENANT, QUERY, later(-60)) is None
    answered(database, asked(database, about, at=later(5)), Answer(Outcome.OK, "one", later(5), status=InvoiceStatus.NORMAL))
    with database.read() as session:
        found = good_answer(session, TENANT, QUERY, later(-60))
        assert found is not None and found.answer is not None and found.answer.status is InvoiceStatus.NORMAL
        assert good_answer(session, OTHER_TENANT, QUERY, later(-60)) is None
        assert good_answer(session, TENANT, QUERY, later(6)) is None
        assert good_answer(session, TENANT, replace(QUERY, total=107_00), later(-60)) is None


def test_providers_are_counted_and_heard(database: Database) -> None:
    about = invoice(database)
    answered(database, asked(database, about), Answer(Outcome.NOT_FOUND, "one", NOON, billed=True), at=later(1))
    answered(database, asked(database, about), Answer(Outcome.UPSTREAM_DOWN, "one", NOON), at=later(2))
    asked(database, about, provider="two")
    with database.read() as session:
        one, two = count_by_provider(session, TENANT, NOON)
        heard = heard_lately(session, NOON, 10)
        assert count_by_provider(session, OTHER_TENANT, NOON) == count_by_provider(session, TENANT, later(1)) == ()
    assert (one.asked, one.billed, one.unanswered, one.outcomes) == (2, 1, 0, {Outcome.NOT_FOUND: 1, Outcome.UPSTREAM_DOWN: 1})
    assert (two.asked, two.billed, two.unanswered, two.outcomes) == (1, 0, 1, {})
    assert [each.outcome for each in heard] == [Outcome.UPSTREAM_DOWN, Outcome.NOT_FOUND]


def test_old_budgets_can_be_forgotten(database: Database) -> None:
    about = invoice(database)
    asked(database, about)
    asked(database, about, at=NOON + timedelta(days=2))
    with database.write() as session:
        assert forget_budgets(session, date(2024, 3, 13)) == 1
    assert (spent(database), spent(database, NOON + timedelta(days=2))) == (0, 1)
