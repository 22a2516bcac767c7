import re

import pytest
from django.urls import reverse

from mailing.models import Message
from mailing.states import State
from tests.factories import UserFactory
from tests.mailing.outbox import states

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    """A browser in which a member of the programme's staff is signed in."""
    client.force_login(UserFactory(staff=True))
    return client


def shown(response):
    return sorted(mail.to for mail in response.context["object_list"])


def test_only_programme_staff_see_the_mails(client, put):
    mail = put()
    pages = [reverse("mailing:messages"), mail.get_absolute_url(), reverse("mailing:message_html", args=[mail.pk])]
    assert [client.get(page).status_code for page in pages] == [302, 302, 302]
    client.force_login(UserFactory())
    assert [client.get(page).status_code for page in pages] == [404, 404, 404]
    assert client.post(reverse("mailing:send_again", args=[mail.pk])).status_code == 404


def test_the_outbox_lists_fifty_a_page_with_the_same_number_of_statements(desk, fill, django_assert_num_queries):
    page = reverse("mailing:messages")
    fill(1)
    desk.get(page)
    with django_assert_num_queries(8):
        desk.get(page)
    Message.objects.all().delete()
    fill(120)
    Message.objects.filter(key__in=["reminder:1", "reminder:2", "reminder:3"]).update(state=State.IN_DOUBT)
    with django_assert_num_queries(8):
        response = desk.get(page)
    assert len(response.context["object_list"]) == 50


def test_state_kind_and_address_narrow_the_list(desk, put):
    put("a", kind="invitation", to="anna@example.org")
    put("b", kind="reminder", to="boris@example.org")
    put("c", kind="reminder", to="chloe@example.org")
    Message.objects.filter(key="c").update(state=State.DEAD)
    page = reverse("mailing:messages")
    assert shown(desk.get(page, {"kind": "reminder"})) == ["boris@example.org", "chloe@example.org"]
    assert shown(desk.get(page, {"kind": "reminder", "state": "dead"})) == ["chloe@example.org"]
    assert shown(desk.get(page, {"to": "ANNA"})) == ["anna@example.org"]


def test_a_mail_in_doubt_stands_on_top_until_somebody_says_what_is_true(desk, fill):
    fill(2)
    mail = Message.objects.get(key="reminder:1")
    Message.objects.filter(pk=mail.pk).update(state=State.IN_DOUBT)
    page = reverse("mailing:messages")
    assert list(desk.get(page).context["in_doubt"]) == [mail]
    response = desk.post(reverse("mailing:mark_as_sent", args=[mail.pk]), follow=True)
    assert list(response.context["in_doubt"]) == []
    assert states()["mail-1@example.org"] == State.ACCEPTED


def test_a_second_click_is_refused_politely(desk, fill):
    fill(1, state=State.IN_DOUBT)
    button = reverse("mailing:send_again", args=[Message.objects.get().pk])
    assert desk.post(button).status_code == 302
    assert desk.post(button).status_code == 409
    assert states() == {"mail-0@example.org": State.DUE}


def test_staff_read_the_words_and_see_the_mail_in_a_sandbox(desk, put):
    mail = put(context={"city": "<script>alert(1)</script>"})
    assert "&lt;script&gt;alert(1)&lt;/script&gt;: the roadmap" in desk.get(mail.get_absolute_url()).content.decode()
    preview = desk.get(reverse("mailing:message_html", args=[mail.pk]))
    policy = preview.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none';")
    assert "unsafe" not in policy
    assert re.search(r"style-src 'sha256-[\w+/=]{44}';", policy)
    assert "<script" not in preview.content.decode()


def test_the_link_in_a_security_mail_is_shown_only_where_mail_is_kept_as_files(desk, put, settings):
    mail = put("reset:1", urgent=True)
    link, preview = "/deliverables/41/", reverse("mailing:message_html", args=[mail.pk])
    settings.EMAIL_BACKEND = "mailing.backends.Relay"
    assert link not in desk.get(mail.get_absolute_url()).content.decode()
    assert desk.get(preview).status_code == 403
    settings.EMAIL_BACKEND = "mailing.backends.Folder"
    assert link in desk.get(mail.get_absolute_url()).content.decode()
    assert desk.get(preview).status_code == 200
