from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.mail_door.folder_names import quoted_folder


@pytest.mark.parametrize(
    ("name", "delimiter", "written"),
    [
        ("INBOX", "/", '"INBOX"'),
        ("Fapiao/Done", ".", '"Fapiao.Done"'),
        ("a&b", "/", '"a&-b"'),
        ("发票/Done", ".", '"&U9F5aA-.Done"'),
        ("~peter/mail/台北/日本語", "/", '"~peter/mail/&U,BTFw-/&ZeVnLIqe-"'),  # the example of RFC 3501, 5.1.3
        ('a"\\b', "/", '"a\\"\\\\b"'),
        ("a/b", "", '"a/b"'),
    ],
)
def test_names_are_written_as_the_protocol_wants(name: str, delimiter: str, written: str) -> None:
    assert quoted_folder(name, delimiter) == written


def test_a_name_can_not_smuggle_a_command() -> None:
    with pytest.raises(ValueError):
        quoted_folder("a\r\nA1 LOGOUT", "/")


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=40))
def test_every_name_is_ascii_between_quotes(name: str) -> None:
    written = quoted_folder(name, "/")
    assert written.isascii() and written.startswith('"') and written.endswith('"') and len(written) >= 2
