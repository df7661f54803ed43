import struct
import zipfile
import zlib
from dataclasses import replace
from email.message import EmailMessage
from io import BytesIO

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.document import Document
from intake.errors import RefusedFile
from intake.opening.containers import Failure, expand
from intake.opening.limits import Limits
from intake.opening.open_pages import open_pages

LIMITS = Limits()
PDF = b"%PDF-1.4 invented"
PNG = cv2.imencode(".png", np.full((300, 300, 3), 250, np.uint8))[1].tobytes()


def zipped(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def mail(*attachments: tuple[str, bytes]) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "seller@example.cn", "buyer@example.cn", "电子发票"
    message.set_content("请查收")
    for name, content in attachments:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message


def expanded(name: str, content: bytes, limits: Limits = LIMITS, passwords: tuple[str, ...] = ()) -> list[Document | Failure]:
    return list(expand(Document(name, content, passwords), limits))


def outcome(name: str, content: bytes, limits: Limits = LIMITS, passwords: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """Name and, of documents, content, of failures, code."""
    found = expanded(name, content, limits, passwords)
    return [(one.name, one.error.code if isinstance(one, Failure) else one.content.decode("latin-1")) for one in found]


TEXT = PDF.decode("latin-1")


# ZIP


def test_a_document_that_is_no_container_is_handed_on_as_it_is() -> None:
    document = Document("a.pdf", PDF, ("x",))
    (same,) = expand(document, LIMITS)
    assert same is document


def test_a_file_nobody_knows_is_handed_on_so_that_opening_it_tells_why() -> None:
    assert outcome("a.zip", zipped({"readme.txt": b"hello"})) == [("a.zip!readme.txt", "hello")]


def test_members_keep_order_names_and_passwords() -> None:
    found = expanded("in/a.zip", zipped({"2/b.pdf": PDF, "1.ofd": PDF + b"1"}), passwords=("secret",))
    assert [document.name for document in found] == ["in/a.zip!2/b.pdf", "in/a.zip!1.ofd"]
    assert all(isinstance(document, Document) and document.passwords == ("secret",) for document in found)


def test_containers_in_containers_are_named_all_the_way() -> None:
    inner = zipped({"b.pdf": PDF})
    assert outcome("mail.eml", mail(("a.zip", inner)).as_bytes()) == [("mail.eml!a.zip!b.pdf", TEXT)]


def test_equal_names_are_told_apart() -> None:
    message = mail(("发票.pdf", PDF), ("发票.pdf", PDF + b"2"), ("发票.pdf", PDF + b"3"))
    assert [name for name, _ in outcome("m.eml", message.as_bytes())] == ["m.eml!发票.pdf", "m.eml!发票 (2).pdf", "m.eml!发票 (3).pdf"]


def test_names_in_gbk_are_read() -> None:
    content = zipped({"AAAAAAAA.pdf": PDF})
    gbk = "电子发票".encode("gbk")
    assert len(gbk) == 8
    assert outcome("a.zip", content.replace(b"AAAAAAAA", gbk)) == [("a.zip!电子发票.pdf", TEXT)]


def test_names_in_utf8_without_the_flag_are_read() -> None:
    raw = "发票一".encode()
    assert outcome("a.zip", zipped({"AAAAAAAAA.pdf": PDF}).replace(b"A" * 9, raw)) == [("a.zip!发票一.pdf", TEXT)]


def test_backslashes_separate_folders_and_control_characters_vanish() -> None:
    content = zipped({"AAAAAAA.pdf": PDF}).replace(b"AAAAAAA", b"x\\y\x07\nzz")
    assert outcome("a.zip", content) == [("a.zip!x/yzz.pdf", TEXT)]


def test_what_operating_systems_leave_behind_is_no_document() -> None:
    members = {"__MACOSX/._a.pdf": b"x", ".DS_Store": b"x", "Thumbs.db": b"x", "folder/": b"", "folder/a.pdf": PDF}
    assert outcome("a.zip", zipped(members)) == [("a.zip!folder/a.pdf", TEXT)]


def test_a_member_without_a_name_is_a_document_too() -> None:
    content = zipped({"AA": PDF}, zipfile.ZIP_STORED).replace(b"AA", b"\x01\x02")
    assert outcome("a.zip", content) == [("a.zip!unnamed", TEXT)]


def test_an_empty_archive_is_a_failure() -> None:
    assert outcome("a.zip", zipped({})) == [("a.zip", "container_empty")]


def test_a_damaged_member_fails_alone() -> None:
    content = zipped({"a.pdf": PDF * 3, "b.pdf": PDF}, zipfile.ZIP_STORED)
    broken = content.replace(PDF * 3, PDF * 2 + b"%PDF-1.4 inventeX", 1)
    assert outcome("z.zip", broken) == [("z.zip!a.pdf", "zip_damaged"), ("z.zip!b.pdf", TEXT)]


def test_a_cut_off_archive_is_a_failure() -> None:
    assert outcome("z.zip", zipped({"a.pdf": PDF * 50})[:-30]) == [("z.zip", "zip_damaged")]


def zip_crypto(content: bytes, password: bytes) -> bytes:
    """An archive in the traditional encryption (APPNOTE 6.1), which Python reads but does not write."""

    def step(crc: int, byte: int) -> int:
        return (crc >> 8) ^ CRC_TABLE[(crc ^ byte) & 0xFF]

    keys = [0x12345678, 0x23456789, 0x34567890]

    def update(byte: int) -> None:
        keys[0] = step(keys[0], byte)
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = step(keys[2], keys[1] >> 24)

    for byte in password:
        update(byte)
    crc = zlib.crc32(content)
    encrypted = bytearray()
    for byte in bytes(11) + bytes([crc >> 24]) + content:
        key = keys[2] | 2
        encrypted.append(byte ^ ((key * (key ^ 1) >> 8) & 0xFF))
        update(byte)
    name = b"a.pdf"
    common = struct.pack("<HHHHHIII", 20, 1, 0, 0, 0x21, crc, len(encrypted), len(content))
    local = b"PK\x03\x04" + common + struct.pack("<HH", len(name), 0) + name + bytes(encrypted)
    central = b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, 0) + name
    return local + central + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)


