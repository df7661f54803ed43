"""Secrets of settings that are made on the settings page: sealed for the place they were entered for, and opened for no other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from intake.sealing import SealingKey
from intake.store.kept_settings import KeptSetting, SettingKind


@dataclass(frozen=True)
class SecretSafe:
    """Safe for threads."""

    key: SealingKey

    def seal(self, kind: SettingKind, name: str, told: Mapping[str, Any], secret: str) -> bytes:
        """For where `told` leads and nowhere else. Raises what `SealingKey.seal` raises."""
        return self.key.seal(secret, _about(kind, name, told))

    def secret(self, kept: KeptSetting) -> str:
        """Empty where there is none, it was sealed for another destination, or it can't be unsealed."""
        return "" if kept.sealed is None else self.key.unseal(kept.sealed, _about(kept.kind, kept.name, kept.told)) or ""


def destination(told: Mapping[str, Any]) -> str:
    """Whom a secret is told to: without an address, the type's own."""
    return f"{told.get('type', '')} {str(told.get('address', '')).rstrip('/')}"


def _about(kind: SettingKind, name: str, told: Mapping[str, Any]) -> str:
    """A secret is sealed together with its destination: whoever changes the address alone, even in the database, has a secret that does not open."""
    return f"{kind.value}:{name}:{destination(told)}"
