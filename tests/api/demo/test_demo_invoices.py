"""The invoices of the demonstration and their stories, without running it."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from api.demo.einvoice_file import einvoice_file
from api.demo.invoices import COUNT, SAMPLES, demo_invoices
from api.demo.troubles import COMMON, MISBEHAVIOUR, STATUSES, STORIES, Trouble
from api.demo.world import START
from intake.diagnosis.causes import Cause
from intake.opening.einvoice_xml import read_einvoice
from intake.state import InvoiceState
from intake.verification.simulator.invoices import true_invoice

SAMPLE_IMAGES = Path(__file__).parents[3] / "sample_images"


@pytest.fixture(params=["with samples", "without"])
def samples(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return SAMPLE_IMAGES if request.param == "with samples" else tmp_path


def test_there_are_forty_with_a_number_each_but_for_the_one_that_comes_twice(samples: Path) -> None:
    invoices = demo_invoices(samples, START)
    assert len(invoices) == COUNT
    numbers = Counter(each.true.key for each in invoices if each.trouble is not Trouble.SENT_TWICE)
    assert set(numbers.values()) == {1}
    (again,) = [each for each in invoices if each.trouble is Trouble.SENT_TWICE]
    assert again.true.key in numbers
    assert len({each.content for each in invoices}) == len({each.file for each in invoices}) == COUNT
    assert all(each.true.issued_at <= START + timedelta(days=1) for each in invoices)


def test_most_go_their_way_and_every_trouble_happens() -> None:
    troubles = Counter(each.trouble for each in demo_invoices(SAMPLE_IMAGES, START))
    assert set(troubles) == set(Trouble)
    assert troubles[Trouble.NONE] >= 12


def test_every_sample_that_is_named_is_there() -> None:
    assert all((SAMPLE_IMAGES / name).is_file() and (SAMPLE_IMAGES / f"{name}.expected.json").is_file() for name in SAMPLES)


@pytest.mark.parametrize("detail", ["D_SPECIAL", "D_GENERAL"])
@pytest.mark.parametrize("pretty", [False, True])
def test_what_is_written_is_read_as_what_is_true(detail: str, pretty: bool) -> None:
    true = true_invoice(detail, 4711, START)
    found = read_einvoice(einvoice_file(true, pretty=pretty))
    assert found.kind == true.kind
    assert {name: value for name, value in true.face.items() if found.fields.get(name) != value} == {}


def test_every_trouble_has_a_story_that_can_be_told() -> None:
    assert set(STORIES) == set(Trouble)
    for trouble, story in STORIES.items():
        assert (trouble is Trouble.NONE) == (not story.what) == (not story.what_zh) == (not story.causes)
        assert not story.causes & COMMON, "what is said of all tells nothing of this one"
        assert all(InvoiceState(state) for state in story.ends)
    assert set(MISBEHAVIOUR) | set(STATUSES) <= set(STORIES)
    assert Cause.NONE in COMMON
