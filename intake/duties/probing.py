"""A test invoice that goes through a sandbox at intervals: handed to a ledger and read back, or looked up at a provider. Who runs the service learns of a broken way before users do.

    begin      the provider is asked for an invoice that it knows; the ledger is handed a new one
    read back  until the ledger shows it with the same values, or its time is over

Off unless a probe is named in the settings. Use a ledger of its own: test invoices stay where they are booked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from logging import getLogger

from intake.domain.invoice_number import write_digital_number
from intake.domain.tax_id import write_credit_code
from intake.engine import Job, JobQueue
from intake.errors import StoreUnavailable
from intake.invoice import Kind
from intake.notices.topics import Topic
from intake.notices.wording import both_languages
from intake.store.notice_conditions import Condition, set_condition
from intake.store.notice_messages import Desk
from intake.store.notices import tell
from intake.store.probes import StoredProbe, is_due, put_probe, take_probe
from intake.store.session import Database
from intake.upload.differences import differences
from intake.upload.ledger import Accepted, BusinessKey, Found, Ledger, LedgerEntry, OriginalFile, Refused, Unknown
from intake.verification.verifier import Answer, Outcome
from intake.workflow import kept

PROBE = "probe"
QUEUE = JobQueue(PROBE, at_once=1, poll_seconds=5.0)
LOOK_SECONDS = 15.0
_LEASE = timedelta(minutes=5)
_ASK_AGAIN = timedelta(seconds=15)
_AREA, _CHANNEL = "11", "2"
_NOTE = "synthetic test invoice, not a business record · 探测用测试发票，非业务凭证"
_SELLER, _BUYER = ("91", "110000", "TEXTA000"), ("91", "110000", "TEXTB000")


@dataclass(frozen=True)
class ProbeRoute:
    name: str
    tenant: str
    """Whose administrators are told."""
    every: timedelta
    ledger: Ledger | None = None
    look_up: Callable[[], Answer] | None = None
    """Asks a provider for an invoice that it knows."""


@dataclass(frozen=True)
class ProbingParts:
    """What probing takes; made in `api/notice_channels.py`."""

    database: Database
    enqueue: Callable[[Job], None]
    """Of `intake.engine.Jobs`. Raises StoreUnavailable."""
    clock: Callable[[], datetime]
    routes: Callable[[], Sequence[ProbeRoute]]
    """As they stand now."""
    desk: Desk
    retry: Callable[[Callable[[], None]], None] = kept


@dataclass(frozen=True)
class _Passed:
    """It came through."""


@dataclass(frozen=True)
class _Failed:
    why: str
    """English and Chinese, parted by a middle dot."""


@dataclass(frozen=True)
class _Waits:
    """To be read back."""

    key: str
    sent_at: datetime
    until: datetime


_Step = _Passed | _Failed | _Waits


class Probing:
    """Safe for threads, and in any number of processes: whoever takes a probe first has it."""

    def __init__(self, parts: ProbingParts) -> None:
        self._parts = parts

    def look(self) -> None:
        """Makes jobs of what is due. Raises StoreUnavailable."""
        now = self._parts.clock()
        names = [route.name for route in self._parts.routes()]
        with self._parts.database.read() as session:
            due = [name for name in names if is_due(session, name, now)]
        for name in due:
            # Another one for each look: a job that finds nothing to do costs nothing.
            self._parts.enqueue(Job(f"{PROBE}:{name}:{int(now.timestamp() // LOOK_SECONDS)}", PROBE, QUEUE, (name,)))

    def run(self, name: str) -> None:
        """The job."""
        route, now = next((route for route in self._parts.routes() if route.name == name), None), self._parts.clock()
        if route is None:  # of settings that are gone
            return
        try:
            with self._parts.database.write() as session:
                probe = take_probe(session, name, now, now + _LEASE)
            if probe is not None:
                step = _begin(route, now) if not probe.key else _read_back(route, probe, now)
                self._parts.retry(partial(self._record, route, probe, step))
        except StoreUnavailable as error:
            getLogger(__name__).warning("the probe %s goes on later: %s", name, error.message)

    def _record(self, route: ProbeRoute, probe: StoredProbe, step: _Step) -> None:
        """Safe to do twice: the second time somebody else has the probe."""
        now = self._parts.clock()
        with self._parts.database.write() as session:
            if isinstance(step, _Waits):
                put_probe(session, probe, key=step.key, sent_at=step.sent_at, next_at=step.until, passed_at=probe.passed_at)
                return
            passed = isinstance(step, _Passed)
            if not put_probe(session, probe, key="", sent_at=None, next_at=now + route.every, passed_at=now if passed else probe.passed_at):
                return
            key, found = f"probe:{route.name}", None
            if isinstance(step, _Failed):
                getLogger(__name__).warning("the probe %s failed: %s", route.name, step.why)
                found = Condition(route.tenant, key, Topic.PROBE_FAILED, route.name, now, both_languages(step.why))
            tell(session, set_condition(session, route.tenant, key, found, now), self._parts.desk, now)


def probe_entry(route_name: str, at: datetime) -> tuple[LedgerEntry, bytes]:
    """The test invoice of a moment, and its original. The same second gives the same one; no real invoice has its number, whose serial is a time."""
    number = write_digital_number(at.year, _AREA, int(at.timestamp()), _CHANNEL)
    seller, buyer = write_credit_code(*_SELLER), write_credit_code(*_BUYER)
    original = f"{_NOTE}\n{route_name} {number}\n".encode()
    fields = {
        "invoice_number": number,
        "issue_date": at.date().isoformat(),
        "seller_name": "探测发票销售方（测试）",
        "seller_tax_id": seller,
        "buyer_name": "探测发票购买方（测试）",
        "buyer_tax_id": buyer,
        "amount": "1.00",
        "tax": "0.06",
        "total": "1.06",
        "total_in_words": "壹圆零陆分",
        "remarks": _NOTE,
    }
    line = {"name": "*测试*探测", "quantity": "1", "unit_price": "1.00", "amount": "1.00", "tax_rate": "6%", "tax": "0.06"}
    file = OriginalFile(sha256(original).hexdigest(), f"probe-{number}.txt", "text/plain", len(original))
    entry = LedgerEntry(BusinessKey("probe", number, "", number), 1, Kind.DIGITAL_GENERAL, at.date(), 100, 6, 106, fields, (line,), file, checked=False)
    return entry, original


def _begin(route: ProbeRoute, now: datetime) -> _Step:
    if route.look_up is not None:
        answer = route.look_up()
        if answer.outcome is not Outcome.OK:
            said = f"{answer.outcome.value} {answer.provider_code} {answer.message}".strip()
            return _Failed(
                f"The provider {answer.provider} does not confirm an invoice that it knows: {said}. · 查验服务商 {answer.provider} 未能查到已知发票：{said}。"
            )
    if route.ledger is None:
        return _Passed()
    entry, original = probe_entry(route.name, now)
    submission = route.ledger.submit(entry, original)
    if isinstance(submission, Accepted | Unknown):  # reading back tells
        return _Waits(str(int(now.timestamp())), now, now + route.ledger.manners.appears_after)
    what = f"{submission.code}: {submission.message}" if isinstance(submission, Refused) else f"{submission.reason}: {submission.message}"
    return _Failed(f"The ledger {route.ledger.name} does not take it: {what}. · 记账系统 {route.ledger.name} 未接收：{what}。")


def _read_back(route: ProbeRoute, probe: StoredProbe, now: datetime) -> _Step:
    if route.ledger is None or probe.sent_at is None:
        return _Passed()  # the settings changed meanwhile
    ledger = route.ledger
    entry, _ = probe_entry(route.name, probe.sent_at)
    looked = ledger.find(entry.business)
    standing = [each for each in looked.entries if not each.withdrawn] if isinstance(looked, Found) else []
    if standing and not differences(entry, standing[0]):
        return _Passed()
    if standing:
        said = "; ".join(f"{each.field}: {each.ours} ≠ {each.theirs}" for each in differences(entry, standing[0]))
        return _Failed(f"The ledger {ledger.name} shows it with other values: {said}. · 记账系统 {ledger.name} 读回的数据不一致：{said}。")
    if isinstance(looked, Refused):
        return _Failed(f"The ledger {ledger.name} refused it later: {looked.code}. · 记账系统 {ledger.name} 随后拒收：{looked.code}。")
    if now < probe.sent_at + ledger.manners.settles_within:
        return _Waits(probe.key, probe.sent_at, now + _ASK_AGAIN)
    why = "it does not show it" if isinstance(looked, Found) else f"it can't be asked: {looked.message}"
    return _Failed(f"The ledger {ledger.name} was handed it and can't be proven to have it: {why}. · 已提交记账系统 {ledger.name}，但未能读回（{why}）。")
