"""From the evidence of every reader to one value a field, with its state, confidence and what confirms it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from intake.domain import amount_words, tax_id
from intake.domain.money import parse_fen
from intake.domain.names import comparison_key
from intake.evidence import Evidence, Source
from intake.extraction.values import looks_like_stars
from intake.invoice import Code, Field, FieldState, Invoice, Item, Kind
from intake.kinds.fields import fields_of
from intake.reading import FoundInvoice, Reading
from intake.resolution.amounts import MoneyEvidence, Sums, line_sum, settle, text_of
from intake.resolution.candidates import Candidate, candidates_of, probability, witness, witnesses
from intake.resolution.goods import with_parted_price, with_repaired_price, with_repaired_rate
from intake.resolution.seal_text import without_seal_text
from intake.stages.collect_evidence import QR_AMOUNT

_SUMS = ("amount", "tax", "total")
_SURE_ENOUGH = 0.80
"""A recognised value joins in confirming another only from this confidence on."""
_PLAIN = 0.9
"""Score of every digit of a sum that is printed beyond doubt."""
_PLAINLY_READ = 0.6
_FREE_TEXT = {"remarks", "buyer_address_phone", "buyer_bank_account", "seller_address_phone", "seller_bank_account", "cipher", "payee", "reviewer", "drawer"}


@dataclass(frozen=True)
class ResolveFields:
    name: str = "resolve"

    def __call__(self, reading: Reading) -> Reading:
        return replace(reading, invoices=tuple(replace(found, invoice=_resolved(found)) for found in reading.invoices))


def _resolved(found: FoundInvoice) -> Invoice:
    main = found.regions[0]
    kind = main.kind or Kind.NOT_INVOICE
    evidence: dict[str, list[Evidence]] = {}
    for region in found.regions:
        for opinion in region.evidence:
            # A list that came without its invoice names it: code, number and day.
            if not region.is_list_page or region is main:
                evidence.setdefault(opinion.field, []).append(opinion)
    carried = main.embedded is not None and bool(main.embedded.items)
    items = main.items if carried else tuple(item for region in found.regions for item in region.items)
    if main.list_line is not None and not items:
        # The list itself is not in the file: its one line on the main page is all there is.
        items = (Item(dict(main.list_line.cells), 0.9),)
    items = tuple(with_repaired_rate(with_repaired_price(with_parted_price(item))) for item in items)
    fields = {name: _resolve(name, evidence.get(name, ())) for name in fields_of(kind, main.kind_detail)}
    fields = _with_sums(fields, evidence, items)
    fields = _with_words(fields)
    fields = _without_seal(fields)
    codes: tuple[Code, ...] = tuple(code for region in found.regions for code in region.codes)
    return Invoice(
        kind=kind,
        kind_detail=main.kind_detail,
        kind_said_by=main.kind_said_by,
        title_says=main.title_says,
        fields=fields,
        items=items,
        list_line=main.list_line,
        seals=tuple(seal for region in found.regions for seal in region.seals),
        codes=codes,
        quality=main.quality,
    )


def _resolve(name: str, evidence: Sequence[Evidence]) -> Field:
    if name.endswith("_tax_id"):
        return _resolve_tax_id(name, evidence)
    found = candidates_of(evidence)
    if not found:
        return _without_value(name, evidence)
    if name in ("buyer_name", "seller_name") or name in _FREE_TEXT:
        found = _merged_spellings(found)
    return _field(found[0], found, evidence)


def _without_value(name: str, evidence: Sequence[Evidence]) -> Field:
    """Nothing was read: because nothing is printed, or because nobody could."""
    if not evidence:
        return Field(None, FieldState.ABSENT, 0.5)
    printed = [opinion for opinion in evidence if opinion.raw.strip()]
    if printed:
        if name in _SUMS and any(looks_like_stars(opinion.raw) for opinion in printed):
            return Field("", FieldState.NOT_APPLICABLE, 0.9, printed[0].source, printed[0].raw, printed[0].place, tuple(evidence))
        return Field(None, FieldState.UNREADABLE, 0.0, None, printed[0].raw, printed[0].place, tuple(evidence))
    best = evidence[0]
    confirmed = tuple(dict.fromkeys(witness(opinion) for opinion in evidence if opinion.reader.endswith("no-ink") or opinion.source is not Source.OCR))
    return Field("", FieldState.EMPTY, 0.97 if confirmed else 0.8, best.source, "", None, tuple(evidence), confirmed_by=confirmed)


def _field(
    chosen: Candidate, offered: Sequence[Candidate], evidence: Sequence[Evidence], confirmed_by: Iterable[str] = (), repaired_from: str | None = None
) -> Field:
    best = chosen.best
    against = max((other.weight for other in offered if other.value != chosen.value), default=0.0)
    confidence = probability(chosen.weight - max(against, 0.0))
    named = witnesses(chosen, _SURE_ENOUGH)
    confirming = tuple(dict.fromkeys((*confirmed_by, *(name for name in named if name != witness(best)))))
    if confirming and against <= 0:
        confidence = max(confidence, 0.99)
    # A person looks for the value in the print, not in the QR code that says the same.
    places = [opinion.place for opinion in sorted(chosen.evidence, key=lambda opinion: opinion.source is Source.QR) if opinion.place is not None]
    place = places[0] if places else None
    return Field(chosen.value, FieldState.READ, min(confidence, 0.999), best.source, best.raw, place, tuple(evidence), confirming, repaired_from)


def _merged_spellings(found: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Candidates that differ only in width, brackets or punctuation are one; the strongest spelling stands for all."""
    groups: dict[str, list[Candidate]] = {}
    for candidate in found:
        groups.setdefault(comparison_key(candidate.value) or candidate.value, []).append(candidate)
    merged = [candidates_of(replace(opinion, value=group[0].value) for candidate in group for opinion in candidate.evidence)[0] for group in groups.values()]
    return tuple(sorted(merged, key=lambda candidate: -candidate.weight))


