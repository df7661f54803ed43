"""What routes may answer besides what they are asked for, for the OpenAPI document."""

from __future__ import annotations

from typing import Any

from api.errors import CHECKSUM_MISMATCH
from api.schemas import later_answer, problem_answer

Answers = dict[int | str, dict[str, Any]]

RULES: Answers = {
    401: problem_answer("No credential, or one that has ended"),
    403: problem_answer("Not permitted, or the CSRF token is missing or wrong"),
    503: later_answer("The store or a place can't be used just now"),
}
"""Of every route that has a rule."""
ONE: Answers = {**RULES, 404: problem_answer("There is none, or not for you"), 422: problem_answer("Not what is asked for")}
"""Of every route about one record."""
MANY: Answers = {**RULES, 422: problem_answer("Not what is asked for")}
CHANGE: Answers = {
    **ONE,
    409: problem_answer("Not in the state the record is in, or another record stands against it"),
    412: problem_answer("Somebody changed it meanwhile"),
    428: problem_answer("The header If-Match is missing"),
}
SEND: Answers = {
    **MANY,
    400: problem_answer("The request can't be understood, or broke off"),
    408: problem_answer("The request took too long to come in"),
    409: later_answer("A request with the same Idempotency-Key is under way"),
    413: problem_answer("Too large; refused before it is read"),
    415: problem_answer("Not a type that is read, by its content"),
    429: later_answer("Too many uploads at a time"),
    CHECKSUM_MISMATCH: problem_answer("What arrived is not what was sent"),
}
PICTURE = {"content": {"image/jpeg": {"schema": {"type": "string", "contentMediaType": "image/jpeg"}}}}
FILE = {"content": {"application/octet-stream": {"schema": {"type": "string", "contentMediaType": "application/octet-stream"}}}}
SEND_FILE: dict[str, Any] = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "properties": {"file": {"type": "string", "contentMediaType": "application/octet-stream", "description": "Told by content, not by name"}},
                "required": ["file"],
            }
        },
        "application/octet-stream": {"schema": {"type": "string", "contentMediaType": "application/octet-stream"}},
    },
}
