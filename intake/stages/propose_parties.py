"""What is known of buyer and seller, beside what was read of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from intake.checks.known_parties import known_party_findings
from intake.invoice import Invoice
from intake.parties.propose import with_known_parties
from intake.parties.registry import PartyRegistry
from intake.reading import Reading


@dataclass(frozen=True)
class ProposeParties:
    """Runs after fields are resolved and before they are checked, so that rules and decision see the proposals."""

    registry: PartyRegistry
    name: str = "parties"

    def __call__(self, reading: Reading) -> Reading:
        return replace(reading, invoices=tuple(replace(found, invoice=self._proposed(found.invoice)) for found in reading.invoices))

    def _proposed(self, invoice: Invoice) -> Invoice:
        proposed = replace(invoice, fields=with_known_parties(invoice.fields, self.registry))
        return replace(proposed, findings=(*invoice.findings, *known_party_findings(proposed, self.registry)))
