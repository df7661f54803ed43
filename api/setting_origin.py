"""Where a setting of the whole installation is made."""

from __future__ import annotations

from enum import StrEnum


class Origin(StrEnum):
    FILE = "file"
    """Or variables: changed by whoever runs the service."""
    PAGE = "page"
