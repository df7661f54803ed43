"""Several providers as one: who is asked next, who is left alone, how fast, and which answer stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Thread

import pytest

from intake.verification.circuit_breaker import FAILURES, BreakerRules, CircuitBreaker
from intake.verification.codes import Vendor
from intake.verification.rate_limit import Rate, TokenBucket
from intake.verification.simulator.bureau import BureauRules
from intake.verification.simulator.invoices import true_invoice
from intake.verification.simulator.wire import Trouble
from intake.verification.verifier import Outcome
from intake.verification.verifiers import ASKS_THE_NEXT, Member, Verifiers
from tests.intake.verification.conftest import World, asked

FAST = Rate(per_second=100.0, burst=100)
PATIENT = BreakerRules()


class Seconds:
    """A clock that its sleeper sets on."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def verifiers(world: World, *vendors: Vendor, seconds: Seconds | None = None, rate: Rate = FAST, breaker: BreakerRules = PATIENT) -> Verifiers:
    clock = seconds or Seconds()
    members = [Member(world.providers.verifier(vendor, world.http, world.clock), rate, breaker) for vendor in vendors]
    return Verifiers(members, world.clock, clock=clock, sleep=clock.sleep)


def everybody(_: str) -> bool:
    return True


def only(count: int) -> Callable[[str], bool]:
    left = [count]

    def may_ask(_: str) -> bool:
        left[0] -= 1
        return left[0] >= 0

    return may_ask


def test_the_first_provider_is_enough_where_it_knows(world: World) -> None:
    answers = verifiers(world, Vendor.TENCENT, Vendor.BAIDU).verify(world.query("D_GENERAL"), everybody)
    assert [(answer.provider, answer.outcome) for answer in answers] == [("tencent", Outcome.OK)]
    assert world.providers.calls(Vendor.BAIDU) == 0


@pytest.mark.parametrize(("trouble"), [Trouble.THROTTLED, Trouble.UPSTREAM_DOWN, Trouble.MAINTENANCE, Trouble.PERMISSION, Trouble.BROKEN, Trouble.DROPPED])
def test_a_provider_that_cannot_tell_is_followed_by_the_next(world: World, trouble: Trouble) -> None:
    world.providers.trouble(Vendor.TENCENT, trouble)
    answers = verifiers(world, Vendor.TENCENT, Vendor.BAIDU).verify(world.query("D_GENERAL"), everybody)
    assert [answer.provider for answer in answers] == ["tencent", "baidu"]
    assert answers[-1].outcome is Outcome.OK


def test_what_the_bureau_says_is_asked_of_nobody_else(world: World) -> None:
    missing = true_invoice("D_GENERAL", 99, world.clock.now - timedelta(days=3))
    answers = verifiers(world, Vendor.TENCENT, Vendor.BAIDU).verify(asked(missing, world.clock.now), everybody)
    assert [answer.outcome for answer in answers] == [Outcome.NOT_FOUND]


def test_every_outcome_is_decided() -> None:
    assert set(ASKS_THE_NEXT) == set(Outcome)


def test_nobody_is_asked_beyond_what_the_budget_allows(world: World) -> None:
    world.providers.trouble(Vendor.TENCENT, Trouble.UPSTREAM_DOWN)
    chain = verifiers(world, Vendor.TENCENT, Vendor.BAIDU, Vendor.JUMEI)
    assert [answer.provider for answer in chain.verify(world.query("D_GENERAL"), only(1))] == ["tencent"]
    assert chain.verify(world.query("D_GENERAL"), only(0)) == ()
    assert world.providers.calls(Vendor.BAIDU) == 0


def test_of_several_troubles_the_one_that_passes_by_itself_stands(world: World) -> None:
    world.providers.trouble(Vendor.TENCENT, Trouble.MAINTENANCE)
    world.providers.trouble(Vendor.BAIDU, Trouble.PERMISSION)
    answers = verifiers(world, Vendor.TENCENT, Vendor.BAIDU).verify(world.query("D_GENERAL"), everybody)
    assert [(answer.provider, answer.outcome) for answer in answers] == [("baidu", Outcome.PERMISSION), ("tencent", Outcome.MAINTENANCE)]


def test_a_provider_that_does_not_take_the_kind_is_passed_over_without_a_word(world: World) -> None:
    asked_names: list[str] = []

    def may_ask(name: str) -> bool:
        asked_names.append(name)
        return True

    answers = verifiers(world, Vendor.HUAWEI, Vendor.TENCENT).verify(world.query("D_AIR"), may_ask)
    assert asked_names == ["tencent"]
    assert [answer.outcome for answer in answers] == [Outcome.OK]


def test_where_nobody_takes_the_kind_that_is_said_once_and_nobody_is_asked(world: World) -> None:
    answers = verifiers(world, Vendor.HUAWEI).verify(world.query("D_AIR"), everybody)
    assert [(answer.outcome, answer.sent, answer.billed) for answer in answers] == [(Outcome.UNSUPPORTED, False, False)]


