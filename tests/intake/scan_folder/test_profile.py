"""What `.intake.toml` may say."""

from __future__ import annotations

import pytest

from intake.errors import SetupError
from intake.scan_folder.profile import MOST_TAGS, Profile, profile_of

TOP = 'department = "总部"\ntags = ["2024"]\n[profiles.north]\ntenant = "northern"\ndepartment = "北区"\n'.encode()


def test_without_files_a_profile_is_its_name() -> None:
    assert profile_of("north", "qinghe", b"", b"") == Profile("qinghe", "north")


def test_the_nearer_setting_wins_and_tags_add_up() -> None:
    profile = profile_of("north", "qinghe", TOP, 'purpose = "差旅"\ntags = ["a"]\n'.encode())
    assert (profile.tenant, profile.department, profile.purpose, profile.tags) == ("northern", "北区", "差旅", ("2024", "a"))
    assert profile_of("south", "qinghe", TOP, b"").department == "总部"


def test_two_people_can_be_asked_for_by_a_profile_and_not_waived() -> None:
    assert profile_of("north", "t", b"two_people = true", b"two_people = false").two_people
    assert profile_of("north", "t", b"", b"two_people = true").two_people


@pytest.mark.parametrize(
    ("top", "own"),
    [
        (b"", b'tenant = "others"'),
        (b"", b"[profiles.x]\n"),
        (b"[profiles]\nnorth = 1", b""),
        (b"not toml", b""),
        (b"\xff\xfe", b""),
        (b"tag = []", b""),
        (b"tags = [1]", b""),
        (b'kind = "bill"', b""),
        (b"kind = []", b""),
        (b'two_people = "yes"', b""),
        (b'tenant = "No Such!"', b""),
        (b'tenant = ""', b""),
    ],
)
def test_what_can_not_be_used_is_refused_with_its_place(top: bytes, own: bytes) -> None:
    with pytest.raises(SetupError) as raised:
        profile_of("north", "t", top, own)
    assert raised.value.code == "profile_not_usable"


def test_folders_below_a_profile_are_tags() -> None:
    profile = Profile("t", "north", tags=("a",)).tagged(("2024", "a", "三月\n", ""))
    assert profile.tags == ("a", "2024", "三月")
    assert len(Profile("t").tagged([str(number) for number in range(100)]).tags) == MOST_TAGS
