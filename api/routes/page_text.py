"""What stands in a place of a page, read while a reviewer waits: by the networks that read, in a process of those that look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path
from pydantic import Field

from api.access import LOGIN_ONLY, Requires
from api.answers import ONE
from api.document_problems import no_picture, place_malformed
from api.errors import RequestError
from api.http_door import DoorDep
from api.looks import Original
from api.routes.documents import MOST_PAGES
from api.seen import seen_document
from intake.extraction.values import PARSERS, free_text
from intake.people.caller import Caller
from intake.people.scopes import Scope
from intake.region_text import PlaceReading
from models.geometry import Point, Quad

router = APIRouter(prefix="/v1/review/documents/{document_id}/pages/{page}", tags=["review"])

Reviewing = Annotated[Caller, Depends(Requires(Scope.DECIDE, by=LOGIN_ONLY))]
_FURTHEST = 100_000.0
_LEAST_SIDE = 2.0
"""Pixels of the original."""
Coordinate = Annotated[float, Field(ge=-_FURTHEST, le=_FURTHEST, allow_inf_nan=False)]
Corner = Annotated[list[Coordinate], Field(min_length=2, max_length=2)]
Place = Annotated[list[Corner], Field(min_length=4, max_length=4)]


@dataclass(frozen=True)
class PlaceForm:
    place: Place
    """Four corners in pixels of the original page, clockwise from the top left of the text, however that is turned."""
    field: Annotated[str, Field(max_length=64)] = ""
    """As whose value the text is wanted; free text where it is left out."""


@dataclass(frozen=True)
class PlaceWord:
    text: str
    value: str
    """The text as the field takes it; "" where it is no such value."""
    box: list[list[float]]


@dataclass(frozen=True)
class PlaceText:
    reader: str
    text: str
    value: str
    words: list[PlaceWord]


@dataclass(frozen=True)
class PlaceAnswer:
    readings: list[PlaceText]
    """Of each reader that saw something; the first is the one whose text is the record."""


@router.post("/text", summary="Read a place of a page again", operation_id="readPlace", responses=ONE)
def read_place(document_id: UUID, page: Annotated[int, Path(ge=1, le=MOST_PAGES)], form: PlaceForm, caller: Reviewing, door: DoorDep) -> PlaceAnswer:
    """Keeps nothing: what it says is a suggestion."""
    place = _quad(form.place)
    with door.backend.database.read() as session:
        document = seen_document(session, caller, document_id)
        given = door.backend.safe.passwords(session, document)
    original = Original(document.sha256, document.name, (*given, *door.settings.read.passwords))
    found = door.looks.text(original, page, place, door.settings.door.picture_seconds)
    if found is None:
        raise RequestError(no_picture())
    return PlaceAnswer([_answer(reading, form.field) for reading in found])


def _answer(reading: PlaceReading, field: str) -> PlaceText:
    words = [PlaceWord(word.text, _value(field, word.text), [list(point) for point in word.quad.points]) for line in reading.lines for word in line.words]
    return PlaceText(reading.reader, reading.text, _value(field, reading.text), words)


def _value(field: str, text: str) -> str:
    return PARSERS.get(field, free_text)(text)


def _quad(place: list[list[float]]) -> Quad:
    """Raises RequestError for what is no convex quadrangle with its corners clockwise."""
    a, b, c, d = ((float(x), float(y)) for x, y in place)
    quad = Quad((a, b, c, d))
    turns = [_turn(*corners) for corners in ((a, b, c), (b, c, d), (c, d, a), (d, a, b))]
    if min(turns) <= 0 or min(quad.width, quad.height) < _LEAST_SIDE:
        raise RequestError(place_malformed())
    return quad


def _turn(p: Point, q: Point, r: Point) -> float:
    """Above 0 where the way from `p` over `q` to `r` turns clockwise, y down."""
    return (q[0] - p[0]) * (r[1] - q[1]) - (q[1] - p[1]) * (r[0] - q[0])
