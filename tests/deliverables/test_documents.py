"""A revision as DOCX and PDF: tagged, titled, in the reader's language, and nothing in it that people wrote is run."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from cities.models import City
from deliverables.actions import writing
from deliverables.exports import pdf, word
from deliverables.exports.paper import Block, Entry, Paper, Part, Table, frame, paper_of
from deliverables.models import Revision
from tests.deliverables.office import converted, needs_libreoffice
from tests.deliverables.world import NOW, enter, upload
from tests.deliverables.written import WrittenWorld, fill
from ui.paper import BOX, DRAWN, drawn

HOSTILE = (
    '#import "/etc/passwd"', "#read(\"paper.typ\")", '#eval("1+1")', "$ x^2 $ `raw` *bold* _it_ @ref <label> \\ #let x",
    "]]></w:t><w:instrText>DDEAUTO c:\\\\cmd</w:instrText>", '<w:p xmlns:w="x"/>', "&lt;b&gt; &#x41; &amp;",
    "{{ 7 * 7 }}", '"); #panic("', "\u202egnp.exe", "a\u0000b\u0007c", "\ud800", "漢字 😀", "\ufeff\u200b",
    "e\u0301\u0489 ब्हि", "=1+1", "%PDF-1.7 endobj", "// comment /* x */", "https://example.org/#x", "a" * 3000,
)  # fmt: skip


def paper(*texts: str, language: str = "en", is_draft: bool = False) -> Paper:
    """A paper in which these texts stand wherever people can write."""
    first = texts[0]
    section = Part(
        first,
        Table([first, first], [["1", text] for text in texts]),
        [Block(first, [Entry(first, list(texts))], [first])],
    )
    stamp = [("City", first), ("Version", "Revision 1")]
    return Paper(first, first, "", language, "Twinning", is_draft, stamp, list(texts), [section], [first], frame())


def text_of(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


def submitted(world: WrittenWorld) -> Revision:
    fill(world, world.roadmap)
    return world.submit()


def fetch(world: WrittenWorld, who: Any, kind: str, number: int = 1, status: int = 200) -> bytes:
    answer = enter(who).get(f"/deliverables/{world.roadmap.pk}/revisions/{number}/{kind}")
    assert answer.status_code == status
    return answer.content


def test_the_pdf_is_tagged_titled_and_says_its_language(written: WrittenWorld) -> None:
    submitted(written)
    found = PdfReader(BytesIO(fetch(written, written.nikos, "pdf")))
    root = found.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert (root["/Lang"], found.metadata.title) == ("en", "Learning Roadmap, Alba Iulia")
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/Figure"} <= kinds(root["/StructTreeRoot"])


def kinds(node: Any) -> set[str]:
    """The kinds of structure in the tree, and that every figure has words in place of it."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if not isinstance(node, dict):
        return set()
    if node.get("/S") == "/Figure":
        assert node["/Alt"] == "Emblem of the European Union"
    below = node.get("/K", [])
    below = below if isinstance(below, list) else [below]
    return {str(node.get("/S"))}.union(*(kinds(each) for each in below if not isinstance(each, int)))


def test_the_stamp_says_which_version_it_is_and_the_funder_is_named(written: WrittenWorld) -> None:
    revision = submitted(written)
    text = text_of(fetch(written, written.ana, "pdf"))
    assert "Version Revision 1" in text
    assert "Ana Moldovan, 20 March 2026, 11:00 in Bucharest" in text
    assert revision.fingerprint() in text
    assert "Funded by the European Union" in text
    assert "Grant agreement No" in text
    paragraphs = [each.text for each in docx.Document(BytesIO(fetch(written, written.ana, "docx"))).paragraphs]
    assert f"Fingerprint (SHA-256): {revision.fingerprint()}" in paragraphs
    assert any("Funded by the European Union" in each for each in paragraphs)


def test_the_emblem_is_at_least_forty_pixels_high_in_both(written: WrittenWorld) -> None:
    submitted(written)
    document = docx.Document(BytesIO(fetch(written, written.ana, "docx")))
    emblem = document.inline_shapes[0]
    assert emblem.height.pt / 72 * 96 >= 40
    assert emblem._inline.docPr.get("descr") == "Emblem of the European Union"
    source = pdf.TEMPLATE.read_text()
    assert float(re.search(r"image\(.*height: (\d+)pt", source)[1]) / 72 * 96 >= 40


def test_the_docx_has_headings_a_title_a_language_and_tables_with_header_rows(written: WrittenWorld) -> None:
    submitted(written)
    document = docx.Document(BytesIO(fetch(written, written.ana, "docx")))
    styles = [each.style.name for each in document.paragraphs if each.text]
    assert styles[0] == "Title"
    assert {"Heading 1", "Heading 2", "Heading 3"} <= set(styles)
    assert document.core_properties.title == "Learning Roadmap, Alba Iulia"
    assert document.core_properties.language == "en"
    assert 'w:lang w:val="en"' in document.styles.element.xml
    assert "w:tblHeader" in document.tables[0].rows[0]._tr.xml
    assert [cell.text for cell in document.tables[0].rows[0].cells][:2] == ["Goal", "Our question"]


