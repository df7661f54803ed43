"""Causes put into the world on purpose, through the real providers' clients over HTTP: does diagnosis name them?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from intake.diagnosis.causes import Cause
from intake.diagnosis.diagnose import Diagnosis
from intake.domain.money import format_fen, parse_fen
from intake.invoice import Kind
from intake.store.corrections import correct
from intake.verification.simulator.bureau import BureauRules, TrueInvoice
from intake.verification.simulator.invoices import true_invoice
from intake.verification.simulator.wire import Trouble
from intake.verification.verifier import InvoiceStatus
from tests.intake.diagnosis.bureau_world import TWELVE, BureauWorld, Misread
from tests.intake.diagnosis.conftest import MakeWorld
from tests.intake.store.samples import REVIEWER, TENANT

DETAILS = ("D_GENERAL", "D_SPECIAL", "VAT_SPECIAL", "E_GENERAL")
WITH_CODE = ("VAT_SPECIAL", "E_GENERAL", "VAT_GENERAL", "ROLL")
MUST = 0.95

Injection = Callable[[MakeWorld, int], tuple[BureauWorld, UUID]]
"""A world in which this went wrong, in its variant of that number, and the invoice."""


def days_ago(days: float) -> datetime:
    return TWELVE - timedelta(days=days)


def issued(world: BureauWorld, variant: int, details: tuple[str, ...] = DETAILS, *, days: float | None = None, **more: object) -> TrueInvoice:
    made = true_invoice(details[variant % len(details)], 4711 + variant, days_ago(3 + 9 * variant if days is None else days), **more)  # type: ignore[arg-type]
    world.bureau.add([made])
    return made


def other_digit(text: str, place: int) -> str:
    return f"{text[:place]}{(int(text[place]) + 5) % 10}{text[place + 1 :]}"


def reader_saw(true: str, confidence: float = 0.7) -> list[tuple[str, str, float]]:
    return [(true, "ocr", confidence)]


def asked(world: BureauWorld, invoice: UUID) -> tuple[BureauWorld, UUID]:
    world.run()
    return world, invoice


def sync_delay(make: MakeWorld, variant: int) -> tuple[BureauWorld, UUID]:
    world = make(bureau_rules=BureauRules(sync_delay=timedelta(days=3)))
    return asked(world, world.received(issued(world, variant, days=0.2 + variant % 2)))


def mistyped_number(make: MakeWorld, variant: int) -> tuple[BureauWorld, UUID]:
    world = make()
    true = issued(world, variant)
    number = true.face["invoice_number"]
    return asked(world, world.received(true, {"invoice_number": Misread(other_digit(number, len(number) - 3), 0.75, reader_saw(number))}))


def mistyped_code(make: MakeWorld, variant: int) -> tuple[BureauWorld, UUID]:
    """The batch, of which nothing else in the code tells."""
    world = make()
    true = issued(world, variant, WITH_CODE)
    code = true.face["invoice_code"]
    place = 6 if len(code) == 10 else 8
    return asked(world, world.received(true, {"invoice_code": Misread(other_digit(code, place), 0.8, reader_saw(code))}))


def mistyped_date(make: MakeWorld, variant: int) -> tuple[BureauWorld, UUID]:
    world = make()
    true = issued(world, variant)
    day = true.face["issue_date"]
    wrong = f"{day[:8]}{'07' if day[8:] != '07' else '08'}"
    return asked(world, world.received(true, {"issue_date": Misread(wrong, 0.8, reader_saw(day, 0.6))}))


def mistyped_sum(make: MakeWorld, variant: int) -> tuple[BureauWorld, UUID]:
    """Typed by a person; the other sums and the words contradict it."""
    world = make()
    true = issued(world, variant, ("D_GENERAL", "VAT_SPECIAL", "D_SPECIAL"))
    name = "amount" if true.detail == "VAT_SPECIAL" else "total"
    sum_ = parse_fen(true.face[name])
    assert sum_ is not None
    return asked(world, world.typed(true, **{name: format_fen(sum_ + 9_00)}))


def mistyped_check_code(make: MakeWorld, variant: int) -> tuple[BureauWorld, UUID]:
    world = make()
    true = issued(world, variant, ("E_GENERAL", "VAT_GENERAL", "ROLL"))
    code = true.face["check_code"]
    return asked(world, world.received(true, {"check_code": Misread(other_digit(code, 17), 0.7, reader_saw(code, 0.5))}))


def wrong_kind(make: MakeWorld, variant: int) -> tuple[BureauWorld, UUID]:
    """An electronic general invoice taken for a special one, and the other way round."""
    world = make()
    true = issued(world, variant, ("E_GENERAL", "VAT_SPECIAL"))
    kind, detail = (Kind.VAT_E_SPECIAL, "E_SPECIAL") if true.detail == "E_GENERAL" else (Kind.VAT_GENERAL, "VAT_GENERAL")
    return asked(world, world.received(true, kind=kind.value, kind_detail=detail))


def wrong_region(make: MakeWorld, variant: int) -> tuple[BureauWorld, UUID]:
    world = make()
    true = issued(world, variant)
    if "invoice_code" in true.face:
        code = true.face["invoice_code"]
        place = 0 if len(code) == 10 else 1
        return asked(world, world.received(true, {"invoice_code": Misread(f"{code[:place]}4200{code[place + 4 :]}", 0.9)}))
    number = true.face["invoice_number"]
    return asked(world, world.received(true, {"invoice_number": Misread(f"{number[:2]}42{number[4:]}", 0.9)}))


def marked(status: InvoiceStatus) -> Injection:
    def inject(make: MakeWorld, variant: int) -> tuple[BureauWorld, UUID]:
        world = make()
        return asked(world, world.received(issued(world, variant, status=status)))

    return inject


def same_day(make: MakeWorld, variant: int) -> tuple[BureauWorld, UUID]:
    world = make(bureau_rules=BureauRules(takes_same_day=False))
    return asked(world, world.received(issued(world, variant, days=0.1)))


def too_old(make: MakeWorld, variant: int) -> tuple[BureauWorld, UUID]:
    world = make()
    return asked(world, world.received(issued(world, variant, days=365 * 5 + 20 + 100 * variant)))


def troubled(*troubles: Trouble) -> Injection:
    def inject(make: MakeWorld, variant: int) -> tuple[BureauWorld, UUID]:
        world = make()
        for vendor in world.vendors:
            world.providers.trouble(vendor, troubles[variant % len(troubles)])
        return asked(world, world.received(issued(world, variant)))

    return inject


def malformed(make: MakeWorld, variant: int) -> tuple[BureauWorld, UUID]:
    world = make()
    true = issued(world, variant, ("E_GENERAL", "D_GENERAL"))
    wrong = {"check_code": Misread("12345")} if true.detail == "E_GENERAL" else {"total": Misread("12.345")}
    return asked(world, world.received(true, wrong))


def sent_twice(make: MakeWorld, variant: int) -> tuple[BureauWorld, UUID]:
    world = make()
    true = issued(world, variant)
    world.received(true)
    return asked(world, world.received(true))


def never_issued(make: MakeWorld, variant: int) -> tuple[BureauWorld, UUID]:
    """Read without a doubt, and old enough: nobody reported it."""
    world = make()
    forged = true_invoice(DETAILS[variant % len(DETAILS)], 99_000 + variant, days_ago(40 + variant))
    return asked(world, world.received(forged))


def asked_by_others(make: MakeWorld, variant: int) -> tuple[BureauWorld, UUID]:
    world = make()
    world.bureau.follow(BureauRules(daily_limit=0))
    return asked(world, world.received(issued(world, variant)))


INJECTED: Mapping[str, tuple[Injection, Cause]] = {
    "sync delay": (sync_delay, Cause.SYNC_DELAY),
    "number mistyped": (mistyped_number, Cause.MISTYPED),
    "code mistyped": (mistyped_code, Cause.MISTYPED),
    "date mistyped": (mistyped_date, Cause.MISTYPED),
    "sum mistyped": (mistyped_sum, Cause.MISTYPED),
    "check code mistyped": (mistyped_check_code, Cause.MISTYPED),
    "wrong kind": (wrong_kind, Cause.WRONG_KIND),
    "wrong region": (wrong_region, Cause.WRONG_REGION),
    "voided": (marked(InvoiceStatus.VOID), Cause.VOIDED),
    "reversed": (marked(InvoiceStatus.RED_FULL), Cause.REVERSED),
    "reversed in part": (marked(InvoiceStatus.RED_PART), Cause.REVERSED),
    "same day": (same_day, Cause.SAME_DAY),
    "too old": (too_old, Cause.TOO_OLD),
    "maintenance": (troubled(Trouble.MAINTENANCE), Cause.MAINTENANCE),
    "bureau down": (troubled(Trouble.UPSTREAM_DOWN), Cause.BUREAU_DOWN),
    "network": (troubled(Trouble.DROPPED, Trouble.BROKEN), Cause.NETWORK),
    "quota": (troubled(Trouble.QUOTA), Cause.QUOTA),
    "permission": (troubled(Trouble.PERMISSION), Cause.PERMISSION),
    "throttled": (troubled(Trouble.THROTTLED), Cause.BUSY),
    "format": (malformed, Cause.FORMAT),
    "sent twice": (sent_twice, Cause.DUPLICATE),
    "never issued": (never_issued, Cause.NOT_ISSUED),
    "asked by others": (asked_by_others, Cause.ASKED_TOO_OFTEN),
}
FIELD_OF = {
    "number mistyped": ("invoice_number",),
    "code mistyped": ("invoice_code",),
    "date mistyped": ("issue_date",),
    "sum mistyped": ("amount", "total"),
    "check code mistyped": ("check_code",),
}
VARIANTS = 2
"""Of each injection: other kinds, ages and evidence."""
MANY_VARIANTS = 8


def named_rightly(name: str, expected: Cause, found: Diagnosis) -> bool:
    fields = FIELD_OF.get(name)
    return found.cause is expected and (fields is None or found.suspects[0].field in fields)


@pytest.mark.parametrize("variants", [VARIANTS, pytest.param(MANY_VARIANTS, marks=pytest.mark.long)])
def test_injected_causes_are_named_rightly(make_world: MakeWorld, variants: int) -> None:
    right, wrong = Counter[str](), list[str]()
    for name, (inject, expected) in INJECTED.items():
        for variant in range(variants):
            world, invoice = inject(make_world, variant)
            found = world.why(invoice)
            assert 0 < found.certainty <= 1
            if named_rightly(name, expected, found):
                right[name] += 1
            else:
                said = [(suspect.field, round(suspect.doubt, 3)) for suspect in found.suspects]
                wrong.append(f"{name} {variant}: {found.cause.value} {found.certainty} {said} {found.others}")
    share = sum(right.values()) / (variants * len(INJECTED))
    assert share >= MUST, "\n".join([f"{share:.3f}", *wrong])
    assert set(right) == set(INJECTED), wrong


def test_the_right_value_is_offered_where_somebody_read_it(world: BureauWorld) -> None:
    true = issued(world, 0)
    number = true.face["invoice_number"]
    invoice = world.received(true, {"invoice_number": Misread(other_digit(number, 15), 0.75, reader_saw(number))})
    world.run()
    suspect = world.why(invoice).suspects[0]
    assert (suspect.field, suspect.alternatives[0]) == ("invoice_number", number)
    assert number in suspect.why and number in suspect.why_zh


def test_waiting_for_the_bureau_names_the_next_time_and_nobody_has_to_act(make_world: MakeWorld) -> None:
    world, invoice = sync_delay(make_world, 0)
    found = world.why(invoice)
    assert found.next_at == TWELVE + timedelta(hours=4)
    assert found.who == "nobody"


def test_the_longer_it_stays_unknown_the_less_it_is_a_delay(make_world: MakeWorld) -> None:
    world = make_world(bureau_rules=BureauRules(sync_delay=timedelta(days=900)))
    true = issued(world, 0, days=0.2)
    invoice = world.received(true)
    shares = []
    for _ in range(5):
        world.run()
        found = world.why(invoice)
        known = {found.cause: found.certainty, **{other.cause: other.certainty for other in found.others}}
        shares.append(known.get(Cause.SYNC_DELAY, 0.0))
        world.clock.now = found.next_at or world.clock.now
    assert shares == sorted(shares, reverse=True) and shares[0] > 0.8
    assert found.cause is not Cause.SYNC_DELAY and found.who in ("reviewer", "seller")


def test_what_was_corrected_since_is_not_blamed_on_the_old_answer(make_world: MakeWorld) -> None:
    world, invoice = mistyped_date(make_world, 1)
    with world.database.write() as session:
        correct(session, TENANT, invoice, {"issue_date": "2024-02-28"}, actor=REVIEWER, why="", at=world.clock())
    assert world.why(invoice).cause is Cause.IN_REVIEW


def test_malformed_requests_spend_no_call(make_world: MakeWorld) -> None:
    for variant in range(VARIANTS):
        for inject in (malformed, wrong_kind, too_old):
            world, invoice = inject(make_world, variant)
            assert [world.providers.calls(vendor) for vendor in world.vendors] == [0, 0]
            assert world.bureau.malformed_questions == 0
            assert world.why(invoice).who in ("reviewer", "finance")
