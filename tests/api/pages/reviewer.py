"""Somebody at the reviewer page who has a keyboard and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from playwright.sync_api import Locator, Page, expect


@dataclass
class Keyboard:
    """Presses keys and counts them; typed text counts apart."""

    page: Page
    keys: int = 0
    characters: int = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1

    def decide(self, *keys: str) -> None:
        """By the last of these keys; returns when the service has kept it."""
        self.press(*keys[:-1])
        with self.page.expect_response("**/decision"):
            self.press(keys[-1])

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.characters += len(text)

    def opened(self, invoice_id: UUID | None = None) -> str:
        """The invoice that lies on the desk, with its picture; waits until it is this one."""
        desk = self.page.locator(".desk[data-invoice]")
        if invoice_id is not None:
            expect(desk).to_have_attribute("data-invoice", str(invoice_id))
        lies = desk.get_attribute("data-invoice") or ""
        expect(self.page.locator(".page-view")).to_have_attribute("data-shown", lies)
        return lies

    def left(self, invoice_id: UUID) -> None:
        """Something else lies on the desk, or nothing."""
        expect(self.page.locator(".desk")).not_to_have_attribute("data-invoice", str(invoice_id))

    def input(self, field: str) -> Locator:
        return self.page.locator(f"#field-{field}")

    def state(self, field: str) -> str:
        return self.page.locator(f".field-row[data-field={field}]").get_attribute("data-state") or ""

    def watched_clicks(self) -> Callable[[], int]:
        """How often a pointer was used since."""
        self.page.evaluate("window.clicks = 0; addEventListener('pointerdown', () => window.clicks++, true)")
        return lambda: int(self.page.evaluate("window.clicks"))

    @property
    def focused(self) -> str:
        """Name of the field in which the focus is, or what else has it."""
        found = self.page.evaluate("document.activeElement.closest('[data-field]')?.dataset.field ?? document.activeElement.className")
        return str(found)

    @property
    def notice(self) -> Locator:
        return self.page.locator(".notice")

    def cell(self, row: int, column: int) -> Locator:
        return self.page.locator(f".items input[data-row='{row}'][data-column='{column}']")