def test_a_provider_that_keeps_failing_is_left_alone_and_tried_again_with_one_question(world: World) -> None:
    seconds = Seconds()
    chain = verifiers(world, Vendor.TENCENT, Vendor.BAIDU, seconds=seconds, breaker=BreakerRules(failures=2, rest_seconds=60))
    world.providers.trouble(Vendor.TENCENT, Trouble.UPSTREAM_DOWN)
    for serial in range(4):
        invoice = true_invoice("D_GENERAL", 50 + serial, world.clock.now - timedelta(days=2))
        world.bureau.add([invoice])
        assert chain.verify(asked(invoice, world.clock.now), everybody)[-1].outcome is Outcome.OK
    assert world.providers.calls(Vendor.TENCENT) == 2
    assert chain.resting == ("tencent",)
    seconds.now += 61
    chain.verify(world.query("D_GENERAL"), everybody)
    assert world.providers.calls(Vendor.TENCENT) == 3
    chain.verify(world.query("D_SPECIAL"), everybody)
    assert world.providers.calls(Vendor.TENCENT) == 3
    world.providers.trouble(Vendor.TENCENT, None)
    seconds.now += 61
    assert [answer.provider for answer in chain.verify(world.query("E_GENERAL"), everybody)] == ["tencent"]
    assert chain.resting == ()


def test_nobody_is_asked_while_all_rest(world: World) -> None:
    world.providers.trouble(Vendor.TENCENT, Trouble.DROPPED)
    chain = verifiers(world, Vendor.TENCENT, breaker=BreakerRules(failures=1, rest_seconds=60))
    assert [answer.outcome for answer in chain.verify(world.query("D_GENERAL"), everybody)] == [Outcome.UNREACHABLE]
    assert chain.verify(world.query("D_GENERAL"), everybody) == ()


def test_questions_wait_for_their_turn_and_go_to_the_next_provider_when_that_takes_too_long(world: World) -> None:
    seconds = Seconds()
    chain = verifiers(world, Vendor.TENCENT, Vendor.BAIDU, seconds=seconds, rate=Rate(per_second=0.25, burst=1))
    names = [chain.verify(world.query(detail), everybody)[0].provider for detail in ("D_GENERAL", "D_SPECIAL", "E_GENERAL", "VAT_GENERAL")]
    assert names == ["tencent", "tencent", "tencent", "tencent"]
    assert seconds.slept == [4.0, 4.0, 4.0]
    # Time stands: all ask at once.
    chain = Verifiers(
        [Member(world.providers.verifier(vendor, world.http, world.clock), Rate(0.25, 1)) for vendor in (Vendor.TENCENT, Vendor.BAIDU)],
        world.clock,
        clock=seconds,
        sleep=lambda _: None,
    )
    names = [chain.verify(world.query(detail), everybody)[0].provider for detail in ("D_TOLL", "D_RAIL", "D_AIR", "ROLL")]
    assert names == ["tencent", "tencent", "baidu", "baidu"]
    assert chain.verify(world.query("TOLL_E"), everybody) == ()


def test_many_threads_ask_no_more_than_was_allowed(world: World) -> None:
    world.bureau.follow(BureauRules(daily_limit=1000))
    chain = Verifiers(
        [Member(world.providers.verifier(Vendor.TENCENT, world.http, world.clock), Rate(per_second=0.001, burst=7))],
        world.clock,
        clock=lambda: 0.0,
        patience=0.0,
    )
    counts: list[int] = []
    threads = [Thread(target=lambda: counts.append(len(chain.verify(world.query("D_GENERAL"), everybody)))) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sum(counts), world.providers.calls(Vendor.TENCENT)) == (7, 7)


def test_a_bucket_fills_evenly_and_never_above_its_size() -> None:
    seconds = Seconds()
    bucket = TokenBucket(Rate(per_second=2.0, burst=2), seconds)
    assert [bucket.take(10) for _ in range(4)] == [0.0, 0.0, 0.5, 1.0]
    assert bucket.take(1.0) is None
    seconds.now = 100.0
    assert [bucket.take(0) for _ in range(3)] == [0.0, 0.0, None]


def test_a_breaker_counts_failures_in_a_row_only() -> None:
    breaker = CircuitBreaker(BreakerRules(failures=2, rest_seconds=10), Seconds())
    for outcome in (Outcome.UNREACHABLE, Outcome.NOT_FOUND, Outcome.UNREACHABLE, Outcome.THROTTLED, Outcome.UPSTREAM_DOWN):
        assert breaker.lets_pass()
        breaker.heard(outcome)
    assert not breaker.is_open
    breaker.heard(Outcome.UNREACHABLE)
    assert breaker.is_open
    assert not breaker.lets_pass()


def test_a_probe_of_which_nothing_is_heard_blocks_for_one_rest_only() -> None:
    seconds = Seconds()
    breaker = CircuitBreaker(BreakerRules(failures=1, rest_seconds=10), seconds)
    breaker.heard(Outcome.UNREACHABLE)
    seconds.now = 10.0
    assert breaker.lets_pass()
    assert not breaker.lets_pass()
    seconds.now = 20.0
    assert breaker.lets_pass()
    breaker.not_asked()
    assert breaker.lets_pass()


def test_answers_about_invoices_are_no_failures() -> None:
    assert not FAILURES & {outcome for outcome, next_ in ASKS_THE_NEXT.items() if not next_}
