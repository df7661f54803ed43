from __future__ import annotations

import json
from pathlib import Path

import pytest

from training.synthesize.samples import recipes

SAMPLES = Path(__file__).parents[3] / "sample_images"


def test_every_sample_is_there_with_its_expected_result_and_purpose() -> None:
    readme = (SAMPLES / "README.md").read_text(encoding="utf-8")
    for recipe in recipes():
        assert (SAMPLES / recipe.file).stat().st_size > 0
        assert f"`{recipe.file}`" in readme
        assert recipe.purpose in readme
        assert recipe.purpose_zh in readme
        labels = json.loads((SAMPLES / f"{recipe.file}.expected.json").read_text(encoding="utf-8"))
        assert labels
        assert all(label["file"].split("!")[0] == recipe.file for label in labels)


def test_nothing_lies_among_the_samples_that_no_recipe_makes() -> None:
    made = {name for recipe in recipes() for name in (recipe.file, f"{recipe.file}.expected.json")}
    assert {path.name for path in SAMPLES.iterdir()} == made | {"README.md"}


@pytest.mark.parametrize("limit", [15_000_000])
def test_the_samples_stay_small(limit: int) -> None:
    assert sum(path.stat().st_size for path in SAMPLES.iterdir()) < limit
