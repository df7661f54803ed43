"""Drawn from the OpenAPI document by `python -m api.client.generate`; not to be changed by hand."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict


class AboutAnswer(TypedDict):
    kind: Subject
    id: str


class AdviceAnswer(TypedDict):
    """May the tax be deducted? Advice: nothing is declared by it."""

    verdict: Verdict
    tax: str | None
    reasons: list[AdviceReason]


class AdviceReason(TypedDict):
    code: str
    message: str
    message_zh: str
    against: Verdict


class Agreed(TypedDict):
    """One of two people who must approve an invoice."""

    who: str
    at: str


class AlertAnswer(TypedDict):
    """After it was booked, it was found to stand no more."""

    found_at: str
    before: InvoiceStatus
    status: InvoiceStatus | None
    reason: WaitReason | None


class AnswerForm(TypedDict):
    seen: int
    text: str


class AppendForm(TypedDict):
    document_id: str


class AssessmentAnswer(TypedDict):
    title: TitleState
    company_id: str | None
    findings: list[Finding]
    needs: list[Need]
    duplicates: list[DuplicateAnswer]
    deductibility: AdviceAnswer
    policy_version: int


class AttemptAnswer(TypedDict):
    """One question to one provider."""

    provider: str
    asked_at: str
    asked_by: str
    outcome: Outcome | None
    status: InvoiceStatus | None
    provider_code: str
    message: str
    billed: bool


class AuditEntry(TypedDict):
    subject: AuditSubject
    subject_id: str
    event: AuditEvent
    before: dict[str, Any]
    after: dict[str, Any]
    who: str
    happened_at: str


class BatchAnswer(TypedDict):
    id: str
    name: str
    opened_at: str
    closed_at: str | None
    expected: Totals
    found: Totals
    agrees: bool | None
    repeated: int
    documents: dict[str, int]
    members: dict[str, int]
    invoices: dict[str, int]
    poll_after_ms: int | None


class BatchForm(TypedDict):
    name: NotRequired[str]


class Broken(TypedDict):
    """A rule with findings on the invoice."""

    rule: str
    severity: Severity


class BulkAnswer(TypedDict):
    invoices: list[SeenInvoice]
    undo_until: str | None


class BulkField(TypedDict):
    value: str
    page: int
    box: list[list[float]] | None


class BulkForm(TypedDict):
    invoices: list[SeenInvoice]
    effort: NotRequired[EffortForm]


class BulkGroup(TypedDict):
    """Of one seller and one kind."""

    seller_name: str
    kind: str
    invoices: list[BulkInvoice]
    waiting: int


class BulkInvoice(TypedDict):
    invoice_id: str
    document_id: str
    version: int
    number: str
    received_at: str
    fields: dict[str, BulkField]


class BulkUndoForm(TypedDict):
    invoices: list[SeenInvoice]


class CheckAnswer(TypedDict):
    """What there would be to say about the invoice with other values."""

    findings: list[Finding]
    needs: list[Need]


class CheckForm(TypedDict):
    """What a person saw on the tax bureau's own page."""

    outcome: Outcome
    checked_at: str
    note: NotRequired[str]
    screenshot_sha256: NotRequired[str]
    status: NotRequired[InvoiceStatus | None]
    face: NotRequired[dict[str, str]]


class ClaimAnswer(TypedDict):
    """A document that is yours."""

    document_id: str
    invoices: list[str]
    ends_at: str


class ClaimForm(TypedDict):
    count: NotRequired[int]
    document_id: NotRequired[str | None]
    quick_wins: NotRequired[bool]


class ClosingForm(TypedDict):
    seen: int


class CompanyChange(TypedDict):
    seen: int
    title: str
    tax_id: str
    effective: str
    active: NotRequired[bool]


class CompanyForm(TypedDict):
    title: str
    tax_id: str
    effective: NotRequired[str | None]


class CompanyVersion(TypedDict):
    """What a company is called from a day on."""

    company_id: str
    version: int
    title: str
    tax_id: str
    effective: str
    active: NotRequired[bool]


class ConditionAnswer(TypedDict):
    attribute: str
    value: str
    text_en: str
    text_zh: str


class CorrectedFieldAnswer(TypedDict):
    """One field, and how often people put it right."""

    field: str
    label_en: str
    label_zh: str
    invoices: int
    sources: dict[str, int]


class Correction(TypedDict):
    values: dict[str, str | None]
    why: NotRequired[str]


class DayAnswer(TypedDict):
    """Of one day of issue."""

    day: str
    ours: int
    theirs: int
    agreed: int
    ours_sum: str
    theirs_sum: str
    found: dict[str, int]


class DecisionForm(TypedDict):
    to: InvoiceState
    values: NotRequired[dict[str, str | None]]
    items: NotRequired[list[dict[str, str]] | None]
    why: NotRequired[str]
    duplicate_of: NotRequired[str | None]
    effort: NotRequired[EffortForm]


class Device(TypedDict):
    """A paired phone."""

    id: str
    user_id: str
    user_name: str
    name: str
    paired_at: str
    used_at: str
    ends_at: str
    revoked_at: str | None


class DeviceToken(TypedDict):
    device: Device
    token: str


class DiagnosesAnswer(TypedDict):
    invoices: list[DiagnosisAnswer]
    slices: list[SliceAnswer]
    look_ups: int
    ledger_slices: list[SliceAnswer]
    sendings: int
    traces: NotRequired[list[TraceAnswer]]


class DiagnosisAnswer(TypedDict):
    invoice_id: str | None
    document_id: str | None
    number: str
    state: InvoiceState | None
    cause: Cause
    certainty: float
    what_en: str
    what_zh: str
    detail_en: str
    detail_zh: str
    remedy_en: str
    remedy_zh: str
    who: Who
    next_at: str | None
    suspects: list[SuspectAnswer]
    others: list[OtherCause]


class Difference(TypedDict):
    """Two people keyed a field and did not key the same."""

    field: str
    first: str
    second: str


