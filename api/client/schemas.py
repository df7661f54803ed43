"""Drawn from the OpenAPI document by `python -m api.client.generate`; not to be changed by hand."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict


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


class AssessmentAnswer(TypedDict):
    title: TitleState
    company_id: str | None
    findings: list[Finding]
    needs: list[Need]
    duplicates: list[DuplicateAnswer]
    deductibility: AdviceAnswer
    policy_version: int


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


class Correction(TypedDict):
    values: dict[str, str | None]
    why: NotRequired[str]


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


class DuplicateAnswer(TypedDict):
    grade: Grade
    invoice_id: str | None
    differing: list[str]


class FailedMember(TypedDict):
    """What could not be taken out of it."""

    name: str
    failure: Failure


class Failure(TypedDict):
    """Why something was not read."""

    code: str
    message_en: str
    message_zh: str


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


class Health(TypedDict):
    status: Literal["ok"]
    version: str
    engine: str
    weights_checked: int


class HistoryAnswer(TypedDict):
    event: HistoryEvent
    source: str
    target: str
    who: str
    why: str
    happened_at: str


class InvoiceAnswer(TypedDict):
    invoice: InvoiceBrief
    fields: dict[str, FieldAnswer]
    result: Result
    duplicates: list[DuplicateAnswer]
    history: list[HistoryAnswer]
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


class Links(TypedDict):
    """Addresses; null where there is nothing to be seen."""

    receipt: str
    document: NotRequired[str | None]
    verdict: NotRequired[str | None]


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

    receipt_id: str
    name: str
    state: ReceiptState
    document_id: str | None


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


class OneTimePassword(TypedDict):
    """Shown once; good for one login, at which the user chooses another."""

    user: UserAnswer
    one_time_password: str


class Pairing(TypedDict):
    code: str
    ends_at: str


class PairingForm(TypedDict):
    code: str
    name: str


class PasswordForm(TypedDict):
    old: str
    new: str


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


class Proposal(TypedDict):
    """What a machine says and does not stand."""

    value: str | None
    source: str
    confidence: float | None
    who: str
    said_at: str
    why: str


class Ready(TypedDict):
    status: Literal["ready"]
    parts: list[str]


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
    format: NotRequired[Literal["photo", "scan", "screen", "render", "pdf_text", "pdf_image", "ofd", "xml"]]
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


class SetBy(TypedDict):
    """Who set a value by hand."""

    who: str
    said_at: str
    why: str


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


class Totals(TypedDict):
    files: int | None
    invoices: int | None
    total: str | None


class TotalsForm(TypedDict):
    """What was counted before sending; what was not is left out."""

    files: NotRequired[int | None]
    invoices: NotRequired[int | None]
    total: NotRequired[str | None]


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


AuditEvent: TypeAlias = Literal["created", "changed", "disabled", "enabled", "password_set", "logged_in", "login_failed", "logged_out", "paired", "revoked"]
AuditSubject: TypeAlias = Literal["user", "key", "device", "company", "policy"]
Credential: TypeAlias = Literal["session", "key", "device"]
Decision: TypeAlias = Literal["accept", "review", "reject"]
DocumentState: TypeAlias = Literal["received", "reading", "read", "failed", "quarantined"]
Door: TypeAlias = Literal["http", "folder", "cli", "mail"]
ExportFormat: TypeAlias = Literal["jsonl", "csv", "xlsx"]
Grade: TypeAlias = Literal["same", "conflict", "near", "reversal"]
Headings: TypeAlias = Literal["names", "zh", "en"]
HistoryEvent: TypeAlias = Literal["created", "moved", "corrected", "deleted", "restored"]
InvoiceState: TypeAlias = Literal["in_review", "approved", "verifying", "verified", "uploading", "confirmed", "rejected", "void", "duplicate"]
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
NeedKind: TypeAlias = Literal["fields", "filing", "reviewer", "second_reviewer", "better_picture"]
Order: TypeAlias = Literal["newest_first", "oldest_first"]
ReceiptState: TypeAlias = Literal["received", "reading", "read", "failed", "quarantined", "already_received", "deleted"]
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
ResultSource: TypeAlias = Literal["xml", "ofd", "text_layer", "qr", "ocr", "words", "arithmetic", "checksum", "registry", "verification", "reviewer"]
ResultTimeField: TypeAlias = "ResultField"
Role: TypeAlias = Literal["machine", "submitter", "reviewer", "second_reviewer", "finance", "administrator"]
Scope: TypeAlias = Literal["upload:own", "upload", "read:own", "read", "correct", "decide", "export", "companies", "people", "metrics"]
Severity: TypeAlias = Literal["error", "warning", "info"]
TitleState: TypeAlias = Literal[
    "correct", "tax_id_mismatch", "tax_id_missing", "title_mismatch", "title_missing", "former_title", "title_unknown", "company_inactive", "not_applicable"
]
Verdict: TypeAlias = Literal["deductible", "check", "not_deductible"]
