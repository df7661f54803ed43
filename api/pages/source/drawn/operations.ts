// Drawn by `python -m api.pages.generate`; not to be changed by hand.

import type * as s from "./schemas";

/** What each route takes and answers with. Answers that are no JSON are `undefined` here. */
export interface Operations {
  addCompany: { path: Record<string, never>; query: Record<string, never>; body: s.CompanyForm; answer: s.CompanyVersion };
  addFeedbackPicture: { path: { feedback_id: string }; query: Record<string, never>; body: undefined; answer: undefined };
  addUser: { path: Record<string, never>; query: Record<string, never>; body: s.UserForm; answer: s.OneTimePassword };
  addWebhook: { path: Record<string, never>; query: Record<string, never>; body: s.WebhookForm; answer: s.NewWebhook };
  answerFeedback: { path: { feedback_id: string }; query: Record<string, never>; body: s.AnswerForm; answer: s.FeedbackAnswer };
  appendDocument: { path: { document_id: string }; query: Record<string, never>; body: s.AppendForm; answer: s.RearrangedAnswer };
  assessment: { path: { invoice_id: string }; query: Record<string, never>; body: undefined; answer: s.AssessmentAnswer };
  audit: { path: Record<string, never>; query: { since: string; until: string; limit?: number }; body: undefined; answer: Array<s.AuditEntry> };
  batch: { path: { batch_id: string }; query: Record<string, never>; body: undefined; answer: s.BatchAnswer };
  beginPairing: { path: Record<string, never>; query: Record<string, never>; body: undefined; answer: s.Pairing };
  beginUpload: { path: Record<string, never>; query: Record<string, never>; body: undefined; answer: s.UploadAnswer };
  bulkApprove: { path: Record<string, never>; query: Record<string, never>; body: s.BulkForm; answer: s.BulkAnswer };
  bulkGroups: { path: Record<string, never>; query: Record<string, never>; body: undefined; answer: Array<s.BulkGroup> };
  bulkUndo: { path: Record<string, never>; query: Record<string, never>; body: s.BulkUndoForm; answer: s.BulkAnswer };
  cancelUpload: { path: { upload_id: string }; query: Record<string, never>; body: undefined; answer: undefined };
  changeCompany: { path: { company_id: string }; query: Record<string, never>; body: s.CompanyChange; answer: s.CompanyVersion };
  changeDigestTime: { path: Record<string, never>; query: Record<string, never>; body: s.DigestTime; answer: s.DigestTime };
  changeFiling: { path: { document_id: string }; query: Record<string, never>; body: s.FilingForm; answer: s.FilingAnswer };
  changeLedger: { path: { name: string }; query: Record<string, never>; body: s.LedgerForm; answer: s.LedgerSetting };
  changeLedgerRoute: { path: { tenant: string }; query: Record<string, never>; body: s.LedgerRouteForm; answer: s.LedgerRoute };
  changeNoticeSettings: { path: Record<string, never>; query: Record<string, never>; body: s.WishForm; answer: s.WishAnswer };
  changePassword: { path: Record<string, never>; query: Record<string, never>; body: s.PasswordForm; answer: s.Me };
  changePolicy: { path: Record<string, never>; query: Record<string, never>; body: s.PolicyForm; answer: s.PolicyAnswer };
  changeProvider: { path: { name: string }; query: Record<string, never>; body: s.ProviderForm; answer: s.ProviderSetting };
  changeUser: { path: { user_id: string }; query: Record<string, never>; body: s.UserChange; answer: s.UserAnswer };
  checkValues: { path: { invoice_id: string }; query: Record<string, never>; body: s.ValuesForm; answer: s.CheckAnswer };
  claim: { path: Record<string, never>; query: Record<string, never>; body: s.ClaimForm; answer: Array<s.ClaimAnswer> };
  closeBatch: { path: { batch_id: string }; query: Record<string, never>; body: s.TotalsForm; answer: s.BatchAnswer };
  closeFeedback: { path: { feedback_id: string }; query: Record<string, never>; body: s.ClosingForm; answer: s.FeedbackAnswer };
  continueUpload: { path: { upload_id: string }; query: Record<string, never>; body: undefined; answer: s.ReceiptAnswer };
  correctInvoice: { path: { invoice_id: string }; query: Record<string, never>; body: s.Correction; answer: s.InvoiceAnswer };
  decide: { path: { invoice_id: string }; query: Record<string, never>; body: s.DecisionForm; answer: s.ReviewAnswer };
  decideDifference: { path: { difference_id: string }; query: Record<string, never>; body: s.DifferenceDecision; answer: s.DifferenceDetail };
  deleteDocument: { path: { document_id: string }; query: { why?: string }; body: undefined; answer: undefined };
  deleteInvoice: { path: { invoice_id: string }; query: { why?: string }; body: undefined; answer: undefined };
  deleteView: { path: { view_id: string }; query: Record<string, never>; body: undefined; answer: undefined };
  diagnosis: { path: Record<string, never>; query: { invoice_id?: string | null; number?: string | null; since?: string | null; until?: string | null }; body: undefined; answer: s.DiagnosesAnswer };
  difference: { path: { difference_id: string }; query: Record<string, never>; body: undefined; answer: s.DifferenceDetail };
  digestTime: { path: Record<string, never>; query: Record<string, never>; body: undefined; answer: s.DigestTime };
  document: { path: { document_id: string }; query: { wait?: number }; body: undefined; answer: s.DocumentAnswer };
  documentPages: { path: { document_id: string }; query: Record<string, never>; body: undefined; answer: s.PagesAnswer };
  doubtfulDigits: { path: Record<string, never>; query: Record<string, never>; body: undefined; answer: Array<s.DigitGroup> };
  endWebhook: { path: { webhook_id: string }; query: Record<string, never>; body: undefined; answer: undefined };
  enterInvoice: { path: Record<string, never>; query: Record<string, never>; body: s.EntryForm; answer: s.ReceiptAnswer };
  entry: { path: { document_id: string }; query: Record<string, never>; body: undefined; answer: s.EntryAnswer };
  entryTemplate: { path: Record<string, never>; query: Record<string, never>; body: undefined; answer: undefined };
  events: { path: Record<string, never>; query: Record<string, never>; body: undefined; answer: undefined };
  evidence: { path: { invoice_id: string }; query: Record<string, never>; body: undefined; answer: undefined };
  evidenceOfDifferences: { path: Record<string, never>; query: { state?: Array<s.FindingState>; kind?: Array<s.Discrepancy>; day_from?: string | null; day_to?: string | null; key?: string | null; run_id?: string | null; invoice_id?: string | null }; body: undefined; answer: undefined };
  exportDifferences: { path: { extension: s.TableFormat }; query: { headings?: s.Headings; state?: Array<s.FindingState>; kind?: Array<s.Discrepancy>; day_from?: string | null; day_to?: string | null; key?: string | null; run_id?: string | null; invoice_id?: string | null }; body: undefined; answer: undefined };
  exportInvoices: { path: { extension: s.ExportFormat }; query: { headings?: s.Headings; number?: string | null; code?: string | null; text?: string | null; party?: string | null; issued_from?: string | null; issued_to?: string | null; received_from?: string | null; received_to?: string | null; total_from?: string | null; total_to?: string | null; kind?: Array<s.Kind>; state?: Array<s.InvoiceState>; finding?: string | null; document_id?: string | null; deleted?: boolean }; body: undefined; answer: undefined };
  exportOverview: { path: { extension: s.ReportFormat }; query: { first?: string | null; last?: string | null; language?: s.Language }; body: undefined; answer: undefined };
  feedbackPicture: { path: { feedback_id: string }; query: Record<string, never>; body: undefined; answer: undefined };
  filing: { path: { document_id: string }; query: Record<string, never>; body: undefined; answer: Array<s.FilingAnswer> };
  findDifferences: { path: Record<string, never>; query: { cursor?: string | null; limit?: number; state?: Array<s.FindingState>; kind?: Array<s.Discrepancy>; day_from?: string | null; day_to?: string | null; key?: string | null; run_id?: string | null; invoice_id?: string | null }; body: undefined; answer: s.DifferencePage };
  findInvoices: { path: Record<string, never>; query: { number?: string | null; code?: string | null; text?: string | null; party?: string | null; issued_from?: string | null; issued_to?: string | null; received_from?: string | null; received_to?: string | null; total_from?: string | null; total_to?: string | null; kind?: Array<s.Kind>; state?: Array<s.InvoiceState>; finding?: string | null; document_id?: string | null; deleted?: boolean; cursor?: string | null; limit?: number; order?: s.Order }; body: undefined; answer: s.InvoicePage };
  findLists: { path: Record<string, never>; query: { cursor?: string | null; limit?: number }; body: undefined; answer: s.ListPage };
  findReconciliations: { path: Record<string, never>; query: { cursor?: string | null; limit?: number }; body: undefined; answer: s.RunPage };
  findSendings: { path: Record<string, never>; query: { state?: Array<s.UploadState> | null; cursor?: string | null; limit?: number; latest?: boolean }; body: undefined; answer: s.SendingPage };
  givePassword: { path: { document_id: string }; query: Record<string, never>; body: s.DocumentPassword; answer: s.DocumentAnswer };
  handInList: { path: Record<string, never>; query: { kind: s.ListKind; name?: string; first?: string | null; last?: string | null; seller_tax_id?: string }; body: undefined; answer: s.ListAnswer };
  health: { path: Record<string, never>; query: Record<string, never>; body: undefined; answer: s.Health };
  importEntries: { path: Record<string, never>; query: Record<string, never>; body: undefined; answer: s.ImportAnswer };
  invoice: { path: { invoice_id: string }; query: { wait?: number }; body: undefined; answer: s.InvoiceAnswer };
  keepDraft: { path: { invoice_id: string }; query: Record<string, never>; body: s.DraftForm; answer: undefined };
  knownInvoice: { path: Record<string, never>; query: { invoice_number: string; issue_date: string; amount: string; invoice_code?: string }; body: undefined; answer: s.KnownAnswer };
  leaveNote: { path: { invoice_id: string }; query: Record<string, never>; body: s.NoteForm; answer: Array<s.NoteAnswer> };
  listBatches: { path: Record<string, never>; query: { limit?: number }; body: undefined; answer: Array<s.BatchAnswer> };
  listCompanies: { path: Record<string, never>; query: Record<string, never>; body: undefined; answer: Array<Array<s.CompanyVersion>> };
  listDevices: { path: Record<string, never>; query: Record<string, never>; body: undefined; answer: Array<s.Device> };
  listDoors: { path: Record<string, never>; query: Record<string, never>; body: undefined; answer: Array<s.DoorAnswer> };
  listFeedback: { path: Record<string, never>; query: { cursor?: string | null; limit?: number; state?: s.FeedbackState | null }; body: undefined; answer: s.FeedbackList };
  listKeys: { path: Record<string, never>; query: Record<string, never>; body: undefined; answer: Array<s.KeyAnswer> };
  listLedgerRoutes: { path: Record<string, never>; query: Record<string, never>; body: undefined; answer: Array<s.LedgerRoute> };
  listLedgers: { path: Record<string, never>; query: Record<string, never>; body: undefined; answer: s.LedgerSettingList };
  listProviders: { path: Record<string, never>; query: Record<string, never>; body: undefined; answer: s.ProviderSettingList };
  listUsers: { path: Record<string, never>; query: Record<string, never>; body: undefined; answer: Array<s.UserAnswer> };
  listViews: { path: Record<string, never>; query: Record<string, never>; body: undefined; answer: Array<s.ViewAnswer> };
  listWebhooks: { path: Record<string, never>; query: Record<string, never>; body: undefined; answer: Array<s.WebhookAnswer> };
  live: { path: Record<string, never>; query: Record<string, never>; body: undefined; answer: s.Live };
  logIn: { path: Record<string, never>; query: Record<string, never>; body: s.LoginForm; answer: s.Me };
  logOut: { path: Record<string, never>; query: Record<string, never>; body: undefined; answer: undefined };
  logOutEverywhere: { path: Record<string, never>; query: Record<string, never>; body: undefined; answer: undefined };
  makeKey: { path: Record<string, never>; query: Record<string, never>; body: s.KeyForm; answer: s.NewKey };
  me: { path: Record<string, never>; query: Record<string, never>; body: undefined; answer: s.Me };
  metrics: { path: Record<string, never>; query: Record<string, never>; body: undefined; answer: undefined };
  moveInvoice: { path: { invoice_id: string }; query: Record<string, never>; body: s.MoveForm; answer: s.InvoiceAnswer };
  myClaims: { path: Record<string, never>; query: Record<string, never>; body: undefined; answer: Array<s.ClaimAnswer> };
  noticeMessages: { path: Record<string, never>; query: { cursor?: string | null; limit?: number; state?: s.MessageState | null }; body: undefined; answer: s.MessageList };
  noticeSettings: { path: Record<string, never>; query: Record<string, never>; body: undefined; answer: s.WishAnswer };
  notices: { path: Record<string, never>; query: { cursor?: string | null; limit?: number; unread?: boolean }; body: undefined; answer: s.NoticeList };
  openBatch: { path: { batch_id: string }; query: Record<string, never>; body: s.BatchForm; answer: s.BatchAnswer };
  original: { path: { document_id: string }; query: Record<string, never>; body: undefined; answer: undefined };
  outside: { path: Record<string, never>; query: { since?: string | null }; body: undefined; answer: s.OutsideAnswer };
  overview: { path: Record<string, never>; query: { first?: string | null; last?: string | null }; body: undefined; answer: s.OverviewAnswer };
  page: { path: { document_id: string; page: number }; query: { longest?: number; ahead?: boolean }; body: undefined; answer: undefined };
  pair: { path: Record<string, never>; query: Record<string, never>; body: s.PairingForm; answer: s.DeviceToken };
  policy: { path: Record<string, never>; query: Record<string, never>; body: undefined; answer: s.Policies };
  postpone: { path: { document_id: string }; query: Record<string, never>; body: s.PauseForm; answer: undefined };
  preparedPage: { path: { invoice_id: string; page: number; preparation: s.Preparation }; query: { longest?: number }; body: undefined; answer: undefined };
  read: { path: Record<string, never>; query: Record<string, never>; body: undefined; answer: { results: Array<s.Result>; } };
  readAgain: { path: { document_id: string }; query: Record<string, never>; body: s.Reason; answer: s.DocumentAnswer };
  readNotices: { path: Record<string, never>; query: Record<string, never>; body: s.ReadForm; answer: s.Unread };
  readPlace: { path: { document_id: string; page: number }; query: Record<string, never>; body: s.PlaceForm; answer: s.PlaceAnswer };
  ready: { path: Record<string, never>; query: Record<string, never>; body: undefined; answer: s.Ready };
  receipt: { path: { receipt_id: string }; query: { wait?: number }; body: undefined; answer: s.ReceiptAnswer };
  reconcile: { path: Record<string, never>; query: Record<string, never>; body: s.RunForm; answer: s.RunBrief };
  reconciliation: { path: { run_id: string }; query: Record<string, never>; body: undefined; answer: s.RunAnswer };
  record: { path: { invoice_id: string }; query: Record<string, never>; body: undefined; answer: s.RecordAnswer };
  release: { path: { document_id: string }; query: Record<string, never>; body: undefined; answer: undefined };
  renewClaims: { path: Record<string, never>; query: Record<string, never>; body: undefined; answer: Array<s.ClaimAnswer> };
  renewToken: { path: Record<string, never>; query: Record<string, never>; body: undefined; answer: Record<string, string> };
  resetPassword: { path: { user_id: string }; query: Record<string, never>; body: undefined; answer: s.OneTimePassword };
  restoreDocument: { path: { document_id: string }; query: Record<string, never>; body: s.Reason; answer: s.DocumentAnswer };
  restoreInvoice: { path: { invoice_id: string }; query: Record<string, never>; body: s.RestoreForm; answer: s.InvoiceAnswer };
  review: { path: { invoice_id: string }; query: Record<string, never>; body: undefined; answer: s.ReviewAnswer };
  reviewQuality: { path: Record<string, never>; query: { days?: number }; body: undefined; answer: s.QualityAnswer };
  reviewQueue: { path: Record<string, never>; query: { limit?: number; quick_wins?: boolean }; body: undefined; answer: s.QueueAnswer };
  reviewValues: { path: { invoice_id: string }; query: Record<string, never>; body: s.ValuesForm; answer: s.ReviewAnswer };
  revokeDevice: { path: { device_id: string }; query: Record<string, never>; body: undefined; answer: undefined };
  revokeKey: { path: { key_id: string }; query: Record<string, never>; body: undefined; answer: undefined };
  saveView: { path: Record<string, never>; query: Record<string, never>; body: s.ViewForm; answer: Array<s.ViewAnswer> };
  send: { path: { invoice_id: string }; query: Record<string, never>; body: s.SendForm; answer: s.SendingsAnswer };
  sendFeedback: { path: Record<string, never>; query: Record<string, never>; body: s.FeedbackForm; answer: s.FeedbackAnswer };
  sendFile: { path: Record<string, never>; query: { name?: string | null; lane?: s.Lane; batch?: string | null }; body: undefined; answer: s.ReceiptAnswer };
  sending: { path: { sending_id: string }; query: Record<string, never>; body: undefined; answer: s.SendingAnswer };
  sendings: { path: { invoice_id: string }; query: Record<string, never>; body: undefined; answer: s.SendingsAnswer };
  splitDocument: { path: { document_id: string }; query: Record<string, never>; body: s.SplitForm; answer: s.RearrangedAnswer };
  testLedger: { path: { name: string }; query: Record<string, never>; body: undefined; answer: s.LedgerTest };
  testProvider: { path: { name: string }; query: Record<string, never>; body: undefined; answer: s.ProviderTest };
  tryMail: { path: Record<string, never>; query: Record<string, never>; body: undefined; answer: s.TrialAnswer };
  tryWebhook: { path: { webhook_id: string }; query: Record<string, never>; body: undefined; answer: s.TrialAnswer };
  undoRearrangement: { path: { rearrangement_id: string }; query: Record<string, never>; body: undefined; answer: undefined };
  upload: { path: { upload_id: string }; query: Record<string, never>; body: undefined; answer: s.UploadAnswer };
  uploadOffset: { path: { upload_id: string }; query: Record<string, never>; body: undefined; answer: undefined };
  uploadOptions: { path: Record<string, never>; query: Record<string, never>; body: undefined; answer: undefined };
  verdict: { path: { document_id: string }; query: Record<string, never>; body: undefined; answer: s.VerdictAnswer };
  verification: { path: { invoice_id: string }; query: Record<string, never>; body: undefined; answer: s.VerificationAnswer };
  verify: { path: { invoice_id: string }; query: Record<string, never>; body: s.VerificationForm; answer: s.VerificationAnswer };
  withdrawList: { path: { list_id: string }; query: Record<string, never>; body: undefined; answer: undefined };
}

