import cv2
import numpy as np
import pytest

from intake.vision.dewarp import displacement_of, is_bent
from intake.vision.ink import darkest_channel, ink_mask
from intake.vision.straighten import straightened_cut
from models.geometry import Quad


def whole(picture):
    height, width = picture.shape[:2]
    return Quad.from_array(np.array([[0.0, 0.0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]]))


def ink_of(picture):
    return ink_mask(darkest_channel(picture))


def curled(picture, depth):
    """The picture printed on paper that rises in the middle: every row of print becomes an arc, deeper at the top."""
    height, width = picture.shape[:2]
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    arc = depth * np.cos((x / width - 0.5) * np.pi) * (1 - 0.4 * y / height)
    return cv2.remap(picture, x, (y + arc - depth * 0.5).astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), arc - depth * 0.5


def slants_of_rules(picture):
    """How far each long horizontal rule is from level, pixels from its highest to its lowest point."""
    dark = ink_of(picture)
    runs = cv2.morphologyEx(cv2.dilate(dark, np.ones((5, 1), np.uint8)), cv2.MORPH_OPEN, np.ones((1, picture.shape[1] // 12), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(runs)
    spans = []
    for label in np.flatnonzero(stats[:, cv2.CC_STAT_WIDTH] > 0.6 * picture.shape[1]):
        if label and stats[label, cv2.CC_STAT_HEIGHT] < 0.2 * picture.shape[0]:
            y, x = np.nonzero(labels == label)
            middles = np.bincount(x, y)[np.unique(x)] / np.bincount(x)[np.unique(x)]
            spans.append(np.ptp(middles[5:-5]))
    return spans


def test_a_straight_form_needs_nothing(workshop):
    assert displacement_of(ink_of(workshop.form(1000, 667))) is None


def test_a_page_with_hardly_any_print_is_left_alone():
    assert displacement_of(np.zeros((600, 900), np.uint8)) is None


@pytest.mark.parametrize("degrees", [-5.0, 2.0, 6.0])
def test_a_skewed_form_comes_out_level_in_one_plane(workshop, degrees):
    form = workshop.form(1600, 1067)
    matrix = cv2.getRotationMatrix2D((800, 533), degrees, 0.9)
    skewed = cv2.warpAffine(form, matrix, (1600, 1067), borderValue=(252, 252, 252))
    cut, transform = straightened_cut(skewed, whole(skewed))
    assert transform.mesh is None
    assert max(slants_of_rules(cut)) < 5


def test_a_wedge_seen_from_the_side_comes_out_level(workshop):
    form = workshop.form(1600, 1067)
    corners = np.array([[20, 20], [1560, 60], [1590, 1020], [10, 1050]], np.float64)
    seen = workshop.lay(np.full((1067, 1600, 3), 252, np.uint8), form, corners)
    cut, _ = straightened_cut(seen, whole(seen))
    assert max(slants_of_rules(cut)) < 6


@pytest.mark.parametrize("depth", [35, -50])
def test_a_curled_form_comes_out_flat(workshop, depth):
    bent, _ = curled(workshop.form(1600, 1067), depth)
    before = max(slants_of_rules(bent), default=abs(depth))
    cut, transform = straightened_cut(bent, whole(bent))
    assert transform.mesh is not None
    flat = slants_of_rules(cut)
    assert len(flat) >= 3
    assert max(flat) < 0.25 * before


def test_the_transform_of_a_flattened_page_leads_back_to_where_print_stood(workshop):
    form = workshop.form(1600, 1067)
    places = [(300, 150), (820, 500), (1350, 900), (200, 980), (1400, 120)]
    for place in places:
        cv2.circle(form, place, 16, (255, 0, 0), -1)
    bent, _arc = curled(form, 40)
    cut, transform = straightened_cut(bent, whole(bent))
    blue = ((cut[..., 0] > 180) & (cut[..., 1:].max(axis=2) < 90)).astype(np.uint8)
    count, _, stats, middles = cv2.connectedComponentsWithStats(blue)
    dots = np.array([middles[label] for label in range(1, count) if stats[label, cv2.CC_STAT_AREA] > 200])
    assert len(dots) == len(places)
    back = transform.to_original(dots)
    bent_blue = ((bent[..., 0] > 180) & (bent[..., 1:].max(axis=2) < 90)).astype(np.uint8)
    _, _, stats, middles = cv2.connectedComponentsWithStats(bent_blue)
    stood = np.array([middle for middle, stat in zip(middles[1:], stats[1:], strict=True) if stat[cv2.CC_STAT_AREA] > 200])
    assert np.linalg.norm(back[:, None] - stood[None], axis=2).min(axis=1).max() < 1.5


def test_nothing_of_a_skewed_page_is_lost(workshop):
    form = workshop.form(1600, 1067)
    cv2.circle(form, (6, 6), 5, (255, 0, 0), -1)
    cv2.circle(form, (1593, 1060), 5, (255, 0, 0), -1)
    matrix = cv2.getRotationMatrix2D((800, 533), 4, 0.9)
    skewed = cv2.warpAffine(form, matrix, (1600, 1067), borderValue=(252, 252, 252))
    cut, _ = straightened_cut(skewed, whole(skewed))
    blue = ((cut[..., 0] > 150) & (cut[..., 1:].max(axis=2) < 110)).astype(np.uint8)
    assert cv2.connectedComponents(blue)[0] == 3


def test_a_receipt_of_short_lines_is_never_bent(workshop):
    slip = workshop.slip(420, 1200)
    found = displacement_of(ink_of(slip))
    assert found is None or not is_bent(found)
