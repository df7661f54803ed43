"""Every reason why a mailbox, or a mail in it, can't be worked on: code, and what to do about it in English and Chinese. None of them ever holds a password."""

from __future__ import annotations

from intake.errors import RefusedFile, SetupError, StoreUnavailable


def mailbox_unreachable(host: str, reason: str) -> StoreUnavailable:
    return StoreUnavailable(
        "mailbox_unreachable",
        f"The mail server {host} does not answer as it should ({reason}). Mails stay where they are; it is tried again by itself.",
        f"邮件服务器 {host} 无法正常连接（{reason}），邮件保持原位，稍后自动重试。",
    )


def mailbox_not_trusted(host: str, reason: str) -> SetupError:
    return SetupError(
        "mailbox_not_trusted",
        f"The certificate of the mail server {host} can't be trusted ({reason}). Check the name, or give the server's own authority.",
        f"邮件服务器 {host} 的证书不受信任（{reason}），请检查主机名，或指定其自有证书颁发机构。",
    )


def mailbox_login_refused(host: str, user: str) -> SetupError:
    return SetupError(
        "mailbox_login_refused",
        f"The mail server {host} refuses the login of {user}. Check user and password; many providers want an app password made for this purpose.",
        f"邮件服务器 {host} 拒绝了 {user} 的登录，请检查账号和密码；许多邮箱需使用专用的授权码。",
    )


def mailbox_not_protected(host: str) -> SetupError:
    return SetupError(
        "mailbox_not_protected",
        f"A connection to {host} without TLS would show the password to everybody on the way. Use tls or starttls.",
        f"不使用 TLS 连接 {host} 会泄露密码，请改用 tls 或 starttls。",
    )


def mailbox_folder_refused(folder: str, reason: str) -> SetupError:
    return SetupError(
        "mailbox_folder_refused",
        f"The mail folder {folder} can't be used ({reason}). Make it in the mailbox, or name another.",
        f"邮箱文件夹 {folder} 无法使用（{reason}），请在邮箱中创建该文件夹或另行指定。",
    )


def mail_settings_missing(name: str) -> SetupError:
    return SetupError(
        "mail_settings_missing",
        f"No mailbox is named: {name} is missing. Set it in the environment or in the settings file.",
        f"未设置邮箱：缺少 {name}，请在环境变量或配置文件中设置。",
    )


def mail_settings_not_usable(reason: str) -> SetupError:
    return SetupError(
        "mail_settings_not_usable",
        f"The mail settings can't be used: {reason}.",
        f"邮箱配置无法使用：{reason}。",
    )


def mail_too_large(mebibytes: int) -> RefusedFile:
    return RefusedFile(
        "mail_too_large",
        f"The mail is larger than {mebibytes} MiB. Save its attachments and send those.",
        f"邮件超过 {mebibytes} MiB，请保存附件后单独提交。",
    )
