"""Is the picture good enough to read, and if not, what should the person do?

Eight measurements, each of a physical thing, are taken on the cut invoice and compared with thresholds. What they mean to recognition was measured by blurring, shrinking and
darkening pictures until fields got lost; see the thresholds.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from intake.document import Format
from intake.invoice import Quality
from intake.vision.ink import as_pixels, darkest_channel, shrunk
from intake.vision.print_blocks import Points, Print, print_on
from models.geometry import PageTransform, Pixels, Quad

_LOOK_SIDE = 1000
_LEAST_MARKS = 10
_LEAST_CONTRAST = 60.0
_PATCH = 48
_PATCHES = 30

_SMALL_PRINT, _TOO_SMALL_PRINT = 9.0, 6.5
"""Height of print in pixels of the page. Fields read right on shrunk invoices: all at 10, five of six at 8, two of three at 6, one of four at 5."""
_SOFT_EDGE, _BLURRED_EDGE = 0.20, 0.29
"""Width of a stroke's edge as a share of the height of print. Fields read right on blurred invoices: nearly all at 0.17, four of five at 0.24, one of three at 0.33, none at 0.45."""
_FINEST_SMEAR = 3.6
"""The finest edge that a camera draws along any direction, and a little more, pixels of the page: small print has no wider, and yet wide in relation to its height."""
_SMEARED, _MUCH_SMEARED = 0.28, 0.34
"""Width of edges along the direction in which they are widest, as a share of the height of print."""
_ONE_WAY, _ONE_WAY_TIMES = 0.19, 1.95
"""The same, and how many times as wide as all round, where the camera moved. Of 60 drawn photographs as people take them the most were 0.21 and 1.8; of those of a
camera that moved by about a character the least were 0.21 and 2.1 (python -m tests.api.pages.measure_verdicts)."""
_DIM_PAPER, _DARK_PAPER = 85.0, 45.0
"""Grey levels of the bright half of the paper."""
_GLARE_SHARE, _MUCH_GLARE = 0.01, 0.18
"""Share of the invoice's area that is blown out while its paper elsewhere is not. A fifth hides a field for sure; of photographs as people take them the most was 0.12."""
_CUT_MARKS = 5
"""Characters that touch one border of the page."""
_MOIRE, _ONE_SIDED, _DEEP, _WINDOW = 120.0, 1.5, 45.0, 128
"""How far the strongest regular pattern stands out of the noise, as a ratio of amplitudes; relief of bare paper: dark by bright side, and grey levels;
pixels. One of 60 photographs of paper comes above; of drawn photographs of screens only a quarter does: where a screen's grid is blurred away, nothing
shows."""
_FAINTEST_NOISE = 24.0
"""Amplitude that noise of half a grey level has in the windowed spectrum: less is the work of smoothing, and no measure for a pattern."""

_ADVICE = {
    "blur": ("Hold the camera still and tap the invoice to focus", "请拿稳手机并点按发票对焦"),
    "too_small": ("Move closer so that the invoice fills the picture", "请靠近一些, 让发票占满画面"),
    "dark": ("Photograph in brighter light", "请在光线充足处拍摄"),
    "glare": ("Tilt the invoice or move away from the lamp so that no reflection covers print", "请调整角度或避开灯光, 不要让反光盖住文字"),
    "cut_edge": ("Photograph the whole invoice with all four edges", "请拍下完整的发票, 四边都要入镜"),
    "screen_photo": ("Send the original file or a screenshot instead of a photograph of a screen", "请发送原文件或截图, 不要翻拍屏幕"),
}