def _resolve_tax_id(name: str, evidence: Sequence[Evidence]) -> Field:
    """Check digits decide between readings; a reading they contradict is repaired where one character alone does it, unless it is printed beyond doubt: then
    the print is wrong, which is for a person to see.
    """
    found = candidates_of(evidence)
    if not found:
        return _without_value(name, evidence)
    checked = [candidate for candidate in found if tax_id.is_checked(candidate.value)]
    if checked and (checked[0] is found[0] or _near(checked[0].value, found[0].value)):
        return _field(checked[0], [candidate for candidate in found if tax_id.is_checked(candidate.value)], evidence, ("checksum",))
    best = found[0]
    chars = next((opinion.chars for opinion in best.evidence if "".join(char.char for char in opinion.chars).upper() == best.value), ())
    repaired = tax_id.single_repair(best.value, [char.alternatives for char in chars]) if _is_doubtful(best) else None
    if repaired is not None and repaired != best.value:
        fixed = candidates_of([replace(opinion, value=repaired) for opinion in best.evidence])[0]
        field = _field(fixed, (), evidence, repaired_from=best.value)
        # Nobody read the repaired value: the check digit that made it is all that speaks for it.
        return replace(field, confidence=0.95, source=Source.CHECKSUM, confirmed_by=("checksum",))
    field = _field(best, found, evidence)
    return replace(field, confidence=min(field.confidence, 0.85)) if len(best.value) == 18 else field


