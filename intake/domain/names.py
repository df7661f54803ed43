"""Party names and free texts: as printed, with full-width digits and Latin letters folded to half-width and no padding blanks."""

from __future__ import annotations

import re
import unicodedata

_FULL_WIDTH = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uffee\u3000-\u303f"
_BLANK = re.compile(r"[\s\u3000]+")
_BLANK_BETWEEN_WIDE = re.compile(f"(?<=[{_WIDE}]) (?=[{_WIDE}])")
_NOT_COMPARED = re.compile(r"[\W_]+")


def fold_width(text: str) -> str:
    """Full-width digits and Latin letters to half-width; punctuation and brackets stay as printed."""
    return text.translate(_FULL_WIDTH)


def clean_text(text: str) -> str:
    """A name or text in the form of the result format. Line breaks stay; blanks at the ends, doubled, or between two Chinese characters go."""
    lines = (_BLANK.sub(" ", line).strip() for line in fold_width(text).splitlines())
    return "\n".join(_BLANK_BETWEEN_WIDE.sub("", line) for line in lines).strip("\n")


def comparison_key(name: str) -> str:
    """What stays equal between two printings of one name: no width, case, brackets, punctuation or blanks."""
    return _NOT_COMPARED.sub("", unicodedata.normalize("NFKC", name)).upper()
