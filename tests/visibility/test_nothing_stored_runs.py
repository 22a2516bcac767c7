"""Sixty ways to smuggle a script into a page, through all that people write; its policy left aside."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core.cache import caches

from cities.models import City, CityName, Representative
from cohorts.models import Pairing, PilotActivity
from deliverables.models import Review, Revision, RevisionFile
from goals.models import LearningGoal
from hours.models import HoursEntry, MonthSheet
from milestones.models import Extension, Obligation, Requirement
from stories.models import Picture, Story
from tests.visibility.doors import DOORS
from tests.visibility.roles import World
from tests.visibility.walking import address, enter
from visits.models import Takeaway, Visit
from workflow.models import Step

RUN = "alert(zqrun)"
TAGS = [
    f"<script>{RUN}</script>",
    f"<ScRiPt >{RUN}</sCrIpT>",
    f"<script/x>{RUN}</script>",
    f"<scr<script>ipt>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f"<img src=x onerror\n=\n{RUN}>",
    f"<img/src=x/onerror={RUN}>",
    f"<IMG SRC=x ONERROR={RUN}>",
    f"<svg onload={RUN}>",
    f"<svg/onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><a xlink:href='javascript:{RUN}'>x</a></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x></svg>",
    f"<svg><set onbegin={RUN}>",
    f"<math href='javascript:{RUN}'>x</math>",
    f"<body onload={RUN}>",
    f"<iframe src='javascript:{RUN}'></iframe>",
    f"<iframe srcdoc='<script>{RUN}</script>'>",
    f"<object data='javascript:{RUN}'></object>",
    f"<embed src='javascript:{RUN}'>",
    f"<form action='javascript:{RUN}'><button>x",
    f"<button formaction='javascript:{RUN}'>x</button>",
    f"<a href='javascript:{RUN}'>x</a>",
    f"<a href=' javascript:{RUN}'>x</a>",
    f"<a href='java\tscript:{RUN}'>x</a>",
    f"<a href='&#106;avascript:{RUN}'>x</a>",
    f"<a href='data:text/html,<script>{RUN}</script>'>x</a>",
    f"<a href='vbscript:{RUN}'>x</a>",
    f"<base href='javascript:{RUN}//'>",
    f"<meta http-equiv=refresh content='0;url=javascript:{RUN}'>",
    f"<link rel=stylesheet href='javascript:{RUN}'>",
    f"<style>@import 'javascript:{RUN}'</style>",
    f"<div style='width:expression({RUN})'>",
    f"<input autofocus onfocus={RUN}>",
    f"<select autofocus onfocus={RUN}>",
    f"<details open ontoggle={RUN}>",
    f"<video><source onerror={RUN}>",
    f"<audio src=x onerror={RUN}>",
    f"<marquee onstart={RUN}>",
    f"<p hx-on:click='{RUN}'>",
    f"<p hx-get='/x' hx-trigger=load onclick={RUN}>",
    f"<template><script>{RUN}</script></template>",
    f"<noscript><p title='</noscript><img src=x onerror={RUN}>'>",
    f"<!--><script>{RUN}</script>-->",
    f"<![CDATA[<script>{RUN}</script>]]>",
    f"<xml><x onclick={RUN}></xml>",
]
BREAKING_OUT = [
    f'"><script>{RUN}</script>',
    f"'><script>{RUN}</script>",
    f'" onmouseover={RUN} x="',
    f"' onmouseover={RUN} x='",
    f"</title><script>{RUN}</script>",
    f"</textarea><script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f"-->{RUN}<script>{RUN}</script>",
    f"`onclick={RUN}`",
    f"&lt;script&gt;{RUN}&lt;/script&gt;",
]
IN_MARKDOWN = [
    f"[x](javascript:{RUN})",
    f"[x](JaVaScRiPt:{RUN})",
    f"[x](&#x6A;avascript:{RUN})",
    f"![x](javascript:{RUN})",
    f"<javascript:{RUN}>",
    f"[x]: javascript:{RUN}\n\n[x]",
    f"[x](data:text/html;base64,{RUN})",
    f"[x](http://e 'x' onclick={RUN})",
]
PAYLOADS = [*TAGS, *BREAKING_OUT, *IN_MARKDOWN]


class Ears(HTMLParser):
    """Reads a page as a browser does and notes whatever could run what was smuggled in."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        data_only = ("type", "application/json") in attrs
        self.inside = tag if tag in ("script", "style") and not data_only else ""
        for name, value in attrs:
            plain = re.sub(r"[\s\x00-\x1f]", "", value or "").lower()
            runs = name.startswith(("on", "hx-on", "data-hx-on")) or name in ("srcdoc", "style")
            leads = name in ("href", "src", "action", "formaction", "xlink:href", "data", "content") and re.match(
                r"(\d+;url=)?(javascript|vbscript|data:text)", plain
            )
            if runs or leads:
                self.heard.append(f"<{tag} {name}={value!r}>")

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside and "zqrun" in data:
            self.heard.append(f"<{self.inside}>{data[:60]}")