@dataclass(frozen=True)
class Measures:
    """What the verdict is based on."""

    print_height: float
    """Median height of characters, pixels of the page; 0 when no print was found."""
    edge_width: float
    """Median width of stroke edges as a share of the height of print; 0 when no print was found."""
    smear: float
    """The same along the direction in which edges are widest: more than all round where the camera moved."""
    contrast: float
    """Grey levels between paper and the strongest print; 0 when no print was found. Cloth and wood reach 50, print in the dark 70, other print 90."""
    paper_light: float
    """Brightness of the brighter half of the paper, 0..255."""
    glare: float
    """Share of the area that is blown out."""
    cut_marks: int
    """Characters that touch the page's border, on the side that has most."""
    moire: float
    """Strength of a regular pattern on bare paper."""

    @property
    def has_print(self) -> bool:
        return self.print_height > 0 and self.contrast >= _LEAST_CONTRAST


def judged(cut: Pixels, light: NDArray[np.float32], transform: PageTransform, outline: Quad, page: Pixels, kind: Format) -> Quality:
    """The verdict on one cut invoice; `light` is its map of paper brightness, `page` the picture it was cut from."""
    return verdict(measured(cut, light, transform, outline, page, kind))


def measured(cut: Pixels, light: NDArray[np.float32], transform: PageTransform, outline: Quad, page: Pixels, kind: Format) -> Measures:
    look, scale = shrunk(cut, _LOOK_SIDE)
    magnification = _magnification(transform, cut.shape)
    printed = print_on(darkest_channel(look))
    camera = kind is Format.PHOTO
    height = _print_height(printed) / scale
    edges = _edges(cut, _inked_points(printed) / scale) if height else _NO_EDGES
    return Measures(
        print_height=height * magnification,
        edge_width=edges.steepest / height if height else 0.0,
        smear=edges.flattest / height if height else 0.0,
        contrast=edges.contrast,
        paper_light=float(np.percentile(light, 70)),
        glare=_blown_out(look, light) if camera else 0.0,
        cut_marks=_marks_on_border(printed.glyphs, outline, page) if kind in (Format.PHOTO, Format.SCAN) else 0,
        moire=_pattern(page, outline) if camera else 0.0,
    )


@dataclass(frozen=True)
class Issue:
    """One measurement on the wrong side of its threshold."""

    code: str
    metric: str
    """A name of `Measures`."""
    value: float
    threshold: float
    is_bad: bool
    """Fields are surely lost; else some may be."""
    advice: str
    advice_zh: str


def issues_of(measures: Measures) -> tuple[Issue, ...]:
    """Empty for a good picture."""
    found: list[Issue] = []

    def add(code: str, metric: str, value: float, threshold: float, is_bad: bool) -> None:
        found.append(Issue(code, metric, value, threshold, is_bad, *_ADVICE[code]))

    if 0 < measures.print_height < _SMALL_PRINT:
        add("too_small", "print_height", measures.print_height, _SMALL_PRINT, measures.print_height < _TOO_SMALL_PRINT)
    # The edges of small print are wide in relation to it, however sharp.
    is_blurred = measures.edge_width > _BLURRED_EDGE and measures.print_height > _SMALL_PRINT
    is_smeared = _is_smeared(measures)
    if measures.edge_width > _SOFT_EDGE:
        add("blur", "edge_width", measures.edge_width, _SOFT_EDGE, is_blurred or is_smeared)
    elif measures.smear > _SMEARED or is_smeared:
        add("blur", "smear", measures.smear, _SMEARED if measures.smear > _SMEARED else _ONE_WAY, is_smeared)
    if measures.paper_light < _DIM_PAPER:
        add("dark", "paper_light", measures.paper_light, _DIM_PAPER, measures.paper_light < _DARK_PAPER)
    if measures.glare > _GLARE_SHARE:
        add("glare", "glare", measures.glare, _GLARE_SHARE, measures.glare > _MUCH_GLARE)
    if measures.cut_marks >= _CUT_MARKS:
        add("cut_edge", "cut_marks", measures.cut_marks, _CUT_MARKS, False)
    if measures.moire > _MOIRE:
        add("screen_photo", "moire", measures.moire, _MOIRE, False)
    return tuple(found)


