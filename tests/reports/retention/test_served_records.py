"""The access log and selections have periods: after a run nothing older stands, and the chain of the log holds."""

import random
from datetime import date, datetime, time, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from core import access_chain, audit, clock
from core.models import AccessLogEntry, DestroyedAccess
from inmates.consents.models import GuardianConsent
from inmates.people.models import Person
from outcomes.needs.models import EmployerContact
from outcomes.needs.served_employers import employers
from programs.registrations import served_registrations
from programs.registrations.models import Registration
from programs.selection.models import Appeal, Application, PlaceOffer
from reports.retention import destructions, retention_periods
from reports.retention.record_kinds import KINDS
from reports.retention.retention_periods import periods
from tests.conftest import MONDAY
from tests.factories import ApplicationFactory, BatchFactory, EnrollmentFactory, PersonFactory, UserFactory
from tests.factories.needs import EmployerFactory, NeedRecordFactory
from tests.factories.placement import VacancyFactory
from tests.reports.retention.test_destructions import destroyed, left
from tests.reports.retention.test_served_people import asked, tasked

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
TODAY = MONDAY.date()


@pytest.fixture
def head(auditor):
    return UserFactory(roles=["rutan_head"], facility=auditor.facility)


def looked(by, on, people=()):
    """An entry of the access log of that day, as written then; linked afterwards."""
    row = {"office": by.office_code, "user_id": by.pk, "user_name": by.full_name, "kind": "view"}
    return AccessLogEntry.objects.create(
        **row, at=clock.at(on, time(9), by.time_zone), subject_type="inmates.person", subject="x", people=list(people)
    )


def applied(facility, ended, **said):
    batch = BatchFactory(facility=facility, starts_on=ended - timedelta(days=60), ends_on=ended)
    return ApplicationFactory(
        batch=batch, note="Pernah kerja di bengkel", answers=[{"kind": "age", "answer": "meets"}], **said
    )


def test_the_access_log_goes_by_its_period_and_the_chain_holds(auditor, head):
    other = UserFactory(roles=["auditor"])
    old, young = looked(auditor, date(2024, 11, 22)), looked(auditor, date(2024, 11, 23))
    foreign = looked(other, date(2020, 1, 1))
    # Entries were linked in their time; here in one link, whose own time is not the matter.
    with clock.moved_to(datetime.combine(date(2020, 1, 1), time(9), tzinfo=MONDAY.tzinfo)):
        access_chain.link()

    found = destroyed(auditor, head)

    assert found.destroyed["accesses"] == {"records": 1, "accesslogentry": 1}
    kept = set(AccessLogEntry.objects.filter(pk__in=[old.pk, young.pk, foreign.pk]).values_list("pk", flat=True))
    assert kept == {young.pk, foreign.pk}
    assert DestroyedAccess.objects.get().pk == old.pk
    assert list(audit.broken_links()) == []
    assert [one for one in access_chain.broken_links() if "not those" in one or "digests" in one] == []


def test_any_hold_keeps_the_access_log(auditor, head):
    looked(auditor, date(2020, 1, 1))
    access_chain.link()
    person = left(auditor.facility, date(2025, 1, 1))
    destructions.LegalHold.objects.create(
        office=auditor.office_code, person=person, reason="Permintaan kejaksaan", placed_by=auditor
    )

    lines = {line["kind"]: (line["due"], line["held"]) for line in destructions.dry_run(auditor.facility, on=TODAY)}

    assert lines["accesses"] == (0, 1)


def test_selections_of_long_ago_go_and_places_keep_their_application(auditor, head, django_capture_on_commit_callbacks):
    facility, long_ago = auditor.facility, date(2021, 6, 1)
    scan = default_storage.save("consents/x.pdf", ContentFile(b"%PDF-"))
    applied(facility, long_ago, scan=scan)
    placed = applied(facility, long_ago)
    place = EnrollmentFactory(batch=placed.batch, person=placed.person, application=placed)
    young = applied(facility, date(2022, 1, 1))

    with django_capture_on_commit_callbacks(execute=True):
        found = destroyed(auditor, head)

    assert found.destroyed["selections"] == {"records": 2, "application": 2}
    assert set(Application.objects.values_list("pk", flat=True)) == {placed.pk, young.pk}
    placed.refresh_from_db()
    place.refresh_from_db()
    assert (placed.note, placed.answers, place.application) == ("", [], placed)
    young.refresh_from_db()
    assert young.note
    assert not default_storage.exists(scan)
    assert [line["due"] for line in destructions.dry_run(facility, on=TODAY) if line["kind"] == "selections"] == [0]


def test_a_scan_of_one_form_stays_while_another_application_names_it(auditor, head, django_capture_on_commit_callbacks):
    scan = default_storage.save("consents/y.pdf", ContentFile(b"%PDF-"))
    old = applied(auditor.facility, date(2021, 6, 1), scan=scan)
    ApplicationFactory(batch__facility=auditor.facility, person=old.person, scan=scan)

    with django_capture_on_commit_callbacks(execute=True):
        destroyed(auditor, head)

    assert default_storage.exists(scan)
    default_storage.delete(scan)


