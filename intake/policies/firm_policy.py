"""What a firm asks of its invoices, for all kinds and for each; versions with the day from which they hold. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from intake.domain.money import format_fen, parse_fen
from intake.invoice import Kind
from intake.kinds.fields import FIELD_LABELS
from intake.policies.filing import FilingField
from intake.policies.refusals import policy_malformed
from intake.policies.second_review import SecondLook, SecondTrigger

Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True)
class KindRules:
    """What is asked of one kind besides what is asked of all."""

    required_fields: tuple[str, ...] = ()
    """Names of fields that must be filled."""
    second_reviewer_from: int | None = None
    """分. Instead of the policy's own."""
    always_review: bool = False
    """Never accepted without a person."""
    good_picture: bool = False
    """A picture that is only usable is not enough."""
    least_confidence: float = 0.0
    """0..1, of each required field."""
    blocked: bool = False
    """The firm takes none of this kind."""


@dataclass(frozen=True)
class FirmPolicy:
    """All sums in 分, of the total with tax, whatever its sign."""

    required_fields: tuple[str, ...] = ()
    """Of each kind that has them."""
    required_filing: tuple[FilingField, ...] = ()
    second_reviewer_from: int | None = None
    """From this total on, two people look."""
    strict_from: int | None = None
    """From this total on every field and line is checked by a person, and a contract is named (大额)."""
    months_back: int | None = None
    """Invoices issued longer ago need a reviewer."""
    kinds: Mapping[Kind, KindRules] = field(default_factory=dict)
    own_review: bool = False
    """Whoever sent a document may review it; else another person must (四眼原则)."""
    second_look: SecondLook = SecondLook.OPEN
    """How the second person looks, where one is needed."""
    second_triggers: tuple[SecondTrigger, ...] = ()
    """What makes a second person needed besides the total."""
    second_share: float = 0.0
    """Of all other invoices that come to a reviewer, how many a second person sees as well, 0..1 (抽样)."""
    planted_share: float = 0.0
    """Of the documents that a reviewer takes on, how many are settled ones with an error put in, 0..1 (抽查)."""
    review_hours: int = 24
    """A document that waits longer for a reviewer is overdue."""

    def of(self, kind: Kind) -> KindRules:
        return self.kinds.get(kind, KindRules())


@dataclass(frozen=True)
class PolicyVersion:
    version: int
    """Counts from 1."""
    effective: date
    """For invoices that are looked at on this day or later."""
    policy: FirmPolicy


def sums_of_policy(policy: FirmPolicy) -> tuple[int, ...]:
    """分, rising: the totals from which the firm asks for more than below."""
    sums = (policy.second_reviewer_from, policy.strict_from, *(rules.second_reviewer_from for rules in policy.kinds.values()))
    return tuple(sorted({fen for fen in sums if fen}))


NO_POLICY = PolicyVersion(0, date.min, FirmPolicy())
"""Of a firm that has said nothing."""


def policy_on(versions: Iterable[PolicyVersion], day: date) -> PolicyVersion:
    """The version that holds on a day: the latest effective by then, of several for one day the last said."""
    held = [version for version in versions if version.effective <= day]
    return max(held, key=lambda version: (version.effective, version.version), default=NO_POLICY)


def policy_json(policy: FirmPolicy) -> dict[str, Any]:
    """Sums as decimal strings in yuan; what is not asked is left out of `kinds`."""
    return {
        "required_fields": list(policy.required_fields),
        "required_filing": [name.value for name in policy.required_filing],
        "second_reviewer_from": _yuan(policy.second_reviewer_from),
        "strict_from": _yuan(policy.strict_from),
        "months_back": policy.months_back,
        "kinds": {kind.value: _rules_json(rules) for kind, rules in sorted(policy.kinds.items())},
        "own_review": policy.own_review,
        "second_look": policy.second_look.value,
        "second_triggers": [trigger.value for trigger in policy.second_triggers],
        "second_share": policy.second_share,
        "planted_share": policy.planted_share,
        "review_hours": policy.review_hours,
    }


