"""Whoever is not reached is tried again, every try is kept, and two people give somebody up."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from core.models import AuditEvent
from reports.breaches import affected_people, breach_papers, closing, giving_up, telling
from reports.breaches.models import Breach
from reports.home.work_list import tasks_for
from tests.conftest import MONDAY
from tests.factories import PersonFactory, UserFactory
from tests.papers import pages
from tests.reports.breaches.test_breaches import breach_of, client_of, entry_of, refused
from tests.world.strategies import examples

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
TODAY = MONDAY.date()
WHY = "Pindah, alamat baru tidak diketahui siapa pun"
TRIED = {"how": "unreached", "why": "no_answer", "note": "Telepon tiga kali tidak dijawab"}
END = {"outcome": "handled", "conclusion": "Salah kirim, sudah ditarik"}


@pytest.fixture
def head(auditor):
    return UserFactory(roles=["rutan_head"], facility=auditor.facility)


@pytest.fixture
def breach(auditor):
    return breach_of(auditor)


@pytest.fixture
def row(auditor, breach):
    return rows_of(breach, auditor, 1)[0]


def rows_of(breach, by, count):
    people = [PersonFactory(facility=by.facility, with_custody=True) for _number in range(count)]
    affected_people.add_entry(breach, entry_of(by, people), by=by)
    return list(breach.affected.order_by("pk"))


def tried(breach, row, by, **said):
    return telling.tell_people(breach, [row.pk], by=by, on=TODAY, **{**TRIED, **said})


def test_a_try_that_failed_is_kept_and_the_person_stays_to_be_told(auditor, breach, row):
    telling.tell_authority(breach, by=auditor, at=MONDAY, number="")

    tried(breach, row, auditor)
    tried(breach, row, auditor, why="returned", note="Surat kembali dari kantor pos")

    assert list(row.attempts.values_list("how", "why")) == [("unreached", "no_answer"), ("unreached", "returned")]
    assert telling.tally(breach).untold == 1
    assert Breach.objects.untold().get() == breach
    assert refused(closing.ask, breach, by=auditor, **END) == ["people"]
    letters = breach_papers.letters(breach, [row], by=auditor, on=TODAY)
    assert row.person.full_name in pages(letters)[0]
    page = client_of(auditor).get(reverse("reports:breach_detail", args=[breach.public_id])).text
    assert ("Telepon tiga kali tidak dijawab" in page, "Surat kembali dari kantor pos" in page) == (True, True)
    tried(breach, row, auditor, how="family", note="Kepada istrinya")
    assert (telling.tally(breach).told, row.attempts.count()) == (1, 3)
    closing.ask(breach, by=auditor, **END)


@pytest.mark.parametrize(
    ("said", "expected"), [({"why": ""}, ["why"]), ({"note": "-"}, ["reason_missing"]), ({"how": "sent"}, [])]
)
def test_a_try_says_why_it_failed_and_what_was_done(auditor, breach, row, said, expected):
    said = {"by": auditor, "on": TODAY, **TRIED, **said}

    assert [one.code for one in telling.people_blockers(breach, [row.pk], **said)] == expected


def test_two_people_give_somebody_up(auditor, head, breach, row):
    telling.tell_authority(breach, by=auditor, at=MONDAY, number="")
    assert refused(giving_up.ask, breach, [row.pk], by=auditor, reason=WHY) == ["untried"]
    assert refused(giving_up.ask, breach, [], by=auditor, reason="-") == ["nobody", "reason_missing"]
    tried(breach, row, auditor)

    assert giving_up.ask(breach, [row.pk], by=auditor, reason=WHY) == 1

    assert refused(giving_up.ask, breach, [row.pk], by=auditor, reason=WHY) == ["untried"]
    assert refused(closing.ask, breach, by=auditor, **END) == ["people"]
    assert refused(giving_up.agree, breach, [row.pk], by=auditor) == ["four_eyes"]
    assert refused(giving_up.agree, breach, [], by=head) == ["nobody"]
    assert refused(giving_up.agree, breach, [row.pk + 1], by=head) == ["not_asked"]
    giving_up.agree(breach, [row.pk], by=head)
    row.refresh_from_db()
    assert (row.told_how, row.told_by, row.told_note) == ("unreached", head, WHY)
    assert refused(giving_up.agree, breach, [row.pk], by=head) == ["not_asked"]
    closing.ask(breach, by=auditor, **END)
    events = AuditEvent.objects.filter(action__in=["breach.ask_giving_up", "breach.give_up"]).order_by("pk")
    assert [(event.actor_name, event.details["people"]) for event in events] == [
        (auditor.full_name, [row.person_id]),
        (head.full_name, [row.person_id]),
    ]


def test_the_second_person_has_it_tried_on(auditor, head, breach, row):
    tried(breach, row, auditor)
    giving_up.ask(breach, [row.pk], by=auditor, reason=WHY)
    assert refused(giving_up.try_on, breach, [row.pk], by=head, reason="x") == ["reason_missing"]

    giving_up.try_on(breach, [row.pk], by=head, reason="Tanyakan kepada keluarga dahulu")

    row.refresh_from_db()
    assert (row.giving_up_asked_at, row.told_on) == (None, None)
    assert list(breach.steps.values_list("text", "is_internal")) == [("Tanyakan kepada keluarga dahulu", True)]
    assert giving_up.asked_and_possible(breach) == {"asked": 0, "possible": 1}


@pytest.mark.parametrize(
    ("how", "why"), [("sent", "returned"), ("family", "returned"), ("handed", "again"), ("unreached", "again")]
)
def test_a_letter_that_came_back_is_told_again(auditor, head, breach, row, how, why):
    if how == "unreached":
        tried(breach, row, auditor)
        giving_up.ask(breach, [row.pk], by=auditor, reason=WHY)
        giving_up.agree(breach, [row.pk], by=head)
    else:
        telling.tell_people(breach, [row.pk], by=auditor, on=TODAY, how=how)
    url = reverse("reports:breach_tell_again", args=[breach.public_id, row.person.public_id])
    client = client_of(auditor)

    assert row.person.full_name in client.get(url).text
    assert client.post(url, {"reason": "x"}).status_code == 422
    client.post(url, {"reason": "Surat kembali dari kantor pos"})

    row.refresh_from_db()
    assert (row.told_on, row.giving_up_asked_by, row.attempts.last().why) == (None, None, why)
    assert AuditEvent.objects.get(action="breach.tell_again").details["was"] == how
    assert refused(telling.tell_again, row, by=auditor, reason=WHY) == ["untold"]


def test_nobody_is_told_again_under_whoever_confirms_the_closing(auditor, breach, row):
    telling.tell_people(breach, [row.pk], by=auditor, on=TODAY, how="sent")
    closing.ask(breach, by=auditor, outcome="none", conclusion="Ternyata alamatnya benar")

    assert refused(telling.tell_again, row, by=auditor, reason=WHY) == ["asked"]


def test_giving_up_waits_on_the_list_of_the_other_person(auditor, head, breach, row):
    tried(breach, row, auditor)
    client, given = client_of(auditor), [breach.public_id]
    form = {"people": [row.pk], "reason": WHY}
    assert client.post(reverse("reports:breach_give_up", args=given), {**form, "reason": "x"}).status_code == 422
    client.post(reverse("reports:breach_give_up", args=given), form)
    url = reverse("reports:breach_list", query={"state": "giving_up"})

    assert [str(task.url) for task in tasks_for(head)].count(url) == 1
    assert [str(task.url) for task in tasks_for(auditor)].count(url) == 0
    decide, at = client_of(head), reverse("reports:breach_give_up_decide", args=given)
    assert WHY in decide.get(at).text
    assert decide.post(at, {"people": [row.pk], "decision": "try_on", "reason": ""}).status_code == 422
    told = decide.post(at, {"people": [row.pk], "decision": "try_on", "reason": WHY}, follow=True).text
    assert "1 orang masih harus diberi tahu." in told
    client.post(reverse("reports:breach_give_up", args=given), form)
    told = decide.post(at, {"people": [row.pk], "decision": "agree"}, follow=True).text
    assert "Upaya memberi tahu 1 orang dihentikan." in told


@given(st.data())
@examples(0.3)
def test_the_report_counts_everybody_not_told_by_the_last_try(auditor, head, data):
    breach = breach_of(auditor)
    rows = rows_of(breach, auditor, data.draw(st.integers(1, 5)))
    whys = {row: data.draw(st.lists(st.sampled_from(["no_answer", "died"]), max_size=3)) for row in rows}
    for row, said in whys.items():
        for why in said:
            tried(breach, row, auditor, why=why)
    if data.draw(st.booleans()) and whys[rows[0]]:
        giving_up.ask(breach, [rows[0].pk], by=auditor, reason=WHY)
        giving_up.agree(breach, [rows[0].pk], by=head)

    found = dict(telling.unreached_reasons(breach))

    assert sum(found.values()) == len(rows)
    assert found.get("Sudah meninggal", 0) == sum(said[-1:] == ["died"] for said in whys.values())
    assert found.get("Belum dicoba", 0) == sum(not said for said in whys.values())
    (told,) = pages(breach_papers.report(breach, by=auditor, on=TODAY))
    assert all(f"{label}: {count}" in told for label, count in found.items())
