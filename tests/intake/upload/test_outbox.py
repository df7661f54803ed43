from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.state import INVOICE_MOVES, InvoiceState
from intake.upload.causes import EXPLANATIONS, sentence
from intake.upload.ledger import Accepted, Found, Manners, Refused, Unavailable, Unknown
from intake.upload.outbox import (
    INVOICE_STATE,
    UPLOAD_MOVES,
    WAITING_STATES,
    Attempt,
    Patience,
    SendingCause,
    Step,
    UploadState,
    after_asking,
    after_finding_under_old_key,
    after_interruption,
    after_no_asking,
    after_sending,
)
from tests.intake.upload.upload_samples import NOON, entry, found_as

S = UploadState
MANNERS, PATIENCE = Manners(settles_within=timedelta(minutes=15)), Patience()
NOTHING = Found()
answers = st.one_of(
    st.builds(Accepted, st.text(max_size=5)),
    st.builds(Refused, st.just("E1"), st.just("no")),
    st.builds(Unknown, st.just("timeout")),
    st.builds(Unavailable, st.just("no_connection"), st.just(""), st.none() | st.timedeltas(timedelta(), timedelta(days=1))),
)
attempts = st.builds(
    Attempt,
    st.sampled_from(WAITING_STATES),
    st.integers(0, 10),
    st.integers(0, 5),
    st.integers(0, 100),
    st.none() | st.timedeltas(timedelta(days=-1), timedelta()).map(lambda ago: NOON + ago),
    st.sampled_from(["", "L1"]),
)
lookups = st.lists(
    st.builds(
        lambda their_id, total, withdrawn: found_as(entry(), their_id=their_id, total=total, withdrawn=withdrawn),
        st.sampled_from(["L1", "L2"]),
        st.sampled_from([10_600, 1]),
        st.booleans(),
    ),
    max_size=3,
).map(lambda found: Found(tuple(found)))


def asked(attempt: Attempt, found: Found = NOTHING, **later: float) -> Step | None:
    return after_asking(attempt, entry(), found, NOON + timedelta(**later), MANNERS, PATIENCE)


def test_every_state_has_moves_an_invoice_state_and_every_cause_an_explanation() -> None:
    assert set(UPLOAD_MOVES) == set(INVOICE_STATE) == set(UploadState)
    assert set(EXPLANATIONS) == set(SendingCause)


def test_wherever_a_sending_moves_its_invoice_can_follow() -> None:
    moves = {(move.source, move.target) for move in INVOICE_MOVES}
    by_way_of_uploading = {(InvoiceState.VERIFIED, target) for target in (InvoiceState.CONFIRMED, InvoiceState.IN_REVIEW)}
    wanted = {(INVOICE_STATE[source], INVOICE_STATE[target]) for source, targets in UPLOAD_MOVES.items() for target in targets if source in WAITING_STATES}
    assert {(source, target) for source, target in wanted if source is not target} <= moves | by_way_of_uploading


@given(attempts, answers)
def test_whatever_a_sending_is_answered_with_something_follows_and_when(attempt: Attempt, answer: Accepted | Refused | Unknown | Unavailable) -> None:
    step = after_sending(attempt, answer, NOON, MANNERS, PATIENCE)
    assert step.state in UPLOAD_MOVES[S.SENDING]
    assert (step.again_at is not None) == (step.state in WAITING_STATES)
    assert step.cause is not SendingCause.NONE
    assert (step.state is S.REJECTED) == isinstance(answer, Refused)


@given(attempts.filter(lambda attempt: attempt.state is not S.SENDING), lookups)
def test_whatever_is_found_something_follows_and_when(attempt: Attempt, found: Found) -> None:
    step = asked(attempt, found)
    if step is None:
        assert attempt.state is S.QUEUED
        assert not any(not each.withdrawn for each in found.entries)
        return
    assert step.state is attempt.state or step.state in UPLOAD_MOVES[attempt.state]
    assert (step.again_at is not None) == (step.state in WAITING_STATES)
    if step.state is S.CONFIRMED:
        assert [each.total for each in found.entries if not each.withdrawn] == [10_600]


@pytest.mark.parametrize("state", [S.UNKNOWN, S.ACCEPTED])
def test_what_may_have_arrived_is_not_sent_again_before_it_would_have_shown(state: UploadState) -> None:
    attempt = Attempt(state, sendings=1, asked=40, sent_at=NOON)
    for minutes in (0, 5, 14.9):
        step = asked(attempt, minutes=minutes)
        assert step is not None
        assert step.state is state
        assert step.again_at is not None
        assert step.again_at <= NOON + MANNERS.settles_within
    step = asked(attempt, minutes=15)
    assert step is not None
    assert (step.state, step.cause) == (S.QUEUED, SendingCause.NEVER_ARRIVED)


