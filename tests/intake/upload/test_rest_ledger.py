from dataclasses import replace
from datetime import timedelta

import pytest

from intake.outside_http import OutsideHttp
from intake.upload.differences import differences
from intake.upload.ledger import Accepted, Found, Refused, Submission, Unavailable, Unknown
from intake.upload.rest import RestLedger
from intake.upload.simulator.misbehaviour import Misbehaviour, Scripted
from intake.upload.simulator.server import SimulatedLedger
from tests.intake.upload.upload_samples import ORIGINAL, Clock, entry

M = Misbehaviour


def test_what_is_accepted_is_found_with_the_same_values(ledger: RestLedger) -> None:
    assert ledger.submit(entry(), ORIGINAL) == Accepted("L1")
    found = ledger.find(entry().business)
    assert isinstance(found, Found)
    (booked,) = found.entries
    assert differences(entry(), booked) == ()
    assert booked.idempotency_key == entry().idempotency_key


def test_nothing_is_found_under_a_key_that_was_never_sent(ledger: RestLedger) -> None:
    ledger.submit(entry(1), ORIGINAL)
    assert ledger.find(entry(2).business) == Found()


@pytest.mark.parametrize(
    ("mood", "kind", "booked"),
    [
        (M.TIMES_OUT_AFTER, Unknown, True),
        (M.ERROR_AFTER, Unknown, True),
        (M.DROPS_AFTER, Unknown, True),
        (M.ANSWERS_NONSENSE, Unknown, True),
        (M.DROPS_BEFORE, Unknown, False),
        (M.ERROR_BEFORE, Unknown, False),
        (M.REFUSES, Refused, False),
        (M.THROTTLES, Unavailable, False),
        (M.LOSES, Accepted, False),
        (M.ANSWERS_TWICE, Accepted, True),
        (M.SLOW, Unknown, True),
    ],
)
def test_each_misbehaviour_is_taken_for_no_more_than_is_sure(
    ledger: RestLedger, simulated: SimulatedLedger, mood: Misbehaviour, kind: type[Submission], booked: bool
) -> None:
    simulated.moods = Scripted(mood)
    assert isinstance(ledger.submit(entry(), ORIGINAL), kind)
    assert bool(simulated.books.bookings) == booked


def test_what_is_booked_late_shows_late(ledger: RestLedger, simulated: SimulatedLedger, clock: Clock) -> None:
    simulated.moods = Scripted(M.BOOKS_LATE)
    assert isinstance(ledger.submit(entry(), ORIGINAL), Accepted)
    assert ledger.find(entry().business) == Found()
    clock.go_on(seconds=2)
    assert ledger.find(entry().business) != Found()


def test_the_same_sending_again_is_booked_once(ledger: RestLedger, simulated: SimulatedLedger) -> None:
    assert ledger.submit(entry(), ORIGINAL) == ledger.submit(entry(), ORIGINAL)
    assert len(simulated.books.bookings) == 1


def test_a_refusal_has_their_code_and_words(ledger: RestLedger, simulated: SimulatedLedger) -> None:
    simulated.moods = Scripted(M.REFUSES)
    assert ledger.submit(entry(), ORIGINAL) == Refused("SUPPLIER_UNKNOWN", "no such supplier")


def test_who_throttles_says_how_long(ledger: RestLedger, simulated: SimulatedLedger) -> None:
    simulated.moods = Scripted(M.THROTTLES)
    answer = ledger.submit(entry(), ORIGINAL)
    assert isinstance(answer, Unavailable)
    assert (answer.reason, answer.retry_after) == ("throttled", timedelta(seconds=1))


def test_who_is_closed_is_unavailable_for_sending_and_asking(ledger: RestLedger, simulated: SimulatedLedger) -> None:
    simulated.closed.set()
    sent, asked = ledger.submit(entry(), ORIGINAL), ledger.find(entry().business)
    assert isinstance(sent, Unavailable)
    assert isinstance(asked, Unavailable)
    assert sent.reason == asked.reason == "maintenance"


def test_a_wrong_secret_or_an_old_signature_is_our_trouble_and_no_refusal_of_the_invoice(ledger: RestLedger, clock: Clock) -> None:
    answer = replace(ledger, secret=b"other").find(entry().business)
    assert isinstance(answer, Unavailable)
    assert answer.reason == "permission"
    late = Clock(clock.now - timedelta(minutes=6))
    answer = replace(ledger, clock=late).submit(entry(), ORIGINAL)
    assert isinstance(answer, Unavailable)
    assert answer.reason == "permission"


def test_nothing_is_sent_to_an_address_of_our_own_network_unless_the_settings_name_it(ledger: RestLedger, simulated: SimulatedLedger) -> None:
    careful = replace(ledger, base=ledger.base.replace("http:", "https:"), http=OutsideHttp())
    answer = careful.submit(entry(), ORIGINAL)
    assert isinstance(answer, Unavailable)
    assert answer.reason == "address_refused"
    assert simulated.calls == []


def test_who_is_not_there_surely_got_nothing(ledger: RestLedger) -> None:
    answer = replace(ledger, base="http://127.0.0.1:9/v1").submit(entry(), ORIGINAL)
    assert isinstance(answer, Unavailable)
    assert answer.reason == "no_connection"


def test_an_original_that_went_astray_books_nothing(ledger: RestLedger, simulated: SimulatedLedger) -> None:
    assert isinstance(ledger.submit(entry(), b"other bytes"), Refused)
    assert simulated.books.bookings == ()


def test_no_secret_is_shown(ledger: RestLedger) -> None:
    assert "not a secret" not in repr(ledger)
