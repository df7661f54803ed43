"""Drawn from the OpenAPI document by `python -m api.client.generate`; not to be changed by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from api.client import schemas as s
from api.client.answer import Answer, as_bytes, as_json, as_nothing, call, in_path
from api.client.transport import Transport


@dataclass(frozen=True)
class Client:
    """Every route of the service, but for streams of events. Raises ProblemError for what the service refuses, OSError where it does not answer."""

    transport: Transport

    def add_company(self, body: s.CompanyForm) -> Answer[s.CompanyVersion]:
        """Enter a company of ours"""
        response = call(self.transport, "POST", "/v1/companies", {}, {}, body, "application/json")
        return as_json(response)

    def add_feedback_picture(self, feedback_id: str, body: bytes) -> Answer[None]:
        """Add a picture of the page"""
        response = call(self.transport, "PUT", f"/v1/feedback/{in_path(feedback_id)}/picture", {}, {}, body, "application/octet-stream")
        return as_nothing(response)

    def add_user(self, body: s.UserForm) -> Answer[s.OneTimePassword]:
        """Add a user"""
        response = call(self.transport, "POST", "/v1/users", {}, {}, body, "application/json")
        return as_json(response)

    def add_webhook(self, body: s.WebhookForm) -> Answer[s.NewWebhook]:
        """Have a program told"""
        response = call(self.transport, "POST", "/v1/webhooks", {}, {}, body, "application/json")
        return as_json(response)

    def answer_feedback(self, feedback_id: str, body: s.AnswerForm) -> Answer[s.FeedbackAnswer]:
        """Answer what was said"""
        response = call(self.transport, "PUT", f"/v1/feedback/{in_path(feedback_id)}/answer", {}, {}, body, "application/json")
        return as_json(response)

    def append_document(self, document_id: str, body: s.AppendForm) -> Answer[s.RearrangedAnswer]:
        """Put another document's pages behind this one's"""
        response = call(self.transport, "POST", f"/v1/review/documents/{in_path(document_id)}/append", {}, {}, body, "application/json")
        return as_json(response)

    def assessment(self, invoice_id: str) -> Answer[s.AssessmentAnswer]:
        """An invoice against our companies, policy and records"""
        response = call(self.transport, "GET", f"/v1/invoices/{in_path(invoice_id)}/assessment", {}, {})
        return as_json(response)

    def audit(self, *, since: str | None, until: str | None, limit: int | None = None) -> Answer[list[s.AuditEntry]]:
        """What was changed about people, companies and policies, and who logged in"""
        response = call(self.transport, "GET", "/v1/audit", {"since": since, "until": until, "limit": limit}, {})
        return as_json(response)

    def batch(self, batch_id: str) -> Answer[s.BatchAnswer]:
        """What came of a batch"""
        response = call(self.transport, "GET", f"/v1/batches/{in_path(batch_id)}", {}, {})
        return as_json(response)

    def begin_pairing(self) -> Answer[s.Pairing]:
        """A code that pairs one phone within two minutes"""
        response = call(self.transport, "POST", "/v1/pairings", {}, {})
        return as_json(response)

    def begin_upload(
        self,
        body: bytes | None = None,
        *,
        upload_length: str | None = None,
        upload_metadata: str | None = None,
        upload_checksum: str | None = None,
        idempotency_key: str | None = None,
        tus_resumable: str | None = None,
    ) -> Answer[s.UploadAnswer]:
        """Begin an upload"""
        response = call(
            self.transport,
            "POST",
            "/v1/uploads",
            {},
            {
                "upload-length": upload_length,
                "upload-metadata": upload_metadata,
                "upload-checksum": upload_checksum,
                "Idempotency-Key": idempotency_key,
                "tus-resumable": tus_resumable,
            },
            body,
            "application/offset+octet-stream",
        )
        return as_json(response)

    def bulk_approve(self, body: s.BulkForm) -> Answer[s.BulkAnswer]:
        """Approve several at once"""
        response = call(self.transport, "POST", "/v1/review/bulk", {}, {}, body, "application/json")
        return as_json(response)

    def bulk_groups(self) -> Answer[list[s.BulkGroup]]:
        """Groups with nothing to be looked at"""
        response = call(self.transport, "GET", "/v1/review/bulk", {}, {})
        return as_json(response)

    def bulk_undo(self, body: s.BulkUndoForm) -> Answer[s.BulkAnswer]:
        """Take back what was approved at once"""
        response = call(self.transport, "POST", "/v1/review/bulk/undo", {}, {}, body, "application/json")
        return as_json(response)

    def cancel_upload(self, upload_id: str, *, tus_resumable: str | None = None) -> Answer[None]:
        """Cancel an upload"""
        response = call(self.transport, "DELETE", f"/v1/uploads/{in_path(upload_id)}", {}, {"tus-resumable": tus_resumable})
        return as_nothing(response)

    def change_company(self, company_id: str, body: s.CompanyChange) -> Answer[s.CompanyVersion]:
        """What a company is called from a day on"""
        response = call(self.transport, "PUT", f"/v1/companies/{in_path(company_id)}", {}, {}, body, "application/json")
        return as_json(response)

    def change_digest_time(self, body: s.DigestTime) -> Answer[s.DigestTime]:
        """Set when everybody's mail of the day goes out"""
        response = call(self.transport, "PUT", "/v1/notices/digest-time", {}, {}, body, "application/json")
        return as_json(response)

    def change_filing(self, document_id: str, body: s.FilingForm) -> Answer[s.FilingAnswer]:
        """Say what a document is for"""
        response = call(self.transport, "PUT", f"/v1/documents/{in_path(document_id)}/filing", {}, {}, body, "application/json")
        return as_json(response)

    def change_ledger(self, name: str, body: s.LedgerForm) -> Answer[s.LedgerSetting]:
        """Set a ledger up, or change it"""
        response = call(self.transport, "PUT", f"/v1/ledgers/{in_path(name)}", {}, {}, body, "application/json")
        return as_json(response)

    def change_ledger_route(self, tenant: str, body: s.LedgerRouteForm) -> Answer[s.LedgerRoute]:
        """Send a firm's invoices to a ledger"""
        response = call(self.transport, "PUT", f"/v1/ledger-routes/{in_path(tenant)}", {}, {}, body, "application/json")
        return as_json(response)

    def change_notice_settings(self, body: s.WishForm) -> Answer[s.WishAnswer]:
        """Say how you want to be told"""
        response = call(self.transport, "PUT", "/v1/notices/settings", {}, {}, body, "application/json")
        return as_json(response)

    def change_password(self, body: s.PasswordForm) -> Answer[s.Me]:
        """Change one's password"""
        response = call(self.transport, "PUT", "/v1/sessions/me/password", {}, {}, body, "application/json")
        return as_json(response)

    def change_policy(self, body: s.PolicyForm) -> Answer[s.PolicyAnswer]:
        """What we ask of invoices from a day on"""
        response = call(self.transport, "PUT", "/v1/policy", {}, {}, body, "application/json")
        return as_json(response)

    def change_provider(self, name: str, body: s.ProviderForm) -> Answer[s.ProviderSetting]:
        """Set a provider up, or change it"""
        response = call(self.transport, "PUT", f"/v1/providers/{in_path(name)}", {}, {}, body, "application/json")
        return as_json(response)

    def change_user(self, user_id: str, body: s.UserChange) -> Answer[s.UserAnswer]:
        """Change a user's roles, disable or enable it"""
        response = call(self.transport, "PATCH", f"/v1/users/{in_path(user_id)}", {}, {}, body, "application/json")
        return as_json(response)

    def check_values(self, invoice_id: str, body: s.ValuesForm) -> Answer[s.CheckAnswer]:
        """What the rules say about these values"""
        response = call(self.transport, "POST", f"/v1/review/invoices/{in_path(invoice_id)}/check", {}, {}, body, "application/json")
        return as_json(response)

    def claim(self, body: s.ClaimForm) -> Answer[list[s.ClaimAnswer]]:
        """Take the next documents, or this one"""
        response = call(self.transport, "POST", "/v1/review/claims", {}, {}, body, "application/json")
        return as_json(response)

    def close_batch(self, batch_id: str, body: s.TotalsForm) -> Answer[s.BatchAnswer]:
        """Say what was counted"""
        response = call(self.transport, "POST", f"/v1/batches/{in_path(batch_id)}/close", {}, {}, body, "application/json")
        return as_json(response)

    def close_feedback(self, feedback_id: str, body: s.ClosingForm) -> Answer[s.FeedbackAnswer]:
        """Close it"""
        response = call(self.transport, "POST", f"/v1/feedback/{in_path(feedback_id)}/closing", {}, {}, body, "application/json")
        return as_json(response)

    def continue_upload(
        self,
        upload_id: str,
        body: bytes | None = None,
        *,
        upload_offset: str | None = None,
        upload_checksum: str | None = None,
        tus_resumable: str | None = None,
    ) -> Answer[s.ReceiptAnswer | None]:
        """Go on with an upload"""
        response = call(
            self.transport,
            "PATCH",
            f"/v1/uploads/{in_path(upload_id)}",
            {},
            {"upload-offset": upload_offset, "upload-checksum": upload_checksum, "tus-resumable": tus_resumable},
            body,
            "application/offset+octet-stream",
        )
        return as_json(response)

    def correct_invoice(self, invoice_id: str, body: s.Correction, *, if_match: str | None = None) -> Answer[s.InvoiceAnswer]:
        """Correct values"""
        response = call(self.transport, "PATCH", f"/v1/invoices/{in_path(invoice_id)}", {}, {"if-match": if_match}, body, "application/json")
        return as_json(response)

    def decide(self, invoice_id: str, body: s.DecisionForm, *, if_match: str | None = None) -> Answer[s.ReviewAnswer]:
        """Correct and decide at once"""
        response = call(self.transport, "POST", f"/v1/review/invoices/{in_path(invoice_id)}/decision", {}, {"if-match": if_match}, body, "application/json")
        return as_json(response)

    def decide_difference(self, difference_id: str, body: s.DifferenceDecision) -> Answer[s.DifferenceDetail]:
        """Settle, accept or open again"""
        response = call(self.transport, "POST", f"/v1/reconciliation/differences/{in_path(difference_id)}/decisions", {}, {}, body, "application/json")
        return as_json(response)

    def delete_document(self, document_id: str, *, why: str | None = None, if_match: str | None = None) -> Answer[None]:
        """Delete a document and its invoices"""
        response = call(self.transport, "DELETE", f"/v1/documents/{in_path(document_id)}", {"why": why}, {"if-match": if_match})
        return as_nothing(response)

    def delete_invoice(self, invoice_id: str, *, why: str | None = None, if_match: str | None = None) -> Answer[None]:
        """Delete an invoice"""
        response = call(self.transport, "DELETE", f"/v1/invoices/{in_path(invoice_id)}", {"why": why}, {"if-match": if_match})
        return as_nothing(response)

    def delete_view(self, view_id: str) -> Answer[None]:
        """Throw a view away"""
        response = call(self.transport, "DELETE", f"/v1/views/{in_path(view_id)}", {}, {})
        return as_nothing(response)

    def diagnosis(
        self, *, invoice_id: str | None = None, number: str | None = None, since: str | None = None, until: str | None = None
    ) -> Answer[s.DiagnosesAnswer]:
        """Why is an invoice not verified or not booked, and what do failures have in common?"""
        response = call(self.transport, "GET", "/v1/diagnosis", {"invoice_id": invoice_id, "number": number, "since": since, "until": until}, {})
        return as_json(response)

    def difference(self, difference_id: str) -> Answer[s.DifferenceDetail]:
        """One difference, with its history"""
        response = call(self.transport, "GET", f"/v1/reconciliation/differences/{in_path(difference_id)}", {}, {})
        return as_json(response)

    def digest_time(self) -> Answer[s.DigestTime]:
        """When everybody's mail of the day goes out"""
        response = call(self.transport, "GET", "/v1/notices/digest-time", {}, {})
        return as_json(response)

    def document(self, document_id: str, *, wait: int | None = None, if_none_match: str | None = None) -> Answer[s.DocumentAnswer | None]:
        """What became of a document"""
        response = call(self.transport, "GET", f"/v1/documents/{in_path(document_id)}", {"wait": wait}, {"if-none-match": if_none_match})
        return as_json(response)

    def document_pages(self, document_id: str) -> Answer[s.PagesAnswer]:
        """How many pages a document has"""
        response = call(self.transport, "GET", f"/v1/review/documents/{in_path(document_id)}/pages", {}, {})
        return as_json(response)

    def doubtful_digits(self) -> Answer[list[s.DigitGroup]]:
        """Doubtful digits, grouped by what they are taken for"""
        response = call(self.transport, "GET", "/v1/review/digits", {}, {})
        return as_json(response)

    def end_webhook(self, webhook_id: str) -> Answer[None]:
        """Tell a program no more"""
        response = call(self.transport, "DELETE", f"/v1/webhooks/{in_path(webhook_id)}", {}, {})
        return as_nothing(response)

    def enter_invoice(self, body: s.EntryForm, *, idempotency_key: str | None = None) -> Answer[s.ReceiptAnswer]:
        """Enter an invoice by hand"""
        response = call(self.transport, "POST", "/v1/entries", {}, {"Idempotency-Key": idempotency_key}, body, "application/json")
        return as_json(response)

    def entry(self, document_id: str) -> Answer[s.EntryAnswer]:
        """What was typed"""
        response = call(self.transport, "GET", f"/v1/entries/{in_path(document_id)}", {}, {})
        return as_json(response)

    def entry_template(self) -> Answer[bytes]:
        """The template to fill in without a network"""
        response = call(self.transport, "GET", "/v1/entries/template.xlsx", {}, {})
        return as_bytes(response)

    def evidence(self, invoice_id: str) -> Answer[bytes]:
        """Original, pictures, values, history, answers and proof of an invoice, as ZIP"""
        response = call(self.transport, "GET", f"/v1/invoices/{in_path(invoice_id)}/evidence", {}, {})
        return as_bytes(response)

    def evidence_of_differences(
        self,
        *,
        state: list[s.FindingState] | None = None,
        kind: list[s.Discrepancy] | None = None,
        day_from: str | None = None,
        day_to: str | None = None,
        key: str | None = None,
        run_id: str | None = None,
        invoice_id: str | None = None,
    ) -> Answer[bytes]:
        """Everything about the invoices of some differences, as ZIP"""
        response = call(
            self.transport,
            "GET",
            "/v1/reconciliation/evidence.zip",
            {"state": state, "kind": kind, "day_from": day_from, "day_to": day_to, "key": key, "run_id": run_id, "invoice_id": invoice_id},
            {},
        )
        return as_bytes(response)

    def export_differences(
        self,
        extension: s.TableFormat,
        *,
        headings: s.Headings | None = None,
        state: list[s.FindingState] | None = None,
        kind: list[s.Discrepancy] | None = None,
        day_from: str | None = None,
        day_to: str | None = None,
        key: str | None = None,
        run_id: str | None = None,
        invoice_id: str | None = None,
    ) -> Answer[bytes]:
        """Export differences"""
        response = call(
            self.transport,
            "GET",
            f"/v1/reconciliation/differences.{in_path(extension)}",
            {
                "headings": headings,
                "state": state,
                "kind": kind,
                "day_from": day_from,
                "day_to": day_to,
                "key": key,
                "run_id": run_id,
                "invoice_id": invoice_id,
            },
            {},
        )
        return as_bytes(response)

    def export_invoices(
        self,
        extension: s.ExportFormat,
        *,
        headings: s.Headings | None = None,
        number: str | None = None,
        code: str | None = None,
        text: str | None = None,
        party: str | None = None,
        issued_from: str | None = None,
        issued_to: str | None = None,
        received_from: str | None = None,
        received_to: str | None = None,
        total_from: str | None = None,
        total_to: str | None = None,
        kind: list[s.Kind] | None = None,
        state: list[s.InvoiceState] | None = None,
        finding: str | None = None,
        document_id: str | None = None,
        deleted: bool | None = None,
    ) -> Answer[bytes]:
        """Export invoices"""
        response = call(
            self.transport,
            "GET",
            f"/v1/exports/invoices.{in_path(extension)}",
            {
                "headings": headings,
                "number": number,
                "code": code,
                "text": text,
                "party": party,
                "issued_from": issued_from,
                "issued_to": issued_to,
                "received_from": received_from,
                "received_to": received_to,
                "total_from": total_from,
                "total_to": total_to,
                "kind": kind,
                "state": state,
                "finding": finding,
                "document_id": document_id,
                "deleted": deleted,
            },
            {},
        )
        return as_bytes(response)

    def export_overview(
        self, extension: s.ReportFormat, *, first: str | None = None, last: str | None = None, language: s.Language | None = None
    ) -> Answer[bytes]:
        """The overview as a report"""
        response = call(self.transport, "GET", f"/v1/overview/report.{in_path(extension)}", {"first": first, "last": last, "language": language}, {})
        return as_bytes(response)

    def feedback_picture(self, feedback_id: str) -> Answer[bytes]:
        """The picture of the page"""
        response = call(self.transport, "GET", f"/v1/feedback/{in_path(feedback_id)}/picture", {}, {})
        return as_bytes(response)

    def filing(self, document_id: str) -> Answer[list[s.FilingAnswer]]:
        """What a document is for; all that was said, oldest first"""
        response = call(self.transport, "GET", f"/v1/documents/{in_path(document_id)}/filing", {}, {})
        return as_json(response)

    def find_differences(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        state: list[s.FindingState] | None = None,
        kind: list[s.Discrepancy] | None = None,
        day_from: str | None = None,
        day_to: str | None = None,
        key: str | None = None,
        run_id: str | None = None,
        invoice_id: str | None = None,
    ) -> Answer[s.DifferencePage]:
        """What reconciliation found"""
        response = call(
            self.transport,
            "GET",
            "/v1/reconciliation/differences",
            {
                "cursor": cursor,
                "limit": limit,
                "state": state,
                "kind": kind,
                "day_from": day_from,
                "day_to": day_to,
                "key": key,
                "run_id": run_id,
                "invoice_id": invoice_id,
            },
            {},
        )
        return as_json(response)

    def find_invoices(
        self,
        *,
        number: str | None = None,
        code: str | None = None,
        text: str | None = None,
        party: str | None = None,
        issued_from: str | None = None,
        issued_to: str | None = None,
        received_from: str | None = None,
        received_to: str | None = None,
        total_from: str | None = None,
        total_to: str | None = None,
        kind: list[s.Kind] | None = None,
        state: list[s.InvoiceState] | None = None,
        finding: str | None = None,
        document_id: str | None = None,
        deleted: bool | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        order: s.Order | None = None,
    ) -> Answer[s.InvoicePage]:
        """Find invoices"""
        response = call(
            self.transport,
            "GET",
            "/v1/invoices",
            {
                "number": number,
                "code": code,
                "text": text,
                "party": party,
                "issued_from": issued_from,
                "issued_to": issued_to,
                "received_from": received_from,
                "received_to": received_to,
                "total_from": total_from,
                "total_to": total_to,
                "kind": kind,
                "state": state,
                "finding": finding,
                "document_id": document_id,
                "deleted": deleted,
                "cursor": cursor,
                "limit": limit,
                "order": order,
            },
            {},
        )
        return as_json(response)

    def find_lists(self, *, cursor: str | None = None, limit: int | None = None) -> Answer[s.ListPage]:
        """Lists that were handed in"""
        response = call(self.transport, "GET", "/v1/reconciliation/lists", {"cursor": cursor, "limit": limit}, {})
        return as_json(response)

    def find_reconciliations(self, *, cursor: str | None = None, limit: int | None = None) -> Answer[s.RunPage]:
        """Reconciliations"""
        response = call(self.transport, "GET", "/v1/reconciliation/runs", {"cursor": cursor, "limit": limit}, {})
        return as_json(response)

    def find_sendings(
        self, *, state: list[s.UploadState] | None = None, cursor: str | None = None, limit: int | None = None, latest: bool | None = None
    ) -> Answer[s.SendingPage]:
        """What was handed to ledgers"""
        response = call(self.transport, "GET", "/v1/sendings", {"state": state, "cursor": cursor, "limit": limit, "latest": latest}, {})
        return as_json(response)

    def give_password(self, document_id: str, body: s.DocumentPassword) -> Answer[s.DocumentAnswer]:
        """Give the password of an encrypted document"""
        response = call(self.transport, "POST", f"/v1/documents/{in_path(document_id)}/password", {}, {}, body, "application/json")
        return as_json(response)

    def hand_in_list(
        self,
        body: bytes,
        *,
        kind: s.ListKind | None,
        name: str | None = None,
        first: str | None = None,
        last: str | None = None,
        seller_tax_id: str | None = None,
    ) -> Answer[s.ListAnswer]:
        """Hand in a list to compare with"""
        response = call(
            self.transport,
            "POST",
            "/v1/reconciliation/lists",
            {"kind": kind, "name": name, "first": first, "last": last, "seller_tax_id": seller_tax_id},
            {},
            body,
            "application/octet-stream",
        )
        return as_json(response)

    def health(self) -> Answer[s.Health]:
        """Whether documents can be read"""
        response = call(self.transport, "GET", "/health", {}, {})
        return as_json(response)

    def import_entries(self, body: bytes) -> Answer[s.ImportAnswer]:
        """Hand in a template that was filled in"""
        response = call(self.transport, "POST", "/v1/entries/import", {}, {}, body, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        return as_json(response)

    def invoice(self, invoice_id: str, *, wait: int | None = None, if_none_match: str | None = None) -> Answer[s.InvoiceAnswer | None]:
        """One invoice"""
        response = call(self.transport, "GET", f"/v1/invoices/{in_path(invoice_id)}", {"wait": wait}, {"if-none-match": if_none_match})
        return as_json(response)

    def keep_draft(self, invoice_id: str, body: s.DraftForm) -> Answer[None]:
        """Keep what is begun"""
        response = call(self.transport, "PUT", f"/v1/review/invoices/{in_path(invoice_id)}/draft", {}, {}, body, "application/json")
        return as_nothing(response)

    def known_invoice(
        self, *, invoice_number: str | None, issue_date: str | None, amount: str | None, invoice_code: str | None = None
    ) -> Answer[s.KnownAnswer]:
        """Whether an invoice came in before"""
        response = call(
            self.transport,
            "GET",
            "/v1/known-invoices",
            {"invoice_number": invoice_number, "issue_date": issue_date, "amount": amount, "invoice_code": invoice_code},
            {},
        )
        return as_json(response)

    def leave_note(self, invoice_id: str, body: s.NoteForm) -> Answer[list[s.NoteAnswer]]:
        """Leave a note for those who come next"""
        response = call(self.transport, "POST", f"/v1/review/invoices/{in_path(invoice_id)}/notes", {}, {}, body, "application/json")
        return as_json(response)

    def list_batches(self, *, limit: int | None = None) -> Answer[list[s.BatchAnswer]]:
        """Batches, newest first"""
        response = call(self.transport, "GET", "/v1/batches", {"limit": limit}, {})
        return as_json(response)

    def list_companies(self) -> Answer[list[list[s.CompanyVersion]]]:
        """Our own companies, all versions of each"""
        response = call(self.transport, "GET", "/v1/companies", {}, {})
        return as_json(response)

    def list_devices(self) -> Answer[list[s.Device]]:
        """One's own phones; an administrator sees everybody's"""
        response = call(self.transport, "GET", "/v1/devices", {}, {})
        return as_json(response)

    def list_doors(self) -> Answer[list[s.DoorAnswer]]:
        """Scan folders and mailboxes of yours that this service looks at"""
        response = call(self.transport, "GET", "/v1/doors", {}, {})
        return as_json(response)

    def list_feedback(self, *, cursor: str | None = None, limit: int | None = None, state: s.FeedbackState | None = None) -> Answer[s.FeedbackList]:
        """What was said: one's own; an administrator sees everybody's"""
        response = call(self.transport, "GET", "/v1/feedback", {"cursor": cursor, "limit": limit, "state": state}, {})
        return as_json(response)

    def list_keys(self) -> Answer[list[s.KeyAnswer]]:
        """All API keys, revoked ones too"""
        response = call(self.transport, "GET", "/v1/keys", {}, {})
        return as_json(response)

    def list_ledger_routes(self) -> Answer[list[s.LedgerRoute]]:
        """Which ledger invoices go to"""
        response = call(self.transport, "GET", "/v1/ledger-routes", {}, {})
        return as_json(response)

    def list_ledgers(self) -> Answer[s.LedgerSettingList]:
        """Ledgers as they are set up"""
        response = call(self.transport, "GET", "/v1/ledgers", {}, {})
        return as_json(response)

    def list_providers(self) -> Answer[s.ProviderSettingList]:
        """Providers of look-ups as they are set up"""
        response = call(self.transport, "GET", "/v1/providers", {}, {})
        return as_json(response)

    def list_users(self) -> Answer[list[s.UserAnswer]]:
        """All users"""
        response = call(self.transport, "GET", "/v1/users", {}, {})
        return as_json(response)

    def list_views(self) -> Answer[list[s.ViewAnswer]]:
        """Saved views: yours, and shared ones"""
        response = call(self.transport, "GET", "/v1/views", {}, {})
        return as_json(response)

    def list_webhooks(self) -> Answer[list[s.WebhookAnswer]]:
        """All webhooks"""
        response = call(self.transport, "GET", "/v1/webhooks", {}, {})
        return as_json(response)

    def live(self) -> Answer[s.Live]:
        """Whether this process answers; when not, start it anew"""
        response = call(self.transport, "GET", "/health/live", {}, {})
        return as_json(response)

    def log_in(self, body: s.LoginForm) -> Answer[s.Me]:
        """Log in"""
        response = call(self.transport, "POST", "/v1/sessions", {}, {}, body, "application/json")
        return as_json(response)

    def log_out(self) -> Answer[None]:
        """Log out; a phone gives its token back"""
        response = call(self.transport, "DELETE", "/v1/sessions/me", {}, {})
        return as_nothing(response)

    def log_out_everywhere(self) -> Answer[None]:
        """Log out everywhere, on phones too"""
        response = call(self.transport, "DELETE", "/v1/sessions", {}, {})
        return as_nothing(response)

    def make_key(self, body: s.KeyForm) -> Answer[s.NewKey]:
        """Make an API key"""
        response = call(self.transport, "POST", "/v1/keys", {}, {}, body, "application/json")
        return as_json(response)

    def me(self) -> Answer[s.Me]:
        """Who is logged in"""
        response = call(self.transport, "GET", "/v1/sessions/me", {}, {})
        return as_json(response)

    def metrics(self) -> Answer[bytes]:
        """Numbers about the whole installation, for Prometheus"""
        response = call(self.transport, "GET", "/metrics", {}, {})
        return as_bytes(response)

    def move_invoice(self, invoice_id: str, body: s.MoveForm, *, if_match: str | None = None) -> Answer[s.InvoiceAnswer]:
        """Approve, reject, mark as duplicate, take back ..."""
        response = call(self.transport, "POST", f"/v1/invoices/{in_path(invoice_id)}/moves", {}, {"if-match": if_match}, body, "application/json")
        return as_json(response)

    def my_claims(self) -> Answer[list[s.ClaimAnswer]]:
        """What is mine"""
        response = call(self.transport, "GET", "/v1/review/claims", {}, {})
        return as_json(response)

    def notice_messages(self, *, cursor: str | None = None, limit: int | None = None, state: s.MessageState | None = None) -> Answer[s.MessageList]:
        """What became of mails and webhook requests"""
        response = call(self.transport, "GET", "/v1/notices/messages", {"cursor": cursor, "limit": limit, "state": state}, {})
        return as_json(response)

    def notice_settings(self) -> Answer[s.WishAnswer]:
        """How you are told"""
        response = call(self.transport, "GET", "/v1/notices/settings", {}, {})
        return as_json(response)

    def notices(self, *, cursor: str | None = None, limit: int | None = None, unread: bool | None = None) -> Answer[s.NoticeList]:
        """What you are told"""
        response = call(self.transport, "GET", "/v1/notices", {"cursor": cursor, "limit": limit, "unread": unread}, {})
        return as_json(response)

    def open_batch(self, batch_id: str, body: s.BatchForm) -> Answer[s.BatchAnswer]:
        """Open a batch under an id of one's own making"""
        response = call(self.transport, "PUT", f"/v1/batches/{in_path(batch_id)}", {}, {}, body, "application/json")
        return as_json(response)

    def original(self, document_id: str) -> Answer[bytes]:
        """The file as it came in"""
        response = call(self.transport, "GET", f"/v1/documents/{in_path(document_id)}/original", {}, {})
        return as_bytes(response)

    def outside(self, *, since: str | None = None) -> Answer[s.OutsideAnswer]:
        """How providers and ledgers do, with calls and costs"""
        response = call(self.transport, "GET", "/v1/outside", {"since": since}, {})
        return as_json(response)

    def overview(self, *, first: str | None = None, last: str | None = None) -> Answer[s.OverviewAnswer]:
        """What came in, where it stands, what is held up and why"""
        response = call(self.transport, "GET", "/v1/overview", {"first": first, "last": last}, {})
        return as_json(response)

    def page(self, document_id: str, page: int, *, longest: int | None = None, ahead: bool | None = None, if_none_match: str | None = None) -> Answer[bytes]:
        """A page as a picture"""
        response = call(
            self.transport,
            "GET",
            f"/v1/documents/{in_path(document_id)}/pages/{in_path(page)}.jpg",
            {"longest": longest, "ahead": ahead},
            {"if-none-match": if_none_match},
        )
        return as_bytes(response)

    def pair(self, body: s.PairingForm) -> Answer[s.DeviceToken]:
        """Pair this phone"""
        response = call(self.transport, "POST", "/v1/pairings/redeem", {}, {}, body, "application/json")
        return as_json(response)

    def policy(self) -> Answer[s.Policies]:
        """What we ask of invoices"""
        response = call(self.transport, "GET", "/v1/policy", {}, {})
        return as_json(response)

    def postpone(self, document_id: str, body: s.PauseForm) -> Answer[None]:
        """Put a document off"""
        response = call(self.transport, "PUT", f"/v1/review/documents/{in_path(document_id)}/pause", {}, {}, body, "application/json")
        return as_nothing(response)

    def prepared_page(self, invoice_id: str, page: int, preparation: s.Preparation, *, longest: int | None = None) -> Answer[bytes]:
        """A page laid flat, or without seals"""
        response = call(
            self.transport, "GET", f"/v1/review/invoices/{in_path(invoice_id)}/pages/{in_path(page)}/{in_path(preparation)}.jpg", {"longest": longest}, {}
        )
        return as_bytes(response)

    def read(self, body: bytes) -> Answer[dict[str, Any]]:
        """Read invoices"""
        response = call(self.transport, "POST", "/v1/read", {}, {}, body, "multipart/form-data")
        return as_json(response)

    def read_again(self, document_id: str, body: s.Reason) -> Answer[s.DocumentAnswer]:
        """Have a document read again"""
        response = call(self.transport, "POST", f"/v1/documents/{in_path(document_id)}/read", {}, {}, body, "application/json")
        return as_json(response)

    def read_notices(self, body: s.ReadForm) -> Answer[s.Unread]:
        """Mark notices as read"""
        response = call(self.transport, "POST", "/v1/notices/read", {}, {}, body, "application/json")
        return as_json(response)

    def read_place(self, document_id: str, page: int, body: s.PlaceForm) -> Answer[s.PlaceAnswer]:
        """Read a place of a page again"""
        response = call(self.transport, "POST", f"/v1/review/documents/{in_path(document_id)}/pages/{in_path(page)}/text", {}, {}, body, "application/json")
        return as_json(response)

    def ready(self) -> Answer[s.Ready]:
        """Whether documents can be taken in, kept and read now"""
        response = call(self.transport, "GET", "/health/ready", {}, {})
        return as_json(response)

    def receipt(self, receipt_id: str, *, wait: int | None = None, if_none_match: str | None = None) -> Answer[s.ReceiptAnswer | None]:
        """What became of a file that was sent"""
        response = call(self.transport, "GET", f"/v1/receipts/{in_path(receipt_id)}", {"wait": wait}, {"if-none-match": if_none_match})
        return as_json(response)

    def reconcile(self, body: s.RunForm) -> Answer[s.RunBrief]:
        """Reconcile now"""
        response = call(self.transport, "POST", "/v1/reconciliation/runs", {}, {}, body, "application/json")
        return as_json(response)

    def reconciliation(self, run_id: str) -> Answer[s.RunAnswer]:
        """One reconciliation, with its sums per day"""
        response = call(self.transport, "GET", f"/v1/reconciliation/runs/{in_path(run_id)}", {}, {})
        return as_json(response)

    def record(self, invoice_id: str) -> Answer[s.RecordAnswer]:
        """An invoice with its document, findings and relations"""
        response = call(self.transport, "GET", f"/v1/invoices/{in_path(invoice_id)}/record", {}, {})
        return as_json(response)

    def release(self, document_id: str) -> Answer[None]:
        """Give a document back"""
        response = call(self.transport, "DELETE", f"/v1/review/claims/{in_path(document_id)}", {}, {})
        return as_nothing(response)

    def renew_claims(self) -> Answer[list[s.ClaimAnswer]]:
        """Keep what is mine"""
        response = call(self.transport, "PUT", "/v1/review/claims", {}, {})
        return as_json(response)

    def renew_token(self) -> Answer[dict[str, str]]:
        """A new token for this phone"""
        response = call(self.transport, "POST", "/v1/devices/me/token", {}, {})
        return as_json(response)

    def reset_password(self, user_id: str) -> Answer[s.OneTimePassword]:
        """Give a user a one-time password"""
        response = call(self.transport, "POST", f"/v1/users/{in_path(user_id)}/password", {}, {})
        return as_json(response)

    def restore_document(self, document_id: str, body: s.Reason) -> Answer[s.DocumentAnswer]:
        """Restore a deleted document and its invoices"""
        response = call(self.transport, "POST", f"/v1/documents/{in_path(document_id)}/restore", {}, {}, body, "application/json")
        return as_json(response)

    def restore_invoice(self, invoice_id: str, body: s.RestoreForm) -> Answer[s.InvoiceAnswer]:
        """Restore a deleted invoice"""
        response = call(self.transport, "POST", f"/v1/invoices/{in_path(invoice_id)}/restore", {}, {}, body, "application/json")
        return as_json(response)

    def review(self, invoice_id: str) -> Answer[s.ReviewAnswer]:
        """An invoice with all that a decision needs"""
        response = call(self.transport, "GET", f"/v1/review/invoices/{in_path(invoice_id)}", {}, {})
        return as_json(response)

    def review_quality(self, *, days: int | None = None) -> Answer[s.QualityAnswer]:
        """How well reviewing goes"""
        response = call(self.transport, "GET", "/v1/review/quality", {"days": days}, {})
        return as_json(response)

    def review_queue(self, *, limit: int | None = None, quick_wins: bool | None = None) -> Answer[s.QueueAnswer]:
        """What waits for a reviewer"""
        response = call(self.transport, "GET", "/v1/review/queue", {"limit": limit, "quick_wins": quick_wins}, {})
        return as_json(response)

    def review_values(self, invoice_id: str, body: s.ValuesForm, *, if_match: str | None = None) -> Answer[s.ReviewAnswer]:
        """Correct values and lines"""
        response = call(self.transport, "PATCH", f"/v1/review/invoices/{in_path(invoice_id)}", {}, {"if-match": if_match}, body, "application/json")
        return as_json(response)

    def revoke_device(self, device_id: str) -> Answer[None]:
        """Revoke a phone's token"""
        response = call(self.transport, "DELETE", f"/v1/devices/{in_path(device_id)}", {}, {})
        return as_nothing(response)

    def revoke_key(self, key_id: str) -> Answer[None]:
        """Revoke an API key"""
        response = call(self.transport, "DELETE", f"/v1/keys/{in_path(key_id)}", {}, {})
        return as_nothing(response)

    def save_view(self, body: s.ViewForm) -> Answer[list[s.ViewAnswer]]:
        """Save a view"""
        response = call(self.transport, "PUT", "/v1/views", {}, {}, body, "application/json")
        return as_json(response)

    def send(self, invoice_id: str, body: s.SendForm) -> Answer[s.SendingsAnswer]:
        """Send or ask now, or send anew"""
        response = call(self.transport, "POST", f"/v1/invoices/{in_path(invoice_id)}/sendings", {}, {}, body, "application/json")
        return as_json(response)

    def send_feedback(self, body: s.FeedbackForm) -> Answer[s.FeedbackAnswer]:
        """Say something about a page"""
        response = call(self.transport, "POST", "/v1/feedback", {}, {}, body, "application/json")
        return as_json(response)

    def send_file(
        self,
        body: bytes,
        *,
        name: str | None = None,
        lane: s.Lane | None = None,
        batch: str | None = None,
        idempotency_key: str | None = None,
        x_content_sha256: str | None = None,
    ) -> Answer[s.ReceiptAnswer]:
        """Send a file"""
        response = call(
            self.transport,
            "POST",
            "/v1/invoices",
            {"name": name, "lane": lane, "batch": batch},
            {"Idempotency-Key": idempotency_key, "X-Content-SHA256": x_content_sha256},
            body,
            "application/octet-stream",
        )
        return as_json(response)

    def sending(self, sending_id: str) -> Answer[s.SendingAnswer]:
        """One sending, with history and proof"""
        response = call(self.transport, "GET", f"/v1/sendings/{in_path(sending_id)}", {}, {})
        return as_json(response)

    def sendings(self, invoice_id: str) -> Answer[s.SendingsAnswer]:
        """What was handed over of an invoice"""
        response = call(self.transport, "GET", f"/v1/invoices/{in_path(invoice_id)}/sendings", {}, {})
        return as_json(response)

    def split_document(self, document_id: str, body: s.SplitForm) -> Answer[s.RearrangedAnswer]:
        """Part a document"""
        response = call(self.transport, "POST", f"/v1/review/documents/{in_path(document_id)}/split", {}, {}, body, "application/json")
        return as_json(response)

    def test_ledger(self, name: str) -> Answer[s.LedgerTest]:
        """Ask a ledger once"""
        response = call(self.transport, "POST", f"/v1/ledgers/{in_path(name)}/test", {}, {})
        return as_json(response)

    def test_provider(self, name: str) -> Answer[s.ProviderTest]:
        """Ask a provider once"""
        response = call(self.transport, "POST", f"/v1/providers/{in_path(name)}/test", {}, {})
        return as_json(response)

    def try_mail(self) -> Answer[s.TrialAnswer]:
        """Send a mail to one's own address to try it"""
        response = call(self.transport, "POST", "/v1/notices/settings/test", {}, {})
        return as_json(response)

    def try_webhook(self, webhook_id: str) -> Answer[s.TrialAnswer]:
        """Post to a webhook to try it"""
        response = call(self.transport, "POST", f"/v1/webhooks/{in_path(webhook_id)}/test", {}, {})
        return as_json(response)

    def undo_rearrangement(self, rearrangement_id: str) -> Answer[None]:
        """Put pages back"""
        response = call(self.transport, "DELETE", f"/v1/review/rearrangements/{in_path(rearrangement_id)}", {}, {})
        return as_nothing(response)

    def upload(self, upload_id: str) -> Answer[s.UploadAnswer]:
        """How much is here, and the receipt"""
        response = call(self.transport, "GET", f"/v1/uploads/{in_path(upload_id)}", {}, {})
        return as_json(response)

    def upload_offset(self, upload_id: str, *, tus_resumable: str | None = None) -> Answer[None]:
        """How much is here"""
        response = call(self.transport, "HEAD", f"/v1/uploads/{in_path(upload_id)}", {}, {"tus-resumable": tus_resumable})
        return as_nothing(response)

    def upload_options(self) -> Answer[None]:
        """What of tus is spoken"""
        response = call(self.transport, "OPTIONS", "/v1/uploads", {}, {})
        return as_nothing(response)

    def verdict(self, document_id: str) -> Answer[s.VerdictAnswer]:
        """Whether a picture is good enough"""
        response = call(self.transport, "GET", f"/v1/documents/{in_path(document_id)}/verdict", {}, {})
        return as_json(response)

    def verification(self, invoice_id: str) -> Answer[s.VerificationAnswer]:
        """What the tax bureau says, and when it is asked again"""
        response = call(self.transport, "GET", f"/v1/invoices/{in_path(invoice_id)}/verification", {}, {})
        return as_json(response)

    def verify(self, invoice_id: str, body: s.VerificationForm) -> Answer[s.VerificationAnswer]:
        """Look up again now, or enter a check by hand"""
        response = call(self.transport, "POST", f"/v1/invoices/{in_path(invoice_id)}/verification", {}, {}, body, "application/json")
        return as_json(response)

    def withdraw_list(self, list_id: str) -> Answer[None]:
        """Take a list back"""
        response = call(self.transport, "DELETE", f"/v1/reconciliation/lists/{in_path(list_id)}", {}, {})
        return as_nothing(response)
