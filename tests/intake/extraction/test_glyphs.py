from intake.extraction.glyphs import Run, fold, glyphs_of, quad_around, rows_of, runs_of, stacked_runs
from models.geometry import Box, Quad
from models.text import TextLine
from tests.builders import text_line


def texts(runs: tuple[Run, ...]) -> list[str]:
    return [run.text for run in runs]


def test_characters_are_folded_and_what_was_printed_is_kept() -> None:
    glyphs = glyphs_of(text_line("（小写）￥１２．３０", 0, 50))
    assert "".join(glyph.char for glyph in glyphs) == "(小写)¥12.30"
    assert "".join(glyph.printed for glyph in glyphs) == "（小写）￥１２．３０"
    assert fold("㎏") == "㎏", "one character never becomes two"


def test_blanks_leave_no_glyph_but_keep_their_room() -> None:
    first, second = glyphs_of(text_line("1 2", 0, 50, 30))
    assert second.left - first.right > 0.3 * 30


def test_a_line_without_single_characters_is_spread_evenly() -> None:
    line = TextLine("名称", Quad.from_box(Box(100, 0, 160, 30)), 0.9)
    assert [(glyph.char, glyph.x, glyph.score) for glyph in glyphs_of(line)] == [("名", 115, 0.9), ("称", 145, 0.9)]


def test_a_wide_gap_parts_what_the_detector_took_for_one_line() -> None:
    spread = text_line("名称", 0, 50, 30, width=200)
    assert texts(runs_of([text_line("购买方", 0, 50, 30), spread])) == ["购买方", "名", "称"]


def test_text_that_stands_upright_is_no_row_but_gives_its_characters() -> None:
    upright = TextLine("名纳地", Quad.from_box(Box(100, 100, 130, 400)), 0.9)
    assert runs_of([upright]) == ()
    assert texts(stacked_runs([upright, text_line("横排", 0, 50)])) == ["名", "纳", "地"]


def test_runs_of_one_height_make_a_row_from_left_to_right() -> None:
    runs = runs_of([text_line("¥106.00", 600, 52), text_line("合", 100, 50), text_line("计", 200, 51), text_line("价税", 100, 120)])
    assert [row.text for row in rows_of(runs)] == ["合计¥106.00", "价税"]


def test_a_row_may_lean() -> None:
    runs = runs_of([text_line("金额", 100, 50), text_line("税率", 700, 56), text_line("税额", 1300, 62)])
    assert [row.text for row in rows_of(runs)] == ["金额税率税额"]


def test_lines_closely_below_each_other_stay_two_rows() -> None:
    runs = runs_of([text_line("甲", 100, 50), text_line("乙", 200, 50), text_line("丙", 100, 85), text_line("丁", 200, 85)])
    assert sorted(row.text for row in rows_of(runs)) == ["丙丁", "甲乙"]


def test_the_place_of_some_glyphs_is_around_them() -> None:
    glyphs = glyphs_of(text_line("12345", 100, 50, 30))
    box = quad_around(glyphs[1:3]).box
    assert (round(box.left), round(box.right), round(box.top), round(box.bottom)) == (115, 145, 35, 65)


def test_the_place_of_wrapped_lines_is_around_both() -> None:
    glyphs = (*glyphs_of(text_line("第一行", 100, 50, 30)), *glyphs_of(text_line("第二", 100, 90, 30)))
    box = quad_around(glyphs).box
    assert (round(box.left), round(box.right), round(box.top), round(box.bottom)) == (100, 190, 35, 105)


def test_places_of_leaning_print_lean_along() -> None:
    glyphs = glyphs_of(text_line("123456789", 100, 50, 30, tilt=3.0))
    assert 2.0 < quad_around(glyphs).angle < 4.0
