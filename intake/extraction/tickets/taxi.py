"""Taxi receipts.

A meter prints bare values, one a line and always in the same order, onto paper with preprinted labels: shifted by up to several lines, faint, sometimes
squeezed. So values are recognised by their form, and told apart by the order they come in and by how well one common shift brings them to their labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import exp
from statistics import median

from intake.domain.dates import make_date
from intake.extraction.form_evidence import FieldText
from intake.extraction.tickets.numbers import code_and_number
from intake.extraction.tickets.ticket_text import Span, TicketPage, TicketText, field_text
from intake.invoice import Kind

_ORDER = ("car_number", "issue_date", "time_on", "time_off", "unit_price", "mileage", "waiting", "fare", "fuel", "call", "total")
"""As every meter prints them; fare and surcharges apart from the total only where the paper has labels for both."""
_SURCHARGES = ("fare", "fuel", "call")
_NOT_REPORTED = ("waiting", *_SURCHARGES)

_LABELS = (
    ("car_number", ("车号", "车牌号", "车牌")),
    ("issue_date", ("日期",)),
    ("time_on", ("上车", "上车时间")),
    ("time_off", ("下车", "下车时间")),
    ("times", ("时间",)),
    ("unit_price", ("单价",)),
    ("mileage", ("里程",)),
    ("waiting", ("等候", "等侯", "候时")),
    ("state", ("状态",)),
    ("fare", ("金额", "金額", "金额(fare)")),
    ("fuel", ("燃油附加费",)),
    ("call", ("预约叫车服务费", "预约叫车", "预约电召费")),
    ("total", ("实收金额",)),
    ("itemised", ("Fare", "Fuel oil surcharge", "Call service surcharge")),
)
_LAST_CHARACTERS = {"期": "issue_date", "价": "unit_price", "程": "mileage", "候": "waiting", "态": "state", "额": "fare"}
"""Where the characters of a label stand far apart its last one is often all that is read; a colon behind it makes it sure."""

_PLATE = re.compile(r"(?<![A-Za-z\d])([京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新]?[A-Z][.·\-]?[A-Z\d]{5,6})(?![A-Za-z\d])")
_PLATE_BEHIND_NOISE = re.compile(r"[A-Z][.·\-][A-Z\d]{5}(?![A-Za-z\d])")
_DATE = re.compile(r"(?<!\d)(20\d\d)[-./年](\d{1,2})[-./月](\d{1,2})(?!\d)")
_SHORT_DATE = re.compile(r"(?<![\d\-])(\d\d)[-./](\d\d)[-./](\d\d)(?!\d)")
_TIME = re.compile(r"(?<!\d[:;.])([01]\d|2[0-3])[:;]([0-5]\d)(?!\d|[:;.]\d)")
_WAITING = re.compile(r"(?<![\d.:])\d\d[:;.1][0-5]\d[:;.]\d\d(?!\d)")
_TIME_BLOTTED = re.compile(r"(?<![\d.:])([01]\d|2[0-3])[\d.,·]([0-5]\d)(?![\d.:])")
_TIME_WITHOUT_COLON = re.compile(r"(?<![\d.:])([01]\d|2[0-3]) ?([0-5]\d)(?![\d.:])")
_PRICE = re.compile(r"(?<![\d.¥:])([1-9]\.\d\d)(?![.\d:]|[A-Za-z\d]?\d)|(?<![\d.¥:])([1-9]\.\d\d)(?=\d(?:/|$|\s))")
_KILOMETRES = re.compile(r"(?<![\d.:])(\d{1,3}\.\d)(?![\d:])\s?(km|KM|Km|公里)?")
_AMOUNT = re.compile(r"(?<![\d.:])(¥?)\s?(\d{1,4}\.\d\d)(?![\d.:])\s?(元)?|(?<![\d.:])(\d{1,4}\.\d\d)(?=\d$)")
_AMOUNT_WITHOUT_POINT = re.compile(r"(?<![\d.:])¥\s?(\d{1,4}) (\d\d)(?![\d.:])")
_COST_OF_SHIFT = 0.25
"""For each line by which the print stands off its labels: print that slipped far is rare, and one value alone does not show it."""
_SEPARATORS = ".-·"
_LIKE_CURRENCY_MARK = "47"


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Something printed that one field could be."""

    field: str
    value: str
    span: Span
    worth: float
    """0..1: how well it has the form of such a value."""


