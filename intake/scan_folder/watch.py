"""Looking at a scan folder until told to stop, or until everything in it has ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from logging import getLogger
from threading import Event
from time import monotonic

from intake.scan_folder.scan import FolderScan, ScanReport

LEAST_SECONDS = 2.0
SHARE = 5
"""The pause after a look is at least so many times as long as the look took: folders of file servers with many files are looked at less often."""
STALLED_LOOKS = 20
"""After so many looks in a row that something kept from working, a single scan gives up."""
_BETWEEN_SECONDS = 0.5


def watch(scan: FolderScan, stop: Event, on_report: Callable[[ScanReport], None]) -> None:
    """Until `stop`. Asking again and again sees what events of the system lose, and works on NFS, SMB and FUSE alike."""
    while not stop.is_set():
        began = monotonic()
        try:
            on_report(scan.run())
        except Exception:
            # A fault with one file must not leave the folder unattended.
            getLogger(__name__).exception("a look at a scan folder failed; it is tried again")
        stop.wait(max(LEAST_SECONDS, SHARE * (monotonic() - began)))


def scan_once(scan: FolderScan, unchanged_seconds: float, sleep: Callable[[float], None]) -> Iterator[ScanReport]:
    """Looks until every file that can be taken has ended: one report for each look. Files that somebody still writes stay where they are.

    The last report says what stays. Ends too when something keeps us from working for long.
    """
    report = scan.run()
    yield report
    if not report.waiting and not report.processing:
        return
    sleep(unchanged_seconds)
    stalled = 0
    while stalled < STALLED_LOOKS:
        report = scan.run()
        yield report
        if not report.processing and not report.taken and not report.problems:
            return
        stalled = stalled + 1 if report.problems and not report.taken and not report.ended else 0
        sleep(_BETWEEN_SECONDS)
