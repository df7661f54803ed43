"""What reading is held to: for each promise the figure that must be reached, the one aimed at, and what was measured."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from intake.invoice import KEY_FIELDS, Kind
from intake.kinds.fields import VAT_KINDS
from intake.measure.evaluate import SCORED_FIELDS, Evaluation, Tally

DATA_FORMATS = ("pdf", "pdf_text", "ofd", "xml")
"""Labels say `pdf` for both PDF kinds; `pdf_image` is what a label calls a PDF that is known to be a scan."""
RENDER_FORMATS = ("render", "screen")
PAPER_FORMATS = ("photo", "scan", "pdf_image")


class Mark(StrEnum):
    AIM = "aim"
    """The figure aimed at is reached."""
    MUST = "must"
    """What must be is reached."""
    MISS = "miss"
    NO_DATA = "no data"


@dataclass(frozen=True)
class Target:
    """One promise and what was measured of it."""

    name: str
    name_zh: str
    must: float
    aim: float
    measured: float | None
    """A share or an F1 in 0..1, or a count; None where no label says anything about it."""
    of: int
    """How many cases the figure rests on."""
    is_count: bool = False
    """A number of errors: fewer is better."""

    @property
    def mark(self) -> Mark:
        if self.measured is None:
            return Mark.NO_DATA
        distance = -self.measured if self.is_count else self.measured
        reached = [mark for mark, figure in ((Mark.AIM, self.aim), (Mark.MUST, self.must)) if distance >= (-figure if self.is_count else figure)]
        return reached[0] if reached else Mark.MISS


def targets(evaluation: Evaluation) -> tuple[Target, ...]:
    """All promises about accuracy; over the VAT kinds where the name says nothing else."""
    vat = evaluation.of_kinds(VAT_KINDS)
    tickets = evaluation.of_kinds((Kind.TAXI, Kind.TRAIN))
    cells = vat.of_formats((*DATA_FORMATS, "render")).items
    return (
        _share("key fields right, text PDF, OFD, XML", "关键字段：文本 PDF、OFD、XML", 0.995, 1.0, vat.of_formats(DATA_FORMATS).fields(KEY_FIELDS)),
        _share("key fields right, renders and screens", "关键字段：版式图片、截屏", 0.985, 0.998, vat.of_formats(RENDER_FORMATS).fields(KEY_FIELDS)),
        _share("key fields right, photographs and scans", "关键字段：照片、扫描件", 0.93, 0.98, vat.of_formats(PAPER_FORMATS).fields(KEY_FIELDS)),
        _share("taxi and train tickets, legible fields right", "出租车票、火车票可辨字段", 0.85, 0.95, tickets.fields(SCORED_FIELDS)),
        Target("line-item cells F1, renders and PDFs", "明细单元格 F1：版式图片、PDF", 0.97, 0.995, cells.f1 if cells.expected else None, cells.expected),
        _share("kind right", "票种", 0.98, 1.0, vat.kind),
        _share("QR decoded", "二维码", 0.97, 0.995, vat.qr),
        Target("accepted but wrong", "自动通过但有错", 0, 0, len(evaluation.silent), evaluation.accepted.right, is_count=True),
        _share("accepted share", "自动通过率", 0.5, 0.8, vat.accepted),
    )


def _share(name: str, name_zh: str, must: float, aim: float, tally: Tally) -> Target:
    return Target(name, name_zh, must, aim, tally.share, tally.total)
