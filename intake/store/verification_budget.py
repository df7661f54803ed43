"""The count of questions about an invoice on a day of the bureau. The database itself refuses a sixth one, however many processes ask at once."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from intake.store.insert_of import insert_of
from intake.store.verification_tables import BudgetRow
from intake.verification.budget import PER_DAY, budget_day, spent_after
from intake.verification.verifier import Answer


def spend(session: Session, invoice_key: str, at: datetime) -> bool:
    """Counts one more question. False, and nothing is counted, where there were as many as a day may have."""
    day = budget_day(at)
    table = insert_of(session, BudgetRow)
    session.execute(table.values(invoice_key=invoice_key, day=day, spent=0).on_conflict_do_nothing())
    mine = [BudgetRow.invoice_key == invoice_key, BudgetRow.day == day]
    counted = update(BudgetRow).where(*mine, BudgetRow.spent < PER_DAY).values(spent=BudgetRow.spent + 1)
    return session.scalar(counted.returning(BudgetRow.spent)) is not None


def count_answer(session: Session, invoice_key: str, said: Answer, asked_at: datetime) -> None:
    """Gives back a question that did not reach the bureau, and takes over what the bureau says of others. `asked_at` names the day."""
    mine = [BudgetRow.invoice_key == invoice_key, BudgetRow.day == budget_day(asked_at)]
    spent = session.scalar(select(BudgetRow.spent).where(*mine).with_for_update())
    if spent is not None and (after := spent_after(spent, said)) != spent:
        session.execute(update(BudgetRow).where(*mine).values(spent=after))


def spent_on(session: Session, invoice_key: str, at: datetime) -> int:
    """Questions on the day that holds this moment."""
    mine = [BudgetRow.invoice_key == invoice_key, BudgetRow.day == budget_day(at)]
    return session.scalar(select(BudgetRow.spent).where(*mine)) or 0


def forget_budgets(session: Session, before: date) -> int:
    """Removes the counts of days before that one, of which nobody asks any more. How many."""
    return len(session.scalars(delete(BudgetRow).where(BudgetRow.day < before).returning(BudgetRow.day)).all())