def test_names_in_greek_and_cyrillic_can_be_read_out_of_the_pdf(written: WrittenWorld) -> None:
    City.objects.filter(slug="alba-iulia").update(name="Κοζάνη", english_name="Kozani", country="GR")
    fill(written, written.roadmap)
    only = written.output().parts.get(section="context")
    written.write(written.roadmap, only, strengths="Смолян, Eskişehir and Łódź asked Κοζάνη for 12 m² at 5 €.")
    written.submit()
    found = text_of(fetch(written, written.ana, "pdf"))
    assert "Смолян, Eskişehir and Łódź asked Κοζάνη for 12 m² at 5 €." in found
    assert "City Κοζάνη" in found


def test_a_draft_is_marked_and_stays_with_its_writers_and_staff(written: WrittenWorld) -> None:
    fill(written, written.roadmap)
    for reader in (written.ana, written.radu, written.staff):
        assert "This is a draft. It was not submitted" in text_of(fetch(written, reader, "pdf"))
    assert "DRAFT" in docx.Document(BytesIO(fetch(written, written.ana, "docx"))).paragraphs[1].text
    written.submit()
    writing.begin_next(written.roadmap, by=written.ana, now=NOW)
    fetch(written, written.nikos, "pdf", number=1)
    fetch(written, written.nikos, "pdf", number=2, status=404)
    fetch(written, written.greta, "pdf", number=1, status=404)


def test_an_unknown_number_or_kind_is_not_found(written: WrittenWorld) -> None:
    submitted(written)
    fetch(written, written.ana, "pdf", number=9, status=404)
    fetch(written, written.ana, "exe", status=404)


def test_an_output_of_files_alone_has_a_cover_with_its_files(world: Any) -> None:
    world.hand_in("Please read page 3.")
    answer = enter(world.ana).get(f"/deliverables/{world.roadmap.pk}/revisions/1/pdf")
    found = text_of(answer.content)
    assert "Please read page 3." in found
    assert "roadmap.pdf" in found
    assert answer["Content-Disposition"] == f'attachment; filename="alba-iulia-{world.roadmap.requirement.code}-r1.pdf"'
    assert answer["Cache-Control"] == "private, no-store"


def test_the_frame_is_in_the_readers_language_and_the_content_as_it_was_written(written: WrittenWorld) -> None:
    revision = submitted(written)
    with translation.override("de"):
        made = paper_of(revision)
    root = PdfReader(BytesIO(pdf.pdf(made))).trailer["/Root"]
    assert root["/Lang"] == "de"
    assert docx.Document(BytesIO(word.word(made))).core_properties.language == "de"
    assert "We asked the people who live here" in text_of(pdf.pdf(made))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_set_and_never_run(text: str) -> None:
    content = pdf.pdf(paper(text))
    assert "root:" not in text_of(content)
    made = BytesIO(word.word(paper(text)))
    document = docx.Document(made)
    assert not document.element.xpath("//w:instrText | //w:fldSimple | //w:hyperlink | //w:altChunk")
    if text.isascii() and text.isprintable() and len(text) < 100:
        assert text.replace(" ", "") in text_of(content).replace(" ", "")
        assert text in [each.text for each in document.paragraphs]


@given(st.lists(st.text(), min_size=1, max_size=4))
@settings(max_examples=40)
def test_whatever_people_type_becomes_both_documents(texts: list[str]) -> None:
    assert pdf.pdf(paper(*texts)).startswith(b"%PDF")
    assert docx.Document(BytesIO(word.word(paper(*texts, is_draft=True))))


def test_every_character_the_pdf_promises_can_be_drawn() -> None:
    promised = [chr(code) for code in range(0x10000) if re.fullmatch(f"[{DRAWN}]", chr(code))]
    lines = ["".join(promised[start : start + 80]) for start in range(0, len(promised), 80)]
    assert pdf.pdf(paper("All", *lines)).startswith(b"%PDF")
    assert drawn("漢 ok") == f"{BOX} ok"
    assert "A box stands for a character" in text_of(pdf.pdf(paper("漢")))


@needs_libreoffice
def test_libreoffice_opens_the_docx(written: WrittenWorld, tmp_path: Path) -> None:
    submitted(written)
    (tmp_path / "roadmap.docx").write_bytes(fetch(written, written.ana, "docx"))
    converted(tmp_path / "roadmap.docx", "pdf")
    assert "What we want to learn" in text_of((tmp_path / "roadmap.pdf").read_bytes())


def test_the_room_offers_what_can_be_taken_away(written: WrittenWorld) -> None:
    room = f"/deliverables/{written.roadmap.pk}/"
    fill(written, written.roadmap)
    page = enter(written.ana).get(room).text
    assert f"{room}word/" in page
    assert f"{room}revisions/1/docx" in page
    assert f"{room}word/" not in enter(written.radu).get(room).text
    written.submit()
    assert f"{room}revisions/1/pdf" in enter(written.nikos).get(room).text


def test_a_file_name_in_the_list_is_a_label(written: WrittenWorld) -> None:
    from deliverables.actions import handing_in  # noqa: PLC0415 - models can be read only after the settings

    uploads = [upload('#eval("x") ..\u202egnp.pdf')]
    handing_in.submit(written.roadmap, note="", uploads=uploads, by=written.ana, now=NOW)
    assert '#eval("x") ..gnp.pdf' in text_of(fetch(written, written.ana, "pdf"))
