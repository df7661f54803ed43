"""Originals on S3 when the service fails, refuses, forgets or lies."""

from __future__ import annotations

import logging
import pickle
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from intake.errors import IntakeError, SetupError, StoreDamaged, StoreUnavailable
from intake.health import Condition, originals_part
from intake.store.files import file_key
from intake.store.receipts import receive
from intake.store.s3_files import MARKER, PART, S3Files, open_s3_files
from intake.store.s3_place import S3Place, s3_place
from intake.store.session import Database
from intake.store.verify import Checked, Damage, Fault, verify
from tests.intake.store.s3_house import PREFIX, files_at, place_at, set_credentials
from tests.intake.store.s3_server import BUCKET, KEY_ID, SECRET, Bucket, How, running_s3
from tests.intake.store.s3_server import Fault as ServiceFault
from tests.intake.store.samples import arrival

LARGE = bytes(PART + 1)


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    set_credentials(monkeypatch)
    with running_s3() as running:
        yield running


@pytest.fixture
def files(service: Bucket, tmp_path: Path) -> S3Files:
    return files_at(service, tmp_path)


@pytest.mark.parametrize("method", ["PUT", "GET"])
@pytest.mark.parametrize("how", [How.ERROR, How.DROP, How.DROP_AFTER, How.HALF])
def test_a_passing_failure_is_not_noticed(files: S3Files, service: Bucket, method: str, how: How) -> None:
    service.faults.append(ServiceFault(method, how))
    stored = files.put([b"invoice"])
    assert files.read(stored.sha256, check=True) == b"invoice" and not service.faults
    assert service.objects == {f"{PREFIX}/{file_key(stored.sha256)}": b"invoice"}


@pytest.mark.parametrize("method", ["PUT", "POST", "HEAD"])
def test_a_large_file_survives_a_cut_connection_and_leaves_no_parts(files: S3Files, service: Bucket, method: str) -> None:
    service.faults.append(ServiceFault(method, How.DROP))
    assert files.check(files.put([LARGE]).sha256) == len(LARGE)
    assert not service.faults and not service.parts


def test_a_silent_service_is_asked_again_for_what_is_read(files: S3Files, service: Bucket) -> None:
    stored = files.put([b"invoice"])
    service.faults.append(ServiceFault("GET", How.SLOW, seconds=1.5))
    assert files.read(stored.sha256) == b"invoice"


@pytest.mark.parametrize("content", [b"invoice", LARGE])
def test_a_service_that_keeps_failing_is_unreachable_and_nothing_was_promised(files: S3Files, service: Bucket, content: bytes) -> None:
    service.faults += [ServiceFault("PUT", How.ERROR)] * 20
    with pytest.raises(StoreUnavailable) as caught:
        files.put([content])
    assert (caught.value.code, caught.value.retryable) == ("object_store_unreachable", True) and "503 SlowDown" in caught.value.message
    service.faults.clear()
    assert files.put([content]).size == len(content)


def test_a_read_that_is_cut_every_time_gives_no_half_of_a_file(files: S3Files, service: Bucket) -> None:
    stored = files.put([b"invoice" * 1000])
    service.faults += [ServiceFault("GET", How.HALF)] * 30
    for ask in (files.read, files.check):
        with pytest.raises(StoreUnavailable, match="object_store_unreachable"):
            ask(stored.sha256)


def test_a_service_that_is_not_there_is_unreachable(service: Bucket, tmp_path: Path) -> None:
    service.port = 1
    files = files_at(service, tmp_path)
    for ask in (lambda: files.put([b"invoice"]), lambda: files.read("0" * 64), lambda: list(files.all()), files.look):
        with pytest.raises(StoreUnavailable, match="object_store_unreachable"):
            ask()


@pytest.mark.parametrize(
    ("key_id", "secret", "bucket", "region", "said"),
    [
        ("AKIASOMEBODYELSES000", SECRET, BUCKET, "eu-test-1", "403 InvalidAccessKeyId"),
        (KEY_ID, "another secret", BUCKET, "eu-test-1", "403 SignatureDoesNotMatch"),
        (KEY_ID, SECRET, "no-such-bucket", "eu-test-1", "NoSuchBucket"),
        (KEY_ID, SECRET, BUCKET, "us-east-1", "400 AuthorizationHeaderMalformed"),
    ],
)
def test_wrong_settings_are_refused_with_what_to_do_and_without_a_secret(
    service: Bucket,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    key_id: str,
    secret: str,
    bucket: str,
    region: str,
    said: str,
) -> None:
    set_credentials(monkeypatch, key_id, secret)
    files = files_at(service, tmp_path, bucket, region)
    with caplog.at_level(logging.DEBUG):
        for ask in (lambda: files.put([b"1"]), lambda: files.read("0" * 64), lambda: list(files.all()), files.look, files.claim):
            with pytest.raises(StoreUnavailable) as caught:
                ask()
            assert caught.value.code == "object_store_refused" and said in caught.value.message and said in caught.value.message_zh
            assert caught.value.__cause__ is None and caught.value.__suppress_context__
            assert not any(hidden in f"{caught.value} {caught.value.message_zh} {caplog.text}" for hidden in (key_id, secret, KEY_ID))
    with pytest.raises(StoreUnavailable, match="object_store_refused"):
        files.put([LARGE])
    assert service.objects == {}


