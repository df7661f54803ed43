"""What a form looks like, as data: its labels, the zones its values are printed in, and the columns of its table.

Form coordinates are millimetres of a page 210 mm wide: u to the right, v down. `Group` tells which labels move together: the part of a form below an
elastic table keeps its own height whatever the table's length.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Group(StrEnum):
    UPPER = "upper"
    LOWER = "lower"


@dataclass(frozen=True, slots=True)
class Label:
    """A printed label. The same name may stand at several places (buyer's and seller's)."""

    name: str
    texts: tuple[str, ...]
    """As printed, full-width forms folded, without blanks and colon; the usual variant first."""
    left: float
    right: float
    """u of its outer edges, without the colon."""
    v: float
    group: Group
    wide: bool = False
    """May be printed with the characters far apart (合　　计)."""


@dataclass(frozen=True, slots=True)
class Zone:
    """Where a field's value is printed."""

    field: str
    left: float
    right: float
    top: float
    bottom: float
    group: Group
    label: str = ""
    """Its label; where that was found the value starts behind it instead of at `left`."""
    many_lines: bool = False
    optional: bool = False
    """Not on every form of this layout, so that finding nothing there says nothing."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table of goods."""

    name: str
    texts: tuple[str, ...]
    left: float
    right: float
    """u of its rules."""
    center: float
    """u of the middle of its heading."""


@dataclass(frozen=True, slots=True)
class FormLayout:
    """One printed form."""

    name: str
    labels: tuple[Label, ...]
    zones: tuple[Zone, ...]
    columns: tuple[Column, ...]
    heading_v: float
    """v of the table's heading (group UPPER)."""
    sum_v: float
    """v of the row 合计 (group LOWER)."""
    height: float
    """v of the lower edge of the form."""
    telling: tuple[str, ...] = ()
    """Texts of labels or headings one of which must be found, where only they tell this form from another."""
    margins: tuple[tuple[float, float], ...] = ()
    """u ranges in which labels are printed one character below the other (购买方, 密码区, 备注)."""
    title: tuple[tuple[float, float, float, float], ...] = ()
    """Left, top, right, bottom (u, v of group UPPER) of places where the title is printed, the likeliest first."""
