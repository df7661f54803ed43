"""Tells the text of the seller's seal from the remarks it is stamped over.

In colour the seal's ink gives it away (`intake.stages.find_text`). On a grey copy only its words do: 发票专用章, the seller's number and, bent along the rim, pieces
of the seller's name (国家税务总局公告 2011 年第 7 号 says what stands on the seal).
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher

_SEAL_TITLE = re.compile("(?:票|专)专?用章|票专用")
_LONGEST_TITLE = 9
"""Characters; 发票专用章 has five, some seals number themselves in brackets."""
_NUMBER = re.compile("[0-9A-Z]{12,}")
_ALIKE = 0.75
"""Print on a curve or under other print is read with a third of it wrong."""
_SHORTEST_PIECE = 3


def without_seal_text(remarks: str, seller_name: str, seller_tax_id: str) -> str:
    """The remarks without lines that are the seller's seal."""
    lines = remarks.split("\n")
    of_seal = [_is_of_seal(line.strip(), seller_name, seller_tax_id) for line in lines]
    if not any(of_seal):
        return remarks
    # Single characters beside what was surely a seal's are its rim.
    return "\n".join(line for line, stamped in zip(lines, of_seal, strict=True) if not stamped and len(line.strip()) > 1)


def _is_of_seal(line: str, name: str, tax_id: str) -> bool:
    if _SEAL_TITLE.search(line) and len(line) <= _LONGEST_TITLE:
        return True
    number = _NUMBER.search(line)
    if number is not None and tax_id and len(line) <= len(tax_id) + 2 and _alike(number.group(), tax_id) >= _ALIKE:
        return True
    return bool(name) and ":" not in line and "：" not in line and _SHORTEST_PIECE <= len(line) <= len(name) and _share_in(line, name) >= _ALIKE


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _share_in(piece: str, whole: str) -> float:
    """How much of the piece stands in the whole, in order."""
    return sum(block.size for block in SequenceMatcher(None, piece, whole, autojunk=False).get_matching_blocks()) / len(piece)
