from __future__ import annotations

from xml.etree.ElementTree import Element

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.errors import RefusedFile
from intake.opening.ofd.graphics import PIXELS_PER_MM, Affine, Effort, Placed, placed_objects
from intake.opening.ofd.print import PrintedText, printed_text
from intake.opening.ofd.structure import Resources
from intake.opening.xml_safety import parse_xml

NO_RESOURCES = Resources({})


def parsed(xml: str) -> Element:
    return parse_xml(xml.encode())


def printed(xml: str, resources: Resources = NO_RESOURCES) -> PrintedText:
    [placed] = placed_objects(parsed(f"<Layer>{xml}</Layer>"), resources, Affine(PIXELS_PER_MM, 0, 0, PIXELS_PER_MM), Effort())
    return printed_text(placed, resources, Effort())


def text_object(codes: str, attributes: str = "") -> str:
    return f'<TextObject ID="1" Boundary="10 20 80 5" Size="3" {attributes}>{codes}</TextObject>'


def centres(text: PrintedText) -> list[float]:
    """Of all characters, in mm from the left of the object."""
    return [
        round((line.quad.points[0][0] + char.center * (line.quad.points[1][0] - line.quad.points[0][0])) / PIXELS_PER_MM - 10, 3)
        for line in text.lines
        for char in line.chars
    ]


def test_characters_stand_where_the_steps_put_them() -> None:
    text = printed(text_object('<TextCode X="1" Y="4" DeltaX="3 g 2 1.5">发票12</TextCode>'))
    assert centres(text) == [2.5, 4.75, 6.25, 7.75]
    assert [line.text for line in text.lines] == ["发票12"]


def test_the_line_spans_ascent_and_descent_around_the_baseline() -> None:
    [line] = printed(text_object('<TextCode X="0" Y="4">票</TextCode>')).lines
    box = line.quad.box
    assert (box.left, box.right) == pytest.approx((10 * PIXELS_PER_MM, 13 * PIXELS_PER_MM))
    assert (box.top, box.bottom) == pytest.approx(((24 - 0.88 * 3) * PIXELS_PER_MM, (24 + 0.12 * 3) * PIXELS_PER_MM))


def test_the_last_step_goes_on_when_steps_are_missing_and_surplus_steps_are_void() -> None:
    few = printed(text_object('<TextCode X="0" Y="4" DeltaX="2">1234</TextCode>'))
    many = printed(text_object('<TextCode X="0" Y="4" DeltaX="g 3 2 -6" DeltaY="g 3 0 5">1234</TextCode>'))
    assert centres(few) == centres(many) == [0.75, 2.75, 4.75, 6.75]


def test_one_run_over_several_baselines_becomes_several_lines() -> None:
    text = printed(text_object('<TextCode X="0" Y="4" DeltaX="1.5 -1.5 1.5" DeltaY="0 5 0">1234</TextCode>'))
    assert [line.text for line in text.lines] == ["12", "34"]
    assert text.text == "12\n34"


def test_cells_with_a_wide_gap_between_them_are_parted() -> None:
    text = printed(text_object('<TextCode X="0" Y="4" DeltaX="20 1.5 1.5">1234</TextCode>'))
    assert [line.text for line in text.lines] == ["1", "234"]
    assert text.text == "1 234"


def test_steps_down_alone_set_a_column() -> None:
    text = printed(text_object('<TextCode X="0" Y="4" DeltaY="g 2 4">购买方</TextCode>'))
    assert [line.text for line in text.lines] == ["购", "买", "方"]
    assert centres(text) == [1.5, 1.5, 1.5]


def test_without_steps_characters_stand_side_by_side() -> None:
    assert centres(printed(text_object('<TextCode X="0" Y="4">票12</TextCode>'))) == [1.5, 3.75, 5.25]


def test_blanks_around_a_text_are_not_part_of_it() -> None:
    [line] = printed(text_object('<TextCode X="0" Y="4" DeltaX="g 5 1.5">  ab  </TextCode>')).lines
    assert line.text == "ab" and line.chars[0].center == pytest.approx(0.25)
    assert printed(text_object('<TextCode X="0" Y="4">   </TextCode>')).lines == ()


def test_a_turned_object_gives_a_turned_quad() -> None:
    [line] = printed(text_object('<TextCode X="0" Y="3" DeltaX="3">发票</TextCode>', 'CTM="0 1 -1 0 0 0"')).lines
    assert line.quad.angle == pytest.approx(90)


def test_text_inside_a_composite_object_is_placed_by_both() -> None:
    inner = text_object('<TextCode X="0" Y="4">票</TextCode>')
    unit = parsed(f'<CompositeGraphicUnit ID="7"><Content>{inner}</Content></CompositeGraphicUnit>')
    text = printed('<CompositeObject ResourceID="7" Boundary="100 0 50 50"/>', Resources({"7": (unit, "")}))
    assert text.lines[0].quad.box.left == pytest.approx(110 * PIXELS_PER_MM)


def test_composite_objects_that_multiply_each_other_are_refused() -> None:
    uses = '<CompositeObject ResourceID="7" Boundary="0 0 1 1"/>' * 30
    unit = parsed(f'<CompositeGraphicUnit ID="7"><Content>{uses}</Content></CompositeGraphicUnit>')
    with pytest.raises(RefusedFile) as raised:
        list(placed_objects(parsed(f"<Layer>{uses}</Layer>"), Resources({"7": (unit, "")}), Affine(), Effort()))
    assert raised.value.code == "ofd_too_complex"


NUMBERS = st.one_of(st.floats().map(str), st.sampled_from(["", "g", "g g", "x", "1e999", "-5", "g 999999999 1"]), st.text(max_size=8))


SEVERAL = st.lists(NUMBERS, max_size=5).map(" ".join)


@given(size=NUMBERS, x=NUMBERS, steps=SEVERAL, boundary=SEVERAL, text=st.text(max_size=20))
def test_any_numbers_give_as_many_characters_as_centres(size: str, x: str, steps: str, boundary: str, text: str) -> None:
    element = parsed("<TextObject><TextCode/></TextObject>")
    element.attrib |= {"Size": size, "Boundary": boundary, "CTM": steps}
    element[0].attrib |= {"X": x, "DeltaX": steps, "DeltaY": steps}
    element[0].text = text
    result = printed_text(Placed(element, Affine(), ""), NO_RESOURCES, Effort())
    for line in result.lines:
        assert len(line.chars) == len(line.text) > 0
        assert all(coordinate == coordinate for point in line.quad.points for coordinate in point)
