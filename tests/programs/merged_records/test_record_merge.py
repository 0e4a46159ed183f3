"""Two records of one person become one: what stands against it, and all that depends on both, before and after."""

from datetime import date, time, timedelta

import pytest

from certification.assessment import batch_sign_off
from certification.certificates import issue_certificates
from certification.register.models import Certificate
from core import access
from core.errors import RuleViolation
from core.models import AccessLogEntry, AuditEvent
from inmates.custody import people_apart
from inmates.custody.models.circumstances import Circumstance, NonAssociation
from inmates.custody.models.remand import RemandPaper
from inmates.custody.models.stays import Classification, CustodyPeriod, LimitingDate, Movement, Suspension
from inmates.imports.list_comparison import compare
from inmates.imports.models import ImportRow, SpreadsheetImport
from inmates.imports.reading import Record
from inmates.inbox import inbox_tasks
from inmates.inbox.models import InboxTask
from inmates.people.models import Person
from inmates.profile import person_records
from inmates.profile.person_timeline import timeline
from inmates.profile.trainings import trainings_of
from outcomes.leaving.models import CurriculumVitae, Readiness, ReadinessItem, WorkAssignment
from programs.attendance.models.marks import AttendanceStatus
from programs.attendance.models.session_day import KnownAbsence
from programs.batches.models import Batch
from programs.circumstances import arrivals, custody_end, entry_withdrawal
from programs.circumstances.inbox_kinds import ARRIVING
from programs.interviews.models import Interview, TrainingGoal
from programs.merged_records import record_merge
from programs.places.inbox_kinds import LEAVES_EARLY, TOGETHER
from programs.places.models import Enrollment
from programs.selection import application_decisions
from programs.selection.models import Application
from reports.rights.models import RightsRequest
from reports.subject_file.models import SubjectRequest
from tests.conftest import MONDAY
from tests.factories import (
    ApplicationFactory,
    BatchFactory,
    EnrollmentFactory,
    FacilityFactory,
    PersonFactory,
    RecognizedUnitFactory,
    UserFactory,
)
from tests.factories.aids import CenterAidFactory, FacilityAidFactory
from tests.factories.certification import NumberSeriesFactory, approved, assess_all, class_of
from tests.factories.followup import ConsentFactory
from tests.factories.probation import ClientShareFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
TODAY = MONDAY.date()
REASON = "Sidik jari kedua berkas sama"
NIK = "6305011705950001"


class Twice:
    """One person with two records here: the one that is to stay and a second, both with stay, number and housing."""

    def __init__(self):
        self.facility = FacilityFactory()
        self.registrar = UserFactory(roles=["registrar"], facility=self.facility)
        self.stays = self.person("Achmad Pahriadi")
        self.goes = self.person("Ahmad Pahriadi")

    def person(self, name, **fields):
        return PersonFactory(facility=self.facility, full_name=name, with_custody=True, **fields)

    def merge(self, reason=REASON):
        record_merge.merge(self.stays, goes=self.goes, by=self.registrar, reason=reason)
        self.stays.refresh_from_db()
        self.goes.refresh_from_db()

    def batch(self, **fields):
        return BatchFactory(facility=self.facility, **fields)

    def selecting(self, name, **fields):
        return self.batch(
            name=name,
            state=Batch.State.SELECTING,
            starts_on=date(2026, 12, 7),
            ends_on=date(2026, 12, 18),
            assessment_on=date(2026, 12, 21),
            **fields,
        )

    def apart(self, one, other, **fields):
        first, second = sorted((one, other), key=lambda person: person.pk)
        return NonAssociation.objects.create(
            facility=self.facility,
            first=first,
            second=second,
            from_date=TODAY,
            decided_by="KPR",
            recorded_by=self.registrar,
            **fields,
        )

    def left(self, kind="full_term", **fields):
        return custody_end.leave(self.goes, by=self.registrar, kind=kind, on=TODAY, reason="Bebas lebih awal", **fields)


@pytest.fixture
def twice():
    return Twice()


def codes(stays, goes):
    return [reason.code for reason in record_merge.blockers(stays, goes)]


def same(twice):
    twice.goes = twice.stays


def merged_before(twice):
    Person.objects.filter(pk=twice.goes.pk).update(facility=None, merged_into=twice.person("Lain"))


def stays_merged_before(twice):
    Person.objects.filter(pk=twice.stays.pk).update(facility=None, merged_into=twice.person("Lain"))


