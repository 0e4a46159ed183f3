"""What the database itself refuses to believe of people in custody, each constraint violated once."""

import uuid
from datetime import date

import pytest

from core import clock
from inmates.consents.models import ConsentText, GuardianConsent
from inmates.custody.models.circumstances import Circumstance, NonAssociation
from inmates.custody.models.remand import RemandPaper
from inmates.custody.models.stays import Classification, CustodyPeriod, Housing, Movement, Suspension
from inmates.imports.models import ColumnMapping, ListImport
from inmates.inbox.models import InboxTask
from tests.constraints import assert_refused, change, copy_of, names_of
from tests.factories import PersonFactory, RegisterNumberFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
DAY = date(2026, 11, 2)


def a_list(**fields):
    by = UserFactory(roles=["certificate_officer"])
    return ListImport.objects.create(
        kind="x", training_center=by.training_center, created_by=by, sealed_table="x", **fields
    )


def second_nik(person):
    other = PersonFactory(facility=person.facility)
    change(person, nik_index="same")
    change(other, nik_index="same")


def second_head(person):
    for _ in range(2):
        ColumnMapping.objects.create(facility=person.facility, head="Nama Napi", field="name")


def second_number(person):
    other = PersonFactory(facility=person.facility)
    RegisterNumberFactory(person=other, number_key=person.register_numbers.get().number_key)


def second_class(person):
    for value in ("low", "high"):
        Classification.objects.create(person=person, kind="risk", value=value, from_date=DAY, until=DAY)


def circumstance(person, **fields):
    return Circumstance.objects.create(person=person, facility=person.facility, kind="court", happened_on=DAY, **fields)


def apart(person, **fields):
    other = PersonFactory(facility=person.facility)
    by = UserFactory(roles=["security_officer"], facility=person.facility)
    values = {"first": person, "second": other, "from_date": DAY, "decided_by": "Kepala", "recorded_by": by}
    return NonAssociation.objects.create(facility=person.facility, **{**values, **fields})


def task(person, **fields):
    values = {"facility": person.facility, "role": "registrar", "kind": "x", "matter": "x"}
    return InboxTask.objects.create(**{**values, **fields})


def same_task_twice(person):
    for _ in range(2):
        task(person)


def out_twice(person):
    for _ in range(2):
        Movement.objects.create(person=person, kind="court", out_at=clock.now())


def remand_paper(person, **fields):
    values = {"kind": "statement", "from_date": date(2026, 10, 1), "scan": "x.pdf", "recorded_by": UserFactory()}
    return RemandPaper.objects.create(person=person, **{**values, **fields})


def consent_text(person, **fields):
    """A text of the person's office, in row."""
    by = UserFactory(roles=["rutan_head"], facility=person.facility)
    said = {"kind": "application", "number": 2, "text": "Saya setuju", "valid_from": DAY, "written_by": by}
    return ConsentText.objects.create(office=by.office_code, **{**said, **fields})


def second_text(person, **fields):
    row = consent_text(person)
    change(row, confirmed_at=clock.now(), confirmed_by=UserFactory(roles=["auditor"]))
    consent_text(person, **fields)


def guardian_consent(person, **fields):
    by = UserFactory(roles=["blk_coordinator"])
    said = {"guardian_name": "Siti", "relation": "mother", "given_on": DAY, "paper": "Map 3", "recorded_by": by}
    return GuardianConsent.objects.create(training_center=by.training_center, person=person, **{**said, **fields})


