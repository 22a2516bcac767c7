"""Files that real programs write, which must all be taken."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import docx
import openpyxl
from docx.opc.constants import RELATIONSHIP_TYPE
from openpyxl.chart import BarChart, Reference
from PIL import Image
from pypdf import PdfWriter
from pypdf.annotations import Link

from tests.deliverables.corpus.makers import ODF_SHEET, Bytes, changed, object_stream, odf, pdf, related


def saved(document: object) -> bytes:
    out = BytesIO()
    (document.save if hasattr(document, "save") else document.write)(out)  # type: ignore[attr-defined]
    return out.getvalue()


def word(*, picture: bool = False, link: bool = False) -> bytes:
    document = docx.Document()
    document.add_heading("Learning Roadmap", 1)
    document.add_paragraph("How does a city leaving coal keep homes warm? Κοζάνη and Alba Iulia ask each other.")
    document.add_table(rows=2, cols=2).cell(0, 0).text = "Goal"
    if picture:
        document.add_picture(BytesIO(picture_of("PNG")))
    if link:
        document.part.relate_to("https://example.org/plan", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        document.part.relate_to("https://example.org/map.png", RELATIONSHIP_TYPE.IMAGE, is_external=True)
    return saved(document)


def sheet(*, rows: int = 20, chart: bool = False) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    for number in range(1, rows + 1):
        page.append([number, f"Action {number}", f"=A{number}*2"])
    page["D1"].hyperlink = "https://example.org/"
    if chart:
        bars = BarChart()
        bars.add_data(Reference(page, min_col=1, min_row=1, max_row=rows))
        page.add_chart(bars, "F2")
    return saved(book)


def word_with_a_chart() -> bytes:
    space = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{space}/package" Target="../embeddings/Microsoft_Excel_Sheet.xlsx"/></Relationships>'
    )
    chart = '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"/>'
    return related(
        word(),
        "chart",
        "charts/chart1.xml",
        outside=False,
        add={
            "word/charts/chart1.xml": chart,
            "word/charts/_rels/chart1.xml.rels": relations,
            "word/embeddings/Microsoft_Excel_Sheet.xlsx": sheet(),
        },
    )


def picture_of(kind: str, *, mode: str = "RGB", size: tuple[int, int] = (64, 40), **options: object) -> bytes:
    out = BytesIO()
    Image.new(mode, size, 40 if mode in ("L", "I;16", "P") else None).save(out, kind, **options)  # type: ignore[arg-type]
    return out.getvalue()


def written(*, attachment: bool = False, link: bool = False, owner: bool = False) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(300, 400)
    if attachment:
        writer.add_attachment("numbers.xlsx", sheet())
    if link:
        writer.add_annotation(0, Link(rect=(10, 10, 90, 30), url="https://example.org/"))
    if owner:
        writer.encrypt("", "only-the-owner", algorithm="AES-256")
    return saved(writer)


def several_pictures() -> bytes:
    out = BytesIO()
    first, second = Image.new("RGB", (64, 40)), Image.new("RGB", (32, 20))
    first.save(out, "MPO", save_all=True, append_images=[second])
    return out.getvalue()


def with_exif() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = "Boiler house"
    return picture_of("JPEG", exif=exif)


def by_libreoffice(name: str) -> Bytes:
    return (Path(__file__).parent / "libreoffice" / name).read_bytes


LIBRARY = '<library xmlns="http://openoffice.org/2000/library" name="Standard" readonly="false"/>'

GOOD: dict[str, tuple[str, Bytes]] = {
    "a page by pypdf": ("plan.pdf", written),
    "a PDF with an attachment": ("plan.pdf", lambda: written(attachment=True)),
    "a PDF with a link": ("plan.pdf", lambda: written(link=True)),
    "a PDF that only forbids printing": ("plan.pdf", lambda: written(owner=True)),
    "a PDF with packed objects": ("plan.pdf", lambda: pdf(object_stream(b"4 0 << /Type /Page /A (JavaScript) >>"))),
    "a scan by Pillow": ("scan.pdf", lambda: picture_of("PDF")),
    "a PDF with blanks at the end": ("plan.pdf", lambda: written() + b"\r\n\0\0"),
    "a text by python-docx": ("Învățare – Κοζάνη.docx", word),
    "a text with a picture": ("plan.docx", lambda: word(picture=True)),
    "a text with links": ("plan.docx", lambda: word(link=True)),
    "a text with a chart and its numbers": ("plan.docx", word_with_a_chart),
    "a text made from a template on the disk": (
        "plan.docx", lambda: related(word(), "attachedTemplate", "file:///C:\\Templates\\letter.dotx")),
    "a text about DDE": ("plan.docx", lambda: changed(word(), document=("leaving coal", "using DDE"))),
    "a workbook by openpyxl": ("budget.xlsx", sheet),
    "a workbook with a chart": ("budget.xlsx", lambda: sheet(chart=True)),
    "a large workbook": ("budget.xlsx", lambda: sheet(rows=20_000)),
    "a plain ODT": ("plan.odt", lambda: odf("<office:text><text:p>Goal</text:p></office:text>")),
    "an ODT with an empty macro library": ("plan.odt", lambda: odf(**{"Basic__Standard__script-lb.xml": LIBRARY})),
    "an ODT with a linked picture": (
        "plan.odt", lambda: odf('<office:text><draw:image xlink:href="https://example.org/a.png"/></office:text>')),
    "a plain ODS": ("budget.ods", lambda: odf("<office:spreadsheet/>", kind=ODF_SHEET)),
    "an ODT by LibreOffice": ("roadmap.odt", by_libreoffice("roadmap.odt")),
    "a DOCX by LibreOffice": ("roadmap.docx", by_libreoffice("roadmap.docx")),
    "a tagged PDF by LibreOffice": ("roadmap.pdf", by_libreoffice("roadmap-tagged.pdf")),
    "a restricted PDF by LibreOffice": ("roadmap.pdf", by_libreoffice("roadmap-restricted.pdf")),
    "a PNG": ("map.png", lambda: picture_of("PNG")),
    "a transparent PNG": ("map.png", lambda: picture_of("PNG", mode="RGBA")),
    "a PNG in 16 bits": ("map.png", lambda: picture_of("PNG", mode="I;16")),
    "a JPEG": ("photo.JPG", lambda: picture_of("JPEG")),
    "a progressive JPEG": ("photo.jpeg", lambda: picture_of("JPEG", progressive=True)),
    "a JPEG for printers": ("photo.jpg", lambda: picture_of("JPEG", mode="CMYK")),
    "a JPEG from a camera": ("photo.jpg", with_exif),
    "a JPEG of several pictures": ("photo.jpg", several_pictures),
    "a picture of almost 50 megapixels": ("map.png", lambda: picture_of("PNG", mode="L", size=(8000, 6200))),
    "a name that looks double": ("budget.v2.final.xlsx", sheet),
}  # fmt: skip