def test_a_ledger_that_loses_what_it_accepted_is_not_fed_for_ever() -> None:
    step = asked(Attempt(S.ACCEPTED, losses=PATIENCE.losses - 1, sent_at=NOON), hours=1)
    assert step is not None
    assert (step.state, step.cause) == (S.DEAD, SendingCause.LOST)


def test_what_was_sent_too_often_goes_to_a_person_and_not_out_again() -> None:
    step = asked(Attempt(S.QUEUED, sendings=PATIENCE.sendings))
    assert step is not None
    assert (step.state, step.cause) == (S.DEAD, SendingCause.NO_LUCK)


def test_what_they_have_already_is_confirmed_without_being_sent() -> None:
    step = asked(Attempt(S.QUEUED), Found((found_as(entry()),)))
    assert step is not None
    assert (step.state, step.cause, step.again_at, step.their_id) == (S.CONFIRMED, SendingCause.NONE, None, "L1")
    assert step.detail.startswith("issue_date 2024-03-08, ") and step.detail.endswith("total 106.00")


def test_what_they_have_under_the_number_that_it_had_before_goes_to_a_person() -> None:
    found = Found((found_as(entry()),))
    step = after_finding_under_old_key(entry().business.key, "24112000000000000042", found)
    assert step is not None
    assert (step.state, step.cause, step.differences[0].theirs) == (S.DEAD, SendingCause.DIFFERS, entry().business.key)
    assert after_finding_under_old_key("old", "new", Found((found_as(entry(), withdrawn=True),))) is None


def test_other_values_and_a_second_booking_go_to_a_person() -> None:
    differing = asked(Attempt(S.ACCEPTED, sent_at=NOON), Found((found_as(entry(), total=1),)))
    doubled = asked(Attempt(S.ACCEPTED, sent_at=NOON), Found((found_as(entry()), found_as(entry(), their_id="L2"))))
    assert differing is not None
    assert doubled is not None
    assert (differing.state, differing.cause, differing.differences[0].theirs) == (S.DEAD, SendingCause.DIFFERS, "0.01")
    assert (doubled.state, doubled.cause, doubled.detail) == (S.DEAD, SendingCause.DOUBLED, "L1, L2")


def test_a_refusal_that_comes_later_ends_what_was_sent_and_says_nothing_of_what_was_not() -> None:
    refused = Refused("E1", "no such supplier")
    for state in (S.ACCEPTED, S.UNKNOWN):
        step = after_asking(Attempt(state, sent_at=NOON), entry(), refused, NOON, MANNERS, PATIENCE)
        assert step == Step(S.REJECTED, SendingCause.REFUSED, None, detail="E1: no such supplier")
    assert after_asking(Attempt(S.QUEUED), entry(revision=2), refused, NOON, MANNERS, PATIENCE) is None


def test_what_somebody_cancelled_there_is_not_sent_again_but_an_older_cancelled_entry_is_no_hindrance() -> None:
    cancelled = Found((found_as(entry(), withdrawn=True),))
    step = asked(Attempt(S.ACCEPTED, sent_at=NOON, their_id="L1"), cancelled, hours=1)
    assert step is not None
    assert (step.state, step.cause) == (S.DEAD, SendingCause.CANCELLED_THERE)
    assert asked(Attempt(S.QUEUED), cancelled) is None


def test_an_interrupted_sending_may_have_arrived() -> None:
    assert after_interruption(NOON) == Step(S.UNKNOWN, SendingCause.INTERRUPTED, NOON)


def test_who_can_not_be_asked_changes_nothing_but_the_time() -> None:
    step = after_no_asking(Attempt(S.UNKNOWN, asked=2), Unavailable("no_connection", "x"), NOON, PATIENCE)
    assert (step.state, step.cause, step.again_at) == (S.UNKNOWN, SendingCause.UNAVAILABLE, NOON + timedelta(seconds=80))


@given(st.integers(0, 10_000))
def test_waits_grow_and_have_an_end(times: int) -> None:
    assert PATIENCE.first_wait <= PATIENCE.wait(times) <= PATIENCE.wait(times + 1) <= PATIENCE.longest_wait


def test_history_says_what_differs_in_both_languages() -> None:
    step = asked(Attempt(S.ACCEPTED, sent_at=NOON), Found((found_as(entry(), total=1),)))
    assert step is not None
    said = sentence(step.cause, step.detail, step.differences)
    assert "other values" in said
    assert "数据不一致" in said
    assert "total: 106.00 ≠ 0.01" in said
