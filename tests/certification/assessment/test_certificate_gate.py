from datetime import date, time

import pytest

from certification.assessment import certificate_gate, minutes_words
from certification.assessment.models.results import SignOff, UnitResult
from programs.attendance.models.marks import AttendanceStatus, Mark
from programs.catalog.models import ProgramVersion
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session
from tests.factories import UserFactory
from tests.factories.certification import assess_all, class_of, finalized, graduates, mark_all, sign
from tests.factories.programs import RecognizedUnitFactory, SessionFactory

pytestmark = pytest.mark.django_db


def codes(batch, place=0):
    return [reason.code for reason in certificate_gate.standings(batch)[place].blockers]


def change(batch, **fields):
    batch.enrollments.update(**fields)


def fail_one(batch):
    UnitResult.objects.filter(unit=batch.version.units.first()).update(result="BK", feedback="Ulangi.")


def be_absent(batch):
    Mark.objects.filter(session=batch.sessions.first()).update(minutes_present=0)


def leave_open(batch):
    session = batch.sessions.first()
    Session.objects.filter(pk=session.pk).update(state="planned")


def test_who_met_everything_has_no_blocker():
    batch = graduates(1)
    standing = certificate_gate.standings(batch)[0]

    assert standing.blockers == []
    assert (standing.percent, standing.hours, standing.is_competent) == (100, 8, True)


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (fail_one, ["not_competent"]),
        (be_absent, ["presence"]),
        (leave_open, ["sessions", "hours"]),
        (lambda batch: UnitResult.objects.all().delete(), ["no_result"]),
        (lambda batch: Mark.objects.all().delete(), ["presence"]),
        (lambda batch: SignOff.objects.all().delete(), ["not_signed_off"]),
        (lambda batch: change(batch, state="ended", ended_on="2026-11-10", end_reason="illness"), ["left"]),
        (lambda batch: change(batch, state="suspended"), ["suspended"]),
        (lambda batch: setattr(batch, "state", "running"), ["not_finished"]),
        (lambda batch: setattr(batch, "state", "cancelled"), ["called_off"]),
    ],
)
def test_each_reason_is_told(spoil, expected):
    batch = graduates(1)

    spoil(batch)

    assert codes(batch) == expected


def test_all_reasons_are_told_at_once():
    batch = class_of(1, state="running")
    leave_open(batch)

    assert codes(batch) == ["no_result", "not_finished", "sessions", "hours", "not_signed_off"]


def test_a_recognized_unit_counts_among_batches_as_in_one():
    batch = graduates(2)
    first, other = batch.enrollments.order_by("pk")
    unit = batch.version.units.first()
    UnitResult.objects.filter(unit=unit).delete()
    RecognizedUnitFactory(
        person=first.person, training_center=batch.training_center, code=unit.code, accepted_by=UserFactory()
    )

    earned = certificate_gate.earned_by(batch.enrollments.all())

    assert (earned[first.pk].is_competent, earned[other.pk].is_competent) == (True, False)
    assert {place: one.recognized for place, one in earned.items()} == {
        one.enrollment.pk: one.recognized for one in certificate_gate.standings(batch)
    }


def test_presence_says_what_is_and_what_is_needed():
    batch = graduates(1)
    be_absent(batch)

    reason = certificate_gate.standings(batch)[0].blockers[0]

    assert reason.values == {"percent": 50, "needed": 80}
    assert str(reason).startswith("Kehadiran 50%, minimal 80%")


@pytest.mark.parametrize(("threshold", "expected"), [(50, []), (51, ["presence"])])
def test_threshold_is_met_at_its_very_value(threshold, expected):
    batch = graduates(1)
    be_absent(batch)
    batch.version.attendance_threshold = threshold

    assert codes(batch) == expected