CASES = {
    "guardian_consent_stands_once": lambda person: copy_of(guardian_consent(person)),
    "guardian_consent_names_who_and_where": lambda person: guardian_consent(person, paper=""),
    "guardian_consent_ends_with_its_paper": lambda person: guardian_consent(person, end_paper="Surat ibunya"),
    "guardian_consent_ends_after_it_began": lambda person: guardian_consent(person, ended_on=date(2026, 11, 1)),
    "guardian_consent_is_ended_by_somebody": lambda person: guardian_consent(person, ended_by=UserFactory()),
    "consent_text_has_its_number": lambda person: second_text(person, valid_from=date(2026, 12, 1)),
    "consent_text_one_a_day": lambda person: second_text(person, number=3),
    "consent_text_one_proposal": lambda person: (
        consent_text(person),
        consent_text(person, number=3, valid_from=date(2026, 12, 1)),
    ),
    "consent_text_first_is_code": lambda person: consent_text(person, number=1),
    "consent_text_says_something": lambda person: consent_text(person, text=""),
    "consent_text_is_confirmed_by_somebody": lambda person: consent_text(person, confirmed_at=clock.now()),
    "consent_text_confirmed_by_another": lambda person: change(
        row := consent_text(person), confirmed_at=clock.now(), confirmed_by=row.written_by
    ),
    "remand_paper_has_day_and_scan": lambda person: remand_paper(person, scan=""),
    "remand_paper_ends_after_it_begins": lambda person: remand_paper(
        person, kind="permission", until=date(2026, 9, 30)
    ),
    "person_merged_is_nowhere": lambda person: change(person, merged_into=PersonFactory(facility=person.facility)),
    "movement_one_open_a_person": out_twice,
    "circumstance_is_withdrawn_with_a_reason": lambda person: circumstance(person, withdrawn_at=clock.now()),
    "circumstance_returns_after_it_began": lambda person: circumstance(person, returned_on=date(2026, 11, 1)),
    "non_association_ends_after_it_begins": lambda person: apart(person, until=date(2026, 11, 1)),
    "non_association_one_open_a_pair": lambda person: copy_of(apart(person), public_id=uuid.uuid4()),
    "non_association_pair_is_ordered": lambda person: apart(
        person, first=PersonFactory(facility=person.facility), second=person
    ),
    "inbox_task_belongs_to_one_office": lambda person: task(person, facility=None),
    "inbox_task_is_acknowledged_by_somebody": lambda person: change(task(person), acknowledged_at=clock.now()),
    "inbox_task_one_open_a_matter": same_task_twice,
    "person_nik_is_unique": second_nik,
    "person_has_a_name": lambda person: change(person, full_name=""),
    "custody_period_one_open_a_person": lambda person: CustodyPeriod.objects.create(
        person=person, facility=person.facility, from_date=DAY
    ),
    "custody_period_ends_with_a_reason": lambda person: change(person.custody_periods.get(), until=DAY, leaving=""),
    "custody_period_is_left_at_an_hour_of_its_end": lambda person: change(
        person.custody_periods.get(), left_at=clock.now()
    ),
    "register_number_is_open_once_a_facility": second_number,
    "register_number_one_open_a_person": lambda person: RegisterNumberFactory(person=person),
    "housing_one_open_a_person": lambda person: Housing.objects.create(person=person, block="B", from_date=DAY),
    "limiting_date_one_in_force_of_a_kind": lambda person: copy_of(person.limiting_dates.get(), date=DAY),
    "classification_one_in_force_of_a_kind": second_class,
    "classification_says_how_long_it_is_valid": lambda person: Classification.objects.create(
        person=person, kind="risk", value="low", from_date=DAY
    ),
    "suspension_ends_after_it_begins": lambda person: Suspension.objects.create(
        person=person, from_date=DAY, until=date(2026, 11, 1), decided_by="Kepala"
    ),
    "movement_returns_after_leaving": lambda person: Movement.objects.create(
        person=person, kind="court", out_at=clock.now(), back_at=clock.now() - clock.MINUTE
    ),
    "column_mapping_head_is_unique": second_head,
    "list_import_keeps_nothing_once_settled": lambda person: a_list(state="accepted", settled_at=clock.now()),
    "list_import_is_undone_by_somebody": lambda person: a_list(undone_at=clock.now()),
    "list_import_row_is_stored_once": lambda person: copy_of(a_list().rows.create(sheet_row=2, target=1)),
}


@pytest.fixture
def person():
    return PersonFactory(with_custody=True)


@pytest.mark.parametrize("name", CASES)
def test_database_refuses(person, name):
    assert_refused(name, lambda: CASES[name](person))


def test_every_constraint_is_violated_once():
    assert set(CASES) == names_of("inmates")


@pytest.mark.parametrize("related", ["register_numbers", "housings", "custody_periods"])
def test_closed_rows_may_be_many(person, related):
    row = getattr(person, related).get()
    leaving = {"leaving": "transfer"} if related == "custody_periods" else {}
    change(row, until=DAY, **leaving)
    row.refresh_from_db()

    copy_of(row)

    assert getattr(person, related).count() == 2


def test_number_that_was_closed_may_be_given_again(person):
    number = person.register_numbers.get()
    change(number, until=DAY)
    other = PersonFactory(facility=person.facility)

    given = RegisterNumberFactory(person=other, number_key=number.number_key)

    assert given.facility == person.facility


def test_public_ids_are_random():
    one, other = PersonFactory(), PersonFactory()

    assert one.public_id != other.public_id
    assert {one.public_id.version, other.public_id.version} == {4}
    assert uuid.UUID(str(one.public_id)) == one.public_id
