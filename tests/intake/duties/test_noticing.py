"""What people are told, once, by which way and when."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete

from intake.invoice import Kind
from intake.notices.channel import NotDelivered
from intake.notices.topics import Topic
from intake.people.user import User
from intake.state import DocumentState, InvoiceState, Role, machine
from intake.store.documents import begin_reading, fail, quarantine, read_again
from intake.store.invoices import find_invoice
from intake.store.ledger_health import record_failure, record_success
from intake.store.moves import move_invoice
from intake.store.notice_tables import NoticeCursorRow
from intake.store.notice_wishes import Wish, set_wish
from intake.store.notice_words import MessageState
from intake.store.notices import count_unread, mark_read, notices_of
from intake.store.people_users import disable_user
from intake.store.receipts import receive
from intake.store.session import Database
from intake.store.uploads import step_upload, uploads_of_invoice
from intake.store.verification_questions import ask
from intake.store.verifications import add_alert, begin, find_standing
from intake.store.webhooks import add_webhook, end_webhook
from intake.upload.outbox import Patience, SendingCause, Step, UploadState
from intake.verification.verifier import InvoiceStatus, Query
from tests.intake.notices.notice_house import Telling, acting
from tests.intake.store.samples import ADMINISTRATOR, READER, TENANT, arrival, arrive, digital, read, record, result, verify

UPLOADER, VERIFIER = machine("uploader"), machine("verifier")


def sent_by(telling: Telling, user: User, content: bytes = b"invoice", serial: int = 1) -> tuple[UUID, UUID]:
    """A document and its invoice."""
    with telling.database.write() as session:
        receipt = receive(session, arrival(content, sender=acting(user), at=telling.clock()))
        (invoice,) = record(session, receipt.document_id, result(digital(serial)), at=telling.clock()).invoices  # type: ignore[union-attr]
    return receipt.document_id, invoice  # type: ignore[union-attr]


def approve(telling: Telling, invoice: UUID, user: User) -> None:
    with telling.database.write() as session:
        move_invoice(session, TENANT, invoice, InvoiceState.IN_REVIEW, InvoiceState.APPROVED, actor=acting(user), why="seen", at=telling.clock())


def refuse_upload(telling: Telling, invoice: UUID, detail: str = "E17: no such supplier") -> None:
    """The ledger will not have it."""
    now = telling.clock()
    with telling.database.write() as session:
        verify(session, invoice, at=now)
        upload = uploads_of_invoice(session, TENANT, invoice)[-1]
        sending = step_upload(session, upload, Step(UploadState.SENDING, SendingCause.NONE, now), "erp", actor=UPLOADER, at=now)
        assert sending is not None
        assert step_upload(session, sending, Step(UploadState.REJECTED, SendingCause.REFUSED, None, detail=detail), "erp", actor=UPLOADER, at=now)


def fail_reading(telling: Telling, document: UUID) -> None:
    with telling.database.write() as session:
        begin_reading(session, TENANT, document, actor=READER, at=telling.clock())
        fail(session, TENANT, document, error_code="pdf_damaged", actor=READER, why="The PDF is damaged. · PDF 已损坏。", at=telling.clock())


def topics(telling: Telling, user: User) -> Sequence[Topic]:
    return [notice.topic for notice in telling.listed(user)]


def test_nothing_is_told_while_nothing_is_wrong(telling: Telling) -> None:
    sender, reviewer = telling.person("zhang", Role.ADMINISTRATOR), telling.person("li", Role.REVIEWER)
    _, invoice = sent_by(telling, sender)
    approve(telling, invoice, reviewer)
    for _ in range(3):
        telling.look(hours=7)
    assert not telling.listed(sender) and not telling.messages()


def test_a_refused_upload_is_told_at_once_to_who_approved_it_and_to_nobody_else(telling: Telling) -> None:
    boss = telling.person("boss")
    sender, reviewer, finance = telling.person("zhang", Role.SUBMITTER), telling.person("li", Role.REVIEWER), telling.person("wu", Role.FINANCE)
    _, invoice = sent_by(telling, sender)
    approve(telling, invoice, reviewer)
    refuse_upload(telling, invoice)
    telling.look()
    (notice,) = telling.listed(reviewer)
    assert (notice.topic, notice.about.id) == (Topic.UPLOAD_REFUSED, str(invoice))
    assert "no such supplier" in notice.words.text and "记账系统拒收" in notice.words.text_zh and digital(1) in notice.words.subject_zh
    assert [to for to, _, _ in telling.letters.sent] == ["li@example.cn"]
    assert telling.letters.sent[0][1].subject.startswith("【紧急】未能入账：")
    assert not any(map(telling.listed, (boss, sender, finance)))


def test_where_the_responsible_person_has_left_others_are_told(telling: Telling) -> None:
    boss = telling.person("boss")
    sender, reviewer = telling.person("zhang", Role.SUBMITTER), telling.person("li", Role.REVIEWER)
    _, invoice = sent_by(telling, sender)
    approve(telling, invoice, reviewer)
    with telling.database.write() as session:
        disable_user(session, TENANT, reviewer.id, actor=ADMINISTRATOR, at=telling.clock())
        disable_user(session, TENANT, sender.id, actor=ADMINISTRATOR, at=telling.clock())
    refuse_upload(telling, invoice)
    telling.look()
    assert topics(telling, boss) == [Topic.UPLOAD_REFUSED]
    assert not telling.listed(reviewer)


def test_the_same_is_told_once_and_again_only_when_it_happens_anew(telling: Telling) -> None:
    boss = telling.person("boss")
    document, _ = _waiting(telling, boss)
    fail_reading(telling, document)
    for _ in range(3):
        telling.look(seconds=5)
    assert topics(telling, boss) == [Topic.DOCUMENT_FAILED]
    with telling.database.write() as session:
        read_again(session, TENANT, document, DocumentState.FAILED, actor=acting(boss), why="once more", at=telling.clock())
    fail_reading(telling, document)
    telling.look(seconds=5)
    assert topics(telling, boss) == [Topic.DOCUMENT_FAILED] * 2


def _waiting(telling: Telling, user: User, content: bytes = b"broken") -> tuple[UUID, str]:
    with telling.database.write() as session:
        receipt = receive(session, arrival(content, sender=acting(user), at=telling.clock(), name="损坏.pdf\r\nBcc: all@example.cn"))
    return receipt.document_id, ""  # type: ignore[union-attr]


def test_what_is_not_urgent_goes_out_together_at_half_past_eight(telling: Telling) -> None:
    boss = telling.person("boss")
    for content in (b"one", b"two", b"three"):
        fail_reading(telling, _waiting(telling, boss, content)[0])
        telling.look(minutes=10)
    assert len(telling.listed(boss)) == 3 and not telling.letters.sent
    telling.look(hours=19, minutes=50)  # 08:20 the next morning in Beijing
    assert not telling.letters.sent
    telling.look(minutes=11)
    ((to, letter, _),) = telling.letters.sent
    assert to == "boss@example.cn" and letter.subject == "发票通知汇总：3 条"
    assert letter.text.count("无法识别") == 3 and "\r" not in letter.subject
    telling.look(days=1)
    telling.look(days=1)
    assert len(telling.letters.sent) == 1


def test_urgent_notices_that_follow_soon_go_together(telling: Telling) -> None:
    telling.person("boss")
    for serial in range(1, 6):
        with telling.database.write() as session:
            document = arrive(session, f"killer {serial}".encode())
            begin_reading(session, TENANT, document, actor=READER, at=telling.clock())
            quarantine(session, TENANT, document, error_code="worker_died", actor=READER, why="It died. · 已崩溃。", at=telling.clock())
        telling.look(seconds=5)
    assert len(telling.letters.sent) == 1
    telling.look(minutes=5)
    assert len(telling.letters.sent) == 2 and telling.letters.sent[1][1].subject == "【紧急】发票通知 4 条"


def test_what_can_t_be_delivered_is_tried_again_under_the_same_id_and_given_up_after_days(telling: Telling) -> None:
    boss = telling.person("boss")
    telling.letters.answers.extend([NotDelivered("no connection")] * 500)
    with telling.database.write() as session:
        document = arrive(session, b"killer")
        begin_reading(session, TENANT, document, actor=READER, at=telling.clock())
        quarantine(session, TENANT, document, error_code="worker_died", actor=READER, why="It died. · 已崩溃。", at=telling.clock())
    telling.look()
    (message,) = telling.messages()
    assert (message.state, message.attempts, message.last_error) == (MessageState.WAITING, 1, "no connection")
    telling.look(seconds=30)
    assert len(telling.letters.sent) == 1
    for _ in range(42):
        telling.look(hours=2)
    (message,) = telling.messages()
    assert message.state is MessageState.GIVEN_UP and 30 < message.attempts < 60
    assert len({message_id for _, _, message_id in telling.letters.sent}) == 1
    assert topics(telling, boss) == [Topic.DELIVERY_FAILED, Topic.QUARANTINED]


def test_a_process_that_died_while_sending_leaves_the_message_to_the_next(telling: Telling) -> None:
    boss = telling.person("boss")
    fail_reading(telling, _waiting(telling, boss)[0])
    telling.look()
    telling.clock.go_on(days=1)
    telling.sweep.run()
    assert len(telling.jobs) == 1
    telling.jobs.clear()  # whoever had it is dead
    telling.look(minutes=1)
    assert not telling.letters.sent
    telling.look(minutes=3)
    assert len(telling.letters.sent) == 1


def test_whoever_wants_no_mail_gets_none_and_what_was_gathered_for_them_is_dropped(telling: Telling) -> None:
    boss = telling.person("boss")
    fail_reading(telling, _waiting(telling, boss)[0])
    telling.look()
    with telling.database.write() as session:
        set_wish(session, TENANT, boss.id, Wish(), actor=acting(boss), at=telling.clock())
    telling.look(days=1)
    assert not telling.letters.sent and [message.state for message in telling.messages()] == [MessageState.DROPPED]


def test_a_webhook_gets_both_languages_until_it_is_ended(telling: Telling) -> None:
    boss = telling.person("boss", mail=False)
    with telling.database.write() as session:
        hook, secret = add_webhook(
            session, TENANT, "ERP", "https://erp.example.cn/hook/s3cret", urgent=True, digest=True, actor=acting(boss), at=telling.clock()
        )
    assert "s3cret" not in repr(hook)
    document, _ = _waiting(telling, boss)
    fail_reading(telling, document)
    telling.look()
    telling.look(days=1)
    ((target, body),) = telling.posts.sent
    said = json.loads(body)
    assert target.secret == secret.encode() and said["id"] == str(telling.messages()[0].id)
    assert said["notices"][0]["about"] == {"kind": "document", "id": str(document)}
    assert said["notices"][0]["text_en"] == "The PDF is damaged." and said["notices"][0]["text_zh"] == "PDF 已损坏。"
    with telling.database.write() as session:
        assert end_webhook(session, TENANT, hook.id, actor=acting(boss), at=telling.clock())
    fail_reading(telling, _waiting(telling, boss, b"another")[0])
    telling.look()
    telling.look(days=1)
    assert len(telling.posts.sent) == 1


def test_a_ledger_that_stays_away_is_told_and_that_it_is_back(telling: Telling) -> None:
    boss = telling.person("boss")
    with telling.database.write() as session:
        record_failure(session, TENANT, "erp", "timeout: no answer", telling.clock(), Patience(), None)
    telling.look(minutes=5)
    assert not telling.listed(boss)
    telling.look(minutes=6)
    telling.look(minutes=6)
    assert topics(telling, boss) == [Topic.LEDGER_DOWN] and "erp" in telling.letters.sent[0][1].subject
    with telling.database.write() as session:
        record_success(session, TENANT, "erp")
    telling.look(minutes=6)
    assert topics(telling, boss) == [Topic.LEDGER_UP, Topic.LEDGER_DOWN]
    assert len(telling.letters.sent) == 2


def test_a_booked_invoice_that_is_cancelled_is_told_to_finance_and_who_approved_it(telling: Telling) -> None:
    boss, finance, reviewer = telling.person("boss"), telling.person("wu", Role.FINANCE), telling.person("li", Role.REVIEWER)
    _, invoice = sent_by(telling, boss)
    approve(telling, invoice, reviewer)
    _alert(telling, invoice)
    telling.look()
    assert topics(telling, finance) == topics(telling, reviewer) == [Topic.BOOKED_CHANGED]
    assert "作废" in telling.listed(finance)[0].words.text_zh
    assert not telling.listed(boss)


def _alert(telling: Telling, invoice: UUID) -> None:
    with telling.database.write() as session:
        begin(session, TENANT, invoice, telling.clock(), telling.clock())
        stored, standing = find_invoice(session, TENANT, invoice), find_standing(session, TENANT, invoice)
        assert stored is not None and standing is not None
        query = Query(Kind.DIGITAL_GENERAL, "", digital(1), date(2024, 3, 8), total=10_600)
        question = ask(session, TENANT, invoice, query, "tencent", by=VERIFIER.name, at=telling.clock())
        assert question is not None
        add_alert(session, standing, question, InvoiceStatus.VOID, None, telling.clock())


def test_a_record_that_waits_too_long_is_told_once_for_each_stay(telling: Telling) -> None:
    boss, reviewer = telling.person("boss"), telling.person("li", Role.REVIEWER)
    _, invoice = sent_by(telling, boss)
    telling.look(hours=23)
    assert not telling.listed(reviewer)
    telling.look(hours=2)
    telling.look(hours=2)
    assert topics(telling, reviewer) == [Topic.REVIEW_OVERDUE]
    approve(telling, invoice, reviewer)
    telling.look(hours=25)
    assert topics(telling, reviewer) == [Topic.WAITS_TOO_LONG, Topic.REVIEW_OVERDUE]
    assert "24 小时" in telling.listed(reviewer)[0].words.text_zh


def test_hundreds_that_cross_a_limit_at_one_moment_are_all_told(telling: Telling) -> None:
    boss = telling.person("boss", mail=False)
    with telling.database.write() as session:
        results = [result(digital(serial), index=serial) for serial in range(210)]
        read(session, b"many", *results, at=telling.clock())
    telling.look(hours=25)
    with telling.database.read() as session:
        assert count_unread(session, boss.id) == 210


def test_a_list_is_read_page_by_page_and_marked(telling: Telling) -> None:
    boss = telling.person("boss", mail=False)
    for number in range(5):
        fail_reading(telling, _waiting(telling, boss, f"broken {number}".encode())[0])
        telling.look(seconds=5)
    with telling.database.write() as session:
        first = notices_of(session, boss.id, 2)
        second = notices_of(session, boss.id, 10, first.next)
        assert len(first.notices) == 2 and len(second.notices) == 3 and second.next is None
        mark_read(session, boss.id, telling.clock(), up_to=first.notices[1].notice.id)
        assert count_unread(session, boss.id) == 1
        assert [each.notice.id for each in notices_of(session, boss.id, 10, unread=True).notices] == [first.notices[0].notice.id]


def test_an_upgrade_floods_nobody_with_what_happened_before(database: Database) -> None:
    quiet = Telling(database)
    boss = quiet.person("boss")
    fail_reading(quiet, _waiting(quiet, boss)[0])
    with database.write() as session:
        session.execute(delete(NoticeCursorRow))
    fresh = Telling(database, clock=quiet.clock)
    fresh.look(seconds=5)
    assert not fresh.listed(boss)


@pytest.mark.parametrize("shorter", [timedelta(hours=1)])
def test_a_limit_made_shorter_covers_what_waits_already(telling: Telling, shorter: timedelta) -> None:
    boss = telling.person("boss")
    sent_by(telling, boss)
    telling.look(hours=3)
    assert not telling.listed(boss)
    stricter = Telling(telling.database, telling.clock, rules=replace(telling.rules, waits={InvoiceState.IN_REVIEW: shorter}))
    stricter.look(minutes=2)
    assert topics(stricter, boss) == [Topic.REVIEW_OVERDUE]
