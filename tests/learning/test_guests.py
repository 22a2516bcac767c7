"""People without a login come to open sessions: by a signed link, without a cookie, and nobody learns who is known."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import User
from learning.actions import attendance, guests, registering
from learning.actions.sessions import When
from learning.codes import code_at
from learning.links import NotALink, Wish, confirm_path, read_wish
from learning.models import Feedback, LearningSession, Registration
from learning.tasks import forget
from mailing.models import Message
from tests.learning.world import NOW, World

LINK = re.compile(r"http://127\.0\.0\.1:8000(/open-sessions/(?:confirm|place)/\S+)")


@pytest.fixture
def visitor(db: None) -> Client:
    cache.clear()
    return Client()


@pytest.fixture
def session(world: World) -> LearningSession:
    now = timezone.now()
    when = When(now + timedelta(minutes=10), "Europe/Brussels", 60)
    return world.session(audience="public", when=when, now=now, title="Open talk")


def asks(visitor: Client, session: LearningSession, email: str = "guest@example.org", **more: object) -> str:
    page = visitor.post(f"/open-sessions/{session.pk}/", {"name": "Guest One", "email": email, **more})
    assert (page.status_code, dict(page.cookies)) == (200, {})
    return page.content.decode().replace(email, "ADDRESS")


def linked(kind: str, to: str = "guest@example.org") -> str:
    found = LINK.search(Message.objects.filter(kind=f"session:{kind}", to=to).latest("pk").text)
    assert found
    return found[1]


def come(visitor: Client, session: LearningSession) -> str:
    """Register as a guest; answers the address of the place."""
    asks(visitor, session)
    visitor.post(linked("confirm"))
    return linked("registered")


def test_a_guest_registers_with_a_link_and_nothing_is_kept_before(visitor: Client, session: LearningSession) -> None:
    asks(visitor, session)
    link = linked("confirm")
    shown = visitor.get(link)
    people = User.objects.filter(email__startswith="guest")
    assert (shown.status_code, Registration.objects.count(), people.count()) == (200, 0, 0)
    assert visitor.post(link).status_code == 200
    place = Registration.objects.get()
    assert (place.name, place.user, place.state) == ("Guest One", None, "registered")
    visitor.post(link)
    assert Registration.objects.count() == 1
    page = visitor.get(linked("registered")).content.decode()
    assert "https://meet.example.org/kick-off" in page


def test_the_link_to_join_is_not_on_the_public_page(visitor: Client, session: LearningSession) -> None:
    assert "meet.example.org" not in visitor.get(f"/open-sessions/{session.pk}/").content.decode()
    assert "Open talk" in visitor.get("/open-sessions/").content.decode()


def test_the_answer_is_the_same_for_an_address_that_is_known(
    visitor: Client, world: World, session: LearningSession
) -> None:
    unknown = asks(visitor, session)
    world.place(session, world.ana, timezone.now())
    assert asks(visitor, session, world.ana.email) == unknown


def test_somebody_with_a_login_is_registered_as_themselves(
    visitor: Client, world: World, session: LearningSession
) -> None:
    asks(visitor, session, world.ana.email)
    visitor.post(linked("confirm", world.ana.email))
    place = Registration.objects.get()
    assert (place.user, place.city, place.name) == (world.ana, world.alba, "Ana Moldovan")


def test_several_sessions_of_a_cohort_are_taken_in_one_go(
    visitor: Client, world: World, session: LearningSession
) -> None:
    now = timezone.now()
    other = world.session(audience="public", when=When(now + timedelta(days=3), "Europe/Brussels", 60), now=now)
    asks(visitor, session, also=[other.pk])
    visitor.post(linked("confirm"))
    assert set(Registration.objects.values_list("session", flat=True)) == {session.pk, other.pk}


def test_the_sixth_mail_in_an_hour_to_one_address_is_not_written(visitor: Client, session: LearningSession) -> None:
    for _ in range(5):
        asks(visitor, session)
    page = visitor.post(f"/open-sessions/{session.pk}/", {"name": "X", "email": "guest@example.org"})
    assert (page.status_code, Message.objects.filter(kind="session:confirm").count()) == (422, 1)


@pytest.mark.parametrize("audience", ["cohort", "cities"])
def test_what_is_not_open_does_not_exist_for_a_visitor(visitor: Client, world: World, audience: str) -> None:
    closed = world.session(audience=audience, cities=[world.alba])
    assert visitor.get(f"/open-sessions/{closed.pk}/").status_code == 404
    with pytest.raises(NotALink):
        guests.confirm(_token(Wish([closed.pk], "X", "x@example.org", "en", "Europe/Brussels")), now=NOW)


def test_a_link_lasts_two_days_and_a_forged_one_leads_nowhere(db: None, visitor: Client) -> None:
    token = _token(Wish([1], "X", "x@example.org", "en", "Europe/Brussels"))
    assert read_wish(token, now=NOW + timedelta(hours=47)).email == "x@example.org"
    with pytest.raises(NotALink):
        read_wish(token, now=NOW + timedelta(days=2))
    assert visitor.get("/open-sessions/confirm/forged/").status_code == 410
    assert visitor.get("/open-sessions/place/forged/").status_code == 410


def test_a_guest_checks_in_and_says_how_it_was(visitor: Client, world: World, session: LearningSession) -> None:
    path = come(visitor, session)
    wrong = visitor.post(path, {"do": "check_in", "code": "nope"})
    right = visitor.post(path, {"do": "check_in", "code": code_at(session.secret, timezone.now())})
    assert (wrong.status_code, right.status_code, Registration.objects.get().attendance) == (422, 302, "present")
    over = timezone.now() - timedelta(hours=2)
    LearningSession.objects.filter(pk=session.pk).update(starts_at=over, ends_at=over + timedelta(hours=1))
    answers = {"useful": 5, "clear": 4, "will_use": 3, "line": "Good", "may_quote": "on"}
    assert visitor.post(path, {"do": "feedback", **answers}).status_code == 302
    assert Feedback.objects.count() == 1
    assert "Withdraw it" in visitor.get(path).content.decode()
    visitor.post(path, {"do": "withdraw"})
    assert session.quotes.offered().count() == 0


def test_guesses_of_the_code_are_counted(visitor: Client, session: LearningSession) -> None:
    path = come(visitor, session)
    for _ in range(10):
        visitor.post(path, {"do": "check_in", "code": "000000x"})
    late = visitor.post(path, {"do": "check_in", "code": code_at(session.secret, timezone.now())})
    assert "Too many tries" in late.content.decode()
    assert Registration.objects.get().attendance == ""


def test_cancelling_erases_a_guest(visitor: Client, session: LearningSession) -> None:
    path = come(visitor, session)
    page = visitor.post(path, {"do": "give_up"})
    assert ("Your name and address are erased" in page.content.decode(), Registration.objects.count()) == (True, 0)
    assert kept_of_strangers() == []
    assert visitor.get(path).status_code == 410


def test_guests_and_deputies_are_forgotten_60_days_after_the_cohort(world: World, session: LearningSession) -> None:
    now = timezone.now()
    ana = world.place(session, world.ana, now)
    Registration.objects.filter(pk=ana.pk).update(deputy_name="Ion", deputy_email="ion@example.org")
    guest = guests.confirm(
        _token(Wish([session.pk], "Guest", "guest@example.org", "en", "Europe/Brussels"), now=now), now=now
    )[0]
    world.cohort.ends_on = now.date() - timedelta(days=59)
    world.cohort.starts_on = world.cohort.ends_on - timedelta(days=100)
    world.cohort.save()
    registering.send_deputy(ana, name="Eva", email="eva@example.org", by=world.ana, now=now)
    assert forget() == 0
    assert kept_of_strangers() != []
    world.cohort.ends_on -= timedelta(days=2)
    world.cohort.save()
    assert forget() == 2
    assert kept_of_strangers() == []
    guest.refresh_from_db()
    ana.refresh_from_db()
    assert (guest.name, guest.email, ana.name, ana.deputy_email) == (
        "",
        f"forgotten-{guest.pk}@example.invalid",
        "Ana Moldovan",
        "",
    )
    assert attendance.forget_files(before=now) == 0


def test_an_address_that_was_never_confirmed_is_forgotten_after_three_days(
    visitor: Client, session: LearningSession
) -> None:
    asks(visitor, session)
    assert (forget(), len(kept_of_strangers())) == (0, 3)
    Message.objects.update(not_before=timezone.now() - timedelta(days=3, minutes=1))
    assert (forget(), kept_of_strangers()) == (1, [])


def kept_of_strangers() -> list[str]:
    """Where the outbox still names somebody without a login: in any column, the keys too."""
    rows = Message.objects.filter(recipient=None).values_list("key", "to", "subject", "text", "html", "attachment")
    return [str(cell) for row in rows for cell in row if re.search(r"@example\.org|Guest|Eva|Ion", str(cell))]


def _token(wish: Wish, now=NOW) -> str:
    return confirm_path(wish, now=now).rstrip("/").rpartition("/")[2]
