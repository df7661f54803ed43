import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.vision.ink import shrunk
from intake.vision.outline import find_outlines, find_pasted
from intake.vision.paper import find_sheets


def found_in(page):
    look, scale = shrunk(page, 800)
    return [(outline.corners + 0.5) / scale - 0.5 for outline in find_outlines(look)]


def share_within(inner, outer):
    common, _ = cv2.intersectConvexConvex(np.float32(inner), np.float32(outer))
    return common / cv2.contourArea(np.float32(inner))


@pytest.mark.parametrize("degrees", [0, -14, 23, 90, 171])
def test_a_form_on_a_desk_is_found_whole_and_little_else(workshop, degrees):
    corners = workshop.rectangle((1200, 900), 1350, 900, degrees)
    outlines = found_in(workshop.lay(workshop.desk(), workshop.form(), corners))
    assert len(outlines) == 1
    assert share_within(corners, outlines[0]) > 0.995
    assert share_within(outlines[0], corners) > 0.9


def test_a_form_seen_from_the_side_is_found_with_its_four_corners(workshop):
    corners = np.array([[420.0, 300], [1980, 380], [2180, 1500], [260, 1380]])
    (outline,) = found_in(workshop.lay(workshop.desk(), workshop.form(), corners))
    distances = np.linalg.norm(outline[None] - corners[:, None], axis=2).min(axis=1)
    assert distances.max() < 60


def test_invoices_lying_side_by_side_on_a_desk_are_told_apart(workshop):
    places = [workshop.rectangle((700, 470), 1000, 666, 8), workshop.rectangle((1900, 900), 330, 940, -6), workshop.rectangle((700, 1360), 1000, 666, -4)]
    page = workshop.desk()
    for picture, corners in zip((workshop.form(), workshop.slip(), workshop.form()), places, strict=True):
        page = workshop.lay(page, picture, corners)
    outlines = found_in(page)
    assert len(outlines) == 3
    for corners in places:
        assert max(share_within(corners, outline) for outline in outlines) > 0.99


def test_two_forms_on_a_white_sheet_are_told_apart(workshop):
    sheet = np.full((3508, 2480, 3), 252, np.uint8)
    sheet[60:1460, 190:2290] = cv2.resize(workshop.form(), (2100, 1400))
    sheet[1700:3100, 190:2290] = cv2.resize(workshop.form(), (2100, 1400))
    outlines = found_in(sheet)
    assert [round(outline[:, 1].mean(), -3) for outline in outlines] == [1000, 2000]


def test_receipts_pasted_in_rows_on_a_white_sheet_are_told_apart(workshop):
    sheet = np.full((3508, 2480, 3), 250, np.uint8)
    for left in (160, 900, 1640):
        sheet[120:1720, left : left + 560] = cv2.resize(workshop.slip(), (560, 1600))
        sheet[1860:3460, left : left + 560] = cv2.resize(workshop.slip(), (560, 1600))
    assert len(found_in(sheet)) == 6


def test_a_receipt_by_itself_is_never_cut_into_paragraphs(workshop):
    slip = workshop.slip(420, 1200)
    slip[380:520] = 250
    slip[800:900] = 250
    outlines = found_in(slip)
    assert len(outlines) == 1
    assert np.allclose(outlines[0].max(axis=0) - outlines[0].min(axis=0), (419, 1199), atol=3)


def test_a_form_that_fills_the_page_is_the_whole_page(workshop):
    look, _ = shrunk(workshop.form(), 800)
    (outline,) = find_outlines(look)
    assert not outline.found


def test_a_shadow_across_a_form_does_not_cut_it(workshop):
    form = workshop.form().astype(np.float32)
    form[:, 900:] *= 0.55
    form[700:] *= 0.7
    outlines = found_in(form.astype(np.uint8))
    assert len(outlines) == 1


def test_a_fold_that_parts_light_from_shade_is_no_edge_of_a_sheet(workshop):
    form = workshop.form().astype(np.float32)
    form[:, :560] *= 0.6
    corners = workshop.rectangle((1200, 900), 1350, 900, 4)
    assert len(found_in(workshop.lay(workshop.desk(), form.astype(np.uint8), corners))) == 1


