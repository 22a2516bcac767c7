"""How a cohort runs through the portal, chapter by chapter; with script and without it is the same story."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.utils import timezone
from playwright.sync_api import BrowserContext

from accounts.models import User
from mailing.models import Message
from tests.deliverables.corpus.good import written
from tests.factories import UserFactory
from tests.journeys.people import Person
from twinning.demo.history import DATA

PASSWORD = "lantern orchard copper tide"
SECRET = "JBSWY3DPEHPK3PXP"
COHORT = "twinning-learning-programme-2"
STAFF = "ingrid@example.org"
LEAD = "eleni@example.org"
STORY = "What three harbours taught us about heat"
TEXT = "We came for **shade** and left with a plan."


def a_cohort_runs(open_context: Callable[[], BrowserContext], folder: Path) -> None:
    """The whole story. Nothing is there before but one colleague of the programme team."""
    staff, lead, visitor = (Person(open_context().new_page()) for _ in range(3))
    make_a_colleague()
    sign_in(staff)
    start_a_cohort_and_import_its_cities(staff, folder)
    appoint_a_representative(staff)
    claim_the_seat(lead)
    the_city_will_be_reminded(staff)
    hand_in_what_is_ready(lead, folder)
    log_the_month(lead)
    ask_for_changes(staff)
    hand_in_again(lead, folder)
    approve_and_get_the_next(staff)
    every_page_says_the_same(staff, lead, visitor)
    write_a_story(lead)
    publish_it(staff)
    read_it(visitor)


def make_a_colleague() -> None:
    user: User = UserFactory.create(email=STAFF, name="Ingrid Berg", staff=True, second_factor=False)
    user.set_password(PASSWORD)
    user.save()
    TOTP.activate(user, SECRET)


def sign_in(staff: Person) -> None:
    staff.opens("/programme/")
    staff.types(login=STAFF, password=PASSWORD)
    staff.presses("Sign in")
    staff.types(code=format_hotp_value(hotp_value(SECRET, next(yield_hotp_counters_from_time()))))
    staff.presses("Sign in")
    staff.reads("No cohort yet")


def start_a_cohort_and_import_its_cities(staff: Person, folder: Path) -> None:
    good, bad, row = spreadsheets(folder)
    with staff.in_clicks(8 + 2):  # the corrected file costs two more
        staff.follows("Start a cohort")
        staff.chooses("Twinning Learning Programme", of="Programme")
        staff.types(number="2", starts_on=f"{timezone.localdate() - timedelta(days=180)}")
        staff.presses("Show what will be made")
        staff.reads("Twinning Learning Roadmap", "First site visit")
        staff.presses("Start Twinning Learning Programme")
        staff.brings(bad, to="Spreadsheet")
        staff.presses("Check the file")
        staff.reads("One cell stops this import; nothing was written")
        staff.reads(f"row {row}, twin_country", "'Atlantis' is not a country")
        staff.brings(good, to="Spreadsheet")
        staff.presses("Check the corrected file")
        staff.reads("rows ready")
        staff.presses("Import 10 rows")
    staff.reads("10 rows imported")


def spreadsheets(folder: Path) -> tuple[Path, Path, int]:
    """The real pairings; a copy with one planted mistake; the row of the mistake as a spreadsheet numbers it."""
    good, bad = folder / "pairings.csv", folder / "pairings with a mistake.csv"
    text = (DATA / "pairings.csv").read_text(encoding="utf-8")
    good.write_text(text, encoding="utf-8")
    rows = list(csv.reader(StringIO(text)))
    place = next(number for number, row in enumerate(rows) if row[1] == "Cascais")
    rows[place][2] = "Atlantis"
    with bad.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return good, bad, place + 1


def appoint_a_representative(staff: Person) -> None:
    staff.opens("/programme/cities/chalkida/")
    staff.follows("Appoint")
    staff.types(name="Eleni Demo", email=LEAD)
    staff.presses("Appoint")
    staff.reads("Eleni Demo is appointed")


def claim_the_seat(lead: Person) -> None:
    letter = Message.objects.get(to=LEAD).text
    lead.opens(re.findall(r"https?://[^/\s]+(/invitations/\S+)", letter)[0])
    lead.reads("You are invited", "Χαλκίδα")
    lead.types(password=PASSWORD, password_again=PASSWORD)
    lead.presses("Accept and make my login")
    lead.reads("Welcome. From now on you are lead representative of Χαλκίδα")


def the_city_will_be_reminded(staff: Person) -> None:
    staff.opens("/programme/reminders/?list=coming&country=GR")
    staff.finds_a_row("Χαλκίδα", "Twinning Learning Roadmap", "Eleni Demo")


def hand_in_what_is_ready(lead: Person, folder: Path) -> None:
    (folder / "roadmap.pdf").write_bytes(written())
    for output in ("Twinning Learning Roadmap", "Stakeholder Engagement Plan"):
        lead.opens("/workspace/")
        with lead.in_clicks(4):
            lead.follows("All outputs")
            lead.follows(output)
            lead.brings(folder / "roadmap.pdf", to="Files")
            lead.presses("Submit this document")
        lead.reads("Handed in.")


def log_the_month(lead: Person) -> None:
    lead.opens("/workspace/")
    with lead.in_clicks(5):
        lead.follows("Open")
        lead.types(**{"hours-sessions": "6", "hours-outputs": "1:30", "note-outputs": "Roadmap"})
        lead.presses("Mark")
    lead.reads("is complete", "7.5")


def ask_for_changes(staff: Person) -> None:
    staff.opens("/programme/reviews/")
    staff.follows("Twinning Learning Roadmap")
    staff.types(note="Goal 3 has no date.")
    staff.unfolds("Ask for changes instead")
    staff.presses("Ask for changes")
    staff.opens("/programme/reviews/")
    staff.reads("Stakeholder Engagement Plan")


def hand_in_again(lead: Person, folder: Path) -> None:
    lead.opens("/deliverables/")
    lead.reads("Changes asked")
    lead.follows("Twinning Learning Roadmap")
    lead.reads("Goal 3 has no date.")
    lead.brings(folder / "roadmap.pdf", to="Files")
    lead.presses("Submit this document")
    lead.reads("Handed in.")


def approve_and_get_the_next(staff: Person) -> None:
    staff.opens("/programme/")
    with staff.in_clicks(2):
        staff.follows("Review the next")
        staff.reads("Stakeholder Engagement Plan")
        staff.presses("Approve, open the next")
        staff.reads("Approved. The city is told.", "Your answer to revision 2")
    staff.presses("Approve, open the next")
    staff.reads("Nothing waits for you")


def every_page_says_the_same(staff: Person, lead: Person, visitor: Person) -> None:
    """Matrix, hours, reminders, the city's own page and the public one: none contradicts another."""
    staff.opens(f"/programme/cohorts/{COHORT}/?state=approved")
    staff.finds_a_row("Χαλκίδα", "Approved")
    staff.finds_no_row("Cascais")
    staff.opens(f"/programme/hours/?cohort={COHORT}")
    staff.finds_a_row("Χαλκίδα", "7.5")
    for which in ("chase", "coming", "silent"):
        staff.opens(f"/programme/reminders/?list={which}&country=GR")
        staff.finds_no_row("Χαλκίδα", "Twinning Learning Roadmap")
    lead.opens("/workspace/")
    lead.reads("Approved", "7.5", "Klagenfurt")
    visitor.opens(f"/cohorts/{COHORT}/")
    visitor.reads("Χαλκίδα", "Klagenfurt", "Gozo", "Vilnius")


def write_a_story(lead: Person) -> None:
    lead.opens("/workspace/")
    with lead.in_clicks(6):
        lead.follows("Stories")
        lead.follows("Write a story")
        lead.types(
            title=STORY, lead="We went to learn about shade.", body="We came for **shade** and left with a plan."
        )
        lead.presses("Save")
        lead.presses("Offer")
    lead.reads("Offered")


def publish_it(staff: Person) -> None:
    staff.opens("/programme/")
    staff.follows("Read and publish")
    staff.follows(STORY)
    staff.presses("Publish")
    staff.reads("Published")


def read_it(visitor: Person) -> None:
    visitor.opens("/stories/")
    visitor.follows(STORY)
    visitor.reads(STORY, "We came for shade and left with a plan.", "Eleni Demo", "Χαλκίδα")
    assert visitor.page.context.cookies() == []
