"""Whatever a provider sends, over real HTTP: no exception, no secret, and no good news that nobody gave."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.outside_http import OutsideHttp
from intake.verification.codes import Vendor
from intake.verification.reply import parse_reply, rows_at, text_at
from intake.verification.simulator.bureau import Bureau
from intake.verification.simulator.invoices import true_invoice
from intake.verification.simulator.providers import KEYS, SimulatedProviders, simulated_http
from intake.verification.simulator.wire import Trouble, WireReply
from intake.verification.verifier import Answer, Outcome, Query
from tests.intake.verification.conftest import Clock, World, asked

VENDORS = [vendor for vendor in Vendor if vendor is not Vendor.PAGE]
NOW = datetime(2024, 6, 3, 2, 0, tzinfo=UTC)
INVOICE = true_invoice("D_GENERAL", 7, NOW - timedelta(days=9))
QUERY: Query = asked(INVOICE, NOW)

ODD: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=8),
        st.sampled_from(["0", "0001", "N", "valid", "1", 200, 0, INVOICE.face["invoice_number"]]),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=6), inner, max_size=3)),
    max_leaves=6,
)


@pytest.fixture(scope="module")
def providers() -> Iterator[SimulatedProviders]:
    with SimulatedProviders(Bureau(Clock(NOW), invoices=[INVOICE])) as running:
        yield running


def true_reply(providers: SimulatedProviders, vendor: Vendor) -> Any:
    wire = next(wire for wire in providers._wires if wire.vendor is vendor)
    return json.loads(wire.found(INVOICE, 1).body)


def ask(providers: SimulatedProviders, vendor: Vendor, body: bytes, status: int = 200) -> Answer:
    providers.answer_next_raw(vendor, WireReply(status, body))
    answer = providers.verifier(vendor, simulated_http(5.0), Clock(NOW)).verify(QUERY)
    assert KEYS.secret not in repr(answer)
    assert (answer.status is not None) is (answer.outcome is Outcome.OK)
    if answer.outcome is not Outcome.OK:
        assert not answer.face
        assert not answer.items
    else:
        assert answer.face["invoice_number"] == QUERY.number
    assert all(isinstance(value, str) for value in answer.face.values())
    json.dumps({"message": answer.message, "code": answer.provider_code, "face": dict(answer.face)}, ensure_ascii=False).encode()
    return answer


@pytest.mark.parametrize("vendor", VENDORS)
@settings(max_examples=25, deadline=None)
@given(body=st.one_of(st.binary(max_size=200), st.text(max_size=60).map(str.encode)), status=st.sampled_from([200, 204, 301, 404, 500, 502]))
def test_any_bytes(providers: SimulatedProviders, vendor: Vendor, body: bytes, status: int) -> None:
    assert ask(providers, vendor, b"" if status == 204 else body, status).outcome is Outcome.UNREACHABLE


@pytest.mark.parametrize("vendor", VENDORS)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_true_answer_with_anything_in_the_place_of_anything(providers: SimulatedProviders, vendor: Vendor, data: st.DataObject) -> None:
    reply = true_reply(providers, vendor)
    for _ in range(data.draw(st.integers(1, 3))):
        reply = mutated(reply, data)
    ask(providers, vendor, json.dumps(reply).encode("utf-8", "surrogatepass"))


def mutated(value: Any, data: st.DataObject) -> Any:
    """The same with one value, somewhere, replaced."""
    if isinstance(value, str) and value.startswith("{") and value.endswith("}"):
        with suppress(ValueError):  # an answer within an answer, unless it was put there by an earlier turn
            return json.dumps(mutated(json.loads(value), data))
    if not isinstance(value, dict | list) or not value or data.draw(st.integers(0, 4)) == 0:
        return data.draw(ODD)
    key = data.draw(st.sampled_from(sorted(value) if isinstance(value, dict) else range(len(value))))
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[key] = mutated(value[key], data)
    return copy


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_true_answer_is_understood_and_one_that_is_too_deep_or_too_large_is_not(providers: SimulatedProviders, vendor: Vendor) -> None:
    assert ask(providers, vendor, json.dumps(true_reply(providers, vendor)).encode()).outcome is Outcome.OK
    assert ask(providers, vendor, b"[" * 100_000).outcome is Outcome.UNREACHABLE
    assert ask(providers, vendor, b'{"a":' * 50_000 + b"1" + b"}" * 50_000).outcome is Outcome.UNREACHABLE
    assert ask(providers, vendor, b'{"code":' + b"1" * 100_000 + b"}").outcome is Outcome.UNREACHABLE
    assert ask(providers, vendor, b" " * (5 * 1024 * 1024)).outcome is Outcome.UNREACHABLE


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_state_that_nobody_knows_is_no_good_news(providers: SimulatedProviders, vendor: Vendor) -> None:
    text = json.dumps(true_reply(providers, vendor))
    for name in ("InvalidSign", "IsAbandoned", "invalidMark", "status", "zfbz", "state"):
        for quote in ('"', '\\"'):
            for sign in ("N", "0", "valid"):
                text = text.replace(f"{quote}{name}{quote}: {quote}{sign}{quote}", f"{quote}{name}{quote}: {quote}?{quote}")
    if vendor is Vendor.WEIBAOZHANG:
        text = text.replace('"code": 1', '"code": 11')
    assert ask(providers, vendor, text.encode()).outcome is Outcome.UNREACHABLE


@pytest.mark.parametrize("vendor", VENDORS)
def test_too_many_requests_need_no_words(providers: SimulatedProviders, vendor: Vendor) -> None:
    assert ask(providers, vendor, b"<html>slow down</html>", 429).outcome is Outcome.THROTTLED


def test_a_provider_that_stays_silent_is_given_up(world: World) -> None:
    world.providers.trouble(Vendor.TENCENT, Trouble.SILENT)
    answer = world.providers.verifier(Vendor.TENCENT, simulated_http(0.2), world.clock).verify(world.query("D_GENERAL"))
    assert (answer.outcome, answer.message, answer.sent) == (Outcome.UNREACHABLE, "no answer in time", True)


def test_what_never_left_is_told(world: World) -> None:
    refused = OutsideHttp()  # its reach ends at the internet, and this machine is none of it
    answer = world.providers.verifier(Vendor.TENCENT, refused, world.clock).verify(world.query("D_GENERAL"))
    assert (answer.outcome, answer.sent) == (Outcome.UNREACHABLE, False)


def test_texts_and_rows_are_bounded_and_of_one_kind() -> None:
    reply = parse_reply(json.dumps({"a": "x" * 10_000, "b": [{}, 1, {}] * 5000, "c": 88.0, "d": True, "e": ["no"], "f": "\ud800"}).encode())
    assert reply is not None
    assert len(text_at(reply, "a")) == 4000
    assert len(rows_at(reply, "b")) <= 3000
    assert (text_at(reply, "c"), text_at(reply, "d"), text_at(reply, "e"), text_at(reply, "f"), text_at(reply, "a", "b")) == ("88.0", "", "", "?", "")
