"""What becomes of marks that come back from a device."""

from datetime import timedelta

import pytest

from core import clock
from core.models import AuditEvent
from inmates.custody.models.stays import Suspension
from programs.attendance import mark_changes
from programs.attendance.models.marks import MarkRevision
from programs.batches.models import BatchStaff
from programs.offline import mark_replay, packs
from programs.offline.models import MarkOperation
from programs.timetable.models.sessions import Session
from tests.conftest import MONDAY
from tests.factories import EnrollmentFactory, SessionFactory, UserFactory, cancelled
from tests.factories.certification import finalized
from tests.programs.offline.class_on_tablet import Tablet, changed

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


def outcomes(answers):
    return [(answer.answer, answer.outcome, answer.version) for answer in answers]


def test_marks_are_accepted_each_with_its_version(taught, tablet):
    answers = taught.sends(tablet.marks(0), tablet.marks(1, "late", minutes_late=15), tablet.marks(2, "sick"))

    assert outcomes(answers) == [("accepted", "accepted", 1)] * 3
    assert [answer.word for answer in answers] == ["Hadir", "Telat", "Sakit"]
    assert taught.marks() == {0: ("present", 1), 1: ("late", 1), 2: ("sick", 1)}
    assert taught.session.marks.get(enrollment=taught.people[1]).minutes_late == 15


def test_operation_keeps_what_the_device_said(taught, tablet):
    sent = tablet.marks(0, "excused", note="Urusan keluarga")
    taught.sends(sent)

    row = MarkOperation.objects.get()
    assert (row.pk, row.pack, row.device, row.sequence) == (sent.id, taught.pack, tablet.id, 1)
    assert (row.session, row.enrollment, row.status_code) == (taught.session, taught.people[0], "excused")
    assert (row.note, row.base_version, row.version) == ("Urusan keluarga", 0, 1)
    assert (row.made_at, row.received_at, row.received_by) == (MONDAY, MONDAY, taught.instructor)


def test_same_operation_again_is_a_duplicate_with_the_first_answer(taught, tablet):
    sent = tablet.marks(0)
    taught.sends(sent)
    before = MarkRevision.objects.count(), AuditEvent.objects.count()

    assert outcomes(taught.sends(sent)) == [("duplicate", "accepted", 1)]
    assert outcomes(taught.sends(changed(sent, status="sick"))) == [("duplicate", "accepted", 1)]
    assert (MarkRevision.objects.count(), AuditEvent.objects.count()) == before


def test_order_is_that_of_the_device_whatever_its_clock_says(taught, tablet):
    first, second = tablet.marks(0, "present"), tablet.marks(0, "sick")
    later, earlier = MONDAY + timedelta(days=2), MONDAY - timedelta(days=2)

    taught.sends(changed(second, made_at=earlier), changed(first, made_at=later))

    assert taught.marks() == {0: ("sick", 2)}


def test_device_goes_on_from_its_own_mark_without_having_had_an_answer(taught, tablet):
    taught.sends(tablet.marks(0, "present"))

    assert outcomes(taught.sends(tablet.marks(0, "sick"))) == [("accepted", "accepted", 2)]


def test_mark_that_comes_after_a_later_one_changes_nothing(taught, tablet):
    first, second = tablet.marks(0, "present"), tablet.marks(0, "sick")
    taught.sends(second)

    (answer,) = taught.sends(first)

    assert (answer.answer, answer.word) == ("accepted", "Sakit")
    assert answer.message == "Presensi yang lebih baru dari perangkat yang sama tetap berlaku."
    assert taught.marks() == {0: ("sick", 1)}


def test_mark_whose_later_one_was_not_taken_is_taken(taught, tablet):
    first, wrong = tablet.marks(0, "present"), tablet.marks(0, "excused")
    taught.sends(wrong)

    assert outcomes(taught.sends(first)) == [("accepted", "accepted", 1)]


def test_mark_of_somebody_else_meanwhile_is_a_conflict(taught, tablet, coordinator):
    mark_changes.mark(taught.session, taught.people[0], by=coordinator, status="sick")

    (answer,) = taught.sends(tablet.marks(0, "present"))

    assert (answer.answer, answer.version, answer.status, answer.word) == ("conflict", 1, "sick", "Sakit")
    assert taught.marks() == {0: ("sick", 1)}
    assert list(MarkOperation.objects.in_doubt().values_list("status_code", flat=True)) == ["present"]


def test_mark_that_says_the_same_is_no_conflict(taught, tablet, coordinator):
    mark_changes.mark(taught.session, taught.people[0], by=coordinator, status="present")

    assert outcomes(taught.sends(tablet.marks(0, "present"))) == [("accepted", "accepted", 1)]


