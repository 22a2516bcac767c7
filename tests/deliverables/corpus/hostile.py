"""Files that must be refused, one trick each, with a word that the sentence must contain."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from PIL import Image
from pypdf import PdfWriter
from pypdf.actions import JavaScript
from pypdf.generic import NameObject, NumberObject, StreamObject

from tests.deliverables.corpus import good
from tests.deliverables.corpus.makers import (
    MANIFEST,
    ODF_SHEET,
    ODF_TEXT,
    Bytes,
    changed,
    object_stream,
    odf,
    packed,
    pdf,
    related,
    zipped,
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)
ENTITY = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaa">]><d>&a;</d>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><d>&a;</d>'
SCRIPT = b"<< /S /JavaScript /JS (app.alert(1)) >>"
DDE_FIELD = "<w:r><w:instrText>DD</w:instrText></w:r><w:r><w:instrText>EAUTO c:\\\\cmd.exe</w:instrText></w:r></w:p>"
LISTENER = (
    '<office:text><script:event-listener script:language="ooo:script" '
    'xlink:href="vnd.sun.star.script:x"/></office:text>'
)


def locked_pdf() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(10, 10)
    writer.encrypt("secret", algorithm="AES-256")
    return good.saved(writer)


def protected(*, packed_objects: bool = False) -> bytes:
    """A PDF that opens without a password although its text is encrypted, with a script inside."""
    writer = PdfWriter()
    writer.add_blank_page(10, 10)
    if packed_objects:
        stream = StreamObject()
        stream.set_data(b"4 0 " + SCRIPT)
        stream.update({NameObject("/Type"): NameObject("/ObjStm"), NameObject("/N"): NumberObject(1)})
        writer._add_object(stream.flate_encode())
    else:
        writer.add_open_action(JavaScript("app.alert(1)"))
    writer.encrypt("", "owner", algorithm="AES-256")
    return good.saved(writer)


def giant_png() -> bytes:
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b"")]
    made = b"".join(struct.pack(">I", len(c)) + n + c + struct.pack(">I", zlib.crc32(n + c)) for n, c in chunks)
    return b"\x89PNG\r\n\x1a\n" + made


def picture_in(kind: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (8, 8)).save(out, kind)
    return out.getvalue()


def overlapping() -> bytes:
    """Two entries of the directory that point at the same data."""
    with BytesIO() as out:
        with ZipFile(out, "w") as archive:
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr("word/document.xml", "<d/>")
            archive.filelist[1].header_offset = archive.filelist[0].header_offset
        return out.getvalue()


def twice() -> bytes:
    with BytesIO() as out:
        with ZipFile(out, "w") as archive:
            archive.writestr("word/document.xml", "<d/>")
            archive.writestr("WORD/document.xml", "<d/>")
        return out.getvalue()


def bomb() -> bytes:
    return changed(good.word(), {"word/media/zeros.xml": b"<d>" + b" " * 30_000_000 + b"</d>"})


def many_parts() -> bytes:
    return changed(good.word(), {f"customXml/item{n}.xml": "<d/>" for n in range(5_001)})


def disguised(add: dict[str, bytes | str], **replace: tuple[str, str]) -> Bytes:
    return lambda: changed(good.word(), add, **replace)


def outside(kind: str, target: str, base: Bytes = good.word) -> Bytes:
    return lambda: related(base(), kind, target)


def raw(content: bytes) -> Bytes:
    return lambda: content


def odt_of(content: str = "", **more: bytes | str) -> Bytes:
    return lambda: odf(content, **more)  # type: ignore[arg-type]


def unlike(first: bytes, compress: int) -> bytes:
    with BytesIO() as out:
        with ZipFile(out, "w", ZIP_DEFLATED) as archive:
            archive.writestr("mimetype", first, compress)
            archive.writestr("META-INF/manifest.xml", MANIFEST.format(""))
        return out.getvalue()


WRONG_KIND: dict[str, tuple[str, Bytes, str]] = {
    "a program": ("setup.exe", raw(b"MZ"), "kind"),
    "a program behind a double ending": ("plan.pdf.exe", raw(b"MZ"), "kind"),
    "a page": ("plan.html", raw(b"<html>"), "kind"),
    "a drawing with script": ("map.svg", raw(b"<svg onload='x()'/>"), "kind"),
    "an old Word file": ("plan.doc", raw(OLE), "kind"),
    "a Word file with macros": ("plan.docm", good.word, "kind"),
    "an archive": ("plan.zip", lambda: packed({"a": "b"}), "kind"),
    "no ending": ("plan", raw(b"%PDF-1.4"), "kind"),
    "nothing but an ending": (".pdf", raw(b"%PDF-1.4"), "kind"),
    "an ending turned round": ("plan\u202efdp.exe", raw(b"%PDF-1.4"), "kind"),
    "an ending after a zero": ("plan.pdf\x00.exe", raw(b"%PDF-1.4"), "kind"),
    "a GIF": ("a.gif", lambda: picture_in("GIF"), "kind"),
    "an empty file": ("plan.pdf", raw(b""), "empty"),
    "a byte too many": ("plan.pdf", raw(b"%PDF-1.4" + bytes(25 * 1_048_576)), "25 MB"),
}
PDFS: dict[str, tuple[str, Bytes, str]] = {
    "a page called PDF": ("plan.pdf", raw(b"<html><script>1</script>"), "not a PDF"),
    "a program called PDF": ("plan.pdf", raw(b"MZ" + bytes(500)), "not a PDF"),
    "a Word file called PDF": ("plan.pdf", good.word, "not a PDF"),
    "a PDF after a page": ("plan.pdf", lambda: b"<html>" + good.written(), "not a PDF"),
    "a script": ("plan.pdf", lambda: pdf(SCRIPT), "JavaScript"),
    "a script by pypdf": ("plan.pdf", lambda: pdf(SCRIPT.replace(b"/S /", b"/S/")), "JavaScript"),
    "a script in escapes": ("plan.pdf", lambda: pdf(b"<< /S /J#61va#53cript /JS (x) >>"), "JavaScript"),
    "a script in packed objects": ("plan.pdf", lambda: pdf(object_stream(b"4 0 " + SCRIPT)), "JavaScript"),
    "a script packed twice": (
        "plan.pdf",
        lambda: pdf(object_stream(b"4 0 " + SCRIPT, b"[/ASCIIHexDecode /FlateDecode]")),
        "checked",
    ),
    "a script packed with a predictor": (
        "plan.pdf",
        lambda: pdf(object_stream(SCRIPT, extra=b"/DecodeParms << /Predictor 12 >>")),
        "checked",
    ),
    "a script far inside": ("plan.pdf", lambda: pdf(b"(" + b"x" * 1_048_570 + b")", SCRIPT), "JavaScript"),
    "a script in a protected PDF": ("plan.pdf", protected, "JavaScript"),
    "a script packed in a protected PDF": ("plan.pdf", lambda: protected(packed_objects=True), "JavaScript"),
    "a launch": ("plan.pdf", lambda: pdf(b"<< /S /Launch /F (cmd.exe) >>"), "Launch"),
    "a film with script": ("plan.pdf", lambda: pdf(b"<< /Subtype /RichMedia >>"), "RichMedia"),
    "a form that is a program": ("plan.pdf", lambda: pdf(b"<< /AcroForm << /XFA [] >> >>"), "XFA"),
    "a password": ("plan.pdf", locked_pdf, "password"),
    "a password by LibreOffice": ("plan.pdf", good.by_libreoffice("roadmap-locked.pdf"), "password"),
    "a PDF cut off": ("plan.pdf", lambda: good.written()[:-200], "cut off"),
    "a PDF with a page behind": ("plan.pdf", lambda: good.written() + b"<html></html>", "follows"),
    "a PDF with an archive behind": ("plan.pdf", lambda: good.written() + packed({"a": "b"}), "follows"),
    "a PDF that is an archive too": ("plan.pdf", lambda: pdf() + zipped("a", b"b")[:-2] + b"\x05\x00%%EOF", "archive"),
    "a bomb of packed objects": ("plan.pdf", lambda: pdf(object_stream(bytes(210 * 1_048_576))), "swell"),
}
OFFICE: dict[str, tuple[str, Bytes, str]] = {
    "text called DOCX": ("plan.docx", raw(b"hello"), "not a whole document"),
    "a PDF called DOCX": ("plan.docx", good.written, "not a whole document"),
    "a workbook called DOCX": ("plan.docx", good.sheet, "another kind"),
    "an ODT called DOCX": ("plan.docx", odt_of(), "archive, not a document"),
    "an archive called DOCX": ("plan.docx", lambda: packed({"a.txt": "b"}), "archive, not a document"),
    "a locked DOCX": ("plan.docx", raw(OLE), "password"),
    "a locked archive": ("plan.docx", lambda: zipped("[Content_Types].xml", b"x", flags=1), "password"),
    "a DOCX cut off": ("plan.docx", lambda: good.word()[:-40], "not a whole document"),
    "a DOCX with something before": ("plan.docx", lambda: b"MZ" + good.word(), "not a whole document"),
    "a DOCX with something behind": ("plan.docx", lambda: good.word() + b"<html>", "not a whole document"),
    "macros": ("plan.docx", disguised({"word/vbaProject.bin": OLE}), "macros"),
    "macros by content type": (
        "plan.docx",
        disguised({}, Types=("wordprocessingml.document.main+xml", "wordprocessingml.document.macroEnabled.main+xml")),
        "macros",
    ),
    "macros under another name": (
        "plan.docx",
        lambda: related(good.word(), "vbaProject", "x.bin", outside=False, add={"word/x.bin": b"x"}),
        "macros",
    ),
    "old macro sheets": ("b.xlsx", lambda: changed(good.sheet(), {"xl/macrosheets/sheet1.xml": "<d/>"}), "macros"),
    "ActiveX": ("plan.docx", disguised({"word/activeX/activeX1.xml": "<d/>"}), "ActiveX"),
    "an OLE object": ("plan.docx", disguised({"word/embeddings/oleObject1.bin": OLE}), "inside"),
    "a document in the document": ("plan.docx", disguised({"word/embeddings/a.docx": good.word()}), "inside"),
    "a workbook behind no chart": ("plan.docx", disguised({"word/embeddings/a.xlsx": good.sheet()}), "inside"),
    "a program inside": ("plan.docx", disguised({"word/media/image1.png": b"MZ" + bytes(99)}), "inside"),
    "a RAR inside": ("plan.docx", disguised({"word/media/image1.png": b"Rar!" + bytes(99)}), "inside"),
    "a template from the web": ("plan.docx", outside("attachedTemplate", "https://example.org/t.dotm"), "template"),
    "a template from a share": ("plan.docx", outside("attachedTemplate", "\\\\example.org\\t.dotm"), "template"),
    "a frame from the web": ("plan.docx", outside("frame", "https://example.org/"), "frame"),
    "an object from the web": ("plan.docx", outside("oleObject", "https://example.org/a.xls"), "object"),
    "a document from the web": ("plan.docx", outside("subDocument", "https://example.org/a.docx"), "object"),
    "data from the web": ("b.xlsx", outside("customData", "https://example.org/a", good.sheet), "object"),
    "an entity": ("plan.docx", disguised({"customXml/item1.xml": ENTITY}), "entities"),
    "an entity that reads a file": ("plan.docx", disguised({"customXml/item1.xml": OUTSIDE}), "entities"),
    "an entity in UTF-16": ("plan.docx", disguised({"customXml/item1.xml": ENTITY.encode("utf-16")}), "entities"),
    "an entity in a drawing": ("plan.docx", disguised({"word/drawing.vml": ENTITY}), "entities"),
    "broken XML": ("plan.docx", disguised({"customXml/item1.xml": "<d>"}), "damaged"),
    "a field that starts a program": ("plan.docx", disguised({}, document=("</w:p>", DDE_FIELD)), "DDE"),
    "a link that starts a program": (
        "b.xlsx",
        lambda: changed(
            good.sheet(),
            {"xl/externalLinks/externalLink1.xml": '<externalLink><ddeLink ddeService="cmd"/></externalLink>'},
        ),
        "DDE",
    ),
    "a bomb": ("plan.docx", bomb, "swell"),
    "too many parts": ("plan.docx", many_parts, "swell"),
    "a part that climbs": ("plan.docx", disguised({"../../etc/cron.d/x": "x"}), "outside"),
    "a part from the root": ("plan.docx", disguised({"/etc/passwd": "x"}), "outside"),
    "a part on drive C": ("plan.docx", disguised({"C:/x": "x"}), "outside"),
    "a part that is a link": ("plan.docx", lambda: zipped("a", b"/etc/passwd", mode=0o120777), "outside"),
    "parts one over the other": ("plan.docx", overlapping, "trusted"),
    "a part twice": ("plan.docx", twice, "trusted"),
}
ODF: dict[str, tuple[str, Bytes, str]] = {
    "a spreadsheet called ODT": ("plan.odt", odt_of(kind=ODF_SHEET), "another kind"),
    "a DOCX called ODT": ("plan.odt", good.word, "archive, not a document"),
    "its type squeezed": ("plan.odt", lambda: unlike(ODF_TEXT.encode(), ZIP_DEFLATED), "archive, not a document"),
    "its type a template": ("plan.odt", lambda: unlike(f"{ODF_TEXT}-template".encode(), ZIP_STORED), "another kind"),
    "a macro": ("plan.odt", odt_of(Basic__Standard__Module1_xml="<d/>"), "macros"),
    "a script in Python": ("plan.odt", odt_of(**{"Scripts__python__a.py": "x"}), "macros"),
    "a script that listens": ("plan.odt", odt_of(LISTENER), "macros"),
    "a script in the text": ("plan.odt", odt_of("<office:script/>"), "macros"),
    "an OLE object in an ODT": ("plan.odt", odt_of(**{"Object 1": OLE}), "OLE"),
    "an OLE frame": ("plan.odt", odt_of("<draw:object-ole/>"), "object"),
    "a floating frame": ("plan.odt", odt_of('<draw:floating-frame xlink:href="https://example.org/"/>'), "frame"),
    "an object from elsewhere": ("plan.odt", odt_of('<draw:object xlink:href="https://example.org/a.ods"/>'), "object"),
    "a template from elsewhere": (
        "plan.odt",
        odt_of(meta='<meta:template xlink:href="https://example.org/t.ott"/>'),
        "template",
    ),
    "a locked ODT": (
        "plan.odt",
        odt_of(manifest="<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"),
        "password",
    ),
    "an entity in an ODT": ("plan.odt", odt_of(**{"settings.xml": ENTITY}), "entities"),
    "DDE in an ODS": ("b.ods", odt_of("<office:dde-source/>", kind=ODF_SHEET), "DDE"),
}
PICTURES: dict[str, tuple[str, Bytes, str]] = {
    "a page called PNG": ("map.png", raw(b"<html>"), "not a whole"),
    "a GIF called PNG": ("map.png", lambda: picture_in("GIF"), "not a whole"),
    "a JPEG called PNG": ("map.png", lambda: picture_in("JPEG"), "not a whole"),
    "a PNG called JPEG": ("map.jpg", lambda: picture_in("PNG"), "not a whole"),
    "a PNG cut off": ("map.png", lambda: picture_in("PNG")[:-20], "whole"),
    "a PNG with a page behind": ("map.png", lambda: picture_in("PNG") + b"<script>1</script>", "end"),
    "a PNG with an archive behind": ("map.png", lambda: picture_in("PNG") + packed({"a": "b"}), "end"),
    "a JPEG with an archive behind": ("map.jpg", lambda: picture_in("JPEG") + packed({"a": "b"}), "same time"),
    "a JPEG with PHP behind": ("map.jpg", lambda: picture_in("JPEG") + b"<?php system(1);", "same time"),
    "a JPEG with script in a comment": (
        "map.jpg",
        lambda: good.picture_of("JPEG", comment=b"<script>1</script>"),
        "same time",
    ),
    "a giant picture": ("map.png", giant_png, "megapixels"),
    "just over 50 megapixels": (
        "map.png",
        lambda: good.picture_of("PNG", mode="L", size=(10_000, 5_001)),
        "megapixels",
    ),
}
HOSTILE = {**WRONG_KIND, **PDFS, **OFFICE, **ODF, **PICTURES}
