"""Names go last: while a hold, an open matter or a certificate needs the name of a person, it stays."""

from datetime import date, timedelta

import pytest

from inmates.inbox.models import InboxTask
from inmates.people.models import Person
from programs.registrations.models import Registration
from reports.breaches.models import AffectedPerson, Breach
from reports.retention import destructions, retention_periods, served_people
from reports.retention.models import LegalHold
from reports.rights.models import RightsRequest
from reports.subject_file.models import SubjectRequest
from tests.conftest import MONDAY
from tests.factories import BatchFactory, EnrollmentFactory, PersonFactory, UserFactory
from tests.factories.earlier import confirmed
from tests.reasons import codes
from tests.reports.retention.test_destructions import LETTER, TODAY, left

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
LONG_AGO = date(2019, 6, 1)


def line_of(office, code="people"):
    """How many people are due, and how many on hold."""
    line = next(one for one in destructions.dry_run(office, on=TODAY) if one["kind"] == code)
    return line["due"], line["held"]


def trained(facility):
    """Somebody who was trained in custody and left long ago."""
    person = left(facility, LONG_AGO)
    place = EnrollmentFactory(person=person, batch__facility=facility)
    place.batch.__class__.objects.filter(pk=place.batch_id).update(starts_on=date(2019, 1, 7), ends_on=date(2019, 3, 1))
    return person, place.batch.training_center


def test_a_hold_of_the_training_center_alone_keeps_the_name(auditor):
    """Regression: name, photo and NIK are one row for both offices, and only holds of the facility counted."""
    person, center = trained(auditor.facility)
    assert line_of(auditor.facility) == (1, 0)
    holder = UserFactory(roles=["blk_head"], training_center=center)
    LegalHold.objects.create(office=center.code, person=person, reason=LETTER, placed_by=holder)

    assert line_of(auditor.facility) == (0, 1)


def registered(person, by):
    return Registration.objects.create(batch=BatchFactory(is_open=True), person=person, way="counter", registered_by=by)


def breached(person, by):
    said = {"kind": "lost", "what": "Daftar hadir hilang", "data": "Nama", "found_by": "Petugas"}
    breach = Breach.objects.create(office=by.office_code, found_at=MONDAY, recorded_by=by, **said)
    return AffectedPerson.objects.create(breach=breach, person=person)


def asked(person, by, kind="correction"):
    row = {"office": by.office_code, "kind": kind, "received_at": MONDAY, "wish": "Nama salah eja", "recorded_by": by}
    return RightsRequest.objects.create(person=person, person_name=person.full_name, **row)


def asked_for_own(person, by):
    return SubjectRequest.objects.create(
        person=person, office=by.office_code, received_at=MONDAY, reason="Meminta salinan", recorded_by=by
    )


def tasked(person, by):
    return InboxTask.objects.create(facility=by.facility, role="registrar", kind="names_differ", person=person)


ENDED = {
    registered: {"state": "withdrawn", "decided_at": MONDAY},
    breached: {"is_removed": True},
    asked: {"answered_at": MONDAY, "outcome": "refused", "answer": "Sudah benar"},
    asked_for_own: {"answered_at": MONDAY},
    tasked: {"settled_at": MONDAY},
}
WHO_ENDED = {registered: "decided_by", asked: "answered_by", asked_for_own: "answered_by"}


@pytest.mark.parametrize("is_merged", [False, True], ids=["own", "merged"])
@pytest.mark.parametrize("matter", list(ENDED), ids=lambda matter: matter.__name__)
def test_a_name_stays_while_a_matter_of_the_person_is_open(auditor, matter, is_merged):
    """Regression: only a running agreement was asked for, so whoever had just registered anew lost the name."""
    person = left(auditor.facility, LONG_AGO)
    record = PersonFactory(facility=None, merged_into=person) if is_merged else person
    assert line_of(auditor.facility) == (1, 0)

    row = matter(record, auditor)
    assert line_of(auditor.facility) == (0, 0)

    ended = {**ENDED[matter], **({WHO_ENDED[matter]: auditor} if matter in WHO_ENDED else {})}
    type(row)._default_manager.filter(pk=row.pk).update(**ended)
    assert line_of(auditor.facility) == (1, 0)


def test_whoever_asks_for_erasure_keeps_no_name_by_it(auditor):
    """It is granted by naming the destruction, which has to come first."""
    asked(left(auditor.facility, LONG_AGO), auditor, "erasure")

    assert line_of(auditor.facility) == (1, 0)


@pytest.mark.parametrize(
    ("code", "months", "expected"),
    [
        ("people", 59, ["names_last"]),
        ("people", 60, []),
        ("people", 12, ["too_short"]),
        ("preparation", 61, ["names_last"]),
        ("preparation", 60, []),
        # Names nobody by key, so no name is needed beside it.
        ("imports", 120, []),
    ],
)
def test_names_are_kept_as_long_as_what_needs_them(auditor, code, months, expected):
    found = retention_periods.blockers(code, by=auditor, months=months, basis="JRA 2026 no. 1")

    assert codes(found) == expected


def test_a_certificate_of_a_merged_record_keeps_the_name(auditor):
    """Regression: a certificate from before stays with its record, whose name went with that of the remaining one."""
    stays = left(auditor.facility, LONG_AGO)
    nobody = left(auditor.facility, LONG_AGO - timedelta(days=1))
    holder = PersonFactory(facility=None, full_name="Siti Rahmah", merged_into=stays)
    center = BatchFactory().training_center
    (paper,) = confirmed(center)
    type(paper).objects.filter(pk=paper.pk).update(person=holder)

    served_people.destroy([stays.pk, nobody.pk])

    names = dict(Person.objects.values_list("pk", "full_name"))
    assert names[holder.pk] == "Siti Rahmah"
    assert names[stays.pk] == stays.full_name
    assert names[nobody.pk] == f"Tanpa nama {nobody.pk}"
    # Nothing is left to forget of either.
    assert line_of(auditor.facility) == (0, 0)
