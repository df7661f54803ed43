"""Every reason why a file is not opened: code, and what to do about it in English and Chinese. docs/errors.md lists them for users."""

from __future__ import annotations

from intake.errors import NeedsPassword, RefusedFile, UnreadableFile
from intake.opening.limits import MIB, Limits

# What the file is


def pages_not_movable() -> RefusedFile:
    return RefusedFile(
        "pages_not_movable",
        "Only pages of PDF files and pictures can be put into other documents. Ask the sender for this one otherwise.",
        "仅 PDF 和图片的页面可拆分或合并，请联系提交人重新提供该文件。",
    )


def empty_file() -> UnreadableFile:
    return UnreadableFile("empty_file", "The file is empty. Send it again from its source.", "文件为空，请重新获取后再提交。")


def unknown_type() -> UnreadableFile:
    return UnreadableFile(
        "unknown_type",
        "This is no file we can read. Send a picture (JPEG, PNG, WebP, BMP, TIFF, HEIC), PDF, OFD, XML, ZIP or mail (.eml).",
        "无法识别的文件类型，请提供图片（JPEG、PNG、WebP、BMP、TIFF、HEIC）、PDF、OFD、XML、ZIP 或邮件（.eml）。",
    )


def svg_refused() -> RefusedFile:
    return RefusedFile(
        "svg_refused",
        "SVG drawings may carry programs and are not opened. Save it as PNG or PDF.",
        "SVG 可能包含脚本，已拒绝，请另存为 PNG 或 PDF。",
    )


def html_refused() -> RefusedFile:
    return RefusedFile(
        "html_refused",
        "Web pages are not opened. Download the invoice itself as PDF, OFD or XML.",
        "不支持网页文件，请下载发票的 PDF、OFD 或 XML 原件。",
    )


def postscript_refused() -> RefusedFile:
    return RefusedFile(
        "postscript_refused",
        "PostScript and EPS files are programs and are never run. Send a PDF.",
        "PostScript/EPS 属于可执行程序，已拒绝，请提供 PDF。",
    )


def office_refused() -> RefusedFile:
    return RefusedFile("office_refused", "Office documents are not opened. Save it as PDF.", "不支持 Office 文档，请另存为 PDF。")


def outlook_refused() -> RefusedFile:
    return RefusedFile("outlook_refused", "Outlook .msg files are not opened. Save the mail as .eml.", "不支持 Outlook 的 .msg 文件，请将邮件另存为 .eml。")


def picture_type_unsupported(name: str) -> RefusedFile:
    return RefusedFile(
        "picture_type_unsupported",
        f"{name} pictures are not opened. Save it as JPEG or PNG.",
        f"不支持 {name} 图片，请另存为 JPEG 或 PNG。",
    )


def archive_type_unsupported(name: str) -> RefusedFile:
    return RefusedFile("archive_type_unsupported", f"{name} archives are not opened. Pack the files as ZIP.", f"不支持 {name} 压缩包，请改用 ZIP 打包。")


def container_not_expanded() -> RefusedFile:
    return RefusedFile(
        "container_not_expanded",
        "This is a mail or an archive, no single document. Unpack it and send what it holds.",
        "这是邮件或压缩包，而不是单个文件，请解开后提交其中的文件。",
    )


# How large it is


def file_too_large(limits: Limits) -> RefusedFile:
    size = f"{limits.file_bytes // MIB} MiB"
    return RefusedFile("file_too_large", f"The file is larger than {size}. Split or compress it.", f"文件超过 {size}，请拆分或压缩后重试。")


def too_many_pages(limits: Limits) -> RefusedFile:
    return RefusedFile("too_many_pages", f"The file has more than {limits.pages} pages. Split it.", f"文件超过 {limits.pages} 页，请拆分后重试。")


def too_many_pixels(limits: Limits) -> RefusedFile:
    millions = limits.picture_pixels // 1_000_000
    return RefusedFile(
        "too_many_pixels",
        f"The picture has more than {millions} million pixels. Scan or save it smaller.",
        f"图片超过 {millions} 百万像素，请降低分辨率后重试。",
    )


def too_many_scans() -> RefusedFile:
    return RefusedFile(
        "too_many_scans",
        "This JPEG is made of too many passes. Save it again in any picture program.",
        "该 JPEG 的扫描次数异常，请用任意图片软件重新保存后再提交。",
    )


# Containers


