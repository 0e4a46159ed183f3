from datetime import date
from itertools import product

import pytest
from django.db import connection

from core.errors import RuleViolation
from programs.attendance import mark_changes
from programs.batches.models import Batch
from programs.places import place_changes, places_together
from programs.places.models import Enrollment
from programs.selection.models import Application, Hearing
from tests.factories import ApplicationFactory, BatchFactory, EnrollmentFactory, SessionFactory, UserFactory
from tests.reasons import codes

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
TODAY = date(2026, 11, 23)


def admitted_to(batch, chair=None, **changes):
    """An application that the board has admitted, its hearing closed."""
    chair = chair or UserFactory(roles=["board_chair"], facility=batch.facility)
    hearing = Hearing.objects.filter(batch=batch).first() or Hearing.objects.create(
        batch=batch,
        held_on=TODAY,
        place="Aula",
        chair=chair,
        state="closed",
        closed_at="2026-11-20T02:00Z",
        closed_by=chair,
    )
    decided = {"decided_at": "2026-11-20T01:00Z", "decided_by": chair, "decision_reason": "Siap belajar"}
    return ApplicationFactory(batch=batch, state="admitted", hearing=hearing, **decided, **changes)


@pytest.fixture
def batch():
    return BatchFactory(
        state=Batch.State.SELECTING,
        starts_on=date(2026, 12, 7),
        ends_on=date(2027, 1, 25),
        assessment_on=date(2027, 1, 29),
        capacity=2,
    )


def test_a_place_lasts_as_long_as_the_batch(batch, officer):
    application = admitted_to(batch)

    enrollment = place_changes.enroll(application, by=officer)

    application.refresh_from_db()
    assert (enrollment.starts_on, enrollment.ends_on) == (date(2026, 12, 7), date(2027, 1, 25))
    assert (enrollment.state, enrollment.enrolled_by, application.state) == ("active", officer, "enrolled")


def test_a_place_in_a_running_batch_begins_today(batch, officer):
    Batch.objects.update(state="running", starts_on=date(2026, 11, 2))

    assert place_changes.enroll(admitted_to(batch), by=officer).starts_on == TODAY


def is_over(application):
    Batch.objects.filter(pk=application.batch_id).update(state="finished")


def was_turned_down(application):
    Application.objects.update(state="rejected")


def hearing_is_open(application):
    Hearing.objects.update(state="open")


def decided_without_a_hearing(application):
    Application.objects.update(hearing=None)


def has_left(application):
    application.person.facility = None
    application.person.save()


def takes_part_elsewhere(application):
    EnrollmentFactory(person=application.person, batch=BatchFactory(facility=application.batch.facility))


def had_a_place_before(application):
    EnrollmentFactory(
        batch=application.batch, person=application.person, state="ended", ended_on=TODAY, end_reason="other"
    )


def places_are_taken(application):
    EnrollmentFactory(batch=application.batch)
    EnrollmentFactory(batch=application.batch, state="completed")


@pytest.mark.parametrize(
    ("circumstance", "code"),
    [
        (is_over, "batch_not_open"),
        (was_turned_down, "not_admitted"),
        (hearing_is_open, "hearing_open"),
        (decided_without_a_hearing, "hearing_open"),
        (has_left, "not_in_custody"),
        (takes_part_elsewhere, "other_batch"),
        (had_a_place_before, "already_enrolled"),
        (places_are_taken, "full"),
    ],
)
def test_a_place_that_cannot_be_is_refused(batch, officer, circumstance, code):
    application = admitted_to(batch)
    circumstance(application)

    with pytest.raises(RuleViolation) as caught:
        place_changes.enroll(application, by=officer)

    assert codes(caught) == [code]
    assert not Enrollment.objects.filter(application=application).exists()


def test_a_place_that_ended_is_free_again(batch, officer):
    places_are_taken(admitted_to(batch))
    Enrollment.objects.filter(state="active").update(state="ended", ended_on=TODAY, end_reason="other")

    assert place_changes.free_places(batch) == 1
    assert place_changes.enroll(admitted_to(batch), by=officer).state == "active"


