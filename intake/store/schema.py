"""All tables of the store, for those who need to know every one: revisions and tests. Modules that define tables of their own are listed here."""

from __future__ import annotations

from sqlalchemy import MetaData

from intake.store import (
    agreements,
    audit,
    batches,
    company_tables,
    containers,
    correction_words,
    document_passwords,
    feedback,
    kept_settings,
    keyings,
    notice_tables,
    parties,
    past_invoices,
    people_tables,
    planted_checks,
    probes,
    rearranging,
    reconciliation_tables,
    review_drafts,
    review_tables,
    saved_views,
    upload_batches,
    upload_tables,
    verification_tables,
    workers,
)
from intake.store.tables import Base


def all_tables() -> MetaData:
    """A table is known to its metadata once the module that defines it is imported."""
    own = (
        containers.ContainerFailureRow,
        workers.WorkerRow,
        audit.AuditRow,
        agreements.AgreementRow,
        keyings.KeyingRow,
        planted_checks.PlantedCheckRow,
        batches.BatchSheetRow,
        upload_batches.UploadBatchRow,
        people_tables.UserRow,
        company_tables.FilingRow,
        past_invoices.PastInvoiceRow,
        parties.SightingRow,
        correction_words.CorrectionRow,
        document_passwords.DocumentPasswordRow,
        feedback.FeedbackRow,
        kept_settings.KeptSettingRow,
        upload_tables.UploadRow,
        verification_tables.VerificationRow,
        review_drafts.ReviewDraftRow,
        review_tables.ReviewRow,
        saved_views.SavedViewRow,
        notice_tables.NoticeRow,
        probes.ProbeRow,
        rearranging.RearrangedDocumentRow,
        reconciliation_tables.DifferenceRow,
    )
    assert all(row.metadata is Base.metadata for row in own)
    return Base.metadata