def _near(one: str, other: str) -> bool:
    """Two readings of one number, not two numbers."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio() > 0.8


def _with_sums(fields: dict[str, Field], evidence: Mapping[str, Sequence[Evidence]], items: Sequence[Item]) -> dict[str, Field]:
    present = [name for name in _SUMS if name in fields]
    if not present:
        return fields
    qr = next((parse_fen(opinion.value) for opinion in evidence.get(QR_AMOUNT, ())), None)
    exempt = fields["tax"].state is FieldState.NOT_APPLICABLE if "tax" in fields else False
    rows = [item.cells for item in items]
    money = MoneyEvidence(
        {name: evidence.get(name, ()) for name in (*_SUMS, "total_in_words")}
        if "amount" in fields
        else {"total": evidence.get("total", ()), "total_in_words": evidence.get("total_in_words", ())},
        qr,
        line_sum(row.get("amount", "") for row in rows) if "amount" in fields else None,
        line_sum(row.get("tax", "") for row in rows) if "tax" in fields and not exempt else None,
        exempt,
    )
    sums = settle(money)
    settled = {name: _sum_field(name, fields[name], sums, evidence.get(name, ())) for name in present}
    return {**fields, **settled}


def _sum_field(name: str, field: Field, sums: Sums, evidence: Sequence[Evidence]) -> Field:
    if field.state is FieldState.NOT_APPLICABLE:
        return replace(field, confirmed_by=sums.confirmed_by[name] or (("arithmetic",) if sums.amount is not None and sums.amount == sums.total else ()))
    value = text_of(getattr(sums, name))
    if value is None:
        return field
    confirmed = sums.confirmed_by[name]
    if name == "tax" and sums.tax == 0 and name in sums.computed:
        # Exempt goods: the tax is printed as stars, which text finders pass over.
        return replace(field, value="", state=FieldState.NOT_APPLICABLE, confidence=0.9, confirmed_by=("arithmetic",) if confirmed else ())
    offered = candidates_of(evidence)
    chosen = next((candidate for candidate in offered if candidate.value == value), None)
    if offered and (chosen is None or chosen.weight < offered[0].weight) and not _is_doubtful(offered[0]):
        # What is printed so plainly stands, and contradicts: that is a finding for a person, not a misreading to be mended.
        return replace(_field(offered[0], offered, evidence), confidence=0.6)
    if chosen is not None:
        supported = _field(chosen, [] if confirmed else offered, evidence, confirmed)
        overruled = offered[0].value if offered[0].value != value and offered[0].best.source is Source.OCR else None
        return replace(supported, repaired_from=overruled) if overruled and chosen.best.source is Source.OCR else supported
    source = Source.QR if Source.QR in confirmed else Source.WORDS if Source.WORDS in confirmed else Source.ARITHMETIC
    place = field.place
    return Field(
        value,
        FieldState.READ,
        0.97 if confirmed else 0.6,
        source,
        field.raw,
        place,
        tuple(evidence),
        tuple(name for name in confirmed if name != source),
        field.value,
    )


def _is_doubtful(candidate: Candidate) -> bool:
    """Whether a reading may be a misreading: recognised, and not alike by two readers or with a weak character."""
    if candidate.best.source is not Source.OCR:
        return False
    weakest = min((char.score for char in candidate.best.chars if char.char.isdigit()), default=0.0)
    return weakest < _PLAIN or len(witnesses(candidate, _PLAINLY_READ)) < 2


def _with_words(fields: dict[str, Field]) -> dict[str, Field]:
    """The words spell the total; a total that others confirm repairs a misread character in them."""
    words, total = fields.get("total_in_words"), fields.get("total")
    if words is None or total is None or not total.value:
        return fields
    fen = parse_fen(total.value)
    if fen is None:
        return fields
    if words.value and amount_words.parse_words(words.value) == fen:
        confirmed = tuple(dict.fromkeys(("total", *words.confirmed_by)))
        return {**fields, "total_in_words": replace(words, confirmed_by=confirmed, confidence=max(words.confidence, 0.99))}
    others = [name for name in total.confirmed_by if name != Source.WORDS]
    read = words.value or words.raw
    if read and others and _may_be_misread(words):
        spelled = amount_words.spelling_like(fen, read)
        if SequenceMatcher(None, spelled, read, autojunk=False).ratio() >= 0.6:
            fixed = replace(words, value=spelled, state=FieldState.READ, confidence=0.9, source=Source.ARITHMETIC, confirmed_by=("total",), repaired_from=read)
            return {**fields, "total_in_words": fixed}
    return fields


def _without_seal(fields: dict[str, Field]) -> dict[str, Field]:
    """Recognised remarks without the text of the seal stamped over them."""
    remarks = fields.get("remarks")
    if remarks is None or not remarks.value or remarks.source is not Source.OCR:
        return fields
    names = (fields[name].text if name in fields else "" for name in ("seller_name", "seller_tax_id"))
    rest = without_seal_text(remarks.value, *names)
    if rest == remarks.value:
        return fields
    return {**fields, "remarks": replace(remarks, value=rest, state=FieldState.READ if rest else FieldState.EMPTY)}


def _may_be_misread(words: Field) -> bool:
    """Words that are data are as they are; so are words that spell another amount and were read surely: that is a contradiction on the invoice."""
    recognised = all(opinion.source is Source.OCR for opinion in words.evidence)
    return recognised and (amount_words.parse_words(words.text) is None or words.confidence < _SURE_ENOUGH)
