"""What phones need to install the capture page beside their other programs (https://www.w3.org/TR/appmanifest/)."""

from __future__ import annotations

import json

from api.pages.assets import Assets

PATH = "/capture.webmanifest"
MEDIA_TYPE = "application/manifest+json"
_ICONS = (("icon.svg", "any", "image/svg+xml", "any"), ("icon_192.png", "192x192", "image/png", "any"), ("icon_512.png", "512x512", "image/png", "any"))
_MASKABLE = ("icon_maskable.png", "512x512", "image/png", "maskable")
"""With room round it, since phones cut icons to shapes of their own."""


def manifest(assets: Assets) -> bytes:
    icons = [{"src": assets.address(name), "sizes": sizes, "type": kind, "purpose": purpose} for name, sizes, kind, purpose in (*_ICONS, _MASKABLE)]
    return json.dumps(
        {
            "id": "/capture",
            "name": "发票识别 · Fapiao Intake",
            "short_name": "拍发票",
            "lang": "zh-CN",
            "start_url": "/capture",
            "scope": "/capture",
            "display": "standalone",
            "orientation": "any",
            "background_color": "#10161f",
            "theme_color": "#10161f",
            "icons": icons,
        },
        ensure_ascii=False,
    ).encode()
