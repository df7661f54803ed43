"""The HTML that a page begins with: which script and style it has, and nothing else. Whatever it shows, its script asks for."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from api.pages.assets import Assets
from api.pages.manifest import PATH as MANIFEST

NAME = "发票识别 · Fapiao Intake"
_WITHOUT_SCRIPT = "此页面需要 JavaScript。 · This page needs JavaScript."


@dataclass(frozen=True)
class Page:
    """One address that people open."""

    path: str
    """A part in braces stands for any; the script reads it."""
    name: str
    """Of its script and style among the built files."""
    is_camera: bool = False
    """It takes pictures, looks at them in workers and by WebAssembly, and may be installed on phones."""


CAPTURE = Page("/capture", "capture", is_camera=True)
PAGES = (
    Page("/login", "login"),
    Page("/overview", "overview"),
    Page("/review", "review"),
    CAPTURE,
    Page("/entries", "entries"),
    Page("/invoices", "invoices"),
    Page("/invoices/{invoice_id}", "invoice"),
    Page("/settings", "settings"),
)

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob:",  # pages of documents, drawn by us and held by the page
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",  # forms are sent by scripts
        "frame-ancestors 'none'",
    )
)

_CAMERA_POLICY = CONTENT_SECURITY_POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'") + "; worker-src 'self'; manifest-src 'self'"
WORKER_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
"""A worker goes by the policy that its own file came with."""

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-cache",
}


_INSTALLABLE = """<link rel="manifest" href="{manifest}">
<link rel="apple-touch-icon" href="{icon}">
<meta name="theme-color" content="#10161f">
<meta name="apple-mobile-web-app-title" content="拍发票">
"""


def headers(page: Page) -> dict[str, str]:
    if not page.is_camera:
        return HEADERS
    return {**HEADERS, "Content-Security-Policy": _CAMERA_POLICY, "Permissions-Policy": "camera=(self), microphone=(), geolocation=()"}


def shell(page: Page, assets: Assets) -> str:
    """Chinese first; the script changes the language where another was chosen."""
    style, script, icon = (assets.address(name) for name in (f"{page.name}.css", f"{page.name}.js", "icon.svg"))
    installable = _INSTALLABLE.format(manifest=MANIFEST, icon=assets.address("icon_180.png")) if page.is_camera else ""
    viewport = "width=device-width, initial-scale=1" + (", viewport-fit=cover" if page.is_camera else "")
    return f"""<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="{viewport}">
<title>{escape(NAME)}</title>
<link rel="icon" href="{icon}" type="image/svg+xml">
{installable}<link rel="stylesheet" href="{style}">
<script type="module" src="{script}"></script>
</head>
<body>
<div id="page"><noscript>{escape(_WITHOUT_SCRIPT)}</noscript></div>
</body>
</html>
"""
