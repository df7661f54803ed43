"""When a second person must look, besides sums, and how: openly, or keying what matters without seeing it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum, auto

KEYED_FIELDS = ("invoice_code", "invoice_number", "amount", "tax", "total", "buyer_tax_id", "seller_tax_id")
"""What is keyed blind, as far as the kind has it: number, sums, tax ids."""


class SecondLook(StrEnum):
    OPEN = "open"
    """They see what the first one said."""
    BLIND = "blind"
    """Both key the fields that matter, neither sees what was read nor what the other keyed (双人背对背录入)."""


class Keyed(Enum):
    """What an approval is where two people key."""

    FIRST = auto()
    """They are the first: their values stand, and another one is waited for."""
    SAME = auto()
    """Two people said the same."""
    OTHERWISE = auto()
    """What they keyed is kept, and differs."""
    SETTLED = auto()
    """A third one, who may, says what is right."""


class SecondTrigger(StrEnum):
    ENTERED = "entered"
    """Typed in instead of read (补录)."""
    CHANGED = "changed"
    """A person changed a field that is keyed blind."""
    NEW_SELLER = "new_seller"
    """Nothing of this seller was settled before."""
    ANOMALY = "anomaly"
    """The anomaly model flags it."""


_WORDS: Mapping[SecondTrigger, tuple[str, str]] = {
    SecondTrigger.ENTERED: ("it was typed in", "补录"),
    SecondTrigger.CHANGED: ("a person changed number, sums or tax ids", "号码、金额或税号经人工修改"),
    SecondTrigger.NEW_SELLER: ("it is the first of this seller", "首次出现的销售方"),
    SecondTrigger.ANOMALY: ("the anomaly model flags it", "异常模型标记"),
}


@dataclass(frozen=True)
class SecondFacts:
    """What of a policy's triggers is the case, and whether the invoice is in the sample."""

    triggers: tuple[SecondTrigger, ...] = ()
    sampled: bool = False

    @property
    def asks(self) -> bool:
        return bool(self.triggers) or self.sampled

    @property
    def why(self) -> str:
        return "; ".join([_WORDS[trigger][0] for trigger in self.triggers] + ["it is in the sample"] * self.sampled)

    @property
    def why_zh(self) -> str:
        return "、".join([_WORDS[trigger][1] for trigger in self.triggers] + ["抽样"] * self.sampled)


NOTHING_FOUND = SecondFacts()
