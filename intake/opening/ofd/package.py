"""The parts of an OFD file.

Names differ from references in case, leading slash and folder in files that every viewer opens, so parts are found as viewers find them. XML parts are
parsed once, all of them under one common limit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from posixpath import dirname, normpath
from xml.etree.ElementTree import Element

from intake.document import IntegrityIssue
from intake.errors import RefusedFile, UnreadableFile
from intake.opening.limits import Limits
from intake.opening.refusals import too_many_entries
from intake.opening.xml_safety import XmlLimits, parse_xml
from intake.opening.zip_archive import entry_name, open_zip, read_entry

MAX_PART_BYTES = 64 * 1024 * 1024
"""All parts together. Invoices have some 50 KiB; with embedded fonts, a few MiB."""


@dataclass(frozen=True)
class OfdPackage:
    parts: Mapping[str, bytes] = field(repr=False)
    """Path without leading slash -> bytes."""
    trees: Mapping[str, Element] = field(repr=False)
    """Path -> root, of the XML parts that could be parsed."""
    issues: tuple[IntegrityIssue, ...] = ()
    """`ofd_part_damaged`, `ofd_part_twice`."""

    @cached_property
    def _by_folded_path(self) -> dict[str, str]:
        return {path.lower(): path for path in self.parts}

    def locate(self, location: str, *folders: str) -> str | None:
        """The path of a part. A location is from the root (leading slash) or from one of the folders, tried in order and then the root."""
        clean = location.strip().replace("\\", "/")
        for folder in ("",) if clean.startswith("/") else (*folders, ""):
            path = normpath(f"{folder}/{clean}").lstrip("/").lower()
            if path in self._by_folded_path:
                return self._by_folded_path[path]
        return None

    def tree(self, location: str | None, *folders: str) -> tuple[str, Element] | None:
        """Path and root of an XML part; None when it is missing or damaged."""
        path = self.locate(location, *folders) if location else None
        return (path, self.trees[path]) if path and path in self.trees else None


def open_package(content: bytes, limits: Limits) -> OfdPackage:
    """Unpack and parse. Raises UnreadableFile (`zip_damaged`, `ofd_damaged`) and RefusedFile (limits of the archive and of its XML, `xml_dtd`)."""
    archive = open_zip(content)
    if len(archive.infolist()) > limits.entries:
        raise too_many_entries(limits.entries)
    parts: dict[str, bytes] = {}
    twice: list[str] = []
    room = min(limits.unpacked_bytes, MAX_PART_BYTES)
    for info in archive.infolist():
        name = entry_name(info)
        if not name or name.endswith("/"):
            continue
        path = normpath(name).lstrip("/")
        if path in parts:
            twice.append(path)
        parts[path] = read_entry(archive, info, limits, room)
        room -= len(parts[path])
    trees, damaged = _parsed(parts)
    package = OfdPackage(parts, trees, (*damaged, *(IntegrityIssue("ofd_part_twice", path) for path in twice)))
    if package.tree("OFD.xml") is None:
        raise nothing_readable()
    return package


def _parsed(parts: Mapping[str, bytes]) -> tuple[dict[str, Element], tuple[IntegrityIssue, ...]]:
    """A part that can't be parsed must not cost the others; one that breaks a safety rule costs the file."""
    left = XmlLimits()
    trees: dict[str, Element] = {}
    damaged: list[IntegrityIssue] = []
    for path, content in parts.items():
        if not path.lower().endswith(".xml"):
            continue
        try:
            trees[path] = parse_xml(content, left)
        except UnreadableFile as error:
            damaged.append(IntegrityIssue("ofd_part_damaged", f"{path}: {error.message}"))
        left = replace(left, max_bytes=left.max_bytes - len(content), max_elements=left.max_elements - content.count(b"<"))
        if left.max_bytes < 0 or left.max_elements < 0:
            raise RefusedFile(
                "xml_too_large", "The OFD holds more XML than any invoice. Send the invoice alone.", "OFD 中的 XML 数据过大，不可能是发票，请只提供发票文件。"
            )
    return trees, tuple(damaged)


def nothing_readable() -> UnreadableFile:
    return UnreadableFile(
        "ofd_damaged",
        "Nothing can be read in this OFD. Fetch the file again from where it was issued.",
        "OFD 文件中没有可读取的内容，请从开票方或税务平台重新下载。",
    )


def folder_of(path: str) -> str:
    return dirname(path)
