"""Word documents of this portal: their styles, headings, tables and marks; and a paper as one of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

import docx
from django.conf import settings
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from deliverables.exports.paper import Paper, Table
from ui.paper import visible

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
GREEN, QUIET = RGBColor(0x0F, 0x5A, 0x50), RGBColor(0x4D, 0x5A, 0x58)
SIZES = {"Title": 24, "Heading 1": 16, "Heading 2": 13, "Heading 3": 11}
LONGEST_PROPERTY = 255
MARGIN, WIDTH, NUMBER_WIDTH = 2.4, 16.2, 2.2
"""In centimetres, on A4."""
HELP = "Twinning Help"
"""The style of what the portal itself says in a document; one that comes back is read without it."""
BODY, HEADINGS = "Cambria", "Calibri"
"""Typefaces that office programs have, or replace by one of the same widths."""


class Sheet:
    """A Word document being written. Every text goes through `visible`, so none can break or pose as markup."""

    def __init__(self, *, title: str, language: str, programme: str) -> None:
        self.file: WordDocument = docx.Document()
        self._marks = 0
        properties = self.file.core_properties
        properties.title, properties.author = visible(title)[:LONGEST_PROPERTY], visible(programme)[:LONGEST_PROPERTY]
        properties.language = language
        properties.comments = ""
        self._dress(language)

    def heading(self, text: str, level: int, mark: str = "") -> None:
        """A heading of level 1 and up, 0 for the title of the document; `mark` names a bookmark in it."""
        paragraph = self.file.add_heading(visible(text), level)
        if mark:
            self._mark(paragraph, mark)

    def say(self, text: str, style: str | None = None) -> None:
        self.file.add_paragraph(visible(text), style)

    def strong(self, text: str) -> None:
        self.file.add_paragraph().add_run(visible(text)).bold = True

    def labelled(self, label: str, text: str, language: str = "") -> None:
        paragraph = self.file.add_paragraph()
        run = paragraph.add_run(f"{visible(label)}: ")
        run.font.color.rgb = QUIET
        said = paragraph.add_run(visible(text))
        if language:
            said._r.get_or_add_rPr().append(_language(language))
        paragraph.paragraph_format.space_after = Pt(2)

    def items(self, texts: Iterable[str]) -> None:
        for each in texts:
            self.say(each, "List Bullet")

    def table(self, table: Table) -> None:
        """With a first row that office programs repeat on every page and read out as headers."""
        made = self.file.add_table(rows=1, cols=len(table.header), style="Table Grid")
        made.autofit = False
        rest = (WIDTH - NUMBER_WIDTH) / len(table.header)  # the column behind the number is twice as wide
        widths = [NUMBER_WIDTH, 2 * rest, *[rest] * (len(table.header) - 2)]
        _fill(made.rows[0], table.header, widths, bold=True)
        made.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for row in table.rows:
            _fill(made.add_row(), row, widths)

    def foot(self, words: dict[str, str]) -> None:
        """The emblem, named for who does not see it, with the funding statement and the disclaimer."""
        emblem = settings.BASE_DIR / "static" / "img" / "eu-emblem-mail.png"
        picture = self.file.add_paragraph(style=HELP).add_run().add_picture(str(emblem), height=Cm(1.3))
        drawing = picture._inline.docPr
        drawing.set("descr", words["emblem"])
        drawing.set("name", words["emblem"])
        paragraph = self.file.add_paragraph(style=HELP)
        paragraph.add_run(f"{words['funded']}. ").bold = True
        paragraph.add_run(f"{visible(words['grant'])} {words['disclaimer']}")

    def running(self, head: str, foot: str) -> None:
        """What stands above and below each page."""
        section = self.file.sections[0]
        section.header.paragraphs[0].text, section.footer.paragraphs[0].text = visible(head), visible(foot)

    def content(self) -> bytes:
        file = BytesIO()
        self.file.save(file)
        return file.getvalue()

    def _mark(self, paragraph: Any, name: str) -> None:
        self._marks += 1
        begin, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for element in (begin, end):
            element.set(qn("w:id"), str(self._marks))
        begin.set(qn("w:name"), name)
        paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, begin)
        paragraph._p.append(end)

    def _dress(self, language: str) -> None:
        styles = self.file.styles
        defaults = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
        for old in defaults.findall(qn("w:lang")):
            defaults.remove(old)
        defaults.append(_language(language))
        page = self.file.sections[0]
        page.page_width, page.page_height = Cm(21), Cm(29.7)
        page.left_margin = page.right_margin = Cm(MARGIN)
        _face(styles["Normal"], BODY, 11)
        for name, size in SIZES.items():
            _face(styles[name], HEADINGS, size)
            styles[name].font.color.rgb = GREEN if name != "Heading 3" else QUIET
        title = styles["Title"].element.get_or_add_pPr()
        title.remove(title.find(qn("w:pBdr")))
        helping = styles.add_style(HELP, WD_STYLE_TYPE.PARAGRAPH)
        helping.base_style = styles["Normal"]
        helping.font.italic, helping.font.size, helping.font.color.rgb = True, Pt(9.5), QUIET


def word(paper: Paper) -> bytes:
    """The paper as a DOCX."""
    words = paper.words
    sheet = Sheet(title=f"{paper.title}, {paper.city}", language=paper.language, programme=paper.programme)
    sheet.running(words["draft"] if paper.is_draft else f"{paper.title}, {paper.city}", paper.programme)
    sheet.heading(paper.title, 0)
    if paper.is_draft:
        sheet.strong(f"{words['draft']}. {words['draft_note']}")
    for place, (label, value) in enumerate(paper.stamp):
        sheet.labelled(label, value, language="" if place else paper.city_language)
    for section in paper.sections:
        sheet.heading(section.title, 1)
        if section.table:
            sheet.table(section.table)
        for block in section.blocks:
            _block(sheet, block)
    if paper.note:
        _texts(sheet, words["note"], paper.note)
    if paper.files:
        sheet.heading(words["files"], 1)
        sheet.items(paper.files)
    sheet.foot(words)
    return sheet.content()


def _block(sheet: Sheet, block: Any) -> None:
    if block.title:
        sheet.heading(block.title, 2)
    for entry in block.entries:
        sheet.heading(entry.label, 3 if block.title else 2)
        for text in entry.paragraphs:
            sheet.say(text)
    sheet.items(block.files)


def _texts(sheet: Sheet, title: str, texts: Sequence[str]) -> None:
    sheet.heading(title, 1)
    for text in texts:
        sheet.say(text)


def _fill(row: Any, texts: Sequence[str], widths: Sequence[float], *, bold: bool = False) -> None:
    for cell, text, width in zip(row.cells, texts, widths, strict=True):
        run = cell.paragraphs[0].add_run(visible(text))
        run.bold, run.font.size, cell.width = bold, Pt(9.5), Cm(width)


def _face(style: Any, typeface: str, size: int) -> None:
    """The typeface for every script; python-docx sets it for the Latin one alone."""
    style.font.name, style.font.size = typeface, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), typeface)
    for script in ("asciiTheme", "hAnsiTheme", "cstheme", "eastAsiaTheme"):
        fonts.attrib.pop(qn(f"w:{script}"), None)


def _language(code: str) -> Any:
    element = OxmlElement("w:lang")
    element.set(qn("w:val"), code)
    return element
