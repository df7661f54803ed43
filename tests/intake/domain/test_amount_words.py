import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.amount_words import WordsStyle, parse_words, spelling_like, spellings, strip_mark, write_words

FEN = st.one_of(st.integers(-(10**14), 10**14), st.integers(-(10**6), 10**6))
STYLES = st.builds(
    WordsStyle,
    yuan=st.sampled_from("圆元"),
    whole=st.sampled_from(["整", "正", ""]),
    negative=st.sampled_from(["（负数）", "(负数)", "负"]),
    zero_before_jiao=st.booleans(),
    zero_fen=st.booleans(),
)


@given(FEN, STYLES)
def test_every_amount_in_every_style_reads_back(fen: int, style: WordsStyle) -> None:
    assert parse_words(write_words(fen, style)) == fen


@given(FEN, STYLES, st.sampled_from(["⊗", "ⓧ", "¥", " ", "×", "⊗ ", ""]))
def test_marks_and_blanks_do_not_matter(fen: int, style: WordsStyle, mark: str) -> None:
    assert parse_words(mark + " ".join(write_words(fen, style))) == fen


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "零圆整"),
        (5, "伍分"),
        (1070, "壹拾圆柒角整"),
        (10000, "壹佰圆整"),
        (10045, "壹佰圆肆角伍分"),
        (168032, "壹仟陆佰捌拾圆叁角贰分"),
        (1640902, "壹万陆仟肆佰零玖圆零贰分"),
        (10000000, "壹拾万圆整"),
        (10000100, "壹拾万零壹圆整"),
        (1000000000000, "壹佰亿圆整"),
        (1000100000000, "壹佰亿零壹佰万圆整"),
        (-50000, "（负数）伍佰圆整"),
    ],
)
def test_known_amounts_are_spelled_as_the_rules_for_bills_say(fen: int, words: str) -> None:
    assert write_words(fen) == words
    assert parse_words(words) == fen


@pytest.mark.parametrize(
    ("words", "fen"),
    [
        ("贰拾元正", 2000),
        ("伍元陆角壹分", 561),
        ("壹拾圆零柒角整", 1070),
        ("二百五十六元八角", 25680),
        ("壹仟陆伯捌抬园整", 168000),
        ("人民币叁万元整", 3000000),
        ("拾万圆整", 10000000),
        ("陆元伍角零分", 650),
        ("壹佰亿圆", 1000000000000),
    ],
)
def test_variants_and_look_alikes_are_understood(words: str, fen: int) -> None:
    assert parse_words(words) == fen


@pytest.mark.parametrize("words", ["", "合计", "壹佰佰圆整", "壹佰壹仟圆整", "壹贰圆整", "佰圆整", "壹万万圆整", "圆整", "壹圆壹圆", "整", "壹佰"])
def test_malformed_words_are_no_amount(words: str) -> None:
    assert parse_words(words) is None


@given(st.text(alphabet="零壹贰叁肆伍陆柒捌玖拾佰仟万亿圆元角分整正负（）⊗O0", max_size=20))
def test_any_sequence_of_these_characters_is_taken_without_an_exception(text: str) -> None:
    parse_words(text)


def test_amounts_beyond_words_are_refused() -> None:
    with pytest.raises(ValueError, match="more than"):
        write_words(10**15)


def test_the_mark_is_not_part_of_the_words() -> None:
    assert strip_mark("⊗ 壹佰 圆整") == "壹佰圆整"


@given(st.integers(-(10**9), 10**9), STYLES, st.data())
def test_a_misread_character_is_repaired_in_the_issuers_own_style(fen: int, style: WordsStyle, data: st.DataObject) -> None:
    printed = write_words(fen, style)
    # A zero that may as well be left out is itself the style: where it is misread, nothing tells.
    position = data.draw(st.sampled_from([position for position, char in enumerate(printed) if char != "零"]))
    misread = printed[:position] + "囗" + printed[position + 1 :]
    repaired = spelling_like(fen, misread)
    assert parse_words(repaired) == fen
    assert len(repaired) == len(printed)


def test_the_usual_spelling_comes_first() -> None:
    assert spellings(1070)[0] == "壹拾圆柒角整"
    assert len(set(spellings(1070))) == len(spellings(1070))