def test_a_right_that_is_missing_shows_at_the_start(service: Bucket, tmp_path: Path) -> None:
    service.faults.append(ServiceFault("PUT", How.ERROR, 403, "AccessDenied"))
    with pytest.raises(StoreUnavailable, match="object_store_refused"):
        open_s3_files(place_at(service), tmp_path)
    for _ in range(2):
        assert list(open_s3_files(place_at(service), tmp_path).all()) == []
    assert list(service.objects) == [f"{PREFIX}/{MARKER}"]


@pytest.mark.parametrize("content", [b"invoice", LARGE])
def test_a_sound_object_is_never_written_again_and_an_altered_one_once(files: S3Files, service: Bucket, content: bytes) -> None:
    key = f"{PREFIX}/{file_key(files.put([content]).sha256)}"
    files.put([content])
    assert service.written == [key]
    service.objects[key] = b"altered"
    files.put([content])
    files.put([content])
    assert service.written == [key, key] and service.objects[key] == content


def test_the_service_is_given_a_checksum_of_every_byte(files: S3Files, service: Bucket) -> None:
    files.put([b"invoice"])
    files.put([LARGE])
    assert len(service.checksums) == 3, "one object, and two parts"


@pytest.mark.parametrize("times", [1, 3])
def test_bytes_that_change_on_their_way_get_no_receipt(files: S3Files, service: Bucket, times: int) -> None:
    service.faults += [ServiceFault("PUT", How.DAMAGE)] * times
    if times == 1:
        assert files.check(files.put([b"invoice"]).sha256) == 7
        return
    with pytest.raises(StoreUnavailable, match="object_store_unfaithful"):
        files.put([b"invoice"])


def test_a_bucket_that_is_gone_does_not_look_like_originals_that_are(files: S3Files, service: Bucket) -> None:
    stored = files.put([b"invoice"])
    service.faults.append(ServiceFault("GET", How.ERROR, 404, "NoSuchBucket"))
    service.faults.append(ServiceFault("GET", How.ERROR, 404, "NoSuchBucket"))
    with pytest.raises(StoreUnavailable, match="object_store_refused"):
        files.read(stored.sha256)


def test_nothing_stays_in_the_scratch_folder(files: S3Files, service: Bucket, tmp_path: Path) -> None:
    files.put([LARGE])
    service.faults += [ServiceFault("PUT", How.ERROR, 403, "AccessDenied")] * 3
    with pytest.raises(StoreUnavailable):
        files.put([LARGE + b"1"])
    assert list(tmp_path.iterdir()) == []


def test_a_large_file_that_finds_no_room_on_its_way_is_told_and_the_next_one_is_kept(service: Bucket, small_disk: Path) -> None:
    files = files_at(service, small_disk)
    with pytest.raises(StoreUnavailable, match="disk_full"):
        files.put([LARGE])
    assert files.check(files.put([b"small"]).sha256) == 5 and len(service.objects) == 1


def test_no_secret_goes_to_another_process(files: S3Files) -> None:
    files.put([b"invoice"])
    assert SECRET.encode() not in pickle.dumps(files) and KEY_ID.encode() not in pickle.dumps(files)


def test_keys_of_the_credentials_file_are_used_where_variables_hold_none(service: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "credentials"
    path.write_text(
        f"[default]\naws_access_key_id = other\naws_secret_access_key = other\n[north]\naws_access_key_id = {KEY_ID}\naws_secret_access_key = {SECRET}\n"
    )
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(path))
    for profile, code in (("north", None), ("default", "object_store_refused"), ("south", "object_store_refused")):
        monkeypatch.setenv("AWS_PROFILE", profile)
        files = files_at(service, tmp_path)
        if code is None:
            assert files.check(files.put([b"invoice"]).sha256) == 7
            continue
        with pytest.raises(StoreUnavailable, match=code):
            files.put([b"invoice"])


