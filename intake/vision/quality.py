"""Is the picture good enough to read, and if not, what should the person do?

Five measurements, each of a physical thing, are taken on the cut invoice and compared with thresholds. What they mean to recognition was measured by blurring, shrinking and
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
from intake.vision.print_blocks import Points, print_on
from models.geometry import PageTransform, Pixels, Quad

_LOOK_SIDE = 1000
_PATCH = 48
_PATCHES = 60

_SMALL_PRINT, _TOO_SMALL_PRINT = 7.5, 5.5
"""Height of print in pixels of the page, below which fields begin to get lost, and below which most are."""
_SOFT_EDGE, _BLURRED_EDGE = 0.30, 0.42
"""Width of a stroke's edge as a share of the height of print: sharp print has 0.05 to 0.2."""
_DIM_PAPER, _DARK_PAPER = 85.0, 45.0
"""Grey levels of the bright half of the paper."""
_GLARE_SHARE, _MUCH_GLARE = 0.01, 0.06
"""Share of the invoice's area that is blown out while its paper elsewhere is not."""
_CUT_MARKS = 4
"""Characters that touch one border of the page."""
_MOIRE = 14.0
"""How far the strongest regular pattern on bare paper stands out of the noise, as a ratio of amplitudes."""

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
    paper_light: float
    """Brightness of the brighter half of the paper, 0..255."""
    glare: float
    """Share of the area that is blown out."""
    cut_marks: int
    """Characters that touch the page's border, on the side that has most."""
    moire: float
    """Strength of a regular pattern on bare paper."""


def judged(cut: Pixels, light: NDArray[np.float32], transform: PageTransform, outline: Quad, page: Pixels, kind: Format) -> Quality:
    """The verdict on one cut invoice; `light` is its map of paper brightness, `page` the picture it was cut from."""
    return verdict(measured(cut, light, transform, outline, page, kind))


def measured(cut: Pixels, light: NDArray[np.float32], transform: PageTransform, outline: Quad, page: Pixels, kind: Format) -> Measures:
    look, scale = shrunk(cut, _LOOK_SIDE)
    magnification = _magnification(transform, cut.shape)
    printed = print_on(darkest_channel(look))
    camera = kind is Format.PHOTO
    height = _print_height(printed.glyphs) / scale
    return Measures(
        print_height=height * magnification,
        edge_width=_edge_width(cut, printed.marks / scale, height) if height else 0.0,
        paper_light=float(np.percentile(light, 70)),
        glare=_blown_out(look, light) if camera else 0.0,
        cut_marks=_marks_on_border(page, outline) if kind in (Format.PHOTO, Format.SCAN) else 0,
        moire=_pattern(page, outline) if camera else 0.0,
    )


def verdict(measures: Measures) -> Quality:
    """`retake` where fields are surely lost, `usable` where some may be."""
    found: list[tuple[str, bool]] = []
    if 0 < measures.print_height < _SMALL_PRINT:
        found.append(("too_small", measures.print_height < _TOO_SMALL_PRINT))
    if measures.edge_width > _SOFT_EDGE:
        found.append(("blur", measures.edge_width > _BLURRED_EDGE))
    if measures.paper_light < _DIM_PAPER:
        found.append(("dark", measures.paper_light < _DARK_PAPER))
    if measures.glare > _GLARE_SHARE:
        found.append(("glare", measures.glare > _MUCH_GLARE))
    if measures.cut_marks >= _CUT_MARKS:
        found.append(("cut_edge", False))
    if measures.moire > _MOIRE:
        found.append(("screen_photo", False))
    if not found:
        return Quality()
    issues = tuple(code for code, _ in found)
    advice = [_ADVICE[code] for code in issues]
    grade = "retake" if any(bad for _, bad in found) else "usable"
    return Quality(grade, issues, "; ".join(english for english, _ in advice) + ".", "; ".join(chinese for _, chinese in advice) + "。")


def _magnification(transform: PageTransform, shape: tuple[int, ...]) -> float:
    """Pixels of the page for one of the cut, in its middle."""
    middle = np.array([[shape[1] / 2, shape[0] / 2]])
    there = transform.to_original(np.concatenate([middle, middle + (0.0, 10.0)]))
    return float(np.linalg.norm(there[1] - there[0])) / 10


