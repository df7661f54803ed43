"""Which passwords are good enough: long, and not among what attackers try first. Pure.

After NIST SP 800-63B, section 5.1.1.2: length counts, rules of composition do not; a list of common passwords does, and what a name or a keyboard's rows suggest. zxcvbn
(Wheeler, USENIX Security 2016) brings that list and estimates how many guesses are needed.
"""

from __future__ import annotations

import secrets
import unicodedata

from zxcvbn import zxcvbn

from intake.people.refusals import password_guessable, password_too_long, password_too_short

LEAST, MOST = 12, 128
"""Characters."""
LEAST_GUESSES = 10**8
"""zxcvbn's grade 3: holds out against guessing of a slow hash whose database was stolen."""
_LOOKED_AT = 72
"""Characters that zxcvbn takes; the time it needs grows fast with length."""
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without what looks alike on paper."""


def as_typed(password: str) -> str:
    """One form for what different keyboards send for the same characters (RFC 8265, OpaqueString: NFC)."""
    return unicodedata.normalize("NFC", password)


def check_password(password: str, *about: str) -> None:
    """Raises RequestRefused for a password that is too short, too long or easy to guess. `about` are names that it should not be made of."""
    typed = as_typed(password)
    if len(typed) < LEAST:
        raise password_too_short(LEAST)
    if len(typed) > MOST:
        raise password_too_long(MOST)
    words = [word for text in about for word in (text, *text.split("@"))]
    if zxcvbn(typed[:_LOOKED_AT], user_inputs=[*words, "fapiao", "fapiao-intake", "发票"])["guesses"] < LEAST_GUESSES:
        raise password_guessable()


def one_time_password() -> str:
    """`k7wq-3fmz-x8tp-9hcd`: about 79 bits, easy to type from paper."""
    characters = [secrets.choice(_ALPHABET) for _ in range(16)]
    return "-".join("".join(characters[at : at + 4]) for at in range(0, 16, 4))
