// Drawn by `python -m api.pages.generate`; not to be changed by hand.

export interface AboutAnswer {
  kind: Subject;
  id: string;
}
export interface AdviceAnswer {
  verdict: Verdict;
  tax: string | null;
  reasons: Array<AdviceReason>;
}
export interface AdviceReason {
  code: string;
  message: string;
  message_zh: string;
  against: Verdict;
}
export interface Agreed {
  who: string;
  at: string;
}
export interface AlertAnswer {
  found_at: string;
  before: InvoiceStatus;
  status: InvoiceStatus | null;
  reason: WaitReason | null;
}
export interface AnswerForm {
  seen: number;
  text: string;
}
export interface AppendForm {
  document_id: string;
}
export interface AssessmentAnswer {
  title: TitleState;
  company_id: string | null;
  findings: Array<Finding>;
  needs: Array<Need>;
  duplicates: Array<DuplicateAnswer>;
  deductibility: AdviceAnswer;
  policy_version: number;
}
export interface AttemptAnswer {
  provider: string;
  asked_at: string;
  asked_by: string;
  outcome: Outcome | null;
  status: InvoiceStatus | null;
  provider_code: string;
  message: string;
  billed: boolean;
}
export interface AuditEntry {
  subject: AuditSubject;
  subject_id: string;
  event: AuditEvent;
  before: Record<string, unknown>;
  after: Record<string, unknown>;
  who: string;
  happened_at: string;
}
export type AuditEvent = "created" | "changed" | "disabled" | "enabled" | "password_set" | "logged_in" | "login_failed" | "logged_out" | "paired" | "revoked" | "secret_set" | "tested" | "taken";
export type AuditSubject = "user" | "key" | "device" | "company" | "policy" | "webhook" | "feedback" | "provider" | "ledger" | "ledger_route" | "export" | "view";
export interface BatchAnswer {
  id: string;
  name: string;
  opened_at: string;
  closed_at: string | null;
  expected: Totals;
  found: Totals;
  agrees: boolean | null;
  repeated: number;
  documents: Record<string, number>;
  members: Record<string, number>;
  invoices: Record<string, number>;
  poll_after_ms: number | null;
}
export interface BatchForm {
  name?: string;
}
export interface Broken {
  rule: string;
  severity: Severity;
}
export interface BulkAnswer {
  invoices: Array<SeenInvoice>;
  undo_until: string | null;
}
export interface BulkField {
  value: string;
  page: number;
  box: Array<Array<number>> | null;
}
export interface BulkForm {
  invoices: Array<SeenInvoice>;
  effort?: EffortForm;
}
export interface BulkGroup {
  seller_name: string;
  kind: string;
  invoices: Array<BulkInvoice>;
  waiting: number;
}
export interface BulkInvoice {
  invoice_id: string;
  document_id: string;
  version: number;
  number: string;
  received_at: string;
  fields: Record<string, BulkField>;
}
export interface BulkUndoForm {
  invoices: Array<SeenInvoice>;
}
export type Cause = "none" | "being_asked" | "not_read" | "not_here" | "in_review" | "rejected" | "duplicate" | "no_provider" | "sync_delay" | "same_day" | "mistyped" | "wrong_kind" | "wrong_region" | "not_issued" | "differs" | "voided" | "reversed" | "flagged" | "too_old" | "format" | "unsupported" | "maintenance" | "bureau_down" | "network" | "busy" | "quota" | "permission" | "asked_too_often" | "being_booked" | "no_ledger" | "ledger_down" | "ledger_busy" | "ledger_permission" | "ledger_unclear" | "ledger_lost" | "ledger_refused" | "supplier_unknown" | "account_unknown" | "period_closed" | "booked_otherwise" | "booked_twice" | "booking_cancelled" | "entry_incomplete" | "original_damaged" | "taken_back";
export type Channel = "mail" | "webhook";
export interface CheckAnswer {
  findings: Array<Finding>;
  needs: Array<Need>;
}
export interface CheckForm {
  outcome: Outcome;
  checked_at: string;
  note?: string;
  screenshot_sha256?: string;
  status?: InvoiceStatus | null;
  face?: Record<string, string>;
}
export interface ClaimAnswer {
  document_id: string;
  invoices: Array<string>;
  ends_at: string;
}
export interface ClaimForm {
  count?: number;
  document_id?: string | null;
  quick_wins?: boolean;
}
export interface ClosingForm {
  seen: number;
}
export interface CompanyChange {
  seen: number;
  title: string;
  tax_id: string;
  effective: string;
  active?: boolean;
}
export interface CompanyForm {
  title: string;
  tax_id: string;
  effective?: string | null;
}
export interface CompanyVersion {
  company_id: string;
  version: number;
  title: string;
  tax_id: string;
  effective: string;
  active?: boolean;
}
export interface ConditionAnswer {
  attribute: string;
  value: string;
  text_en: string;
  text_zh: string;
}
export interface CorrectedFieldAnswer {
  field: string;
  label_en: string;
  label_zh: string;
  invoices: number;
  sources: Record<string, number>;
}
export interface Correction {
  values: Record<string, string | null>;
  why?: string;
}
export type Credential = "session" | "key" | "device";
export interface DayAnswer {
  day: string;
  ours: number;
  theirs: number;
  agreed: number;
  ours_sum: string;
  theirs_sum: string;
  found: Record<string, number>;
}
export type Decision = "accept" | "review" | "reject";
export interface DecisionForm {
  to: InvoiceState;
  values?: Record<string, string | null>;
  items?: Array<Record<string, string>> | null;
  why?: string;
  duplicate_of?: string | null;
  effort?: EffortForm;
}
export interface Device {
  id: string;
  user_id: string;
  user_name: string;
  name: string;
  paired_at: string;
  used_at: string;
  ends_at: string;
  revoked_at: string | null;
}
export interface DeviceToken {
  device: Device;
  token: string;
}
export interface DiagnosesAnswer {
  invoices: Array<DiagnosisAnswer>;
  slices: Array<SliceAnswer>;
  look_ups: number;
  ledger_slices: Array<SliceAnswer>;
  sendings: number;
  traces?: Array<TraceAnswer>;
}
export interface DiagnosisAnswer {
  invoice_id: string | null;
  document_id: string | null;
  number: string;
  state: InvoiceState | null;
  cause: Cause;
  certainty: number;
  what_en: string;
  what_zh: string;
  detail_en: string;
  detail_zh: string;
  remedy_en: string;
  remedy_zh: string;
  who: Who;
  next_at: string | null;
  suspects: Array<SuspectAnswer>;
  others: Array<OtherCause>;
}
export interface Difference {
  field: string;
  first: string;
  second: string;
}
export interface DifferenceAnswer {
  field: string;
  label_en: string;
  label_zh: string;
  ours: string;
  theirs: string;
  is_accepted: boolean;
  row: number | null;
}
export interface DifferenceDecision {
  to: FindingState;
  why?: string;
  version?: number | null;
}
export interface DifferenceDetail {
  difference: DifferenceFound;
  history: Array<DifferenceStep>;
}
export interface DifferenceFound {
  id: string;
  kind: Discrepancy;
  label_en: string;
  label_zh: string;
  is_severe: boolean;
  state: FindingState;
  key: string;
  invoice_id: string | null;
  day: string | null;
  sum: string;
  ours: string;
  theirs: string;
  their_id: string;
  seller: string;
  cause_en: string;
  cause_zh: string;
  remedy: RemedyAnswer;
  first_run: string;
  last_run: string;
  first_seen_at: string;
  last_seen_at: string;
  moved_at: string;
  decided_by: string;
  why: string;
  version: number;
}
export interface DifferencePage {
  differences: Array<DifferenceFound>;
  next: string | null;
  open: Record<string, number>;
}
export interface DifferenceStep {
  source: string;
  target: FindingState;
  run_id: string | null;
  ours: string;
  theirs: string;
  who: string;
  why: string;
  happened_at: string;
}
export interface DigestTime {
  digest_at: string;
}
export interface DigitGroup {
  digit: string;
  digits: Array<DoubtfulDigit>;
}
export type Discrepancy = "missing_there" | "cancelled_there" | "misnumbered_there" | "not_sent" | "waits_for_person" | "missing_here" | "doubled_there" | "amount_differs" | "tax_differs" | "total_differs" | "sign_differs" | "date_differs" | "seller_differs" | "buyer_differs" | "file_differs" | "booked_unconfirmed" | "rejected_but_booked" | "void_but_booked" | "listed_not_received" | "listed_otherwise" | "not_listed";
export type Do = "now" | "anew";
export interface DocumentAnswer {
  id: string;
  name: string;
  media_type: string;
  size: number;
  sha256: string;
  door: Door;
  lane: Lane;
  received_at: string;
  state: DocumentState;
  moved_at: string;
  attempts: number;
  version: number;
  deleted_at: string | null;
  failure: Failure | null;
  invoices: Array<InvoiceBrief>;
  members: Array<Member>;
  failed_members: Array<FailedMember>;
  timeline: Array<Step>;
  may_read_again: boolean;
  is_settled: boolean;
  poll_after_ms: number | null;
}
export interface DocumentCount {
  state: DocumentState;
  count: number;
}
export interface DocumentPassword {
  password: string;
}
export type DocumentState = "received" | "reading" | "read" | "failed" | "quarantined";
export type Door = "http" | "folder" | "cli" | "mail" | "entry";
export interface DoorAnswer {
  kind: DoorKind;
  place: string;
  server: string;
  looked_at: string | null;
  waiting: number;
  processing: number;
  ended: number;
  problems: Array<DoorProblem>;
}
export interface DoorCount {
  door: Door;
  files: number;
  again: number;
}
export type DoorKind = "folder" | "mail";
export interface DoorProblem {
  code: string;
  message_en: string;
  message_zh: string;
}
export interface DoubtfulDigit {
  invoice_id: string;
  document_id: string;
  version: number;
  field: string;
  value: string;
  place: number;
  others: Array<string>;
  page: number;
  box: Array<Array<number>>;
}
export interface DraftAnswer {
  values: Record<string, string>;
  confirmed: Array<string>;
  items: Array<Record<string, string>> | null;
}
export interface DraftForm {
  version: number;
  values?: Record<string, string | null>;
  confirmed?: Array<string>;
  items?: Array<Record<string, string>> | null;
}
export interface DuplicateAnswer {
  grade: Grade;
  invoice_id: string | null;
  differing: Array<string>;
}
export interface EffortForm {
  active_ms?: number;
  keys?: number;
  flagged?: number;
  edited?: number;
  edited_flagged?: number;
  fields?: number;
}
export interface EntryAnswer {
  kind: Kind;
  fields: Record<string, string>;
  items: Array<Record<string, string>>;
  reason: string;
  evidence: Array<EvidenceAnswer>;
  without_evidence: string;
  entered_by: Array<string>;
}
export interface EntryForm {
  kind: string;
  fields: Record<string, string>;
  reason: string;
  items?: Array<Record<string, string>>;
  evidence?: Array<string>;
  without_evidence?: string;
}
export interface EvidenceAnswer {
  sha256: string;
  document_id: string | null;
}
export type ExportFormat = "jsonl" | "csv" | "xlsx";
export interface FailedMember {
  name: string;
  failure: Failure;
}
export interface Failure {
  code: string;
  message_en: string;
  message_zh: string;
}
export interface FeedbackAnswer {
  id: string;
  version: number;
  state: FeedbackState;
  user_name: string;
  text: string;
  page: string;
  object_kind: FeedbackObject;
  object_id: string | null;
  browser: string;
  screen: string;
  language: string;
  sent_at: string;
  has_picture: boolean;
  answer: string;
  answered_by: string;
  answered_at: string | null;
  closed_at: string | null;
}
export interface FeedbackForm {
  text: string;
  page?: string;
  object_kind?: FeedbackObject;
  object_id?: string | null;
  screen?: string;
  language?: string;
}
export interface FeedbackList {
  feedback: Array<FeedbackAnswer>;
  next: string | null;
}
export type FeedbackObject = "none" | "invoice" | "document";
export type FeedbackState = "open" | "answered" | "closed";
export interface FieldAgreement {
  field: string;
  keyed: number;
  agreed: number;
}
export interface FieldAnswer {
  value: string | null;
  read: ResultField | null;
  set_by: SetBy | null;
  proposals: Array<Proposal>;
}
export interface FilingAnswer {
  version: number;
  purpose: string;
  department: string;
  contract: string;
  who: string;
  said_at: string | null;
}
export interface FilingForm {
  seen: number;
  purpose?: string;
  department?: string;
  contract?: string;
}
export interface Finding {
  rule: string;
  severity: Severity;
  message: string;
  message_zh: string;
  fields?: Array<string>;
  expected?: string;
  found?: string;
  suggestion?: Suggestion | null;
  version?: string;
  effective?: string;
}
export type FindingState = "open" | "settled" | "accepted";
export interface FlowAnswer {
  invoices: number;
  duplicates: number;
  settled: number;
  straight_through: number;
  corrected: number;
  rejected: number;
  void: number;
  in_review: number;
  straight_through_rate: number | null;
  correction_rate: number | null;
  rejection_rate: number | null;
}
export type Grade = "same" | "conflict" | "near" | "reversal";
export type Headings = "names" | "zh" | "en";
export interface Health {
  status: "starting" | "ok";
  version: string;
  engine: string;
  weights_checked: number;
}
export interface HeldUpAnswer {
  place: Place;
  reason: string;
  count: number;
  what_en: string;
  what_zh: string;
  todo_en: string;
  todo_zh: string;
  by_person: boolean;
  since: string;
  next_at: string | null;
  examples: Array<OverviewExample>;
}
export interface HistoryAnswer {
  event: HistoryEvent;
  source: string;
  target: string;
  who: string;
  why: string;
  happened_at: string;
}
export type HistoryEvent = "created" | "moved" | "corrected" | "agreed" | "deleted" | "restored" | "keyed_otherwise" | "postponed" | "rearranged" | "noted";
export interface ImportAnswer {
  taken: number;
  known: number;
  refused: number;
  rows: Array<RowAnswer>;
}
export interface InvoiceAnswer {
  invoice: InvoiceBrief;
  fields: Record<string, FieldAnswer>;
  items: Array<Record<string, string>>;
  items_set_by: SetBy | null;
  result: Result;
  duplicates: Array<DuplicateAnswer>;
  agreed: Agreed | null;
  history: Array<HistoryAnswer>;
  sendings: Array<SendingBrief>;
  moves: Array<InvoiceState>;
  may_correct: boolean;
}
export interface InvoiceBrief {
  id: string;
  document_id: string;
  page: number;
  index: number;
  state: InvoiceState;
  kind: string;
  decision: Decision;
  invoice_code: string;
  invoice_number: string;
  issue_date: string | null;
  amount: string | null;
  tax: string | null;
  total: string | null;
  buyer_name: string;
  buyer_tax_id: string;
  seller_name: string;
  seller_tax_id: string;
  findings: Array<Broken>;
  received_at: string;
  moved_at: string;
  version: number;
  duplicate_of: string | null;
  deleted_at: string | null;
}
export interface InvoiceCount {
  state: InvoiceState;
  count: number;
}
export interface InvoicePage {
  invoices: Array<InvoiceBrief>;
  next: string | null;
}
export type InvoiceState = "in_review" | "approved" | "verifying" | "verified" | "uploading" | "confirmed" | "rejected" | "void" | "duplicate";
export type InvoiceStatus = "normal" | "void" | "red" | "red_part" | "red_full" | "abnormal" | "suspicious" | "lost";
export interface KeyAnswer {
  id: string;
  name: string;
  scopes: Array<Scope>;
  made_by: string;
  made_at: string;
  used_at: string | null;
  ends_at: string | null;
  revoked_at: string | null;
}
export interface KeyForm {
  name: string;
  scopes: Array<Scope>;
  ends_at?: string | null;
}
export type Kind = "vat_special" | "vat_general" | "vat_e_special" | "vat_e_general" | "digital_special" | "digital_general" | "vat_roll" | "toll_e" | "motor_vehicle" | "used_vehicle" | "blockchain" | "rail_e" | "air_e" | "taxi" | "train" | "quota" | "toll" | "bus" | "machine_printed" | "medical" | "fiscal" | "other" | "not_invoice";
export interface KnownAnswer {
  is_known: boolean;
  received_at: string | null;
}
export type Lane = "single" | "batch";
export type Language = "zh" | "en";
export interface LedgerAnswer {
  name: string;
  is_backup: boolean;
  health: OutsideHealth;
  failures: number;
  since: string | null;
  next_at: string | null;
  reason: string;
}
export interface LedgerFacts {
  address?: string;
  id?: string;
  database?: string;
  folder?: string;
  bucket?: string;
  prefix?: string;
  region?: string;
  company?: number | null;
  currency?: string;
  payable?: string;
  expense?: string;
  tax?: string;
  settles_minutes?: number | null;
  timeout_seconds?: number | null;
}
export interface LedgerForm {
  seen: number;
  type: LedgerType;
  facts: LedgerFacts;
  secret?: string | null;
  active?: boolean;
}
export interface LedgerRoute {
  tenant: string;
  origin: Origin;
  ledger: string;
  backup: string;
  backup_after_minutes: number;
  reconcile_at: string;
  reconcile_days: number;
  version: number;
  version_in_use: number | null;
  said_at: string | null;
}
export interface LedgerRouteForm {
  seen: number;
  ledger?: string;
  backup?: string;
  backup_after_minutes?: number | null;
  reconcile_at?: string;
  reconcile_days?: number | null;
}
export interface LedgerSetting {
  name: string;
  origin: Origin;
  type: LedgerType;
  facts: LedgerFacts;
  active: boolean;
  has_secret: boolean;
  version: number;
  version_in_use: number | null;
  said_at: string | null;
}
export interface LedgerSettingList {
  ledgers: Array<LedgerSetting>;
  folders: Array<string>;
  may_change: boolean;
}
export interface LedgerTest {
  works: boolean;
  reason: string;
  message: string;
  seconds: number;
}
export type LedgerType = "rest" | "directory" | "s3" | "tables" | "odoo" | "tryton";
export interface Links {
  receipt: string;
  document?: string | null;
  verdict?: string | null;
}
export interface ListAnswer {
  id: string;
  kind: ListKind;
  name: string;
  sha256: string;
  first: string;
  last: string;
  sellers: Array<string>;
  buyers: Array<string>;
  count: number;
  handed_in_by: string;
  handed_in_at: string;
}
export type ListKind = "bureau" | "statement" | "ledger";
export interface ListPage {
  lists: Array<ListAnswer>;
  next: string | null;
}
export interface Live {
  status: "ok";
}
export interface LoginForm {
  name: string;
  password: string;
  tenant?: string;
}
export interface Me {
  tenant: string;
  user_id: string | null;
  name: string;
  roles: Array<Role>;
  scopes: Array<Scope>;
  credential: Credential;
  must_change_password: boolean;
  csrf_token: string | null;
}
export interface Member {
  receipt_id: string | null;
  name: string;
  state: ReceiptState;
  document_id: string;
}
export interface MessageAnswer {
  id: string;
  channel: Channel;
  receiver: string;
  urgency: Urgency;
  state: MessageState;
  due_at: string;
  attempts: number;
  next_at: string | null;
  last_error: string;
  ended_at: string | null;
}
export interface MessageList {
  messages: Array<MessageAnswer>;
  next: string | null;
}
export type MessageState = "waiting" | "delivered" | "given_up" | "dropped";
export interface MoveForm {
  to: InvoiceState;
  why?: string;
  duplicate_of?: string | null;
}
export interface Need {
  kind: NeedKind;
  message: string;
  message_zh: string;
  fields?: Array<string>;
}
export type NeedKind = "fields" | "filing" | "reviewer" | "second_reviewer" | "better_picture" | "blocked";
export interface NewKey {
  key: KeyAnswer;
  secret: string;
}
export interface NewWebhook {
  webhook: WebhookAnswer;
  secret: string;
}
export interface NoteAnswer {
  text: string;
  who: string;
  said_at: string;
}
export interface NoteForm {
  text: string;
}
export interface NoticeAnswer {
  id: string;
  topic: Topic;
  urgency: Urgency;
  subject_en: string;
  subject_zh: string;
  text_en: string;
  text_zh: string;
  about: AboutAnswer;
  happened_at: string;
  told_at: string;
  read_at: string | null;
}
export interface NoticeList {
  notices: Array<NoticeAnswer>;
  unread: number;
  next: string | null;
}
export interface OneTimePassword {
  user: UserAnswer;
  one_time_password: string;
}
export type Order = "newest_first" | "oldest_first";
export type Origin = "file" | "page";
export interface OtherCause {
  cause: Cause;
  certainty: number;
  what_en: string;
  what_zh: string;
}
export interface OutageAnswer {
  outcome: Outcome;
  since: string;
  until: string;
  invoices: number;
}
export type Outcome = "ok" | "mismatch" | "not_found" | "same_day" | "daily_limit" | "too_old" | "bad_request" | "in_progress" | "unsupported" | "throttled" | "upstream_down" | "maintenance" | "permission" | "quota" | "unreachable";
export interface OutcomeCount {
  outcome: Outcome;
  count: number;
}
export interface OutsideAnswer {
  since: string;
  providers: Array<ProviderAnswer>;
  outage: OutageAnswer | null;
  closed_until: string | null;
  ledgers: Array<LedgerAnswer>;
  sendings: Array<SendingCount>;
}
export type OutsideHealth = "well" | "fails" | "not_asked";
export interface OverviewAnswer {
  first: string;
  last: string;
  as_of: string;
  sees_all: boolean;
  days: Array<OverviewDay>;
  documents: Array<DocumentCount>;
  invoices: Array<InvoiceCount>;
  flow: FlowAnswer;
  held_up: Array<HeldUpAnswer>;
  waits: Array<WaitAnswer>;
  reviewers: Array<ReviewerAnswer>;
  fields: Array<CorrectedFieldAnswer>;
  senders: Array<SenderAnswer>;
  patterns: Array<PatternAnswer>;
}
export interface OverviewDay {
  day: string;
  arrivals: Array<DoorCount>;
  flow: FlowAnswer;
}
export interface OverviewExample {
  document_id: string;
  invoice_id: string | null;
  name: string;
  since: string;
}
export interface PagesAnswer {
  pages: number;
}
export interface Pairing {
  code: string;
  ends_at: string;
  link: string;
  qr: Array<string>;
  authority: string;
}
export interface PairingForm {
  code: string;
  name: string;
}
export interface PasswordForm {
  old: string;
  new: string;
}
export interface PatternAnswer {
  text_en: string;
  text_zh: string;
  advice_en: string;
  advice_zh: string;
  count: number;
  of: number;
  elsewhere: number;
  of_elsewhere: number;
  is_small: boolean;
}
export interface PauseAnswer {
  until: string;
  reason: PauseReason;
  note: string;
  who: string;
}
export interface PauseForm {
  reason: PauseReason;
  until?: string | null;
  note?: string;
}
export type PauseReason = "better_picture" | "ask_sender" | "ask_seller" | "ask_colleague" | "other";
export type Place = "reading" | "verification" | "ledger";
export interface PlaceAnswer {
  readings: Array<PlaceText>;
}
export interface PlaceForm {
  place: Array<Array<number>>;
  field?: string;
}
export interface PlaceText {
  reader: string;
  text: string;
  value: string;
  words: Array<PlaceWord>;
}
export interface PlaceWord {
  text: string;
  value: string;
  box: Array<Array<number>>;
}
export interface PlantedAnswer {
  field: string;
  right: string;
  planted: string;
  found: boolean;
}
export interface Policies {
  now: PolicyAnswer;
  versions: Array<PolicyAnswer>;
}
export interface PolicyAnswer {
  version: number;
  effective: string | null;
  policy: Record<string, unknown>;
}
export interface PolicyForm {
  seen: number;
  policy: Record<string, unknown>;
  effective?: string | null;
}
export type Preparation = "cleaned" | "without_seal";
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  message_en: string;
  message_zh: string;
  next_step: "correct_request" | "log_in" | "send_again" | "send_smaller" | "try_later" | "ask_operator" | "report";
  limit?: number;
  actual?: number;
  duplicate_of?: string | null;
  problems?: Array<{ field: string; message_en: string; message_zh: string; }>;
}
export interface ProofAnswer {
  ledger: string;
  their_id: string;
  read_back_at: string;
  shown: string;
}
export interface Proposal {
  value: string | null;
  source: string;
  confidence: number | null;
  who: string;
  said_at: string;
  why: string;
}
export interface ProviderAnswer {
  name: string;
  is_set_up: boolean;
  health: OutsideHealth;
  last_outcome: Outcome | null;
  last_heard_at: string | null;
  asked: number;
  billed: number;
  unanswered: number;
  outcomes: Array<OutcomeCount>;
  cost: string | null;
}
export interface ProviderForm {
  seen: number;
  type: Vendor;
  id?: string;
  secret?: string | null;
  address?: string;
  project_id?: string;
  calls_per_second?: number | null;
  timeout_seconds?: number | null;
  price_per_call?: number | null;
  place?: number;
  active?: boolean;
}
export interface ProviderSetting {
  name: string;
  origin: Origin;
  type: Vendor;
  id: string;
  address: string;
  project_id: string;
  calls_per_second: number;
  timeout_seconds: number;
  price_per_call: number | null;
  place: number | null;
  active: boolean;
  has_secret: boolean;
  version: number;
  version_in_use: number | null;
  said_at: string | null;
}
export interface ProviderSettingList {
  providers: Array<ProviderSetting>;
  may_change: boolean;
}
export interface ProviderTest {
  works: boolean;
  outcome: Outcome;
  provider_code: string;
  message: string;
  billed: boolean;
  seconds: number;
}
export interface QualityAnswer {
  reviewers: Array<ReviewerQuality>;
  keyed_twice: Array<FieldAgreement>;
}
export interface QueueAnswer {
  entries: Array<QueueEntry>;
  waiting: number;
  overdue: number;
  postponed: number;
  done_today: number;
}
export interface QueueEntry {
  document_id: string;
  invoices: Array<string>;
  received_at: string;
  due_at: string;
  is_overdue: boolean;
  findings: number;
  seller_name: string;
  total: string | null;
  holder: string | null;
  is_mine: boolean;
}
export interface ReadForm {
  ids?: Array<string>;
  up_to?: string | null;
}
export interface Ready {
  status: "ready";
  parts: Array<string>;
}
export interface RearrangedAnswer {
  id: string | null;
  documents: Array<string>;
  planted?: PlantedAnswer | null;
}
export interface Reason {
  why?: string;
}
export interface ReceiptAnswer {
  id: string;
  name: string;
  door: Door;
  received_at: string;
  state: ReceiptState;
  document_id: string | null;
  duplicate_of: string | null;
  failure: Failure | null;
  invoices: Array<InvoiceBrief>;
  members: Array<Member>;
  failed_members: Array<FailedMember>;
  poll_after_ms: number | null;
  links: Links;
  verdict?: VerdictAnswer | null;
}
export type ReceiptState = "received" | "reading" | "read" | "failed" | "quarantined" | "deleted";
export interface RecordAnswer {
  invoice: InvoiceAnswer;
  document: RecordDocument;
  findings: Array<Finding>;
  related: Array<RelatedAnswer>;
  names: Record<string, string>;
  may_delete: boolean;
  may_restore: boolean;
}
export interface RecordDocument {
  id: string;
  name: string;
  media_type: string;
  size: number;
  sha256: string;
  door: Door;
  received_at: string;
  sent_by: Array<string>;
  pages: Array<number>;
  others: Array<InvoiceBrief>;
  deleted_at: string | null;
}
export interface RelatedAnswer {
  relation: Relation;
  invoice: InvoiceBrief | null;
  differing: Array<string>;
}
export type Relation = "first_record" | "copy" | "same" | "conflict" | "near" | "reversal";
export type Remedy = "resend" | "correct_there" | "correct_here" | "cancel_there" | "supplement" | "ask_seller" | "review" | "verify" | "read_back";
export interface RemedyAnswer {
  remedy: Remedy;
  step_en: string;
  step_zh: string;
  method: string;
  path: string;
  body: Record<string, unknown> | null;
  letter_en: string;
  letter_zh: string;
}
export type ReportFormat = "xlsx" | "pdf";
export interface RestoreForm {
  why?: string;
}
export interface Result {
  schema: "1";
  file: string;
  page?: number;
  index?: number;
  sha256?: string;
  results_of_file?: number;
  kind?: ResultKind;
  kind_detail?: string;
  format?: "photo" | "scan" | "screen" | "render" | "pdf_text" | "pdf_image" | "ofd" | "xml" | "entry";
  outline?: ResultBoxOrNull;
  quality?: { verdict: "good" | "usable" | "retake"; issues: Array<"blur" | "glare" | "dark" | "cut_edge" | "too_small" | "screen_photo">; advice?: string; advice_zh?: string; };
  qr?: { payload: string; decoder: string; box?: ResultBoxOrNull; } | null;
  fields?: { issue_date?: ResultField; amount?: ResultMoneyField; tax?: ResultMoneyField; total?: ResultMoneyField; time_on?: ResultTimeField; time_off?: ResultTimeField; };
  items?: Array<ResultItem>;
  batch?: { id: string; count: number | null; total: string | null; };
  serial?: string;
  list_line?: Record<string, string> | null;
  seals?: Array<{ kind: "seller" | "supervision" | "other"; page?: number; box: ResultBoxOrNull; text: string; }>;
  findings?: Array<ResultFinding>;
  anomaly?: ResultScore | null;
  behaviour?: ResultScore | null;
  obstacles?: Array<{ code: string; message: string; message_zh: string; fields: Array<string>; }>;
  all_right?: ResultShare | null;
  decision?: "accept" | "review" | "reject";
  timing_ms?: Record<string, number>;
  error?: { code: string; message: string; message_zh: string; retryable: boolean; };
}
export type ResultBox = Array<Array<number>>;
export type ResultBoxOrNull = ResultBox | null;
export type ResultDate = string | null;
export interface ResultEvidence {
  source: ResultSource;
  reader?: string;
  value: string;
  raw?: string;
  confidence: ResultShare;
  page?: number | null;
  box?: ResultBoxOrNull;
}
export interface ResultField {
  value: string | null;
  raw?: string;
  confidence: ResultShare;
  page?: number | null;
  box?: ResultBoxOrNull;
  source: ResultSource | null;
  evidence: Array<ResultEvidence>;
  confirmed_by?: Array<string>;
  repaired_from?: string | null;
  state: "read" | "empty" | "absent" | "unreadable" | "not_applicable";
}
export interface ResultFinding {
  rule: string;
  version?: string;
  effective?: string;
  severity: "error" | "warning" | "info";
  message: string;
  message_zh: string;
  fields: Array<string>;
  expected?: string;
  found?: string;
  suggestion?: { field: string; value: string; } | null;
}
export interface ResultItem {
  name?: string;
  specification?: string;
  unit?: string;
  quantity?: string;
  unit_price?: string;
  amount?: string;
  tax_rate?: string;
  tax?: string;
  plate_number?: string;
  vehicle_type?: string;
  start_date?: ResultDate;
  end_date?: ResultDate;
  confidence: ResultShare;
  page?: number | null;
  box: ResultBoxOrNull;
}
export type ResultKind = "vat_special" | "vat_general" | "vat_e_special" | "vat_e_general" | "digital_special" | "digital_general" | "vat_roll" | "toll_e" | "motor_vehicle" | "used_vehicle" | "blockchain" | "rail_e" | "air_e" | "taxi" | "train" | "quota" | "toll" | "bus" | "machine_printed" | "medical" | "fiscal" | "other" | "not_invoice";
export type ResultMoney = string | null;
export type ResultMoneyField = ResultField;
export interface ResultReason {
  code: string;
  message: string;
  message_zh: string;
  fields: Array<string>;
  page: number | null;
  box: ResultBoxOrNull;
  weight: number;
  neighbours?: Array<string>;
}
export interface ResultScore {
  score: ResultShare;
  flagged: boolean;
  model: string;
  reasons: Array<ResultReason>;
}
export type ResultShare = number;
export type ResultSource = "xml" | "ofd" | "text_layer" | "qr" | "ocr" | "words" | "arithmetic" | "checksum" | "registry" | "verification" | "reviewer" | "person";
export type ResultTimeField = ResultField;
export interface ReviewAnswer {
  invoice: InvoiceAnswer;
  document: ReviewedDocument;
  findings: Array<Finding>;
  needs: Array<Need>;
  is_own: boolean;
  may_approve: boolean;
  holder: string | null;
  postponed: PauseAnswer | null;
  blind: Array<string>;
  differences: Array<Difference>;
  names: Record<string, string>;
  notes: Array<NoteAnswer>;
  has_page: boolean;
  draft?: DraftAnswer | null;
  planted?: PlantedAnswer | null;
}
export interface ReviewedDocument {
  id: string;
  name: string;
  media_type: string;
  door: Door;
  received_at: string;
  due_at: string;
  pages: Array<number>;
  rearrangement: string | null;
  made_of: Array<string>;
}
export interface ReviewerAnswer {
  who: string;
  name: string;
  is_you: boolean;
  decided: number;
  approved: number;
  rejected: number;
  edited: number;
  own: number;
  timed: number;
  median_seconds: number | null;
  slow_seconds: number | null;
  hours: number;
}
export interface ReviewerQuality {
  who: string;
  name: string;
  decisions: number;
  seconds_each: number;
  keys_each: number;
  edits_each: number;
  flag_precision: number | null;
  miss_rate: number | null;
  checks: number;
  checks_found: number;
}
export type Role = "machine" | "submitter" | "reviewer" | "second_reviewer" | "finance" | "administrator";
export interface RowAnswer {
  sheet: string;
  row: number;
  outcome: RowOutcome;
  receipt_id: string | null;
  document_id: string | null;
  problems: Array<RowProblem>;
}
export type RowOutcome = "taken" | "known" | "refused";
export interface RowProblem {
  sheet: string;
  row: number;
  field: string;
  column_en: string;
  column_zh: string;
  message_en: string;
  message_zh: string;
}
export interface RunAnswer {
  run: RunBrief;
  days: Array<DayAnswer>;
}
export interface RunBrief {
  id: string;
  first: string;
  last: string;
  state: RunState;
  night: string | null;
  asked_by: string;
  ledger: string;
  is_listed: boolean;
  lists: number;
  ours: number;
  theirs: number;
  agreed: number;
  found: number;
  reason: string;
  attempts: number;
  next_at: string | null;
  opened_at: string;
  ended_at: string | null;
}
export interface RunForm {
  first?: string | null;
  last?: string | null;
}
export interface RunPage {
  runs: Array<RunBrief>;
  next: string | null;
}
export type RunState = "queued" | "running" | "finished" | "failed";
export type Scope = "upload:own" | "upload" | "read:own" | "read" | "correct" | "decide" | "export" | "companies" | "people" | "metrics";
export interface SeenInvoice {
  invoice_id: string;
  version: number;
}
export interface SendForm {
  do: Do;
  why?: string;
}
export interface SenderAnswer {
  sender: string;
  name_en: string;
  name_zh: string;
  files: number;
  again: number;
  unread: number;
  invoices: number;
  retake: number;
  poor: number;
  rejected: number;
  duplicates: number;
}
export interface SendingAnswer {
  sending: SendingBrief;
  business_key: string;
  idempotency_key: string;
  detail: string;
  differences: Array<SendingDifference>;
  attempts: number;
  asked: number;
  sent_at: string | null;
  opened_at: string;
  proof: ProofAnswer | null;
  events: Array<SendingEvent>;
}
export interface SendingBrief {
  id: string;
  invoice_id: string;
  revision: number;
  ledger: string;
  state: UploadState;
  cause: SendingCause;
  what_en: string;
  what_zh: string;
  next_en: string;
  next_zh: string;
  next_at: string | null;
  their_id: string;
  moved_at: string;
}
export type SendingCause = "" | "no_ledger" | "unavailable" | "refused" | "no_answer" | "interrupted" | "not_there_yet" | "never_arrived" | "lost" | "no_luck" | "differs" | "doubled" | "format" | "original_damaged" | "cancelled_there" | "withdrawn";
export interface SendingCount {
  state: UploadState;
  count: number;
}
export interface SendingDifference {
  field: string;
  ours: string;
  theirs: string;
}
export interface SendingEvent {
  source: string;
  target: UploadState;
  cause: SendingCause;
  ledger: string;
  text_en: string;
  text_zh: string;
  detail: string;
  who: string;
  happened_at: string;
}
export interface SendingPage {
  sendings: Array<SendingBrief>;
  next: string | null;
}
export interface SendingsAnswer {
  invoice_id: string;
  state: InvoiceState;
  sendings: Array<SendingAnswer>;
  may_hurry: boolean;
  may_send_anew: boolean;
}
export interface SetBy {
  who: string;
  said_at: string;
  why: string;
}
export type Severity = "error" | "warning" | "info";
export interface SliceAnswer {
  conditions: Array<ConditionAnswer>;
  failed: number;
  total: number;
  failed_elsewhere: number;
  total_elsewhere: number;
  chance: number;
  since: string | null;
  outcomes: Record<string, number>;
  text_en: string;
  text_zh: string;
}
export interface SplitForm {
  starts: Array<number>;
}
export interface Step {
  at: string;
  code: string;
  text_en: string;
  text_zh: string;
  invoice_id: string | null;
  by_machine: boolean;
  is_waiting?: boolean;
}
export type Subject = "document" | "invoice" | "ledger" | "lookups" | "reading" | "probe" | "channel" | "reconciliation" | "feedback";
export interface Suggestion {
  field: string;
  value: string;
}
export interface SuspectAnswer {
  field: string;
  label_en: string;
  label_zh: string;
  value: string;
  doubt: number;
  alternatives: Array<string>;
  why_en: string;
  why_zh: string;
}
export type TableFormat = "csv" | "xlsx";
export type TitleState = "correct" | "tax_id_mismatch" | "tax_id_missing" | "title_mismatch" | "title_missing" | "former_title" | "title_unknown" | "company_inactive" | "not_applicable";
export type Topic = "upload_refused" | "booked_changed" | "invoice_void" | "not_verified" | "document_failed" | "quarantined" | "ledger_down" | "ledger_up" | "lookups_down" | "lookups_up" | "reading_stalled" | "reading_goes_on" | "review_overdue" | "waits_too_long" | "difference_found" | "severe_difference" | "not_reconciled" | "probe_failed" | "probe_well" | "delivery_failed" | "test" | "feedback_sent" | "feedback_answered";
export interface Totals {
  files: number | null;
  invoices: number | null;
  total: string | null;
}
export interface TotalsForm {
  files?: number | null;
  invoices?: number | null;
  total?: string | null;
}
export type Trace = "deleted" | "of_code" | "contained" | "similar" | "length" | "unread" | "failed" | "without_number" | "never_received";
export interface TraceAnswer {
  trace: Trace;
  what_en: string;
  what_zh: string;
  remedy_en: string;
  remedy_zh: string;
  count: number;
  invoices: Array<InvoiceBrief>;
  documents: Array<TracedDocument>;
}
export interface TracedDocument {
  id: string;
  name: string;
  state: DocumentState;
  received_at: string;
}
export interface TrialAnswer {
  delivered: boolean;
  reason: string;
}
export interface Unread {
  unread: number;
}
export interface UploadAnswer {
  id: string;
  offset: number;
  length: number;
  ends_at: string;
  receipt: ReceiptAnswer | null;
}
export type UploadState = "queued" | "sending" | "accepted" | "unknown" | "confirmed" | "rejected" | "dead";
export type Urgency = "urgent" | "digest";
export interface UserAnswer {
  id: string;
  name: string;
  roles: Array<Role>;
  must_change_password: boolean;
  created_at: string;
  password_set_at: string;
  disabled_at: string | null;
}
export interface UserChange {
  roles?: Array<Role> | null;
  disabled?: boolean | null;
}
export interface UserForm {
  name: string;
  roles: Array<Role>;
}
export interface ValuesForm {
  values?: Record<string, string | null>;
  items?: Array<Record<string, string>> | null;
}
export type Vendor = "page" | "baidu" | "tencent" | "aliyun" | "huawei" | "fpcy" | "xiangyun" | "jumei" | "qixiangyun" | "weibaozhang";
export type Verdict = "deductible" | "check" | "not_deductible";
export interface VerdictAnswer {
  verdict: "good" | "usable" | "retake";
  issues: Array<VerdictIssue>;
  qr: Array<VerdictCode>;
  corners: Array<Array<number>> | null;
  dpi_est: number | null;
  docs: number;
}
export interface VerdictCode {
  kind: string;
  invoice_code: string;
  invoice_number: string;
  issue_date: string | null;
  amount: string | null;
}
export interface VerdictIssue {
  code: string;
  where: Array<Array<number>> | null;
  metric: string;
  value: number;
  threshold: number;
  advice_en: string;
  advice_zh: string;
}
export interface VerificationAnswer {
  invoice_id: string;
  state: InvoiceState;
  status: InvoiceStatus | null;
  reason: WaitReason | null;
  reason_en: string;
  reason_zh: string;
  next_at: string | null;
  asked_at: string | null;
  has_provider: boolean;
  spent_today: number;
  most_a_day: number;
  attempts: Array<AttemptAnswer>;
  differences: Array<DifferenceAnswer>;
  alerts: Array<AlertAnswer>;
}
export interface VerificationForm {
  manual?: CheckForm | null;
}
export interface ViewAnswer {
  id: string;
  name: string;
  filters: Record<string, Array<string>>;
  is_shared: boolean;
  is_mine: boolean;
  owner: string;
  saved_at: string;
}
export interface ViewForm {
  name: string;
  filters: Record<string, Array<string>>;
  is_shared?: boolean;
}
export interface WaitAnswer {
  state: InvoiceState;
  allowed_hours: number;
  waiting: number;
  late: number;
  oldest: string | null;
  examples: Array<OverviewExample>;
}
export type WaitReason = "not_synced" | "same_day" | "daily_limit" | "budget_spent" | "in_progress" | "throttled" | "upstream_down" | "unreachable" | "maintenance" | "permission" | "quota" | "no_provider_free" | "being_asked" | "recheck" | "not_found" | "mismatch" | "differs" | "too_old" | "format" | "bad_request" | "unsupported" | "red" | "red_part" | "abnormal" | "suspicious" | "lost" | "trouble_too_long";
export interface WebhookAnswer {
  id: string;
  name: string;
  url: string;
  urgent: boolean;
  digest: boolean;
  made_by: string;
  made_at: string;
}
export interface WebhookForm {
  name: string;
  url: string;
  urgent?: boolean;
  digest?: boolean;
}
export type Who = "nobody" | "sender" | "reviewer" | "finance" | "administrator" | "seller";
export interface WishAnswer {
  mail: string;
  language: Language;
  urgent: boolean;
  digest: boolean;
  mail_possible: boolean;
}
export interface WishForm {
  mail?: string;
  language?: Language;
  urgent?: boolean;
  digest?: boolean;
}
