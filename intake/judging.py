"""What a document's firm knows and asks, held against what the document says.

Reading ends in a worker process without a database; what was read is judged here, in the process of the job, which has one (docs/decisions/0008-judging-beside-the-database.md).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from intake.behaviour.history import CHINA_TIME
from intake.behaviour.look_back import DEFAULT_LIMITS
from intake.known import Firm, Known
from intake.pipeline import Stage, run_stages
from intake.policies.firm_policy import sums_of_policy
from intake.read_documents import counted
from intake.reading import Reading
from intake.result import Result, results_of
from intake.store.companies import companies_of
from intake.store.documents import StoredDocument
from intake.store.filings import filing_of
from intake.store.firm_policies import policy_of_tenant
from intake.store.parties import SqlParties
from intake.store.past_invoices import SqlHistory
from intake.store.session import Database


@dataclass(frozen=True)
class Judging:
    """Safe for threads."""

    database: Database
    stages: Callable[[Known], tuple[Stage, ...]]
    clock: Callable[[], datetime]

    def __call__(self, document: StoredDocument, reading: Reading) -> tuple[Result, ...]:
        """One result for each invoice. Raises StoreUnavailable."""
        return counted(results_of(run_stages(self.stages(self._known(document)), reading)))

    def _known(self, document: StoredDocument) -> Known:
        tenant, day = document.tenant, self.clock().astimezone(CHINA_TIME).date()
        with self.database.read() as session:
            policy = policy_of_tenant(session, tenant, day)
            firm = Firm(companies_of(session, tenant), policy, filing_of(session, tenant, document.id).filing, day)
        return Known(
            SqlParties(self.database, tenant),
            SqlHistory(self.database, tenant),
            sums_of_policy(policy.policy) or DEFAULT_LIMITS,
            lambda: document.received_at,
            firm,
        )
