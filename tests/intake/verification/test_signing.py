"""Signatures against the examples that the clouds publish."""

from __future__ import annotations

from datetime import UTC, datetime

from intake.verification.signing import KeyPair, acs3, acs3_query, sdk_hmac, tc3


def test_tencents_published_example() -> None:
    """The request for one instance of cloud.tencent.com/document/api/213/30654; keys made up there."""
    keys = KeyPair("AKIDz8krbsJ5yKBZQpn74WFkmLPx3" + "EXAMPLE", "Gu5t9xGARNpq86cd98joQYCN3" + "EXAMPLE")
    body = b'{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}'
    headers = tc3(keys, "cvm", "cvm.tencentcloudapi.com", "DescribeInstances", "2017-03-12", body, datetime.fromtimestamp(1551113065, UTC))
    assert headers["X-TC-Timestamp"] == "1551113065"
    assert headers["Authorization"] == (
        f"TC3-HMAC-SHA256 Credential={keys.id}/2019-02-25/cvm/tc3_request, SignedHeaders=content-type;host, "
        "Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168"
    )


def test_alibabas_published_example() -> None:
    """The fixed parameters of help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature."""
    query = [("RegionId", "cn-shanghai"), ("ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd")]
    headers = acs3(
        KeyPair("YourAccessKeyId", "YourAccessKeySecret"),
        "ecs.cn-shanghai.aliyuncs.com",
        "RunInstances",
        "2014-05-26",
        query,
        "3156853299f313e23d1673dc12e1703d",
        datetime(2023, 10, 26, 10, 22, 32, tzinfo=UTC),
    )
    assert headers["Authorization"] == (
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,"
        "SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,"
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


def test_addresses_are_encoded_as_the_signature_wants() -> None:
    assert acs3_query([("b", "a b*~+/中"), ("A", "1")]) == "A=1&b=a%20b%2A~%2B%2F%E4%B8%AD"


def test_huaweis_form() -> None:
    """No example is published; this holds the form of what is sent."""
    headers = sdk_hmac(KeyPair("AK", "SK"), "ocr.example", "/v2/p/ocr/invoice-verification", b"{}", datetime(2024, 6, 3, 2, 0, tzinfo=UTC))
    assert headers["X-Sdk-Date"] == "20240603T020000Z"
    assert headers["Authorization"].startswith("SDK-HMAC-SHA256 Access=AK, SignedHeaders=content-type;host;x-sdk-date, Signature=")


def test_secrets_are_in_no_repr() -> None:
    assert "SK" not in repr(KeyPair("AK", "SK"))
