from intake.anomaly.contradiction_features import contradiction_features
from intake.anomaly.meanings import FEATURES
from intake.anomaly_values import Feature
from intake.evidence import Place
from models.geometry import Box, Quad
from tests.builders import vat_page
from tests.intake.anomaly.found_invoices import found_in, scanned, unusual

PLACE = Place(1, Quad.from_box(Box(0, 0, 10, 10)))


def test_contradictions_are_counted_and_doubts_are_not() -> None:
    (count,) = contradiction_features(
        (
            Feature("mark.void", 1.0),
            Feature("disagreement.data", 0.69, ("total",), PLACE),
            Feature("disagreement.words", 0.01, ("total_in_words",)),
            Feature("doubt.characters", 2.0, ("amount",)),
        )
    )
    assert (count.measured, count.fields, count.place) == (2, ("total",), PLACE)


def test_where_nothing_contradicts_there_is_no_count() -> None:
    assert not tuple(contradiction_features((Feature("print.ink", 3.0), Feature("doubt.sums", 0.5))))


def test_a_total_that_nothing_else_allows_is_a_contradiction_on_the_page() -> None:
    assert unusual(found_in(scanned(vat_page({"total": "138.60"}))))["contradiction.count"].value > 0


def test_every_contradiction_is_a_feature() -> None:
    names = {meaning.name for meaning in FEATURES}
    each = [Feature(name, 1.0) for name in sorted(names)]
    (count,) = contradiction_features(each)
    assert count.measured == 29