def test_parallel_batches_are_possible_where_the_program_allows_them(batch, officer):
    application = admitted_to(batch)
    takes_part_elsewhere(application)
    batch.version.allows_parallel_batches = True
    batch.version.save()

    assert place_changes.enroll(application, by=officer).blocks_parallel is False


def test_the_database_itself_refuses_a_second_live_batch(batch, officer):
    """Another process may take the place between question and answer; then only the constraint is left."""
    application = admitted_to(batch)
    rivals = []

    def rival_comes_first(execute, sql, parameters, many, context):
        if sql.startswith('INSERT INTO "programs_enrollment"') and not rivals:
            rivals.append(True)
            takes_part_elsewhere(application)
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(rival_comes_first), pytest.raises(RuleViolation) as caught:
        place_changes.enroll(application, by=officer)

    assert codes(caught) == ["other_batch"]


def test_all_admitted_get_places_as_far_as_they_go(batch, officer):
    applications = [admitted_to(batch) for _ in range(3)]

    enrolled, refused = places_together.enroll_each(applications, by=officer)

    assert [row.application for row in enrolled] == applications[:2]
    assert [(application, codes) for application, codes in _refused(refused)] == [(applications[2], ["full"])]


def _refused(refused):
    return [(application, [reason.code for reason in violation.reasons]) for application, violation in refused]


MOVES = {
    ("active", "suspended"),
    ("active", "ended"),
    ("active", "completed"),
    ("suspended", "active"),
    ("suspended", "ended"),
}


@pytest.mark.parametrize(("before", "after"), list(product(Enrollment.State.values, repeat=2)))
def test_only_the_transitions_of_the_table_are_possible(before, after):
    assert place_changes.can_move(before, after) == ((before, after) in MOVES)


@pytest.fixture
def enrollment(officer):
    return EnrollmentFactory(batch__facility=officer.facility)


def expected(enrollment, day):
    return Enrollment.objects.expected_on(day).filter(pk=enrollment.pk).exists()


def test_an_ended_place_is_expected_until_the_day_before(enrollment, officer):
    ended = place_changes.end_enrollment(enrollment, by=officer, on=date(2026, 11, 20), reason="withdrew")

    assert (ended.state, ended.ended_on, ended.end_reason) == ("ended", date(2026, 11, 20), "withdrew")
    assert [expected(ended, date(2026, 11, day)) for day in (19, 20)] == [True, False]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reason": "bored"}, "reason_unknown"),
        ({"on": date(2026, 11, 1)}, "before_start"),
        ({"on": date(2026, 11, 24)}, "in_future"),
    ],
)
def test_an_end_needs_a_day_and_a_reason_of_the_catalog(enrollment, officer, changes, code):
    with pytest.raises(RuleViolation) as caught:
        place_changes.end_enrollment(enrollment, by=officer, **{"on": TODAY, "reason": "other", **changes})

    assert codes(caught) == [code]


def test_a_place_that_has_not_begun_ends_on_its_first_day(batch, officer):
    enrollment = place_changes.enroll(admitted_to(batch), by=officer)

    ended = place_changes.end_enrollment(enrollment, by=officer, on=batch.starts_on, reason="withdrew")

    assert (ended.state, ended.ended_on, expected(ended, batch.starts_on)) == ("ended", date(2026, 12, 7), False)


def test_a_place_cannot_end_before_the_person_was_last_present(enrollment, officer):
    session = SessionFactory(batch=enrollment.batch, date=date(2026, 11, 20))
    mark_changes.mark(session, enrollment, by=officer, status="present")

    with pytest.raises(RuleViolation) as caught:
        place_changes.end_enrollment(enrollment, by=officer, on=date(2026, 11, 20), reason="other")

    assert codes(caught) == ["present_later"]


def test_two_suspensions_are_both_remembered(enrollment, officer):
    place_changes.suspend(enrollment, by=officer, from_date=date(2026, 11, 4), reason="illness")
    place_changes.resume(enrollment, by=officer, on=date(2026, 11, 6))
    place_changes.suspend(enrollment, by=officer, from_date=date(2026, 11, 12), reason="court")

    enrollment.refresh_from_db()
    days = [day for day in range(2, 16) if expected(enrollment, date(2026, 11, day))]
    assert (enrollment.state, days) == ("suspended", [2, 3, 6, 7, 8, 9, 10, 11])


