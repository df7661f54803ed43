"""The whole text of the page against what it is taken for: its title, and texts that lie over each other in a file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from intake.anomaly.scales import grown
from intake.anomaly_values import Feature
from intake.domain.kind_codes import KindName, kind_of_title
from intake.evidence import Place
from intake.invoice import Invoice, Kind
from intake.reading import Region
from models.text import TextLine

_TEXT_IS_DATA = "text_layer"
_SHARE = 0.6
"""Of the smaller text's area that lies under another."""
_ALIKE = 0.6
"""Height of the lower text over the higher: what stands in another's place is about as large; seals that are drawn as text lie over titles and are not."""
_LEAST_CHARACTERS = 3
"""Marks and ornaments lie over print as well; values are longer."""
_TITLE_AT, _LONGEST_TITLE = 0.3, 24
"""Titles stand in the upper part of the page, and on a line of their own."""
_SAME_TITLE = (frozenset({Kind.VAT_E_GENERAL, Kind.TOLL_E, Kind.BLOCKCHAIN}), frozenset({Kind.VAT_GENERAL, Kind.VAT_ROLL}))
"""Kinds whose titles differ by a word that readers pass over, or share a kind number."""


def text_features(invoice: Invoice, main: Region) -> Iterator[Feature]:
    yield from _title(invoice, main)
    if main.readings and main.readings[0].reader == _TEXT_IS_DATA:
        yield from _overprinted(main)


def _title(invoice: Invoice, main: Region) -> Iterator[Feature]:
    if not main.lines or "title" in invoice.kind_said_by or invoice.kind_detail.startswith("DP_"):
        return
    foot = max(line.quad.box.bottom for line in main.lines)
    for line in main.lines:
        text = re.sub(r"\s", "", line.text)
        if len(text) > _LONGEST_TITLE or line.quad.box.bottom > _TITLE_AT * foot:
            continue
        named = kind_of_title(text)
        if named is not None and _is_another(named, invoice):
            yield Feature("disagreement.title", line.score, ("kind",), Place(main.page, main.transform.quad_to_original(line.quad)))
            return


def _is_another(named: KindName, invoice: Invoice) -> bool:
    return named.kind is not invoice.kind and not any({named.kind, invoice.kind} <= alike for alike in _SAME_TITLE)


def _overprinted(main: Region) -> Iterator[Feature]:
    """An editor that covers a text and types another leaves both in the file."""
    lines = [line for line in main.lines if len(line.text.strip()) >= _LEAST_CHARACTERS]
    pairs = _covering(lines)
    if pairs:
        place = Place(main.page, main.transform.quad_to_original(lines[pairs[0][1]].quad))
        yield Feature("disagreement.overprinted", grown(len(pairs)), (), place, len(pairs))


def _covering(lines: Sequence[TextLine]) -> list[tuple[int, int]]:
    """Pairs of different texts of which one lies over the other."""
    if len(lines) < 2:
        return []
    boxes = np.array([(box.left, box.top, box.right, box.bottom) for box in (line.quad.box for line in lines)])
    low, high = np.maximum(boxes[:, None, :2], boxes[None, :, :2]), np.minimum(boxes[:, None, 2:], boxes[None, :, 2:])
    shared = np.clip(high - low, 0, None).prod(axis=2)
    area = (boxes[:, 2:] - boxes[:, :2]).prod(axis=1)
    height = boxes[:, 3] - boxes[:, 1]
    alike = np.minimum(height[:, None], height[None, :]) >= _ALIKE * np.maximum(height[:, None], height[None, :])
    over = np.triu(alike & (shared > _SHARE * np.minimum(area[:, None], area[None, :])), 1)
    return [(int(a), int(b)) for a, b in zip(*np.nonzero(over), strict=True) if not _is_part(lines[a].text, lines[b].text)]


def _is_part(one: str, other: str) -> bool:
    """The same text drawn twice, as bold print is in some files."""
    plain = sorted((re.sub(r"\s", "", one), re.sub(r"\s", "", other)), key=len)
    return plain[0] in plain[1]
