"""How notices go out, as whoever runs the service says."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from intake.errors import SetupError
from intake.invoice import Kind
from intake.notices.mail import MailSecurity
from intake.notices.named_settings import NoticeSettings, notice_settings
from intake.state import InvoiceState

MAIL = {"FAPIAO_SMTP_HOST": "smtp.example.cn", "FAPIAO_SMTP_SENDER": "fapiao@example.cn"}
PROBE = '[[probes]]\nname = "books"\n'


def of_file(folder: Path, text: str, **environment: str) -> NoticeSettings:
    path = folder / "notices.toml"
    path.write_text(text, encoding="utf-8")
    return notice_settings(path, environment)


def test_without_a_word_nobody_gets_mail_and_nothing_is_probed() -> None:
    assert notice_settings(None, {}) == NoticeSettings()


def test_a_mail_server_in_variables(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("s3cret\n")
    settings = notice_settings(
        None, {**MAIL, "FAPIAO_SMTP_USER": "u", "FAPIAO_SMTP_PASSWORD_FILE": str(tmp_path / "password"), "FAPIAO_SMTP_SECURITY": "starttls"}
    )
    assert settings.smtp is not None and settings.smtp.password == "s3cret"  # noqa: S105
    assert (settings.smtp.port, settings.smtp.security) == (587, MailSecurity.STARTTLS)
    assert "s3cret" not in repr(settings)


def test_all_of_it_in_a_file(tmp_path: Path) -> None:
    text = """
[mail]
host = "smtp.example.cn"
sender = "fapiao@example.cn"
[webhooks]
private_hosts = ["ERP.lan"]
[hours]
in_review = 8
[[probes]]
name = "books"
route = "sandbox"
provider = "tencent"
minutes = 5
invoice = { kind = "digital_general", number = "24112000000000000017", date = "2024-03-08", total = "106.00" }
"""
    settings = of_file(tmp_path, text)
    assert settings.private_hosts == frozenset({"erp.lan"})
    assert settings.rules.waits[InvoiceState.IN_REVIEW] == timedelta(hours=8) and settings.rules.waits[InvoiceState.VERIFYING] == timedelta(days=3)
    (probe,) = settings.probes
    assert (probe.route, probe.provider, probe.tenant, probe.every) == ("sandbox", "tencent", "default", timedelta(minutes=5))
    assert probe.query is not None and (probe.query.kind, probe.query.total) == (Kind.DIGITAL_GENERAL, 10_600)


@pytest.mark.parametrize(
    "text",
    [
        "mail = 1",
        "[mails]",
        '[mail]\nhost = "a"',
        '[mail]\nhost = "a"\nsender = "nobody"',
        '[mail]\nhost = "a"\nsender = "a@b.cn"\npassword = "s3cret"',
        '[mail]\nhost = "a"\nsender = "a@b.cn"\nport = "x"',
        '[mail]\nhost = "a"\nsender = "a@b.cn"\nsecurity = "ssl"',
        '[mail]\nhost = "a"\nsender = "a@b.cn"\nsecurity = "none"',
        '[mail]\nhost = "a"\nsender = "a@b.cn"\nuser = "u"',
        '[mail]\nhost = "a"\nsender = "a@b.cn"\npassword_file = "/nowhere"',
        '[mail]\nhost = "a"\nsender = "a@b.cn"\nhots = "b"',
        "[hours]\nin_revue = 1",
        "[hours]\nin_review = 0",
        "[hours]\nin_review = true",
        '[webhooks]\nprivate_hosts = "erp"',
        "probes = 1",
        PROBE,
        f'{PROBE}route = "sandbox"\nminutes = 0',
        f'{PROBE}route = "sandbox"\n{PROBE}route = "sandbox"',
        f'{PROBE}provider = "tencent"',
        f'{PROBE}provider = "tencent"\ninvoice = {{ kind = "car" }}',
        f'{PROBE}provider = "tencent"\ninvoice = {{ kind = "digital_general", date = "soon" }}',
        '[[probes]]\nname = "Books!"\nroute = "sandbox"',
    ],
)
def test_what_can_t_be_used_is_refused_without_repeating_secrets(tmp_path: Path, text: str) -> None:
    with pytest.raises(SetupError) as refused:
        of_file(tmp_path, text)
    assert refused.value.code in ("notice_settings_missing", "notice_settings_not_usable") and "s3cret" not in refused.value.message
