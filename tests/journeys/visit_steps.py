"""What hosts, guests and staff do with a joint visit, chapter by chapter; with script and without it is the same."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings
from playwright.sync_api import expect

from accounts.models import User
from mailing.models import Message
from milestones.models import Obligation
from stories.models import Story
from tests.calendars.reading import entries, said
from tests.deliverables.corpus.good import picture_of
from tests.journeys.people import Person
from tests.journeys.visit_world import DEPOT, EVENING, MOVED_TO, OFFERED, People, letter, the_visit
from travel.models import Trip
from ui.templatetags.kit import days as in_words

PRACTICE = "First the tariff, then the pipes"
MIHAI, RADU = "mihai@example.org", "radu@example.org"


def find_the_days(people: People) -> None:
    """One of the twins proposes; all cities answer; the host makes the days that suit everybody the date."""
    ana, nikos = people.ana, people.nikos
    ana.opens("/visits/")
    ana.follows("Propose a visit")
    ana.follows("Kozani")
    ana.presses("Propose it")
    ana.follows("Go to: Dates")
    assert {city.name for city in the_visit().guests} == {"Alba Iulia", "Köln"}
    ana.types(
        **{
            f"{which}_{row}": f"{span[n]}"
            for row, span in enumerate(OFFERED)
            for n, which in enumerate(("first", "last"))
        }
    )
    ana.presses("Ask everybody")
    ana.reads("The people of all cities on this visit are asked by mail.")
    for each, answers in ((ana, ("yes", "if need be")), (people.greta, ("yes", "no")), (nikos, ("yes", "yes"))):
        answer(each, answers)
    nikos.presses("Make this the date")
    nikos.reads("The dates are confirmed. Everybody concerned is told.")
    assert (the_visit().starts_on, the_visit().ends_on, the_visit().state) == (*OFFERED[0], "confirmed")


def answer(who: Person, answers: tuple[str, str]) -> None:
    who.opens(f"{the_visit().get_absolute_url()}dates/")
    for span, choice in zip(OFFERED, answers, strict=True):
        who.page.get_by_role("group", name=in_words(*span)).get_by_label(choice, exact=True).check()
    who.presses("Keep my answers")
    who.reads("Your answers are kept.")


def plan_the_agenda(nikos: Person) -> None:
    for title, day, starts, minutes in ((DEPOT, 1, "10:00", "120"), (EVENING, 2, "19:00", "90")):
        nikos.opens(f"{the_visit().get_absolute_url()}agenda/new/?day={day}")
        nikos.types(title=title, starts=starts, minutes=minutes)
        nikos.page.locator("[name=day]").select_option(f"{day}")
        nikos.page.locator("main form button[type=submit]").first.click()
        nikos.reads(f"“{title}” is in the agenda.")


def name_the_party(people: People) -> None:
    """Two from the cities' seats, two by address; one of these is called off again."""
    ana, greta = people.ana, people.greta
    for who in (ana, greta):
        who.opens(f"{the_visit().get_absolute_url()}party/")
        who.page.get_by_label("From the city's people").select_option(index=1)
        who.chooses("City officer", of="Category")
        who.presses("Put on the party")
        who.reads("is on the party.")
    for name, email in (("Mihai Rusu", MIHAI), ("Radu Pop", RADU)):
        ana.types(name=name, email=email)
        ana.chooses("Local partner", of="Category")
        ana.presses("Put on the party")
        ana.reads(f"{name} is on the party.")
    ana.follows("Radu Pop")
    ana.presses("Does not come")
    expect(ana.page.get_by_text("cancelled", exact=False).first).to_be_visible()


def estimate_a_trip(who: Person, eur: str) -> None:
    who.opens(the_visit().get_absolute_url())
    who.page.get_by_label("Where this visit stands").get_by_role("link", name="Travel").click()
    who.follows("Estimate your trip")
    who.types(estimate=eur)
    who.presses("Keep the estimate")
    who.reads("The trip is estimated.")
    who.page.locator("#way").get_by_role("button", name="Add it").click()
    who.reads("Train")


