import string

from hypothesis import assume, given
from hypothesis import strategies as st

from intake.domain.tax_id import (
    CREDIT_CODE_ALPHABET,
    TaxIdKind,
    clean_tax_id,
    credit_code_check,
    is_checked,
    is_credit_code,
    is_organisation_code,
    is_personal_id,
    organisation_check,
    personal_id_check,
    repairs,
    single_repair,
    tax_id_kind,
    write_credit_code,
)

ORGANISATIONS = st.text(CREDIT_CODE_ALPHABET, min_size=8, max_size=8)
CREDIT_CODES = st.builds(
    write_credit_code, st.sampled_from(["91", "92", "12", "52", "N2"]), st.sampled_from(["110108", "310115", "440305", "370212", "650102"]), ORGANISATIONS
)


@given(CREDIT_CODES)
def test_written_codes_satisfy_both_checks(code: str) -> None:
    assert is_credit_code(code)
    assert is_organisation_code(code[8:17])
    assert tax_id_kind(code) is TaxIdKind.CREDIT_CODE


@given(CREDIT_CODES, st.integers(0, 17), st.sampled_from(CREDIT_CODE_ALPHABET))
def test_every_single_wrong_character_is_noticed(code: str, position: int, char: str) -> None:
    assume(code[position] != char)
    assert not is_credit_code(code[:position] + char + code[position + 1 :])


@given(CREDIT_CODES, st.integers(0, 16))
def test_every_swap_of_neighbours_is_noticed(code: str, position: int) -> None:
    assume(code[position] != code[position + 1])
    assert not is_credit_code(code[:position] + code[position + 1] + code[position] + code[position + 2 :])


@given(CREDIT_CODES, st.integers(0, 17), st.sampled_from(CREDIT_CODE_ALPHABET))
def test_the_right_correction_is_among_the_repairs(code: str, position: int, char: str) -> None:
    misread = code[:position] + char + code[position + 1 :]
    if misread == code:
        assert repairs(misread) == ()
    else:
        assert code in repairs(misread)


@given(CREDIT_CODES, st.integers(0, 17), st.sampled_from(CREDIT_CODE_ALPHABET))
def test_what_the_reader_thought_of_ranks_first(code: str, position: int, char: str) -> None:
    assume(code[position] != char)
    misread = code[:position] + char + code[position + 1 :]
    alternatives = [[("0", 0.01)] if i != position else [(code[i], 0.4)] for i in range(18)]
    assert repairs(misread, alternatives)[0] == code


@given(CREDIT_CODES, st.integers(0, 17))
def test_a_dropped_or_doubled_character_is_found(code: str, position: int) -> None:
    assert code in repairs(code[:position] + code[position + 1 :])
    assert code in repairs(code[:position] + code[position] + code[position:])


@given(CREDIT_CODES, st.integers(1, 4))
def test_letters_that_no_code_has_are_mapped_without_counting(code: str, count: int) -> None:
    mistaken = {"0": "O", "5": "S", "1": "I", "2": "Z"}
    places = [i for i, char in enumerate(code) if char in mistaken][:count]
    misread = "".join(mistaken[char] if i in places else char for i, char in enumerate(code))
    assert repairs(misread)[0] == code


@given(CREDIT_CODES, st.integers(8, 16))
def test_a_single_repair_is_never_offered_where_two_look_alikes_fit(code: str, position: int) -> None:
    misread = code[:position] + ("8" if code[position] != "8" else "B") + code[position + 1 :]
    offered = single_repair(misread)
    assert offered is None or (is_credit_code(offered) and is_organisation_code(offered[8:17]))


def test_a_look_alike_is_singled_out() -> None:
    code = write_credit_code("91", "310115", "MA1K0B8X")
    assert single_repair(code.replace("B", "8", 1)) == code


def test_ids_that_hold_need_no_repair() -> None:
    code = write_credit_code("91", "110108", "12345678")
    assert repairs(code) == ()
    assert single_repair(code) is None


def test_old_ids_carry_an_organisation_code() -> None:
    old = "110108" + "78775157" + organisation_check("78775157")
    assert tax_id_kind(old) is TaxIdKind.OLD_15
    assert tax_id_kind(old[:-1] + ("0" if old[-1] != "0" else "1")) is TaxIdKind.SHAPE_ONLY


def test_personal_ids_need_a_birthday_and_their_check() -> None:
    # The specimen of GB 11643-1999.
    assert is_personal_id("11010519491231002X")
    assert tax_id_kind("11010519491231002X") is TaxIdKind.PERSONAL
    assert tax_id_kind("11010519491231002X01") is TaxIdKind.PERSONAL
    first = "11010519491331002"
    assert not is_personal_id(first + personal_id_check(first))


def test_check_characters_follow_the_standards() -> None:
    assert organisation_check("D2143569") == "X"
    assert credit_code_check("0" * 17) == "0"


def test_ids_without_check_digits_are_only_of_the_right_shape() -> None:
    assert tax_id_kind("1" * 17) is TaxIdKind.SHAPE_ONLY
    assert tax_id_kind("1" * 16) is TaxIdKind.INVALID
    assert tax_id_kind("") is TaxIdKind.INVALID
    assert not is_checked("1" * 17)


def test_cleaning_folds_width_and_case() -> None:
    assert clean_tax_id(" ９１３１ 0115-ma1k ") == "91310115MA1K"


@given(st.text(string.printable + "纳税人识别号", max_size=25))
def test_any_text_is_taken_without_an_exception(text: str) -> None:
    tax_id_kind(text)
    repairs(text)
    single_repair(text)
    clean_tax_id(text)