class DifferenceAnswer(TypedDict):
    field: str
    label_en: str
    label_zh: str
    ours: str
    theirs: str
    is_accepted: bool
    row: int | None


class DifferenceDecision(TypedDict):
    to: FindingState
    why: NotRequired[str]
    version: NotRequired[int | None]


class DifferenceDetail(TypedDict):
    difference: DifferenceFound
    history: list[DifferenceStep]


class DifferenceFound(TypedDict):
    id: str
    kind: Discrepancy
    label_en: str
    label_zh: str
    is_severe: bool
    state: FindingState
    key: str
    invoice_id: str | None
    day: str | None
    sum: str
    ours: str
    theirs: str
    their_id: str
    seller: str
    cause_en: str
    cause_zh: str
    remedy: RemedyAnswer
    first_run: str
    last_run: str
    first_seen_at: str
    last_seen_at: str
    moved_at: str
    decided_by: str
    why: str
    version: int


class DifferencePage(TypedDict):
    differences: list[DifferenceFound]
    next: str | None
    open: dict[str, int]


class DifferenceStep(TypedDict):
    source: str
    target: FindingState
    run_id: str | None
    ours: str
    theirs: str
    who: str
    why: str
    happened_at: str


class DigestTime(TypedDict):
    digest_at: str


class DigitGroup(TypedDict):
    digit: str
    digits: list[DoubtfulDigit]


class DocumentAnswer(TypedDict):
    id: str
    name: str
    media_type: str
    size: int
    sha256: str
    door: Door
    lane: Lane
    received_at: str
    state: DocumentState
    moved_at: str
    attempts: int
    version: int
    deleted_at: str | None
    failure: Failure | None
    invoices: list[InvoiceBrief]
    members: list[Member]
    failed_members: list[FailedMember]
    timeline: list[Step]
    may_read_again: bool
    is_settled: bool
    poll_after_ms: int | None


class DocumentCount(TypedDict):
    state: DocumentState
    count: int


class DocumentPassword(TypedDict):
    password: str


class DoorAnswer(TypedDict):
    kind: DoorKind
    place: str
    server: str
    looked_at: str | None
    waiting: int
    processing: int
    ended: int
    problems: list[DoorProblem]


class DoorCount(TypedDict):
    door: Door
    files: int
    again: int


class DoorProblem(TypedDict):
    code: str
    message_en: str
    message_zh: str


class DoubtfulDigit(TypedDict):
    invoice_id: str
    document_id: str
    version: int
    field: str
    value: str
    place: int
    others: list[str]
    page: int
    box: list[list[float]]


class DraftAnswer(TypedDict):
    """What you began to say and did not decide."""

    values: dict[str, str]
    confirmed: list[str]
    items: list[dict[str, str]] | None


class DraftForm(TypedDict):
    version: int
    values: NotRequired[dict[str, str | None]]
    confirmed: NotRequired[list[str]]
    items: NotRequired[list[dict[str, str]] | None]


class DuplicateAnswer(TypedDict):
    grade: Grade
    invoice_id: str | None
    differing: list[str]


class EffortForm(TypedDict):
    """The work behind a decision, for your own numbers and the lead's."""

    active_ms: NotRequired[int]
    keys: NotRequired[int]
    flagged: NotRequired[int]
    edited: NotRequired[int]
    edited_flagged: NotRequired[int]
    fields: NotRequired[int]


class EntryAnswer(TypedDict):
    """As it was typed; corrections stand with the invoice."""

    kind: Kind
    fields: dict[str, str]
    items: list[dict[str, str]]
    reason: str
    evidence: list[EvidenceAnswer]
    without_evidence: str
    entered_by: list[str]


class EntryForm(TypedDict):
    """An invoice as a person types it: dates, sums and numbers in any usual form."""

    kind: str
    fields: dict[str, str]
    reason: str
    items: NotRequired[list[dict[str, str]]]
    evidence: NotRequired[list[str]]
    without_evidence: NotRequired[str]


class EvidenceAnswer(TypedDict):
    sha256: str
    document_id: str | None


class FailedMember(TypedDict):
    """What could not be taken out of it."""

    name: str
    failure: Failure


class Failure(TypedDict):
    """Why something was not read."""

    code: str
    message_en: str
    message_zh: str


class FeedbackAnswer(TypedDict):
    id: str
    version: int
    state: FeedbackState
    user_name: str
    text: str
    page: str
    object_kind: FeedbackObject
    object_id: str | None
    browser: str
    screen: str
    language: str
    sent_at: str
    has_picture: bool
    answer: str
    answered_by: str
    answered_at: str | None
    closed_at: str | None


class FeedbackForm(TypedDict):
    text: str
    page: NotRequired[str]
    object_kind: NotRequired[FeedbackObject]
    object_id: NotRequired[str | None]
    screen: NotRequired[str]
    language: NotRequired[str]


class FeedbackList(TypedDict):
    feedback: list[FeedbackAnswer]
    next: str | None


class FieldAgreement(TypedDict):
    field: str
    keyed: int
    agreed: int


class FieldAnswer(TypedDict):
    value: str | None
    read: ResultField | None
    set_by: SetBy | None
    proposals: list[Proposal]


class FilingAnswer(TypedDict):
    version: int
    purpose: str
    department: str
    contract: str
    who: str
    said_at: str | None


class FilingForm(TypedDict):
    seen: int
    purpose: NotRequired[str]
    department: NotRequired[str]
    contract: NotRequired[str]


class Finding(TypedDict):
    """A reason to look twice."""

    rule: str
    severity: Severity
    message: str
    message_zh: str
    fields: NotRequired[list[str]]
    expected: NotRequired[str]
    found: NotRequired[str]
    suggestion: NotRequired[Suggestion | None]
    version: NotRequired[str]
    effective: NotRequired[str]


class FlowAnswer(TypedDict):
    """Invoices of some days, as they stand now. Rates are shares of `invoices` less `duplicates`, 0..1; null where there are none."""

    invoices: int
    duplicates: int
    settled: int
    straight_through: int
    corrected: int
    rejected: int
    void: int
    in_review: int
    straight_through_rate: float | None
    correction_rate: float | None
    rejection_rate: float | None


