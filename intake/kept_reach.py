"""Which addresses the settings page may name: whoever only administers the service must not reach machines of the own network by it."""

from __future__ import annotations

from collections.abc import Collection

from intake.outside_http import OutsideHttp, Reach
from intake.setting_wrong import SettingWrong


def check_reach(address: str, own_hosts: Collection[str]) -> None:
    """`own_hosts`: of the own network, that whoever runs the service allows. "" is a provider's own address. Raises SettingWrong."""
    if not address:
        return
    own = frozenset(own_hosts)
    refused = OutsideHttp(reach=Reach(own, own)).refusal(address)
    if refused is not None and refused.reason != "unknown_host":  # a name server that does not answer must not forget a setting
        why = "is not on the internet; who runs the service can allow hosts of the own network"
        raise SettingWrong("address", why, "不是互联网上的 https 地址；如为内网主机，须由服务管理员放行")