def _print_height(glyphs: Pixels) -> float:
    """Median height of the larger marks: digits and whole characters, not their strokes and dots."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(glyphs, connectivity=8)
    heights = stats[1:, cv2.CC_STAT_HEIGHT]
    if len(heights) < 10:
        return 0.0
    return float(np.median(heights[heights >= np.median(heights)]))


def _edge_width(cut: Pixels, marks: Points, height: float) -> float:
    """Median, over patches round characters, of contrast by steepest slope, as a share of the height of print."""
    grey = darkest_channel(cut)
    widths = []
    for x, y in marks[:: max(1, len(marks) // _PATCHES)]:
        left, top = max(0, int(x) - _PATCH // 2), max(0, int(y) - _PATCH // 2)
        patch = grey[top : top + _PATCH, left : left + _PATCH]
        low, high = np.percentile(patch, (4, 90))
        if high - low < 24 or min(patch.shape) < 8:
            continue
        slope = np.hypot(cv2.Sobel(patch, cv2.CV_32F, 1, 0, scale=0.125), cv2.Sobel(patch, cv2.CV_32F, 0, 1, scale=0.125))
        widths.append((high - low) / max(float(np.percentile(slope, 98)), 0.1))
    return float(np.median(widths)) / height if widths else 0.0


def _blown_out(look: Pixels, light: NDArray[np.float32]) -> float:
    """Share of the area, in connected patches, that is pure white while the paper is not."""
    if np.percentile(light, 60) > 243:
        return 0.0
    white = as_pixels((look.min(axis=2) >= 251).astype(np.uint8))
    patches = cv2.morphologyEx(white, cv2.MORPH_OPEN, np.ones((9, 9), np.uint8))
    return float(np.count_nonzero(patches)) / white.size


def _marks_on_border(page: Pixels, outline: Quad) -> int:
    """Characters cut by the border of the page where the outline comes near it, on the side with most."""
    small, scale = shrunk(page, _LOOK_SIDE)
    height, width = small.shape[:2]
    corners = (np.array(outline.points) + 0.5) * scale - 0.5
    near = 0.01 * max(height, width)
    touched = (corners[:, 0].min() < near, corners[:, 1].min() < near, corners[:, 0].max() > width - near, corners[:, 1].max() > height - near)
    if not any(touched):
        return 0
    glyphs = print_on(darkest_channel(small)).glyphs
    _, _, stats, _ = cv2.connectedComponentsWithStats(glyphs, connectivity=8)
    left, top, wide, high = (stats[1:, column] for column in (cv2.CC_STAT_LEFT, cv2.CC_STAT_TOP, cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT))
    large = np.maximum(wide, high) >= 5
    at_border = (left <= 0, top <= 0, left + wide >= width, top + high >= height)
    return max(int(np.count_nonzero(at & large)) for at, on in zip(at_border, touched, strict=True) if on)


def _pattern(page: Pixels, outline: Quad) -> float:
    """How strongly bare paper carries a regular pattern: the amplitude of the strongest spatial frequency over the median of its like.

    Screens give sharp peaks away from the axes' low frequencies; paper grain and sensor noise are spread evenly.
    """
    size = 128
    box = outline.box
    strongest = []
    for part_x in (0.2, 0.4, 0.6, 0.8):
        for part_y in (0.25, 0.5, 0.75):
            x, y = int(box.left + part_x * box.width - size / 2), int(box.top + part_y * box.height - size / 2)
            patch = page[max(0, y) : max(0, y) + size, max(0, x) : max(0, x) + size]
            if patch.shape[:2] != (size, size):
                continue
            grey = patch[..., 1].astype(np.float32)
            strongest.append((float(np.std(grey - cv2.GaussianBlur(grey, (0, 0), 8))), _peak(grey)))
    if not strongest:
        return 0.0
    # Print also repeats; the barest patches are the least varied ones.
    strongest.sort()
    return float(np.median([peak for _, peak in strongest[:4]]))


def _peak(grey: NDArray[np.float32]) -> float:
    size = grey.shape[0]
    window = np.outer(np.hanning(size), np.hanning(size))
    spectrum = np.abs(np.fft.rfft2((grey - cv2.GaussianBlur(grey, (0, 0), 8)) * window))
    fy, fx = np.meshgrid(np.fft.fftfreq(size), np.fft.rfftfreq(size), indexing="ij")
    radius = np.hypot(fx, fy)
    ring = spectrum[(radius > 0.08) & (radius < 0.48)]
    return float(ring.max() / max(float(np.median(ring)), 1e-3))
