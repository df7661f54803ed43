"""A person's word stands, whatever machines say before or after."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from intake.store.standing_value import FieldValue, open_proposals, standing_value
from intake.store.words import ValueRole
from tests.intake.store.samples import NOON

PERSON = st.sampled_from((ValueRole.SET, ValueRole.WITHDRAWN))
MACHINE = st.sampled_from((ValueRole.READ, ValueRole.PROPOSED))
ROLES = st.lists(st.sampled_from(ValueRole), max_size=12)


def said(roles: list[ValueRole]) -> list[FieldValue]:
    """One value a role, all different, in this order."""
    return [
        FieldValue("total", version, role, None if role is ValueRole.WITHDRAWN else f"{version}.00", "ocr", None, "somebody", NOON)
        for version, role in enumerate(roles, 1)
    ]


@given(before=ROLES, after=st.lists(MACHINE, max_size=6))
def test_what_a_person_set_stands_whatever_machines_say_later(before: list[ValueRole], after: list[ValueRole]) -> None:
    values = said([*before, ValueRole.SET, *after])
    assert standing_value(values) == values[len(before)]


@given(roles=ROLES, where=st.integers(0, 12))
def test_a_proposal_never_changes_what_stands(roles: list[ValueRole], where: int) -> None:
    where = min(where, len(roles))
    with_proposal = said([*roles[:where], ValueRole.PROPOSED, *roles[where:]])
    without = [value for value in with_proposal if value.version != where + 1]
    assert standing_value(with_proposal) == standing_value(without)


@given(roles=ROLES)
def test_taking_everything_back_leaves_what_machines_read(roles: list[ValueRole]) -> None:
    values = said([*roles, ValueRole.WITHDRAWN])
    assert standing_value(values) == standing_value([value for value in values if value.role is ValueRole.READ])


@given(roles=ROLES, data=st.data())
def test_the_order_in_which_values_are_given_does_not_matter(roles: list[ValueRole], data: st.DataObject) -> None:
    values = said(roles)
    shuffled = data.draw(st.permutations(values))
    assert standing_value(shuffled) == standing_value(values)
    assert open_proposals(shuffled) == open_proposals(values)


@given(roles=ROLES)
def test_what_stands_was_set_or_read(roles: list[ValueRole]) -> None:
    standing = standing_value(said(roles))
    assert standing is None or standing.role in (ValueRole.SET, ValueRole.READ)
    assert (standing is None) == (
        ValueRole.READ not in roles and ([role for role in roles if role in (ValueRole.SET, ValueRole.WITHDRAWN)][-1:] != [ValueRole.SET])
    )


def test_without_people_the_last_reading_stands() -> None:
    first, second = said([ValueRole.READ, ValueRole.READ])
    assert standing_value([first, second]) == second


def test_what_machines_say_otherwise_after_a_person_is_open() -> None:
    read, person, again, proposal = said([ValueRole.READ, ValueRole.SET, ValueRole.READ, ValueRole.PROPOSED])
    assert open_proposals([read, person]) == ()
    assert open_proposals([read, person, again, replace(proposal, source="registry")]) == (again, replace(proposal, source="registry"))
    assert open_proposals([read, person, again, proposal]) == (proposal,), "the last word of each source"
    assert open_proposals([read, person, replace(again, value=person.value)]) == (), "it agrees"
