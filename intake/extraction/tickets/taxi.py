"""Taxi receipts.

A meter prints bare values, one a line and always in the same order, onto paper with preprinted labels: shifted by up to several lines, faint, sometimes
squeezed. So values are recognised by their form, and told apart by the order they come in and by how well one common shift brings them to their labels.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import exp
from statistics import median

from intake.extraction.form_evidence import FieldText
from intake.extraction.tickets.meter_print import Candidate, candidates_of
from intake.extraction.tickets.numbers import code_and_number
from intake.extraction.tickets.ticket_text import TicketPage, TicketText, field_text
from intake.invoice import Kind
from intake.kinds.ticket_labels import TAXI_LABELS

_ORDER = ("car_number", "issue_date", "time_on", "time_off", "unit_price", "mileage", "waiting", "fare", "fuel", "call", "total")
"""As every meter prints them; fare and surcharges apart from the total only where the paper has labels for both."""
_SURCHARGES = ("fare", "fuel", "call")
_NOT_REPORTED = ("waiting", *_SURCHARGES)
_METERED = ("issue_date", "time_on", "time_off", "unit_price", "mileage", "waiting", "total")

_LAST_CHARACTERS = {"期": "issue_date", "价": "unit_price", "程": "mileage", "候": "waiting", "态": "state", "额": "fare"}
"""Where the characters of a label stand far apart its last one is often all that is read; a colon behind it makes it sure."""

_COST_OF_SHIFT = 0.25
"""For each line by which the print stands off its labels: print that slipped far is rare, and one value alone does not show it."""
_LIKE_CURRENCY_MARK = "147"


@dataclass(frozen=True, slots=True)
class _Chain:
    """Candidates in the order of printing, no two for one field."""

    worth: float
    members: tuple[Candidate, ...]


def read_taxi(page: TicketPage, score: float) -> TicketText:
    """Everything a taxi receipt says."""
    numbers = code_and_number(page)
    labels = _labels(page)
    taken = {id(glyph) for text in numbers for glyph in text.glyphs}
    candidates = [candidate for candidate in candidates_of(page, labels) if not any(id(glyph) in taken for glyph in candidate.span.glyphs)]
    chain = _best_chain(candidates, labels, page.line_height)
    fields = [field_text(member.field, member.value, member.span) for member in chain.members if member.field not in _NOT_REPORTED]
    return TicketText(Kind.TAXI, "", (*numbers, *_checked(fields)), (), score)


def meter_values(page: TicketPage) -> int:
    """In how many lines of a page values stand as a taxi meter prints them, one below the other in their order; few by accident on other papers."""
    labels = _labels(page)
    candidates = [candidate for candidate in candidates_of(page, labels) if candidate.field in _METERED]
    ys = [member.span.y for member in _best_chain(candidates, labels, page.line_height).members]
    return len(ys) - sum(low - high < 0.5 * page.line_height for high, low in pairwise(ys))


def _labels(page: TicketPage) -> dict[str, float]:
    """Field -> y of its label. A label printed twice (seals, adverts) counts where it stands among the others."""
    hits = [hit for hit in page.labels(TAXI_LABELS) if hit.glyphs[0].height < 1.8 * page.line_height]
    found: dict[str, list[float]] = {}
    for hit in hits:
        found.setdefault(hit.name, []).append(hit.y)
    for span in page.spans:
        for match in re.finditer(r"[期价程候态额][::]", span.text):
            found.setdefault(_LAST_CHARACTERS[match[0][0]], []).append(span.part(match.start(), match.start() + 1).y)
    middle = median(y for ys in found.values() for y in ys) if found else 0.0
    places = {name: min(ys, key=lambda y: abs(y - middle)) for name, ys in found.items()}
    if "total" not in places and "itemised" not in places and "fare" in places:
        places["total"] = places.pop("fare")
    return places


def _best_chain(candidates: Sequence[Candidate], labels: dict[str, float], line_height: float) -> _Chain:
    """The likeliest reading of all values at once, under the shift of the print that explains most."""
    shifts = {0.0}
    for candidate in candidates:
        if candidate.field in labels and candidate.worth >= 0.8:
            shifts.add(candidate.span.y - labels[candidate.field])
    pitch = _pitch(labels, line_height)
    chains = [(_chain(candidates, labels, shift, pitch), shift) for shift in sorted(shifts, key=abs)]
    return max(chains, key=lambda entry: entry[0].worth - _COST_OF_SHIFT * abs(entry[1]) / pitch)[0]


def _pitch(labels: dict[str, float], line_height: float) -> float:
    ys = sorted(labels.values())
    steps = [low - high for high, low in pairwise(ys) if low - high > 0.5 * line_height]
    return median(steps) if steps else 1.5 * line_height


def _chain(candidates: Sequence[Candidate], labels: dict[str, float], shift: float, pitch: float) -> _Chain:
    """Dynamic programming over candidates from top to bottom: the chain with most worth whose fields come in their order."""
    ordered = _reading_order(candidates)
    best: list[_Chain] = []
    whole = _Chain(0.0, ())
    for index, candidate in enumerate(ordered):
        own = candidate.worth + _nearness(candidate, labels, shift, pitch)
        before = _Chain(0.0, ())
        for earlier in range(index):
            chain = best[earlier]
            if chain.worth > before.worth and _may_follow(chain.members, candidate):
                before = chain
        chain = _Chain(before.worth + own, (*before.members, candidate))
        best.append(chain)
        if chain.worth > whole.worth:
            whole = chain
    return whole


def _reading_order(candidates: Sequence[Candidate]) -> list[Candidate]:
    lines: list[list[Candidate]] = []
    for candidate in sorted(candidates, key=lambda candidate: candidate.span.y):
        if lines and candidate.span.y - lines[-1][0].span.y < 0.4 * candidate.span.height:
            lines[-1].append(candidate)
        else:
            lines.append([candidate])
    return [candidate for line in lines for candidate in sorted(line, key=lambda candidate: candidate.span.left)]


def _nearness(candidate: Candidate, labels: dict[str, float], shift: float, pitch: float) -> float:
    label = labels.get(candidate.field)
    if label is None and candidate.field in ("time_on", "time_off"):
        label = labels.get("times")
    if label is None:
        return 0.0
    lines_off = (candidate.span.y - label - shift) / pitch
    return 0.8 * exp(-((lines_off / 0.7) ** 2))


def _may_follow(before: Sequence[Candidate], candidate: Candidate) -> bool:
    last = before[-1]
    if _ORDER.index(last.field) >= _ORDER.index(candidate.field):
        return False
    same_line = abs(candidate.span.y - last.span.y) < 0.5 * candidate.span.height
    if same_line and candidate.span.left < last.span.right - 0.3 * candidate.span.height:
        return False
    if candidate.field == "total":
        smaller = {member.field: float(member.value) for member in before if member.field in ("unit_price", *_SURCHARGES)}
        return all(float(candidate.value) >= value for value in smaller.values())
    return True


def _checked(fields: Sequence[FieldText]) -> Sequence[FieldText]:
    """Leave out a total that no ride of this length costs, unless it is plain that its currency mark was read as a digit."""
    by_name = {text.field: text for text in fields}
    if "mileage" not in by_name or "total" not in by_name:
        return fields
    kilometres = float(by_name["mileage"].value)
    price = float(by_name["unit_price"].value) if "unit_price" in by_name else None
    total = by_name["total"]
    if _is_plausible(float(total.value), kilometres, price):
        return fields
    without_mark = total.value[1:]
    doubted = total.value[0] in _LIKE_CURRENCY_MARK and total.glyphs[0].score < 0.9
    if doubted and re.match(r"[1-9]", without_mark) and _is_plausible(float(without_mark), kilometres, price):
        repaired = replace(total, value=without_mark, glyphs=total.glyphs[1:])
    else:
        repaired = replace(total, value="")
    return [repaired if text is total else text for text in fields]


def _is_plausible(total: float, kilometres: float, price: float | None) -> bool:
    """Whether a ride can cost so much: waiting, night rates, tolls and the way back of long rides are allowed for generously."""
    least = 0.5 * price * kilometres if price is not None else 0.5 * kilometres
    most = 40.0 + 2.5 * (price if price is not None else 4.0) * kilometres
    return least <= total <= most