class Health(TypedDict):
    status: Literal["starting", "ok"]
    version: str
    engine: str
    weights_checked: int


class HeldUpAnswer(TypedDict):
    """Records that are held up at one place for one reason, just now."""

    place: Place
    reason: str
    count: int
    what_en: str
    what_zh: str
    todo_en: str
    todo_zh: str
    by_person: bool
    since: str
    next_at: str | None
    examples: list[OverviewExample]


class HistoryAnswer(TypedDict):
    event: HistoryEvent
    source: str
    target: str
    who: str
    why: str
    happened_at: str


class ImportAnswer(TypedDict):
    """Every row that is not empty is in one of the three counts."""

    taken: int
    known: int
    refused: int
    rows: list[RowAnswer]


class InvoiceAnswer(TypedDict):
    invoice: InvoiceBrief
    fields: dict[str, FieldAnswer]
    items: list[dict[str, str]]
    items_set_by: SetBy | None
    result: Result
    duplicates: list[DuplicateAnswer]
    agreed: Agreed | None
    history: list[HistoryAnswer]
    sendings: list[SendingBrief]
    moves: list[InvoiceState]
    may_correct: bool


class InvoiceBrief(TypedDict):
    """An invoice with the values that stand; "" or null for what was not read."""

    id: str
    document_id: str
    page: int
    index: int
    state: InvoiceState
    kind: str
    decision: Decision
    invoice_code: str
    invoice_number: str
    issue_date: str | None
    amount: str | None
    tax: str | None
    total: str | None
    buyer_name: str
    buyer_tax_id: str
    seller_name: str
    seller_tax_id: str
    findings: list[Broken]
    received_at: str
    moved_at: str
    version: int
    duplicate_of: str | None
    deleted_at: str | None


class InvoiceCount(TypedDict):
    state: InvoiceState
    count: int


class InvoicePage(TypedDict):
    invoices: list[InvoiceBrief]
    next: str | None


class KeyAnswer(TypedDict):
    id: str
    name: str
    scopes: list[Scope]
    made_by: str
    made_at: str
    used_at: str | None
    ends_at: str | None
    revoked_at: str | None


class KeyForm(TypedDict):
    name: str
    scopes: list[Scope]
    ends_at: NotRequired[str | None]


class KnownAnswer(TypedDict):
    is_known: bool
    received_at: str | None


class LedgerAnswer(TypedDict):
    name: str
    is_backup: bool
    health: OutsideHealth
    failures: int
    since: str | None
    next_at: str | None
    reason: str


class LedgerFacts(TypedDict):
    """What is said of a ledger; of each type its own part, the rest empty."""

    address: NotRequired[str]
    id: NotRequired[str]
    database: NotRequired[str]
    folder: NotRequired[str]
    bucket: NotRequired[str]
    prefix: NotRequired[str]
    region: NotRequired[str]
    company: NotRequired[int | None]
    currency: NotRequired[str]
    payable: NotRequired[str]
    expense: NotRequired[str]
    tax: NotRequired[str]
    settles_minutes: NotRequired[float | None]
    timeout_seconds: NotRequired[float | None]


class LedgerForm(TypedDict):
    seen: int
    type: LedgerType
    facts: LedgerFacts
    secret: NotRequired[str | None]
    active: NotRequired[bool]


class LedgerRoute(TypedDict):
    tenant: str
    origin: Origin
    ledger: str
    backup: str
    backup_after_minutes: float
    reconcile_at: str
    reconcile_days: int
    version: int
    version_in_use: int | None
    said_at: str | None


class LedgerRouteForm(TypedDict):
    seen: int
    ledger: NotRequired[str]
    backup: NotRequired[str]
    backup_after_minutes: NotRequired[float | None]
    reconcile_at: NotRequired[str]
    reconcile_days: NotRequired[int | None]


class LedgerSetting(TypedDict):
    name: str
    origin: Origin
    type: LedgerType
    facts: LedgerFacts
    active: bool
    has_secret: bool
    version: int
    version_in_use: int | None
    said_at: str | None


class LedgerSettingList(TypedDict):
    ledgers: list[LedgerSetting]
    folders: list[str]
    may_change: bool


class LedgerTest(TypedDict):
    works: bool
    reason: str
    message: str
    seconds: float


class Links(TypedDict):
    """Addresses; null where there is nothing to be seen."""

    receipt: str
    document: NotRequired[str | None]
    verdict: NotRequired[str | None]


class ListAnswer(TypedDict):
    id: str
    kind: ListKind
    name: str
    sha256: str
    first: str
    last: str
    sellers: list[str]
    buyers: list[str]
    count: int
    handed_in_by: str
    handed_in_at: str


class ListPage(TypedDict):
    lists: list[ListAnswer]
    next: str | None


class Live(TypedDict):
    status: Literal["ok"]


class LoginForm(TypedDict):
    name: str
    password: str
    tenant: NotRequired[str]


class Me(TypedDict):
    """Who is logged in, and what may be done."""

    tenant: str
    user_id: str | None
    name: str
    roles: list[Role]
    scopes: list[Scope]
    credential: Credential
    must_change_password: bool
    csrf_token: str | None


class Member(TypedDict):
    """A document that was taken out of a mail or archive."""

    receipt_id: str | None
    name: str
    state: ReceiptState
    document_id: str


class MessageAnswer(TypedDict):
    id: str
    channel: Channel
    receiver: str
    urgency: Urgency
    state: MessageState
    due_at: str
    attempts: int
    next_at: str | None
    last_error: str
    ended_at: str | None


class MessageList(TypedDict):
    messages: list[MessageAnswer]
    next: str | None


class MoveForm(TypedDict):
    to: InvoiceState
    why: NotRequired[str]
    duplicate_of: NotRequired[str | None]


class Need(TypedDict):
    """Something that must be there before the invoice is approved."""

    kind: NeedKind
    message: str
    message_zh: str
    fields: NotRequired[list[str]]


