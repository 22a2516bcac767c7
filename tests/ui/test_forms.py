"""Forms say what they want, what is wrong and where, to eyes and to screen readers."""

from datetime import date

import pytest
from django import forms

from ui.forms import DateInput


class Application(forms.Form):
    title = forms.CharField(help_text="A short sentence.", widget=forms.TextInput(attrs={"placeholder": "Title"}))
    note = forms.CharField(required=False, widget=forms.Textarea(attrs={"class": "textarea--s"}))
    day = forms.DateField(widget=DateInput)
    theme = forms.ChoiceField(choices=[("a", "Energy")])
    kinds = forms.MultipleChoiceField(choices=[("a", "Energy")], widget=forms.CheckboxSelectMultiple, help_text="Any.")
    agree = forms.BooleanField(label="I have read it")
    token = forms.CharField(widget=forms.HiddenInput, required=False)


@pytest.fixture
def sent():
    return Application({})


def test_controls_wear_the_classes_of_the_kit_beside_their_own():
    form = Application()
    assert 'class="input"' in str(form["title"])
    assert 'class="textarea textarea--s"' in str(form["note"])
    assert 'class="select"' in str(form["theme"])
    assert "class=" not in str(form["agree"])


def test_a_label_is_tied_to_its_control_and_its_hint_described():
    html = Application()["title"].as_field_group()
    assert '<label class="field__label" for="id_title">' in html
    assert 'id="id_title_helptext"' in html
    assert 'aria-describedby="id_title_helptext"' in html


def test_an_error_is_text_tied_to_its_control(sent):
    html = sent["title"].as_field_group()
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'id="id_title_error"' in html


def test_several_boxes_are_a_group_with_a_legend_and_their_error(sent):
    html = sent["kinds"].as_field_group()
    assert '<fieldset class="field field--error" aria-describedby="id_kinds_helptext id_kinds_error">' in html
    assert "<legend>Kinds" in html
    assert '<label for="id_kinds_0">Energy</label>' in html


def test_only_what_may_be_left_out_says_so():
    form = Application()
    assert "(optional)" in form["note"].as_field_group()
    assert "(optional)" not in form["title"].as_field_group()


def test_a_summary_takes_the_focus_and_leads_to_every_error(sent):
    html = str(sent)
    assert 'class="error-summary" role="alert" tabindex="-1" autofocus' in html
    assert "Please look at 5 things" in html
    assert [f'<a href="#id_{name}">' in html for name in ("title", "day", "theme", "kinds", "agree")] == [True] * 5
    assert 'id="id_kinds"' in html


def test_an_untouched_form_shows_no_summary():
    assert "error-summary" not in str(Application())


def test_no_placeholder_vanishes_under_the_typing():
    assert "placeholder" not in str(Application())


def test_a_date_is_given_to_the_browser_in_iso():
    assert 'type="date"' in str(Application(initial={"day": date(2026, 5, 12)})["day"])
    assert 'value="2026-05-12"' in str(Application(initial={"day": date(2026, 5, 12)})["day"])


def test_what_somebody_typed_comes_back_as_text():
    assert "<script>" not in str(Application({"title": '"><script>'}))