def test_veins_of_a_stone_desk_are_not_taken_for_print_beside_a_sheet(workshop):
    rng = np.random.default_rng(3)
    desk = workshop.desk(colour=(150, 152, 155))
    for _ in range(60):
        bent = np.cumsum(rng.normal(0, 14, (22, 2)), axis=0) + rng.uniform((0, 0), (2400, 1800))
        cv2.polylines(desk, [bent.astype(np.int32)], False, (60, 62, 66), 7, cv2.LINE_AA)
    corners = workshop.rectangle((1200, 900), 1290, 860, 5)
    outlines = found_in(workshop.lay(desk, workshop.form(), corners))
    assert len(outlines) == 1
    assert share_within(outlines[0], corners) > 0.9


def test_a_sheet_in_falling_light_is_told_from_stone_hardly_darker_by_being_even(workshop):
    rng = np.random.default_rng(11)
    grain = cv2.resize(rng.normal(0, 12, (180, 240)).astype(np.float32), (2400, 1800), interpolation=cv2.INTER_CUBIC)
    falling = np.linspace(80, -80, 2400)[None, :] + np.zeros((1800, 1))
    stone = np.repeat((158 + grain + falling)[..., None], 3, axis=2)
    corners = workshop.rectangle((1250, 900), 1260, 840, 3)
    laid = workshop.lay(np.zeros((1800, 2400, 3), np.uint8), workshop.form(), corners)
    page = np.where(laid.max(axis=2, keepdims=True) > 0, laid - 62 + falling[..., None], stone)
    small, scale = shrunk(np.clip(page, 0, 255).astype(np.uint8), 384)
    (sheet,) = find_sheets(small)
    assert share_within(sheet.corners / scale, corners) > 0.97
    assert share_within(corners, sheet.corners / scale) > 0.9


def test_forms_on_a_sheet_seen_by_itself_are_told_apart(workshop):
    sheet = np.full((800, 566, 3), 245, np.uint8)
    for top in (20, 280, 540):
        sheet[top : top + 240, 30:390] = cv2.resize(workshop.form(), (360, 240), interpolation=cv2.INTER_AREA)
    assert np.allclose([outline.corners[:, 1].mean() for outline in find_pasted(sheet)], (140, 400, 660), atol=15)


def test_a_sheet_that_is_one_invoice_holds_no_others(workshop):
    look, _ = shrunk(workshop.form(), 800)
    assert find_pasted(look) == ()
    slip, _ = shrunk(workshop.slip(), 800)
    assert find_pasted(slip) == ()


def test_a_form_on_the_upper_half_of_a_white_page_is_found_with_all_its_print(workshop):
    page = np.full((3508, 2480, 3), 251, np.uint8)
    page[200:1600, 190:2290] = cv2.resize(workshop.form(), (2100, 1400))
    (outline,) = found_in(page)
    printed = np.array([[253, 250], [2227, 250], [2227, 1432], [253, 1432]])
    assert share_within(printed, outline) > 0.999
    assert outline[:, 1].max() < 2000


def test_an_empty_page_is_one_whole_page():
    (outline,) = find_outlines(np.full((800, 566, 3), 255, np.uint8))
    assert not outline.found


def test_outlines_come_in_reading_order(workshop):
    places = [workshop.rectangle((x, y), 900, 600, 0) for y in (480, 1320) for x in (640, 1760)]
    page = workshop.desk()
    for corners in reversed(places):
        page = workshop.lay(page, workshop.form(), corners)
    middles = [outline.mean(axis=0) for outline in found_in(page)]
    assert np.allclose(middles, [corners.mean(axis=0) for corners in places], atol=40)


@given(st.integers(0, 10_000))
@settings(max_examples=15)
def test_whatever_the_picture_shows_there_is_an_outline(seed):
    """Bars, dots and blots at random places, many of them cut by the border."""
    rng = np.random.default_rng(seed)
    page = np.full((rng.integers(60, 500), rng.integers(60, 500), 3), rng.integers(120, 255), np.uint8)
    for _ in range(rng.integers(0, 200)):
        x, y = rng.integers(-20, page.shape[1] + 20), rng.integers(-20, page.shape[0] + 20)
        wide, high = rng.integers(1, 60), rng.integers(1, 14)
        colour = tuple(int(value) for value in rng.integers(0, 200, 3))
        cv2.rectangle(page, (int(x), int(y)), (int(x + wide), int(y + high)), colour, -1)
    look, _ = shrunk(page, 800)
    assert len(find_outlines(look)) >= 1
