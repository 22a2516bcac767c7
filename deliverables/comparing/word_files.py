"""What changed between the texts of two Word documents."""

from __future__ import annotations

from deliverables.comparing.words import Patience, Stretch, compare_paragraphs, stretches
from deliverables.exports.docx_reading import read
from deliverables.models import RevisionFile


def compare_word_files(old: RevisionFile, new: RevisionFile) -> list[Stretch]:
    """Paragraph by paragraph, changed ones word by word. Raises Unreadable."""
    return stretches(compare_paragraphs(_text(old), _text(new), Patience()))


def _text(file: RevisionFile) -> list[str]:
    with file.file.open("rb") as content:
        return [line.text for line in read(content) if line.text]
