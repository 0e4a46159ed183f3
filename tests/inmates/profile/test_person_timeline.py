"""What a person's timeline tells of each kind of record, and to whom."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from certification.certificates import issue_certificates, replacement, revocation
from certification.outside_tests.models.tests import OutsideCandidate
from certification.register.models import HandOver
from core import clock
from inmates.custody import classifications, limiting_dates
from inmates.custody.models.stays import Housing, Movement, Suspension
from inmates.profile.person_timeline import timeline
from inmates.profile.trainings import trainings_of
from programs.interviews.models import Interview
from programs.selection.models import Appeal
from tests.factories import ApplicationFactory, EnrollmentFactory, FacilityFactory, PersonFactory, UserFactory
from tests.factories.certification import approve, approved, graduates, staff
from tests.factories.outside import candidate, certified, outside_test

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
ZONE = "Asia/Makassar"
DAY = date(2026, 11, 10)


@pytest.fixture
def person():
    return PersonFactory(with_custody=True)


def events(person, role="training_officer", facility=None):
    """Day, title and note of every event as somebody of that role at the facility reads them, oldest first."""
    reader = UserFactory(roles=[role], facility=facility or person.facility)
    with translation.override("en"):
        found = timeline(person, trainings_of(person), reader=reader)
        return [(event.date, str(event.title), str(event.note)) for event in reversed(found)]


def titles(person):
    return [title for _day, title, _note in events(person)]


def at(hour):
    return datetime(2026, 11, 10, hour, tzinfo=ZoneInfo(ZONE))


def test_stay_begins_and_ends(person):
    person.custody_periods.update(until=DAY, leaving="transfer")

    found = events(person)

    assert (date(2025, 1, 6), "Entered custody here", "Entered by staff") in found
    assert (DAY, "Left custody here", "Transferred to another facility") in found


def test_each_classification_is_told_with_the_one_before_it_also_once_it_is_replaced(person):
    officer = UserFactory(roles=["case_officer"], facility=person.facility)
    for value, day in (("high", date(2026, 11, 1)), ("medium", date(2026, 11, 9)), ("medium", date(2026, 11, 20))):
        classifications.classify(
            person, by=officer, kind="risk", value=value, from_date=day, until=date(2027, 3, 1), source="document"
        )

    assert [one for one in events(person) if one[1].startswith("Risk")] == [
        (date(2026, 11, 1), "Risk: High", "Letter or decree"),
        (date(2026, 11, 9), "Risk changed from High to Medium", "Letter or decree"),
        (date(2026, 11, 20), "Risk: Medium", "Letter or decree"),
    ]


def test_movement_is_told_going_and_coming_back(person):
    Movement.objects.create(person=person, kind="court", out_at=at(8), back_at=at(15))
    Movement.objects.create(person=person, kind="hospital", out_at=at(16))

    found = titles(person)

    assert [title for title in found if title.startswith(("Out", "Back"))].count("Out: Court hearing") == 1
    assert "Back: Court hearing" in found
    assert "Out: Hospital" in found
    assert "Back: Hospital" not in found


def test_movement_of_the_evening_stands_on_the_day_of_the_office(person):
    Movement.objects.create(person=person, kind="loan", out_at=datetime(2026, 11, 9, 17, tzinfo=ZoneInfo("UTC")))

    assert [day for day, title, _note in events(person) if title.startswith("Out")] == [DAY]


def test_change_of_a_limiting_date_names_both_days(person):
    officer = UserFactory(roles=["registrar"], facility=person.facility)
    limiting_dates.set_limiting_date(person, by=officer, kind="sentence_end", date=date(2029, 5, 1), source="document")

    assert "End of the sentence changed from 6 Jan 2030 to 1 May 2029" in titles(person)


def test_suspension_tells_who_decided_and_its_last_day_and_never_why(person):
    Suspension.objects.create(person=person, from_date=DAY, until=date(2026, 11, 20), decided_by="Kepala")

    found = events(person)

    assert (DAY, "Training suspended", "Decided by Kepala") in found
    assert (date(2026, 11, 20), "Last day of the suspension", "") in found


def test_row_without_a_first_day_stands_on_the_day_of_its_record(person):
    Housing.objects.update(from_date=None, recorded_at=at(9))

    assert DAY in [day for day, title, _note in events(person) if title == "Housed in A / 07"]


def test_certificate_is_told_when_issued_and_when_revoked():
    batch = graduates(1)
    enrollment = batch.enrollments.get()
    officer, head = (staff(batch.training_center, role) for role in ("certificate_officer", "blk_head"))
    issued = issue_certificates.issue(approved(enrollment), by=officer)
    with clock.moved_to(clock.now() + 24 * 60 * clock.MINUTE):
        revocation.request_revocation(issued, by=officer, category="error", reason="Nama salah dicetak")
        revocation.approve_revocation(issued, by=head)

    found = [(day, title) for day, title, _note in events(enrollment.person) if "Paper" in title]

    assert found == [
        (date(2026, 11, 23), f"Paper {issued.number_text} issued"),
        (date(2026, 11, 24), f"Paper {issued.number_text} revoked"),
    ]
    assert "Nama salah" not in str(events(enrollment.person))


def test_end_of_training_is_told_with_its_reason():
    enrollment = graduates(1).enrollments.get()
    type(enrollment).objects.update(state="ended", ended_on=DAY, end_reason="withdrew")

    assert (DAY, f"End of {enrollment.batch.name}", "Withdrew") in events(enrollment.person)


def test_interviews_goals_offers_appeals_and_pauses_are_told_once_each():
    place = EnrollmentFactory(batch__name="Las 4/2026", person__with_custody=True)
    person, batch = place.person, place.batch
    officer = UserFactory(roles=["training_officer", "board_chair"], facility=batch.facility)
    Interview.objects.create(person=person, facility=batch.facility, held_on=DAY, recorded_by=officer)
    person.training_goals.create(
        text="Las dasar",
        due_on=DAY,
        made_at=at(9),
        made_by=officer,
        state="reached",
        closed_on=date(2026, 11, 12),
        close_note="Lulus",
    )
    application = ApplicationFactory(batch=batch, person=person, submitted_at=at(8))
    application.offers.create(state="declined", offered_at=at(10), expires_on=DAY, answered_at=at(11))
    Appeal.objects.create(
        application=application,
        received_on=DAY,
        grounds="x",
        recorded_by=officer,
        decision_by=officer,
        first_reason="y",
    )
    place.suspensions.create(from_date=date(2026, 11, 13), until=date(2026, 11, 14), reason="illness")

    found = events(person)

    told = [
        (DAY, "Intake interview", ""),
        (DAY, "Goal of the training plan: Las dasar", ""),
        (date(2026, 11, 12), "Goal closed: Las dasar", "Reached"),
        (DAY, "Place in Las 4/2026 offered", ""),
        (DAY, "Answer to the offer of Las 4/2026", "Declined"),
        (DAY, "Appeal against the decision on Las 4/2026", ""),
        (date(2026, 11, 13), "Place in Las 4/2026 suspended", "Illness"),
        (date(2026, 11, 14), "Last day of the suspension in Las 4/2026", ""),
    ]
    assert [found.count(event) for event in told] == [1] * len(told)


@pytest.mark.parametrize(
    ("outcome", "note"),
    [
        ("admitted", "Granted: admitted"),
        ("reserve", "Granted: reserve list"),
        ("refused", "Not granted: the decision stands"),
    ],
)
def test_appeal_is_told_when_received_and_when_decided_but_never_why(outcome, note):
    application = ApplicationFactory(batch__name="Las 4/2026")
    first, second = (UserFactory(roles=["board_chair"], facility=application.batch.facility) for _ in range(2))
    Appeal.objects.create(
        application=application,
        received_on=DAY,
        grounds="Rahasia satu",
        recorded_by=first,
        decision_by=first,
        first_reason="Rahasia dua",
        outcome=outcome,
        reason="Rahasia tiga",
        decided_by=second,
        decided_at=datetime(2026, 11, 11, 17, tzinfo=UTC),
    )

    found = events(application.person)

    assert [event for event in found if "ppeal" in event[1]] == [
        (DAY, "Appeal against the decision on Las 4/2026", ""),
        (date(2026, 11, 12), "Appeal decided: Las 4/2026", note),
    ]
    assert "Rahasia" not in str(found)


def test_results_and_hand_over_are_told_once_each():
    batch = graduates(1)
    enrollment = batch.enrollments.get()
    officer = staff(batch.training_center, "certificate_officer")
    issued = issue_certificates.issue(approved(enrollment), by=officer)
    HandOver.objects.create(certificate=issued, handed_on=date(2026, 11, 25), received_by="Abdul", recorded_by=officer)
    units = [result.unit.title for result in enrollment.unit_results.select_related("unit")]

    found = titles(enrollment.person)

    assert [found.count(f"Unit assessed: {title}") for title in units] == [1] * len(units)
    assert found.count(f"Paper {issued.number_text} handed over") == 1


def test_replacement_is_told_with_both_numbers_and_only_once_it_is_issued():
    batch = graduates(1)
    person = batch.enrollments.get().person
    officer, head = (staff(batch.training_center, role) for role in ("certificate_officer", "blk_head"))
    old = issue_certificates.issue(approved(batch.enrollments.get()), by=officer, render_after=False)
    with clock.moved_to(clock.now() + 24 * 60 * clock.MINUTE):
        prepared = replacement.replace(old, by=officer, reason="Tanggal lahir salah")
        before = [title for title in titles(person) if "replaced" in title]
        new = issue_certificates.issue(approve(prepared, by=head), by=officer, render_after=False)

    assert before == []
    assert [event for event in events(person) if "replaced" in event[1]] == [
        (date(2026, 11, 24), f"Paper {old.number_text} replaced by {new.number_text}", "")
    ]


@pytest.mark.parametrize(
    ("make", "result", "note"),
    [(certified, "K", "Competent"), (candidate, "BK", "Not yet competent"), (candidate, "TH", "Did not take the test")],
)
def test_outside_test_is_told_when_put_forward_and_when_its_result_is_recorded(make, result, note):
    # Each moment is of one day in UTC and of the next where the facility stands.
    one = make(
        result=result,
        added_at=datetime(2026, 11, 11, 17, tzinfo=UTC),
        recorded_at=datetime(2026, 11, 18, 17, tzinfo=UTC),
    )

    assert [event for event in events(one.enrollment.person) if "ompetency test" in event[1]] == [
        (date(2026, 11, 12), "Put forward for the competency test Pengelasan SMAW 3G", ""),
        (date(2026, 11, 19), "Competency test Pengelasan SMAW 3G", note),
    ]


def test_outside_test_without_a_result_is_told_as_put_forward_only():
    one = candidate(added_at=at(9))

    assert [event for event in events(one.enrollment.person) if "ompetency test" in event[1]] == [
        (DAY, "Put forward for the competency test Pengelasan SMAW 3G", "")
    ]


def test_timeline_costs_the_same_for_one_record_and_for_many(django_assert_num_queries):
    place = EnrollmentFactory(person__with_custody=True)
    officer = UserFactory(roles=["training_officer"], facility=place.batch.facility)
    for _ in range(8):
        Interview.objects.create(person=place.person, facility=place.batch.facility, held_on=DAY, recorded_by=officer)

    officer.has_perm("inmates.view_person")
    with django_assert_num_queries(6):
        timeline(place.person, trainings_of(place.person), reader=officer)


def _everything():
    """Somebody with a record of each kind that training and certification tell, in custody where they train."""
    batch = graduates(1)
    place = batch.enrollments.get()
    person, facility = place.person, batch.facility
    officer = UserFactory(roles=["training_officer", "board_chair", "certificate_officer"], facility=facility)
    Interview.objects.create(person=person, facility=facility, held_on=DAY, recorded_by=officer)
    person.training_goals.create(text="Las dasar", due_on=DAY, made_at=at(9), made_by=officer)
    application = ApplicationFactory(batch=batch, person=person, submitted_at=at(8), decided_at=at(9))
    application.offers.create(offered_at=at(10), expires_on=DAY)
    Appeal.objects.create(
        application=application,
        received_on=DAY,
        grounds="x",
        recorded_by=officer,
        decision_by=officer,
        first_reason="y",
    )
    place.suspensions.create(from_date=date(2026, 11, 13), until=date(2026, 11, 14), reason="illness")
    issued = issue_certificates.issue(
        approved(place), by=staff(batch.training_center, "certificate_officer"), render_after=False
    )
    HandOver.objects.create(certificate=issued, handed_on=date(2026, 11, 25), received_by="Abdul", recorded_by=officer)
    test = outside_test(batch.training_center)
    OutsideCandidate.objects.create(test=test, enrollment=place, added_by=test.created_by)
    return person


KINDS = {
    "Intake interview": "interview",
    "Goal of": "goal",
    "Put forward for the competency": "outside test",
    "Put forward for": "application",
    "Board decided": "decision",
    " offered": "offer",
    "Appeal against": "appeal",
    "Unit assessed": "result",
    "handed over": "hand-over",
    "suspended": "pause",
}


@pytest.mark.parametrize(
    ("role", "told"),
    [
        ("registrar", {"pause"}),
        ("board_member", {"interview", "goal", "application", "decision", "offer", "appeal", "pause"}),
        ("board_chair", {"interview", "goal", "application", "decision", "offer", "appeal", "pause"}),
        ("training_officer", set(KINDS.values())),
        ("rutan_head", set(KINDS.values())),
        ("case_officer", set(KINDS.values()) - {"offer", "appeal"}),
    ],
)
def test_reader_is_told_what_the_pages_of_the_records_show_to_that_role(role, told):
    person = _everything()
    reader = UserFactory(roles=[role], facility=person.facility)
    type(person).objects.filter(pk=person.pk).update(case_officer=reader if role == "case_officer" else None)
    person.refresh_from_db()

    with translation.override("en"):
        titles = [str(event.title) for event in timeline(person, trainings_of(person), reader=reader)]

    found = {next((kind for part, kind in KINDS.items() if part in title), "") for title in titles} - {""}
    assert found == told


def test_results_and_appeals_of_another_facility_are_not_told():
    person = _everything()
    elsewhere = FacilityFactory()
    person.custody_periods.update(facility=elsewhere)
    type(person).objects.filter(pk=person.pk).update(facility=elsewhere)
    person.refresh_from_db()

    found = " ".join(titles(person))

    assert [part for part, kind in KINDS.items() if part in found] == ["Intake interview", "Goal of"]
    assert "issued" in found
