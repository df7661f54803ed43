"""What a firm's registry of parties would say of the examples: the service has one, built from confirmed invoices, the anomaly model has not.

Every issuer and every buyer is taken to have billed, or been billed, before: its own name and tax id, as issued, are known. So it is the most that a registry can do; of a
seller that comes for the first time it knows nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from intake.checks.known_parties import known_party_findings
from intake.domain.dates import read_iso_date
from intake.domain.tax_id import is_checked
from intake.invoice import Severity
from intake.parties.memory_registry import MemoryRegistry
from intake.parties.registry import Sighting
from training.anomaly.examples import Example


def contradicts_known_parties(examples: Sequence[Example]) -> NDArray[np.bool_]:
    """Of each example, whether the registry finds an error: the same tax id under another name (P01), or the same name with another tax id (P02)."""
    registry = MemoryRegistry()
    for example in examples:
        registry.add(_sightings(example))
    return np.array(
        [any(finding.severity is Severity.ERROR for finding in known_party_findings(example.invoice, registry)) for example in examples], dtype=bool
    )


def _sightings(example: Example) -> Iterator[Sighting]:
    day = read_iso_date(example.issued.get("issue_date", ""))
    for side in ("buyer", "seller"):
        name, tax_id = example.issued.get(f"{side}_name", ""), example.issued.get(f"{side}_tax_id", "")
        if day is not None and name and is_checked(tax_id):
            yield Sighting(name, tax_id, day)