def move_the_visit(people: People) -> None:
    """Everybody who comes is told, by address as well; who was called off is not. A slot falls out."""
    nikos, ana = people.nikos, people.ana
    nikos.opens(f"{the_visit().get_absolute_url()}dates/")
    nikos.types(starts_on=f"{MOVED_TO[0]}", ends_on=f"{MOVED_TO[1]}", reason="The depot is rebuilt until Easter.")
    nikos.presses("Move it and tell everybody")
    nikos.reads("The days are set. Everybody concerned is told.")
    told = Message.objects.filter(kind="visit:rescheduled")
    assert sorted(told.values_list("to", flat=True)) == sorted([MIHAI, *emails_of("Ana", "Greta")])
    confirmed = {uid: said(each) for uid, each in entries(letter("visit:party", MIHAI)).items()}
    moved = {uid: said(each) for uid, each in entries(letter("visit:rescheduled", MIHAI)).items()}
    assert confirmed.keys() == moved.keys() == {str(the_visit().uid)}
    assert all(moved[uid][1] > confirmed[uid][1] for uid in moved)
    nikos.opens(f"{the_visit().get_absolute_url()}agenda/")
    nikos.follows(EVENING)
    nikos.unfolds("Take it out")
    nikos.presses("Take it out")
    nikos.reads(f"“{EVENING}” is out of the agenda.")
    for who in (ana, people.greta):
        who.opens("/travel/")
        who.follows(the_visit().title)
        who.follows("Change")
        who.types(starts_on=f"{MOVED_TO[0]}", ends_on=f"{MOVED_TO[1]}")
        who.presses("Keep the estimate")
        who.reads("Your changes are kept.")


def hold_the_visit(people: People) -> None:
    ana, nikos = people.ana, people.nikos
    ana.opens(the_visit().get_absolute_url())
    ana.page.get_by_label("Where?").select_option(label=DEPOT)
    ana.page.get_by_label("What did you see?").fill(PRACTICE)
    ana.presses("Keep this takeaway")
    expect(ana.page.get_by_role("heading", name=PRACTICE)).to_be_visible()
    nikos.opens(f"{the_visit().get_absolute_url()}attendance/")
    expect(nikos.page.get_by_text("Mihai Rusu").first).to_be_visible()
    assert nikos.page.get_by_text("Radu Pop").count() == 0
    nikos.ticks("All of whom nothing is noted yet")
    nikos.presses("Keep, and the attendance is complete")
    nikos.reads("Kept: 4 people were there.")


def report_from_both_sides(people: People) -> None:
    for who, side in ((people.nikos, "host"), (people.greta, "guests")):
        who.opens(the_visit().get_absolute_url())
        who.follows("Go to: Report")
        expect(who.page.locator(f"[name={side}-topics]")).to_have_value(DEPOT)
        who.types(**{f"{side}-practices": PRACTICE, f"{side}-next_steps": "The council hears of it in May"})
        who.presses("Hand in our part")
        who.reads("Your part of the report is handed in.")
    assert the_visit().state == "reported"


def claim_more_than_the_ceiling(people: People, bill: Path) -> None:
    """Over EUR 900 it can be saved and submitted; staff approve it with words, and with nothing less."""
    ana, staff = people.ana, people.staff
    opens_own_trip(ana)
    spends(ana, "760", bill)
    spends(ana, "240", bill)
    submits(ana)
    ana.reads("a claim is approved with a reason only")
    staff.opens("/programme/travel/?state=submitted")
    staff.follows(the_visit().title)
    staff.presses("Approve EUR 1,000.00")
    assert trip_of("Ana").state == "submitted"
    staff.types(reason="   ")
    staff.presses("Approve EUR 1,000.00")
    expect(staff.page.get_by_text("This is EUR 100.00 above the ceiling of EUR 900.00.").first).to_be_visible()
    assert trip_of("Ana").state == "submitted"
    staff.opens(trip_of("Ana").get_absolute_url())
    staff.types(reason="No cheaper room was left in town.")
    staff.presses("Approve EUR 1,000.00")
    staff.reads("Approved:", "No cheaper room was left in town.")
    staff.types(reference="SEPA 2026-118")
    staff.presses("Mark as paid")
    staff.reads("The payment is noted.")
    opens_own_trip(ana)
    ana.reads("SEPA 2026-118")
    assert trip_of("Ana").state == "paid"


