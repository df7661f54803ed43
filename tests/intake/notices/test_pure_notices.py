"""Who is told, in which words, and when."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.notices.audience import Person, Told, audience
from intake.notices.letters import MOST_OF_TOPIC, Language, letter, payload
from intake.notices.notice import About, Happening, Notice, Subject
from intake.notices.timing import DeliveryRules, next_digest, urgent_due
from intake.notices.topics import TOPICS, Part, Topic, TopicRule, Urgency
from intake.notices.wording import both_languages, hours_facts, invoice_facts, words_of
from intake.state import Role

NOW = datetime(2024, 3, 11, 4, tzinfo=UTC)
LI, WU, BOSS = UUID(int=1), UUID(int=2), UUID(int=3)
PEOPLE = (Person(LI, frozenset({Role.REVIEWER})), Person(WU, frozenset({Role.FINANCE})), Person(BOSS, frozenset({Role.ADMINISTRATOR})))
RULE = TopicRule(Urgency.URGENT, (Part.APPROVER, Part.SENDER), frozenset({Role.FINANCE}))


def happening(topic: Topic = Topic.UPLOAD_REFUSED, **facts: str) -> Happening:
    return Happening("qinghe", topic, "key", About(Subject.INVOICE, "1"), NOW, facts)


def notice(topic: Topic = Topic.DOCUMENT_FAILED, **facts: str) -> Notice:
    said = happening(topic, **facts)
    return Notice(UUID(int=9), said.tenant, topic, TOPICS[topic].urgency, words_of(said), said.about, NOW, NOW)


def test_the_responsible_person_comes_first_and_is_told_alone() -> None:
    assert audience(RULE, {Part.APPROVER: LI, Part.SENDER: WU}, PEOPLE) == (Told(LI, Part.APPROVER),)
    assert audience(RULE, {Part.SENDER: LI}, PEOPLE) == (Told(LI, Part.SENDER),)


def test_without_one_the_role_is_told_and_without_that_the_administrators() -> None:
    assert audience(RULE, {Part.APPROVER: UUID(int=77)}, PEOPLE) == (Told(WU, Part.ROLE),)
    assert audience(RULE, {}, [PEOPLE[0], PEOPLE[2]]) == (Told(BOSS, Part.ROLE),)
    assert audience(RULE, {}, []) == ()


def test_nobody_is_told_twice() -> None:
    both = TopicRule(Urgency.URGENT, (Part.APPROVER,), frozenset({Role.FINANCE}), roles_too=True)
    assert audience(both, {Part.APPROVER: WU}, PEOPLE) == (Told(WU, Part.APPROVER),)
    assert audience(both, {Part.APPROVER: LI}, PEOPLE) == (Told(LI, Part.APPROVER), Told(WU, Part.ROLE))


@pytest.mark.parametrize("topic", Topic)
def test_every_topic_has_words_in_both_languages_with_or_without_facts(topic: Topic) -> None:
    full = happening(
        topic,
        what="A",
        what_zh="甲",
        why="why",
        why_zh="为何",
        name="erp",
        next="n",
        next_zh="下",
        hours="2 days",
        hours_zh="2 天",
        count="3",
        stage="s",
        stage_zh="态",
    )
    for words in (words_of(happening(topic)), words_of(full)):
        assert words.subject and words.subject_zh and "{" not in f"{words}"
        assert any(character >= "\u4e00" for character in words.subject_zh)


@given(st.text(max_size=300))
def test_what_comes_from_outside_never_begins_a_line(name: str) -> None:
    words = words_of(happening(Topic.DOCUMENT_FAILED, what=name, what_zh=name, why=name, why_zh=name))
    for text in (words.subject, words.subject_zh, words.text, words.text_zh):
        assert len(text.splitlines()) <= 1


def test_how_people_call_an_invoice() -> None:
    assert invoice_facts("24112000000000000017", "望潮", 10_600)["what_zh"] == "24112000000000000017，望潮，¥106.00"
    assert invoice_facts("", "", None) == {"what": "an invoice without a number", "what_zh": "无号码发票"}


def test_history_tells_both_languages() -> None:
    assert both_languages("Not known. · 查无此票。") == {"why": "Not known.", "why_zh": "查无此票。"}
    assert both_languages("by hand") == {"why": "by hand", "why_zh": "by hand"}


@pytest.mark.parametrize(("seconds", "said"), [(1800, "30 分钟"), (86_400, "24 小时"), (259_200, "3 天"), (5400, "90 分钟")])
def test_spans_are_said_in_a_unit_that_people_use(seconds: float, said: str) -> None:
    assert hours_facts(seconds)["hours_zh"] == said


@given(st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2030, 1, 1)), st.times())
def test_the_next_digest_is_within_a_day(moment: datetime, at: time) -> None:
    now, at = moment.replace(tzinfo=UTC), at.replace(tzinfo=None, microsecond=0, second=0)
    assert timedelta() < next_digest(now, at) - now <= timedelta(days=1)
    assert next_digest(next_digest(now, at), at) == next_digest(now, at) + timedelta(days=1)


def test_half_past_eight_in_beijing() -> None:
    assert next_digest(NOW) == datetime(2024, 3, 12, 0, 30, tzinfo=UTC)


def test_the_first_urgent_message_goes_at_once_and_the_next_after_a_while() -> None:
    rules = DeliveryRules()
    assert urgent_due(NOW, None, rules) == urgent_due(NOW, NOW - timedelta(hours=1), rules) == NOW
    assert urgent_due(NOW, NOW - timedelta(minutes=1), rules) == NOW + timedelta(minutes=4)


def test_waits_grow_up_to_the_longest() -> None:
    rules = DeliveryRules()
    waits = [rules.wait(tries) for tries in range(1, 30)]
    assert waits[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert waits == sorted(waits) and waits[-1] == rules.longest_wait


def test_a_mail_of_one_is_called_like_it_and_one_of_many_is_counted() -> None:
    one = letter([notice(what="A", what_zh="甲", why="Damaged.", why_zh="已损坏。")], Urgency.DIGEST, Language.ZH)
    assert one.subject == "无法识别：甲" and "已损坏。" in one.text and "2024-03-11 12:00" in one.text
    many = letter([notice(what=str(number)) for number in range(MOST_OF_TOPIC + 7)], Urgency.DIGEST, Language.EN)
    assert many.subject == f"Invoices: {MOST_OF_TOPIC + 7} notices" and "... and 7 more of this kind" in many.text


def test_a_payload_is_the_same_for_every_try() -> None:
    said = [payload(UUID(int=5), "qinghe", Urgency.URGENT, [notice(what="A")], NOW) for _ in range(2)]
    assert said[0] == said[1]