@pytest.mark.parametrize("seed", [1, 2])
def test_after_ten_years_nothing_older_than_its_period_stands(auditor, head, seed):
    """A population of ten years: people who left, selections, readings, in any order and of any age."""
    chance, facility = random.Random(seed), auditor.facility
    days = sorted(chance.randrange(1, 3650) for _ in range(12))
    for day in days:
        on = TODAY - timedelta(days=day)
        looked(auditor, on, people=[day])
        left(facility, on)
        row = applied(facility, on)
        if chance.random() < 0.5:
            EnrollmentFactory(batch=row.batch, person=row.person, application=row)
    access_chain.link()

    destroyed(auditor, head)

    for period in periods(facility):
        rows = period.kind.rows(facility).filter(since__lt=_begin(period))
        assert (period.code, rows.count()) == (period.code, 0)
    oldest = AccessLogEntry.objects.filter(office=facility.code).order_by("at").values_list("at", flat=True).first()
    assert oldest is None or oldest.date() >= clock.months_before(TODAY, 24)
    assert AccessLogEntry.objects.count() + DestroyedAccess.objects.count() >= len(days)
    assert list(audit.broken_links()) == []
    assert [one for one in access_chain.broken_links() if "not those" in one or "digests" in one] == []
    assert (PlaceOffer.objects.count(), Appeal.objects.count()) == (0, 0)


def _begin(period):
    before = period.ends_before(TODAY)
    return before if period.kind.by_day else clock.at(before, time(0), "Asia/Makassar")


def test_no_office_keeps_readings_for_less_than_a_year(auditor):
    assert {KINDS[code].fewest for code in ("accesses", "accesses_center")} == {12}
    with pytest.raises(Exception, match="12"):
        retention_periods.set_period("accesses", by=auditor, months=11, basis="JRA 2026 no. 1")


def withdrawn(by):
    """A registration that came to nothing, of somebody whom only it names."""
    return Registration.objects.create(
        batch=BatchFactory(is_open=True),
        person=PersonFactory(facility=None),
        way="counter",
        registered_by=by,
        state="withdrawn",
        decided_at=MONDAY,
        decided_by=by,
    )


def guarded(person, by):
    said = {"guardian_name": "Siti Aminah", "relation": "mother", "given_on": TODAY, "paper": "Map 3"}
    center = person.registrations.get().batch.training_center
    return GuardianConsent.objects.create(training_center=center, person=person, recorded_by=by, **said)


@pytest.mark.parametrize("named", [guarded, tasked, asked])
def test_whom_something_else_names_stays_without_the_registration(auditor, named):
    """Regression: a guardian's consent protected its person, so the whole part of the job failed each time."""
    kept, alone = withdrawn(auditor), withdrawn(auditor)
    row = named(kept.person, auditor)

    gone = served_registrations.destroy([kept.pk, alone.pk])

    assert gone == {"registration": 2, "person": 1}
    assert set(Person.objects.filter(pk__in=[kept.person_id, alone.person_id])) == {kept.person}
    row.refresh_from_db()
    assert row.person == kept.person


def test_a_settled_task_and_a_wish_for_erasure_keep_nobody(auditor):
    one, other = withdrawn(auditor), withdrawn(auditor)
    tasked(one.person, auditor).__class__.objects.update(settled_at=MONDAY)
    asked(other.person, auditor, "erasure")

    assert served_registrations.destroy([one.pk, other.pk]) == {"registration": 2, "person": 2}


def since_of(employer):
    return employers(employer.training_center).get(pk=employer.pk).since


def test_contacts_of_an_employer_in_use_have_not_served_their_time():
    """Regression: only first recording and contacts counted, so those with needs and vacancies of today were due."""
    long_ago = date(2019, 6, 3)
    employer = EmployerFactory(contact_name="Pak Noor", recorded_at=clock.at(long_ago, time(9), "Asia/Makassar"))
    center, by = employer.training_center, employer.recorded_by
    row = {"training_center": center, "employer": employer, "recorded_by": by}
    assert since_of(employer) == long_ago
    EmployerContact.objects.create(employer=employer, kind="visit", held_on=date(2020, 1, 2), recorded_by=by)
    assert since_of(employer) == date(2020, 1, 2)

    need = NeedRecordFactory(**row, recorded_on=date(2021, 1, 4), valid_until=date(2021, 7, 5))
    assert since_of(employer) == date(2021, 7, 5)
    type(need).objects.update(withdrawn_on=date(2021, 2, 1), withdrawn_why="Terisi")
    assert since_of(employer) == date(2021, 1, 4)

    VacancyFactory(**row, opened_on=date(2022, 3, 1), closes_on=date(2022, 4, 1))
    assert since_of(employer) == date(2022, 4, 1)
    EmployerContact.objects.create(employer=employer, kind="visit", held_on=date(2023, 1, 2), recorded_by=by)
    assert since_of(employer) == date(2023, 1, 2)
