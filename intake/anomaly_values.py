"""What is measured of an invoice beyond its values, and what the anomaly model makes of it."""

from __future__ import annotations

from dataclasses import dataclass

from intake.evidence import Place


@dataclass(frozen=True, slots=True)
class Feature:
    """One named number for one invoice. Every invoice has every feature; 0.0 means nothing unusual there, whether looked at or not."""

    name: str
    """`group.what`, say `disagreement.total`: stable, since a trained model asks for it by name."""
    value: float
    fields: tuple[str, ...] = ()
    """The fields it was measured at."""
    place: Place | None = None
    """Where a person looks for it."""
    measured: float | None = None
    """What was measured, in the unit that its wording names (see `meanings`); `value` is this on the scale that models like."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a score is what it is."""

    code: str
    """The feature or detector that moved the score."""
    weight: float
    """By how much, in log-odds."""
    message: str
    message_zh: str
    fields: tuple[str, ...] = ()
    place: Place | None = None
    neighbours: tuple[str, ...] = ()
    """Earlier invoices it was compared with, as `number (date)`, the most telling first."""


@dataclass(frozen=True, slots=True)
class Anomaly:
    """The verdict of the anomaly model. It never decides alone: it routes to a person."""

    score: float
    """Calibrated probability, 0..1, that at least one key field is wrong or tampered with."""
    flagged: bool
    model: str
    """Name and version of the model that said so."""
    reasons: tuple[Reason, ...] = ()
    """The weightiest first."""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How unusual an invoice is beside those that came before it. It never decides alone: what is unusual may be right."""

    score: float
    """Probability, 0..1, of something that should not be, where one invoice in a hundred has such; calibrated on injected cases."""
    flagged: bool
    """Above the score that one ordinary invoice in a hundred reaches."""
    model: str
    """Name and version of the weights."""
    reasons: tuple[Reason, ...] = ()
    """The weightiest first."""