def claim_with_a_receipt_that_is_returned(people: People, wrong: Path, right: Path) -> None:
    greta, staff = people.greta, people.staff
    opens_own_trip(greta)
    spends(greta, "19.60", right)
    spends(greta, "212.40", wrong)
    submits(greta)
    is_returned_to_greta(staff)
    opens_own_trip(greta)
    greta.reads("This is the menu, not the ticket.")
    line = greta.page.locator("#claim li").filter(has_text="to be put right")
    expect(line).to_contain_text("EUR 212.40")
    line.get_by_role("button", name="Remove").click()
    expect(line).to_have_count(0)
    spends(greta, "212.40", right)
    submits(greta)
    staff.opens("/programme/travel/?state=submitted")
    staff.follows(the_visit().title)
    with staff.page.expect_download() as download:
        staff.follows("train.jpg")
    assert download.value.path().read_bytes() == right.read_bytes()
    staff.presses("Approve EUR 232.00")
    staff.reads("Approved:")
    assert trip_of("Greta").state == "approved"


def is_returned_to_greta(staff: Person) -> None:
    staff.opens("/programme/travel/?state=submitted")
    staff.follows(the_visit().title)
    staff.types(note="This is the menu, not the ticket.")
    staff.ticks("EUR 212.40")
    staff.presses("Return it")
    staff.reads("Returned to Greta Lind.")


def close_the_visit(people: People) -> None:
    """It fulfils the first site visit of both twins."""
    people.nikos.opens(the_visit().get_absolute_url())
    people.nikos.presses("Close the visit")
    people.nikos.reads("The visit is closed. What it counts for is fulfilled.")
    owed = Obligation.objects.filter(requirement__code="site-visit-1", participation__role="twin")
    assert sorted(owed.values_list("participation__city__name", "state")) == [
        ("Alba Iulia", "fulfilled"),
        ("Köln", "fulfilled"),
    ]


def start_a_story(ana: Person) -> None:
    """Its facts are filled in."""
    ana.opens(the_visit().get_absolute_url())
    ana.follows("Start a story")
    expect(ana.page.locator("[name=title]")).to_have_value("What we saw in Kozani")
    body = ana.page.locator("[name=body]").input_value()
    assert body.startswith(f"Kozani, Alba Iulia, Köln met, {in_words(*MOVED_TO)}.")
    assert f"- **{PRACTICE}** ({DEPOT})" in body
    ana.types(lead="We went to learn about heat that is shared.")
    ana.presses("Save")
    ana.reads("Saved.")
    assert sorted(Story.objects.get().cities.values_list("name", flat=True)) == ["Alba Iulia", "Kozani", "Köln"]


def trip_of(name: str) -> Trip:
    return Trip.objects.get(traveller__name__startswith=name)


def emails_of(*names: str) -> list[str]:
    return [User.objects.get(name__startswith=name).email for name in names]


def opens_own_trip(who: Person) -> None:
    who.opens("/travel/")
    who.follows(the_visit().title)


def spends(who: Person, eur: str, receipt: Path) -> None:
    if not who.page.locator("[name=amount]").is_visible():
        who.unfolds("Add what you spent")
    who.types(amount=eur)
    who.brings(receipt, to="Receipt")
    who.page.locator("#claim").get_by_role("button", name="Add it").click()
    expect(who.page.locator("#claim").get_by_text(re.compile(rf"{eur.partition('.')[0]}\.\d\d")).first).to_be_visible()


def submits(who: Person) -> None:
    who.presses("Submit the claim")
    expect(who.page.get_by_role("button", name="Take it back")).to_be_visible()


def receipt(name: str) -> Path:
    """A photograph beside what the portal keeps; each name has other bytes."""
    file = Path(settings.MEDIA_ROOT).parent / name
    file.write_bytes(picture_of("JPEG") + name.encode())
    return file
