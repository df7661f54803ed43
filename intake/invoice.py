"""The resolved business values of one invoice, and what was found about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from intake.anomaly_values import Anomaly, Behaviour
from intake.evidence import Evidence, Place, Source


class Kind(StrEnum):
    """Kinds of invoice and ticket, as the result format names them."""

    VAT_SPECIAL = "vat_special"
    VAT_GENERAL = "vat_general"
    VAT_E_SPECIAL = "vat_e_special"
    VAT_E_GENERAL = "vat_e_general"
    DIGITAL_SPECIAL = "digital_special"
    DIGITAL_GENERAL = "digital_general"
    VAT_ROLL = "vat_roll"
    TOLL_E = "toll_e"
    MOTOR_VEHICLE = "motor_vehicle"
    USED_VEHICLE = "used_vehicle"
    BLOCKCHAIN = "blockchain"
    RAIL_E = "rail_e"
    AIR_E = "air_e"
    TAXI = "taxi"
    TRAIN = "train"
    QUOTA = "quota"
    TOLL = "toll"
    BUS = "bus"
    MACHINE_PRINTED = "machine_printed"
    MEDICAL = "medical"
    FISCAL = "fiscal"
    OTHER = "other"
    NOT_INVOICE = "not_invoice"


class FieldState(StrEnum):
    READ = "read"
    EMPTY = "empty"
    """Printed without a value."""
    ABSENT = "absent"
    """This kind does not have it."""
    UNREADABLE = "unreadable"
    """There is print, nobody can read it."""
    NOT_APPLICABLE = "not_applicable"
    """Printed as stars: exempt."""


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Decision(StrEnum):
    ACCEPT = "accept"
    REVIEW = "review"
    REJECT = "reject"


KEY_FIELDS = (
    "invoice_code",
    "invoice_number",
    "issue_date",
    "check_code",
    "machine_number",
    "buyer_name",
    "buyer_tax_id",
    "seller_name",
    "seller_tax_id",
    "amount",
    "tax",
    "total",
    "total_in_words",
)
"""The fields a wrong value of which must never pass unseen."""

ITEM_COLUMNS = ("name", "specification", "unit", "quantity", "unit_price", "amount", "tax_rate", "tax")
TOLL_ITEM_COLUMNS = ("name", "plate_number", "vehicle_type", "start_date", "end_date", "amount", "tax_rate", "tax")


@dataclass(frozen=True)
class Field:
    """One field of an invoice after all its evidence was weighed."""

    value: str | None
    """In the form of the result format; None exactly when unreadable or absent."""
    state: FieldState
    confidence: float
    """0..1."""
    source: Source | None = None
    """The evidence that won."""
    raw: str = ""
    place: Place | None = None
    evidence: tuple[Evidence, ...] = ()
    """All of it, the losers too."""
    confirmed_by: tuple[str, ...] = ()
    """What independently agrees with the value: names of sources (`qr`, `ocr:PP-OCRv6_tiny`) and constraints (`checksum`, `arithmetic`, `words`, `no_ink` ...)."""
    repaired_from: str | None = None
    """What was read, where a constraint singled out a correction of one character."""

    @property
    def text(self) -> str:
        """The value, "" where there is none."""
        return self.value or ""


@dataclass(frozen=True)
class Item:
    """One line of goods. Cells as printed; a cell that this kind does not have is absent from `cells`."""

    cells: dict[str, str]
    confidence: float
    place: Place | None = None


@dataclass(frozen=True)
class Seal:
    kind: str
    """`seller` or `supervision`, or `other`."""
    place: Place
    text: str = ""


@dataclass(frozen=True)
class Quality:
    """Whether the picture is good enough, and what to do about it."""

    verdict: str = "good"
    """good, usable or retake."""
    issues: tuple[str, ...] = ()
    """Of: blur, glare, dark, cut_edge, too_small, screen_photo."""
    advice: str = ""
    advice_zh: str = ""


@dataclass(frozen=True)
class BatchSheet:
    """The cover of a batch, with what whoever packed it counted."""

    id: str
    count: int | None
    """Invoices; None where the sheet does not say."""
    total: int | None
    """分, of their totals; None where the sheet does not say."""


@dataclass(frozen=True)
class Code:
    """A QR code or barcode found on a page."""

    payload: str
    decoder: str
    """pyzbar, zxing, opencv, or `ofd`/`xml` where the file holds the payload as data."""
    place: Place | None = None
    symbology: str = "QR"


@dataclass(frozen=True)
class Suggestion:
    field: str
    value: str


@dataclass(frozen=True)
class Finding:
    """A reason to look twice."""

    rule: str
    severity: Severity
    message: str
    message_zh: str
    fields: tuple[str, ...] = ()
    expected: str = ""
    found: str = ""
    suggestion: Suggestion | None = None
    version: str = "1"
    effective: str = ""
    """ISO date since when this version of the rule holds; "" = always."""


@dataclass(frozen=True)
class Obstacle:
    """Something that keeps an invoice from going on without a person: were it gone, and the others, the invoice would be accepted."""

    code: str
    """A rule, or what else it is: `unconfirmed`, `contradicted`, `anomaly` ..."""
    message: str
    message_zh: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class ListLine:
    """The main page's one line where the goods stand on a list: (详见销货清单)."""

    cells: dict[str, str]


@dataclass(frozen=True)
class Invoice:
    """One invoice, resolved. `fields` holds every field this kind has."""

    kind: Kind
    kind_detail: str = ""
    """The finer id of the domain reference, e.g. `DP_GENERAL`."""
    kind_said_by: tuple[str, ...] = ()
    """Who names the kind: title, qr, code, layout, data ...; two of them confirm it."""
    title_says: Kind | None = None
    """The kind that the title names, where that is special and the invoice's is general or the other way round."""
    fields: dict[str, Field] = field(default_factory=dict)
    items: tuple[Item, ...] = ()
    list_line: ListLine | None = None
    seals: tuple[Seal, ...] = ()
    codes: tuple[Code, ...] = ()
    quality: Quality = Quality()
    findings: tuple[Finding, ...] = ()
    anomaly: Anomaly | None = None
    """None where no anomaly model looked."""
    behaviour: Behaviour | None = None
    """None where it was compared with no history."""
    all_right: float | None = None
    """Calibrated probability, 0..1, that every key field is right and nothing was tampered with; None where it was not estimated."""
    obstacles: tuple[Obstacle, ...] = ()
    """What stands against accepting it; empty when it is accepted."""
    decision: Decision = Decision.REVIEW

    def value(self, name: str) -> str:
        """The value of a field, "" where it is empty, unreadable or absent."""
        found = self.fields.get(name)
        return found.text if found else ""