def stays_left(twice):
    custody_end.leave(twice.stays, by=twice.registrar, kind="full_term", on=TODAY, reason="Bebas lebih awal")


def elsewhere(twice):
    Person.objects.filter(pk=twice.goes.pk).update(facility=FacilityFactory())


def other_sex(twice):
    Person.objects.filter(pk=twice.goes.pk).update(sex="P")


def other_birth(twice):
    Person.objects.filter(pk=twice.goes.pk).update(birth_date=date(1995, 5, 18))


def other_nik(twice):
    for person, nik in ((twice.stays, NIK), (twice.goes, NIK[::-1])):
        person.set_nik(nik)
        person.save()


def kept_apart(twice):
    twice.apart(twice.stays, twice.goes)


def died(twice):
    twice.left("death")


def both_out(twice):
    for person in (twice.stays, twice.goes):
        Movement.objects.create(person=person, kind="court", out_at=MONDAY)


def both_apply(twice):
    batch = twice.selecting("Jahit")
    ApplicationFactory(batch=batch, person=twice.stays)
    ApplicationFactory(batch=twice.selecting("Jahit 2", version=batch.version), person=twice.goes)


def both_have_places(twice):
    for person in (twice.stays, twice.goes):
        EnrollmentFactory(batch=twice.batch(), person=person)


def both_in_one_batch(twice):
    batch = twice.batch()
    EnrollmentFactory(batch=batch, person=twice.stays)
    EnrollmentFactory(batch=batch, person=twice.goes, state="ended", ended_on=TODAY, end_reason="withdrew")


