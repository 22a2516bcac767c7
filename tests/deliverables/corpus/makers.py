"""Small tools for making files: pack a ZIP, change one, write an ODF or a PDF by hand."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

Bytes = Callable[[], bytes]
ODF_TEXT = "application/vnd.oasis.opendocument.text"
ODF_SHEET = "application/vnd.oasis.opendocument.spreadsheet"
OFFICE = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
ODF_NAMESPACES = (
    f'{OFFICE} xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0" '
    'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink"'
)
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{}</manifest:manifest>'
)


def packed(parts: dict[str, bytes | str], stored: tuple[str, ...] = ("mimetype",)) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content, ZIP_STORED if name in stored else ZIP_DEFLATED)
    return out.getvalue()


def changed(base: bytes, add: dict[str, bytes | str] | None = None, **replace: tuple[str, str]) -> bytes:
    """`base` with parts added, and in parts whose name contains a key (`rels`, `Types`) one text replaced."""
    with ZipFile(BytesIO(base)) as archive:
        parts: dict[str, bytes | str] = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    for key, (old, new) in replace.items():
        hit = [name for name, content in parts.items() if key in name and old.encode() in content]  # type: ignore[operator]
        assert hit, (key, old)
        parts[hit[0]] = parts[hit[0]].replace(old.encode(), new.encode(), 1)  # type: ignore[union-attr, arg-type]
    return packed({**parts, **(add or {})})


def related(
    base: bytes, kind: str, target: str, *, outside: bool = True, add: dict[str, bytes | str] | None = None
) -> bytes:
    """A DOCX, XLSX or PPTX with one more relationship of its main part."""
    mode = ' TargetMode="External"' if outside else ""
    space = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    new = f'<Relationship Id="rIdX" Type="{space}/{kind}" Target="{target}"{mode}/></Relationships>'
    with ZipFile(BytesIO(base)) as archive:
        main = next(name for name in archive.namelist() if name.endswith(("document.xml.rels", "workbook.xml.rels")))
    return changed(base, add, **{main: ("</Relationships>", new)})


def odf(content: str = "", *, kind: str = ODF_TEXT, meta: str = "", manifest: str = "", **more: bytes | str) -> bytes:
    body = f"<office:document-content {ODF_NAMESPACES}><office:body>{content}</office:body></office:document-content>"
    about = f"<office:document-meta {ODF_NAMESPACES}><office:meta>{meta}</office:meta></office:document-meta>"
    return packed(
        {
            "mimetype": kind,
            "content.xml": body,
            "meta.xml": about,
            "META-INF/manifest.xml": MANIFEST.format(manifest),
            **{name.replace("__", "/"): part for name, part in more.items()},
        }
    )


def pdf(*objects: bytes, end: bytes = b"%%EOF\n", start: bytes = b"%PDF-1.7\n") -> bytes:
    """A PDF of the given objects (from number 3 on) after a catalogue and an empty tree of pages."""
    all_objects = [
        b"<< /Type /Catalog /Pages 2 0 R /OpenAction 3 0 R >>",
        b"<< /Type /Pages /Kids [] /Count 0 >>",
        *objects,
    ]
    out, places = start, []
    for number, each in enumerate(all_objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n" % (len(places) + 1, len(out))
    return out + head + table + trailer + end


def object_stream(content: bytes, filters: bytes = b"/FlateDecode", extra: bytes = b"") -> bytes:
    data = zlib.compress(content)
    head = b"<< /Type /ObjStm /N 1 /First 4 /Length %d /Filter %b %b >>" % (len(data), filters, extra)
    return head + b"\nstream\n" + data + b"\nendstream"


def zipped(name: str, content: bytes, *, flags: int = 0, mode: int = 0) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        info = ZipInfo(name)
        info.external_attr = mode << 16
        archive.writestr(info, content)
    made = bytearray(out.getvalue())
    if flags:
        made[6] |= flags
        made[made.rindex(b"PK\x01\x02") + 8] |= flags
    return bytes(made)
