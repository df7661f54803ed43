"""Problems of sending documents, looking at them and changing what was found in them."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from uuid import UUID

from api.errors import NextStep, Problem
from intake.state import DocumentState, InvoiceState, Role


def key_used_for_other_bytes() -> Problem:
    return Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "idempotency_key_used",
        "This Idempotency-Key was used for another file. Make a new key for each file.",
        "该 Idempotency-Key 已用于其他文件，请为每个文件生成新的键。",
        NextStep.CORRECT_REQUEST,
    )


def key_malformed() -> Problem:
    return Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "idempotency_key_malformed",
        "An Idempotency-Key has 1 to 255 visible ASCII characters. Use a UUID.",
        "Idempotency-Key 须为 1 到 255 个可见 ASCII 字符，建议使用 UUID。",
        NextStep.CORRECT_REQUEST,
    )


def same_request_under_way(seconds: int) -> Problem:
    return Problem(
        HTTPStatus.CONFLICT,
        "request_under_way",
        f"A request with this Idempotency-Key is being answered. Ask again in {seconds} seconds.",
        f"相同 Idempotency-Key 的请求正在处理，请 {seconds} 秒后重试。",
        NextStep.TRY_LATER,
        seconds,
    )


def too_many_uploads(most: int, seconds: int) -> Problem:
    return Problem(
        HTTPStatus.TOO_MANY_REQUESTS,
        "too_many_uploads",
        f"You may send {most} files at a time. Go on in {seconds} seconds, when one of them is through.",
        f"同时上传的文件不能超过 {most} 个，请 {seconds} 秒后继续。",
        NextStep.TRY_LATER,
        seconds,
        {"limit": most},
    )


def waits_taken(seconds: int) -> Problem:
    return Problem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "too_many_streams",
        f"Too many listen for events. Ask for the state itself, or listen again in {seconds} seconds.",
        f"事件订阅过多，请直接查询状态，或 {seconds} 秒后重新订阅。",
        NextStep.TRY_LATER,
        seconds,
    )


def version_needed() -> Problem:
    return Problem(
        HTTPStatus.PRECONDITION_REQUIRED,
        "if_match_needed",
        "Say which version you saw: send the record's ETag in the header If-Match.",
        "请在 If-Match 请求头中提供所见记录的 ETag。",
        NextStep.CORRECT_REQUEST,
    )


def changed_meanwhile() -> Problem:
    return Problem(
        HTTPStatus.PRECONDITION_FAILED,
        "changed_meanwhile",
        "Somebody changed this record since you saw it. Load it again, look, and repeat your change.",
        "记录已被他人修改，请重新加载核对后再操作。",
        NextStep.CORRECT_REQUEST,
    )


def not_in_this_state(state: DocumentState | InvoiceState) -> Problem:
    return Problem(
        HTTPStatus.CONFLICT,
        "not_in_this_state",
        f"The record is {state.value}, and this can't be done then. Load it again; `moves` says what can be done.",
        f"记录当前状态为 {state.value}，不能执行该操作，请重新加载并按 moves 中所列操作。",
        NextStep.CORRECT_REQUEST,
        details={"state": state.value},
    )


def role_needed(roles: Iterable[Role]) -> Problem:
    names = ", ".join(sorted(role.value for role in roles))
    return Problem(
        HTTPStatus.FORBIDDEN,
        "role_needed_for_move",
        f"Only these may do that: {names}. Ask one of them.",
        f"仅以下角色可执行该操作：{names}，请联系相应人员。",
        NextStep.ASK_OPERATOR,
    )


def held_by_another(holder: UUID | None) -> Problem:
    """`holder`: the record that is this invoice already, None where the caller may not see it."""
    return Problem(
        HTTPStatus.CONFLICT,
        "held_by_another",
        "Another record is this invoice already. Mark this one as its duplicate, or correct the number.",
        "该发票已有其他记录，请将本记录标记为重复，或更正号码。",
        NextStep.CORRECT_REQUEST,
        details={"duplicate_of": None if holder is None else str(holder)},
    )


def own_document() -> Problem:
    return Problem(
        HTTPStatus.FORBIDDEN,
        "own_document",
        "You sent this document, so another person must review it. The firm's policy may allow it (own_review).",
        "该文件由您提交，须由他人复核。如确需自审，请在制度中启用 own_review。",
        NextStep.ASK_OPERATOR,
    )


def under_review_elsewhere(name: str) -> Problem:
    """`name`: who has it."""
    return Problem(
        HTTPStatus.CONFLICT,
        "under_review_elsewhere",
        f"{name} is reviewing this document. Take another, or wait until it is given back.",
        f"{name} 正在复核该文件，请选择其他文件或稍候。",
        NextStep.TRY_LATER,
        details={"holder": name},
    )


def nothing_to_review() -> Problem:
    return Problem(
        HTTPStatus.CONFLICT,
        "nothing_to_review",
        "No invoice of this document is under review any more. Take another one.",
        "该文件已无待复核的发票，请选择其他文件。",
        NextStep.CORRECT_REQUEST,
    )


def no_such_move() -> Problem:
    return Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "no_such_move",
        "No move leads there from any state by hand, or it must be said of which invoice this is a duplicate. `moves` of the invoice says what can be done.",
        "不存在该操作，或未指明重复的发票，可执行的操作见发票的 moves。",
        NextStep.CORRECT_REQUEST,
    )


def values_malformed(fields: Iterable[str]) -> Problem:
    names = list(fields)
    return Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "values_malformed",
        f"These fields don't exist on this kind of invoice, or have values of another form: {', '.join(names)}. Dates are 2024-03-08, sums 106.00.",
        f"以下字段不属于该票种或格式不符：{'、'.join(names)}。日期格式 2024-03-08，金额格式 106.00。",
        NextStep.CORRECT_REQUEST,
        details={"fields": names},
    )


def place_malformed() -> Problem:
    return Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "place_malformed",
        "The place is no quadrangle with its corners clockwise, of 2 pixels or more. Draw a rectangle around the print.",
        "所给区域不是按顺时针排列、边长不小于 2 像素的四边形，请框住要识别的文字。",
        NextStep.CORRECT_REQUEST,
    )


def parameter_malformed(name: str) -> Problem:
    return Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "parameter_malformed",
        f"The parameter {name} is none that was given out here. Begin again without it.",
        f"参数 {name} 无效，请去掉后重新查询。",
        NextStep.CORRECT_REQUEST,
    )


def too_many_rows(most: int) -> Problem:
    return Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "too_many_rows",
        f"More than {most} invoices fit. Narrow the search, or take CSV or JSON Lines.",
        f"符合条件的发票超过 {most} 张，请缩小范围，或导出为 CSV、JSON Lines。",
        NextStep.CORRECT_REQUEST,
        details={"limit": most},
    )


def no_picture() -> Problem:
    return Problem(
        HTTPStatus.NOT_FOUND,
        "no_such_page",
        "The document has no such page, or the page has no picture. Ask for another page, or download the original.",
        "没有该页，或该页没有图像，请查看其他页或下载原件。",
        NextStep.CORRECT_REQUEST,
    )


def not_a_picture() -> Problem:
    return Problem(
        HTTPStatus.CONFLICT,
        "not_a_picture",
        "Only pictures have a verdict on their quality. Ask for the document's state instead.",
        "仅图片有质量评价，请查询文件状态。",
        NextStep.CORRECT_REQUEST,
    )


# Resumable uploads


def tus_version_unsupported() -> Problem:
    return Problem(
        HTTPStatus.PRECONDITION_FAILED,
        "tus_version_unsupported",
        "Send the header Tus-Resumable: 1.0.0; no other version is spoken here.",
        "请发送 Tus-Resumable: 1.0.0 请求头，仅支持该版本。",
        NextStep.CORRECT_REQUEST,
    )


def tus_header_malformed(header: str) -> Problem:
    return Problem(
        HTTPStatus.BAD_REQUEST,
        "tus_header_malformed",
        f"The header {header} is missing or has no sense here. docs/http.md shows how to upload.",
        f"请求头 {header} 缺失或格式不符，用法见 docs/http.md。",
        NextStep.CORRECT_REQUEST,
        details={"header": header},
    )


def upload_too_large(most: int, actual: int) -> Problem:
    return Problem(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "upload_too_large",
        "The file is larger than may be uploaded, or your unfinished uploads take too much room. Finish or cancel some, or send a smaller file.",
        "文件超过上传上限，或未完成的上传占用过多空间，请先完成或取消部分上传，或减小文件。",
        NextStep.SEND_SMALLER,
        details={"limit": most, "actual": actual},
    )


def offset_wrong(offset: int, actual: int) -> Problem:
    """`offset`: bytes that are here; `actual`: where the request wants to go on."""
    return Problem(
        HTTPStatus.CONFLICT,
        "upload_offset_wrong",
        f"There are {offset} bytes here. Ask by HEAD, and go on from there.",
        f"已收到 {offset} 字节，请用 HEAD 查询后从该位置继续上传。",
        NextStep.CORRECT_REQUEST,
        details={"limit": offset, "actual": actual},
    )


def upload_in_use(seconds: int) -> Problem:
    return Problem(
        423,
        "upload_in_use",
        f"Another request writes to this upload. Ask by HEAD in {seconds} seconds.",
        f"该上传正被另一请求写入，请 {seconds} 秒后用 HEAD 查询。",
        NextStep.TRY_LATER,
        seconds,
    )


def chunk_arrived_damaged() -> Problem:
    return Problem(
        460,
        "chunk_checksum_mismatch",
        "This chunk is not what was sent: its checksum differs. Nothing of it was kept; send it again.",
        "该分片与发送的不一致（校验和不符），未保存，请重新发送。",
        NextStep.SEND_AGAIN,
    )
