"""What the store answers to a change, as an HTTP problem where nothing was changed."""

from __future__ import annotations

from sqlalchemy.orm import Session

from api.access_problems import record_not_found
from api.document_problems import changed_meanwhile, held_by_another, not_in_this_state, role_needed
from api.errors import RequestError
from api.invoice_views import seen_or_none
from intake.people.caller import Caller
from intake.store.answers import Done, NotAllowed, NotNow, Overtaken, Taken


def version_after(session: Session, caller: Caller, answer: Done | Overtaken | NotAllowed | NotNow | Taken) -> int:
    """Of the record that was changed. Raises RequestError where nothing was."""
    match answer:
        case Done():
            return answer.version
        case NotAllowed():
            raise RequestError(role_needed(answer.needed))
        case NotNow():
            raise RequestError(not_in_this_state(answer.state))
        case Taken():
            raise RequestError(held_by_another(seen_or_none(session, caller, answer.holder)))
        case Overtaken(state=None):
            raise RequestError(record_not_found())
        case Overtaken():
            raise RequestError(changed_meanwhile())