class NewKey(TypedDict):
    key: KeyAnswer
    secret: str


class NewWebhook(TypedDict):
    webhook: WebhookAnswer
    secret: str


class NoteAnswer(TypedDict):
    text: str
    who: str
    said_at: str


class NoteForm(TypedDict):
    text: str


class NoticeAnswer(TypedDict):
    id: str
    topic: Topic
    urgency: Urgency
    subject_en: str
    subject_zh: str
    text_en: str
    text_zh: str
    about: AboutAnswer
    happened_at: str
    told_at: str
    read_at: str | None


class NoticeList(TypedDict):
    notices: list[NoticeAnswer]
    unread: int
    next: str | None


class OneTimePassword(TypedDict):
    """Shown once; good for one login, at which the user chooses another."""

    user: UserAnswer
    one_time_password: str


class OtherCause(TypedDict):
    cause: Cause
    certainty: float
    what_en: str
    what_zh: str


class OutageAnswer(TypedDict):
    """Several invoices in a row got no answer, whoever was asked: all wait."""

    outcome: Outcome
    since: str
    until: str
    invoices: int


class OutcomeCount(TypedDict):
    outcome: Outcome
    count: int


class OutsideAnswer(TypedDict):
    since: str
    providers: list[ProviderAnswer]
    outage: OutageAnswer | None
    closed_until: str | None
    ledgers: list[LedgerAnswer]
    sendings: list[SendingCount]


class OverviewAnswer(TypedDict):
    first: str
    last: str
    as_of: str
    sees_all: bool
    days: list[OverviewDay]
    documents: list[DocumentCount]
    invoices: list[InvoiceCount]
    flow: FlowAnswer
    held_up: list[HeldUpAnswer]
    waits: list[WaitAnswer]
    reviewers: list[ReviewerAnswer]
    fields: list[CorrectedFieldAnswer]
    senders: list[SenderAnswer]
    patterns: list[PatternAnswer]


class OverviewDay(TypedDict):
    """One day of the period, in China."""

    day: str
    arrivals: list[DoorCount]
    flow: FlowAnswer


class OverviewExample(TypedDict):
    document_id: str
    invoice_id: str | None
    name: str
    since: str


class PagesAnswer(TypedDict):
    pages: int


class Pairing(TypedDict):
    code: str
    ends_at: str
    link: str
    qr: list[str]
    authority: str


class PairingForm(TypedDict):
    code: str
    name: str


class PasswordForm(TypedDict):
    old: str
    new: str


class PatternAnswer(TypedDict):
    """Something that goes wrong more often here than elsewhere."""

    text_en: str
    text_zh: str
    advice_en: str
    advice_zh: str
    count: int
    of: int
    elsewhere: int
    of_elsewhere: int
    is_small: bool


class PauseAnswer(TypedDict):
    until: str
    reason: PauseReason
    note: str
    who: str


class PauseForm(TypedDict):
    reason: PauseReason
    until: NotRequired[str | None]
    note: NotRequired[str]


class PlaceAnswer(TypedDict):
    readings: list[PlaceText]


class PlaceForm(TypedDict):
    place: list[list[float]]
    field: NotRequired[str]


class PlaceText(TypedDict):
    reader: str
    text: str
    value: str
    words: list[PlaceWord]


class PlaceWord(TypedDict):
    text: str
    value: str
    box: list[list[float]]


class PlantedAnswer(TypedDict):
    """It was no new invoice but a check with an error put in, and how that went."""

    field: str
    right: str
    planted: str
    found: bool


class Policies(TypedDict):
    now: PolicyAnswer
    versions: list[PolicyAnswer]


class PolicyAnswer(TypedDict):
    version: int
    effective: str | None
    policy: dict[str, Any]


class PolicyForm(TypedDict):
    seen: int
    policy: dict[str, Any]
    effective: NotRequired[str | None]


class Problem(TypedDict):
    """Why a request was not answered (RFC 9457)"""

    type: str
    title: str
    status: int
    code: str
    message_en: str
    message_zh: str
    next_step: Literal["correct_request", "log_in", "send_again", "send_smaller", "try_later", "ask_operator", "report"]
    limit: NotRequired[int]
    actual: NotRequired[int]
    duplicate_of: NotRequired[str | None]
    problems: NotRequired[list[dict[str, Any]]]


class ProofAnswer(TypedDict):
    """The ledger was asked, and showed this invoice with these values."""

    ledger: str
    their_id: str
    read_back_at: str
    shown: str


class Proposal(TypedDict):
    """What a machine says and does not stand."""

    value: str | None
    source: str
    confidence: float | None
    who: str
    said_at: str
    why: str


class ProviderAnswer(TypedDict):
    name: str
    is_set_up: bool
    health: OutsideHealth
    last_outcome: Outcome | None
    last_heard_at: str | None
    asked: int
    billed: int
    unanswered: int
    outcomes: list[OutcomeCount]
    cost: str | None


class ProviderForm(TypedDict):
    seen: int
    type: Vendor
    id: NotRequired[str]
    secret: NotRequired[str | None]
    address: NotRequired[str]
    project_id: NotRequired[str]
    calls_per_second: NotRequired[float | None]
    timeout_seconds: NotRequired[float | None]
    price_per_call: NotRequired[float | None]
    place: NotRequired[int]
    active: NotRequired[bool]


class ProviderSetting(TypedDict):
    name: str
    origin: Origin
    type: Vendor
    id: str
    address: str
    project_id: str
    calls_per_second: float
    timeout_seconds: float
    price_per_call: float | None
    place: int | None
    active: bool
    has_secret: bool
    version: int
    version_in_use: int | None
    said_at: str | None


class ProviderSettingList(TypedDict):
    providers: list[ProviderSetting]
    may_change: bool


class ProviderTest(TypedDict):
    works: bool
    outcome: Outcome
    provider_code: str
    message: str
    billed: bool
    seconds: float


class QualityAnswer(TypedDict):
    reviewers: list[ReviewerQuality]
    keyed_twice: list[FieldAgreement]