def test_resumed_on_the_same_day_nothing_is_left_of_the_suspension(enrollment, officer):
    place_changes.suspend(enrollment, by=officer, from_date=TODAY, reason="other")

    resumed = place_changes.resume(enrollment, by=officer, on=TODAY)

    assert (resumed.state, resumed.suspensions.count(), expected(resumed, TODAY)) == ("active", 0, True)


@pytest.mark.parametrize(
    ("on", "code", "words"),
    [
        (date(2026, 11, 3), "before_pause", "Penangguhan mulai 4 Nov 2026. Pilih tanggal itu atau sesudahnya."),
        (date(2026, 11, 24), "in_future", "Tanggal itu belum tiba. Lanjutkan kursi pada hari itu."),
    ],
)
def test_a_place_goes_on_within_its_suspension_and_not_in_advance(enrollment, officer, on, code, words):
    place_changes.suspend(enrollment, by=officer, from_date=date(2026, 11, 4), reason="illness")

    with pytest.raises(RuleViolation) as caught:
        place_changes.resume(enrollment, by=officer, on=on)

    enrollment.refresh_from_db()
    assert (codes(caught), str(caught.value), enrollment.state) == ([code], words, "suspended")


def test_a_place_does_not_go_on_after_its_batch(enrollment, officer):
    place_changes.suspend(enrollment, by=officer, from_date=date(2026, 11, 4), reason="illness")
    days = {"starts_on": date(2026, 11, 2), "ends_on": date(2026, 11, 18), "assessment_on": date(2026, 11, 20)}
    Batch.objects.update(**days)

    with pytest.raises(RuleViolation) as caught:
        place_changes.resume(enrollment, by=officer, on=date(2026, 11, 21))

    words = "Angkatan sudah selesai pada tanggal itu. Pilih 20 Nov 2026 atau tanggal sebelumnya."
    assert (codes(caught), str(caught.value)) == (["after_end"], words)
    assert place_changes.resume(enrollment, by=officer, on=date(2026, 11, 20)).state == "active"


def test_a_suspension_still_to_come_is_given_up_for_its_first_day(enrollment, officer):
    place_changes.suspend(enrollment, by=officer, from_date=date(2026, 11, 25), reason="court")
    enrollment.refresh_from_db()
    assert place_changes.last_day_to_resume(enrollment) == date(2026, 11, 25)

    resumed = place_changes.resume(enrollment, by=officer, on=date(2026, 11, 25))

    assert (resumed.state, resumed.suspensions.count()) == ("active", 0)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reason": "bored"}, "reason_unknown"),
        ({"from_date": date(2026, 11, 1)}, "outside"),
        ({"from_date": date(2026, 11, 28)}, "outside"),
    ],
)
def test_a_suspension_lies_within_the_place(enrollment, officer, changes, code):
    with pytest.raises(RuleViolation) as caught:
        place_changes.suspend(enrollment, by=officer, **{"from_date": TODAY, "reason": "other", **changes})

    assert codes(caught) == [code]


def test_ending_closes_a_running_suspension(enrollment, officer):
    place_changes.suspend(enrollment, by=officer, from_date=date(2026, 11, 4), reason="illness")

    place_changes.end_enrollment(enrollment, by=officer, on=date(2026, 11, 20), reason="illness")

    assert [row.until for row in enrollment.suspensions.all()] == [date(2026, 11, 20)]


def test_a_completed_place_changes_no_more(officer):
    completed = EnrollmentFactory(batch__facility=officer.facility, state="completed")

    with pytest.raises(RuleViolation) as caught:
        place_changes.suspend(completed, by=officer, from_date=TODAY, reason="other")
    with pytest.raises(RuleViolation):
        place_changes.resume(completed, by=officer, on=TODAY)
    assert codes(caught) == ["no_such_transition"]
