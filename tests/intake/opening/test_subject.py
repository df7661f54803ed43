from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.opening.mail_parts import subject_of


@pytest.mark.parametrize(
    ("head", "subject"),
    [
        (b"Subject: Invoice 7", "Invoice 7"),
        (b"Subject: =?utf-8?b?5Y+R56Wo?=", "发票"),
        (b"Subject: =?gb2312?b?t6LGsQ==?=", "发票"),
        (b"Subject: " + "发票".encode("gbk"), "发票"),
        (b"Subject: folded\r\n over lines", "folded over lines"),
        (b"Subject: a/b\\c", "c"),
        (b"Subject: =?utf-8?q?x=00=1B[31m=0A?=", "x[31m"),
        (b"X: 1", ""),
        (b"", ""),
    ],
)
def test_a_subject_is_read_as_a_label(head: bytes, subject: str) -> None:
    assert subject_of(b"From: a@b.example\r\n" + head + b"\r\n\r\nSubject: of the body\r\n") == subject


@given(st.binary(max_size=400))
def test_any_bytes_have_a_subject_that_can_be_printed(content: bytes) -> None:
    assert subject_of(b"Subject: " + content).isprintable()