def test_two_devices_of_one_instructor_do_not_overwrite_each_other(taught, tablet):
    taught.sends(tablet.marks(0, "present"))

    assert outcomes(taught.sends(Tablet(taught).marks(0, "sick"))) == [("conflict", "conflict", 1)]


def test_mark_made_knowing_the_other_one_ends_the_conflict(taught, tablet, coordinator):
    mark_changes.mark(taught.session, taught.people[0], by=coordinator, status="sick")
    (answer,) = taught.sends(tablet.marks(0, "present"))

    assert outcomes(taught.sends(tablet.marks(0, "present", base=answer.version))) == [("accepted", "accepted", 2)]
    assert taught.marks() == {0: ("present", 2)}
    resolved = MarkOperation.objects.get(outcome="conflict")
    assert (resolved.resolution, resolved.resolved_by) == ("overtaken", taught.instructor)


def test_newer_conflict_of_a_device_takes_the_place_of_the_older(taught, tablet, coordinator):
    mark_changes.mark(taught.session, taught.people[0], by=coordinator, status="sick")

    taught.sends(tablet.marks(0, "present"), tablet.marks(0, "unexcused"))

    assert list(MarkOperation.objects.in_doubt().values_list("status_code", flat=True)) == ["unexcused"]


def test_mark_on_a_sheet_closed_meanwhile_is_for_the_supervisor(taught, tablet, coordinator):
    mark_changes.mark(taught.session, taught.people[0], by=coordinator, status="sick")
    mark_changes.mark(taught.session, taught.people[1], by=coordinator, status="present")
    Session.objects.update(**finalized())

    answers = taught.sends(tablet.marks(0, "present"), tablet.marks(1, "present"), tablet.marks(2, "present"))

    # Another mark, the same mark, none at all.
    assert [answer.answer for answer in answers] == ["conflict", "accepted", "rejected"]
    assert (
        answers[2].message
        == "Sesi ini sudah ditutup. Hanya penyelia yang dapat membetulkan presensinya, dengan alasan."
    )


def refuse_note(taught, tablet):
    return tablet.marks(0, "excused")


def refuse_minutes(taught, tablet):
    return tablet.marks(0, "late", minutes_late=500)


def refuse_status(taught, tablet):
    return tablet.marks(0, "vanished")


def refuse_suspended(taught, tablet):
    Suspension.objects.create(person=taught.people[0].person, from_date=MONDAY.date(), decided_by="Karutan")
    return tablet.marks(0)


def refuse_cancelled(taught, tablet):
    Session.objects.update(**cancelled())
    return tablet.marks(0)


def refuse_future(taught, tablet):
    Session.objects.update(starts_at=MONDAY + timedelta(hours=1), ends_at=MONDAY + timedelta(hours=2))
    return tablet.marks(0)


def refuse_stranger(taught, tablet):
    """Somebody else teaches it now, and the batch too."""
    BatchStaff.objects.all().delete()
    Session.objects.update(instructor=UserFactory(roles=["instructor"], training_center=taught.batch.training_center))
    return tablet.marks(0)


REFUSED = {
    refuse_note: "Status ini memerlukan catatan: tuliskan alasannya.",
    refuse_minutes: "Tuliskan berapa menit terlambat, dari 1 sampai 180.",
    refuse_status: "Pilih salah satu status.",
    refuse_suspended: "Orang ini tidak ikut sesi ini.",
    refuse_cancelled: "Sesi ini dibatalkan; tidak ada yang hadir.",
    refuse_future: "Sesi ini belum dimulai.",
    refuse_stranger: "Anda tidak berwenang mencatat presensi sesi ini.",
}


@pytest.mark.parametrize("prepare", REFUSED, ids=lambda prepare: prepare.__name__)
def test_mark_that_may_not_be_written_is_kept_with_its_reason(taught, tablet, prepare):
    sent = prepare(taught, tablet)

    (answer,) = taught.sends(sent)

    row = MarkOperation.objects.get()
    assert (answer.answer, answer.message) == ("rejected", REFUSED[prepare])
    assert (row.outcome, row.message, row.status_code) == ("rejected", REFUSED[prepare], sent.status)
    assert taught.marks() == {}


def test_refused_mark_stops_no_other(taught, tablet):
    answers = taught.sends(tablet.marks(0, "excused"), tablet.marks(1), tablet.marks(2, "vanished"))

    assert [answer.answer for answer in answers] == ["rejected", "accepted", "rejected"]
    assert taught.marks() == {1: ("present", 1)}


@pytest.mark.parametrize(("hours", "answer"), [(71, "accepted"), (72, "accepted"), (73, "rejected")])
def test_mark_is_taken_for_three_days(taught, tablet, hours, answer):
    with clock.moved_to(MONDAY + timedelta(hours=hours)):
        (found,) = taught.sends(tablet.marks(0))

    assert found.answer == answer
    assert MarkOperation.objects.get().outcome == answer


