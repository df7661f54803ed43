from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from intake.evidence import DATA, Evidence, Source
from intake.extraction.form_evidence import LABEL_ORDER, NO_INK, SECOND_PRINTING
from intake.resolution.candidates import candidates_of, probability, weight_of, witness, witnesses
from tests.builders import SMALL, TINY, carried, from_qr, ocr, printed, tiny

EVIDENCE = st.builds(
    Evidence,
    field=st.just("total"),
    value=st.sampled_from(["", "1.00", "7.00", "10.00", "x"]),
    source=st.sampled_from(Source),
    confidence=st.floats(0, 1),
    raw=st.text(max_size=4),
    reader=st.sampled_from(
        [SMALL, TINY, f"{SMALL}/no-red", f"{SMALL}/{LABEL_ORDER}", f"{TINY}/{LABEL_ORDER}", f"{SMALL}/{SECOND_PRINTING}", f"{SMALL}/{NO_INK}", ""]
    ),
)


def test_values_come_with_the_heaviest_first() -> None:
    found = candidates_of([ocr("total", "7.00", 0.6), ocr("total", "1.00", 0.95), tiny("total", "1.00", 0.9)])
    assert [candidate.value for candidate in found] == ["1.00", "7.00"]


def test_an_opinion_without_a_value_offers_none() -> None:
    assert candidates_of([ocr("total", "", raw="***")]) == ()


def test_two_opinions_that_err_differently_weigh_more_than_one() -> None:
    (one,) = candidates_of([ocr("total", "1.00", 0.9)])
    (two,) = candidates_of([ocr("total", "1.00", 0.9), tiny("total", "1.00", 0.9)])
    assert two.weight > one.weight


def test_one_opinion_said_twice_counts_once() -> None:
    (one,) = candidates_of([ocr("total", "1.00", 0.9)])
    (twice,) = candidates_of([ocr("total", "1.00", 0.9), ocr("total", "1.00", 0.7), ocr("total", "1.00", 0.9, reader=f"{SMALL}/{LABEL_ORDER}")])
    assert twice.weight == one.weight


def test_data_outweighs_recognition_and_a_person_outweighs_all() -> None:
    by_weight = sorted(
        [ocr("total", "1", 1.0), tiny("total", "2", 1.0), printed("total", "3"), carried("total", "4"), Evidence("total", "5", Source.REVIEWER, 1.0)],
        key=weight_of,
    )
    assert [opinion.value for opinion in by_weight] == ["2", "1", "3", "4", "5"]


def test_a_reading_that_is_probably_wrong_weighs_against_itself() -> None:
    assert weight_of(ocr("total", "1", 0.2)) < 0 < weight_of(ocr("total", "1", 0.8))


def test_witnesses_are_named_by_what_makes_them_independent() -> None:
    assert witness(ocr("total", "1")) != witness(tiny("total", "1"))
    assert witness(ocr("total", "1")) == witness(ocr("total", "1", reader=f"{SMALL}/{LABEL_ORDER}")), "the same model saw the same print"
    assert witness(ocr("total", "1")) != witness(ocr("total", "1", reader=f"{SMALL}/{SECOND_PRINTING}")), "another print"
    assert witness(ocr("total", "1", reader=f"{SMALL}/{SECOND_PRINTING}")) == witness(ocr("total", "1", reader=f"{TINY}/{SECOND_PRINTING}"))
    assert witness(from_qr("total", "1")) == "qr"
    assert witness(printed("total", "1")) == "text_layer"


def test_an_ofd_s_record_and_its_print_are_two_witnesses() -> None:
    record = replace(carried("buyer_tax_id", "", Source.OFD), reader=DATA)
    assert witness(record) != witness(replace(record, reader="text_layer"))
    assert witness(replace(record, source=Source.XML)) == "xml", "an XML has no print beside it"


def test_doubtful_recognition_is_no_witness() -> None:
    (candidate,) = candidates_of([from_qr("total", "1.00"), ocr("total", "1.00", 0.95), tiny("total", "1.00", 0.5)])
    assert witnesses(candidate, 0.8) == ("qr", f"ocr:{SMALL}")


@given(st.lists(EVIDENCE, max_size=8))
def test_candidates_are_distinct_sorted_and_lose_no_opinion_with_a_value(evidence: list[Evidence]) -> None:
    found = candidates_of(evidence)
    assert len({candidate.value for candidate in found}) == len(found)
    assert [candidate.weight for candidate in found] == sorted((candidate.weight for candidate in found), reverse=True)
    assert sum(len(candidate.evidence) for candidate in found) == sum(bool(opinion.value) for opinion in evidence)
    for candidate in found:
        assert candidate.best.value == candidate.value
        names = witnesses(candidate, 0.8)
        assert len(names) == len(set(names))


@given(st.floats(-500, 500), st.floats(-500, 500))
def test_more_weight_is_never_less_probable(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0 < probability(low) <= probability(high) < 1 or probability(high) <= 1
