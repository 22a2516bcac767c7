"""The page one writes on, through the client: as plain forms, as pieces for htmx, as JSON for the script."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from deliverables.actions import drafts, writing
from deliverables.actions.threads import open_thread
from deliverables.actions.writing import digest_of
from deliverables.models import Part, Presence
from milestones.models import Obligation
from tests.deliverables.corpus.good import written as pdf
from tests.deliverables.world import NOW, enter
from tests.deliverables.written import WrittenWorld, fill

JSON = {"headers": {"Accept": "application/json"}}
HTMX = {"headers": {"HX-Request": "true"}}


def room(obligation: Obligation) -> str:
    return f"/deliverables/{obligation.pk}/"


def typed(part: Part, was: dict[str, str] | None = None, **values: str) -> dict[str, str]:
    """What the form of a part sends; `was` where it began from another text than the one that stands now."""
    began = {field: (was or {}).get(field, part.values.get(field, "")) for field in values}
    return {
        "section": part.section,
        **{f"f-{field}": value for field, value in values.items()},
        **{f"was-{field}": digest_of(text) for field, text in began.items()},
    }


def context_of(world: WrittenWorld) -> Part:
    return Part(key=Part.only_key(world.roadmap.pk, "context"), section="context")


def spent(client: Client, address: str, **how: Any) -> int:
    """Statements of a request, without the marks of transactions and what a process asks once only."""
    if not how:
        client.get(address)
    with CaptureQueriesContext(connection) as queries:
        answer = client.post(address, **how) if how else client.get(address)
        assert answer.status_code == 200
    return sum(not re.match(r"BEGIN|SAVEPOINT|RELEASE|COMMIT", each["sql"]) for each in queries)


def test_an_empty_output_invites_to_begin(written: WrittenWorld) -> None:
    page = enter(written.ana).get(room(written.roadmap)).text
    assert "Write the first goal" in page
    assert "See an example" in page
    assert "An example from a city that does not exist" in page
    assert "Write the first goal" not in enter(written.radu).get(room(written.roadmap)).text


def test_a_part_is_opened_written_and_closed_as_a_plain_form(written: WrittenWorld) -> None:
    ana, part = enter(written.ana), context_of(written)
    form = ana.get(f"{room(written.roadmap)}?edit={part.key}").text
    assert f'id="f-{part.key}-situation"' in form
    assert form.count("data-part-form=") == 1
    answer = ana.post(f"{room(written.roadmap)}parts/{part.key}/", typed(part, situation="A town\r\non a hill"))
    assert (answer.status_code, answer["Location"]) == (302, f"{room(written.roadmap)}#part-{part.key}")
    assert Part.objects.get().values == {"situation": "A town\non a hill"}
    assert "A town<br>on a hill" in ana.get(room(written.roadmap)).text.replace("<p>", "").replace("</p>", "")


def test_htmx_gets_the_part_alone_and_after_a_save_what_follows_from_it(written: WrittenWorld) -> None:
    ana, part = enter(written.ana), context_of(written)
    piece = ana.get(f"{room(written.roadmap)}?edit={part.key}", **HTMX).text
    assert piece.lstrip().startswith("<article")
    assert "<html" not in piece
    follows = ana.get(f"{room(written.roadmap)}?part=check&edit={part.key}", **HTMX).text
    for piece_of_page in ("<title>(", 'id="check-list"', 'id="room-nav"', 'id="blocks"', 'id="submit-button"'):
        assert piece_of_page in follows
    gone = ana.get(f"{room(written.roadmap)}?part=00000000-0000-0000-0000-000000000000", **HTMX)
    assert gone["HX-Refresh"] == "true"


def test_a_script_saves_field_by_field_and_learns_what_to_start_from(written: WrittenWorld) -> None:
    ana, part = enter(written.ana), context_of(written)
    address = f"{room(written.roadmap)}parts/{part.key}/"
    answer = ana.post(address, typed(part, situation="We are a small town"), **JSON)
    assert answer.status_code == 200
    said = answer.json()
    assert (said["conflicts"], said["words"]) == ([], 5)
    assert said["was"] == {"situation": digest_of("We are a small town")}
    assert re.fullmatch(r"\d\d:\d\d", said["saved_at"])


def test_a_text_over_a_newer_one_comes_back_with_both_and_a_choice(written: WrittenWorld) -> None:
    ana, part = enter(written.ana), context_of(written)
    address = f"{room(written.roadmap)}parts/{part.key}/"
    written.write(written.roadmap, part, by=written.mara, situation="Mara's town", strengths="Mara's strength")
    late = typed(part, situation="Ana's town", obstacles="Money")
    answer = ana.post(address, late)
    assert answer.status_code == 409
    for text in ("Mara&#x27;s town", "Ana&#x27;s town", "Mara Ionescu", "Two texts for this answer"):
        assert text in answer.text
    stored = Part.objects.get().values
    assert (stored["situation"], stored["obstacles"]) == ("Mara's town", "Money")

    unresolved = ana.post(address, {**late, "was-situation": ""})
    assert unresolved.status_code == 409
    theirs = {"theirs-situation": digest_of("Mara's town"), "keep-situation": "theirs"}
    assert ana.post(address, {**late, **theirs}).status_code == 302
    assert Part.objects.get().values["situation"] == "Mara's town"
    mine = {**theirs, "keep-situation": "mine", "f-situation": "Ana's and Mara's town"}
    assert ana.post(address, {**late, **mine}).status_code == 302
    assert Part.objects.get().values["situation"] == "Ana's and Mara's town"

    answer = ana.post(address, late, **JSON)
    assert answer.status_code == 409
    (conflict,) = answer.json()["conflicts"]
    assert conflict["field"] == "situation"
    assert "Ana&#x27;s and Mara&#x27;s town" in conflict["html"]


def test_what_nobody_touched_is_no_conflict(written: WrittenWorld) -> None:
    part = context_of(written)
    seen = written.write(written.roadmap, part, situation="First").part
    written.write(written.roadmap, seen, by=written.mara, situation="Second")
    sent = typed(seen, was={"situation": "First"}, situation="First", obstacles="Money")
    answer = enter(written.ana).post(f"{room(written.roadmap)}parts/{part.key}/", sent)
    assert answer.status_code == 302
    assert Part.objects.get().values == {"situation": "Second", "obstacles": "Money"}


def test_a_refusal_never_costs_the_words(written: WrittenWorld) -> None:
    fill(written, written.roadmap)
    written.submit()
    ana, part = enter(written.ana), Part.objects.get(section="context")
    sent = typed(part, situation="Words that took an hour")
    page = ana.post(f"{room(written.roadmap)}parts/{part.key}/", sent)
    assert page.status_code == 409
    assert "This revision was submitted. Begin the next one to go on writing." in page.text
    assert "Words that took an hour</textarea>" in page.text
    said = ana.post(f"{room(written.roadmap)}parts/{part.key}/", sent, **JSON)
    assert (said.status_code, "This revision was submitted" in said.json()["refused"]) == (409, True)


def test_nobody_writes_in_the_name_of_another_who_used_the_same_browser(written: WrittenWorld) -> None:
    part = context_of(written)
    sent = {**typed(part, situation="Ana's words"), "writer": str(written.ana.pk)}
    answer = enter(written.mara).post(f"{room(written.roadmap)}parts/{part.key}/", sent, **JSON)
    assert answer.status_code == 403
    assert answer.json() == {"refused": "Mara Ionescu is signed in here now. Sign in as yourself again."}
    assert not Part.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("radu", 403), ("staff", 403), ("nikos", 404), ("greta", 404)])
def test_who_does_not_write_it_cannot(written: WrittenWorld, who: str, status: int) -> None:
    client, part = enter(getattr(written, who)), context_of(written)
    for address in (f"parts/{part.key}/", f"parts/{part.key}/drop/", f"parts/{part.key}/files/", "parts/add/", "next/"):
        assert client.post(f"{room(written.roadmap)}{address}", typed(part, situation="No")).status_code == status
    assert client.post(f"{room(written.roadmap)}here/", {"part": part.key}).status_code == status


def test_rows_are_added_moved_taken_out_and_brought_back(written: WrittenWorld) -> None:
    ana, parts = enter(written.ana), f"{room(written.roadmap)}parts/"
    answer = ana.post(f"{parts}add/", {"section": "goals"})
    first = Part.objects.get()
    assert answer["Location"] == f"{room(written.roadmap)}?edit={first.key}#part-{first.key}"
    second = writing.add_row(
        written.roadmap, section="goals", by=written.ana, now=NOW, values={"question": "Who decides?"}
    )
    ana.post(f"{parts}{second.key}/move/", {"to": "up"})
    assert list(Part.objects.order_by("position")) == [second, first]
    out = ana.post(f"{parts}{second.key}/drop/")
    page = ana.get(out["Location"]).text
    assert "1 row was taken out" in page
    assert "Who decides?" in page
    ana.post(f"{parts}{second.key}/bring-back/")
    assert Part.objects.standing().count() == 2


def test_a_file_stands_in_the_part_it_belongs_to(written: WrittenWorld, shelf: Any) -> None:
    ana, part = enter(written.ana), context_of(written)
    address = f"{room(written.roadmap)}parts/{part.key}/files/"
    ana.post(address, {"section": "context", "uploads": SimpleUploadedFile("map.pdf", pdf())})
    assert "map.pdf" in ana.get(room(written.roadmap)).text
    wrong = ana.post(
        address, {"section": "context", "field": "situation", "uploads": SimpleUploadedFile("a.pdf", pdf())}
    )
    assert (wrong.status_code, "has no such question" in wrong.text) == (409, True)
    bad = ana.post(address, {"section": "context", "uploads": SimpleUploadedFile("a.exe", b"MZ")})
    assert "“a.exe” is of a kind that is not taken." in bad.text


def test_the_text_submits_from_its_own_page_and_is_then_read_as_a_revision(written: WrittenWorld) -> None:
    ana = enter(written.ana)
    early = ana.post(f"{room(written.roadmap)}submit/", {"note": "", "late_reason": "Holidays."})
    assert (early.status_code, "things are still missing" in early.text) == (400, True)
    assert 'aria-disabled="true"' in early.text
    fill(written, written.roadmap, at=timezone.now())
    page = ana.get(room(written.roadmap)).text
    assert "Ready to submit" in page
    assert 'aria-disabled="true"' not in page
    done = ana.post(f"{room(written.roadmap)}submit/", {"note": "Here", "late_reason": "Holidays."})
    assert done.status_code == 302
    page = ana.get(room(written.roadmap)).text
    assert "You are reading revision 1" in page
    assert "Begin the next revision" in page
    assert "?edit=" not in page
    ana.post(f"{room(written.roadmap)}next/")
    assert "?edit=" in ana.get(room(written.roadmap)).text
    assert "You are reading revision 1" in ana.get(f"{room(written.roadmap)}?revision=1").text


def test_a_late_output_asks_kindly_for_the_reason(written: WrittenWorld) -> None:
    fill(written, written.roadmap, at=timezone.now())
    Obligation.objects.update(effective_due_on="2026-01-31")
    ana = enter(written.ana)
    assert "The date has passed. That happens." in ana.get(room(written.roadmap)).text
    answer = ana.post(f"{room(written.roadmap)}submit/", {"note": "My note"})
    assert answer.status_code == 400
    assert "My note" in answer.text
    assert "please say in a sentence why" in answer.text


def test_a_document_may_stand_for_the_form(written: WrittenWorld, shelf: Any) -> None:
    ana = enter(written.ana)
    assert "Hand in a document instead of the form" in ana.get(room(written.roadmap)).text
    upload = {"uploads": SimpleUploadedFile("roadmap.pdf", pdf()), "note": "", "late_reason": "Holidays."}
    assert ana.post(f"{room(written.roadmap)}submit/", upload).status_code == 302
    page = ana.get(room(written.roadmap)).text
    assert "handed in as a document" in page
    assert "Hand in a document" not in ana.get(room(written.info)).text


def test_who_writes_where_is_known_for_a_minute(written: WrittenWorld) -> None:
    part = written.write(written.roadmap, context_of(written), situation="Begun").part
    mara, ana = enter(written.mara), enter(written.ana)
    mara.post(f"{room(written.roadmap)}here/", {"part": str(part.key)})
    assert "Mara Ionescu is writing here" in ana.get(room(written.roadmap)).text
    said = ana.get(f"{room(written.roadmap)}here/").json()
    assert said["here"] == {str(part.key): "Mara Ionescu is writing here"}
    assert said["texts"][str(part.key)]["says"] == ""
    Presence.objects.update(seen_at=timezone.now() - timedelta(seconds=61))
    assert ana.get(f"{room(written.roadmap)}here/").json()["here"] == {}
    written.write(written.roadmap, part, by=written.mara, at=timezone.now(), situation="Newer")
    assert (
        "Mara Ionescu changed this at"
        in ana.get(f"{room(written.roadmap)}here/").json()["texts"][str(part.key)]["says"]
    )


def test_the_programme_team_reads_what_was_handed_in_and_can_look_at_the_draft(written: WrittenWorld) -> None:
    fill(written, written.roadmap)
    written.submit()
    writing.begin_next(written.roadmap, by=written.ana, now=NOW)
    written.write(written.roadmap, Part.objects.get(section="context"), situation="Secret of revision 2")
    staff, nikos = enter(written.staff), enter(written.nikos)
    assert "Secret of revision 2" not in staff.get(room(written.roadmap)).text
    assert "Secret of revision 2" in staff.get(f"{room(written.roadmap)}?revision=draft").text
    assert "Secret of revision 2" not in nikos.get(f"{room(written.roadmap)}?revision=draft").text
    assert "Secret of revision 2" in enter(written.radu).get(room(written.roadmap)).text
    assert "?edit=" not in enter(written.radu).get(room(written.roadmap)).text


def test_a_page_with_sixty_rows_takes_as_many_statements_as_one_with_six(written: WrittenWorld) -> None:
    ana, staff = enter(written.ana), enter(written.staff)
    counted = []
    for rows in (6, 54):
        fill(written, written.plan, rows=rows)
        for part in Part.objects.filter(deliverable=written.plan.pk, section="stakeholders")[: rows * 40 // 54]:
            place = drafts.Place("stakeholders", part.key)
            open_thread(written.plan, audience="city", text="Who?", place=place, by=written.ana, now=NOW)
        first = Part.objects.filter(deliverable=written.plan.pk, section="stakeholders").first()
        pages = [room(written.plan), f"{room(written.plan)}?edit={first.key}", f"{room(written.plan)}?part=check"]
        counted.append([spent(ana, page) for page in pages] + [spent(staff, pages[0])])
    assert counted[0] == counted[1]
    assert max(counted[1]) <= 25


def test_saving_an_answer_takes_nine_statements(written: WrittenWorld) -> None:
    ana, part = enter(written.ana), context_of(written)
    address = f"{room(written.roadmap)}parts/{part.key}/"
    ana.post(address, typed(part, situation="Begun"))
    data = typed(Part.objects.get(), situation="And then more")
    assert spent(ana, address, data=data, **JSON) <= 9
