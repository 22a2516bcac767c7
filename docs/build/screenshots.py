"""Take the pictures of README.md from a running demo: `python docs/build/screenshots.py [ADDRESS]`.

Needs Chromium (`CHROMIUM`, or the usual name) and the development environment. Each picture is reduced to a palette,
which keeps it under 250 KB.
"""

import os
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, ViewportSize, sync_playwright

SHOTS = Path(__file__).resolve().parent.parent / "screenshots"
WINDOW = ViewportSize(width=1280, height=860)
PASSWORD = "twinning-demo"  # noqa: S105 - the demo's one password, printed at its start
COLOURS = 128


def main(address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        visitor = browser.new_page(base_url=address, viewport=WINDOW)
        take(visitor, "/", "home")
        for email, path, link, name in (
            ("staff@example.org", "/programme/cohorts/twinning-learning-programme-9/", "", "matrix"),
            ("alba-iulia@example.org", "/workspace/", "", "workspace"),
            ("alba-iulia@example.org", "/deliverables/", "Twinning Learning Roadmap", "output"),
            ("alba-iulia@example.org", "/visits/", "Alba Iulia visiting Κοζάνη", "visit"),
        ):
            page = browser.new_context(base_url=address, viewport=WINDOW).new_page()
            sign_in(page, email)
            take(page, path, name, link)
        browser.close()


def sign_in(page: Page, email: str) -> None:
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_load_state("networkidle")


def take(page: Page, path: str, name: str, link: str = "") -> None:
    """The page at `path`, or the one its first link of these words leads to."""
    answer = page.goto(path, wait_until="networkidle")
    if answer is None or answer.status != 200:
        sys.exit(f"{path} answered {answer.status if answer else 'nothing'}")
    if link:
        page.get_by_role("link", name=link).first.click()
        page.wait_for_load_state("networkidle")
    with Image.open(BytesIO(page.screenshot())) as picture:
        SHOTS.mkdir(exist_ok=True)
        picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(SHOTS / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
