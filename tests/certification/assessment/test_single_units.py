"""People who take single units of a course: expected, counted and assessed in these alone."""

from datetime import date, time, timedelta

import pytest
from django.db import transaction
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from certification.assessment import batch_sign_off, certificate_gate, early_sign_off, minutes_words, unit_results
from certification.assessment.forms import practice
from certification.assessment.models.results import UnitResult
from certification.assessment.result_grid import rows_of
from certification.assessment.unit_page import record_blockers
from certification.batch_steps import what_is_still_assessed
from certification.certificates import batch_overview, preparation
from core.errors import RuleViolation
from inmates.inbox.models import InboxTask
from programs.attendance import attendance_figures
from programs.attendance.mark_gaps import gaps
from programs.places import place_changes
from programs.places.models import Enrollment, PlaceUnit
from programs.timetable.models.sessions import Session
from tests.factories import BatchFactory, EnrollmentFactory, UserFactory
from tests.factories.certification import (
    assess_all,
    assessor_of,
    class_of,
    finalized,
    mark_all,
    record_result,
    sign,
    staff,
)
from tests.factories.programs import ProgramUnitFactory, ProgramVersionFactory, RecognizedUnitFactory, SessionFactory
from tests.reasons import codes

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
MONDAY = date(2026, 11, 2)


def takes(place, *units):
    """The place, of these units alone."""
    Enrollment.objects.filter(pk=place.pk).update(is_partial=True)
    PlaceUnit.objects.bulk_create(PlaceUnit(enrollment=place, unit=unit) for unit in units)
    place.refresh_from_db()
    return place


CLASSES = st.tuples(
    # JP of each unit.
    st.lists(st.integers(1, 5), min_size=2, max_size=4),
    # Of each person the units taken, none for the whole course.
    st.lists(st.sets(st.integers(0, 1)), min_size=1, max_size=3),
    # Of each session its unit, JP and whether it is cancelled.
    st.lists(st.tuples(st.integers(0, 3), st.integers(1, 4), st.booleans()), max_size=5),
    # Whether the nth of all who are expected was there.
    st.lists(st.booleans(), min_size=20, max_size=20),
    st.integers(0, 100),
)


@settings(max_examples=30, deadline=None)
@given(CLASSES)
def test_who_takes_single_units_is_expected_counted_and_judged_by_these(found):
    # Each example leaves nothing behind for the next one.
    with transaction.atomic():
        _compare(*found)
        transaction.set_rollback(True)


