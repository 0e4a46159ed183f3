"""People whom a new custody list does not have are asked after, never released."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from inmates.imports import acceptance, uploads
from inmates.imports.reading import Field
from inmates.inbox import inbox_tasks
from inmates.inbox.models import InboxTask
from inmates.people.models import Person
from programs.circumstances import custody_end
from tests.conftest import MONDAY
from tests.factories import PersonFactory
from tests.inmates.imports.samples import people, sheet

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
AHMAD = {"Nama": "Ahmad Rifani", "No. Registrasi": "B.I 1/2026", "Tgl Lahir": "01/02/1990"}
BUDI = {"Nama": "Budi Santoso", "No. Registrasi": "B.I 2/2026", "Tgl Lahir": "02/02/1990"}
CANDRA = {"Nama": "Candra Wijaya", "No. Registrasi": "B.I 3/2026", "Tgl Lahir": "03/02/1990"}


@pytest.fixture
def accept(facility, registrar):
    """Accepts a list of these people, a minute after the one before."""
    minutes = iter(range(60))

    def accept(data, confirmed=None):
        with clock.moved_to(MONDAY + next(minutes) * clock.MINUTE):
            found = uploads.receive(data, facility=facility, by=registrar)
            mapping = {head["index"]: Field(head["field"]) for head in found.headers if head["field"]}
            found = uploads.map_columns(found, by=registrar, mapping=mapping, in_background=False)
            return acceptance.accept(found, by=registrar, confirmed=confirmed)

    return accept


def asked_after():
    return sorted(InboxTask.objects.open().values_list("person__full_name", flat=True))


def test_whoever_is_missing_is_asked_after_and_stays_in_custody(accept, facility):
    accept(sheet(AHMAD, BUDI, CANDRA))
    assert asked_after() == []

    accept(sheet(BUDI))

    assert asked_after() == ["Ahmad Rifani", "Candra Wijaya"]
    assert Person.objects.filter(facility=facility).count() == 3
    task = InboxTask.objects.get(person__full_name="Ahmad Rifani")
    assert (task.role, task.facility, task.values) == ("registrar", facility, {"day": "2026-11-23"})
    assert inbox_tasks.line_of(task).title == "Apakah Ahmad Rifani masih di sini?"


def test_missing_again_is_one_task_with_the_new_day(accept):
    accept(sheet(AHMAD, BUDI))
    accept(sheet(BUDI))
    InboxTask.objects.update(values={"day": "2026-11-16"})

    accept(sheet(BUDI))

    assert InboxTask.objects.get().values == {"day": "2026-11-23"}


def test_standing_in_a_later_list_settles_it(accept):
    accept(sheet(AHMAD, BUDI, CANDRA))
    accept(sheet(BUDI))

    accept(sheet(AHMAD, BUDI))

    assert asked_after() == ["Candra Wijaya"]
    assert InboxTask.objects.get(person__full_name="Ahmad Rifani").acknowledged_at is None


def test_row_that_was_rejected_still_stands_in_the_list(accept):
    accept(sheet(AHMAD, BUDI))
    accept(sheet(BUDI))

    accept(sheet({**AHMAD, "Nama": ""}, BUDI))

    assert asked_after() == []


def test_recorded_leaving_settles_it(accept, registrar):
    accept(sheet(AHMAD, BUDI))
    accept(sheet(BUDI))

    custody_end.leave(
        Person.objects.get(full_name="Ahmad Rifani"),
        by=registrar,
        kind="full_term",
        on=MONDAY.date(),
        reason="Bebas lebih awal",
    )

    assert asked_after() == []
    accept(sheet(BUDI))
    assert asked_after() == []


def test_somebody_who_has_left_between_comparison_and_acceptance_is_not_asked_after(facility, registrar, accept):
    accept(sheet(AHMAD, BUDI))
    found = uploads.receive(sheet(BUDI), facility=facility, by=registrar)
    mapping = {head["index"]: Field(head["field"]) for head in found.headers if head["field"]}
    found = uploads.map_columns(found, by=registrar, mapping=mapping, in_background=False)
    custody_end.leave(
        Person.objects.get(full_name="Ahmad Rifani"),
        by=registrar,
        kind="full_term",
        on=MONDAY.date(),
        reason="Bebas lebih awal",
    )

    acceptance.accept(found, by=registrar)

    assert asked_after() == []


def test_undoing_takes_back_what_the_list_asked_and_what_it_settled(accept, registrar):
    accept(sheet(AHMAD, BUDI, CANDRA))
    accept(sheet(AHMAD, BUDI))
    found = accept(sheet(CANDRA, BUDI))
    assert asked_after() == ["Ahmad Rifani"]

    acceptance.undo(found, by=registrar)

    assert asked_after() == ["Candra Wijaya"]


def days_named():
    return dict(InboxTask.objects.open().values_list("person__full_name", "values__day"))


@pytest.mark.parametrize("is_served", [False, True])
def test_undoing_lets_older_questions_name_the_list_before(registrar, facility, is_served):
    """Regression: they named the day of the list that was undone."""
    with_all = sheet(AHMAD, BUDI, CANDRA)
    first, second, third = (uploads_on(facility, registrar, days) for days in (0, 3, 9))
    first(with_all)
    before = second(sheet(BUDI, CANDRA))
    undone = third(sheet(BUDI))
    if is_served:
        before.rows.all().delete()
    assert days_named() == {"Ahmad Rifani": "2026-12-02", "Candra Wijaya": "2026-12-02"}

    acceptance.undo(undone, by=registrar)

    assert days_named() == {"Ahmad Rifani": "2026-11-26"}


def uploads_on(facility, registrar, days):
    """Accepts a list, that many days later."""

    def accept(data):
        with clock.moved_to(MONDAY + timedelta(days=days)):
            found = uploads.receive(data, facility=facility, by=registrar)
            mapping = {head["index"]: Field(head["field"]) for head in found.headers if head["field"]}
            found = uploads.map_columns(found, by=registrar, mapping=mapping, in_background=False)
            return acceptance.accept(found, by=registrar)

    return accept


def test_people_of_another_facility_are_not_asked_after(accept):
    PersonFactory(full_name="Orang Lain", with_custody=True)

    accept(sheet(AHMAD))

    assert asked_after() == []


def test_number_of_statements_does_not_grow_with_the_missing(accept, facility):
    accept(people(31))
    counts = []
    for missing in (1, 30):
        with CaptureQueriesContext(connection) as queries:
            accept(people(31 - missing), confirmed=missing)
        counts.append(sum("inmates_inboxtask" in row["sql"] for row in queries))

    assert len(asked_after()) == 30
    # Settling, looking for those known, adding, and the known one of before brought up to date.
    assert counts == [3, 4]
