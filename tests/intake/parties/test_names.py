from hypothesis import given
from hypothesis import strategies as st

from intake.parties.characters import SIMPLIFIED, are_look_alikes
from intake.parties.names import LOOK_ALIKE_COST, difference, most_different, name_key

CHARACTERS = "海州望潮餐饮管理有限公司科技贸易未末土士东方龙华"
names = st.text(CHARACTERS, min_size=5, max_size=24)


def test_printings_of_one_name_have_one_key() -> None:
    printings = (
        "海州龙华电子(深圳)有限公司",
        "海州龙华电子（深圳）有限公司",
        "海州 龙华电子﹙深圳﹚有限公司",
        "海州龍華電子（深圳）有限公司",
        "海州龍华电子 (深圳) 有限公司",
    )
    assert len({name_key(name) for name in printings}) == 1
    assert name_key("ＡＢｃ有限公司") == name_key("abC有限公司")


def test_simplified_forms_are_never_simplified_again() -> None:
    assert not set(map(chr, SIMPLIFIED)) & set(SIMPLIFIED.values())


def test_look_alikes_cost_less_than_other_characters() -> None:
    assert are_look_alikes("未", "末")
    assert are_look_alikes("末", "未")
    assert not are_look_alikes("未", "未")
    assert difference("海州未来公司", "海州末来公司") == LOOK_ALIKE_COST
    assert difference("海州未来公司", "海州将来公司") == 1.0


@given(names, names)
def test_the_difference_is_symmetric_and_zero_only_for_the_same(one: str, other: str) -> None:
    assert difference(one, other) == difference(other, one)
    assert (difference(one, other) == 0) == (one == other)
    assert difference(one, other) <= max(len(one), len(other))


@given(names, st.data())
def test_one_changed_character_is_a_difference_of_one_at_most(name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(name) - 1))
    changed = name[:at] + data.draw(st.sampled_from(CHARACTERS)) + name[at + 1 :]
    assert difference(name, changed) <= 1
    assert difference(name, name[:at] + name[at + 1 :]) == 1
    assert 1 <= most_different(name) <= 2
