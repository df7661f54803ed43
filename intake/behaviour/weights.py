"""How much each kind of observation has meant: log-odds for one nat of surprise, measured on injected cases by `python -m training.behaviour`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

from intake.errors import SetupError

WEIGHTS_FILE = Path(__file__).with_name("weights.json")


@dataclass(frozen=True, slots=True)
class Weights:
    """Log-odds that something is wrong: `intercept` plus, for each detector, its slope times the strength of what it observed."""

    model: str
    """Name and version."""
    intercept: float
    flag_from: float
    """Log-odds. What reaches this is flagged."""
    slopes: Mapping[str, float]
    """Detector -> log-odds for one nat, 0 or more."""


def load_weights(detectors: Iterable[str], path: Path = WEIGHTS_FILE) -> Weights:
    """The weights of exactly these detectors. Raises SetupError when the file is absent, makes no sense or was made for others."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        weights = _weights(content)
    except FileNotFoundError as error:
        raise SetupError(
            "behaviour_weights_missing",
            f"{path.name} is missing from {path.parent}: restore it from the repository, install anew, or run `python -m training.behaviour`.",
            f"{path.parent} 中缺少 {path.name}: 请从代码库恢复、重新安装, 或运行 `python -m training.behaviour`。",
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _unreadable(path, str(error)) from error
    if set(weights.slopes) != set(detectors):
        raise _unreadable(path, "it was made for other detectors")
    return weights


def write_weights(weights: Weights, path: Path = WEIGHTS_FILE) -> None:
    """Put the file in place in one step. Numbers are rounded to what they are known to."""
    content = {
        "model": weights.model,
        "intercept": round(weights.intercept, 3),
        "flag_from": round(weights.flag_from, 3),
        "slopes": {name: round(slope, 3) for name, slope in sorted(weights.slopes.items())},
    }
    part = path.with_name(path.name + ".part")
    part.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    part.replace(path)


def _weights(content: Any) -> Weights:
    slopes = {str(name): float(slope) for name, slope in content["slopes"].items()}
    weights = Weights(str(content["model"]), float(content["intercept"]), float(content["flag_from"]), slopes)
    if not all(map(isfinite, (weights.intercept, weights.flag_from, *slopes.values()))) or min(slopes.values(), default=0.0) < 0:
        raise ValueError("a weight is no number, or a slope is negative")
    return weights


def _unreadable(path: Path, why: str) -> SetupError:
    return SetupError(
        "behaviour_weights_unreadable",
        f"{path.name} can't be used ({why}): restore it from the repository, or run `python -m training.behaviour`.",
        f"无法使用 {path.name} ({why}): 请从代码库恢复, 或运行 `python -m training.behaviour`。",
    )
