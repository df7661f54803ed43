"""One invoice and those before it -> how unusual it is, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import exp

from intake.anomaly_values import Behaviour, Reason
from intake.behaviour.amounts import round_sum, split_sum, unusual_amount
from intake.behaviour.goods import unusual_category, unusual_rate
from intake.behaviour.history import PastInvoice
from intake.behaviour.look_back import Past
from intake.behaviour.numbers import consecutive_numbers, same_invoice, twin_number
from intake.behaviour.observation import Observation, name_of
from intake.behaviour.repeats import red_and_blue, same_goods_again
from intake.behaviour.sellers import changed_bank_account, more_often, new_seller
from intake.behaviour.times import rest_day, unusual_hour
from intake.behaviour.weights import Weights

Detector = Callable[[PastInvoice, Past], Observation | None]
DETECTORS: tuple[tuple[str, Detector], ...] = (
    ("behaviour.amount", unusual_amount),
    ("behaviour.round_sum", round_sum),
    ("behaviour.split", split_sum),
    ("behaviour.rate", unusual_rate),
    ("behaviour.category", unusual_category),
    ("behaviour.consecutive_numbers", consecutive_numbers),
    ("behaviour.same_invoice", same_invoice),
    ("behaviour.twin_number", twin_number),
    ("behaviour.same_goods", same_goods_again),
    ("behaviour.red_and_blue", red_and_blue),
    ("behaviour.new_seller", new_seller),
    ("behaviour.bank_account", changed_bank_account),
    ("behaviour.frequency", more_often),
    ("behaviour.hour", unusual_hour),
    ("behaviour.rest_day", rest_day),
)
"""Code of the reason -> what looks for it."""
DETECTOR_CODES = tuple(code for code, _ in DETECTORS)

LEAST_WEIGHT, LEAST_OF_FLAGGED = 1.5, 0.1
"""Log-odds. What moves the odds by less is no reason; of a flagged invoice everything is told that had a part in it."""
MOST_NEIGHBOURS = 5


def observe(invoice: PastInvoice, past: Past) -> dict[str, Observation]:
    """What each detector that sees something unusual says."""
    return {code: seen for code, detector in DETECTORS if (seen := detector(invoice, past)) is not None}


def judge(invoice: PastInvoice, past: Past, weights: Weights) -> Behaviour:
    """The verdict. The odds of the single observations multiply, as if they were independent; their weights were fitted together, so that those which go along
    with others count for less.
    """
    seen = observe(invoice, past)
    log_odds = log_odds_of({code: observation.strength for code, observation in seen.items()}, weights)
    flagged = log_odds >= weights.flag_from
    reasons = (_reason(code, observation, weights.slopes[code] * observation.strength) for code, observation in seen.items())
    told = sorted((reason for reason in reasons if reason.weight >= least_weight(flagged)), key=lambda reason: (-reason.weight, reason.code))
    return Behaviour(1 / (1 + exp(-log_odds)), flagged, weights.model, tuple(told))


def least_weight(flagged: bool) -> float:
    """From which log-odds on an observation is told as a reason."""
    return LEAST_OF_FLAGGED if flagged else LEAST_WEIGHT


def log_odds_of(strengths: Mapping[str, float], weights: Weights) -> float:
    """Of something being wrong, given the strength of each observation."""
    return weights.intercept + sum(weights.slopes[code] * strength for code, strength in strengths.items())


def _reason(code: str, seen: Observation, weight: float) -> Reason:
    neighbours = tuple(name_of(past) for past in seen.neighbours[:MOST_NEIGHBOURS])
    return Reason(code, round(weight, 3), seen.message, seen.message_zh, seen.fields, neighbours=neighbours)