@dataclass(frozen=True, slots=True)
class _Chain:
    """Candidates in the order of printing, no two for one field."""

    worth: float
    members: tuple[_Candidate, ...]


def read_taxi(page: TicketPage, score: float) -> TicketText:
    """Everything a taxi receipt says."""
    numbers = code_and_number(page)
    labels = _labels(page)
    taken = {id(glyph) for text in numbers for glyph in text.glyphs}
    candidates = [candidate for candidate in _candidates(page, labels) if not any(id(glyph) in taken for glyph in candidate.span.glyphs)]
    chain = _best_chain(candidates, labels, page.line_height)
    fields = [field_text(member.field, member.value, member.span) for member in chain.members if member.field not in _NOT_REPORTED]
    return TicketText(Kind.TAXI, "", (*numbers, *_checked(fields)), (), score)


def _labels(page: TicketPage) -> dict[str, float]:
    """Field -> y of its label. A label printed twice (seals, adverts) counts where it stands among the others."""
    hits = [hit for hit in page.labels(_LABELS) if hit.glyphs[0].height < 1.8 * page.line_height]
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


def _candidates(page: TicketPage, labels: dict[str, float]) -> Iterable[_Candidate]:
    for match, span in page.matches(_PLATE):
        if sum(char.isdigit() for char in match[1]) >= 2:
            yield _Candidate("car_number", _plate(span), span, 1.0)
    for match, span in page.matches(_PLATE_BEHIND_NOISE):
        if sum(char.isdigit() for char in match[0]) >= 2:
            yield _Candidate("car_number", _plate(span), span, 0.9)
    yield from _dates(page)
    yield from _times(page, one_line="times" in labels and "time_on" not in labels)
    for _, span in page.matches(_WAITING):
        yield _Candidate("waiting", span.text, span, 0.8)
    for match, span in page.matches(_PRICE):
        yield _Candidate("unit_price", match[1] or match[2], span.part(0, 4), 0.9 if match[1] else 0.7)
    for match, span in page.matches(_KILOMETRES):
        yield _Candidate("mileage", match[1], span.part(0, len(match[1])), 1.0 if match[2] else 0.8)
    yield from _amounts(page, itemised="fare" in labels or "itemised" in labels)


def _dates(page: TicketPage) -> Iterable[_Candidate]:
    for match, span in page.matches(_DATE):
        if day := make_date(int(match[1]), int(match[2]), int(match[3])):
            yield _Candidate("issue_date", day.isoformat(), span, 1.0)
    for match, span in page.matches(_SHORT_DATE):
        # Either the century is preprinted, or the print begins left of the paper.
        if day := make_date(2000 + int(match[1]), int(match[2]), int(match[3])):
            yield _Candidate("issue_date", day.isoformat(), span, 0.6)


def _times(page: TicketPage, one_line: bool) -> Iterable[_Candidate]:
    """Both times stand in lines of their own, or as `19:09-19:34` in one."""
    cell = _cell(page)
    for span in page.spans:
        found = list(_TIME.finditer(span.text))
        if len(found) == 2:
            for match, field in zip(found, ("time_on", "time_off"), strict=True):
                yield _Candidate(field, f"{match[1]}:{match[2]}", span.part(*match.span()), 1.0)
            continue
        for match in found:
            value, place = f"{match[1]}:{match[2]}", span.part(*match.span())
            fields = ("time_on", "time_off") if not one_line else _side_of_dash(span.text, match)
            for field in fields:
                yield _Candidate(field, value, place, 1.0)
            if match[1] == "00":
                yield _Candidate("waiting", value, place, 0.6)
        if not found and not one_line:
            yield from _damaged_times(span, cell)


def _cell(page: TicketPage) -> float:
    """Pixels from one character of the meter's print to the next, measured on dates and times; the height of the print where there are none."""
    steps = [(span.glyphs[-1].x - span.glyphs[0].x) / (len(span.glyphs) - 1) for pattern in (_DATE, _TIME, _WAITING) for _, span in page.matches(pattern)]
    return max(median(steps), 1.0) if steps else page.line_height


