"""Every reason why something asked about people can't be done: code, and what to do about it in English and Chinese."""

from __future__ import annotations

from intake.errors import RequestRefused, SetupError


def user_name_malformed() -> RequestRefused:
    return RequestRefused(
        "user_name_malformed",
        "A user name has 1 to 64 letters, digits or . @ + - _ and begins with a letter or digit. Choose another.",
        "用户名应为 1 至 64 个字母、汉字、数字或 . @ + - _，并以字母、汉字或数字开头，请重新填写。",
    )


def tenant_name_malformed() -> RequestRefused:
    return RequestRefused(
        "tenant_name_malformed",
        "A tenant's name has 1 to 64 of a-z, 0-9, - and _. Choose another.",
        "租户名应为 1 至 64 个小写字母、数字、- 或 _，请重新填写。",
    )


def label_malformed() -> RequestRefused:
    return RequestRefused(
        "label_malformed",
        "The name of a key or device has 1 to 64 characters on one line. Choose another.",
        "密钥或设备名称应为 1 至 64 个字符且不含换行，请重新填写。",
    )


def name_taken(name: str) -> RequestRefused:
    return RequestRefused("name_taken", f"There is a user '{name}' already. Choose another name.", f"用户“{name}”已存在，请使用其他名称。")


def no_such_user(name: str) -> RequestRefused:
    return RequestRefused("no_such_user", f"There is no user '{name}'. `fapiao user list` shows all.", f"没有用户“{name}”，可用 fapiao user list 查看。")


def no_such_credential() -> RequestRefused:
    return RequestRefused("no_such_credential", "There is no such key or device, or it was revoked. List them.", "没有该密钥或设备，或已吊销，请先查看列表。")


def role_needed() -> RequestRefused:
    return RequestRefused("role_needed", "A user needs at least one role. Name one.", "用户至少需要一个角色，请指定。")


def scopes_not_allowed() -> RequestRefused:
    return RequestRefused(
        "scopes_not_allowed",
        "A key carries one or more of upload, upload:own, read, read:own, correct, export. Whatever else asks for a person.",
        "API 密钥可包含 upload、upload:own、read、read:own、correct、export 中的一项或多项，其余权限仅限人员。",
    )


def first_user_must_be_administrator(tenant: str) -> RequestRefused:
    return RequestRefused(
        "first_user_must_be_administrator",
        f"Tenant '{tenant}' has no users yet: its first one must be an administrator. Check the tenant's name; add one with --role administrator (the service makes one at its first start).",
        f"租户“{tenant}”尚无用户，第一个用户必须是管理员。请核对租户名；或先用 --role administrator 新增管理员（服务首次启动时也会自动建立）。",
    )


def last_administrator() -> RequestRefused:
    return RequestRefused(
        "last_administrator",
        "This is the tenant's last administrator. Make somebody else one first.",
        "这是最后一名管理员，请先指定其他管理员。",
    )


def password_too_short(least: int) -> RequestRefused:
    return RequestRefused("password_too_short", f"A password has at least {least} characters. Choose a longer one.", f"密码至少 {least} 个字符，请加长。")


def password_too_long(most: int) -> RequestRefused:
    return RequestRefused("password_too_long", f"A password has at most {most} characters. Choose a shorter one.", f"密码不超过 {most} 个字符，请缩短。")


def password_guessable() -> RequestRefused:
    return RequestRefused(
        "password_guessable",
        "This password is easy to guess: common, a pattern, or made of the user's name. Choose several unrelated words.",
        "该密码容易被猜到（常见、有规律或包含用户名），请使用若干不相关的词。",
    )


def password_unchanged() -> RequestRefused:
    return RequestRefused("password_unchanged", "The new password is the old one. Choose another.", "新密码与旧密码相同，请另选。")


def password_wrong() -> RequestRefused:
    return RequestRefused("password_wrong", "The present password is wrong. Type it again.", "当前密码错误，请重新输入。")


def hashing_not_possible(why: str) -> SetupError:
    return SetupError(
        "hashing_not_possible",
        f"Passwords can't be checked ({why}). Give the service at least 256 MiB of free memory.",
        f"无法校验密码（{why}），请为服务预留至少 256 MiB 内存。",
    )