/** Method and address of each. */
export const ROUTES: { readonly [name in keyof Operations]: readonly [string, string] } = {
  addCompany: ["POST", "/v1/companies"],
  addFeedbackPicture: ["PUT", "/v1/feedback/{feedback_id}/picture"],
  addUser: ["POST", "/v1/users"],
  addWebhook: ["POST", "/v1/webhooks"],
  answerFeedback: ["PUT", "/v1/feedback/{feedback_id}/answer"],
  appendDocument: ["POST", "/v1/review/documents/{document_id}/append"],
  assessment: ["GET", "/v1/invoices/{invoice_id}/assessment"],
  audit: ["GET", "/v1/audit"],
  batch: ["GET", "/v1/batches/{batch_id}"],
  beginPairing: ["POST", "/v1/pairings"],
  beginUpload: ["POST", "/v1/uploads"],
  bulkApprove: ["POST", "/v1/review/bulk"],
  bulkGroups: ["GET", "/v1/review/bulk"],
  bulkUndo: ["POST", "/v1/review/bulk/undo"],
  cancelUpload: ["DELETE", "/v1/uploads/{upload_id}"],
  changeCompany: ["PUT", "/v1/companies/{company_id}"],
  changeDigestTime: ["PUT", "/v1/notices/digest-time"],
  changeFiling: ["PUT", "/v1/documents/{document_id}/filing"],
  changeLedger: ["PUT", "/v1/ledgers/{name}"],
  changeLedgerRoute: ["PUT", "/v1/ledger-routes/{tenant}"],
  changeNoticeSettings: ["PUT", "/v1/notices/settings"],
  changePassword: ["PUT", "/v1/sessions/me/password"],
  changePolicy: ["PUT", "/v1/policy"],
  changeProvider: ["PUT", "/v1/providers/{name}"],
  changeUser: ["PATCH", "/v1/users/{user_id}"],
  checkValues: ["POST", "/v1/review/invoices/{invoice_id}/check"],
  claim: ["POST", "/v1/review/claims"],
  closeBatch: ["POST", "/v1/batches/{batch_id}/close"],
  closeFeedback: ["POST", "/v1/feedback/{feedback_id}/closing"],
  continueUpload: ["PATCH", "/v1/uploads/{upload_id}"],
  correctInvoice: ["PATCH", "/v1/invoices/{invoice_id}"],
  decide: ["POST", "/v1/review/invoices/{invoice_id}/decision"],
  decideDifference: ["POST", "/v1/reconciliation/differences/{difference_id}/decisions"],
  deleteDocument: ["DELETE", "/v1/documents/{document_id}"],
  deleteInvoice: ["DELETE", "/v1/invoices/{invoice_id}"],
  deleteView: ["DELETE", "/v1/views/{view_id}"],
  diagnosis: ["GET", "/v1/diagnosis"],
  difference: ["GET", "/v1/reconciliation/differences/{difference_id}"],
  digestTime: ["GET", "/v1/notices/digest-time"],
  document: ["GET", "/v1/documents/{document_id}"],
  documentPages: ["GET", "/v1/review/documents/{document_id}/pages"],
  doubtfulDigits: ["GET", "/v1/review/digits"],
  endWebhook: ["DELETE", "/v1/webhooks/{webhook_id}"],
  enterInvoice: ["POST", "/v1/entries"],
  entry: ["GET", "/v1/entries/{document_id}"],
  entryTemplate: ["GET", "/v1/entries/template.xlsx"],
  events: ["GET", "/v1/events"],
  evidence: ["GET", "/v1/invoices/{invoice_id}/evidence"],
  evidenceOfDifferences: ["GET", "/v1/reconciliation/evidence.zip"],
  exportDifferences: ["GET", "/v1/reconciliation/differences.{extension}"],
  exportInvoices: ["GET", "/v1/exports/invoices.{extension}"],
  exportOverview: ["GET", "/v1/overview/report.{extension}"],
  feedbackPicture: ["GET", "/v1/feedback/{feedback_id}/picture"],
  filing: ["GET", "/v1/documents/{document_id}/filing"],
  findDifferences: ["GET", "/v1/reconciliation/differences"],
  findInvoices: ["GET", "/v1/invoices"],
  findLists: ["GET", "/v1/reconciliation/lists"],
  findReconciliations: ["GET", "/v1/reconciliation/runs"],
  findSendings: ["GET", "/v1/sendings"],
  givePassword: ["POST", "/v1/documents/{document_id}/password"],
  handInList: ["POST", "/v1/reconciliation/lists"],
  health: ["GET", "/health"],
  importEntries: ["POST", "/v1/entries/import"],
  invoice: ["GET", "/v1/invoices/{invoice_id}"],
  keepDraft: ["PUT", "/v1/review/invoices/{invoice_id}/draft"],
  knownInvoice: ["GET", "/v1/known-invoices"],
  leaveNote: ["POST", "/v1/review/invoices/{invoice_id}/notes"],
  listBatches: ["GET", "/v1/batches"],
  listCompanies: ["GET", "/v1/companies"],
  listDevices: ["GET", "/v1/devices"],
  listDoors: ["GET", "/v1/doors"],
  listFeedback: ["GET", "/v1/feedback"],
  listKeys: ["GET", "/v1/keys"],
  listLedgerRoutes: ["GET", "/v1/ledger-routes"],
  listLedgers: ["GET", "/v1/ledgers"],
  listProviders: ["GET", "/v1/providers"],
  listUsers: ["GET", "/v1/users"],
  listViews: ["GET", "/v1/views"],
  listWebhooks: ["GET", "/v1/webhooks"],
  live: ["GET", "/health/live"],
  logIn: ["POST", "/v1/sessions"],
  logOut: ["DELETE", "/v1/sessions/me"],
  logOutEverywhere: ["DELETE", "/v1/sessions"],
  makeKey: ["POST", "/v1/keys"],
  me: ["GET", "/v1/sessions/me"],
  metrics: ["GET", "/metrics"],
  moveInvoice: ["POST", "/v1/invoices/{invoice_id}/moves"],
  myClaims: ["GET", "/v1/review/claims"],
  noticeMessages: ["GET", "/v1/notices/messages"],
  noticeSettings: ["GET", "/v1/notices/settings"],
  notices: ["GET", "/v1/notices"],
  openBatch: ["PUT", "/v1/batches/{batch_id}"],
  original: ["GET", "/v1/documents/{document_id}/original"],
  outside: ["GET", "/v1/outside"],
  overview: ["GET", "/v1/overview"],
  page: ["GET", "/v1/documents/{document_id}/pages/{page}.jpg"],
  pair: ["POST", "/v1/pairings/redeem"],
  policy: ["GET", "/v1/policy"],
  postpone: ["PUT", "/v1/review/documents/{document_id}/pause"],
  preparedPage: ["GET", "/v1/review/invoices/{invoice_id}/pages/{page}/{preparation}.jpg"],
  read: ["POST", "/v1/read"],
  readAgain: ["POST", "/v1/documents/{document_id}/read"],
  readNotices: ["POST", "/v1/notices/read"],
  readPlace: ["POST", "/v1/review/documents/{document_id}/pages/{page}/text"],
  ready: ["GET", "/health/ready"],
  receipt: ["GET", "/v1/receipts/{receipt_id}"],
  reconcile: ["POST", "/v1/reconciliation/runs"],
  reconciliation: ["GET", "/v1/reconciliation/runs/{run_id}"],
  record: ["GET", "/v1/invoices/{invoice_id}/record"],
  release: ["DELETE", "/v1/review/claims/{document_id}"],
  renewClaims: ["PUT", "/v1/review/claims"],
  renewToken: ["POST", "/v1/devices/me/token"],
  resetPassword: ["POST", "/v1/users/{user_id}/password"],
  restoreDocument: ["POST", "/v1/documents/{document_id}/restore"],
  restoreInvoice: ["POST", "/v1/invoices/{invoice_id}/restore"],
  review: ["GET", "/v1/review/invoices/{invoice_id}"],
  reviewQuality: ["GET", "/v1/review/quality"],
  reviewQueue: ["GET", "/v1/review/queue"],
  reviewValues: ["PATCH", "/v1/review/invoices/{invoice_id}"],
  revokeDevice: ["DELETE", "/v1/devices/{device_id}"],
  revokeKey: ["DELETE", "/v1/keys/{key_id}"],
  saveView: ["PUT", "/v1/views"],
  send: ["POST", "/v1/invoices/{invoice_id}/sendings"],
  sendFeedback: ["POST", "/v1/feedback"],
  sendFile: ["POST", "/v1/invoices"],
  sending: ["GET", "/v1/sendings/{sending_id}"],
  sendings: ["GET", "/v1/invoices/{invoice_id}/sendings"],
  splitDocument: ["POST", "/v1/review/documents/{document_id}/split"],
  testLedger: ["POST", "/v1/ledgers/{name}/test"],
  testProvider: ["POST", "/v1/providers/{name}/test"],
  tryMail: ["POST", "/v1/notices/settings/test"],
  tryWebhook: ["POST", "/v1/webhooks/{webhook_id}/test"],
  undoRearrangement: ["DELETE", "/v1/review/rearrangements/{rearrangement_id}"],
  upload: ["GET", "/v1/uploads/{upload_id}"],
  uploadOffset: ["HEAD", "/v1/uploads/{upload_id}"],
  uploadOptions: ["OPTIONS", "/v1/uploads"],
  verdict: ["GET", "/v1/documents/{document_id}/verdict"],
  verification: ["GET", "/v1/invoices/{invoice_id}/verification"],
  verify: ["POST", "/v1/invoices/{invoice_id}/verification"],
  withdrawList: ["DELETE", "/v1/reconciliation/lists/{list_id}"],
};
