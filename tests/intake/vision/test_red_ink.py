import cv2
import numpy as np

from intake.vision.red_ink import red_mask, seal_places, without_red


def test_a_seal_goes_and_the_print_under_it_stays():
    paper = np.full((200, 400, 3), 245, np.uint8)
    printed = paper.copy()
    cv2.putText(printed, "12345678", (60, 115), cv2.FONT_HERSHEY_SIMPLEX, 1.4, (45, 40, 40), 4)
    stamped = printed.copy()
    cv2.ellipse(stamped, (200, 100), (150, 70), 0, 0, 360, (40, 30, 215), 9)
    # Stamp ink lets print through: the darker of both is seen.
    stamped = np.minimum(stamped, printed)

    cleaned = without_red(stamped)

    assert np.abs(cleaned.astype(int) - printed)[red_mask(stamped) > 0].mean() < 25
    ink = printed.min(axis=2) < 100
    assert (cleaned.max(axis=2)[ink] < 140).mean() > 0.97


def test_blue_print_is_not_taken_for_red_ink():
    picture = np.full((80, 300, 3), 240, np.uint8)
    cv2.putText(picture, "2024-05-06", (10, 50), cv2.FONT_HERSHEY_SIMPLEX, 1.4, (150, 50, 60), 3)
    assert not red_mask(picture).any()


def test_the_brown_rules_of_a_form_are_not_red_ink():
    picture = np.full((80, 300, 3), 255, np.uint8)
    cv2.line(picture, (0, 40), (299, 40), (35, 82, 156), 3)
    assert not red_mask(picture).any()


def test_without_red_ink_the_picture_is_returned_as_it_is():
    picture = np.full((50, 50, 3), 200, np.uint8)
    assert without_red(picture) is picture


def test_pixels_outside_red_ink_are_untouched(workshop):
    form = workshop.form(840, 560)
    outside = red_mask(form) == 0
    assert np.array_equal(without_red(form)[outside], form[outside])


def test_the_bureaus_seal_and_the_sellers_are_told_apart():
    invoice = np.full((800, 1200, 3), 250, np.uint8)
    cv2.ellipse(invoice, (600, 100), (90, 60), 0, 0, 360, (20, 20, 230), 5)
    cv2.ellipse(invoice, (1020, 690), (120, 85), 0, 0, 360, (20, 20, 230), 6)
    cv2.putText(invoice, "SEAL", (960, 705), cv2.FONT_HERSHEY_SIMPLEX, 1.5, (20, 20, 230), 4)

    places = {place.kind: place.quad.box for place in seal_places(invoice)}

    assert set(places) == {"supervision", "seller"}
    assert places["supervision"].contains((600, 100))
    assert abs(places["seller"].width - 246) < 12


def test_red_text_and_rules_are_no_seals():
    invoice = np.full((800, 1200, 3), 250, np.uint8)
    cv2.putText(invoice, "No 12345678", (700, 90), cv2.FONT_HERSHEY_SIMPLEX, 2, (20, 20, 230), 5)
    cv2.rectangle(invoice, (40, 200), (1160, 700), (20, 20, 230), 3)
    assert seal_places(invoice) == ()