def test_health_names_the_object_store(files: S3Files, service: Bucket) -> None:
    assert (originals_part(files).condition, originals_part(files).found) == (Condition.OK, f"s3://{BUCKET}/{PREFIX}")
    service.faults.append(ServiceFault("GET", How.ERROR))
    failed = originals_part(files)
    assert (failed.name, failed.condition, failed.found) == ("originals", Condition.FAILED, "object_store_unreachable")
    assert "object store" in failed.advice and "对象存储" in failed.advice_zh and BUCKET not in failed.advice


def test_every_object_is_verified_against_its_hash(database: Database, files: S3Files, service: Bucket) -> None:
    contents = (b"sound", b"altered", b"gone")
    for content in contents:
        files.put([content])
        with database.write() as session:
            receive(session, arrival(content))
    assert list(verify(database, files)) == [Checked(3, 3), Checked(3, 3)]
    sums = [sha256(content).hexdigest() for content in contents]
    service.objects[f"{PREFIX}/{file_key(sums[1])}"] = b"another"
    del service.objects[f"{PREFIX}/{file_key(sums[2])}"]
    stray = files.put([b"stray"])
    service.objects[f"{PREFIX}/readme.txt"] = b"nobody's"
    found = {(damage.fault, damage.where) for damage in verify(database, files) if isinstance(damage, Damage)}
    assert found == {(Fault.ORIGINAL_ALTERED, sums[1]), (Fault.ORIGINAL_MISSING, sums[2]), (Fault.NOBODYS_FILE, stray.sha256)}
    with pytest.raises(StoreDamaged, match="original_altered"):
        files.read(sums[1], check=True)


def test_a_service_that_is_away_is_no_damage_to_verify(database: Database, files: S3Files, service: Bucket) -> None:
    files.put([b"invoice"])
    with database.write() as session:
        receive(session, arrival(b"invoice"))
    service.faults += [ServiceFault("GET", How.ERROR)] * 20
    with pytest.raises(IntakeError, match="object_store_unreachable"):
        list(verify(database, files))


def test_settings_name_a_place() -> None:
    assert s3_place("s3://bucket", {}) == S3Place("bucket")
    assert s3_place("s3://bucket/", {"AWS_DEFAULT_REGION": "cn-north-1"}) == S3Place("bucket", region="cn-north-1")
    named = {
        "FAPIAO_S3_ENDPOINT": "https://minio.firm:9000/",
        "AWS_ENDPOINT_URL": "https://other",
        "FAPIAO_S3_REGION": "a",
        "AWS_REGION": "b",
        "AWS_CA_BUNDLE": "/ca.pem",
    }
    assert s3_place("s3://bucket/one/two/", named) == S3Place("bucket", "one/two", "https://minio.firm:9000", "a", Path("/ca.pem"))
    assert str(s3_place("s3://bucket/one/two/", named)) == "s3://bucket/one/two"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "bucket",
        "https://bucket",
        "s3://",
        "s3://UPPER",
        "s3://b",
        "s3://bucket/a//b",
        "s3://bucket/../x",
        "s3://bucket/a/..",
        "s3://bucket/发票",
        "s3://k:s@bucket",
    ],
)
def test_what_names_no_place_is_refused(url: str) -> None:
    with pytest.raises(SetupError, match="originals_malformed"):
        s3_place(url, {})


@pytest.mark.parametrize("endpoint", ["minio:9000", "ftp://minio", "https://", "https://key:secret@minio", "https://minio:port", "https://minio?x=1"])
def test_an_endpoint_that_is_none_is_refused_without_quoting_it(endpoint: str) -> None:
    with pytest.raises(SetupError, match="originals_malformed") as caught:
        s3_place("s3://bucket", {"FAPIAO_S3_ENDPOINT": endpoint})
    assert "secret" not in caught.value.message


def test_without_tls_only_hosts_that_were_named_and_this_machine_are_talked_to() -> None:
    def place(endpoint: str, hosts: str = "") -> S3Place:
        return s3_place("s3://bucket", {"FAPIAO_S3_ENDPOINT": endpoint, "FAPIAO_S3_PLAIN_HOSTS": hosts})

    for endpoint in ("http://minio:9000", "http://127.0.0.1.firm"):
        with pytest.raises(SetupError, match="originals_not_encrypted"):
            place(endpoint, "other")
    assert place("http://minio:9000", "other, MinIO").endpoint == "http://minio:9000"
    for endpoint in ("http://localhost:9000", "http://127.0.0.1:9000", "http://[::1]:9000"):
        assert place(endpoint).endpoint == endpoint


@pytest.mark.parametrize("content", [None, b"no certificate", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_authorities_that_are_none_are_told(service: Bucket, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "authorities.pem"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SetupError, match="originals_malformed") as caught:
        S3Files(replace(place_at(service), authorities=path), tmp_path).look()
    assert "AWS_CA_BUNDLE" in caught.value.message
