"""Markdown to safe HTML: raw HTML is never let through, and what comes out is cleaned each time it is shown."""

from __future__ import annotations

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

TAGS = {"p", "h2", "h3", "ul", "ol", "li", "strong", "em", "a", "blockquote", "hr", "br"}
ATTRIBUTES = {"a": {"href", "title"}}
SCHEMES = {"http", "https", "mailto"}

_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False}).disable("image")


def as_html(markdown: str) -> SafeString:
    """A story's body as HTML that cannot run anything: headings two and three, lists, links, quotes, emphasis."""
    rendered = _markdown.render(_lowered(markdown))
    clean = nh3.clean(rendered, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener nofollow")
    return mark_safe(clean)  # noqa: S308 - cleaned in the line above


def in_two(body: SafeString) -> tuple[SafeString, SafeString]:
    """A body cut before its second part, where a pull quote stands; one part stays whole."""
    first = body.find("<h2>")
    second = body.find("<h2>", first + 1)
    cut = second if second > 0 else len(body)
    return mark_safe(body[:cut]), mark_safe(body[cut:])  # noqa: S308 - what was safe is safe in two parts


def _lowered(markdown: str) -> str:
    """A first-level heading becomes a second: the page has its one title already."""
    return "\n".join(f"#{line}" if line.startswith("# ") else line for line in markdown.splitlines())


def cleaned(markdown: str) -> str:
    """What is kept of a text somebody sent: line ends made alike, control characters taken out."""
    return "".join(c for c in markdown.replace("\r\n", "\n") if c >= " " or c in "\n\t").strip()