class QueueAnswer(TypedDict):
    entries: list[QueueEntry]
    waiting: int
    overdue: int
    postponed: int
    done_today: int


class QueueEntry(TypedDict):
    """A document with invoices under review."""

    document_id: str
    invoices: list[str]
    received_at: str
    due_at: str
    is_overdue: bool
    findings: int
    seller_name: str
    total: str | None
    holder: str | None
    is_mine: bool


class ReadForm(TypedDict):
    ids: NotRequired[list[str]]
    up_to: NotRequired[str | None]


class Ready(TypedDict):
    status: Literal["ready"]
    parts: list[str]


class RearrangedAnswer(TypedDict):
    id: str | None
    documents: list[str]
    planted: NotRequired[PlantedAnswer | None]


class Reason(TypedDict):
    why: NotRequired[str]


class ReceiptAnswer(TypedDict):
    id: str
    name: str
    door: Door
    received_at: str
    state: ReceiptState
    document_id: str | None
    duplicate_of: str | None
    failure: Failure | None
    invoices: list[InvoiceBrief]
    members: list[Member]
    failed_members: list[FailedMember]
    poll_after_ms: int | None
    links: Links
    verdict: NotRequired[VerdictAnswer | None]


class RecordAnswer(TypedDict):
    invoice: InvoiceAnswer
    document: RecordDocument
    findings: list[Finding]
    related: list[RelatedAnswer]
    names: dict[str, str]
    may_delete: bool
    may_restore: bool


class RecordDocument(TypedDict):
    """The file that it came in."""

    id: str
    name: str
    media_type: str
    size: int
    sha256: str
    door: Door
    received_at: str
    sent_by: list[str]
    pages: list[int]
    others: list[InvoiceBrief]
    deleted_at: str | None


class RelatedAnswer(TypedDict):
    relation: Relation
    invoice: InvoiceBrief | None
    differing: list[str]


class RemedyAnswer(TypedDict):
    """The one step that mends it."""

    remedy: Remedy
    step_en: str
    step_zh: str
    method: str
    path: str
    body: dict[str, Any] | None
    letter_en: str
    letter_zh: str


class RestoreForm(TypedDict):
    why: NotRequired[str]


class Result(TypedDict):
    """One object for each invoice found, or for each file that could not be opened. Names are only ever added; readers skip names they don't know."""

    schema: Literal["1"]
    file: str
    page: NotRequired[int]
    index: NotRequired[int]
    sha256: NotRequired[str]
    results_of_file: NotRequired[int]
    kind: NotRequired[ResultKind]
    kind_detail: NotRequired[str]
    format: NotRequired[Literal["photo", "scan", "screen", "render", "pdf_text", "pdf_image", "ofd", "xml", "entry"]]
    outline: NotRequired[ResultBoxOrNull]
    quality: NotRequired[dict[str, Any]]
    qr: NotRequired[dict[str, Any] | None]
    fields: NotRequired[dict[str, ResultField]]
    items: NotRequired[list[ResultItem]]
    batch: NotRequired[dict[str, Any]]
    serial: NotRequired[str]
    list_line: NotRequired[dict[str, str] | None]
    seals: NotRequired[list[dict[str, Any]]]
    findings: NotRequired[list[ResultFinding]]
    anomaly: NotRequired[ResultScore | None]
    behaviour: NotRequired[ResultScore | None]
    obstacles: NotRequired[list[dict[str, Any]]]
    all_right: NotRequired[ResultShare | None]
    decision: NotRequired[Literal["accept", "review", "reject"]]
    timing_ms: NotRequired[dict[str, float]]
    error: NotRequired[dict[str, Any]]


class ResultEvidence(TypedDict):
    source: ResultSource
    reader: NotRequired[str]
    value: str
    raw: NotRequired[str]
    confidence: ResultShare
    page: NotRequired[int | None]
    box: NotRequired[ResultBoxOrNull]


class ResultField(TypedDict):
    value: str | None
    raw: NotRequired[str]
    confidence: ResultShare
    page: NotRequired[int | None]
    box: NotRequired[ResultBoxOrNull]
    source: ResultSource | None
    evidence: list[ResultEvidence]
    confirmed_by: NotRequired[list[str]]
    repaired_from: NotRequired[str | None]
    state: Literal["read", "empty", "absent", "unreadable", "not_applicable"]


class ResultFinding(TypedDict):
    rule: str
    version: NotRequired[str]
    effective: NotRequired[str]
    severity: Literal["error", "warning", "info"]
    message: str
    message_zh: str
    fields: list[str]
    expected: NotRequired[str]
    found: NotRequired[str]
    suggestion: NotRequired[dict[str, Any] | None]


class ResultItem(TypedDict):
    name: NotRequired[str]
    specification: NotRequired[str]
    unit: NotRequired[str]
    quantity: NotRequired[str]
    unit_price: NotRequired[str]
    amount: NotRequired[str]
    tax_rate: NotRequired[str]
    tax: NotRequired[str]
    plate_number: NotRequired[str]
    vehicle_type: NotRequired[str]
    start_date: NotRequired[ResultDate]
    end_date: NotRequired[ResultDate]
    confidence: ResultShare
    page: NotRequired[int | None]
    box: ResultBoxOrNull


class ResultReason(TypedDict):
    """A feature that moved the anomaly score; weight in log-odds"""

    code: str
    message: str
    message_zh: str
    fields: list[str]
    page: int | None
    box: ResultBoxOrNull
    weight: float
    neighbours: NotRequired[list[str]]


class ResultScore(TypedDict):
    score: ResultShare
    flagged: bool
    model: str
    reasons: list[ResultReason]


class ReviewAnswer(TypedDict):
    invoice: InvoiceAnswer
    document: ReviewedDocument
    findings: list[Finding]
    needs: list[Need]
    is_own: bool
    may_approve: bool
    holder: str | None
    postponed: PauseAnswer | None
    blind: list[str]
    differences: list[Difference]
    names: dict[str, str]
    notes: list[NoteAnswer]
    has_page: bool
    draft: NotRequired[DraftAnswer | None]
    planted: NotRequired[PlantedAnswer | None]