def test_elective_unit_may_be_missing():
    batch = graduates(1)
    fail_one(batch)
    batch.version.units.filter(position=1).update(is_core=False)
    standing = certificate_gate.standings(batch)[0]

    assert standing.blockers == []
    assert [unit.position for unit in standing.competent_units] == [2]
    assert [unit.position for unit in standing.not_yet_units] == [1]


def test_reason_of_custody_costs_nobody_the_certificate():
    batch = graduates(1)
    extra = SessionFactory(batch=batch, date=date(2026, 11, 24), **finalized())
    mark_all(extra, batch.enrollments.all(), code="court")

    assert codes(batch) == []


def test_who_was_kept_away_from_all_but_sixteen_of_160_jp_has_no_certificate():
    """Ten days of 16 JP of 45 minutes. Present on the first (720 minutes), in court on nine: nothing else could be
    attended, so presence is 720 of 720 minutes, 100 %. 80 % of 160 JP are 128 JP; 128 - 16 = 112 JP are missing.
    """
    batch = class_of(1)
    place = batch.enrollments.get()
    Mark.objects.all().delete()
    Session.objects.all().delete()
    ProgramVersion.objects.update(total_jp=160)
    for day in range(2, 12):
        session = SessionFactory(batch=batch, date=date(2026, 11, day), jp=16, clock_time=time(8), **finalized())
        mark_all(session, [place], code="present" if day == 2 else "court")
    assess_all(batch)
    sign(batch)

    standing = certificate_gate.standing_of(Enrollment.objects.get(pk=place.pk))

    assert (standing.percent, standing.hours) == (100, 16)
    assert [(reason.code, reason.values) for reason in standing.blockers] == [
        ("own_hours", {"held": 16, "total": 160, "needed": 128, "missing": 112})
    ]
    assert minutes_words.decision_on(standing, 80) == "Kehadiran kurang"
    assert str(standing.blockers[0]).startswith("Mengikuti 16 dari 160 JP, minimal 128 JP: masih kurang 112 JP.")


@pytest.mark.parametrize(
    ("minutes", "missing"),
    [
        # 80 % of 8 JP of 45 minutes are 288 minutes; two sessions of 180 minutes.
        ((180, 108), None),
        ((180, 107), 1),
        ((180, 63), 1),
        ((180, 62), 2),
    ],
)
def test_one_minute_decides_of_the_own_hours(minutes, missing):
    batch = graduates(1)
    # A third of the class time was custody's, so that presence alone is enough.
    for session, present in zip(batch.sessions.order_by("starts_at"), minutes, strict=True):
        is_whole = present == 180
        mark = Mark.objects.filter(session=session)
        mark.update(
            minutes_present=present, status=AttendanceStatus.objects.get(code="present" if is_whole else "court")
        )

    found = [reason.values["missing"] for reason in certificate_gate.standings(batch)[0].blockers]

    assert found == ([] if missing is None else [missing])


def test_statement_is_for_who_left_with_a_unit():
    batch = graduates(1)
    change(batch, state="ended", ended_on="2026-11-10", end_reason="illness")

    assert certificate_gate.statement_blockers(certificate_gate.standings(batch)[0]) == []


def test_statement_is_refused_to_who_earned_the_certificate():
    batch = graduates(1)

    assert [r.code for r in certificate_gate.statement_blockers(certificate_gate.standings(batch)[0])] == [
        "certificate"
    ]


def test_statement_waits_while_somebody_takes_part():
    batch = class_of(1)
    assess_all(batch, "BK")

    assert [r.code for r in certificate_gate.statement_blockers(certificate_gate.standings(batch)[0])] == [
        "no_unit",
        "not_over",
    ]


@pytest.mark.parametrize("size", [1, 12])
def test_standings_cost_the_same_for_any_class(size, django_assert_num_queries):
    batch = graduates(size)
    batch = type(batch).objects.select_related("version").get(pk=batch.pk)

    with django_assert_num_queries(4):
        assert len(certificate_gate.standings(batch)) == size
