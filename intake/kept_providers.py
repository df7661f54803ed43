"""Providers that are named on the settings page, as they can be asked: what is kept, with its secret unsealed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from logging import getLogger
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from intake.outside_http import OutsideHttp, Reach
from intake.sealing import SealingKey
from intake.store.kept_providers import KeptProvider, kept_providers, sealed_secrets
from intake.verification.provider_settings import ProviderSettings, SettingWrong, is_secret, provider_of


@dataclass(frozen=True)
class ProviderSafe:
    """Checks, seals and opens. Safe for threads."""

    key: SealingKey
    own_hosts: Collection[str] = ()
    """In the firm's own network, that whoever runs the service allows: whoever only administers it must not reach other machines there by it."""

    def checked(self, name: str, told: Mapping[str, Any], secret: str) -> ProviderSettings:
        """Raises SettingWrong; of the secret as `secret`."""
        if not secret:
            raise SettingWrong("secret", "is missing", "未填写", is_missing=True)
        if not is_secret(secret):
            raise SettingWrong("secret", "holds characters that no provider gives out", "含有服务商密钥中不会出现的字符")
        if "authority" in told:
            raise SettingWrong("authority", "is a file, which only who runs the service names", "为服务器文件，只能由服务管理员指定")
        settings = provider_of({**told, "name": name}, lambda _: secret)
        host = (urlsplit(settings.address).hostname or "").lower()
        settings = replace(settings, may_be_private=host in self.own_hosts)
        self._check_reach(settings)
        return settings

    def seal(self, name: str, told: Mapping[str, Any], secret: str) -> bytes:
        """For where `told` leads and nowhere else. Raises what `SealingKey.seal` raises."""
        return self.key.seal(secret, _about(name, told))

    def secret(self, session: Session, name: str, told: Mapping[str, Any]) -> str:
        """Empty where there is none, it was sealed for another destination, or it can't be unsealed."""
        sealed = sealed_secrets(session).get(name)
        return (self.key.unseal(sealed, _about(name, told)) or "") if sealed is not None else ""

    def usable(self, session: Session) -> Mapping[str, tuple[int, ProviderSettings]]:
        """Name -> version and settings of those that are active, in the order in which they are asked. One that can't be asked is left out, and the log says why."""
        found: dict[str, tuple[int, ProviderSettings]] = {}
        for kept in kept_providers(session):
            if not kept.active:
                continue
            try:
                found[kept.name] = kept.version, self._opened(session, kept)
            except SettingWrong as wrong:
                getLogger(__name__).warning("the provider %s is not asked: %s", kept.name, wrong)
        return found

    def _opened(self, session: Session, kept: KeptProvider) -> ProviderSettings:
        return self.checked(kept.name, kept.told, self.secret(session, kept.name, kept.told))

    def _check_reach(self, settings: ProviderSettings) -> None:
        if not settings.address:
            return
        own = frozenset(self.own_hosts)
        refused = OutsideHttp(reach=Reach(own, own)).refusal(settings.address)
        if refused is not None and refused.reason != "unknown_host":  # a name server that does not answer must not forget a provider
            why = "is not on the internet; who runs the service can allow hosts of the own network"
            raise SettingWrong("address", why, "不是互联网上的 https 地址；如为内网主机，须由服务管理员放行")


def destination(told: Mapping[str, Any]) -> str:
    """Whom the secret is told to: without an address, the provider's own."""
    return f"{told.get('type', '')} {str(told.get('address', '')).rstrip('/')}"


def _about(name: str, told: Mapping[str, Any]) -> str:
    """A secret is sealed together with its destination: whoever changes the address alone, even in the database, has a secret that does not open."""
    return f"provider:{name}:{destination(told)}"
