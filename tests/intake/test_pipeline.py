from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import pytest

from intake.document import Document, Page
from intake.errors import UnreadableFile
from intake.pipeline import Pipeline
from intake.reading import Reading
from tests.builders import region_of

DOCUMENT = Document("a.pdf", b"")


@dataclass(frozen=True)
class Step:
    """A stage made of a function."""

    name: str
    run: Callable[[Reading], Reading] = lambda reading: reading

    def __call__(self, reading: Reading) -> Reading:
        return self.run(reading)


def pages(count: int) -> Callable[[Document], Iterator[Page]]:
    return lambda document: (Page(number, None, np.full((8, 8, 3), number, dtype=np.uint8)) for number in range(1, count + 1))


def with_region(reading: Reading) -> Reading:
    (page,) = reading.pages
    return replace(reading, regions=(region_of((), number=page.number, pixels=page.pixels),))


def test_page_stages_see_one_page_at_a_time_with_its_picture() -> None:
    seen: list[tuple[int, ...]] = []

    def look(reading: Reading) -> Reading:
        seen.append(tuple(page.number for page in reading.pages))
        assert all(page.pixels is not None for page in reading.pages)
        return reading

    Pipeline(pages(3), (Step("look", look),), ()).read(DOCUMENT)
    assert seen == [(1,), (2,), (3,)]


def test_document_stages_see_all_pages_without_their_pictures() -> None:
    seen: list[Reading] = []

    def look(reading: Reading) -> Reading:
        seen.append(reading)
        return reading

    Pipeline(pages(3), (Step("find", with_region),), (Step("join", look),)).read(DOCUMENT)
    (reading,) = seen
    assert [page.number for page in reading.pages] == [1, 2, 3]
    assert [region.page for region in reading.regions] == [1, 2, 3]
    assert all(page.pixels is None for page in reading.pages)
    assert all(region.pixels is None for region in reading.regions)


def test_stages_run_in_their_order_and_each_goes_on_from_the_last() -> None:
    order: list[str] = []

    def note(name: str) -> Step:
        def run(reading: Reading) -> Reading:
            order.append(name)
            return reading

        return Step(name, run)

    Pipeline(pages(2), (note("first"), note("second")), (note("last"),)).read(DOCUMENT)
    assert order == ["first", "second", "first", "second", "last"]


def test_stages_of_one_name_share_their_time() -> None:
    timing = Pipeline(pages(2), (Step("extract"), Step("ocr")), (Step("extract"),)).read(DOCUMENT).timing_ms
    assert set(timing) == {"open", "extract", "ocr"}
    assert all(elapsed >= 0 for elapsed in timing.values())


def test_a_document_without_pages_is_read_too() -> None:
    reading = Pipeline(pages(0), (Step("find", with_region),), (Step("join"),)).read(DOCUMENT)
    assert reading.pages == ()
    assert reading.document is DOCUMENT


def test_a_page_that_can_not_be_opened_stops_the_document() -> None:
    def broken(document: Document) -> Iterator[Page]:
        yield Page(1, None)
        raise UnreadableFile("damaged", "Damaged.", "文件损坏。")

    with pytest.raises(UnreadableFile):
        Pipeline(broken, (), ()).read(DOCUMENT)