@pytest.mark.parametrize("days", [-2, 2])
def test_clock_of_the_device_decides_nothing(taught, days):
    tablet = Tablet(taught, clock_is_off=timedelta(days=days))

    assert outcomes(taught.sends(tablet.marks(0))) == [("accepted", "accepted", 1)]


def test_session_outside_the_pack_is_refused_and_says_where_to_record(taught, tablet):
    other = SessionFactory(batch=taught.batch, instructor=taught.instructor, date=MONDAY.date() + timedelta(days=7))
    stranger = EnrollmentFactory()

    answers = taught.sends(
        tablet.marks(0, session=other), changed(tablet.marks(0), person=stranger.public_id), tablet.marks(0)
    )

    assert [answer.answer for answer in answers] == ["rejected", "rejected", "accepted"]
    assert MarkOperation.objects.count() == 1


def test_pack_of_somebody_else_is_not_replayed(taught, tablet, coordinator):
    with pytest.raises(ValueError, match="own user"):
        taught.sends(tablet.marks(0), by=coordinator)


def test_number_of_another_mark_is_refused(taught, tablet):
    first = tablet.marks(0)
    taught.sends(first)

    (answer,) = taught.sends(changed(tablet.marks(1), id=first.id))

    assert (answer.answer, taught.marks()) == ("rejected", {0: ("present", 1)})


def test_custody_reason_is_told_to_the_device_in_one_word(taught, tablet):
    officer = UserFactory(roles=["training_officer"], facility=taught.batch.facility)
    mark_changes.mark(taught.session, taught.people[0], by=officer, status="court")

    (answer,) = taught.sends(tablet.marks(0, "present"))

    assert (answer.status, answer.word) == ("duty", "Dinas")


def test_marks_of_many_packs_of_one_user_meet_on_one_sheet(taught, tablet):
    second = packs.pack(by=taught.instructor)
    taught.sends(tablet.marks(0))

    answers = mark_replay.replay(second, [tablet.marks(0, "sick", base=1), tablet.marks(1)], by=taught.instructor)

    assert outcomes(answers) == [("accepted", "accepted", 2), ("accepted", "accepted", 1)]


def test_mark_of_the_same_device_is_taken_back_and_may_be_made_again(taught, tablet):
    answers = taught.sends(
        tablet.marks(0),
        tablet.marks(0, "unmarked"),
        tablet.marks(1),
        tablet.marks(1, "unmarked"),
        tablet.marks(1, "sick"),
    )

    assert outcomes(answers) == [
        ("accepted", "accepted", 1),
        ("accepted", "accepted", 0),
        ("accepted", "accepted", 1),
        ("accepted", "accepted", 0),
        ("accepted", "accepted", 3),
    ]
    assert taught.marks() == {1: ("sick", 3)}
    assert list(MarkRevision.objects.order_by("pk").values_list("status_code", "version"))[:2] == [
        ("present", 1),
        ("", 2),
    ]


def test_mark_that_was_recorded_before_is_taken_back_by_its_version(taught, tablet):
    mark_changes.mark(taught.session, taught.people[0], by=taught.instructor, status="present")

    answers = taught.sends(tablet.marks(0, "unmarked", base=1))

    assert (outcomes(answers), taught.marks()) == ([("accepted", "accepted", 0)], {})


def test_taking_back_where_nothing_stands_changes_nothing(taught, tablet):
    answers = taught.sends(tablet.marks(0, "unmarked"))

    assert (outcomes(answers), taught.marks(), MarkRevision.objects.count()) == ([("accepted", "accepted", 0)], {}, 0)


def test_what_somebody_else_recorded_meanwhile_is_not_taken_back(taught, tablet, coordinator):
    mark_changes.mark(taught.session, taught.people[0], by=taught.instructor, status="present")
    mark_changes.mark(taught.session, taught.people[0], by=coordinator, status="sick")

    (answer,) = taught.sends(tablet.marks(0, "unmarked", base=1))

    assert (answer.outcome, answer.version, answer.word) == ("rejected", 2, "Sakit")
    assert answer.message == "Petugas lain sudah mencatat presensi orang ini. Catatan itu yang berlaku."
    assert taught.marks() == {0: ("sick", 2)}


def test_nothing_is_taken_back_from_a_closed_roll(taught, tablet):
    for place in taught.people:
        mark_changes.mark(taught.session, place, by=taught.instructor, status="present")
    Session.objects.update(**finalized())

    (answer,) = taught.sends(tablet.marks(0, "unmarked", base=1))

    assert (answer.outcome, taught.marks()[0]) == ("rejected", ("present", 1))