class ReviewedDocument(TypedDict):
    id: str
    name: str
    media_type: str
    door: Door
    received_at: str
    due_at: str
    pages: list[int]
    rearrangement: str | None
    made_of: list[str]


class ReviewerAnswer(TypedDict):
    """Decisions of one person in the period."""

    who: str
    name: str
    is_you: bool
    decided: int
    approved: int
    rejected: int
    edited: int
    own: int
    timed: int
    median_seconds: float | None
    slow_seconds: float | None
    hours: float


class ReviewerQuality(TypedDict):
    who: str
    name: str
    decisions: int
    seconds_each: float
    keys_each: float
    edits_each: float
    flag_precision: float | None
    miss_rate: float | None
    checks: int
    checks_found: int


class RowAnswer(TypedDict):
    sheet: str
    row: int
    outcome: RowOutcome
    receipt_id: str | None
    document_id: str | None
    problems: list[RowProblem]


class RowProblem(TypedDict):
    sheet: str
    row: int
    field: str
    column_en: str
    column_zh: str
    message_en: str
    message_zh: str


class RunAnswer(TypedDict):
    run: RunBrief
    days: list[DayAnswer]


class RunBrief(TypedDict):
    id: str
    first: str
    last: str
    state: RunState
    night: str | None
    asked_by: str
    ledger: str
    is_listed: bool
    lists: int
    ours: int
    theirs: int
    agreed: int
    found: int
    reason: str
    attempts: int
    next_at: str | None
    opened_at: str
    ended_at: str | None


class RunForm(TypedDict):
    first: NotRequired[str | None]
    last: NotRequired[str | None]


class RunPage(TypedDict):
    runs: list[RunBrief]
    next: str | None


class SeenInvoice(TypedDict):
    """An invoice as it was seen."""

    invoice_id: str
    version: int


class SendForm(TypedDict):
    do: Do
    why: NotRequired[str]


class SenderAnswer(TypedDict):
    """What one person or program sent in the period."""

    sender: str
    name_en: str
    name_zh: str
    files: int
    again: int
    unread: int
    invoices: int
    retake: int
    poor: int
    rejected: int
    duplicates: int


class SendingAnswer(TypedDict):
    sending: SendingBrief
    business_key: str
    idempotency_key: str
    detail: str
    differences: list[SendingDifference]
    attempts: int
    asked: int
    sent_at: str | None
    opened_at: str
    proof: ProofAnswer | None
    events: list[SendingEvent]


class SendingBrief(TypedDict):
    """One revision of an invoice on its way to a ledger."""

    id: str
    invoice_id: str
    revision: int
    ledger: str
    state: UploadState
    cause: SendingCause
    what_en: str
    what_zh: str
    next_en: str
    next_zh: str
    next_at: str | None
    their_id: str
    moved_at: str


class SendingCount(TypedDict):
    state: UploadState
    count: int


class SendingDifference(TypedDict):
    field: str
    ours: str
    theirs: str


class SendingEvent(TypedDict):
    source: str
    target: UploadState
    cause: SendingCause
    ledger: str
    text_en: str
    text_zh: str
    detail: str
    who: str
    happened_at: str


class SendingPage(TypedDict):
    sendings: list[SendingBrief]
    next: str | None


class SendingsAnswer(TypedDict):
    invoice_id: str
    state: InvoiceState
    sendings: list[SendingAnswer]
    may_hurry: bool
    may_send_anew: bool


class SetBy(TypedDict):
    """Who set a value by hand."""

    who: str
    said_at: str
    why: str


class SliceAnswer(TypedDict):
    """Look-ups, or sendings, that fail more often than all others."""

    conditions: list[ConditionAnswer]
    failed: int
    total: int
    failed_elsewhere: int
    total_elsewhere: int
    chance: float
    since: str | None
    outcomes: dict[str, int]
    text_en: str
    text_zh: str


class SplitForm(TypedDict):
    starts: list[int]


class Step(TypedDict):
    at: str
    code: str
    text_en: str
    text_zh: str
    invoice_id: str | None
    by_machine: bool
    is_waiting: NotRequired[bool]


class Suggestion(TypedDict):
    field: str
    value: str


class SuspectAnswer(TypedDict):
    """A field to compare with the original."""

    field: str
    label_en: str
    label_zh: str
    value: str
    doubt: float
    alternatives: list[str]
    why_en: str
    why_zh: str


class Totals(TypedDict):
    files: int | None
    invoices: int | None
    total: str | None


class TotalsForm(TypedDict):
    """What was counted before sending; what was not is left out."""

    files: NotRequired[int | None]
    invoices: NotRequired[int | None]
    total: NotRequired[str | None]


class TraceAnswer(TypedDict):
    """One of the things that may be the matter."""

    trace: Trace
    what_en: str
    what_zh: str
    remedy_en: str
    remedy_zh: str
    count: int
    invoices: list[InvoiceBrief]
    documents: list[TracedDocument]


class TracedDocument(TypedDict):
    id: str
    name: str
    state: DocumentState
    received_at: str


class TrialAnswer(TypedDict):
    delivered: bool
    reason: str


class Unread(TypedDict):
    unread: int


class UploadAnswer(TypedDict):
    id: str
    offset: int
    length: int
    ends_at: str
    receipt: ReceiptAnswer | None


class UserAnswer(TypedDict):
    id: str
    name: str
    roles: list[Role]
    must_change_password: bool
    created_at: str
    password_set_at: str
    disabled_at: str | None


class UserChange(TypedDict):
    """What is left out stays."""

    roles: NotRequired[list[Role] | None]
    disabled: NotRequired[bool | None]


class UserForm(TypedDict):
    name: str
    roles: list[Role]


class ValuesForm(TypedDict):
    values: NotRequired[dict[str, str | None]]
    items: NotRequired[list[dict[str, str]] | None]


