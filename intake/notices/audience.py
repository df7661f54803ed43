"""Who is told: the responsible person first, else those who look after such things. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from intake.notices.topics import Part, TopicRule
from intake.state import Role


@dataclass(frozen=True)
class Person:
    """A user who may log in."""

    id: UUID
    roles: frozenset[Role]


@dataclass(frozen=True)
class Told:
    person: UUID
    part: Part


def audience(rule: TopicRule, parts: Mapping[Part, UUID], people: Iterable[Person]) -> tuple[Told, ...]:
    """`parts` says who has to do with it, `people` are all of the tenant; each is told once."""
    living = {person.id: person for person in people}
    responsible = next((Told(parts[part], part) for part in rule.persons if part in parts and parts[part] in living), None)
    told = (responsible,) if responsible else ()
    if responsible and not rule.roles_too:
        return told
    by_role = _with_roles(living.values(), rule.roles) or (() if responsible else _with_roles(living.values(), frozenset({Role.ADMINISTRATOR})))
    return (*told, *(Told(person, Part.ROLE) for person in by_role if responsible is None or person != responsible.person))


def _with_roles(people: Iterable[Person], roles: frozenset[Role]) -> tuple[UUID, ...]:
    return tuple(sorted(person.id for person in people if not person.roles.isdisjoint(roles)))
