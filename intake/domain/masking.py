"""Texts for logs: tax ids and bank accounts keep their first 6 and last 2 characters, credentials nothing. Rather too much is masked than too little.

What stays whole: our own ids (UUIDs, SHA-256), dates, sums, invoice numbers of 8 digits. Digital invoices' numbers of 20 digits look like accounts and are masked; phones too.
"""

from __future__ import annotations

import re

from intake.domain.tax_id import clean_tax_id, is_checked

STARS = "***"
_KEPT_FIRST, _KEPT_LAST = 6, 2
_ID_LENGTH = 15
"""Characters of the shortest tax id."""
_ID_DIGITS = 6
"""Every kind of tax id holds the area's six digits."""
_ACCOUNT_DIGITS, _DASHED_DIGITS = 9, 12
"""Of the shortest run of digits taken for a bank account; with dashes, as dates have them, of a longer one."""
_LABELLED_DIGITS = 5

_ALNUM = "0-9A-Za-z０-９Ａ-Ｚａ-ｚ"
_DIGIT = "[0-9０-９]"
_KEY = r"password|passwd|passphrase|pwd|secret|token|api[_-]?key|authorization|cookie|credentials?|密码|口令|令牌|密钥"

_CREDENTIALS = (
    (re.compile(r"(://[^\s:/@]*:)[^\s/]+(@)"), rf"\1{STARS}\2"),  # postgresql://user:password@host
    (re.compile(r"\b(fp[a-z]_)[A-Za-z0-9_-]{16,}"), rf"\1{STARS}"),  # our own secrets (`intake.people.secret`)
    (re.compile(r"(?i)\b(bearer|basic)(\s+)[\w.~+/=-]{6,}"), rf"\1\2{STARS}"),
    # To the end of a quoted value, or of the word. `password:` alone, at the end of a sentence, hides nothing.
    (re.compile(rf"""(?i)((?:{_KEY})[\w-]*["']?\s*[:=：]\s*)("[^"\n]*"|'[^'\n]*'|(?!(?:bearer|basic)\s)[^\s,;&]+)"""), rf"\1{STARS}"),
)
_OURS = re.compile(rf"(?<![{_ALNUM}])(?:[0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}|(?=[0-9]*[a-f])(?:[0-9a-f]{{64}}|[0-9a-f]{{32}}))(?![{_ALNUM}])")
"""UUIDs and hashes."""
_LABELLED = re.compile(
    rf"((?:账\s*号|帐\s*号|账户|帐户|卡号|account)[^{_ALNUM}\n]{{0,4}})({_DIGIT}(?:[ \-]?{_DIGIT}){{{_LABELLED_DIGITS - 1},}})", re.IGNORECASE
)
_ACCOUNT = re.compile(rf"{_DIGIT}(?:[ \u00a0\u3000\-]{{0,2}}{_DIGIT}){{{_DASHED_DIGITS - 1},}}|{_DIGIT}(?:[ \u00a0\u3000]?{_DIGIT}){{{_ACCOUNT_DIGITS - 1},}}")
_WORD = re.compile(rf"[{_ALNUM}]{{{_ID_LENGTH},}}")
_SPACED = re.compile(r"(?=([0-9A-Z](?:[ \-]?[0-9A-Z]){17}))")
"""Every place where an id of 18 characters may begin, as forms print it in groups."""
_CREDENTIAL_NAME = re.compile(rf"(?i){_KEY}")


def masked(text: str) -> str:
    """The same text, to be shown to whoever reads logs."""
    for pattern, shown in _CREDENTIALS:
        text = pattern.sub(shown, text)
    parts, last = [], 0
    for ours in _OURS.finditer(text):
        parts += [_without_numbers(text[last : ours.start()]), ours[0]]
        last = ours.end()
    return "".join([*parts, _without_numbers(text[last:])])


def names_credential(name: str) -> bool:
    """Whether what has this name is never to be shown."""
    return _CREDENTIAL_NAME.search(name) is not None


def _without_numbers(text: str) -> str:
    text = _LABELLED.sub(lambda found: found[1] + _starred(found[2]), text)
    text = _WORD.sub(lambda found: _starred(found[0]) if sum(char.isdigit() for char in found[0]) >= _ID_DIGITS else found[0], text)
    text = _ACCOUNT.sub(lambda found: _starred(found[0]), text)
    ids = {found[1] for found in _SPACED.finditer(text) if is_checked(clean_tax_id(found[1]))}
    for each in ids:
        text = text.replace(each, _starred(each))
    return text


def _starred(number: str) -> str:
    """Of a short one less is shown, so that something stays hidden."""
    if len(number) >= _ID_LENGTH:
        return number[:_KEPT_FIRST] + STARS + number[-_KEPT_LAST:]
    return number[: len(number) // 4] + STARS + number[-_KEPT_LAST:]
