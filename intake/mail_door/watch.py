"""Looking at a mailbox until told to stop, or until everything in it has ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from logging import getLogger
from threading import Event

from intake.mail_door.poll import MailDoor, MailReport

POLL_SECONDS = 30.0
BUSY_SECONDS = 5.0
"""While mails are being processed."""
LONGEST_SECONDS = 600.0
"""Between tries of a mailbox that can't be used: providers lock accounts that knock too often."""
STALLED_LOOKS = 10
"""After so many looks in a row that something kept from working, a single look at the mailbox gives up."""


def watch_mail(door: MailDoor, stop: Event, on_report: Callable[[MailReport], None]) -> None:
    """Until `stop`."""
    wait = POLL_SECONDS
    while not stop.is_set():
        try:
            report = door.run()
            on_report(report)
            wait = min(LONGEST_SECONDS, 2 * wait) if report.problems else BUSY_SECONDS if report.processing or report.waiting else POLL_SECONDS
        except Exception:
            # A fault with one mail must not leave the mailbox unattended.
            getLogger(__name__).exception("a look at a mailbox failed; it is tried again")
            wait = min(LONGEST_SECONDS, 2 * wait)
        stop.wait(wait)


def mail_once(door: MailDoor, sleep: Callable[[float], None]) -> Iterator[MailReport]:
    """Looks until every mail that is there has ended: one report for each look. Ends too when something keeps us from working."""
    stalled = 0
    while stalled < STALLED_LOOKS:
        report = door.run()
        yield report
        if any(not problem.retryable for problem in report.problems) or not (report.processing or report.waiting or report.problems):
            return
        stalled = stalled + 1 if report.problems and not report.received and not report.ended else 0
        sleep(1.0)
