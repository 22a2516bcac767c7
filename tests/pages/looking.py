"""Looking at a page as different eyes do: wide and narrow, light and dark, by a machine that knows the rules."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.deliverables.world import enter

Axe = Callable[[Page], list[str]]
EYES = [(1280, "light"), (320, "dark")]
OTHER_EYES = [(1280, "dark"), (320, "light")]
STILL = "Promise.all(document.getAnimations().map(each => each.finished))"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def signed_in(context: BrowserContext, server: LiveServer, user: User) -> Page:
    session = enter(user).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": server.url}])
    return context.new_page()


def faults(page: Page, axe: Axe, eyes: list[tuple[int, str]] = EYES) -> list[str]:
    """What is wrong with the open page, one sentence each; nobody scrolls sideways on a phone."""
    found = []
    for width, scheme in eyes:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        page.evaluate(STILL)
        found += [f"{width} px, {scheme}: {fault}" for fault in axe(page)]
        if beyond := page.evaluate(SIDEWAYS):
            found.append(f"{width} px: {beyond} px stand beyond the edge")
    return found
