from collections.abc import Callable
from datetime import date

import pytest

from intake.checks.known_parties import known_party_findings
from intake.domain.tax_id import write_credit_code
from intake.invoice import FieldState, Invoice, Severity, Suggestion
from intake.parties.memory_registry import MemoryRegistry
from intake.parties.registry import Sighting

WithField = Callable[..., Invoice]
OTHER = write_credit_code("91", "330106", "MA2ABCDE")
THIRD = write_credit_code("92", "330106", "MA2ABCDF")


@pytest.fixture
def registry(electronic: Invoice) -> MemoryRegistry:
    """Knows both parties of the invoice."""
    known = MemoryRegistry()
    known.add(Sighting(electronic.value(f"{side}_name"), electronic.value(f"{side}_tax_id"), date(2024, 1, 2)) for side in ("buyer", "seller"))
    return known


def test_known_parties_and_unknown_ones_give_no_finding(electronic: Invoice, registry: MemoryRegistry, with_field: WithField) -> None:
    assert known_party_findings(electronic, registry) == ()
    assert known_party_findings(electronic, MemoryRegistry()) == ()
    stranger = with_field(with_field(electronic, "seller_name", "陌生商贸有限责任公司"), "seller_tax_id", OTHER)
    assert known_party_findings(stranger, registry) == ()


def test_a_known_id_with_another_name_is_an_error(electronic: Invoice, registry: MemoryRegistry, with_field: WithField) -> None:
    (finding,) = known_party_findings(with_field(electronic, "seller_name", "陌生商贸有限责任公司"), registry)
    assert (finding.rule, finding.severity, finding.suggestion) == ("P01", Severity.ERROR, None)
    assert (finding.expected, finding.found) == (electronic.value("seller_name"), "陌生商贸有限责任公司")
    assert finding.fields == ("seller_name", "seller_tax_id")


def test_a_known_id_with_nearly_its_name_warns_and_suggests(electronic: Invoice, registry: MemoryRegistry, with_field: WithField) -> None:
    known = electronic.value("buyer_name")
    (finding,) = known_party_findings(with_field(electronic, "buyer_name", known[:-1] + "可"), registry)
    assert (finding.rule, finding.severity, finding.suggestion) == ("P01", Severity.WARNING, Suggestion("buyer_name", known))


def test_a_new_name_is_fine_once_it_was_confirmed(electronic: Invoice, registry: MemoryRegistry, with_field: WithField) -> None:
    renamed = with_field(electronic, "seller_name", "全新名称有限责任公司")
    registry.add((Sighting("全新名称有限责任公司", electronic.value("seller_tax_id"), date(2024, 3, 1)),))
    assert known_party_findings(renamed, registry) == ()
    assert known_party_findings(electronic, registry) == ()


def test_a_known_name_with_another_id_is_an_error_unless_many_share_it(electronic: Invoice, registry: MemoryRegistry, with_field: WithField) -> None:
    impostor = with_field(electronic, "seller_tax_id", OTHER)
    (finding,) = known_party_findings(impostor, registry)
    assert (finding.rule, finding.severity, finding.expected, finding.found) == ("P02", Severity.ERROR, electronic.value("seller_tax_id"), OTHER)
    registry.add((Sighting(electronic.value("seller_name"), THIRD, date(2024, 1, 3)),))
    (finding,) = known_party_findings(impostor, registry)
    assert (finding.rule, finding.severity) == ("P02", Severity.WARNING)


def test_parties_that_were_mixed_up_break_both(electronic: Invoice, registry: MemoryRegistry, with_field: WithField) -> None:
    mixed = with_field(electronic, "seller_name", electronic.value("buyer_name"))
    assert [finding.rule for finding in known_party_findings(mixed, registry)] == ["P01", "P02"]


def test_an_unknown_firm_that_looks_like_a_known_one_warns(electronic: Invoice, registry: MemoryRegistry, with_field: WithField) -> None:
    look_alike = with_field(with_field(electronic, "seller_name", electronic.value("seller_name").replace("限", "很")), "seller_tax_id", OTHER)
    assert known_party_findings(look_alike, registry) == ()  # no pair of look-alikes: another firm
    registry.add((Sighting("海州未来科技有限公司", THIRD, date(2024, 1, 3)),))
    look_alike = with_field(with_field(electronic, "seller_name", "海州末来科技有限公司"), "seller_tax_id", OTHER)
    (finding,) = known_party_findings(look_alike, registry)
    assert (finding.rule, finding.severity) == ("P03", Severity.WARNING)
    assert "海州未来科技有限公司" in finding.expected


@pytest.mark.parametrize(("value", "confidence"), [("", 0.9), ("12345678901234567", 0.9), (OTHER, 0.3)])
def test_ids_that_prove_nothing_contradict_nothing(electronic: Invoice, registry: MemoryRegistry, with_field: WithField, value: str, confidence: float) -> None:
    state = FieldState.READ if value else FieldState.EMPTY
    assert known_party_findings(with_field(electronic, "seller_tax_id", value, state, confidence), registry) == ()
