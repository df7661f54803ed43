"""Every reason why telling people can't be set up as somebody wishes: code, and what to do about it in English and Chinese. None of them ever holds a secret."""

from __future__ import annotations

from intake.errors import RequestRefused, SetupError


def notice_settings_missing(setting: str) -> SetupError:
    return SetupError(
        "notice_settings_missing",
        f"To send mail, {setting} is needed. docs/notices.md shows how to set it.",
        f"发送邮件通知需设置 {setting}，方法见 docs/notices.md。",
    )


def notice_settings_not_usable(why: str) -> SetupError:
    return SetupError(
        "notice_settings_not_usable",
        f"The settings for notices can't be used: {why}. docs/notices.md shows them.",
        f"通知设置无效：{why}。写法见 docs/notices.md。",
    )


def mail_address_malformed() -> RequestRefused:
    return RequestRefused(
        "mail_address_malformed",
        "This is not one mail address. Write name@host, or leave it empty for no mails.",
        "邮件地址格式不正确，请填写 name@host 形式的单个地址；留空则不发送邮件。",
    )


def webhook_address_refused(why: str) -> RequestRefused:
    return RequestRefused(
        "webhook_address_refused",
        f"Nothing can be posted there: {why}. Give an https address on the internet; who runs the service can allow hosts of the own network.",
        f"无法向该地址推送：{why}。请使用互联网上的 https 地址；如为内网主机，须由服务管理员放行。",
    )


def too_many_webhooks(most: int) -> RequestRefused:
    return RequestRefused("too_many_webhooks", f"A firm has {most} webhooks at most. End one first.", f"每个租户最多 {most} 个推送地址，请先停用一个。")
