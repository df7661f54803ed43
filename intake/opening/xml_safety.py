"""Reads XML that nobody vouches for.

Entities are the dangerous part of XML: they read local files, call out, and multiply. Invoices need none, so a document type declaration is refused
before anything behind it is looked at, and size, number of elements and depth are bounded. Prefixes and namespaces are dropped: issuers bind their
prefixes to several addresses, or to none at all, and no format read here has two elements that differ by namespace only.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from intake.errors import RefusedFile, UnreadableFile


@dataclass(frozen=True)
class XmlLimits:
    max_bytes: int = 16 * 1024 * 1024
    max_depth: int = 64
    max_elements: int = 300_000
    """A 数电 invoice of 2000 lines has some 25 000."""


def parse_xml(content: bytes, limits: XmlLimits = XmlLimits()) -> Element:
    """The root element; names have no prefix.

    Raises RefusedFile (`xml_dtd`, `xml_too_large`, `xml_too_deep`, `xml_too_many_elements`) and UnreadableFile (`xml_damaged`, `xml_encoding`).
    """
    if len(content) > limits.max_bytes:
        raise _too_large(limits)
    text = _ILLEGAL.sub("", decode_xml(content))
    builder = TreeBuilder()
    # Without a namespace separator expat leaves prefixes alone, declared or not.
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.EntityDeclHandler = _refuse_doctype
    parser.CharacterDataHandler = builder.data
    parser.EndElementHandler = builder.end
    # Every element has a "<" of its own, so that short of them nothing need be counted one by one.
    parser.StartElementHandler = builder.start if text.count("<") <= limits.max_elements else _counted_start(builder, limits)
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError as error:
        raise UnreadableFile(
            "xml_damaged",
            f"The XML is damaged ({error}). Fetch the file again from where it was issued.",
            "XML 文件已损坏，请从开票方或税务平台重新下载。",
        ) from error
    root: Element = builder.close()
    _check_depth(root, limits)
    for element in root.iter():
        if ":" in element.tag:
            element.tag = element.tag.rpartition(":")[2]
    return root


def text_at(element: Element, path: str) -> str | None:
    """The trimmed text of the element at a path, "" when it is empty; None when there is no such element."""
    found = element.find(path)
    return None if found is None else (found.text or "").strip()


_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters XML does not allow. Issuing software lets them slip into remarks."""
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_CODECS = {
    "us-ascii": "ascii",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "gb_18030": "gb18030",
    "gb18030-2000": "gb18030",
}
"""What a declaration may say -> codec. GB 18030 contains GBK and GB 2312. Everything else is told from the bytes."""


def decode_xml(content: bytes) -> str:
    """The text of an XML file, byte order mark and encoding declaration honoured where they are true. Raises UnreadableFile (`xml_encoding`)."""
    for mark, codec in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if content.startswith(mark):
            return _decoded(content, (codec,))
    match = _DECLARED.match(content[:200])
    declared = _CODECS.get(match[1].decode().lower(), "utf-8") if match else "utf-8"
    # A declaration may be wrong: files are converted without touching it.
    return _decoded(content, tuple(dict.fromkeys((declared, "utf-8", "gb18030"))))


def _decoded(content: bytes, candidates: tuple[str, ...]) -> str:
    for codec in candidates:
        try:
            return content.decode(codec)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(
        "xml_encoding",
        "The XML is neither UTF-8 nor GB 18030 text. Fetch the file again from where it was issued.",
        "XML 文件既不是 UTF-8 也不是 GB18030 编码，请重新下载。",
    )


def _refuse_doctype(*_: object) -> None:
    raise RefusedFile(
        "xml_dtd",
        "The XML holds a document type declaration, which can be used for attacks and which no invoice has. Fetch the invoice again from where it was issued.",
        "XML 含有文档类型声明（DTD），存在安全风险，且发票不会包含此内容，已拒绝读取。请重新获取发票文件。",
    )


def _too_large(limits: XmlLimits) -> RefusedFile:
    size = f"{limits.max_bytes // 1024**2} MiB"
    return RefusedFile(
        "xml_too_large",
        f"The XML is larger than {size}, which no invoice is. Send the invoice alone.",
        f"XML 超过 {size}，不可能是发票，请只提供发票文件。",
    )


def _counted_start(builder: TreeBuilder, limits: XmlLimits) -> Callable[[str, dict[str, str]], Element]:
    """The builder's own start, refusing one element too many."""
    left = limits.max_elements

    def start(name: str, attributes: dict[str, str]) -> Element:
        nonlocal left
        left -= 1
        if left < 0:
            raise RefusedFile(
                "xml_too_many_elements",
                f"The XML has more than {limits.max_elements} elements, which no invoice has. Send the invoice alone.",
                f"XML 元素超过 {limits.max_elements} 个，不可能是发票，请只提供发票文件。",
            )
        return builder.start(name, attributes)

    return start


def _check_depth(root: Element, limits: XmlLimits) -> None:
    """Level by level, so that the depth of the tree is never the depth of our own calls."""
    level = [root]
    for _ in range(limits.max_depth):
        level = [child for element in level for child in element]
        if not level:
            return
    raise RefusedFile(
        "xml_too_deep",
        f"The XML is nested more than {limits.max_depth} deep, which no invoice is. Send the invoice alone.",
        f"XML 嵌套超过 {limits.max_depth} 层，不可能是发票，请只提供发票文件。",
    )