def crc_table() -> list[int]:
    table = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ (0xEDB88320 if value & 1 else 0)
        table.append(value)
    return table


CRC_TABLE = crc_table()


def test_an_encrypted_member_opens_with_any_of_the_given_passwords() -> None:
    content = zip_crypto(PDF, b"right")
    assert outcome("z.zip", content) == [("z.zip!a.pdf", "needs_password")]
    assert outcome("z.zip", content, passwords=("wrong", "also wrong")) == [("z.zip!a.pdf", "needs_password")]
    assert outcome("z.zip", content, passwords=("wrong", "right")) == [("z.zip!a.pdf", TEXT)]


def test_a_password_typed_in_chinese_opens_an_archive_made_on_chinese_windows() -> None:
    assert outcome("z.zip", zip_crypto(PDF, "密码".encode("gbk")), passwords=("密码",)) == [("z.zip!a.pdf", TEXT)]


# ZIP files made to do harm


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "C:/x.pdf", "a/../../b.pdf", "..\\..\\b.pdf"])
def test_names_that_point_outside_are_refused_and_the_rest_goes_on(name: str) -> None:
    (first, code), second = outcome("z.zip", zipped({name: PDF, "b.pdf": PDF}))
    assert code == "unsafe_name" and first.startswith("z.zip!") and second == ("z.zip!b.pdf", TEXT)


def test_links_are_refused() -> None:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        info = zipfile.ZipInfo("a.pdf")
        info.create_system, info.external_attr = 3, 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    assert outcome("z.zip", buffer.getvalue()) == [("z.zip!a.pdf", "symlink_refused")]


