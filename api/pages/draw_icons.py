"""For developers: `python -m api.pages.draw_icons` draws the icons that phones want as pixels, the same drawing as `source/pictures/icon.svg`."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw

PICTURES = Path(__file__).parent / "source" / "pictures"
_UNITS = 32
"""Of the drawing's side."""
_FINER = 4
"""Drawn so many times as large, then reduced: edges become smooth."""
_BLUE, _WHITE = (29, 79, 145, 255), (255, 255, 255, 255)
_PAPER = ((8, 6), (24, 6), (24, 26), (21.3, 24), (18.7, 26), (16, 24), (13.3, 26), (10.7, 24), (8, 26))
_TICK = ((12, 15), (15, 18), (20.5, 11.5))
_STROKE = 2.4
_CORNER = 7.0


def write() -> None:
    """Whatever is not to be cut has round corners of its own; a phone that cuts gets the ground to its edges, and the drawing within the circle that it leaves."""
    for name, side, is_cut in (("icon_180", 180, True), ("icon_192", 192, False), ("icon_512", 512, False), ("icon_maskable", 512, True)):
        drawn(side, is_cut=is_cut).save(PICTURES / f"{name}.png", optimize=True)


def drawn(side: int, *, is_cut: bool) -> Image.Image:
    scale = side * _FINER / _UNITS
    large = Image.new("RGBA", (side * _FINER, side * _FINER), (0, 0, 0, 0))
    pen = ImageDraw.Draw(large)
    pen.rounded_rectangle((0, 0, large.width - 1, large.height - 1), 0 if is_cut else _CORNER * scale, fill=_BLUE)
    shrink = 0.85 if is_cut else 1.0

    def at(point: tuple[float, float]) -> tuple[float, float]:
        x, y = ((16 + (value - 16) * shrink) * scale for value in point)
        return x, y

    pen.polygon([at(point) for point in _PAPER], fill=_WHITE)
    width = _STROKE * shrink * scale
    pen.line([at(point) for point in _TICK], fill=_BLUE, width=round(width), joint="curve")
    for x, y in map(at, _TICK):
        pen.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=_BLUE)
    return large.resize((side, side), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    write()
