"""Somebody in front of the portal: clicks are counted, typing is not (`look.md`, budgets for the daily tasks)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

PATIENCE = 10_000
"""Milliseconds that any one page may take."""


class Person:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.page.set_default_timeout(PATIENCE)
        self.clicks = 0

    @contextmanager
    def in_clicks(self, most: int) -> Iterator[None]:
        """What happens inside may take so many clicks at most."""
        before = self.clicks
        yield
        assert self.clicks - before <= most, f"{self.clicks - before} clicks instead of {most}"

    def opens(self, path: str) -> None:
        self.page.goto(path)

    def follows(self, link: str) -> None:
        self._click(self.page.get_by_role("link", name=link).first)

    def presses(self, button: str) -> None:
        self._click(self.page.get_by_role("button", name=button).first)

    def unfolds(self, summary: str) -> None:
        self._click(self.page.locator("summary").filter(has_text=summary).first)

    def ticks(self, box: str) -> None:
        self._click(self.page.get_by_role("checkbox", name=box))

    def chooses(self, option: str, *, of: str) -> None:
        self.clicks += 1
        self.page.get_by_label(of, exact=True).select_option(label=option)

    def brings(self, file: Path, *, to: str) -> None:
        self.clicks += 1
        self.page.get_by_label(to, exact=True).set_input_files(file)

    def types(self, **answers: str) -> None:
        """`types(name="Ana")`: by the names of the fields, as a label may be said in several ways."""
        for name, text in answers.items():
            self.page.locator(f"[name='{name}']:is(input, textarea):visible").first.fill(text)

    def reads(self, *sentences: str) -> None:
        for sentence in sentences:
            expect(self.page.locator("main").get_by_text(sentence).locator("visible=true").first).to_be_visible(
                timeout=PATIENCE
            )

    def finds_a_row(self, *words: str) -> None:
        expect(self._rows(words).first).to_be_visible(timeout=PATIENCE)

    def finds_no_row(self, *words: str) -> None:
        expect(self._rows(words)).to_have_count(0)

    def _rows(self, words: tuple[str, ...]) -> Locator:
        rows = self.page.locator("main tr")
        for word in words:
            rows = rows.filter(has_text=word)
        return rows

    def _click(self, what: Locator) -> None:
        self.clicks += 1
        what.click()
