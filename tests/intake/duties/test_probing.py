"""A test invoice goes through a sandbox and is read back; people learn when it does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from intake.duties.probing import ProbeRoute, Probing, ProbingParts, probe_entry
from intake.engine import Job
from intake.notices.topics import Topic
from intake.people.user import User
from intake.state import Role
from intake.store.probes import ProbeRow
from intake.upload.ledger import Accepted, BusinessKey, Found, FoundEntry, LedgerEntry, Lookup, Manners, Refused, Submission, Unavailable, Unknown
from intake.verification.verifier import Answer, Outcome
from tests.intake.notices.notice_house import Telling
from tests.intake.store.samples import TENANT
from tests.intake.upload.upload_samples import NOON, found_as


@dataclass
class Sandbox:
    """A ledger in a list."""

    name: str = "sandbox"
    manners: Manners = Manners(settles_within=timedelta(minutes=2), appears_after=timedelta(seconds=5))
    answer: Submission = Accepted("L1")
    total: int | None = None
    forgets: bool = False
    entries: list[LedgerEntry] = field(default_factory=list)

    def submit(self, entry: LedgerEntry, original: bytes) -> Submission:
        if not self.forgets and isinstance(self.answer, Accepted | Unknown):
            self.entries.append(entry)
        return self.answer

    def find(self, wanted: BusinessKey) -> Lookup:
        return Found(tuple(self._shown(entry) for entry in self.entries if entry.business == wanted))

    def _shown(self, entry: LedgerEntry) -> FoundEntry:
        return found_as(entry) if self.total is None else found_as(entry, total=self.total)


@dataclass
class Provider:
    outcome: Outcome = Outcome.OK
    name: str = "tencent"

    def answer(self) -> Answer:
        return Answer(self.outcome, self.name, NOON, "E1", "closed")


@dataclass
class Watch:
    telling: Telling
    boss: User
    sandbox: Sandbox
    provider: Provider

    def __post_init__(self) -> None:
        route = ProbeRoute("erp", TENANT, timedelta(minutes=15), self.sandbox, self.provider.answer)
        parts = self.telling.parts
        self.jobs: list[Job] = []
        self.probing = Probing(ProbingParts(parts.database, self.jobs.append, parts.clock, lambda: [route], parts.desk, lambda write: write()))

    def go_on(self, **later: float) -> None:
        self.telling.clock.go_on(**later)
        self.probing.look()
        jobs, self.jobs[:] = list(self.jobs), []
        for job in jobs:
            self.probing.run(*job.arguments)
        self.telling.look()

    @property
    def told(self) -> Sequence[Topic]:
        return [notice.topic for notice in self.telling.listed(self.boss)]

    @property
    def passed_at(self) -> datetime | None:
        with self.telling.database.read() as session:
            row = session.get(ProbeRow, "erp")
            return row.passed_at if row else None


@pytest.fixture
def watch(telling: Telling) -> Watch:
    return Watch(telling, telling.person("boss", Role.ADMINISTRATOR), Sandbox(), Provider())


def test_an_invoice_is_handed_over_and_read_back_and_nobody_is_told(watch: Watch) -> None:
    watch.go_on()
    assert len(watch.sandbox.entries) == 1 and watch.passed_at is None
    watch.go_on(seconds=6)
    assert watch.passed_at == watch.telling.clock()
    watch.go_on(minutes=14)
    assert len(watch.sandbox.entries) == 1
    watch.go_on(minutes=2)
    watch.go_on(seconds=6)
    assert len(watch.sandbox.entries) == 2 and len({entry.business for entry in watch.sandbox.entries}) == 2
    assert not watch.told


@pytest.mark.parametrize("answer", [Refused("E1", "closed year"), Unavailable("no_connection", "nobody there")])
def test_a_ledger_that_does_not_take_it_is_told_once_and_when_it_does_again(watch: Watch, answer: Submission) -> None:
    watch.sandbox.answer = answer
    watch.go_on()
    assert watch.told == [Topic.PROBE_FAILED] and watch.telling.letters.sent
    watch.go_on(minutes=16)
    watch.go_on(minutes=16)
    assert watch.told == [Topic.PROBE_FAILED]
    watch.sandbox.answer = Accepted("L1")
    watch.go_on(minutes=16)
    watch.go_on(seconds=6)
    assert watch.told == [Topic.PROBE_WELL, Topic.PROBE_FAILED]


def test_what_was_accepted_and_never_shows_is_a_failure_once_its_time_is_over(watch: Watch) -> None:
    watch.sandbox.forgets = True
    watch.go_on()
    for _ in range(7):
        watch.go_on(seconds=16)
    assert not watch.told
    watch.go_on(seconds=16)
    assert watch.told == [Topic.PROBE_FAILED]
    assert "未能读回" in watch.telling.listed(watch.boss)[0].words.text_zh


def test_other_values_are_a_failure(watch: Watch) -> None:
    watch.sandbox.total = 107
    watch.go_on()
    watch.go_on(seconds=6)
    assert watch.told == [Topic.PROBE_FAILED]


def test_an_answer_that_got_lost_is_no_failure_where_it_is_there(watch: Watch) -> None:
    watch.sandbox.answer = Unknown("timeout")
    watch.go_on()
    watch.go_on(seconds=6)
    assert watch.passed_at is not None and not watch.told


def test_a_provider_that_does_not_know_a_known_invoice_is_told_and_nothing_is_handed_over(watch: Watch) -> None:
    watch.provider.outcome = Outcome.PERMISSION
    watch.go_on()
    assert watch.told == [Topic.PROBE_FAILED] and not watch.sandbox.entries


def test_of_two_processes_one_has_the_probe(watch: Watch) -> None:
    watch.probing.run("erp")
    watch.probing.run("erp")
    assert len(watch.sandbox.entries) == 1


def test_a_test_invoice_says_what_it_is() -> None:
    entry, original = probe_entry("erp", NOON)
    assert "测试" in entry.text("seller_name") and "test" in original.decode() and len(entry.business.key) == 20
