"""Providers that are named on the settings page, as they can be asked: checked, and held to what whoever runs the service allows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from intake.kept_reach import check_reach
from intake.setting_wrong import SettingWrong, setting_missing
from intake.verification.provider_settings import ProviderSettings, is_secret, provider_of


def kept_provider(name: str, told: Mapping[str, Any], secret: str, own_hosts: Collection[str]) -> ProviderSettings:
    """`own_hosts`: of the firm's own network, that may be reached. Raises SettingWrong; of the secret as `secret`."""
    if not secret:
        raise setting_missing("secret")
    if not is_secret(secret):
        raise SettingWrong("secret", "holds characters that no provider gives out", "含有服务商密钥中不会出现的字符")
    if "authority" in told:
        raise SettingWrong("authority", "is a file, which only who runs the service names", "为服务器文件，只能由服务管理员指定")
    settings = provider_of({**told, "name": name}, lambda _: secret)
    host = (urlsplit(settings.address).hostname or "").lower()
    check_reach(settings.address, own_hosts)
    return replace(settings, may_be_private=host in own_hosts)
