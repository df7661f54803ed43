"""One look at a scan folder: what is there is brought one step further. Looking again and again is all that watching is; nothing depends on events that may get lost."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

from intake.door import Reception
from intake.errors import Busy, IntakeError, SetupError, StoreDamaged, StoreUnavailable
from intake.scan_folder.claims import Claim, ClaimFolder, Outcome, open_claim_folder
from intake.scan_folder.ending import has_its_end
from intake.scan_folder.hand_over import HandOver
from intake.scan_folder.names import label
from intake.scan_folder.order import by_turns, profile_name
from intake.scan_folder.problems import NotReadable, StillWritten, file_not_readable, folder_problem
from intake.scan_folder.profiles import Profiles
from intake.scan_folder.record import EndOfFile, record_of, text_of
from intake.scan_folder.stability import Patience, Stability
from intake.scan_folder.walk import FoundFile, Passed, files_below, open_file, open_folder

TRIES = 5
"""To open a file that the system does not let us open; each time after twice as long."""
FIRST_WAIT, LONGEST_WAIT = 2.0, 60.0
"""Seconds."""


@dataclass(frozen=True)
class ScanFolder:
    """A folder that documents are dropped into."""

    path: Path
    tenant: str
    """Whose documents they are, where `.intake.toml` says nothing else."""
    patience: Patience = field(default_factory=Patience)
    at_once: int = 100
    """Files taken over and not ended yet. Those that wait stay where they were dropped, in sight."""


@dataclass(frozen=True)
class Clock:
    now: Callable[[], datetime]
    """With its time zone; the day of `done/` is its day."""
    monotonic: Callable[[], float]
    """Seconds, never set back."""


@dataclass(frozen=True)
class Ended:
    """A file that was moved to where it ends."""

    file: str
    place: str
    """From the scan folder on."""
    end: EndOfFile


@dataclass(frozen=True)
class ScanReport:
    """What one look found and did."""

    taken: int = 0
    ended: tuple[Ended, ...] = ()
    processing: int = 0
    """Files that are ours and have not ended."""
    waiting: int = 0
    """Files in the folder that were not taken: still written, or their turn has not come."""
    oldest_waiting: float = 0.0
    """Seconds since the longest of those was last changed."""
    passed: tuple[Passed, ...] = ()
    problems: tuple[IntakeError, ...] = ()
    """What kept us from working. The folder is tried again by itself."""


class FolderScan:
    """Looks at one folder, again and again; remembers between looks only what may be forgotten."""

    def __init__(self, folder: ScanFolder, reception: Reception, clock: Clock, on_again: Callable[[str, UUID, int], None]) -> None:
        """`on_again`: see `HandOver`."""
        self._folder = folder
        self._clock = clock
        self._stability = Stability()
        self._hand_over = HandOver(reception, on_again)
        self._unfinished: set[FoundFile] = set()
        """Looked into, and without their end."""
        self._tries: dict[str, tuple[int, float]] = {}
        """Of a claim whose file can't be opened: how often, and when next."""
        self._last_profile = ""
        self._wait = 0.0
        self._resume_at = 0.0

    def run(self) -> ScanReport:
        """One look. Raises nothing that passes by itself: it stands in the report."""
        look = _Look(self._clock.monotonic())
        try:
            with open_claim_folder(self._folder.path) as claims:
                profiles = Profiles(claims.root, self._folder.tenant)
                for claim in claims.claims():
                    self._further(claims, claim, profiles, look)
                self._take(claims, profiles, look)
                look.problems.extend(profiles.problems)
        except OSError as error:
            look.problems.append(folder_problem(error))
        except (Busy, StoreUnavailable, StoreDamaged, SetupError) as error:
            look.problems.append(error)
        self._tries = {claim: tries for claim, tries in self._tries.items() if claim in look.present}
        return look.report()

    def _further(self, claims: ClaimFolder, claim: Claim, profiles: Profiles, look: _Look) -> None:
        """Bring a claim as far as it goes now. Raises OSError of the folder, StoreUnavailable and SetupError."""
        look.processing += 1
        look.present.add(claim.id)
        try:
            self._step(claims, claim, profiles, look)
        except (StillWritten, NotReadable, FileNotFoundError):  # another look will do; or another service was faster
            return
        except StoreDamaged as error:  # of this file, the others go on
            look.problems.append(error)

    def _step(self, claims: ClaimFolder, claim: Claim, profiles: Profiles, look: _Look) -> None:
        claim = claims.finish_copy(claim)
        if "receipt" not in claim.note:
            received = self._receive(claims, claim, profiles, look)
            if received is None:
                return
            claim = received
        end = self._hand_over.end_of(claim)
        if end is None:
            return
        if self._hand_over.was_changed(claims, claim):
            claims.renewed(claim)
            return
        self._settle(claims, claim, end, claim.note["day"], look)

    def _receive(self, claims: ClaimFolder, claim: Claim, profiles: Profiles, look: _Look) -> Claim | None:
        """The claim with its receipt; None where it has to wait, or has ended by being refused."""
        tries, not_before = self._tries.get(claim.id, (0, 0.0))
        if look.blocked or look.now < max(not_before, self._resume_at):
            return None
        profile = profiles.of(claim.parts)
        if profile is None:
            return None
        day = self._clock.now().date().isoformat()
        try:
            received = self._hand_over.receive(claims, claim, profile, day)
            self._wait = 0.0
        except (Busy, StoreUnavailable, StoreDamaged, SetupError) as error:
            # Nobody's fault but ours: every file waits, for twice as long each time.
            self._wait = min(LONGEST_WAIT, max(FIRST_WAIT, 2 * self._wait))
            self._resume_at = look.now + self._wait
            look.blocked = True
            look.problems.append(error)
            return None
        except IntakeError as error:
            refused = EndOfFile(Outcome.FAILED, code=error.code, message=error.message, message_zh=error.message_zh, attempts=1)
            self._settle(claims, claim, refused, day, look)
            return None
        except NotReadable as error:
            if tries + 1 < TRIES:
                self._tries[claim.id] = (tries + 1, look.now + FIRST_WAIT * 2**tries)
                return None
            problem = file_not_readable(error.error)
            unreadable = EndOfFile(Outcome.FAILED, code=problem.code, message=problem.message, message_zh=problem.message_zh, attempts=TRIES)
            self._settle(claims, claim, unreadable, day, look)
            return None
        return received

    def _settle(self, claims: ClaimFolder, claim: Claim, end: EndOfFile, day: str, look: _Look) -> None:
        name = "/".join(map(label, claim.parts))
        place = claims.settle(claim, end.outcome, day, record_of(end, name, claim.note.get("profile", {})), text_of(end, name))
        look.processing -= 1
        if place is not None:
            look.ended.append(Ended(name, "/".join((".intake", *map(label, place))), end))

    def _take(self, claims: ClaimFolder, profiles: Profiles, look: _Look) -> None:
        """Take over files that are whole, as long as there is room, and hand them over."""
        ready = list(self._ready(claims, look))
        closed: set[str] = set()
        for found in by_turns(ready, self._last_profile):
            if look.processing >= self._folder.at_once or look.blocked or look.now < self._resume_at:
                return
            name = profile_name(found.parts)
            if name in closed or profiles.of(found.parts) is None or not self._is_whole(claims, found, look):
                continue
            try:
                claim = claims.take(found)
            except OSError as error:  # of this profile, the others go on
                closed.add(name)
                look.problems.append(folder_problem(error))
                continue
            if claim is not None:
                look.taken += 1
                look.waiting -= 1
                self._last_profile = name
                self._further(claims, claim, profiles, look)

    def _ready(self, claims: ClaimFolder, look: _Look) -> Iterator[FoundFile]:
        """Files that nobody changed for a while."""
        now = self._clock.now().timestamp()
        present = set()
        for found in files_below(claims.root):
            if isinstance(found, Passed):
                look.passed.append(found)
                continue
            path = os.fsencode("/".join(found.parts))
            present.add(path)
            look.waiting += 1
            look.oldest_waiting = max(look.oldest_waiting, now - found.changed_at)
            if self._stability.unchanged_for(path, found.fingerprint, look.now) >= self._folder.patience.unchanged:
                yield found
        self._stability.keep_only(present)
        self._unfinished = {found for found in self._unfinished if os.fsencode("/".join(found.parts)) in present}

    def _is_whole(self, claims: ClaimFolder, found: FoundFile, look: _Look) -> bool:
        """Whether a file that nobody changes has its end, or was given up by whoever wrote it."""
        unfinished = self._folder.patience.unfinished
        path = os.fsencode("/".join(found.parts))
        if self._stability.unchanged_for(path, found.fingerprint, look.now) >= unfinished or self._clock.now().timestamp() - found.changed_at >= unfinished:
            return True
        if found in self._unfinished:
            return False
        *folders, name = found.parts
        try:
            with open_folder(claims.root, tuple(folders)) as folder, open_file(folder, name) as file:
                whole = has_its_end(file)
        except OSError:  # gone, or not ours to read yet: whoever dropped it may still change that
            return False
        if not whole:
            self._unfinished.add(found)
        return whole


@dataclass
class _Look:
    """What one look has come to so far."""

    now: float
    taken: int = 0
    processing: int = 0
    waiting: int = 0
    oldest_waiting: float = 0.0
    blocked: bool = False
    """The store takes nothing in just now."""
    ended: list[Ended] = field(default_factory=list)
    passed: list[Passed] = field(default_factory=list)
    problems: list[IntakeError] = field(default_factory=list)
    present: set[str] = field(default_factory=set)

    def report(self) -> ScanReport:
        oldest = self.oldest_waiting if self.waiting else 0.0
        return ScanReport(self.taken, tuple(self.ended), self.processing, self.waiting, oldest, tuple(self.passed), tuple(self.problems))