def test_a_bomb_is_refused_while_it_unpacks() -> None:
    content = zipped({"bomb.xml": bytes(30 << 20), "b.pdf": PDF})
    assert outcome("z.zip", content) == [("z.zip!bomb.xml", "ratio_too_high"), ("z.zip!b.pdf", TEXT)]


def test_the_sizes_in_the_headers_are_not_believed() -> None:
    content = bytearray(zipped({"bomb.xml": bytes(30 << 20)}))
    for marker, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", content, content.index(marker) + offset, 10)
    ((_, code),) = outcome("z.zip", bytes(content))
    assert code == "zip_damaged"
    huge = bytearray(zipped({"a.pdf": PDF}))
    for marker, offset in ((b"PK\x03\x04", 18), (b"PK\x01\x02", 20)):
        struct.pack_into("<II", huge, huge.index(marker) + offset, 1 << 31, 1 << 31)
    assert outcome("z.zip", bytes(huge)) == [("z.zip!a.pdf", TEXT)]


def test_a_short_file_may_have_any_ratio() -> None:
    assert outcome("z.zip", zipped({"a.txt": b" " * 500_000})) == [("z.zip!a.txt", " " * 500_000)]


def test_a_member_larger_than_a_document_may_be_is_refused() -> None:
    limits = replace(LIMITS, file_bytes=1000)
    assert outcome("z.zip", zipped({"a.bin": bytes(range(256)) * 8, "b.pdf": PDF}), limits) == [("z.zip!a.bin", "file_too_large"), ("z.zip!b.pdf", TEXT)]


def test_all_members_together_stay_below_the_limit_over_all_levels() -> None:
    part = np.random.default_rng(0).bytes(300)
    limits = replace(LIMITS, unpacked_bytes=2000)
    inner = zipped({"a": part, "b": part})
    found = outcome("z.zip", zipped({"1.zip": inner, "2.zip": inner, "3.zip": inner}), limits)
    assert [name for name, _ in found[:2]] == ["z.zip!1.zip!a", "z.zip!1.zip!b"]
    assert found[-1] == ("z.zip", "unpacked_too_large")


def test_too_many_entries_are_refused_before_the_first_is_unpacked() -> None:
    assert outcome("z.zip", zipped({f"{number}.pdf": PDF for number in range(501)})) == [("z.zip", "too_many_entries")]
    inner = zipped({f"{number}.pdf": PDF for number in range(300)})
    found = outcome("z.zip", zipped({"1.zip": inner, "2.zip": inner}))
    assert len(found) == 301 and found[-1] == ("z.zip!2.zip", "too_many_entries")


def test_a_directory_of_countless_entries_is_not_even_listed() -> None:
    content = b"PK\x03\x04" + b"PK\x01\x02" * 30_000
    (only,) = expanded("z.zip", content)
    assert isinstance(only, Document)
    with pytest.raises(RefusedFile, match="too_many_entries"):
        list(open_pages(only, LIMITS))


def test_archives_in_archives_end_at_the_limit() -> None:
    content = zipped({"a.pdf": PDF})
    for level in range(5):
        content = zipped({f"{level}.zip": content})
    assert outcome("z.zip", content) == [("z.zip!4.zip!3.zip!2.zip", "container_too_deep")]


def test_methods_other_than_deflate_are_refused() -> None:
    assert outcome("z.zip", zipped({"a.pdf": PDF}, zipfile.ZIP_LZMA)) == [("z.zip!a.pdf", "zip_method_unsupported")]


# Mail


def test_attachments_come_out_and_the_mails_own_text_does_not() -> None:
    message = mail(("a.pdf", PDF), ("b.ofd", PDF))
    assert [name for name, _ in outcome("m.eml", message.as_bytes())] == ["m.eml!a.pdf", "m.eml!b.ofd"]


