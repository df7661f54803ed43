"""What a scan would do, without doing anything: not even our own folder is made."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

from intake.errors import IntakeError
from intake.scan_folder.ending import has_its_end
from intake.scan_folder.names import label
from intake.scan_folder.order import by_turns
from intake.scan_folder.problems import folder_problem
from intake.scan_folder.profile import Profile
from intake.scan_folder.profiles import Profiles
from intake.scan_folder.scan import ScanFolder
from intake.scan_folder.stability import Fingerprint
from intake.scan_folder.walk import FoundFile, Passed, files_below, open_file, open_folder


@dataclass(frozen=True)
class Planned:
    file: str
    would: str
    """`take`, `wait` or `pass`."""
    reason: str = ""
    """`still_written`, `no_end`, `profile_not_usable`, or why it is passed."""
    profile: Profile | None = None


def plan(folder: ScanFolder, sleep: Callable[[float], None], now: float) -> tuple[tuple[Planned, ...], tuple[IntakeError, ...]]:
    """In the order in which files would be taken, then what would not be; and what stands against it. Takes as long as a file has to be left alone.

    `now`: seconds since 1970.
    """
    try:
        root = os.open(folder.path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        return (), (folder_problem(error),)
    try:
        before = {found.parts: found.fingerprint for found in files_below(root) if isinstance(found, FoundFile)}
        if before:
            sleep(folder.patience.unchanged)
        found = list(files_below(root))
        profiles = Profiles(root, folder.tenant)
        files = by_turns(file for file in found if isinstance(file, FoundFile))
        planned = [_planned(root, file, before, profiles, now - folder.patience.unfinished) for file in files]
        passed = [Planned(_name(each.parts), "pass", each.reason) for each in found if isinstance(each, Passed)]
        return (*sorted(planned, key=lambda each: each.would), *passed), tuple(profiles.problems)
    except OSError as error:
        return (), (folder_problem(error),)
    finally:
        os.close(root)


def _planned(root: int, found: FoundFile, before: dict[tuple[str, ...], Fingerprint], profiles: Profiles, given_up: float) -> Planned:
    name, profile = _name(found.parts), profiles.of(found.parts)
    if profile is None:
        return Planned(name, "wait", "profile_not_usable")
    if before.get(found.parts) != found.fingerprint:
        return Planned(name, "wait", "still_written", profile)
    if found.changed_at <= given_up:
        return Planned(name, "take", "no_end", profile)
    try:
        with open_folder(root, found.parts[:-1]) as folder, open_file(folder, found.parts[-1]) as file:
            whole = has_its_end(file)
    except OSError:
        whole = False
    return Planned(name, "take", "", profile) if whole else Planned(name, "wait", "no_end", profile)


def _name(parts: tuple[str, ...]) -> str:
    return "/".join(map(label, parts))
