from __future__ import annotations

from pathlib import Path

import pytest

from intake.errors import SetupError
from intake.mail_door.named_mailboxes import mail_settings
from intake.mail_door.settings import Folders, MailSettings, Security

SECRET = "s3cret-电池"  # noqa: S105 - no password of anything
ENVIRONMENT = {"FAPIAO_MAIL_HOST": "imap.example.cn", "FAPIAO_MAIL_USER": "a@example.cn", "FAPIAO_MAIL_PASSWORD": SECRET, "HOME": "/home/a"}


def test_the_environment_names_one_mailbox() -> None:
    assert mail_settings(None, ENVIRONMENT) == (MailSettings("imap.example.cn", "a@example.cn", SECRET, "default"),)


def test_a_file_names_any_number_and_passwords_may_stand_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "password").write_text(f"{SECRET}\n", encoding="utf-8")
    path = tmp_path / "mail.toml"
    path.write_text(
        f"""
[mailboxes.a]
host = "imap.example.cn"
user = "a"
password_file = "{tmp_path}/password"
security = "starttls"
[mailboxes.b]
host = "imap.example.cn"
user = "b"
port = 1993
tenant = "qinghe"
done = "发票/已完成"
""",
        encoding="utf-8",
    )
    one, other = mail_settings(path, {"FAPIAO_MAIL_PASSWORD": "x"})
    assert (one.password, one.port, one.security) == (SECRET, 143, Security.STARTTLS)
    assert (other.password, other.port, other.tenant, other.folders) == ("x", 1993, "qinghe", Folders(done="发票/已完成"))


@pytest.mark.parametrize("missing", ["HOST", "USER", "PASSWORD"])
def test_a_missing_setting_is_named(missing: str) -> None:
    name = f"FAPIAO_MAIL_{missing}"
    with pytest.raises(SetupError, match=name) as raised:
        mail_settings(None, {key: value for key, value in ENVIRONMENT.items() if key != name})
    assert raised.value.code == "mail_settings_missing"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not toml",
        "mailboxes = 1",
        "[mailboxes]\na = 1",
        "[other]\n",
        '[mailboxes.a]\nhost = "h"\nuser = "u"\npassword = "p"\nunknown = 1',
        '[mailboxes.a]\nhost = 1\nuser = "u"\npassword = "p"',
        '[mailboxes.a]\nhost = "h"\nuser = "u"\npassword = "p"\nsecurity = "ssl"',
        '[mailboxes.a]\nhost = "h"\nuser = "u"\npassword = "p"\nport = "x"',
        '[mailboxes.a]\nhost = "h"\nuser = "u"\npassword = "p"\ntenant = "No Such"',
        '[mailboxes.a]\nhost = "h"\nuser = "u"\npassword_file = "/no/such/file"',
    ],
)
def test_what_can_not_be_used_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "mail.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SetupError) as raised:
        mail_settings(path, {})
    assert raised.value.code == "mail_settings_not_usable"


def test_a_password_is_never_shown() -> None:
    (settings,) = mail_settings(None, ENVIRONMENT)
    assert SECRET not in repr(settings) and SECRET not in str(settings)
