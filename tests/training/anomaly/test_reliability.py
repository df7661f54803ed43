from xml.etree import ElementTree

import numpy as np
import pytest

from training.anomaly.reliability import bins_table, by_group, picture, reliability, table

RANDOM = np.random.default_rng(9)
CLAIMED = RANDOM.uniform(0.7, 1.0, 2000)
RIGHT = (RANDOM.random(2000) < CLAIMED).astype(np.float64)
ONES = np.ones(2000)


def test_honest_claims_lie_on_the_diagonal() -> None:
    honest = reliability("honest", np.full(2000, 0.999), CLAIMED, RIGHT, ONES)
    assert honest.error < 0.03 < honest.error_raw
    assert all(point.counted_error.low <= point.claimed_error <= point.counted_error.high for point in honest.points)


def test_boasting_shows_above_the_diagonal() -> None:
    boast = reliability("boast", CLAIMED, np.full(2000, 0.99), RIGHT, ONES)
    assert all(point.counted_error.low > point.claimed_error for point in boast.points)


def test_weighted_cases_widen_the_interval() -> None:
    light = np.where(RANDOM.random(2000) < 0.5, 1.0, 0.01)
    plain, weighted = (reliability("w", CLAIMED, CLAIMED, RIGHT, weights).points[0].counted_error for weights in (ONES, light))
    assert weighted.high - weighted.low > plain.high - plain.low


def test_groups_come_by_name_and_a_small_one_has_no_curve() -> None:
    rows = by_group(["b"] * 1990 + ["a"] * 10, CLAIMED, CLAIMED, RIGHT, ONES)
    assert [(row.name, row.count, bool(row.points)) for row in rows] == [("a", 10, False), ("b", 1990, True)]


def test_the_picture_is_well_formed_and_has_a_panel_for_each_curve() -> None:
    rows = by_group(["x <&>"] * 1000 + ["y"] * 1000, CLAIMED, CLAIMED, RIGHT, ONES)
    root = ElementTree.fromstring(picture(rows, "title & more"))  # noqa: S314 - our own text
    texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"x <&> (1000)", "y (1000)", "title & more"} <= set(texts)
    assert sum(1 for _ in root.iter("{http://www.w3.org/2000/svg}circle")) == sum(len(row.points) for row in rows)


def test_tables_have_one_row_for_each() -> None:
    rows = by_group(["x"] * 1000 + ["y"] * 1000, CLAIMED, CLAIMED, RIGHT, ONES)
    assert [line.split(" | ")[0] for line in table(rows, "field").splitlines()[2:]] == ["| x", "| y"]
    assert len(bins_table(rows[0]).splitlines()) == 2 + len(rows[0].points)
    assert float(table(rows, "field").splitlines()[2].split(" | ")[2]) == pytest.approx(CLAIMED[:1000].mean(), abs=1e-4)
