"""Explaining on the page: only what the page showed, and nothing of the text is lost."""

import re

import pytest
from django.urls import reverse

from core.models import AuditEvent
from programs.count_alarms import count_alarms
from programs.count_alarms.models import CountAlarm
from programs.head_counts import count_records
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
REASON = "Satu orang dijemput penyidik dari bengkel"


@pytest.fixture
def missing(count):
    """Three left the workshop, two are back in the block."""
    count(left_block=3, arrived=3, left_workshop=3, back_in_block=2)


def text(answer):
    return " ".join(re.sub(r"<[^>]*>", " ", answer.content.decode()).split())


def page_of(session):
    return reverse("programs:count_session", args=[session.public_id])


def url_of(session):
    return reverse("programs:count_explain", args=[session.public_id])


def seen_on(answer):
    """The version of the counts that a page with the form of explanation hands back."""
    form = re.search(r'<form[^>]*/jelaskan/".*?</form>', answer.content.decode(), re.DOTALL)[0]
    return re.search(r'name="seen" value="([^"]*)"', form)[1]


@pytest.mark.parametrize(
    ("recount", "now"),
    [
        ({"back_in_block": 1}, "Berangkat 3, Tiba di bengkel 3, Keluar bengkel 3, Tiba kembali 1"),
        ({"back_in_block": 3}, "Berangkat 3, Tiba di bengkel 3, Keluar bengkel 3, Tiba kembali 3"),
        ({"left_block": 4}, "Berangkat 4, Tiba di bengkel 3, Keluar bengkel 3, Tiba kembali 2"),
    ],
)
def test_counts_that_changed_since_the_page_was_opened_are_not_explained(missing, session, head, sign_in, recount, now):
    client, url = sign_in(head), url_of(session)
    seen = seen_on(client.get(page_of(session)))
    colleague = UserFactory(roles=["security_officer"], facility=session.batch.facility)
    count_records.record(session, by=colleague, people=recount)

    about = max(CountAlarm.objects.open(), key=lambda one: one.weight).key
    refused = client.post(url, {"reason": REASON, "is_sure": "on", "seen": seen, "about": about})

    sentence = f"Hitungan berubah sejak Anda membuka halaman ini. Kini: {now}. Jelaskan angka ini."
    assert (refused.status_code, sentence in text(refused)) == (422, True)
    assert f">\n{REASON}</textarea>" in refused.content.decode()
    assert not CountAlarm.objects.explained().exists()
    assert not AuditEvent.objects.filter(action="session.explain_counts").exists()
    heaviest = max(CountAlarm.objects.open(), key=lambda one: one.weight)
    data = {"reason": REASON, "is_sure": "on", "seen": seen_on(refused), "about": about}
    assert client.post(url, data).status_code == 302
    assert not CountAlarm.objects.open().filter(pk=heaviest.pk).exists()


def test_without_what_was_seen_nothing_is_explained(missing, session, head, sign_in):

    assert sign_in(head).post(url_of(session), {"reason": REASON}).status_code == 422
    assert CountAlarm.objects.open().count() == 1


def test_who_counts_at_the_workshop_learns_no_figure_of_the_block_from_a_refusal(session, guard, officer, sign_in):
    count_records.record(session, by=guard, people={"left_block": 3})
    count_records.record(session, by=session.instructor, people={"left_workshop": 3})
    count_records.record(session, by=guard, people={"back_in_block": 2})

    page = text(sign_in(officer).post(url_of(session), {"reason": REASON, "is_sure": "on", "seen": ""}))

    assert "Kini: Keluar bengkel 3, Tiba kembali 2." in page


def test_somebody_else_has_explained_meanwhile_and_the_page_says_so(missing, session, officer, head, sign_in):
    count_alarms.explain(session, by=officer, reason=REASON, is_sure=True)

    refused = sign_in(head).post(url_of(session), {"reason": REASON, "is_sure": "on", "seen": ""})

    assert (refused.status_code, "Hitungan ini sudah dijelaskan" in text(refused)) == (422, True)


def test_with_names_unseen_the_page_asks_before_it_takes_an_explanation(missing, session, head, sign_in):
    client = sign_in(head)
    seen = seen_on(client.get(page_of(session)))

    refused = client.post(url_of(session), {"reason": REASON, "seen": seen})

    assert (refused.status_code, "Belum ditandai ada: " in text(refused)) == (422, True)
    assert 'name="is_sure"' in refused.content.decode()
    assert CountAlarm.objects.open().count() == 1


def test_of_two_differences_the_chosen_one_is_explained_and_the_other_one_stays(count, session, head, sign_in):
    count(left_block=1, arrived=1, left_workshop=1, back_in_block=2)
    client = sign_in(head)
    page = client.get(page_of(session))
    chosen = {"about": "left_workshop-back_in_block", "is_sure": "on", "reason": REASON, "seen": seen_on(page)}

    client.post(url_of(session), chosen)

    assert ("Kurang 2 orang" in text(page), "Lebih 1 orang" in text(page)) == (True, True)
    assert [alarm.key for alarm in CountAlarm.objects.open()] == ["expected-left_block"]
    assert "Kurang 2 orang" in text(client.get(reverse("accounts:account")))
