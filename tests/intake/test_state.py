import pytest

from intake.invoice import Decision
from intake.state import (
    DOCUMENT_MOVES,
    INVOICE_MOVES,
    MAY_CORRECT,
    RELEASED_STATES,
    SENT_STATES,
    STATE_OF_DECISION,
    Actor,
    DocumentState,
    InvoiceState,
    Role,
    allowed_roles,
    machine,
    targets,
)

REVIEWER = Actor("user:reviewer", frozenset({Role.REVIEWER}))
MACHINE = machine("reader")


def test_no_move_stands_twice_in_the_tables() -> None:
    for moves in (DOCUMENT_MOVES, INVOICE_MOVES):
        pairs = [(move.source, move.target) for move in moves]
        assert len(pairs) == len(set(pairs))
        assert all(move.source is not move.target and move.by for move in moves)


def test_every_state_is_reached() -> None:
    documents, invoices = {DocumentState.RECEIVED}, {*STATE_OF_DECISION.values(), InvoiceState.DUPLICATE}
    for _ in range(10):
        documents |= {move.target for move in DOCUMENT_MOVES if move.source in documents}
        invoices |= {move.target for move in INVOICE_MOVES if move.source in invoices}
    assert documents == set(DocumentState)
    assert invoices == set(InvoiceState)


def test_only_what_is_void_has_no_way_out() -> None:
    assert {state for state in InvoiceState if not any(move.source is state for move in INVOICE_MOVES)} == {InvoiceState.VOID}
    assert all(any(move.source is state for move in DOCUMENT_MOVES) for state in DocumentState)


def test_a_document_is_read_by_machines_and_read_again_at_a_persons_wish() -> None:
    for state in (DocumentState.READ, DocumentState.FAILED, DocumentState.QUARANTINED):
        assert allowed_roles(DOCUMENT_MOVES, DocumentState.READING, state) == {Role.MACHINE}
        assert Role.MACHINE not in allowed_roles(DOCUMENT_MOVES, state, DocumentState.RECEIVED)


def test_a_machine_never_approves_what_is_under_review() -> None:
    assert not MACHINE.may(allowed_roles(INVOICE_MOVES, InvoiceState.IN_REVIEW, InvoiceState.APPROVED))
    assert not MACHINE.may(MAY_CORRECT)


def test_approved_comes_before_verified_comes_before_uploaded() -> None:
    sources = {target: {move.source for move in INVOICE_MOVES if move.target is target} for target in InvoiceState}
    assert sources[InvoiceState.VERIFYING] == {InvoiceState.APPROVED}
    assert sources[InvoiceState.VERIFIED] == {InvoiceState.VERIFYING, InvoiceState.UPLOADING}
    assert sources[InvoiceState.UPLOADING] == {InvoiceState.VERIFIED}
    assert sources[InvoiceState.CONFIRMED] == {InvoiceState.UPLOADING}


def test_only_the_machine_confirms() -> None:
    assert allowed_roles(INVOICE_MOVES, InvoiceState.UPLOADING, InvoiceState.CONFIRMED) == {Role.MACHINE}


def test_what_is_booked_is_taken_back_by_those_who_keep_the_books() -> None:
    assert allowed_roles(INVOICE_MOVES, InvoiceState.CONFIRMED, InvoiceState.IN_REVIEW) == {Role.FINANCE, Role.ADMINISTRATOR}


def test_a_record_that_was_sent_keeps_its_key() -> None:
    assert not set(SENT_STATES) & set(RELEASED_STATES)


def test_a_submitter_decides_nothing_about_invoices() -> None:
    assert not any(Role.SUBMITTER in move.by for move in INVOICE_MOVES)


def test_every_decision_has_a_state_to_begin_in() -> None:
    assert set(STATE_OF_DECISION) == set(Decision)


def test_a_move_that_does_not_exist_is_a_fault_of_the_program() -> None:
    with pytest.raises(ValueError, match="in_review to confirmed"):
        allowed_roles(INVOICE_MOVES, InvoiceState.IN_REVIEW, InvoiceState.CONFIRMED)


def test_targets_are_what_this_actor_may_do() -> None:
    assert targets(INVOICE_MOVES, InvoiceState.IN_REVIEW, REVIEWER) == (InvoiceState.APPROVED, InvoiceState.REJECTED, InvoiceState.VOID, InvoiceState.DUPLICATE)
    assert targets(INVOICE_MOVES, InvoiceState.IN_REVIEW, MACHINE) == (InvoiceState.DUPLICATE,)
    assert targets(INVOICE_MOVES, InvoiceState.CONFIRMED, REVIEWER) == ()