def _damaged_times(line: Span, cell: float) -> Iterable[_Candidate]:
    """Times whose colon was read as something else, or not at all: then four digits take the room of five, for meters print in even steps of `cell` pixels."""
    for match in _TIME_BLOTTED.finditer(line.text):
        place = line.part(*match.span())
        if place.glyphs[2].score < 0.9 or match[0][2] in ".,·":
            for field in ("time_on", "time_off"):
                yield _Candidate(field, f"{match[1]}:{match[2]}", place, 0.4)
    for match in _TIME_WITHOUT_COLON.finditer(line.text):
        place = line.part(*match.span())
        if 3.6 < (place.glyphs[3].x - place.glyphs[0].x) / cell < 4.4:
            for field in ("time_on", "time_off"):
                yield _Candidate(field, f"{match[1]}:{match[2]}", place, 0.4)


def _side_of_dash(text: str, match: re.Match[str]) -> tuple[str, ...]:
    if text[: match.start()].rstrip().endswith(("-", "一", "~")):
        return ("time_off",)
    if text[match.end() :].lstrip().startswith(("-", "一", "~")):
        return ("time_on",)
    return ()


def _amounts(page: TicketPage, itemised: bool) -> Iterable[_Candidate]:
    fields = ("fare", "fuel", "call", "total") if itemised else ("total",)
    for match, span in page.matches(_AMOUNT):
        value = match[2] or match[4]
        place = span.part(span.text.index(value), span.text.index(value) + len(value))
        worth = 0.6 + (0.2 if match[1] else 0.0) + (0.2 if match[3] else 0.0)
        for field in fields:
            if field in ("total", "fare") and float(value) == 0:
                continue
            yield _Candidate(field, value, place, worth)
    for match, span in page.matches(_AMOUNT_WITHOUT_POINT):
        for field in fields:
            yield _Candidate(field, f"{match[1]}.{match[2]}", span.part(1, len(span.text)), 0.5)


def _plate(span: Span) -> str:
    """The number as printed. A dot at half height is what readers can't decide to call a full stop or a hyphen."""
    text = ""
    for glyph in span.glyphs:
        doubted = sum(1 for char, score in ((glyph.char, glyph.score), *glyph.alternatives) if char in _SEPARATORS and score >= 0.1) >= 2
        text += "·" if glyph.char in _SEPARATORS and glyph.score < 0.9 and doubted else glyph.char
    return text


def _best_chain(candidates: Sequence[_Candidate], labels: dict[str, float], line_height: float) -> _Chain:
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


def _chain(candidates: Sequence[_Candidate], labels: dict[str, float], shift: float, pitch: float) -> _Chain:
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


def _reading_order(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    lines: list[list[_Candidate]] = []
    for candidate in sorted(candidates, key=lambda candidate: candidate.span.y):
        if lines and candidate.span.y - lines[-1][0].span.y < 0.4 * candidate.span.height:
            lines[-1].append(candidate)
        else:
            lines.append([candidate])
    return [candidate for line in lines for candidate in sorted(line, key=lambda candidate: candidate.span.left)]


def _nearness(candidate: _Candidate, labels: dict[str, float], shift: float, pitch: float) -> float:
    label = labels.get(candidate.field)
    if label is None and candidate.field in ("time_on", "time_off"):
        label = labels.get("times")
    if label is None:
        return 0.0
    lines_off = (candidate.span.y - label - shift) / pitch
    return 0.8 * exp(-((lines_off / 0.7) ** 2))


def _may_follow(before: Sequence[_Candidate], candidate: _Candidate) -> bool:
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
    if total.value[0] in _LIKE_CURRENCY_MARK and re.match(r"[1-9]", without_mark) and _is_plausible(float(without_mark), kilometres, price):
        repaired = replace(total, value=without_mark, glyphs=total.glyphs[1:])
    else:
        repaired = replace(total, value="")
    return [repaired if text is total else text for text in fields]


def _is_plausible(total: float, kilometres: float, price: float | None) -> bool:
    """Whether a ride can cost so much: waiting, night rates, tolls and the way back of long rides are allowed for generously."""
    least = 0.5 * price * kilometres if price is not None else 0.5 * kilometres
    most = 60.0 + 3.0 * (price if price is not None else 5.0) * kilometres
    return least <= total <= most
