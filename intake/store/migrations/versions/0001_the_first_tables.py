"""The first tables.

Revision 0001. There is no way down: the backup made before it is the way back.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "documents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("door", sa.String(length=20), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error_code", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
    )
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.create_index("ix_documents_queue", ["state", "received_at"], unique=False)
        batch_op.create_index("ix_documents_tenant_received", ["tenant", "received_at"], unique=False)
        batch_op.create_index(
            "uq_documents_live_sha256",
            ["sha256", "tenant"],
            unique=True,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )

    op.create_table(
        "readings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_readings_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readings")),
    )
    with op.batch_alter_table("readings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_readings_document_id"), ["document_id"], unique=False)

    op.create_table(
        "receipts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("first", sa.Boolean(), nullable=False),
        sa.Column("container_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("door", sa.String(length=20), nullable=False),
        sa.Column("sender", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["container_id"], ["documents.id"], name=op.f("fk_receipts_container_id")),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_receipts_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipts")),
    )
    with op.batch_alter_table("receipts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_receipts_container_id"), ["container_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_receipts_document_id"), ["document_id"], unique=False)
        batch_op.create_index("ix_receipts_tenant_received", ["tenant", "received_at"], unique=False)

    op.create_table(
        "idempotency_keys",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("sender", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("receipt_id", sa.Uuid(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["receipt_id"], ["receipts.id"], name=op.f("fk_idempotency_keys_receipt_id"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("tenant", "sender", "key", name=op.f("pk_idempotency_keys")),
    )
    with op.batch_alter_table("idempotency_keys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_idempotency_keys_claimed_at"), ["claimed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_idempotency_keys_receipt_id"), ["receipt_id"], unique=False)

    op.create_table(
        "invoices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("reading_id", sa.Uuid(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("duplicate_of", sa.Uuid(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=False),
        sa.Column("invoice_key", sa.String(length=81), nullable=True),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("issue_date", sa.Date(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("tax", sa.BigInteger(), nullable=True),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("buyer_name", sa.String(), nullable=False),
        sa.Column("buyer_tax_id", sa.String(length=40), nullable=False),
        sa.Column("seller_name", sa.String(), nullable=False),
        sa.Column("seller_tax_id", sa.String(length=40), nullable=False),
        sa.Column("parties", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_invoices_document_id")),
        sa.ForeignKeyConstraint(["duplicate_of"], ["invoices.id"], name=op.f("fk_invoices_duplicate_of")),
        sa.ForeignKeyConstraint(["reading_id"], ["readings.id"], name=op.f("fk_invoices_reading_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoices")),
    )
    with op.batch_alter_table("invoices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invoices_duplicate_of"), ["duplicate_of"], unique=False)
        batch_op.create_index("ix_invoices_queue", ["state", "received_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_invoices_reading_id"), ["reading_id"], unique=False)
        batch_op.create_index("ix_invoices_tenant_date", ["tenant", "issue_date"], unique=False)
        batch_op.create_index("ix_invoices_tenant_id", ["tenant", "id"], unique=False)
        batch_op.create_index("ix_invoices_tenant_key", ["tenant", "invoice_key"], unique=False)
        batch_op.create_index("ix_invoices_tenant_number", ["tenant", "number", "id"], unique=False)
        batch_op.create_index("ix_invoices_tenant_state", ["tenant", "state", "id"], unique=False)
        batch_op.create_index("ix_invoices_tenant_total", ["tenant", "total"], unique=False)
        batch_op.create_index(
            "uq_invoices_held_key",
            ["tenant", "invoice_key"],
            unique=True,
            sqlite_where=sa.text("deleted_at IS NULL AND invoice_key IS NOT NULL AND state NOT IN ('rejected', 'duplicate')"),
            postgresql_where=sa.text("deleted_at IS NULL AND invoice_key IS NOT NULL AND state NOT IN ('rejected', 'duplicate')"),
        )
        batch_op.create_index("uq_invoices_place", ["document_id", "page", "position"], unique=True)

    op.create_table(
        "field_values",
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(), nullable=True),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=True),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("reading_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoices.id"], name=op.f("fk_field_values_invoice_id")),
        sa.ForeignKeyConstraint(["reading_id"], ["readings.id"], name=op.f("fk_field_values_reading_id")),
        sa.PrimaryKeyConstraint("invoice_id", "field", "version", name=op.f("pk_field_values")),
    )
    with op.batch_alter_table("field_values", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_field_values_reading_id"), ["reading_id"], unique=False)

    op.create_table(
        "findings",
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("rule", sa.String(length=20), nullable=False),
        sa.Column("severity", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoices.id"], name=op.f("fk_findings_invoice_id")),
        sa.PrimaryKeyConstraint("invoice_id", "rule", name=op.f("pk_findings")),
    )
    with op.batch_alter_table("findings", schema=None) as batch_op:
        batch_op.create_index("ix_findings_rule", ["rule", "invoice_id"], unique=False)

    op.create_table(
        "history",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("invoice_id", sa.Uuid(), nullable=True),
        sa.Column("event", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("target", sa.String(length=20), nullable=False),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(document_id IS NULL) <> (invoice_id IS NULL)", name=op.f("ck_history_one_record")),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_history_document_id")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoices.id"], name=op.f("fk_history_invoice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history")),
    )
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.create_index("ix_history_document", ["document_id", "id"], unique=False)
        batch_op.create_index("ix_history_invoice", ["invoice_id", "id"], unique=False)
        batch_op.create_index("ix_history_tenant", ["tenant", "happened_at"], unique=False)

    op.create_table(
        "invoice_results",
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("reading_id", sa.Uuid(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoices.id"], name=op.f("fk_invoice_results_invoice_id")),
        sa.ForeignKeyConstraint(["reading_id"], ["readings.id"], name=op.f("fk_invoice_results_reading_id")),
        sa.PrimaryKeyConstraint("invoice_id", "reading_id", name=op.f("pk_invoice_results")),
    )
    with op.batch_alter_table("invoice_results", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invoice_results_reading_id"), ["reading_id"], unique=False)
