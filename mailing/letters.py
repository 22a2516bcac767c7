"""From a mail template and its context to subject, text and HTML in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

import css_inline
from django.conf import settings
from django.template import Context
from django.template.engine import Engine
from django.templatetags.static import static
from django.utils import translation

BLANK_LINES = re.compile(r"\n\s*\n\s*\n+")


class Letter(NamedTuple):
    subject: str
    text: str
    html: str
    language: str


def write(template: str, context: Mapping[str, Any], language: str) -> Letter:
    """Render `<template>/{subject.txt,body.txt,body.html}` (for example `hours/mails/month_open`).

    Beside their own context all three find `site_url`, `programme_name`, `grant_number`,
    `contact_email`, `emblem_url` and `language`. Links start from `site_url`. A language the
    interface does not speak yet is answered in English, rather than in a mixture.
    """
    language = language if language in settings.SPOKEN_LANGUAGES else settings.LANGUAGE_CODE
    with translation.override(language):
        values = {**_house(), "language": language, "text_direction": _direction(), **context}
        subject = " ".join(_render(f"{template}/subject.txt", values, escape=False).split())
        values["subject"] = subject
        text = BLANK_LINES.sub("\n\n", _render(f"{template}/body.txt", values, escape=False)).strip()
        html = _inliner().inline(_render(f"{template}/body.html", values, escape=True))
    return Letter(subject, f"{text}\n", html, language)


def _render(name: str, values: dict[str, Any], *, escape: bool) -> str:
    # The default engine escapes text files as well, and a mail in plain text must not say "&#x27;".
    return Engine.get_default().get_template(name).render(Context(values, autoescape=escape))


def _house() -> dict[str, Any]:
    return {
        "site_url": settings.SITE_URL,
        "programme_name": settings.PROGRAMME_NAME,
        "grant_number": settings.GRANT_NUMBER,
        "contact_email": settings.CONTACT_EMAIL,
        "emblem_url": settings.SITE_URL + static("img/eu-emblem-mail.png"),
    }


def _direction() -> str:
    return "rtl" if translation.get_language_bidi() else "ltr"


@cache
def _inliner() -> css_inline.CSSInliner:
    # The style element stays: phones and dark mode need its media queries.
    return css_inline.CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)
