"""A phone: a browser with a profile that outlives it, and a camera that sees one picture for ever."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import sleep, time

import cv2
import numpy as np
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Playwright, Request, expect
from playwright.sync_api import Error as PlaywrightError

from api.access import SESSION_COOKIE
from models.geometry import Pixels
from tests.api.pages.site import Site

_CAMERA = (1440, 1080)
"""Pixels of a film's frame."""


@dataclass
class Phone:
    """What a person sees and touches; what must never happen is noted."""

    context: BrowserContext
    profile: Path
    site: Site
    troubles: list[str] = field(default_factory=list)
    expected: tuple[str, ...] = ()
    """What the console may say; a browser writes a line for each answer of 4xx, and for each request without a network."""

    @property
    def page(self) -> Page:
        return self.context.pages[0]

    def open(self) -> None:
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.troubles.append(f"error: {error}"))
        self.page.on("request", self._asked)
        self.page.goto(self.site.address + "/capture")
        expect(self.page.locator(".capture")).to_be_visible()

    def shoot(self) -> None:
        self.page.locator(".shutter").click()

    def choose(self, *files: Path) -> None:
        self.page.locator(".side-button input").set_input_files(list(files))

    def show(self, tab: int) -> None:
        """0 for the camera, 1 for the list; both are there on a wide screen."""
        button = self.page.locator(".tabs button").nth(tab)
        if button.is_visible():
            button.click()

    def shots(self, state: str, count: int) -> None:
        """Waits until so many are in this state."""
        expect(self.page.locator(f".shot[data-state={state}]")).to_have_count(count)

    def close(self) -> None:
        """Where it was not killed before."""
        with suppress(PlaywrightError):
            self.context.close()

    def kill(self) -> None:
        """As phones do with programs in the background, and without a warning."""
        while processes := self._processes():
            for process in processes:
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            sleep(0.05)
        (self.profile / "SingletonLock").unlink(missing_ok=True)  # it names a process that is no more

    def _processes(self) -> list[int]:
        """Those that have our profile."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if str(self.profile).encode() in (folder / "cmdline").read_bytes() and b"chrom" in (folder / "cmdline").read_bytes():
                    found.append(int(folder.name))
        return found

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(words in message.text for words in self.expected):
            self.troubles.append(f"{message.type}: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.site.address, "blob:", "data:")):
            self.troubles.append(f"another host: {request.url}")


def start_phone(playwright: Playwright, program: str, flags: tuple[str, ...], profile: Path, site: Site, film: Path, **more: object) -> Phone:
    """With what was left in its profile. `film` is what its camera sees."""
    camera = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", f"--use-file-for-fake-video-capture={film}")
    context = playwright.chromium.launch_persistent_context(profile, executable_path=program, args=[*flags, *camera], **more)  # type: ignore[arg-type]
    context.set_default_timeout(20_000)
    return Phone(context, profile, site)


def log_in(phone: Phone, secret: str, language: str) -> None:
    """By a cookie that stays when the browser ends."""
    phone.context.add_cookies([{"name": SESSION_COOKIE, "value": secret, "url": phone.site.address, "expires": time() + 86_400}])
    phone.context.add_init_script(f"localStorage.setItem('fapiao.language', '{language}')")


def write_film(path: Path, picture: Path) -> Path:
    """Motion JPEG of two frames of a picture, which a browser shows again and again."""
    seen = cv2.imdecode(np.fromfile(picture, np.uint8), cv2.IMREAD_COLOR)
    assert seen is not None
    width, height = _CAMERA
    scale = min(width / seen.shape[1], height / seen.shape[0]) * 0.94
    small = cv2.resize(seen, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ground = int(np.median(small[:5]))
    frame: Pixels = np.full((height, width, 3), ground, np.uint8)
    top, left = (height - small.shape[0]) // 2, (width - small.shape[1]) // 2
    frame[top : top + small.shape[0], left : left + small.shape[1]] = small
    _, packed = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, 95])
    path.write_bytes(packed.tobytes() * 2)
    return path