class VerdictAnswer(TypedDict):
    verdict: Literal["good", "usable", "retake"]
    issues: list[VerdictIssue]
    qr: list[VerdictCode]
    corners: list[list[int]] | None
    dpi_est: int | None
    docs: int


class VerdictCode(TypedDict):
    """What an invoice's own QR code says; "" for what it leaves out."""

    kind: str
    invoice_code: str
    invoice_number: str
    issue_date: str | None
    amount: str | None


class VerdictIssue(TypedDict):
    code: str
    where: list[list[int]] | None
    metric: str
    value: float
    threshold: float
    advice_en: str
    advice_zh: str


class VerificationAnswer(TypedDict):
    invoice_id: str
    state: InvoiceState
    status: InvoiceStatus | None
    reason: WaitReason | None
    reason_en: str
    reason_zh: str
    next_at: str | None
    asked_at: str | None
    has_provider: bool
    spent_today: int
    most_a_day: int
    attempts: list[AttemptAnswer]
    differences: list[DifferenceAnswer]
    alerts: list[AlertAnswer]


class VerificationForm(TypedDict):
    manual: NotRequired[CheckForm | None]


class ViewAnswer(TypedDict):
    id: str
    name: str
    filters: dict[str, list[str]]
    is_shared: bool
    is_mine: bool
    owner: str
    saved_at: str


class ViewForm(TypedDict):
    name: str
    filters: dict[str, list[str]]
    is_shared: NotRequired[bool]


class WaitAnswer(TypedDict):
    """Invoices in one state, just now, and those that are there for longer than they should be."""

    state: InvoiceState
    allowed_hours: float
    waiting: int
    late: int
    oldest: str | None
    examples: list[OverviewExample]


class WebhookAnswer(TypedDict):
    id: str
    name: str
    url: str
    urgent: bool
    digest: bool
    made_by: str
    made_at: str


class WebhookForm(TypedDict):
    name: str
    url: str
    urgent: NotRequired[bool]
    digest: NotRequired[bool]


class WishAnswer(TypedDict):
    mail: str
    language: Language
    urgent: bool
    digest: bool
    mail_possible: bool


class WishForm(TypedDict):
    mail: NotRequired[str]
    language: NotRequired[Language]
    urgent: NotRequired[bool]
    digest: NotRequired[bool]