def verdict(measures: Measures) -> Quality:
    """`retake` where fields are surely lost, `usable` where some may be."""
    found = issues_of(measures)
    if not found:
        return Quality()
    grade = "retake" if any(issue.is_bad for issue in found) else "usable"
    advice, advice_zh = "; ".join(issue.advice for issue in found) + ".", "; ".join(issue.advice_zh for issue in found) + "。"
    return Quality(grade, tuple(issue.code for issue in found), advice, advice_zh)


def _magnification(transform: PageTransform, shape: tuple[int, ...]) -> float:
    """Pixels of the page for one of the cut, in its middle."""
    middle = np.array([[shape[1] / 2, shape[0] / 2]])
    there = transform.to_original(np.concatenate([middle, middle + np.array([0.0, 10.0])]))
    return float(np.linalg.norm(there[1] - there[0])) / 10


def _print_height(printed: Print) -> float:
    """Median height of the larger marks: digits and whole characters, not their strokes and dots. Where blur has run them together, that of whatever is no rule."""
    heights = _sizes(printed.glyphs)[:, 1]
    if len(heights) < _LEAST_MARKS:
        sizes = _sizes(printed.ink)
        heights = sizes.min(axis=1)[(sizes.min(axis=1) >= 4) & (sizes.max(axis=1) < 0.3 * _LOOK_SIDE)]
    return float(np.median(heights[heights >= np.median(heights)])) if len(heights) >= _LEAST_MARKS else 0.0


def _sizes(mask: Pixels) -> NDArray[np.int32]:
    """Width and height of each connected part, (N, 2)."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    return np.asarray(stats[1:, (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT)], dtype=np.int32)


def _inked_points(printed: Print) -> Points:
    """Characters, or whatever is inked where there are none to be told apart."""
    if len(printed.marks) >= _LEAST_MARKS:
        return printed.marks
    y, x = np.nonzero(printed.ink)
    return np.stack([x, y], axis=1).astype(np.float64)


def _is_smeared(measures: Measures) -> bool:
    moved = measures.smear > _ONE_WAY and measures.smear > _ONE_WAY_TIMES * measures.edge_width
    return (measures.smear > _MUCH_SMEARED or moved) and measures.smear * measures.print_height > _FINEST_SMEAR


@dataclass(frozen=True)
class _Edges:
    """How print meets paper, medians over patches round characters."""

    steepest: float
    """Pixels from paper to ink: contrast by steepest slope."""
    flattest: float
    """The same by the slope in the direction in which it is least."""
    contrast: float
    """Of the strongest patch, grey levels."""


_NO_EDGES = _Edges(0.0, 0.0, 0.0)


def _edges(cut: Pixels, marks: Points) -> _Edges:
    widths, contrasts = [], []
    for x, y in marks[:: max(1, len(marks) // _PATCHES)]:
        left, top = max(0, int(x) - _PATCH // 2), max(0, int(y) - _PATCH // 2)
        patch = darkest_channel(cut[top : top + _PATCH, left : left + _PATCH])
        if min(patch.shape) < 8:
            continue
        low, high = np.percentile(patch, (4, 90))
        if high - low < 24:
            continue
        level, upright = cv2.Sobel(patch, cv2.CV_32F, 1, 0, scale=0.125), cv2.Sobel(patch, cv2.CV_32F, 0, 1, scale=0.125)
        slants = (np.abs(level + upright) * np.sqrt(0.5), np.abs(level - upright) * np.sqrt(0.5))
        slopes = np.stack([np.hypot(level, upright), np.abs(level), np.abs(upright), *slants]).reshape(5, -1)
        all_round, *along = np.maximum(np.percentile(slopes, 98, axis=1), 0.1)
        widths.append(((high - low) / all_round, (high - low) / min(along)))
        contrasts.append(float(high - low))
    if not widths:
        return _NO_EDGES
    steepest, flattest = np.median(widths, axis=0)
    return _Edges(float(steepest), float(flattest), max(contrasts))


def _blown_out(look: Pixels, light: NDArray[np.float32]) -> float:
    """Share of the area, in connected patches, that is pure white while the paper is not."""
    if np.percentile(light, 60) > 243:
        return 0.0
    white = as_pixels((look.min(axis=2) >= 251).astype(np.uint8))
    patches = cv2.morphologyEx(white, cv2.MORPH_OPEN, np.ones((9, 9), np.uint8))
    return float(np.count_nonzero(patches)) / white.size


def _marks_on_border(glyphs: Pixels, outline: Quad, page: Pixels) -> int:
    """Characters that touch a side of the cut which lies on the page's own border: of the side with most."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(glyphs, connectivity=8)
    left, top, wide, high = (stats[1:, column] for column in (cv2.CC_STAT_LEFT, cv2.CC_STAT_TOP, cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT))
    large = np.maximum(wide, high) >= 5
    height, width = glyphs.shape
    reach = 2 + round(0.006 * max(glyphs.shape))
    touching = (top <= reach, left + wide >= width - reach, top + high >= height - reach, left <= reach)
    return max((int(np.count_nonzero(marks & large)) for marks, on in zip(touching, _sides_on_border(outline, page), strict=True) if on), default=0)


