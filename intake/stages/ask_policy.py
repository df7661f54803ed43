"""What a firm's policy asks of every invoice before it may go on without a person."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from intake.invoice import Decision, Invoice, Kind, Obstacle
from intake.policies.assess import needs_of
from intake.policies.filing import Filing
from intake.policies.firm_policy import PolicyVersion
from intake.reading import Reading


@dataclass(frozen=True)
class AskPolicy:
    """The last stage: what would have been accepted, and lacks something the firm asks for, goes to a person."""

    policy: PolicyVersion
    filing: Filing
    day: date
    name: str = "firm"

    def __call__(self, reading: Reading) -> Reading:
        return replace(reading, invoices=tuple(replace(found, invoice=self._held(found.invoice)) for found in reading.invoices))

    def _held(self, invoice: Invoice) -> Invoice:
        if invoice.kind is Kind.NOT_INVOICE:
            return invoice
        needs = needs_of(invoice, self.filing, self.policy.policy, self.day)
        against = tuple(Obstacle(f"policy_{need.kind.value}", need.message, need.message_zh, need.fields) for need in needs)
        decision = Decision.REVIEW if against and invoice.decision is Decision.ACCEPT else invoice.decision
        return replace(invoice, obstacles=(*invoice.obstacles, *against), decision=decision)