AuditEvent: TypeAlias = Literal[
    "created", "changed", "disabled", "enabled", "password_set", "logged_in", "login_failed", "logged_out", "paired", "revoked", "secret_set", "tested", "taken"
]
AuditSubject: TypeAlias = Literal["user", "key", "device", "company", "policy", "webhook", "feedback", "provider", "ledger", "ledger_route", "export", "view"]
Cause: TypeAlias = Literal[
    "none",
    "being_asked",
    "not_read",
    "not_here",
    "in_review",
    "rejected",
    "duplicate",
    "no_provider",
    "sync_delay",
    "same_day",
    "mistyped",
    "wrong_kind",
    "wrong_region",
    "not_issued",
    "differs",
    "voided",
    "reversed",
    "flagged",
    "too_old",
    "format",
    "unsupported",
    "maintenance",
    "bureau_down",
    "network",
    "busy",
    "quota",
    "permission",
    "asked_too_often",
    "being_booked",
    "no_ledger",
    "ledger_down",
    "ledger_busy",
    "ledger_permission",
    "ledger_unclear",
    "ledger_lost",
    "ledger_refused",
    "supplier_unknown",
    "account_unknown",
    "period_closed",
    "booked_otherwise",
    "booked_twice",
    "booking_cancelled",
    "entry_incomplete",
    "original_damaged",
    "taken_back",
]
Channel: TypeAlias = Literal["mail", "webhook"]
Credential: TypeAlias = Literal["session", "key", "device"]
Decision: TypeAlias = Literal["accept", "review", "reject"]
Discrepancy: TypeAlias = Literal[
    "missing_there",
    "cancelled_there",
    "misnumbered_there",
    "not_sent",
    "waits_for_person",
    "missing_here",
    "doubled_there",
    "amount_differs",
    "tax_differs",
    "total_differs",
    "sign_differs",
    "date_differs",
    "seller_differs",
    "buyer_differs",
    "file_differs",
    "booked_unconfirmed",
    "rejected_but_booked",
    "void_but_booked",
    "listed_not_received",
    "listed_otherwise",
    "not_listed",
]
Do: TypeAlias = Literal["now", "anew"]
DocumentState: TypeAlias = Literal["received", "reading", "read", "failed", "quarantined"]
Door: TypeAlias = Literal["http", "folder", "cli", "mail", "entry"]
DoorKind: TypeAlias = Literal["folder", "mail"]
ExportFormat: TypeAlias = Literal["jsonl", "csv", "xlsx"]
FeedbackObject: TypeAlias = Literal["none", "invoice", "document"]
FeedbackState: TypeAlias = Literal["open", "answered", "closed"]
FindingState: TypeAlias = Literal["open", "settled", "accepted"]
Grade: TypeAlias = Literal["same", "conflict", "near", "reversal"]
Headings: TypeAlias = Literal["names", "zh", "en"]
HistoryEvent: TypeAlias = Literal["created", "moved", "corrected", "agreed", "deleted", "restored", "keyed_otherwise", "postponed", "rearranged", "noted"]
InvoiceState: TypeAlias = Literal["in_review", "approved", "verifying", "verified", "uploading", "confirmed", "rejected", "void", "duplicate"]
InvoiceStatus: TypeAlias = Literal["normal", "void", "red", "red_part", "red_full", "abnormal", "suspicious", "lost"]
Kind: TypeAlias = Literal[
    "vat_special",
    "vat_general",
    "vat_e_special",
    "vat_e_general",
    "digital_special",
    "digital_general",
    "vat_roll",
    "toll_e",
    "motor_vehicle",
    "used_vehicle",
    "blockchain",
    "rail_e",
    "air_e",
    "taxi",
    "train",
    "quota",
    "toll",
    "bus",
    "machine_printed",
    "medical",
    "fiscal",
    "other",
    "not_invoice",
]
Lane: TypeAlias = Literal["single", "batch"]
Language: TypeAlias = Literal["zh", "en"]
LedgerType: TypeAlias = Literal["rest", "directory", "s3", "tables", "odoo", "tryton"]
ListKind: TypeAlias = Literal["bureau", "statement", "ledger"]
MessageState: TypeAlias = Literal["waiting", "delivered", "given_up", "dropped"]
NeedKind: TypeAlias = Literal["fields", "filing", "reviewer", "second_reviewer", "better_picture", "blocked"]
Order: TypeAlias = Literal["newest_first", "oldest_first"]
Origin: TypeAlias = Literal["file", "page"]
Outcome: TypeAlias = Literal[
    "ok",
    "mismatch",
    "not_found",
    "same_day",
    "daily_limit",
    "too_old",
    "bad_request",
    "in_progress",
    "unsupported",
    "throttled",
    "upstream_down",
    "maintenance",
    "permission",
    "quota",
    "unreachable",
]
OutsideHealth: TypeAlias = Literal["well", "fails", "not_asked"]
PauseReason: TypeAlias = Literal["better_picture", "ask_sender", "ask_seller", "ask_colleague", "other"]
Place: TypeAlias = Literal["reading", "verification", "ledger"]
Preparation: TypeAlias = Literal["cleaned", "without_seal"]
ReceiptState: TypeAlias = Literal["received", "reading", "read", "failed", "quarantined", "deleted"]
Relation: TypeAlias = Literal["first_record", "copy", "same", "conflict", "near", "reversal"]
Remedy: TypeAlias = Literal["resend", "correct_there", "correct_here", "cancel_there", "supplement", "ask_seller", "review", "verify", "read_back"]
ReportFormat: TypeAlias = Literal["xlsx", "pdf"]
ResultBox: TypeAlias = "list[list[float]]"
ResultBoxOrNull: TypeAlias = "ResultBox | None"
ResultDate: TypeAlias = "str | None"
ResultKind: TypeAlias = Literal[
    "vat_special",
    "vat_general",
    "vat_e_special",
    "vat_e_general",
    "digital_special",
    "digital_general",
    "vat_roll",
    "toll_e",
    "motor_vehicle",
    "used_vehicle",
    "blockchain",
    "rail_e",
    "air_e",
    "taxi",
    "train",
    "quota",
    "toll",
    "bus",
    "machine_printed",
    "medical",
    "fiscal",
    "other",
    "not_invoice",
]
ResultMoney: TypeAlias = "str | None"
ResultMoneyField: TypeAlias = "ResultField"
ResultShare: TypeAlias = "float"
ResultSource: TypeAlias = Literal["xml", "ofd", "text_layer", "qr", "ocr", "words", "arithmetic", "checksum", "registry", "verification", "reviewer", "person"]
ResultTimeField: TypeAlias = "ResultField"
Role: TypeAlias = Literal["machine", "submitter", "reviewer", "second_reviewer", "finance", "administrator"]
RowOutcome: TypeAlias = Literal["taken", "known", "refused"]
RunState: TypeAlias = Literal["queued", "running", "finished", "failed"]
Scope: TypeAlias = Literal["upload:own", "upload", "read:own", "read", "correct", "decide", "export", "companies", "people", "metrics"]
SendingCause: TypeAlias = Literal[
    "",
    "no_ledger",
    "unavailable",
    "refused",
    "no_answer",
    "interrupted",
    "not_there_yet",
    "never_arrived",
    "lost",
    "no_luck",
    "differs",
    "doubled",
    "format",
    "original_damaged",
    "cancelled_there",
    "withdrawn",
]
Severity: TypeAlias = Literal["error", "warning", "info"]
Subject: TypeAlias = Literal["document", "invoice", "ledger", "lookups", "reading", "probe", "channel", "reconciliation", "feedback"]
TableFormat: TypeAlias = Literal["csv", "xlsx"]
TitleState: TypeAlias = Literal[
    "correct", "tax_id_mismatch", "tax_id_missing", "title_mismatch", "title_missing", "former_title", "title_unknown", "company_inactive", "not_applicable"
]
Topic: TypeAlias = Literal[
    "upload_refused",
    "booked_changed",
    "invoice_void",
    "not_verified",
    "document_failed",
    "quarantined",
    "ledger_down",
    "ledger_up",
    "lookups_down",
    "lookups_up",
    "reading_stalled",
    "reading_goes_on",
    "review_overdue",
    "waits_too_long",
    "difference_found",
    "severe_difference",
    "not_reconciled",
    "probe_failed",
    "probe_well",
    "delivery_failed",
    "test",
    "feedback_sent",
    "feedback_answered",
]
Trace: TypeAlias = Literal["deleted", "of_code", "contained", "similar", "length", "unread", "failed", "without_number", "never_received"]
UploadState: TypeAlias = Literal["queued", "sending", "accepted", "unknown", "confirmed", "rejected", "dead"]
Urgency: TypeAlias = Literal["urgent", "digest"]
Vendor: TypeAlias = Literal["page", "baidu", "tencent", "aliyun", "huawei", "fpcy", "xiangyun", "jumei", "qixiangyun", "weibaozhang"]
Verdict: TypeAlias = Literal["deductible", "check", "not_deductible"]
WaitReason: TypeAlias = Literal[
    "not_synced",
    "same_day",
    "daily_limit",
    "budget_spent",
    "in_progress",
    "throttled",
    "upstream_down",
    "unreachable",
    "maintenance",
    "permission",
    "quota",
    "no_provider_free",
    "being_asked",
    "recheck",
    "not_found",
    "mismatch",
    "differs",
    "too_old",
    "format",
    "bad_request",
    "unsupported",
    "red",
    "red_part",
    "abnormal",
    "suspicious",
    "lost",
    "trouble_too_long",
]
Who: TypeAlias = Literal["nobody", "sender", "reviewer", "finance", "administrator", "seller"]
