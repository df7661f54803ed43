from typing import Any

import numpy as np
from numpy.typing import NDArray

from intake.annotate import LEGEND, annotate
from models.geometry import Pixels

COLOURS = dict(LEGEND)
BOX = [[300, 200], [500, 200], [500, 260], [300, 260]]


def field(**changes: Any) -> dict[str, Any]:
    return {"page": 1, "box": BOX, "state": "read", "confirmed_by": [], **changes}


def result(fields: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {"page": 1, "outline": None, "kind": "vat_special", "decision": "review", "fields": fields, "items": [], **changes}


def drawn(*results: dict[str, Any], page: int = 1, size: tuple[int, int] = (900, 700)) -> Pixels:
    return annotate(np.full((size[1], size[0], 3), 255, dtype=np.uint8), results, page)


def places(picture: Pixels, colour: str, height: int = 700) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and columns of the page itself where a colour of the legend stands, or nearly: lines are drawn smooth."""
    distance = np.linalg.norm(picture[:height].astype(float) - COLOURS[colour], axis=2)
    rows, columns = np.nonzero(distance < 60)
    return rows, columns


def has(picture: Pixels, colour: str) -> bool:
    return bool(places(picture, colour)[0].size)


def test_the_colour_of_a_box_tells_how_sure_its_value_is() -> None:
    states = {
        "confirmed": field(confirmed_by=["qr"]),
        "one source": field(),
        "repaired": field(confirmed_by=["checksum"], repaired_from="x"),
        "unreadable": field(state="unreadable"),
    }
    for colour, value in states.items():
        picture = drawn(result({"total": value}))
        assert [name for name in COLOURS if has(picture, name)] == [colour]


def test_boxes_stand_where_the_values_do() -> None:
    picture = drawn(result({"total": field()}))
    rows, columns = places(picture, "one source")
    assert rows.max() - 260 <= 2
    assert abs(columns.min() - 300) <= 2


def test_what_lies_on_another_page_is_not_drawn() -> None:
    assert (drawn(result({"total": field(page=2)}, page=2, outline=BOX))[:700] == 255).all()
    assert has(drawn(result({"total": field(page=2)}), page=2), "one source")


def test_values_without_a_place_and_errors_are_passed_over() -> None:
    nowhere = result({"total": field(box=None, page=None)}, items=[{"box": None}])
    assert (drawn(nowhere, {"error": {"code": "damaged"}})[:700] == 255).all()


def test_the_given_picture_is_left_as_it_is() -> None:
    pixels = np.full((700, 900, 3), 255, dtype=np.uint8)
    annotate(pixels, [result({"total": field()}, outline=BOX, items=[{"box": BOX}])], 1)
    assert (pixels == 255).all()


def test_a_very_large_page_is_drawn_reduced_with_its_boxes_in_place() -> None:
    picture = drawn(result({"total": field()}), size=(7200, 4800))
    assert picture.shape[1] == 2400
    rows, columns = places(picture, "one source", 1600)
    assert abs(columns.min() - 100) <= 3
    assert abs(columns.max() - 167) <= 60
    assert rows.size


def test_boxes_of_the_original_page_are_brought_to_a_picture_that_was_decoded_reduced() -> None:
    original = [[2 * x, 2 * y] for x, y in BOX]
    picture = annotate(np.full((700, 900, 3), 255, dtype=np.uint8), [result({"total": field(box=original)})], 1, reduction=2.0)
    rows, columns = places(picture, "one source")
    assert abs(columns.min() - 300) <= 2
    assert abs(rows.max() - 260) <= 2


def test_the_legend_stands_below_the_page() -> None:
    picture = drawn(result({}))
    assert picture.shape[0] > 700
    assert all((picture[700:] == colour).all(axis=2).any() for colour in COLOURS.values())