def _sides_on_border(outline: Quad, page: Pixels) -> tuple[bool, ...]:
    """Whether the top, right, bottom and left side of an outline run along the border of the page."""
    height, width = page.shape[:2]
    near = 0.012 * max(height, width)
    corners = np.array(outline.points)
    distances = np.stack([corners[:, 0], corners[:, 1], width - 1 - corners[:, 0], height - 1 - corners[:, 1]], axis=1)
    return tuple(bool((np.maximum(distances[side], distances[(side + 1) % 4]) < near).any()) for side in range(4))


def _pattern(page: Pixels, outline: Quad) -> float:
    """How strongly bare paper carries a regular pattern: the amplitude of the strongest spatial frequency over the median of all; 0 where no paper is bare.

    The grids of a screen and of the camera beat; paper grain and sensor noise are spread evenly. Print repeats as well, but goes only
    to the dark side, so patches that do are left out.
    """
    box = outline.box
    bare = []
    for part_x in np.linspace(0.1, 0.9, 6):
        for part_y in np.linspace(0.1, 0.9, 6):
            x, y = max(0, int(box.left + part_x * box.width) - _WINDOW // 2), max(0, int(box.top + part_y * box.height) - _WINDOW // 2)
            patch = page[y : y + _WINDOW, x : x + _WINDOW, 1]
            if patch.shape == (_WINDOW, _WINDOW) and patch.mean() > 90:
                relief = patch.astype(np.float32) - cv2.GaussianBlur(patch.astype(np.float32), (0, 0), 6)
                low, high = np.percentile(relief, (1, 99))
                if -low < _ONE_SIDED * high:
                    bare.append((-float(low), relief))
    bare.sort(key=lambda each: each[0])
    chosen = [relief for depth, relief in bare[:6] if depth < _DEEP]
    return float(np.median([_peak(relief) for relief in chosen])) if len(chosen) >= 3 else 0.0


def _peak(relief: NDArray[np.float32]) -> float:
    window = np.outer(np.hanning(_WINDOW), np.hanning(_WINDOW))
    spectrum = np.abs(np.fft.rfft2(relief * window))
    down, across = np.meshgrid(np.abs(np.fft.fftfreq(_WINDOW)), np.fft.rfftfreq(_WINDOW), indexing="ij")
    frequency = np.hypot(down, across)
    # JPEG works in blocks of 8 pixels, whose borders are a pattern too.
    of_blocks = (np.minimum(down, across) < 0.012) & (np.abs(np.maximum(down, across) * 8 % 1 - 0.5) > 0.4)
    ring = spectrum[(frequency > 0.09) & (frequency < 0.49) & ~of_blocks]
    return float(ring.max() / max(float(np.median(ring)), _FAINTEST_NOISE))
