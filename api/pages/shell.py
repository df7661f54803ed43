"""The HTML that a page begins with: which script and style it has, and nothing else. Whatever it shows, its script asks for."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from api.pages.assets import Assets

NAME = "发票识别 · Fapiao Intake"
_WITHOUT_SCRIPT = "此页面需要 JavaScript。 · This page needs JavaScript."


@dataclass(frozen=True)
class Page:
    """One address that people open."""

    path: str
    name: str
    """Of its script and style among the built files."""


PAGES = (Page("/login", "login"), Page("/review", "review"))

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

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-cache",
}


def shell(page: Page, assets: Assets) -> str:
    """Chinese first; the script changes the language where another was chosen."""
    style, script, icon = (assets.address(name) for name in (f"{page.name}.css", f"{page.name}.js", "icon.svg"))
    return f"""<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(NAME)}</title>
<link rel="icon" href="{icon}" type="image/svg+xml">
<link rel="stylesheet" href="{style}">
<script type="module" src="{script}"></script>
</head>
<body>
<div id="page"><noscript>{escape(_WITHOUT_SCRIPT)}</noscript></div>
</body>
</html>
"""
