from itertools import pairwise
from time import time

from hypothesis import given
from hypothesis import strategies as st

from intake.store.ids import new_id


@given(count=st.integers(2, 50))
def test_identifiers_are_all_different_and_say_when_they_were_made(count: int) -> None:
    before = int(time() * 1000)
    ids = [new_id() for _ in range(count)]
    after = int(time() * 1000)
    assert len(set(ids)) == count
    assert all(before <= identifier.int >> 80 <= after for identifier in ids)
    assert all((identifier.version, identifier.variant) == (7, "specified in RFC 4122") for identifier in ids)


def test_identifiers_sort_by_the_time_they_were_made() -> None:
    ids = [new_id() for _ in range(2000)]
    out_of_order = sum(one > other for one, other in pairwise(ids))
    assert out_of_order < 20, "only those made within the same quarter of a microsecond, or while the clock was set"
