"""What the folder says about the files in it: `.intake.toml` at the top of a scan folder, and one in each of its profiles.

    department = "销售部"
    tags = ["2024-03"]
    purpose = "差旅"
    reviewers = "north"          # the group that reviews
    kind = "vat_special"         # what the files most likely are
    two_people = true            # always a second reviewer

    [profiles.north]             # at the top only
    tenant = "qinghe"

Whoever may drop files into a profile can write its `.intake.toml` as well, so a tenant is taken from the top only, and `two_people` can be asked for there but not
waived.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from intake.errors import RequestRefused, SetupError
from intake.invoice import Kind
from intake.people.names import tenant_name
from intake.scan_folder.names import label

MOST_TAGS = 20
PROFILE_BYTES = 64 * 1024
_TEXTS = ("department", "purpose", "reviewers", "kind", "tenant")
_KNOWN = frozenset({*_TEXTS, "tags", "two_people"})


@dataclass(frozen=True)
class Profile:
    """Settings for the files of one profile."""

    tenant: str
    name: str = ""
    """The first folder below the scan folder; "" for files that lie in the scan folder itself."""
    department: str = ""
    tags: tuple[str, ...] = ()
    purpose: str = ""
    reviewers: str = ""
    kind: str = ""
    """A `Kind`, or "" for any."""
    two_people: bool = False

    def tagged(self, folders: Sequence[str]) -> Profile:
        """With the folders below the profile as further tags."""
        tags = dict.fromkeys((*self.tags, *filter(None, map(label, folders))))
        return replace(self, tags=tuple(tags)[:MOST_TAGS])


def profile_of(name: str, tenant: str, top: bytes, own: bytes) -> Profile:
    """The profile `name` of a scan folder that belongs to `tenant`; `top` and `own` are the contents of both files, b"" where there is none.

    Raises SetupError (`profile_not_usable`).
    """
    settings = _parsed(top, "")
    profiles = settings.pop("profiles", {})
    if not isinstance(profiles, dict):
        raise _not_usable("", "[profiles] must hold tables")
    profile = _with(Profile(tenant, label(name)), settings, "")
    named = profiles.get(name, profiles.get(label(name), {})) if name else {}
    if not isinstance(named, dict):
        raise _not_usable("", f"[profiles.{label(name)}] must be a table")
    profile = _with(profile, named, "")
    given = _parsed(own, name) if name else {}
    if "tenant" in given or "profiles" in given:
        raise _not_usable(name, "tenant and profiles are set at the top of the scan folder only")
    return _with(profile, given, name)


def _parsed(content: bytes, where: str) -> dict[str, Any]:
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _not_usable(where, str(error)) from error


def _with(profile: Profile, settings: Mapping[str, Any], where: str) -> Profile:
    unknown = sorted(set(settings) - _KNOWN)
    if unknown:
        raise _not_usable(where, f"there is no setting {unknown[0]}")
    for key in _TEXTS:
        if not isinstance(settings.get(key, ""), str):
            raise _not_usable(where, f"{key} must be a text")
    tags, two_people = settings.get("tags", []), settings.get("two_people", False)
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise _not_usable(where, "tags must be a list of texts")
    if not isinstance(two_people, bool):
        raise _not_usable(where, "two_people must be true or false")
    if settings.get("kind", "") not in ("", *Kind):
        raise _not_usable(where, f"there is no kind {settings['kind']}")
    try:
        tenant = tenant_name(settings["tenant"]) if "tenant" in settings else profile.tenant
    except RequestRefused as error:
        raise _not_usable(where, error.message) from error
    return Profile(
        tenant=tenant,
        name=profile.name,
        department=label(settings.get("department", "")) or profile.department,
        tags=tuple(dict.fromkeys((*profile.tags, *filter(None, map(label, tags)))))[:MOST_TAGS],
        purpose=label(settings.get("purpose", "")) or profile.purpose,
        reviewers=label(settings.get("reviewers", "")) or profile.reviewers,
        kind=settings.get("kind") or profile.kind,
        two_people=two_people or profile.two_people,
    )


def _not_usable(where: str, reason: str) -> SetupError:
    place = f"{label(where)}/.intake.toml" if where else ".intake.toml"
    return SetupError(
        "profile_not_usable",
        f"{place} can't be used: {reason}. Correct it; until then the files of this profile stay where they are.",
        f"{place} 无法使用：{reason}。请更正；在此之前该目录的文件保持原位。",
    )
