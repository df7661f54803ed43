"""What an answer of the tax bureau means for one invoice: what follows from it, and where the bureau has other values than we. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from intake.invoice import KEY_FIELDS, Invoice
from intake.kinds.fields import Wording
from intake.verification.differences import Difference, Verdict, differences_of_invoice, disagreements
from intake.verification.reasons import WaitReason
from intake.verification.schedule import Next, Person, Progress, ScheduleRules, Verified, follows
from intake.verification.verifier import Answer, InvoiceStatus


@dataclass(frozen=True)
class Finding:
    then: Next
    progress: Progress
    issued: date | None
    """None where it is not to be looked up again."""
    question_id: UUID | None = None
    """None where nothing was asked."""
    status: InvoiceStatus | None = None
    provider: str = ""
    why: str = ""
    """For history; "" for the usual words."""
    proposals: Mapping[str, str] = field(default_factory=dict)
    """Our field name -> what the bureau has otherwise, for people to take over."""


def finding_of(said: Answer, question_id: UUID | None, issued: date, progress: Progress, now: datetime, rules: ScheduleRules, chance: float) -> Finding:
    then, further = follows(said, progress, issued, now, rules, chance)
    return Finding(then, further, issued, question_id, said.status, said.provider)


def compared(finding: Finding, values: Invoice, said: Answer, *, keeps_differences: bool) -> Finding:
    """The same, a person looking where the bureau has other values in key fields. `keeps_differences`: a person knew that and approved ours."""
    found = differences_of_invoice(values, said)
    differing = differing_key_fields(found)
    proposals = {each.field: each.theirs for each in found if each.row is None and each.theirs and each.verdict is not Verdict.ACCEPTED}
    if not isinstance(finding.then, Verified) or not differing or keeps_differences:
        return replace(finding, proposals=proposals)
    return replace(finding, then=Person(WaitReason.DIFFERS), why=_other_values([each.label for each in differing]), proposals=proposals)


def differing_key_fields(found: Sequence[Difference]) -> Sequence[Difference]:
    """Those that keep an invoice from being verified; of the rest, proposals are made."""
    return tuple(each for each in disagreements(found) if each.row is None and each.field in KEY_FIELDS)


def _other_values(labels: Sequence[Wording]) -> str:
    english, chinese = ", ".join(label.en for label in labels), "、".join(label.zh for label in labels)
    return f"the tax bureau has another {english} · 税务机关登记的{chinese}不同"
