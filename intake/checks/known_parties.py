"""An invoice's parties against those that are known: P01 to P03."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from intake.checks.rule import read_text
from intake.domain.tax_id import is_checked
from intake.invoice import Finding, Invoice, Severity, Suggestion
from intake.parties.names import LOOK_ALIKE_COST, difference, most_different, name_key
from intake.parties.propose import SIDES, Side
from intake.parties.registry import KnownParty, PartyRegistry

_ONLY_LOOK_ALIKES = 2 * LOOK_ALIKE_COST
"""Names no further apart differ in look-alike characters alone, in two at most."""
_WORDS = {"buyer_name": ("buyer", "购买方"), "seller_name": ("seller", "销售方")}


def known_party_findings(invoice: Invoice, registry: PartyRegistry) -> tuple[Finding, ...]:
    """Contradictions between an invoice and the registry. Raises IntakeError where the registry can't be read."""
    return tuple(finding for side in SIDES for finding in _findings(side, invoice, registry))


def _findings(side: Side, invoice: Invoice, registry: PartyRegistry) -> Iterator[Finding]:
    name, tax_id = read_text(invoice, side.name), read_text(invoice, side.tax_id)
    if not name or not is_checked(tax_id):
        return
    key = name_key(name)
    of_id = registry.by_tax_id(tax_id)
    if any(name_key(party.name) == key for party in of_id):
        return
    if of_id:
        yield _other_name(side, name, of_id[0])
    of_name = registry.by_name(name)
    if of_name:
        yield _other_id(side, tax_id, of_name)
    elif not of_id:
        likenesses = registry.similar(name, 1)
        if likenesses and 0 < likenesses[0].difference <= _ONLY_LOOK_ALIKES:
            yield _look_alike(side, name, likenesses[0].party)


def _other_name(side: Side, name: str, known: KnownParty) -> Finding:
    whose, whose_zh = _WORDS[side.name]
    near = difference(name_key(name), name_key(known.name)) <= most_different(name_key(known.name))
    return Finding(
        "P01",
        Severity.WARNING if near else Severity.ERROR,
        f"The {whose}'s tax id is known under another name, last seen {known.last_seen.isoformat()}. "
        "Check both against the original; if the firm has a new name, confirm it once.",
        f"该{whose_zh}税号此前对应的名称不同(最近{known.last_seen.isoformat()}), 请核对原件; 如企业已更名, 确认一次即可。",
        (side.name, side.tax_id),
        known.name,
        name,
        Suggestion(side.name, known.name) if near else None,
    )


def _other_id(side: Side, tax_id: str, known: Sequence[KnownParty]) -> Finding:
    whose, whose_zh = _WORDS[side.name]
    several = len({party.tax_id for party in known}) > 1
    return Finding(
        "P02",
        Severity.WARNING if several else Severity.ERROR,
        f"The {whose}'s name is known with another tax id, last seen {known[0].last_seen.isoformat()}. Check whether it is the same firm before paying.",
        f"该{whose_zh}名称此前对应的税号不同(最近{known[0].last_seen.isoformat()}), 付款前请确认是否为同一企业。",
        (side.name, side.tax_id),
        known[0].tax_id,
        tax_id,
    )


def _look_alike(side: Side, name: str, known: KnownParty) -> Finding:
    whose, whose_zh = _WORDS[side.name]
    return Finding(
        "P03",
        Severity.WARNING,
        f"The {whose} is unknown, and its name differs from a known firm's only in characters that look alike. It was misread, or means to be mistaken.",
        f"该{whose_zh}为首次出现, 名称与已知企业仅有形近字之差, 可能被误读或有意仿冒。",
        (side.name, side.tax_id),
        f"{known.name} {known.tax_id}",
        name,
    )
