"""What was recorded wrongly about a breach is mended, and what stood stays; people are told apart and counted."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.models import AuditEvent
from reports.breaches import affected_people, breach_papers, breach_recording, closing, giving_up, telling
from reports.breaches.models import Breach
from reports.breaches.untold_parts import UntoldPart
from tests.conftest import MONDAY
from tests.factories import EnrollmentFactory, PersonFactory, UserFactory
from tests.papers import pages
from tests.reports.breaches.test_breaches import FOUND, WHAT, breach_of, client_of, entry_of, refused
from tests.world.strategies import examples

pytestmark = pytest.mark.django_db
WHY = "Salah memilih orang"


@pytest.fixture
def head(auditor):
    return UserFactory(roles=["rutan_head"], facility=auditor.facility)


def affected_by(breach, by, count):
    people = [PersonFactory(facility=by.facility, with_custody=True) for _number in range(count)]
    affected_people.add_entry(breach, entry_of(by, people), by=by)
    return list(breach.affected.order_by("pk"))


def handed(breach, row, by):
    telling.tell_people(breach, [row.pk], by=by, on=MONDAY.date(), how="handed")


def give_up(breach, row, by, another):
    said = {"why": "no_answer", "note": "Telepon tiga kali tidak dijawab"}
    telling.tell_people(breach, [row.pk], by=by, on=MONDAY.date(), how="unreached", **said)
    giving_up.ask(breach, [row.pk], by=by, reason="Tidak ada jalan lain lagi")
    giving_up.agree(breach, [row.pk], by=another)


@pytest.mark.engines
@given(st.data())
@examples(0.3)
def test_everybody_is_counted_once_as_told_not_reached_or_open(auditor, head, data):
    breach = breach_of(auditor)
    rows = affected_by(breach, auditor, data.draw(st.integers(1, 6)))
    done = {row: data.draw(st.sampled_from(["", "handed", "unreached", "removed"])) for row in rows}
    for row, how in done.items():
        if how == "removed":
            affected_people.remove(row, by=auditor, reason=WHY)
        elif how:
            give_up(breach, row, auditor, head) if how == "unreached" else handed(breach, row, auditor)

    found = telling.tally(breach)

    said = list(done.values())
    told = (len(rows) - said.count("removed"), said.count("handed"), said.count("unreached"), said.count(""))
    assert (found.total, found.told, found.unreached, found.untold) == told
    assert {row.pk for row in UntoldPart(breach).people} == {row.pk for row, how in done.items() if not how}
    (report,) = pages(breach_papers.report(breach, by=auditor, on=MONDAY.date()))
    assert f"Jumlah: {told[0]}. Sudah diberi tahu: {told[1]}." in report


def test_whoever_was_added_by_mistake_is_taken_off_and_the_reason_stays(auditor, head):
    breach = breach_of(auditor)
    wrong, right = affected_by(breach, auditor, 2)
    telling.tell_authority(breach, by=auditor, at=MONDAY, number="")
    client, given = client_of(auditor), {"public_id": breach.public_id, "person": wrong.person.public_id}

    asked = client.get(reverse("reports:breach_person_remove", kwargs=given)).content.decode()
    assert wrong.person.full_name in asked
    assert client.post(reverse("reports:breach_person_remove", kwargs=given), {"reason": "x"}).status_code == 422
    client.post(reverse("reports:breach_person_remove", kwargs=given), {"reason": WHY})

    page = client.get(reverse("reports:breach_detail", args=[breach.public_id]))
    assert [row.pk for row in page.context["page"].rows] == [right.pk]
    assert WHY in page.content.decode()
    event = AuditEvent.objects.get(action="breach.remove")
    assert (event.details["people"], event.details["reason"]) == ([wrong.person_id], WHY)
    assert client.post(reverse("reports:breach_person_remove", kwargs=given), {"reason": WHY}).status_code == 404
    assert refused(affected_people.remove, wrong, by=auditor, reason=WHY) == ["removed"]
    telling.tell_people(breach, [right.pk], by=auditor, on=MONDAY.date(), how="sent")
    assert Breach.objects.to_close().get() == breach
    # Found again, the person counts again, and the reason stays.
    affected_people.add_person(breach, wrong.person, by=auditor)
    assert Breach.objects.untold().get() == breach
    assert wrong.removals.get().reason == WHY


def test_nothing_changes_under_whoever_confirms_the_closing(auditor):
    breach = breach_of(auditor)
    (row,) = affected_by(breach, auditor, 1)
    closing.ask(breach, by=auditor, outcome="none", conclusion="Ternyata alamatnya benar")

    assert refused(affected_people.remove, row, by=auditor, reason=WHY) == ["asked"]
    assert refused(breach_recording.correct, breach, by=auditor, **corrected()) == ["asked"]
    # Whoever confirms that it was none has read of nobody else.
    other = PersonFactory(facility=auditor.facility, with_custody=True)
    assert refused(affected_people.add_person, breach, other, by=auditor) == ["asked"]
    entry = entry_of(auditor, [other])
    assert refused(affected_people.add_entry, breach, entry, by=auditor) == ["asked"]
    span = {"began_at": MONDAY - timedelta(days=1), "ended_at": MONDAY + timedelta(days=1)}
    assert refused(affected_people.add_account, breach, auditor, by=auditor, **span) == ["asked"]
    assert breach.affected.get() == row


def corrected(**said):
    facts = {"kind": "disclosed", "what": WHAT, "data": "Nama, alamat", "found_at": FOUND, "found_by": "Petugas jaga"}
    return {**facts, "reason": "Alamat juga terkirim", **said}


def test_facts_are_corrected_and_what_stood_is_a_version(auditor):
    breach = breach_of(auditor)

    breach_recording.correct(breach, by=auditor, **corrected(found_at=FOUND - timedelta(hours=2)))

    breach.refresh_from_db()
    assert (breach.data, breach.deadline) == ("Nama, alamat", FOUND + timedelta(hours=70))
    version = breach.versions.get()
    assert (version.data, version.found_at, version.reason) == ("Nama", FOUND, "Alamat juga terkirim")
    assert AuditEvent.objects.get(action="breach.correct").details["fields"] == ["data", "found_at"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"data": "Nama"}, ["same"]),
        ({"data": ""}, ["no_data"]),
        ({"reason": "x"}, ["reason_missing"]),
        ({"found_at": MONDAY + timedelta(minutes=1)}, ["future", "told_before"]),
        ({"found_at": FOUND + timedelta(hours=4)}, ["told_before"]),
        ({"found_at": FOUND + timedelta(hours=3)}, []),
    ],
)
def test_each_reason_against_a_correction(auditor, said, expected):
    breach = breach_of(auditor)
    breach = telling.tell_authority(breach, by=auditor, at=FOUND + timedelta(hours=3), number="")

    assert [one.code for one in breach_recording.correction_blockers(breach, by=auditor, **corrected(**said))] == (
        expected
    )


@pytest.mark.parametrize("told", ["person", "authority"])
def test_days_on_which_others_were_told_bind_the_correction(auditor, told):
    breach = breach_of(auditor, found_at=FOUND - timedelta(days=3))
    rows = affected_by(breach, auditor, 1)
    day = date(2026, 11, 21)
    if told == "person":
        telling.tell_people(breach, [rows[0].pk], by=auditor, on=day, how="sent")
    else:
        Breach.objects.update(authority_told_on=day, authority_told_by=auditor)
        breach.refresh_from_db()

    assert refused(breach_recording.correct, breach, by=auditor, **corrected()) == ["told_before"]


def test_a_correction_over_another_one_is_told(auditor, head):
    breach, client = breach_of(auditor), client_of(auditor)
    url = reverse("reports:breach_correct", args=[breach.public_id])
    form = client.get(url).context["form"].as_sent()
    breach_recording.correct(breach, by=head, **corrected())

    late = client.post(url, {**form, "data": "Nama, nilai", "reason": "Nilai juga terkirim"})
    assert late.status_code == 422
    assert "Nama, alamat" in late.content.decode()
    form = client.get(url).context["form"].as_sent()
    client.post(url, {**form, "data": "Nama, nilai", "reason": "Nilai juga terkirim"})

    breach.refresh_from_db()
    assert (breach.data, breach.versions.count()) == ("Nama, nilai", 2)
    assert "2 versi sebelumnya" in client.get(reverse("reports:breach_detail", args=[breach.public_id])).text


def test_two_of_one_name_are_told_apart_by_birth_and_number(auditor):
    breach = breach_of(auditor)
    rows = affected_by(breach, auditor, 2)
    for row, born in zip(rows, (date(1990, 1, 2), date(1991, 3, 4)), strict=True):
        row.person.set_name("Teguh Azhari")
        row.person.birth_date = born
        row.person.save()
    numbers = [row.person.register_numbers.get().number for row in rows]

    choices = client_of(auditor).get(reverse("reports:breach_tell", args=[breach.public_id])).context["form"]

    assert [label for _key, label in choices.fields["people"].choices] == [
        f"Teguh Azhari, 2 Jan 1990 · {numbers[0]}",
        f"Teguh Azhari, 4 Mar 1991 · {numbers[1]}",
    ]


def test_a_center_reads_no_number_of_custody():
    place = EnrollmentFactory(person__with_custody=True)
    by = UserFactory(roles=["blk_head"], training_center=place.batch.training_center)
    breach = breach_of(by)
    affected_people.add_person(breach, place.person, by=by)

    texts = [
        client_of(by).get(reverse(f"reports:{name}", args=[breach.public_id])).text
        for name in ("breach_detail", "breach_tell")
    ]

    number = place.person.register_numbers.get().number
    assert [number in text for text in texts] == [False, False]


@pytest.mark.parametrize(
    ("how", "note", "told"),
    [
        ("handed", "", "2 orang sudah diberi tahu."),
        ("unreached", "Telepon tidak dijawab", "Upaya yang tidak menjangkau 2 orang sudah dicatat. Coba lagi."),
    ],
)
def test_who_was_not_reached_is_not_called_told(auditor, how, note, told):
    breach = breach_of(auditor)
    rows = affected_by(breach, auditor, 2)
    form = {"people": [row.pk for row in rows], "on": "23/11/2026", "how": how, "note": note}
    form["why"] = "no_answer"

    page = client_of(auditor).post(reverse("reports:breach_tell", args=[breach.public_id]), form, follow=True)

    assert told in page.text


@pytest.mark.parametrize("name", ["M.A.P.", "Petugas jaga"])
def test_the_report_ends_the_sentence_of_the_finder_once(auditor, name):
    (told,) = pages(breach_papers.report(breach_of(auditor, found_by=name), by=auditor, on=MONDAY.date()))

    assert f"Ditemukan oleh: {name.rstrip('.')}." in told
    assert ".." not in told.partition("Ditemukan oleh")[2]


def test_lines_of_a_step_stay_lines(auditor):
    breach = breach_of(auditor)
    breach_recording.add_step(breach, by=auditor, text="Kata sandi diganti\nRuang arsip dicari")

    page = client_of(auditor).get(reverse("reports:breach_detail", args=[breach.public_id])).text

    assert "Kata sandi diganti<br>Ruang arsip dicari" in page
    assert clock.now() == MONDAY
