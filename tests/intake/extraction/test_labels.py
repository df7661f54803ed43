from hypothesis import given
from hypothesis import strategies as st

from intake.extraction.form_evidence import FORMS
from intake.extraction.glyphs import Row, rows_of, runs_of
from intake.extraction.labels import LabelHit, edit_distance, find_labels
from tests.builders import text_line

LEXICON = tuple((text, (text,)) for text in dict.fromkeys(text for form in FORMS for label in form.labels for text in label.texts))


def rows(*texts: str, score: float = 0.98) -> tuple[Row, ...]:
    return rows_of(runs_of([text_line(text, 100, 50 + 60 * index, score=score) for index, text in enumerate(texts)]))


def found(*texts: str, score: float = 0.98) -> list[tuple[str, int]]:
    return [(hit.text, hit.distance) for hit in find_labels(rows(*texts, score=score), LEXICON)]


def test_a_label_is_found_with_its_value_behind_it() -> None:
    (hit,) = find_labels(rows("纳税人识别号:91310115"), LEXICON)
    assert (hit.text, hit.distance, "".join(glyph.char for glyph in hit.glyphs)) == ("纳税人识别号", 0, "纳税人识别号")


def test_one_misread_character_does_not_hide_a_label() -> None:
    assert found("纳税人识刑号:91310115") == [("纳税人识别号", 1)]
    assert found("发栗号码:00012345") == [("发票号码", 1)]


def test_a_character_lost_or_too_many_does_not_hide_a_label() -> None:
    assert [name for name, _ in found("开户行账号:622")] == ["开户行及账号"]
    assert [name for name, _ in found("纳税人1识别号:913")] == ["纳税人识别号"]


def test_a_label_whose_end_was_lost_takes_nothing_of_the_value_behind_it() -> None:
    printed = (text_line("价税合计(大", 100, 50), text_line("贰拾捌圆整", 600, 50))
    (hit,) = find_labels(rows_of(runs_of(printed)), LEXICON)
    assert "贰" not in {glyph.char for glyph in hit.glyphs}
    misread = (text_line("价税合计(大写", 100, 50), text_line("肆拾柒圆整", 600, 50))
    (hit,) = find_labels(rows_of(runs_of(misread)), LEXICON)
    assert "".join(glyph.char for glyph in hit.glyphs) == "价税合计(大写"


def test_short_labels_are_found_as_printed_only() -> None:
    assert found("合讨") == []
    assert found("名你") == []


def test_text_that_is_data_is_never_misread() -> None:
    assert found("纳税人识刑号:913", score=1.0) == []


def test_a_label_that_stands_somewhere_as_printed_is_not_looked_for_in_other_words() -> None:
    assert found("纳税人识别号:913", "纳税人识刑号:914") == [("纳税人识别号", 0)]


def test_the_longer_label_wins_where_one_lies_in_the_other() -> None:
    assert found("统一社会信用代码/纳税人识别号:913") == [("统一社会信用代码/纳税人识别号", 0)]
    assert found("价税合计(大写)") == [("价税合计(大写)", 0)]


def test_buyer_and_seller_have_the_same_label_at_two_places() -> None:
    hits = find_labels(rows("名称:甲", "名称:乙"), LEXICON)
    assert [round(hit.y) for hit in hits] == [50, 110]


@given(st.lists(st.text(alphabet="名称纳税人识别号发票代码:合计(大写)开户行及账1价 A", max_size=25), max_size=6))
def test_hits_never_share_a_character_and_say_what_they_differ_by(texts: list[str]) -> None:
    hits = find_labels(rows(*texts), LEXICON)
    owned = [id(glyph) for hit in hits for glyph in hit.glyphs]
    assert len(owned) == len(set(owned))
    assert all(_difference(hit) == hit.distance for hit in hits)


def _difference(hit: LabelHit) -> int:
    return edit_distance("".join(glyph.char for glyph in hit.glyphs), hit.text, 99)


@given(st.text("abc", max_size=6), st.text("abc", max_size=6), st.integers(0, 6))
def test_a_cut_off_distance_is_the_distance_or_says_that_it_is_larger(one: str, other: str, limit: int) -> None:
    whole = edit_distance(one, other, 99)
    cut = edit_distance(one, other, limit)
    assert cut == whole or (cut > limit and whole > limit)


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_the_distance_is_symmetric_and_zero_only_for_equals(one: str, other: str) -> None:
    assert edit_distance(one, other, 99) == edit_distance(other, one, 99)
    assert (edit_distance(one, other, 99) == 0) == (one == other)
