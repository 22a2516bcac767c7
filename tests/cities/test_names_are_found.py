"""A name is found however it is typed: case, accents, hyphens, script."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cities.names import fold, is_latin, keys, latin, searchable

LETTERS = (
    st.characters(categories=["Lu", "Ll"], max_codepoint=0x24F)
    | st.characters(categories=["Lu", "Ll"], min_codepoint=0x386, max_codepoint=0x3CE)
    | st.characters(categories=["Lu", "Ll"], min_codepoint=0x400, max_codepoint=0x45F)
)
NAMES = st.text(LETTERS | st.sampled_from(" -'’ʼ()/"), max_size=40)


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Alba-Iulia", "alba iulia"),
        ("  ALBA   IULIA ", "alba iulia"),
        ("Eskişehir", "eskisehir"),
        ("IĞDIR", "igdir"),
        ("Iğdır", "igdir"),
        ("İstanbul", "istanbul"),
        ("Łódź", "lodz"),
        ("Tromsø", "tromso"),
        ("Đakovo", "dakovo"),
        ("Hafnarfjörður", "hafnarfjordur"),
        ("Gießen", "giessen"),
        ("L’Hospitalet", "l hospitalet"),
        ("Issy-les-Moulineaux", "issy les moulineaux"),
        ("Κοζάνη", "κοζανη"),
        ("Άγιος Νικόλαος", "αγιοσ νικολαοσ"),
        ("Харків", "харків"),
        ("Għawdex", "ghawdex"),
        ("///", ""),
    ],
)
def test_case_accents_and_marks_between_words_do_not_count(name: str, folded: str) -> None:
    assert fold(name) == folded


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Κοζάνη", "kozani"),
        ("Χαλκίδα", "Chalkida"),
        ("Χαλκίδα", "Halkida"),
        ("Παλαιό Φάληρο", "Palaio Faliro"),
        ("Παλαιό Φάληρο", "paleo-faliro"),
        ("Μυτιλήνη", "Mitilini"),
        ("Ναύπλιο", "Nafplio"),
        ("Εύοσμος", "Evosmos"),
        ("Смолян", "Smolyan"),
        ("Велико Търново", "Veliko Tarnovo"),
        ("Рівне", "Rivne"),
        ("Харків", "Kharkiv"),
        ("Кам’янець-Подільський", "Kamianets-Podilskyi"),
        ("Запоріжжя", "Zaporizhzhia"),
        ("Ниш", "Nis"),
        ("Скопје", "Skopje"),
        ("Köln", "Koeln"),
        ("Münster", "Muenster"),
        ("Århus", "Aarhus"),
        ("Alba Iulia", "albaiulia"),
        ("L'Aquila", "LAquila"),
    ],
)
def test_a_name_is_found_by_its_usual_spelling_on_another_keyboard(name: str, typed: str) -> None:
    assert set(keys(name)) & set(keys(typed))


@given(NAMES)
def test_folding_twice_changes_nothing(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@given(NAMES)
def test_capitals_do_not_count(name: str) -> None:
    assert fold(name.upper()) == fold(name) == fold(name.lower())


@given(NAMES)
def test_how_an_accent_is_stored_does_not_count(name: str) -> None:
    assert fold(unicodedata.normalize("NFD", name)) == fold(unicodedata.normalize("NFC", name))
    assert keys(unicodedata.normalize("NFD", name)) == keys(unicodedata.normalize("NFC", name))


@given(st.text(max_size=60))
def test_any_text_folds_to_plain_words(text: str) -> None:
    assert fold(text) == " ".join(fold(text).split())
    assert all("|" not in key and " " not in key for key in keys(text))


@given(NAMES.filter(keys))
def test_every_key_of_a_name_stands_whole_in_its_searchable_form(name: str) -> None:
    assert [f"|{key}|" in searchable(name) for key in keys(name)] == [True] * len(keys(name))


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Köln", "Koln"),
        ("Võru", "Voru"),
        ("İstanbul", "Istanbul"),
        ("Łódź", "Lodz"),
        ("Κοζάνη", "Kozani"),
        ("Βάρη-Βούλα-Βουλιαγμένη", "Vari-Voula-Vouliagmeni"),
        ("Смолян", "Smolyan"),
        ("Рівне", "Rivne"),
    ],
)
def test_a_name_has_a_plain_latin_form_for_addresses(name: str, plain: str) -> None:
    assert latin(name) == plain


def test_a_name_is_latin_when_every_letter_is() -> None:
    assert [is_latin(name) for name in ("Köln", "S.M.A.R.T. 1.5", "Κοζάνη", "Kozani Κ")] == [True, True, False, False]