@pytest.mark.parametrize(
    "header",
    [
        'filename="=?utf-8?B?5Y+R56WoLnBkZg==?="',
        'filename="=?gb18030?B?t6LGsS5wZGY=?="',
        'filename="=?gb2312?B?t6LGsS5wZGY=?="',
        "filename*=utf-8''%E5%8F%91%E7%A5%A8.pdf",
        "filename*=gbk''%B7%A2%C6%B1.pdf",
    ],
)
def test_attachment_names_are_decoded_however_they_are_written(header: str) -> None:
    raw = f"From: a@b.cn\r\nTo: c@d.cn\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; {header}\r\n\r\n{TEXT}"
    assert [name for name, _ in outcome("m.eml", raw.encode())] == ["m.eml!发票.pdf"]


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_attachment_names_in_raw_bytes_are_decoded(encoding: str) -> None:
    head = b'From: a@b.cn\r\nTo: c@d.cn\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename="'
    assert [name for name, _ in outcome("m.eml", head + "发票.pdf".encode(encoding) + b'"\r\n\r\n' + PDF)] == ["m.eml!发票.pdf"]


def test_attachment_names_lose_their_folders() -> None:
    assert [name for name, _ in outcome("m.eml", mail(("../../x/a.pdf", PDF)).as_bytes())] == ["m.eml!a.pdf"]


def test_an_attached_mail_is_opened_too() -> None:
    outer = mail()
    outer.add_attachment(mail(("a.pdf", PDF)))
    assert outcome("m.eml", outer.as_bytes()) == [("m.eml!电子发票.eml!a.pdf", TEXT)]


def test_a_photograph_shown_in_the_mail_is_a_document_and_a_counting_pixel_is_not() -> None:
    message = EmailMessage()
    message["From"], message["To"] = "a@b.cn", "c@d.cn"
    message.set_content("<img src='cid:1'>", subtype="html")
    message.add_related(PNG, "image", "png", cid="<1>")
    message.add_related(b"GIF89a\x01\x00\x01\x00", "image", "gif", cid="<2>")
    ((name, _),) = outcome("m.eml", message.as_bytes())
    assert name == "m.eml!part.png"


def test_signatures_and_invitations_are_no_documents() -> None:
    message = mail(("a.pdf", PDF))
    message.add_attachment(b"sig", maintype="application", subtype="pkcs7-signature", filename="smime.p7s")
    message.add_attachment(b"BEGIN:VCALENDAR", maintype="text", subtype="calendar", filename="x.ics")
    assert [name for name, _ in outcome("m.eml", message.as_bytes())] == ["m.eml!a.pdf"]


def test_a_mail_without_attachment_says_so() -> None:
    assert outcome("m.eml", mail().as_bytes()) == [("m.eml", "mail_without_attachment")]


def test_an_encrypted_mail_says_so() -> None:
    raw = b"From: a@b.cn\r\nTo: c@d.cn\r\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\n\r\nMIIx"
    assert outcome("m.eml", raw) == [("m.eml!smime.p7m", "mail_encrypted")]


def test_a_mail_nested_without_end_is_refused() -> None:
    parts = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(3000))
    ((name, code),) = outcome("m.eml", ("From: a@b.cn\r\nTo: x@y.cn\r\n" + parts).encode())
    assert name == "m.eml" and code in ("mail_too_nested", "mail_without_attachment")


def test_a_mail_of_countless_parts_is_refused() -> None:
    part = "--b\r\nContent-Disposition: attachment; filename=a.pdf\r\n\r\n%PDF-1\r\n"
    raw = 'From: a@b.cn\r\nTo: x@y.cn\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n' + part * 600 + "--b--\r\n"
    assert outcome("m.eml", raw.encode()) == [("m.eml", "too_many_entries")]


# Anything


@settings(max_examples=60)
@given(st.data())
def test_whatever_is_done_to_a_container_it_yields_documents_and_failures(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([zipped({"a.pdf": PDF * 20, "b.xml": b"<a/>"}), mail(("a.zip", zipped({"a.pdf": PDF}))).as_bytes()]))
    broken = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 6))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    content = bytes(broken[: data.draw(st.integers(1, len(broken)))])
    found = expanded("x", content)
    assert found and all(isinstance(one, Document | Failure) and one.name.startswith("x") for one in found)