def zip_damaged() -> UnreadableFile:
    return UnreadableFile("zip_damaged", "The archive is damaged or cut off. Get it again from its source.", "压缩包已损坏或不完整，请重新获取。")


def mail_damaged() -> UnreadableFile:
    return UnreadableFile("mail_damaged", "This mail is damaged. Save its attachments and send those.", "邮件文件已损坏，请保存附件后单独提交。")


def container_empty() -> UnreadableFile:
    return UnreadableFile("container_empty", "There is no file in this archive.", "压缩包内没有任何文件。")


def mail_without_attachment() -> UnreadableFile:
    return UnreadableFile(
        "mail_without_attachment",
        "This mail has no attachment. If it links to the invoice, download the invoice and send that.",
        "该邮件没有附件；如正文中是下载链接，请下载发票原件后再提交。",
    )


def too_many_entries(limit: int) -> RefusedFile:
    return RefusedFile("too_many_entries", f"The container holds more than {limit} files. Split it.", f"文件包内超过 {limit} 个文件，请拆分后重试。")


def unpacked_too_large(limits: Limits) -> RefusedFile:
    size = f"{limits.unpacked_bytes // MIB} MiB"
    return RefusedFile("unpacked_too_large", f"The container holds more than {size}. Split it.", f"文件包内容超过 {size}，请拆分后重试。")


def ratio_too_high(limits: Limits) -> RefusedFile:
    return RefusedFile(
        "ratio_too_high",
        f"This entry unpacks to more than {limits.ratio} times its size, as only archives made to do harm do.",
        f"该条目解压后超过压缩大小的 {limits.ratio} 倍，疑似压缩炸弹，已拒绝。",
    )


def container_too_deep(limits: Limits) -> RefusedFile:
    depth = limits.container_depth
    return RefusedFile(
        "container_too_deep",
        f"Containers are nested more than {depth} deep. Unpack the inner ones.",
        f"压缩包嵌套超过 {depth} 层，请先解开内层。",
    )


def mail_too_nested() -> RefusedFile:
    return RefusedFile(
        "mail_too_nested",
        "This mail is nested too deeply. Save its attachments and send those.",
        "邮件嵌套层级过深，请保存附件后单独提交。",
    )


def mail_encrypted() -> RefusedFile:
    return RefusedFile(
        "mail_encrypted",
        "This mail is encrypted or sealed as a whole. Save its attachments and send those.",
        "邮件整体经过加密或封装，请保存附件后单独提交。",
    )


def unsafe_name() -> RefusedFile:
    return RefusedFile(
        "unsafe_name",
        "This entry's name points outside its archive. Pack the file again.",
        "该条目的文件名指向压缩包之外，已拒绝，请重新打包。",
    )


def symlink_refused() -> RefusedFile:
    return RefusedFile(
        "symlink_refused",
        "This entry is a link to another file. Pack the file itself.",
        "压缩包中的该条目是指向其他文件的链接，请直接打包文件本身。",
    )


def zip_method_unsupported() -> RefusedFile:
    return RefusedFile(
        "zip_method_unsupported",
        "This entry is packed or encrypted in a way other than plain ZIP. Pack it again as an ordinary ZIP.",
        "该条目使用了非标准的压缩或加密方式，请重新打包为普通 ZIP。",
    )


def needs_password() -> NeedsPassword:
    return NeedsPassword(
        "needs_password",
        "The file is encrypted and no password given so far opens it. Give its password and try again.",
        "文件已加密，现有密码均无法打开，请提供密码后重试。",
    )


# Damage


def truncated() -> UnreadableFile:
    return UnreadableFile("truncated", "The file is cut off. Copy or send it again.", "文件不完整（传输中断），请重新复制或发送。")


def picture_damaged() -> UnreadableFile:
    return UnreadableFile(
        "picture_damaged",
        "The picture is damaged and can't be decoded. Get it again from its source.",
        "图片已损坏，无法解码，请重新获取。",
    )


def pdf_damaged() -> UnreadableFile:
    return UnreadableFile("pdf_damaged", "The PDF is damaged. Get it again from its source.", "PDF 文件已损坏，请重新获取。")


def pdf_protection_unsupported() -> UnreadableFile:
    return UnreadableFile(
        "pdf_protection_unsupported",
        "The PDF is protected by a certificate or a system of its own. Print it to a new PDF and send that.",
        "PDF 使用证书或专有方式加密，请另行打印为 PDF 后提交。",
    )