def ways_in() -> list[tuple[Any, list[str]]]:
    """What people write, by model."""
    return [
        (City.objects, ["name", "english_name", "offers", "seeks", "note"]),
        (CityName.objects, ["name"]),
        (Representative.objects, ["name", "organisation", "end_reason"]),
        (PilotActivity.objects, ["name", "summary"]),
        (Pairing.objects.exclude(ended_on=None), ["end_reason"]),
        (Requirement.objects, ["name", "why"]),
        (Extension.objects, ["reason"]),
        (Obligation.objects, ["waived_reason"]),
        (LearningGoal.objects, ["question"]),
        (Visit.objects, ["title", "place"]),
        (Takeaway.objects, ["practice", "text", "useful_for"]),
        (Revision.objects, ["note"]),
        (RevisionFile.objects, ["name"]),
        (Review.objects, ["note"]),
        (Story.objects, ["title", "lead", "body", "pull_quote", "byline"]),
        (Picture.objects, ["alt", "credit"]),
        (MonthSheet.objects, ["note"]),
        (HoursEntry.objects, ["note"]),
        (Step.objects, ["note"]),
    ]


def smuggle(start: int) -> int:
    """A payload of its own into every field of every object; as much as fits. Answers how many went in."""
    number = start
    for rows, fields in ways_in():
        for row in rows.all():
            said = {}
            for field in fields:
                payload = PAYLOADS[number % len(PAYLOADS)]
                longest = row._meta.get_field(field).max_length
                said[field] = f"{number} {payload}" if not longest or len(payload) < longest - 8 else payload[:longest]
                number += 1
            type(row)._default_manager.filter(pk=row.pk).update(**said)
    return number - start


def test_there_are_sixty_ways() -> None:
    assert len(set(PAYLOADS)) >= 60


@pytest.mark.proof
def test_nothing_that_people_write_runs_on_any_page(world: World, sample: Any) -> None:
    assert smuggle(0) > 3 * len(PAYLOADS)
    for person in world.people.values():
        person.name = PAYLOADS[person.pk % len(PAYLOADS)]
        person.save()
    caches["pages"].clear()
    heard, met = [], 0
    for role in ("staff", "alba", "kozani"):
        client = enter(world.people[role])
        for name, row in DOORS.items():
            if name in ("account_logout", "deliverables:file", "stories:picture"):
                continue
            for door in [door for door in row(world) if role in door.sees][: sample(2, 9)]:
                answer = client.get(address(door))
                if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
                    continue
                ears, page = Ears(), answer.content.decode()
                ears.feed(page)
                met += page.count("zqrun")
                heard += [f"{address(door)}: {each}" for each in ears.heard]
    assert met > sample(200, 500)
    assert heard == []
