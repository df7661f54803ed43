import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.opening.sm3 import sm3, sm3_in_python

VECTORS = {
    b"abc": "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
    b"abcd" * 16: "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732",
}
"""GB/T 32905-2016, appendix A."""


@pytest.mark.parametrize("digest", [sm3, sm3_in_python])
@pytest.mark.parametrize(("message", "expected"), VECTORS.items())
def test_the_vectors_of_the_standard_hold(digest, message, expected):
    assert digest(message).hex() == expected


@pytest.mark.skipif("sm3" not in hashlib.algorithms_available, reason="this OpenSSL has no SM3")
@given(st.binary(max_size=300))
def test_both_implementations_agree(message):
    assert sm3_in_python(message) == hashlib.new("sm3", message).digest()
