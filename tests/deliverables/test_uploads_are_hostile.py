"""Bar 4 of the portal: nothing hostile is taken, nothing good is turned away, and the sentence helps."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.deliverables.corpus.good import GOOD
from tests.deliverables.corpus.hostile import HOSTILE
from uploads.check import check
from uploads.names import clean
from uploads.refusals import UploadRefused


def uploaded(name: str, content: bytes) -> SimpleUploadedFile:
    upload = SimpleUploadedFile("x", content)
    upload._name = name
    return upload


@pytest.mark.parametrize("trick", HOSTILE)
def test_what_is_hostile_is_refused_with_a_sentence_that_helps(trick: str) -> None:
    name, make, word = HOSTILE[trick]
    with pytest.raises(UploadRefused) as refusal:
        check(uploaded(name, make()))
    sentence = str(refusal.value)
    assert word in sentence
    assert f"“{clean(name)}”" in sentence
    assert len(re.findall(r"\.(?=\s|$)", sentence)) >= 2, sentence


@pytest.mark.parametrize("case", GOOD)
def test_what_real_programs_write_is_taken(case: str) -> None:
    name, make = GOOD[case]
    assert check(uploaded(name, make())).name == name


def test_the_corpus_is_large_enough() -> None:
    assert len(HOSTILE) >= 100
    assert len(GOOD) >= 30


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/plan.pdf", "plan.pdf"),
        ("C:\\Users\\ana\\plan.pdf", "plan.pdf"),
        ("pl\u202ean\u200b.pdf", "plan.pdf"),
        ("pl\x00an\x1f.pdf", "plan.pdf"),
        ("plan.pdf. . ", "plan.pdf"),
        ("  a\tb \n c.pdf", "a b c.pdf"),
        ("Κοζάνη – план.pdf", "Κοζάνη – план.pdf"),
        ("é.pdf", "é.pdf"),
        ("a" * 300 + ".pdf", "a" * 196 + ".pdf"),
    ],
)
def test_names_are_labels_without_tricks(given: str, shown: str) -> None:
    assert clean(given) == shown
