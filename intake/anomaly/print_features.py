"""What an edited picture betrays: the traits of print that the stage `MeasurePrint` found out of line, as features."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from intake.anomaly.opinions import BUYER, HEADER, SELLER, SUMS, WORDS
from intake.anomaly.scales import grown
from intake.anomaly_values import Feature
from intake.reading import PrintTrait, Region

_USUAL = 3.0
"""Robust standard deviations: of two hundred characters one lies as far out by chance."""
_JOINT = "joint"
"""The trait that says in how many ways a character differs; reported for each group of fields on its own."""
_GROUPS = (("header", HEADER), ("parties", (*BUYER, *SELLER)), ("sums", (*SUMS, *WORDS)))


def print_features(regions: Sequence[Region]) -> Iterator[Feature]:
    traits = [trait for region in regions for trait in region.print_traits]
    worst: dict[str, PrintTrait] = {}
    for trait in traits:
        if trait.name != _JOINT and (trait.name not in worst or trait.deviation > worst[trait.name].deviation):
            worst[trait.name] = trait
    for name, trait in worst.items():
        yield from _feature(f"print.{name}", trait)
    for group, fields in _GROUPS:
        joint = max((trait for trait in traits if trait.name == _JOINT and trait.field in fields), key=lambda trait: trait.deviation, default=None)
        if joint is not None:
            yield from _feature(f"print.{group}", joint)


def _feature(name: str, trait: PrintTrait) -> Iterator[Feature]:
    if trait.deviation > _USUAL:
        yield Feature(name, grown(trait.deviation - _USUAL), (trait.field,), trait.place, trait.measured)
