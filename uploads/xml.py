"""Reading XML parts without ever resolving anything: expat itself, at full speed, every entity refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812

from django.utils.translation import gettext as _

from uploads.refusals import Unfit

Element = Callable[[str, str, dict[str, str]], None]
"""Called with namespace, name and attributes; an attribute's namespace stands before its name, with a blank."""
Text = Callable[[str], None]


def read(archive: ZipFile, name: str, element: Element | None = None, text: Text | None = None) -> None:
    """Walk one part of an archive. Without `element` and `text` it is only held to be sound, at full speed.

    Raises Unfit for entities and for what is no XML.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.EntityDeclHandler = _entity
    parser.ExternalEntityRefHandler = _entity
    if element:
        parser.StartElementHandler = lambda full, attributes: element(*_split(full), attributes)
    if text:
        parser.CharacterDataHandler = text
    try:
        with archive.open(name) as part:
            parser.ParseFile(part)
    except (expat.ExpatError, BadZipFile, ZlibError, EOFError, KeyError) as damaged:
        raise Unfit(_("is damaged inside (%(part)s)") % {"part": name[:80]}) from damaged


def entity_in(part: IO[bytes]) -> bool:
    """Whether a part that need not be well-formed (VML) declares an entity."""
    return b"<!entity" in part.read().lower()


def local(attributes: dict[str, str], name: str) -> str:
    """An attribute's value by its name, whatever its namespace."""
    return next((value for full, value in attributes.items() if full.rpartition(" ")[2] == name), "")


def _split(full: str) -> tuple[str, str]:
    namespace, _blank, name = full.rpartition(" ")
    return namespace, name


def _entity(*_declared: object) -> int:
    raise Unfit(_("declares entities in its XML, which no office program writes"))
