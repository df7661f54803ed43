"""From settings to the providers, all of them as one."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from intake.outside_http import HttpLimits, OutsideHttp, Reach
from intake.verification.aliyun import AliyunSettings, AliyunVerifier
from intake.verification.baidu import BaiduSettings, BaiduVerifier
from intake.verification.codes import Vendor
from intake.verification.gateway import GatewaySettings, GatewayVerifier
from intake.verification.gateways import GATEWAYS, GatewayAccount
from intake.verification.huawei import HuaweiSettings, HuaweiVerifier
from intake.verification.problems import verification_settings_not_usable
from intake.verification.provider_settings import ProviderSettings
from intake.verification.tencent import TencentSettings, TencentVerifier
from intake.verification.verifier import Verifier
from intake.verification.verifiers import Member, Verifiers


def build_verifiers(settings: Sequence[ProviderSettings], now: Callable[[], datetime]) -> Verifiers:
    """In the order of the settings. Raises SetupError (`verification_settings_not_usable`) for certificates that can't be read."""
    trusted = ssl.create_default_context()  # once: reading the system's authorities takes its time
    return Verifiers([build_member(each, trusted, now) for each in settings], now)


def build_member(settings: ProviderSettings, trusted: ssl.SSLContext, now: Callable[[], datetime]) -> Member:
    """`trusted` are the system's authorities. Raises SetupError (`verification_settings_not_usable`)."""
    return Member(_provider(settings, _http(settings, trusted), now), settings.rate)


def _provider(settings: ProviderSettings, http: OutsideHttp, now: Callable[[], datetime]) -> Verifier:
    keys, name = settings.account, settings.name
    match settings.vendor:
        case Vendor.BAIDU:
            return BaiduVerifier(BaiduSettings(keys.id, keys.secret, settings.address or BaiduSettings.address), http, now, name)
        case Vendor.TENCENT:
            return TencentVerifier(TencentSettings(keys, settings.address or TencentSettings.address), http, now, name)
        case Vendor.ALIYUN:
            return AliyunVerifier(AliyunSettings(keys, settings.address or AliyunSettings.address), http, now, name)
        case Vendor.HUAWEI:
            return HuaweiVerifier(HuaweiSettings(keys, settings.project_id, settings.address or HuaweiSettings.address), http, now, name)
        case vendor:
            account = GatewayAccount(keys.id, keys.secret)
            return GatewayVerifier(GatewaySettings(GATEWAYS[vendor.value], account, settings.address), http, now, name)


def _http(settings: ProviderSettings, trusted: ssl.SSLContext) -> OutsideHttp:
    """An address that was set by whoever runs the service may lie in the own network; without TLS the settings let nothing through but this machine."""
    parts = urlsplit(settings.address)
    own = frozenset({parts.hostname.lower()}) if parts.hostname and settings.may_be_private else frozenset()
    reach = Reach(private_hosts=own, plain_hosts=own if parts.scheme == "http" else frozenset())
    try:
        tls = ssl.create_default_context(cafile=str(settings.authority)) if settings.authority else trusted
    except (OSError, ValueError) as error:
        raise verification_settings_not_usable(f"the authority of {settings.name} can't be read: {type(error).__name__}") from error
    return OutsideHttp(HttpLimits(total_seconds=settings.timeout_seconds), reach, tls)
