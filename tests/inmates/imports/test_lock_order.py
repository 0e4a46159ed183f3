"""An import and an officer's command at one moment: neither holds what the other needs before letting go."""

import pytest
from django.db import transaction

from accounts.models import Facility
from inmates.custody import register_entries
from inmates.custody.in_custody import locked
from inmates.custody.models.circumstances import Circumstance
from inmates.imports import acceptance, uploads
from inmates.imports.reading import Field
from inmates.people.models import Person
from tests.conftest import MONDAY
from tests.factories import FacilityFactory, PersonFactory, UserFactory
from tests.inmates.imports.samples import sheet
from tests.together import made_to_wait

pytestmark = pytest.mark.postgres
AHMAD = {"Nama": "Ahmad Rifani", "No. Registrasi": "B.I 1/2026", "Tgl Lahir": "01/02/1990"}
BUDI = {"Nama": "Budi Santoso", "No. Registrasi": "B.I 2/2026", "Tgl Lahir": "02/02/1990"}


@pytest.fixture
def facility(committed):
    return FacilityFactory()


@pytest.fixture
def registrar(facility):
    return UserFactory(roles=["registrar"], facility=facility)


@pytest.fixture
def compared(facility, registrar):
    """Makes an import of the file that can be accepted."""

    def compared(file):
        found = uploads.receive(file, facility=facility, by=registrar)
        mapping = {head["index"]: Field(head["field"]) for head in found.headers if head["field"]}
        return uploads.map_columns(found, by=registrar, mapping=mapping, in_background=False)

    return compared


def test_who_holds_a_person_can_write_a_row_of_the_office_while_an_import_waits(facility, registrar, compared):
    acceptance.accept(compared(sheet(AHMAD, BUDI)), by=registrar)
    again = compared(sheet(AHMAD, BUDI))
    person = Person.objects.order_by("pk").last()

    with transaction.atomic():
        # As a departure does: the person first, then the circumstance, which names the office.
        locked(person)
        waits = made_to_wait(lambda: acceptance.accept(again, by=registrar).state)
        Circumstance.objects.create(
            person=person, facility=facility, kind="court", happened_on=MONDAY.date(), recorded_by=registrar
        )

    assert waits.result(timeout=30) == ["accepted"]


def test_register_number_is_given_behind_the_lock_of_the_office(facility, registrar):
    person = PersonFactory(facility=facility, with_custody=True)

    def give():
        fields = {"number": "B.I 900/2026", "from_date": MONDAY.date()}
        return register_entries.change_register_number(person, by=registrar, **fields).number

    with transaction.atomic():
        # As an arrival does: the office first, then the person.
        Facility.objects.select_for_update(no_key=True).get(pk=facility.pk)
        waits = made_to_wait(give)
        Person.objects.select_for_update(no_key=True, nowait=True).get(pk=person.pk)

    assert waits.result(timeout=30) == ["B.I 900/2026"]
