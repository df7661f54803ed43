"""For all tests: slow ones last, so that a mistake shows early; no deadline for hypothesis, since machines differ."""

import pytest
from hypothesis import settings

settings.register_profile("fapiao", deadline=None, max_examples=40)
settings.load_profile("fapiao")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """After the random order is drawn, move slow tests behind the others: first those that name their seconds, the longest of them first, so that no process is left
    with one at the end; then the rest in their order.
    """
    items.sort(key=_when)


def _when(item: pytest.Item) -> tuple[bool, float]:
    slow = item.get_closest_marker("slow")
    return slow is not None, -slow.kwargs.get("seconds", 0.0) if slow else 0.0
