"""Settings of providers: from a file or from variables, secrets from neither the file nor any message."""

from __future__ import annotations

from pathlib import Path

import pytest

from intake.errors import SetupError
from intake.verification.build_verifiers import build_verifiers
from intake.verification.codes import Vendor
from intake.verification.named_providers import provider_settings
from intake.verification.provider_settings import TYPES
from intake.verification.simulator.bureau import BureauRules
from intake.verification.simulator.providers import KEYS
from intake.verification.verifier import Outcome
from tests.intake.verification.conftest import World

TENCENT = {"FAPIAO_VERIFY_PROVIDERS": "tencent", "FAPIAO_VERIFY_TENCENT_ID": "id-1", "FAPIAO_VERIFY_TENCENT_SECRET": "s3cr3t-1"}


def refused(path: Path | None, environment: dict[str, str]) -> SetupError:
    with pytest.raises(SetupError) as found:
        provider_settings(path, environment)
    assert "s3cr3t" not in found.value.message + found.value.message_zh
    return found.value


def toml(folder: Path, text: str) -> Path:
    path = folder / "providers.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_settings_there_are_no_providers() -> None:
    assert provider_settings(None, {}) == ()


def test_variables_name_providers_in_order() -> None:
    environment = {**TENCENT, "FAPIAO_VERIFY_PROVIDERS": "baidu, tencent", "FAPIAO_VERIFY_BAIDU_ID": "id-2", "FAPIAO_VERIFY_BAIDU_SECRET": "s3cr3t-2"}
    found = provider_settings(None, environment | {"FAPIAO_VERIFY_BAIDU_CALLS_PER_SECOND": "2.5"})
    assert [(each.vendor, each.account.id, each.account.secret) for each in found] == [
        (Vendor.BAIDU, "id-2", "s3cr3t-2"),
        (Vendor.TENCENT, "id-1", "s3cr3t-1"),
    ]
    assert (found[0].rate.per_second, found[1].address, found[1].timeout_seconds) == (2.5, "", 30.0)
    assert "s3cr3t" not in repr(found)


def test_a_file_names_providers_and_where_their_secrets_are(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s3cr3t-3\n", encoding="utf-8")
    path = toml(
        tmp_path,
        f"""
        [[providers]]
        type = "huawei"
        name = "huawei-north"
        id = "AK"
        project_id = "p1"
        secret_file = "{tmp_path / "secret"}"
        timeout_seconds = 10
        [[providers]]
        type = "fpcy"
        address = "https://gateway.example/api/"
        """,
    )
    huawei, fpcy = provider_settings(path, {"FAPIAO_VERIFY_FPCY_SECRET": "s3cr3t-4"})
    assert (huawei.name, huawei.account.secret, huawei.project_id, huawei.timeout_seconds) == ("huawei-north", "s3cr3t-3", "p1", 10.0)
    assert (fpcy.name, fpcy.address, fpcy.account.secret) == ("fpcy", "https://gateway.example/api", "s3cr3t-4")


def test_a_secret_in_the_file_is_refused(tmp_path: Path) -> None:
    error = refused(toml(tmp_path, '[[providers]]\ntype = "tencent"\nid = "a"\nsecret = "s3cr3t"\n'), {})
    assert error.code == "verification_settings_not_usable"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"FAPIAO_VERIFY_TENCENT_SECRET": ""}, "verification_settings_missing"),
        ({"FAPIAO_VERIFY_TENCENT_ID": ""}, "verification_settings_missing"),
        ({"FAPIAO_VERIFY_PROVIDERS": "page"}, "verification_settings_not_usable"),
        ({"FAPIAO_VERIFY_PROVIDERS": "tencent,tencent"}, "verification_settings_not_usable"),
        ({"FAPIAO_VERIFY_TENCENT_ADDRESS": "http://verify.example"}, "verification_settings_not_usable"),
        ({"FAPIAO_VERIFY_TENCENT_ADDRESS": "https://me:s3cr3t@verify.example"}, "verification_settings_not_usable"),
        ({"FAPIAO_VERIFY_TENCENT_ADDRESS": "https://["}, "verification_settings_not_usable"),
        ({"FAPIAO_VERIFY_TENCENT_CALLS_PER_SECOND": "many"}, "verification_settings_not_usable"),
        ({"FAPIAO_VERIFY_TENCENT_CALLS_PER_SECOND": "0"}, "verification_settings_not_usable"),
        ({"FAPIAO_VERIFY_TENCENT_TIMEOUT_SECONDS": "nan"}, "verification_settings_not_usable"),
        ({"FAPIAO_VERIFY_TENCENT_SECRET_FILE": "/no/such/file"}, "verification_settings_not_usable"),
        ({"FAPIAO_VERIFY_TENCENT_SECRET": "s3cr3t密"}, "verification_settings_not_usable"),
        ({"FAPIAO_VERIFY_TENCENT_COLOUR": "red"}, "verification_settings_not_usable"),
        ({"FAPIAO_VERIFY_PROVIDERS": "fpcy", "FAPIAO_VERIFY_FPCY_SECRET": "s3cr3t"}, "verification_settings_missing"),
        ({"FAPIAO_VERIFY_PROVIDERS": "huawei", "FAPIAO_VERIFY_HUAWEI_ID": "a", "FAPIAO_VERIFY_HUAWEI_SECRET": "s3cr3t"}, "verification_settings_missing"),
    ],
)
def test_settings_that_can_not_work_are_refused_with_what_to_do(change: dict[str, str], code: str) -> None:
    assert refused(None, TENCENT | change).code == code


@pytest.mark.parametrize("text", ["", "providers = 1", "[[providers]]\n[other]\n", "[[providers]", "[[providers]]\ntype = 1\n", '[[providers]]\nid = "a"\n'])
def test_a_file_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    assert refused(toml(tmp_path, text), {}).code in ("verification_settings_not_usable", "verification_settings_missing")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.toml", {}).code == "verification_settings_not_usable"


def test_what_was_set_up_asks(world: World) -> None:
    world.bureau.follow(BureauRules(daily_limit=len(TYPES)))
    environment = {"FAPIAO_VERIFY_PROVIDERS": ",".join(vendor.value for vendor in TYPES), "FAPIAO_VERIFY_HUAWEI_PROJECT_ID": "simulated-project"}
    for vendor in TYPES:
        start = f"FAPIAO_VERIFY_{vendor.value.upper()}_"
        address = f"{world.providers.address}/weibaozhang" if vendor is Vendor.WEIBAOZHANG else world.providers.address
        environment |= {f"{start}ID": KEYS.id, f"{start}SECRET": KEYS.secret, f"{start}ADDRESS": address}
    settings = provider_settings(None, environment)
    assert build_verifiers(settings, world.clock).names == tuple(vendor.value for vendor in TYPES)
    for vendor in TYPES:
        chain = build_verifiers([each for each in settings if each.vendor is vendor], world.clock)
        assert [answer.outcome for answer in chain.verify(world.query("VAT_GENERAL"), lambda _: True)] == [Outcome.OK], vendor


def test_a_wrong_secret_is_told_as_a_matter_of_permission(world: World) -> None:
    environment = TENCENT | {"FAPIAO_VERIFY_TENCENT_ADDRESS": world.providers.address}
    (answer,) = build_verifiers(provider_settings(None, environment), world.clock).verify(world.query("D_GENERAL"), lambda _: True)
    assert (answer.outcome, answer.provider_code) == (Outcome.PERMISSION, "AuthFailure.SignatureFailure")
