"""The fonts that invoices are drawn with: where they lie, which faces there are, how wide their letters are.

Only the generator needs fonts; reading invoices never does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from random import Random

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from PIL import ImageFont

from intake.errors import SetupError

FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts", Path.home() / ".local/share/fonts")
"""Where Linux keeps fonts, searched with their sub-folders."""


class Face(StrEnum):
    """A role of lettering on invoices, not one particular font."""

    KAI = "kai"
    """Labels and titles (楷体)."""
    SONG = "song"
    """Values (宋体)."""
    HEI = "hei"
    """Tickets, meters, newer renders (黑体)."""
    COURIER = "courier"
    """Ids, totals, cipher area."""
    SANS = "sans"
    """Latin letters and figures without serifs."""
    NARROW = "narrow"
    """The id inside a seal."""
    TIMES = "times"
    """Latin letters and figures with serifs."""


@dataclass(frozen=True)
class FontFile:
    """One font in a file, `index` counting inside a collection (.ttc)."""

    name: str
    index: int = 0
    package: str = ""
    embeddable: bool = True
    """Has TrueType outlines, the only ones the PDF writer embeds."""


_WANTED: Mapping[Face, tuple[FontFile, ...]] = {
    Face.KAI: (FontFile("ukai.ttc", 0, "fonts-arphic-ukai"), FontFile("gkai00mp.ttf", 0, "fonts-arphic-gkai00mp")),
    Face.SONG: (
        FontFile("uming.ttc", 0, "fonts-arphic-uming"),
        FontFile("gbsn00lp.ttf", 0, "fonts-arphic-gbsn00lp"),
        FontFile("NotoSerifCJK-Regular.ttc", 2, "fonts-noto-cjk", embeddable=False),
    ),
    Face.HEI: (
        FontFile("wqy-zenhei.ttc", 0, "fonts-wqy-zenhei"),
        FontFile("NotoSansCJK-Regular.ttc", 2, "fonts-noto-cjk", embeddable=False),
    ),
    Face.COURIER: (FontFile("LiberationMono-Regular.ttf", 0, "fonts-liberation"),),
    Face.SANS: (FontFile("LiberationSans-Regular.ttf", 0, "fonts-liberation"),),
    Face.NARROW: (FontFile("LiberationSansNarrow-Bold.ttf", 0, "fonts-liberation"), FontFile("LiberationSans-Bold.ttf", 0, "fonts-liberation")),
    Face.TIMES: (FontFile("LiberationSerif-Regular.ttf", 0, "fonts-liberation"),),
}
"""First the usual choice of each face; the others are variety and stand in for glyphs that it lacks."""

_STAND_INS = (FontFile("wqy-zenhei.ttc", 0, "fonts-wqy-zenhei"), FontFile("uming.ttc", 0, "fonts-arphic-uming"))


@dataclass
class _Metrics:
    """What is known of one font file; filled as it is asked for."""

    path: Path
    advances: dict[str, float]
    """Widths in em of the characters the font has."""


@dataclass
class FontBook:
    """All fonts of this machine that the generator uses. Built once and passed along; it remembers what it loaded."""

    paths: Mapping[str, Path]
    _metrics: dict[FontFile, _Metrics] = field(default_factory=dict)
    _loaded: dict[tuple[FontFile, int], ImageFont.FreeTypeFont] = field(default_factory=dict)

    def has(self, font: FontFile, char: str) -> bool:
        return char in self._metrics_of(font).advances

    def advance(self, font: FontFile, char: str) -> float:
        """Width of a character in em; 1.0 where the font lacks it."""
        return self._metrics_of(font).advances.get(char, 1.0)

    def path(self, font: FontFile) -> Path:
        return self.paths[font.name]

    def image_font(self, font: FontFile, pixels: int) -> ImageFont.FreeTypeFont:
        key = (font, pixels)
        if key not in self._loaded:
            self._loaded[key] = ImageFont.truetype(str(self.path(font)), pixels, index=font.index, layout_engine=ImageFont.Layout.BASIC)
        return self._loaded[key]

    def choose(self, rng: Random, *, embeddable: bool = False) -> FontSet:
        """One font for each face. The usual one is likelier than the others."""
        chosen: dict[Face, FontFile] = {}
        for face, fonts in _WANTED.items():
            usable = [font for font in fonts if font.embeddable or not embeddable]
            chosen[face] = usable[0] if rng.random() < 0.5 else rng.choice(usable)
        return FontSet(self, chosen)

    def lightened(self) -> FontBook:
        """The same fonts without the letters loaded so far: pictures of every size need sizes of their own, and each holds megabytes."""
        return FontBook(self.paths, self._metrics)

    def _metrics_of(self, font: FontFile) -> _Metrics:
        if font not in self._metrics:
            path = self.path(font)
            with TTFont(path, fontNumber=font.index, lazy=True) as opened:
                units, widths = opened["head"].unitsPerEm, opened["hmtx"].metrics
                advances = {chr(code): widths[glyph][0] / units for code, glyph in opened.getBestCmap().items()}
            self._metrics[font] = _Metrics(path, advances)
        return self._metrics[font]


@dataclass(frozen=True)
class FontSet:
    """The fonts of one invoice."""

    book: FontBook
    fonts: Mapping[Face, FontFile]

    def font_for(self, face: Face, char: str) -> FontFile:
        """The face's font, or a stand-in that has the character."""
        first = self.fonts[face]
        if self.book.has(first, char):
            return first
        return next((font for font in _STAND_INS if self.book.has(font, char)), first)

    def advance(self, face: Face, char: str) -> float:
        """Width of a character in em."""
        return self.book.advance(self.font_for(face, char), char)


def find_fonts(folders: tuple[Path, ...] = FONT_FOLDERS) -> FontBook:
    """Look up every font that is needed. Raises SetupError naming the packages that bring the missing ones."""
    wanted = {font.name: font for fonts in _WANTED.values() for font in fonts}
    found = {path.name: path for folder in folders if folder.is_dir() for path in sorted(folder.rglob("*")) if path.name in wanted}
    missing = sorted({font.package for name, font in wanted.items() if name not in found})
    if missing:
        packages = " ".join(missing)
        raise SetupError(
            "fonts_missing",
            f"Drawing invoices needs fonts that are not installed. Run: sudo apt-get install {packages}",
            f"绘制样本发票所需的字体尚未安装,请运行: sudo apt-get install {packages}",
        )
    return FontBook(found)