def _compare(lengths, people, planned, present, threshold):
    version = ProgramVersionFactory(units=0, total_jp=sum(lengths), attendance_threshold=threshold)
    units = [ProgramUnitFactory(version=version, position=n, jp=jp) for n, jp in enumerate(lengths, 1)]
    batch = BatchFactory(version=version, training_center=version.program.training_center, state="finished")
    teacher = UserFactory(roles=["instructor"], training_center=batch.training_center)
    taken = {}
    for chosen in people:
        place = EnrollmentFactory(batch=batch, state="completed")
        own = {units[number] for number in chosen}
        taken[takes(place, *own) if own else place] = own or set(units)
    sessions = []
    for number, (unit, jp, is_cancelled) in enumerate(planned):
        row = {"is_cancelled": True} if is_cancelled else finalized()
        day, taught = MONDAY + timedelta(days=number), units[unit % len(units)]
        sessions.append(
            SessionFactory(batch=batch, unit=taught, jp=jp, date=day, clock_time=time(8), instructor=teacher, **row)
        )

    expected = {(place.pk, one.pk) for place, own in taken.items() for one in sessions if one.unit in own}

    pairs = Enrollment.objects.expected_at(Session.objects.all())
    assert {(place.pk, place.session_pk) for place in pairs} == expected
    one_by_one = {(place.pk, one.pk) for one in sessions for place in Enrollment.objects.expected_on(one.date, one)}
    assert one_by_one == expected
    assert {(place.pk, one.pk) for one in sessions for place in Enrollment.objects.on_roll(one)} == expected
    assert {(row.pk, row.session_pk) for row in gaps(Enrollment.objects.all(), Session.objects.all())} == expected

    held, possible = dict.fromkeys(taken, 0), dict.fromkeys(taken, 0)
    was_there = iter(present)
    for one in sessions:
        for place in taken:
            if (place.pk, one.pk) in expected:
                is_there = next(was_there)
                mark_all(one, [place], "present" if is_there else "unexcused")
                if one.state != "cancelled":
                    held[place] += one.minutes if is_there else 0
                    possible[place] += one.minutes

    figures = attendance_figures.attendance_among([place.pk for place in taken])
    assert {place: (figures[place.pk].held, figures[place.pk].possible) for place in taken} == {
        place: (held[place], possible[place]) for place in taken
    }
    taught = sum(one.jp for one in sessions if one.state != "cancelled")
    for standing in certificate_gate.standings(batch):
        place = next(one for one in taken if one == standing.enrollment)
        reasons = {reason.code for reason in standing.blockers}
        jp = sum(unit.jp for unit in taken[place])
        share = held[place] * 100 // possible[place] if possible[place] else None
        assert ("presence" in reasons) == (share is None or share < threshold)
        needed = -(-jp * 45 * threshold // 100)
        told_by_presence = possible[place] >= jp * 45 and (share or 0) < threshold
        is_short = possible[place] > 0 and held[place] < needed and not told_by_presence
        assert ("own_hours" in reasons) == (is_short and taught >= version.total_jp)
        assert ("single_units" in reasons) == (taken[place] != set(units))
        assert set(standing.open_units) == taken[place]


@pytest.fixture
def batch():
    """A class of three that has been held; the second takes the first unit of two, the third the second."""
    batch = class_of(3, state="running", ends_on=date(2026, 12, 18))
    first, second = batch.version.units.all()
    for session, unit in zip(batch.sessions.order_by("starts_at"), (first, second), strict=True):
        Session.objects.filter(pk=session.pk).update(unit=unit)
    _whole, one, two = batch.enrollments.order_by("pk")
    takes(one, first)
    takes(two, second)
    for place, unit in ((one, second), (two, first)):
        place.marks.filter(session__unit=unit).delete()
    return batch


@pytest.fixture
def partial(batch):
    return batch.enrollments.order_by("pk")[1]


@pytest.fixture
def keeper(batch):
    return UserFactory(roles=["training_officer"], facility=batch.facility)


def results(batch):
    """Everybody's results in what each takes, all competent."""
    by = assessor_of(batch)
    for place in batch.enrollments.order_by("pk"):
        for unit in batch.version.units.all():
            if not place.is_partial or place.units_taken.filter(unit=unit).exists():
                record_result(place, unit, by=by, result="K")


def test_nothing_else_is_asked_for_at_the_sign_off(batch):
    results(batch)
    by = staff(batch.training_center, "blk_coordinator")

    standings = certificate_gate.standings(batch)

    assert [one.open_units for one in standings] == [[], [], []]
    assert codes(batch_sign_off.blockers(batch, standings, by=by)) == []
    words = minutes_words.batch_words(batch, standings, number="BA-1", at=batch.sessions.first().ends_at)
    told = {row["name"]: (row["units"], row["result"]) for row in words["rows"]}
    whole, one, two = (place.person.full_name for place in batch.enrollments.order_by("pk"))
    statement = ("1 dari 1", "Surat keterangan unit")
    assert told == {whole: ("2 dari 2", "Kompeten"), one: statement, two: statement}


def test_there_is_no_result_of_a_unit_that_is_not_taken(batch, partial):
    first, second = batch.version.units.all()
    by = assessor_of(batch)

    with pytest.raises(RuleViolation) as refused:
        record_result(partial, second, by=by, result="K")

    assert codes(refused) == ["not_taken"]
    assert codes(record_blockers(partial, second, by=by)) == ["not_taken"]
    assert codes(record_blockers(partial, first, by=by)) == []
    row = next(row for row in rows_of(certificate_gate.standings(batch)) if row.standing.enrollment == partial)
    assert [(cell.unit, cell.is_left_out) for cell in row.cells] == [(first, False), (second, True)]
    assert row.entrance == first
    assert partial not in [row.enrollment for row in practice.rows_of(batch, second, None)]
    assert partial in [row.enrollment for row in practice.rows_of(batch, first, None)]


def test_after_its_sessions_the_units_are_completed_signed_off_and_stated(batch, partial, keeper):
    record_result(partial, batch.version.units.first(), by=assessor_of(batch), result="K")
    coordinator = staff(batch.training_center, "blk_coordinator")
    standing = certificate_gate.standing_of(partial)
    assert codes(early_sign_off.blockers(standing, batch, by=coordinator)) == ["not_left"]

    place_changes.complete(partial, by=keeper)
    early_sign_off.sign_off(partial, by=coordinator, number="BA-7")

    partial.refresh_from_db()
    assert partial.state == "completed"
    standing = certificate_gate.standing_of(partial)
    assert standing.is_signed_alone
    assert certificate_gate.statement_blockers(standing) == []
    candidate = next(one for one in preparation.candidates(batch) if one.standing.enrollment == partial)
    # Only what the center has not set up yet is missing.
    assert "not_over" not in codes(candidate.statement_blockers)
    with pytest.raises(RuleViolation) as refused:
        record_result(partial, batch.version.units.first(), by=assessor_of(batch), result="BK", feedback="Ulangi lagi.")
    assert codes(refused) == ["signed_alone"]


def test_pages_lead_from_the_completed_place_to_minutes_and_statement(batch, partial, keeper, sign_in):
    """Nobody who is done with block A waits for the last session of block B."""
    Session.objects.filter(unit__position=2).update(state="planned")
    record_result(partial, batch.version.units.first(), by=assessor_of(batch), result="K")
    coordinator, officer = (staff(batch.training_center, role) for role in ("blk_coordinator", "certificate_officer"))
    alone, name = f"/penilaian/peserta/{partial.public_id}/kunci/", partial.person.full_name
    assert alone not in sign_in(coordinator).get(f"/penilaian/{batch.public_id}/kunci/").text

    place_changes.complete(partial, by=keeper)

    assert alone in sign_in(coordinator).get(f"/penilaian/{batch.public_id}/kunci/").text
    certificates = sign_in(officer).get(f"/sertifikat/angkatan/{batch.public_id}/").text
    assert "Unit lepas selesai" in certificates
    tasks = InboxTask.objects.order_by("kind").values_list("kind", "person__full_name")
    assert list(tasks) == [("programs.results_due", name), ("programs.statement_due", name)]
    early_sign_off.sign_off(partial, by=coordinator, number="BA-7")
    candidate = next(one for one in preparation.candidates(batch) if one.standing.enrollment == partial)
    assert "not_signed" not in codes(candidate.statement_blockers)
    assert batch_overview.tally([candidate])["blocked"] == (1 if candidate.statement_blockers else 0)


def test_what_is_impossible_is_not_offered(batch, partial, keeper, sign_in):
    """The first block is taught and has no marks; of the second a session is still to come."""
    Session.objects.filter(unit__position=2).update(state="planned")
    one, two = (f"/tempat/{place.public_id}/selesaikan/" for place in batch.enrollments.order_by("pk")[1:])
    coordinator, officer = (staff(batch.training_center, role) for role in ("blk_coordinator", "certificate_officer"))

    page = sign_in(keeper).get(f"/angkatan/{batch.public_id}/").text
    assert (one in page, two in page) == (True, False)
    place_changes.complete(partial, by=keeper)
    alone = f"/penilaian/peserta/{partial.public_id}/kunci/"
    asked = [f"/penilaian/{batch.public_id}/kunci/", f"/sertifikat/angkatan/{batch.public_id}/"]
    client = sign_in(coordinator)
    assert [alone in client.get(path).text for path in asked] == [False, False]
    record_result(partial, batch.version.units.first(), by=assessor_of(batch), result="K")
    assert alone in client.get(asked[0]).text
    assert sign_in(officer).get(asked[1]).status_code == 200


def test_calling_off_counts_whom_each_unit_is_taught_to(batch):
    with translation.override("id"):
        told = [effect.what for effect in what_is_still_assessed(batch)]

    first, second = (unit.short_code for unit in batch.version.units.all())
    assert told[:2] == [
        f"Unit {first}, pelatihannya selesai: 2 orang belum dinilai",
        f"Unit {second}, pelatihannya selesai: 2 orang belum dinilai",
    ]


def test_the_refusal_to_complete_names_session_and_missing_lessons(batch, partial):
    first = batch.version.units.first()
    Session.objects.filter(unit=first).update(state="planned", date=date(2026, 11, 24))
    first.version.units.filter(pk=first.pk).update(jp=first.jp + 2)

    with translation.override("id"):
        told = [str(one) for one in place_changes.completion_blockers(Enrollment.objects.get(pk=partial.pk))]

    assert told == [
        "Sesi 24 November 2026 belum ditutup.",
        f"2 JP unit {first.short_code} belum ada di sesi mana pun; jadwalkan sesi penggantinya.",
    ]


def test_the_grid_counts_what_can_be_given(batch, sign_in):
    page = sign_in(assessor_of(batch)).get(f"/penilaian/{batch.public_id}/")

    assert (page.context["done"], page.context["all"]) == (0, 4)


def test_units_without_a_result_are_not_signed_off(batch, partial, keeper):
    place_changes.complete(partial, by=keeper)
    first = batch.version.units.first()
    extra = ProgramUnitFactory(version=batch.version, position=3, jp=4)
    PlaceUnit.objects.create(enrollment=partial, unit=extra)
    coordinator = staff(batch.training_center, "blk_coordinator")
    assert codes(early_sign_off.blockers(certificate_gate.standing_of(partial), batch, by=coordinator)) == ["results"]
    record_result(partial, first, by=assessor_of(batch), result="K")

    found = early_sign_off.blockers(certificate_gate.standing_of(partial), batch, by=coordinator)

    assert codes(found) == ["results"]
    assert extra.short_code in str(found[0])


def never_held(place):
    Session.objects.update(unit=place.batch.version.units.last())


def cancel_last_lesson(place):
    """The unit has two lessons; one was held, the other one cancelled and not made up."""
    unit = place.batch.version.units.first()
    held = Session.objects.get(unit=unit)
    unit.version.units.filter(pk=unit.pk).update(jp=2 * held.jp)
    SessionFactory(batch=place.batch, unit=unit, date=date(2026, 11, 28), is_cancelled=True)


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (lambda place: None, []),
        (lambda place: Session.objects.filter(unit__position=1).update(state="planned"), ["sessions_open"]),
        (lambda place: Session.objects.filter(unit__position=2).update(state="planned"), []),
        (
            lambda place: Session.objects.filter(unit__position=1).update(unit=Session.objects.last().unit),
            ["sessions_open"],
        ),
        (cancel_last_lesson, ["sessions_open"]),
        (lambda place: Enrollment.objects.update(is_partial=False), ["whole"]),
        (lambda place: Enrollment.objects.update(state="suspended"), ["no_such_transition"]),
    ],
)
def test_each_reason_against_completing_units(partial, spoil, expected):
    spoil(partial)
    partial.refresh_from_db()

    assert codes(place_changes.completion_blockers(partial)) == expected


