"""For all tests: slow ones last, so that a mistake shows early; no deadline for hypothesis, since machines differ."""

import pytest
from hypothesis import settings

settings.register_profile("fapiao", deadline=None)
settings.load_profile("fapiao")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """After the random order is drawn, move slow tests behind the others, their order among themselves kept."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is not None)
