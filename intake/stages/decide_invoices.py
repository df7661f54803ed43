"""Whether each invoice may go on without a person, now that everything is known."""

from __future__ import annotations

from dataclasses import dataclass, replace

from intake.decide import Policy, ReleaseTable, decided
from intake.reading import Reading


@dataclass(frozen=True)
class DecideInvoices:
    """The last stage. `release` says which probability the policy's error asks for; without it, confirmation alone decides."""

    release: ReleaseTable | None = None
    policy: Policy = Policy()
    name: str = "check"

    def __call__(self, reading: Reading) -> Reading:
        return replace(reading, invoices=tuple(replace(found, invoice=decided(found.invoice, self.policy, self.release)) for found in reading.invoices))