def policy_of_json(said: Mapping[str, Any]) -> FirmPolicy:
    """What is left out is not asked. Raises RequestRefused for anything that is no policy, naming the place."""
    _refuse_others(said, set(policy_json(FirmPolicy())), "")
    kinds = said.get("kinds", {})
    if not isinstance(kinds, Mapping):
        raise policy_malformed("kinds")
    months = said.get("months_back")
    if months is not None and (type(months) is not int or not 1 <= months <= 1200):
        raise policy_malformed("months_back")
    hours = said.get("review_hours", FirmPolicy().review_hours)
    if type(hours) is not int or not 1 <= hours <= 24 * 366:
        raise policy_malformed("review_hours")
    return FirmPolicy(
        _field_names(said.get("required_fields", ()), "required_fields"),
        _filing_names(said.get("required_filing", ())),
        _fen(said.get("second_reviewer_from"), "second_reviewer_from"),
        _fen(said.get("strict_from"), "strict_from"),
        months,
        {_kind(name): _rules(rules, f"kinds.{name}") for name, rules in kinds.items()},
        _flag(said.get("own_review", False), "own_review"),
        second_look=_one_of(SecondLook, said.get("second_look", SecondLook.OPEN), "second_look"),
        second_triggers=_triggers(said.get("second_triggers", ())),
        second_share=_share(said.get("second_share", 0.0), "second_share"),
        planted_share=_share(said.get("planted_share", 0.0), "planted_share"),
        review_hours=hours,
    )


def _rules_json(rules: KindRules) -> dict[str, Any]:
    return {
        "required_fields": list(rules.required_fields),
        "second_reviewer_from": _yuan(rules.second_reviewer_from),
        "always_review": rules.always_review,
        "good_picture": rules.good_picture,
        "least_confidence": rules.least_confidence,
        "blocked": rules.blocked,
    }


def _rules(said: Any, where: str) -> KindRules:
    if not isinstance(said, Mapping):
        raise policy_malformed(where)
    _refuse_others(said, {"required_fields", "second_reviewer_from", "always_review", "good_picture", "least_confidence", "blocked"}, f"{where}.")
    confidence = said.get("least_confidence", 0.0)
    if type(confidence) not in (int, float) or not 0 <= confidence <= 1:
        raise policy_malformed(f"{where}.least_confidence")
    return KindRules(
        _field_names(said.get("required_fields", ()), f"{where}.required_fields"),
        _fen(said.get("second_reviewer_from"), f"{where}.second_reviewer_from"),
        _flag(said.get("always_review", False), f"{where}.always_review"),
        _flag(said.get("good_picture", False), f"{where}.good_picture"),
        float(confidence),
        _flag(said.get("blocked", False), f"{where}.blocked"),
    )


def _refuse_others(said: Mapping[str, Any], known: set[str], where: str) -> None:
    """A name that is misspelt must not be a rule that never holds."""
    unknown = sorted(str(name) for name in said.keys() - known)
    if unknown:
        raise policy_malformed(f"{where}{unknown[0]}")


def _field_names(said: Any, where: str) -> tuple[str, ...]:
    if not isinstance(said, list | tuple) or not all(isinstance(name, str) and name in FIELD_LABELS and name != "kind" for name in said):
        raise policy_malformed(where)
    return tuple(dict.fromkeys(said))


def _filing_names(said: Any) -> tuple[FilingField, ...]:
    if not isinstance(said, list | tuple) or not all(isinstance(name, str) and name in set(FilingField) for name in said):
        raise policy_malformed("required_filing")
    return tuple(dict.fromkeys(map(FilingField, said)))


def _triggers(said: Any) -> tuple[SecondTrigger, ...]:
    if not isinstance(said, list | tuple):
        raise policy_malformed("second_triggers")
    return tuple(dict.fromkeys(_one_of(SecondTrigger, name, "second_triggers") for name in said))


def _share(said: Any, where: str) -> float:
    if type(said) not in (int, float) or not 0 <= said <= 1:
        raise policy_malformed(where)
    return float(said)


def _one_of(words: type[Word], said: Any, where: str) -> Word:
    if not isinstance(said, str) or said not in set(words):
        raise policy_malformed(where)
    return words(said)


def _kind(name: Any) -> Kind:
    if not isinstance(name, str) or name not in set(Kind) - {Kind.NOT_INVOICE}:
        raise policy_malformed(f"kinds.{name}")
    return Kind(name)


def _flag(said: Any, where: str) -> bool:
    if not isinstance(said, bool):
        raise policy_malformed(where)
    return said


def _fen(said: Any, where: str) -> int | None:
    fen = parse_fen(said) if isinstance(said, str) else None
    if said is not None and (fen is None or fen < 0):
        raise policy_malformed(where)
    return fen


def _yuan(fen: int | None) -> str | None:
    return None if fen is None else format_fen(fen)