def test_with_every_other_core_unit_passed_before_there_is_a_certificate(batch, partial):
    """The rule of certificates as it stands: every core unit K, whichever class it was passed in."""
    second = batch.version.units.last()
    earlier = class_of(1, training_center=batch.training_center)
    earlier.enrollments.update(person=partial.person)
    earlier.version.units.filter(position=2).update(code="C.LAIN")
    earlier.version.units.filter(position=1).update(code=second.code)
    assess_all(earlier)
    results(batch)
    by_code = {reason.code for reason in certificate_gate.standing_of(partial).blockers}
    assert "single_units" in by_code
    assert certificate_gate.standing_of(partial).has_passed_units

    sign(earlier)

    standing = certificate_gate.standing_of(partial)
    assert (standing.is_competent, "single_units" in {one.code for one in standing.blockers}) == (True, False)
    assert standing.recognized == {second.pk}


def test_what_was_passed_in_a_public_class_is_unknown_in_a_facility(batch, partial):
    second = batch.version.units.last()
    earlier = class_of(1, training_center=batch.training_center, facility=None, agreement=None)
    earlier.enrollments.update(person=partial.person)
    earlier.version.units.filter(position=2).update(code="C.LAIN")
    earlier.version.units.filter(position=1).update(code=second.code)
    assess_all(earlier)
    sign(earlier)

    assert certificate_gate.standing_of(partial).recognized == frozenset()


def test_recognized_from_elsewhere_counts_for_single_units_too(batch, partial):
    center = batch.training_center
    RecognizedUnitFactory(
        training_center=center,
        person=partial.person,
        code=batch.version.units.last().code,
        accepted_by=staff(center, "blk_head"),
    )
    results(batch)

    assert certificate_gate.standing_of(partial).is_competent


def test_the_grid_shows_what_is_not_taken(batch, partial, sign_in):
    assessor = assessor_of(batch)

    page = sign_in(assessor).get(f"/penilaian/{batch.public_id}/")

    assert page.status_code == 200
    assert page.content.decode().count("tidak diikuti") == 2
    assert UnitResult.objects.count() == 0
    assert unit_results.assessor_blockers(batch, by=assessor) == []
