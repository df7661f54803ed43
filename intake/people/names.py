"""Names of users and tenants, in the one form in which they are kept and compared. Pure."""

from __future__ import annotations

import re
import unicodedata

from intake.people.refusals import tenant_name_malformed, user_name_malformed

DEFAULT_TENANT = "default"
"""Of whoever runs the product for one firm and never says otherwise."""
_MOST = 64
_USER = re.compile(r"[^\W_][\w.@+-]*")
"""Letters of any script, digits and `.@+-_`: names, e-mail addresses, tax ids. No blanks or look-alike controls, which read as another's name."""
_TENANT = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


def user_name(text: str) -> str:
    """`Li.Na@Example.cn` and the same in full width -> `li.na@example.cn`. Raises RequestRefused for what can be no name."""
    name = unicodedata.normalize("NFKC", text.strip()).casefold()
    if len(name) > _MOST or not _USER.fullmatch(name):
        raise user_name_malformed()
    return name


def tenant_name(text: str) -> str:
    """Raises RequestRefused for what can be no name."""
    if not _TENANT.fullmatch(text):
        raise tenant_name_malformed()
    return text
