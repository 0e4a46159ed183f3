"""A place that was ended by mistake is put back as it was, while nothing builds upon its end."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from core.errors import RuleViolation
from core.models import AuditEvent
from inmates.custody import people_apart
from inmates.inbox.inbox_tasks import line_of, open_task
from inmates.inbox.models import InboxTask
from programs.attendance import mark_changes
from programs.batches.models import Batch
from programs.circumstances import (
    arrivals,
    custody_end,
    entry_withdrawal,
    place_reinstatement,
    training_restored,
)
from programs.places import place_changes
from programs.places.inbox_kinds import LEAVES_EARLY
from programs.places.models import Enrollment, EnrollmentSuspension
from tests.factories import ApplicationFactory, BatchFactory, EnrollmentFactory, SessionFactory, UserFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
REASON = "Salah orang: yang berhenti adalah Slamet Riyadi."


@pytest.fixture
def place():
    return EnrollmentFactory(
        person__full_name="Slamet Setiawan",
        person__with_custody=True,
        batch__name="Otomotif 1/2026",
        batch__state="running",
    )


@pytest.fixture
def officer(place):
    return UserFactory(roles=["training_officer"], facility=place.batch.facility)


def end(place, officer, on=TODAY, reason="withdrew"):
    return place_changes.end_enrollment(place, by=officer, on=on, reason=reason)


def back(place, officer, reason=REASON):
    return place_reinstatement.reinstate(place, by=officer, reason=reason)


def pauses(place):
    return list(place.suspensions.order_by("from_date").values_list("from_date", "until", "reason"))


def codes(place):
    return [blocker.code for blocker in place_reinstatement.blockers(place_reinstatement.reinstated_from(place.pk))]


@pytest.mark.engines
def test_place_is_as_it_was(place, officer):
    end(place, officer)

    back(place, officer)

    place.refresh_from_db()
    assert (place.state, place.ended_on, place.end_reason, place.end_effects) == ("active", None, "", [])
    assert list(Enrollment.objects.expected_on(TODAY)) == [place]


def test_audit_tells_who_put_it_back_and_why(place, officer):
    end(place, officer)
    back(place, officer)

    event = AuditEvent.objects.get(action="enrollment.reinstate")

    assert event.details == {
        "batch": place.batch_id,
        "reason": REASON,
        "ended_on": "2026-11-23",
        "state": "active",
    }
    assert event.actor_name == officer.full_name


def test_a_running_pause_runs_on(place, officer):
    place_changes.suspend(place, by=officer, from_date=date(2026, 11, 16), reason="illness")
    end(place, officer)
    assert pauses(place) == [(date(2026, 11, 16), TODAY, "illness")]

    assert back(place, officer).state == "suspended"
    assert pauses(place) == [(date(2026, 11, 16), None, "illness")]


def test_a_pause_that_was_still_to_come_comes(place, officer):
    place_changes.suspend(place, by=officer, from_date=date(2026, 11, 25), reason="court")
    end(place, officer)
    assert pauses(place) == []

    assert back(place, officer).state == "suspended"
    assert pauses(place) == [(date(2026, 11, 25), None, "court")]


def test_task_that_the_end_settled_is_open_again(place, officer):
    values = {"batch": "x", "batch_id": str(place.batch.public_id), "until": "2027-01-01"}
    role, facility = "training_officer", place.batch.facility
    task = open_task(
        LEAVES_EARLY, role=role, office=facility, person=place.person, matter=str(place.batch_id), values=values
    )
    end(place, officer)
    assert list(InboxTask.objects.open().filter(kind=LEAVES_EARLY.code)) == []

    back(place, officer)

    assert list(InboxTask.objects.open().filter(kind=LEAVES_EARLY.code)) == [task]


def looked_at(place):
    """A task about the place that its end settles."""
    values = {"batch": "x", "batch_id": str(place.batch.public_id), "until": "2027-01-01"}
    said = {"role": "training_officer", "office": place.batch.facility, "person": place.person, "matter": "1"}
    return open_task(LEAVES_EARLY, values=values, **said)


@pytest.mark.engines
def test_place_that_a_departure_ended_is_as_it_was_with_the_entry_taken_back(place, officer):
    task, registrar = looked_at(place), UserFactory(roles=["registrar"], facility=place.batch.facility)
    place_changes.suspend(place, by=officer, from_date=date(2026, 11, 16), reason="illness")
    left = custody_end.leave(place.person, by=registrar, kind="escape", on=TODAY)
    assert not InboxTask.objects.open().filter(pk=task.pk).exists()

    entry_withdrawal.withdraw(left, by=registrar, reason=REASON)

    place.refresh_from_db()
    assert (place.state, place.end_effects) == ("suspended", [])
    assert pauses(place) == [(date(2026, 11, 16), None, "illness")]
    assert InboxTask.objects.open().filter(pk=task.pk).exists()


@pytest.mark.engines
def test_place_that_stayed_ended_after_a_return_can_be_put_back_as_it_was(place, officer):
    facility, person, task = place.batch.facility, place.person, looked_at(place)
    registrar, other = UserFactory(roles=["registrar"], facility=facility), EnrollmentFactory(batch=place.batch)
    pair = people_apart.keep_apart(person, other=other.person, by=registrar, from_date=TODAY, decided_by="Karutan")
    place_changes.suspend(place, by=officer, from_date=date(2026, 11, 16), reason="illness")
    custody_end.leave(person, by=registrar, kind="escape", on=TODAY)
    arrivals.receive(person, by=registrar, facility=facility, number="B.I 77/2026", entered=TODAY)
    people_apart.end(pair, by=registrar, until=TODAY)

    assert back(Enrollment.objects.get(pk=place.pk), officer).state == "suspended"
    assert pauses(place) == [(date(2026, 11, 16), None, "illness")]
    assert InboxTask.objects.open().filter(pk=task.pk).exists()


@pytest.mark.engines
def test_task_that_came_up_anew_stands_once(place, officer):
    values = {"batch": "x", "batch_id": str(place.batch.public_id), "until": "2027-01-01"}
    said = {"role": "training_officer", "office": place.batch.facility, "person": place.person, "matter": "1"}
    open_task(LEAVES_EARLY, values=values, **said)
    end(place, officer)
    anew = open_task(LEAVES_EARLY, values=values, **said)

    back(place, officer)

    assert list(InboxTask.objects.open().filter(kind=LEAVES_EARLY.code)) == [anew]


@pytest.mark.engines
def test_papers_are_no_longer_due(place, officer):
    unit = place.batch.version.units.first()
    place.unit_results.create(unit=unit, attempt=1, result="K", assessed_on=TODAY, assessed_by=officer)
    end(place, officer)
    due = ["programs.results_due", "programs.statement_due"]
    assert sorted(InboxTask.objects.open().filter(kind__in=due).values_list("kind", flat=True)) == due

    back(place, officer)

    assert not InboxTask.objects.open().filter(kind__in=due).exists()


def never_ended(place, officer):
    Enrollment.objects.filter(pk=place.pk).update(state="active", ended_on=None, end_reason="")


def batch_is_over(place, officer):
    Batch.objects.filter(pk=place.batch_id).update(state="finished")


def is_gone(place, officer):
    place.person.facility = None
    place.person.save()


def takes_part_elsewhere(place, officer):
    EnrollmentFactory(person=place.person, batch=BatchFactory(facility=place.batch.facility))


def place_is_taken(place, officer):
    Batch.objects.filter(pk=place.batch_id).update(capacity=1)
    EnrollmentFactory(batch=place.batch)


def statement_is_prepared(place, officer):
    place.certificates.create(
        batch=place.batch, paper="statement", prepared_by=UserFactory(training_center=place.batch.training_center)
    )


@pytest.mark.engines
@pytest.mark.parametrize(
    ("circumstance", "code"),
    [
        (never_ended, "not_ended"),
        (batch_is_over, "batch_over"),
        (is_gone, "not_in_custody"),
        (takes_part_elsewhere, "other_batch"),
        (place_is_taken, "full"),
        (statement_is_prepared, "paper_prepared"),
    ],
)
def test_what_builds_upon_the_end_keeps_it(place, officer, circumstance, code):
    end(place, officer)
    circumstance(place, officer)

    assert codes(place) == [code]
    with pytest.raises(RuleViolation) as caught:
        back(place, officer)
    assert [reason.code for reason in caught.value.reasons] == [code]


@pytest.mark.engines
def test_paper_that_was_withdrawn_keeps_nothing(place, officer):
    end(place, officer)
    statement_is_prepared(place, officer)
    place.certificates.update(state="withdrawn")

    assert codes(place) == []


def test_a_departure_is_taken_back_as_a_whole(place, officer):
    registrar = UserFactory(roles=["registrar"], facility=place.batch.facility)
    custody_end.leave(place.person, by=registrar, kind="full_term", on=TODAY, reason="Bebas lebih awal")

    (blocker,) = place_reinstatement.blockers(place_reinstatement.reinstated_from(place.pk))

    assert (blocker.code, "23 Nov 2026" in str(blocker)) == ("by_circumstance", True)


@pytest.mark.parametrize("reason", ["", "salah", "   salah    "])
def test_reason_says_enough(place, officer, reason):
    end(place, officer)

    with pytest.raises(RuleViolation) as caught:
        back(place, officer, reason)

    assert [blocker.code for blocker in caught.value.reasons] == ["reason_missing"]


@pytest.mark.parametrize("reason", ["full_term", "conditional", "transfer", "death"])
def test_whoever_is_in_custody_has_not_left(place, officer, reason):
    """Twice a person in custody was “dead” by a slip in a list of reasons."""
    with pytest.raises(RuleViolation) as ended:
        end(place, officer, reason=reason)
    with pytest.raises(RuleViolation) as paused:
        place_changes.suspend(place, by=officer, from_date=TODAY, reason=reason)

    found = [blocker.code for caught in (ended, paused) for blocker in caught.value.reasons]
    assert found == ["by_circumstance", "by_circumstance"]


def test_whoever_is_in_custody_elsewhere_has_left_here(place, officer):
    place.person.facility = BatchFactory().facility
    place.person.save()

    assert end(place, officer, reason="transfer").end_reason == "transfer"


@pytest.mark.parametrize(
    ("name", "reasons"),
    [
        ("enrollment_end", ["", "status", "illness", "discipline", "court", "withdrew", "absent", "other"]),
        ("enrollment_suspend", ["", "status", "illness", "discipline", "court", "other"]),
    ],
)
def test_form_offers_what_can_be_chosen_and_chooses_nothing_by_itself(place, officer, sign_in, name, reasons):
    page = sign_in(officer).get(reverse(f"programs:{name}", args=[place.public_id]))

    assert [value for value, _label in page.context["form"].fields["reason"].choices] == reasons


def test_no_place_rests_because_the_person_gave_it_up(place, officer):
    with pytest.raises(RuleViolation) as refused:
        place_changes.suspend(place, by=officer, from_date=place.starts_on, reason="withdrew")

    assert [reason.code for reason in refused.value.reasons] == ["reason_unknown"]


@pytest.mark.engines
def test_whom_to_keep_apart_counts_without_an_application_too(place, officer):
    end(place, officer)
    other = EnrollmentFactory(batch=place.batch)
    registrar = UserFactory(roles=["registrar"], facility=place.batch.facility)
    people_apart.keep_apart(place.person, other=other.person, by=registrar, from_date=TODAY, decided_by="Karutan")

    assert codes(place) == ["apart"]


@pytest.mark.parametrize("way", ["entry taken back", "return after an escape"])
def test_place_does_not_go_on_by_itself_beside_somebody_to_keep_apart(place, way):
    facility, person = place.batch.facility, place.person
    registrar = UserFactory(roles=["registrar"], facility=facility)
    other = EnrollmentFactory(batch=place.batch, person__full_name="Agus Salim")
    people_apart.keep_apart(person, other=other.person, by=registrar, from_date=TODAY, decided_by="Karutan")
    left = custody_end.leave(person, by=registrar, kind="escape", on=TODAY)
    announced = training_restored.left_closed(left)

    if way == "entry taken back":
        failed = entry_withdrawal.withdraw(left, by=registrar, reason=REASON)
    else:
        _arrival, failed = arrivals.receive(
            person, by=registrar, facility=facility, number="B.I 77/2026", entered=TODAY
        )

    place.refresh_from_db()
    sentence = (
        "Kursi di Otomotif 1/2026 tidak dikembalikan. Tidak boleh bersama Agus Salim, yang mempunyai kursi di "
        "angkatan ini atau akan mendapatkannya. Tarik salah satunya, atau catat bahwa "
        "keduanya tidak perlu dipisahkan lagi."
    )
    task = InboxTask.objects.open().get(kind="programs.not_put_back")
    assert (place.state, announced, failed, task.values) == ("ended", [sentence], [sentence], {"what": sentence})


def url(place):
    return reverse("programs:enrollment_reinstate", args=[place.public_id])


@pytest.mark.engines
def test_page_says_what_it_would_do(place, officer, sign_in):
    SessionFactory(batch=place.batch, date=date(2026, 11, 20))
    SessionFactory(batch=place.batch, date=date(2026, 11, 26))
    end(place, officer, on=date(2026, 11, 20))

    page = sign_in(officer).get(url(place))

    assert [(effect.what, effect.becomes) for effect in page.context["effects"]] == [
        ("Kursi di Otomotif 1/2026", "berlanjut; mulai hari ini kembali ikut"),
        ("1 sesi sejak berakhir", "kembali di daftar hadir, belum ditandai"),
        ("1 sesi yang akan datang", "kembali di daftar hadir"),
        ("Peserta berhenti", "tidak perlu lagi"),
        ("Kursi angkatan", "15 kursi tetap kosong"),
    ]


def test_a_mark_that_was_taken_back_is_none(place, officer):
    session = SessionFactory(batch=place.batch)
    mark_changes.mark(session, place, by=officer, status="present")
    mark_changes.unmark(session, place, by=officer)
    end(place, officer)

    effects = place_reinstatement.preview(place_reinstatement.reinstated_from(place.pk))

    assert "1 sesi sejak berakhir" in [effect.what for effect in effects]


def test_page_puts_back_and_leads_to_the_batch(place, officer, sign_in):
    end(place, officer)
    client = sign_in(officer)
    batch = reverse("programs:batch_detail", args=[place.batch.public_id])
    assert f'href="{url(place)}"' in client.get(batch).content.decode()

    answer = client.post(url(place), {"reason": REASON})

    place.refresh_from_db()
    assert (answer.status_code, answer.url, place.state) == (302, batch, "active")
    assert f'href="{url(place)}"' not in client.get(batch).content.decode()


def test_page_names_what_stands_in_the_way_and_has_no_form(place, officer, sign_in):
    end(place, officer)
    place_is_taken(place, officer)

    page = sign_in(officer).get(url(place)).content.decode()

    assert "Semua 1 kursi angkatan ini sudah terisi atau ditawarkan." in page
    assert "<textarea" not in page


@pytest.mark.engines
def test_short_reason_comes_back_with_the_form(place, officer, sign_in):
    end(place, officer)

    answer = sign_in(officer).post(url(place), {"reason": "salah"})

    assert (answer.status_code, Enrollment.objects.get().state) == (422, "ended")


def test_place_of_another_office_is_not_found(place, sign_in):
    assert sign_in(UserFactory(roles=["training_officer"])).get(url(place)).status_code == 404


@pytest.mark.engines
def test_pause_is_never_doubled(place, officer):
    place_changes.suspend(place, by=officer, from_date=date(2026, 11, 16), reason="illness")
    end(place, officer)
    back(place, officer)
    end(place, officer)
    back(place, officer)

    assert EnrollmentSuspension.objects.count() == 1


def told(kind):
    """Role, office and words of the open tasks of this kind."""
    tasks = InboxTask.objects.open().filter(kind=kind).select_related("person")
    return [
        (task.role, task.facility or task.training_center, line_of(task).title, line_of(task).note) for task in tasks
    ]


def test_a_release_from_a_running_batch_is_told_to_both_offices(place):
    registrar = UserFactory(roles=["registrar"], facility=place.batch.facility)

    custody_end.leave(place.person, by=registrar, kind="full_term", on=TODAY, reason="Bebas lebih awal")

    with translation.override("id"):
        officer, coordinator = told("programs.left_batch"), told("programs.left_training")
    assert officer == [
        (
            "training_officer",
            place.batch.facility,
            "Slamet Setiawan keluar dari Otomotif 1/2026",
            "Sejak 23 Nov 2026 terisi 0 dari 16 kursi. Putuskan kelanjutan angkatannya.",
        ),
    ]
    assert coordinator == [
        (
            "blk_coordinator",
            place.batch.training_center,
            "Slamet Setiawan tidak lagi mengikuti Otomotif 1/2026",
            "Selesai dini – administratif, sejak 23 Nov 2026.",
        ),
    ]


@pytest.mark.engines
def test_what_was_told_is_settled_once_the_entry_is_taken_back(place):
    registrar = UserFactory(roles=["registrar"], facility=place.batch.facility)
    left = custody_end.leave(place.person, by=registrar, kind="full_term", on=TODAY, reason="Bebas lebih awal")

    entry_withdrawal.withdraw(left, by=registrar, reason=REASON)

    assert (told("programs.left_batch"), told("programs.left_training")) == ([], [])


def test_officer_who_ends_a_place_tells_the_coordinator_alone(place, officer):
    end(place, officer)

    with translation.override("id"):
        assert [note for *_who, note in told("programs.left_training")] == ["Mengundurkan diri, sejak 23 Nov 2026."]
    assert told("programs.left_batch") == []


@pytest.mark.engines
def test_batch_that_has_not_begun_tells_nobody(place, officer):
    Batch.objects.update(state="selecting")
    end(place, officer)

    assert told("programs.left_training") == []


@pytest.mark.engines
def test_home_names_what_the_tasks_are_about(place, officer, sign_in):
    registrar = UserFactory(roles=["registrar"], facility=place.batch.facility)
    custody_end.leave(place.person, by=registrar, kind="transfer", on=TODAY)

    assert "Keluar dari angkatan" in sign_in(officer).get("/").content.decode()


@pytest.mark.engines
def test_whom_the_person_would_meet_and_must_not_keeps_the_end(place, officer):
    place.application = ApplicationFactory(
        batch=place.batch, person=place.person, state="admitted", decided_by_chair=officer
    )
    place.save()
    end(place, officer)
    other = EnrollmentFactory(batch=place.batch, person__full_name="Agus Salim")
    registrar = UserFactory(roles=["registrar"], facility=place.batch.facility)
    people_apart.keep_apart(place.person, other=other.person, by=registrar, from_date=TODAY, decided_by="Karutan")

    with pytest.raises(RuleViolation, match="Agus Salim") as caught:
        back(place, officer)

    assert [reason.code for reason in caught.value.reasons] == ["apart"]