@pytest.mark.parametrize(
    ("arrange", "expected"),
    [
        (lambda twice: None, []),
        (same, ["same"]),
        (merged_before, ["merged"]),
        (stays_merged_before, ["merged"]),
        (stays_left, ["not_in_custody", "elsewhere"]),
        (elsewhere, ["elsewhere"]),
        (other_sex, ["sex"]),
        (other_birth, ["born"]),
        (other_nik, ["nik"]),
        (kept_apart, ["apart"]),
        (died, ["dead"]),
        (both_out, ["both"]),
        (both_apply, ["both"]),
        (both_have_places, ["both"]),
        (both_in_one_batch, ["same_batch"]),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_each_reason_against_a_merge(twice, arrange, expected):
    arrange(twice)
    stays, goes = (Person.objects.get(pk=person.pk) for person in (twice.stays, twice.goes))

    assert codes(stays, goes) == expected
    if expected:
        with pytest.raises(RuleViolation) as refused:
            twice.merge()
        assert [reason.code for reason in refused.value.reasons] == expected
        assert not AuditEvent.objects.filter(action="person.merge").exists()


def test_everything_that_both_have_is_named(twice):
    both_out(twice)
    both_apply(twice)
    both_have_places(twice)

    (reason,) = record_merge.blockers(twice.stays, twice.goes)

    program = Application.objects.first().program.name
    assert f"pergerakan, pengajuan untuk {program}, kursi di angkatan yang berjalan" in reason.message


def test_what_is_missing_in_one_record_is_no_contradiction(twice):
    Person.objects.filter(pk=twice.goes.pk).update(sex="", birth_date=None)
    twice.goes.refresh_from_db()

    assert codes(twice.stays, twice.goes) == []


@pytest.mark.parametrize("reason", ["", "sama saja", "   sama    "])
def test_merge_needs_a_reason(twice, reason):
    with pytest.raises(RuleViolation) as refused:
        twice.merge(reason)

    assert [reason.code for reason in refused.value.reasons] == ["reason_missing"]


def relations() -> set[str]:
    fields = Person._meta.get_fields(include_hidden=True)
    return {
        f"{relation.related_model._meta.label}.{relation.field.name}"
        for relation in fields
        if relation.auto_created and not relation.concrete
    }


def test_every_relation_to_a_person_is_handled_by_name():
    """A new model that names a person has to say here what a merge makes of its rows."""
    assert {related.name for related in record_merge.all_related()} == relations()
    assert len(record_merge.all_related()) == len(relations())


def fill(twice) -> None:
    """Something of every kind at the record that goes."""
    goes, by = twice.goes, twice.registrar
    common = {"facility": twice.facility, "kind": "court", "happened_on": TODAY}
    Circumstance.objects.create(person=goes, effects=[{"model": "inmates.person", "pk": goes.pk}], **common)
    Classification.objects.create(person=goes, kind="risk", value="low", from_date=TODAY, until=TODAY)
    Suspension.objects.create(person=goes, from_date=TODAY, decided_by="Karutan")
    Movement.objects.create(person=goes, kind="court", out_at=MONDAY)
    RemandPaper.objects.create(person=goes, kind="hearing", recorded_by=by)
    RecognizedUnitFactory(person=goes)
    # One whose record is younger and one whose record is older than both.
    twice.apart(goes, twice.person("Hadi"))
    twice.apart(PersonFactory(pk=-1, facility=twice.facility), goes)
    Interview.objects.create(person=goes, facility=twice.facility, held_on=TODAY, recorded_by=by)
    TrainingGoal.objects.create(person=goes, text="Las dasar", due_on=TODAY, made_by=by)
    ApplicationFactory(batch=twice.selecting("Kayu"), person=goes)
    EnrollmentFactory(batch=twice.batch(name="Las"), person=goes)
    KnownAbsence.objects.create(
        person=goes,
        facility=twice.facility,
        status=AttendanceStatus.objects.get(code="court"),
        starts_at=MONDAY,
        ends_at=MONDAY + timedelta(hours=2),
        source="W.19/2026",
        recorded_by=by,
    )
    values = {"batch_id": "x", "other_pk": 0}
    inbox_tasks.open_task(
        LEAVES_EARLY, role="training_officer", office=twice.facility, person=goes, matter="7", values=values
    )
    sheet = SpreadsheetImport.objects.create(facility=twice.facility, file_sha256="0" * 64)
    ImportRow.objects.create(spreadsheet_import=sheet, kind=ImportRow.Kind.UNCHANGED, person=goes)
    PersonFactory(facility=None, full_name="Dulu", merged_into=goes)
    ConsentFactory(person=goes, followed_from=None)
    Readiness.objects.create(
        person=goes, facility=twice.facility, item=ReadinessItem.objects.first(), state="done", on=TODAY
    )
    WorkAssignment.objects.create(
        person=goes,
        facility=twice.facility,
        weekdays=[0],
        starts_at=time(8),
        ends_at=time(9),
        from_date=TODAY,
        recorded_by=by,
    )
    FacilityAidFactory(person=goes, facility=twice.facility)
    CenterAidFactory(person=goes)
    ClientShareFactory(person=goes, facility=twice.facility)
    CurriculumVitae.objects.create(person=goes, facility=twice.facility, saved_by=by)
    SubjectRequest.objects.create(
        person=goes, office=twice.facility.code, received_at=MONDAY, reason="Permohonan", recorded_by=by
    )
    RightsRequest.objects.create(
        person=goes,
        office=twice.facility.code,
        kind="objection",
        received_at=MONDAY,
        wish="Tidak ingin difoto",
        recorded_by=by,
    )


def counts(person) -> dict[str, int]:
    moving = [related for related in record_merge.all_related() if related.way is not record_merge.Way.STAY]
    return {related.name: related.rows(person).count() for related in moving}


def test_nothing_stays_behind(twice):
    fill(twice)
    before, other = counts(twice.goes), counts(twice.stays)
    assert all(before.values()), before

    twice.merge()

    expected = {name: before[name] + other[name] for name in before}
    expected["inmates.Person.merged_into"] = 2
    assert counts(twice.stays) == expected
    assert set(counts(twice.goes).values()) == {0}
    assert InboxTask.objects.get(kind=LEAVES_EARLY.code).person == twice.stays
    assert Circumstance.objects.get().effects == [{"model": "inmates.person", "pk": twice.stays.pk}]


def state(person):
    """Everything that is in force about one record."""
    person = Person.objects.get(pk=person.pk)
    return {
        "in custody": person.facility_id is not None,
        "stays": list(person.custody_periods.order_by("pk").values_list("from_date", "until", "leaving")),
        "numbers": [row.number for row in person.register_numbers.open()],
        "housing": [str(row) for row in person.housings.open()],
        "dates": [(row.kind, row.date) for row in person.limiting_dates.filter(replaced_at=None)],
        "classes": [(row.kind, row.value) for row in person.classifications.filter(replaced_at=None)],
        "places": [(row.batch.name, row.state) for row in person.enrollments.all()],
        "applications": [(row.batch.name, row.state) for row in person.applications.all()],
        "expected": Enrollment.objects.filter(person=person).expected_on(TODAY).count(),
        "case officer": person.case_officer_id is not None,
    }


def test_two_records_in_custody_become_one(twice):
    number = twice.stays.register_numbers.get().number
    second_number = twice.goes.register_numbers.get()
    LimitingDate.objects.create(person=twice.goes, kind="two_thirds", date=date(2028, 1, 6))
    twice.goes.limiting_dates.filter(kind="sentence_end").update(date=date(2031, 1, 6))
    Person.objects.filter(pk=twice.goes.pk).update(case_officer=UserFactory(facility=twice.facility))
    EnrollmentFactory(batch=twice.batch(name="Las"), person=twice.goes)
    ApplicationFactory(batch=twice.selecting("Jahit"), person=twice.stays)
    alone = {
        "in custody": True,
        "stays": [(date(2025, 1, 6), None, "")],
        "numbers": [number],
        "housing": ["A / 07"],
        "dates": [("sentence_end", date(2030, 1, 6))],
        "classes": [],
        "places": [],
        "applications": [("Jahit", "submitted")],
        "expected": 0,
        "case officer": False,
    }
    assert state(twice.stays) == alone

    twice.merge()

    assert state(twice.stays) == alone | {
        "stays": [(date(2025, 1, 6), None, ""), (date(2025, 1, 6), TODAY, "correction")],
        "dates": [("two_thirds", date(2028, 1, 6)), ("sentence_end", date(2030, 1, 6))],
        "places": [("Las", "active")],
        "expected": 1,
        "case officer": True,
    }
    nothing = {key: [] for key in alone} | {"in custody": False, "expected": 0, "case officer": False}
    assert state(twice.goes) == nothing
    assert twice.goes.merged_into == twice.stays
    second_number.refresh_from_db()
    assert second_number.until == TODAY - timedelta(days=1)


def test_record_of_a_former_stay_brings_its_history(twice):
    found = twice.left("transfer", destination=FacilityFactory())
    assert InboxTask.objects.open().filter(kind=ARRIVING.code).exists()

    twice.merge()

    found.refresh_from_db()
    assert (found.person, found.returned_on) == (twice.stays, TODAY)
    assert not InboxTask.objects.open().exists()
    assert state(twice.stays)["stays"] == [(date(2025, 1, 6), None, ""), (date(2025, 1, 6), TODAY, "transfer")]
    assert [reason.code for reason in entry_withdrawal.blockers(found)] == ["elsewhere"]


def test_record_without_a_stay_of_its_own_takes_that_of_the_other(twice):
    for rows in (twice.stays.custody_periods, twice.stays.register_numbers, twice.stays.housings):
        rows.all().delete()
    number = twice.goes.register_numbers.get().number

    twice.merge()

    found = state(twice.stays)
    assert (found["numbers"], found["housing"]) == ([number], ["A / 07"])
    assert found["stays"] == [(date(2025, 1, 6), None, "")]


@pytest.mark.parametrize(
    ("stays_until", "goes_until", "holds"),
    [(date(2026, 6, 30), date(2027, 6, 30), "high"), (date(2027, 6, 30), date(2027, 6, 30), "low")],
)
def test_of_two_classifications_the_one_that_is_valid_longer_holds(twice, stays_until, goes_until, holds):
    for person, value, until in ((twice.stays, "low", stays_until), (twice.goes, "high", goes_until)):
        Classification.objects.create(person=person, kind="risk", value=value, from_date=date(2026, 1, 5), until=until)

    twice.merge()

    assert state(twice.stays)["classes"] == [("risk", holds)]
    assert twice.stays.classifications.count() == 2


def test_second_arrival_counts_as_entered_by_mistake(twice):
    """Else taking it back would end the one stay that is left."""
    arrival = Circumstance.objects.create(
        person=twice.goes,
        facility=twice.facility,
        kind="admission",
        happened_on=TODAY,
        period=twice.goes.custody_periods.get(),
    )

    twice.merge()

    arrival.refresh_from_db()
    assert (arrival.withdrawn_by, arrival.withdrawal_reason) == (twice.registrar, REASON)
    assert [reason.code for reason in entry_withdrawal.blockers(arrival)] == ["withdrawn"]
    assert CustodyPeriod.objects.open().get().person == twice.stays


def test_missing_facts_are_taken_over_and_known_ones_stay(twice):
    Person.objects.filter(pk=twice.stays.pk).update(birth_place="", education="", called_name="Amat", sex="")
    Person.objects.filter(pk=twice.goes.pk).update(education="SMP", called_name="Aman", photo="photos/x.jpg")
    twice.goes.refresh_from_db()
    twice.goes.set_nik(NIK)
    twice.goes.save()

    twice.merge()

    stays = twice.stays
    assert (stays.birth_place, stays.education, stays.called_name, stays.sex) == ("Rantau", "SMP", "Amat", "L")
    assert (stays.nik, stays.photo.name, stays.full_name) == (NIK, "photos/x.jpg", "Achmad Pahriadi")
    assert (twice.goes.nik, twice.goes.photo.name, twice.goes.full_name) == ("", "", "Ahmad Pahriadi")
    event = AuditEvent.objects.get(action="person.merge")
    assert event.details["fields"] == ["birth_place", "sex", "education", "photo"]
    assert event.details["has_nik"] is True


def test_audit_names_both_records_and_the_reason(twice):
    twice.merge(f"  {REASON} ")

    (stays,) = AuditEvent.objects.about(twice.stays)
    (goes,) = AuditEvent.objects.about(twice.goes)
    assert (stays.action, stays.details["record"], stays.details["reason"]) == ("person.merge", twice.goes.pk, REASON)
    assert stays.details["moved"] == {
        "inmates.CustodyPeriod.person": 1,
        "inmates.RegisterNumber.person": 1,
        "inmates.Housing.person": 1,
        "inmates.LimitingDate.person": 1,
    }
    assert (goes.action, goes.details) == ("person.merged_into", {"record": twice.stays.pk, "reason": REASON})


def test_append_only_rows_keep_the_old_record_and_are_read_with_the_new_one(twice):
    access.log(access.Kind.VIEW, twice.goes, by=twice.registrar, what="profile")
    from_before = AccessLogEntry.objects.get()

    twice.merge()

    assert AccessLogEntry.objects.get().subject_id == from_before.subject_id == str(twice.goes.pk)
    assert set(Person.objects.of_one_person(twice.stays)) == {twice.stays, twice.goes}


def test_timeline_tells_the_merge_once_and_what_was_done_to_either_record(twice):
    person_records.correct_profile(twice.goes, by=twice.registrar, values={"birth_place": "Binuang"})
    twice.merge()

    events = timeline(twice.stays, trainings_of(twice.stays), reader=twice.registrar)
    titles = [event.title for event in events]
    assert titles.count("Catatan lain digabung ke catatan ini") == 1
    assert titles.count("Profil diperbaiki") == 1
    assert next(e for e in events if "digabung" in e.title).note == f"{REASON} · {twice.registrar.full_name}"


def test_certificate_keeps_its_words_and_goes_with_the_person():
    batch = class_of(1)
    twice = Twice()
    place = batch.enrollments.get()
    Person.objects.filter(pk=place.person_id).update(facility=None, full_name="Ahmad Pahriadi")
    NumberSeriesFactory(training_center=batch.training_center)
    officer = UserFactory(roles=["certificate_officer"], training_center=batch.training_center)
    assess_all(batch)
    batch_sign_off.sign_off(
        batch, by=UserFactory(roles=["blk_coordinator"], training_center=batch.training_center), number="BA-1"
    )
    issued = issue_certificates.issue(approved(place), by=officer, render_after=False)
    twice.goes = Person.objects.get(pk=place.person_id)

    twice.merge()

    after = Certificate.objects.get()
    assert after.snapshot == issued.snapshot
    assert after.enrollment.person == twice.stays


def test_pair_that_both_records_name_is_said_once(twice):
    other = twice.person("Hadi")
    kept = twice.apart(twice.stays, other)
    second = twice.apart(twice.goes, other)

    twice.merge()

    second.refresh_from_db()
    assert second.until == TODAY
    assert list(people_apart.pairs_of(twice.stays)) == [kept]


def test_pair_is_turned_round_where_the_keys_ask_for_it(twice):
    other = twice.person("Hadi")
    twice.goes = twice.person("Ahmad Pahriadi")
    pair = twice.apart(other, twice.goes)
    assert pair.first == other

    twice.merge()

    pair.refresh_from_db()
    assert (pair.first, pair.second, pair.until) == (twice.stays, other, None)


def test_pair_of_the_two_that_was_ended_stays_as_it_was(twice):
    pair = twice.apart(twice.stays, twice.goes, until=TODAY)

    twice.merge()

    pair.refresh_from_db()
    assert {pair.first, pair.second} == {twice.stays, twice.goes}


def test_whom_the_person_must_not_meet_in_a_batch_of_the_other_record_becomes_a_task(twice):
    batch, other = twice.batch(), twice.person("Hadi")
    EnrollmentFactory(batch=batch, person=twice.goes)
    EnrollmentFactory(batch=batch, person=other)
    twice.apart(twice.stays, other)

    twice.merge()

    assert InboxTask.objects.open().filter(kind=TOGETHER.code).count() == 1


def test_task_about_a_pair_names_the_record_that_stays(twice):
    batch, other = twice.batch(), twice.person("Hadi")
    for person in (twice.goes, other):
        EnrollmentFactory(batch=batch, person=person)
    people_apart.keep_apart(twice.goes, other=other, by=twice.registrar, from_date=TODAY, decided_by="KPR")
    assert InboxTask.objects.open().get().person == twice.goes

    twice.merge()

    assert InboxTask.objects.open().get().person == twice.stays


def test_place_that_meets_an_earlier_leaving_date_becomes_a_task(twice):
    twice.stays.limiting_dates.update(date=date(2026, 11, 25))
    EnrollmentFactory(batch=twice.batch(), person=twice.goes)

    twice.merge()

    task = InboxTask.objects.open().get(kind=LEAVES_EARLY.code)
    assert (task.values["old"], task.values["new"]) == ("2030-01-06", "2026-11-25")


@pytest.mark.parametrize(
    ("missing", "left", "open_tasks"),
    [
        (("stays",), False, 0),
        (("goes",), False, 0),
        (("stays", "goes"), False, 1),
        (("stays",), True, 1),
        (("stays", "goes"), True, 1),
    ],
)
def test_whether_the_person_is_still_here_is_asked_only_if_the_list_had_neither(twice, missing, left, open_tasks):
    for name in missing:
        person = getattr(twice, name)
        inbox_tasks.open_task(
            inbox_tasks.MISSING_FROM_FILE, role="registrar", office=twice.facility, person=person, values={}
        )
    if left:
        twice.left()

    twice.merge()

    tasks = InboxTask.objects.filter(kind=inbox_tasks.MISSING_FROM_FILE.code)
    assert tasks.open().count() == open_tasks
    assert {task.person for task in tasks} == {twice.stays}


def test_record_merged_before_leads_to_the_one_that_stays_now(twice):
    twice.merge()
    third = twice.person("Pahriadi")

    record_merge.merge(third, goes=twice.stays, by=twice.registrar, reason=REASON)

    assert set(third.merged_from.all()) == {twice.stays, twice.goes}


def test_merged_record_is_in_no_list_no_import_and_no_count(twice):
    twice.goes.set_nik(NIK)
    twice.goes.save()
    number = twice.goes.register_numbers.get()

    twice.merge()

    assert list(Person.objects.visible_to(twice.registrar).named_like("Ahmad Pahriadi")) == [twice.stays]
    assert list(Person.objects.in_custody()) == [twice.stays]
    assert not arrivals.known_people(full_name="Ahmad Pahriadi", birth_date=twice.goes.birth_date, nik=NIK).exists()
    record = Record(
        row=1,
        name="Ahmad Pahriadi",
        register_number=number.number,
        register_key=number.number_key,
        register_class="B.I",
        register_side="",
        born=twice.goes.birth_date,
        nik=NIK,
    )
    (found,) = compare(twice.facility, [record], fields=["name", "nik"], taken_numbers=lambda keys: set())
    assert found.person == twice.stays


def test_nothing_is_recorded_about_a_merged_record_by_a_page_that_was_open(twice):
    batch = twice.selecting("Jahit")
    seen = Person.objects.get(pk=twice.goes.pk)
    twice.merge()

    with pytest.raises(RuleViolation) as refused:
        application_decisions.apply(
            by=UserFactory(roles=["training_officer"], facility=twice.facility),
            batch=batch,
            person=seen,
            source="staff",
            consent_on=TODAY,
            interest=3,
        )

    assert [reason.code for reason in refused.value.reasons] == ["not_in_custody"]


def test_rows_that_move_are_counted_by_relation(twice):
    fill(twice)

    found = record_merge.rows_that_move(twice.goes)

    unseen = {related.name for related in record_merge.all_related() if related.way is record_merge.Way.APART}
    assert found == {name: count for name, count in counts(twice.goes).items() if name not in unseen}
