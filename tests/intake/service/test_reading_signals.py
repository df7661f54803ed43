"""What a reading process says of each try: to whoever counts, and in the log."""

from dataclasses import replace
from typing import Any

from structlog.contextvars import get_contextvars

from intake.errors import IntakeError
from intake.read_stored import Invoices
from intake.state import DocumentState
from intake.store.documents import find_document
from intake.store.receipts import Receipt, receive
from intake.workflow import DocumentReading, Outcome
from tests.intake.service.conftest import Reader
from tests.intake.store.samples import TENANT, arrival


def test_every_try_is_told_with_its_document_bound_to_the_log(reader: Reader) -> None:
    told: list[Outcome] = []
    bound: list[dict[str, Any]] = []

    def note(outcome: Outcome) -> None:
        told.append(outcome)
        bound.append(get_contextvars())

    reading = DocumentReading(replace(reader.parts, note=note))
    documents = []
    for content in (b"%PDF-1.7\nan invoice", b"%PDF-1.7\ndamaged"):
        reader.parts.files.put([content])
        with reader.parts.database.write() as session:
            receipt = receive(session, arrival(content))
        assert isinstance(receipt, Receipt)
        documents.append(receipt.document_id)
        reading.run(TENANT, str(receipt.document_id), "1", "single")
        reading.run(TENANT, str(receipt.document_id), "1", "single")  # a job that comes twice is no try
    assert [type(outcome) for outcome in told[:1]] == [Invoices] and isinstance(told[1], IntakeError) and len(told) == 2
    assert bound == [{"tenant": TENANT, "document": str(document)} for document in documents]
    assert not get_contextvars()
    with reader.parts.database.read() as session:
        found = find_document(session, TENANT, documents[0])
    assert found is not None and found.state is DocumentState.READ
