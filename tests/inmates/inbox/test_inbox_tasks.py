"""Tasks: one open row a matter, acknowledged once, settled by itself, seen by the role and office that they are for."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from accounts.backends import RoleBackend
from accounts.permissions import PERMISSIONS
from accounts.roles import Role
from certification.certificates.inbox_kinds import STATEMENT_DUE
from core import clock
from core.errors import RuleViolation
from core.models import AuditEvent
from inmates.inbox import inbox_tasks
from inmates.inbox.inbox_tasks import KINDS, MISSING_FROM_FILE, Matter
from inmates.inbox.models import InboxTask
from programs.places.inbox_kinds import LEAVES_EARLY
from tests.conftest import MONDAY
from tests.factories import FacilityFactory, PersonFactory, TrainingCenterFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
BATCH = {"batch": "Las 4", "batch_id": "2f0e1c1e-7a44-4e44-8d0f-5b5f6a3f4a11", "until": "2026-11-30"}


@pytest.fixture
def facility():
    return FacilityFactory(code="UPT-1")


@pytest.fixture
def person(facility):
    return PersonFactory(facility=facility, full_name="Ahmad Rifani")


def early(person, **fields):
    fields = {"office": person.facility, "role": Role.TRAINING_OFFICER, "matter": "7", **fields}
    return inbox_tasks.open_task(LEAVES_EARLY, person=person, **fields)


def test_one_matter_has_one_open_task_whose_words_are_brought_up_to_date(person):
    first = early(person, values={**BATCH, "old": "2030-01-06", "new": "2026-11-25"})

    second = early(person, values={**BATCH, "old": "2026-11-25", "new": "2026-11-20"}, due_on=date(2026, 11, 24))

    assert second.pk == first.pk
    assert InboxTask.objects.get().values == {**BATCH, "old": "2030-01-06", "new": "2026-11-20"}
    assert InboxTask.objects.get().due_on == date(2026, 11, 24)


def test_other_matter_and_a_matter_that_comes_again_open_another_task(person, facility):
    done = early(person)
    inbox_tasks.acknowledge(done, by=UserFactory(roles=["training_officer"], facility=facility), note="Sudah")

    early(person)
    early(person, matter="8")

    assert InboxTask.objects.open().count() == 2


def test_many_matters_are_opened_as_one_by_one(person, facility):
    known = early(person, values={**BATCH, "old": "2030-01-06", "new": "2026-11-25"})
    other = PersonFactory(facility=facility)
    matters = [Matter(one.pk, "7", {**BATCH, "old": "2028-01-01", "new": "2026-11-20"}) for one in (person, other)]

    inbox_tasks.open_each(LEAVES_EARLY, role=Role.TRAINING_OFFICER, office=facility, matters=matters)

    assert [
        (task.pk == known.pk, task.person, task.values["old"], task.values["new"], task.matter)
        for task in InboxTask.objects.order_by("pk")
    ] == [
        (True, person, "2030-01-06", "2026-11-20", "7"),
        (False, other, "2028-01-01", "2026-11-20", "7"),
    ]


def test_many_matters_are_settled_each_by_its_person_and_name(person, facility):
    other = PersonFactory(facility=facility)
    for one, name in ((person, "7"), (person, "17"), (other, "7"), (other, "8")):
        early(one, matter=name)
    inbox_tasks.open_task(
        MISSING_FROM_FILE, role=Role.REGISTRAR, office=facility, person=person, matter="7", values=BATCH
    )
    asked = [Matter(person.pk, "7"), Matter(person.pk, "8"), Matter(other.pk, "8")]

    settled = inbox_tasks.settle_each(LEAVES_EARLY, matters=asked)

    assert settled == [Matter(person.pk, "7"), Matter(other.pk, "8")]
    assert list(InboxTask.objects.open().order_by("pk").values_list("kind", "person", "matter")) == [
        (LEAVES_EARLY.code, person.pk, "17"),
        (LEAVES_EARLY.code, other.pk, "7"),
        (MISSING_FROM_FILE.code, person.pk, "7"),
    ]


@pytest.mark.parametrize("count", [1, 30])
def test_many_matters_are_settled_with_two_statements(facility, django_assert_num_queries, count):
    tasks = [early(PersonFactory(facility=facility)) for _ in range(count)]

    with django_assert_num_queries(2):
        inbox_tasks.settle_each(LEAVES_EARLY, matters=[Matter(task.person_id, "7") for task in tasks])

    assert InboxTask.objects.open().count() == 0


@pytest.mark.parametrize("count", [1, 30])
def test_many_matters_cost_no_more_statements_than_one(facility, django_assert_num_queries, count):
    people = [PersonFactory(facility=facility) for _ in range(2 * count)]
    day = [Matter(person.pk, values={"day": "2026-11-16"}) for person in people[:count]]
    inbox_tasks.open_each(MISSING_FROM_FILE, role=Role.REGISTRAR, office=facility, matters=day)

    everybody = [Matter(person.pk, values={"day": "2026-11-23"}) for person in people]
    with django_assert_num_queries(3):
        inbox_tasks.open_each(MISSING_FROM_FILE, role=Role.REGISTRAR, office=facility, matters=everybody)

    assert InboxTask.objects.open().filter(values={"day": "2026-11-23"}).count() == 2 * count


def test_tasks_of_a_training_center_are_opened_together_too(person):
    center = TrainingCenterFactory()

    inbox_tasks.open_each(STATEMENT_DUE, role=Role.CERTIFICATE_OFFICER, office=center, matters=[Matter(person.pk, "1")])

    task = InboxTask.objects.get()
    assert (task.training_center, task.facility, task.opened_at) == (center, None, MONDAY)


def test_acknowledging_says_who_when_and_what(person, facility):
    officer = UserFactory(roles=["training_officer"], facility=facility)

    task = inbox_tasks.acknowledge(early(person), by=officer, note=" Dibahas di sidang. ")

    assert (task.acknowledged_at, task.acknowledged_by, task.note) == (MONDAY, officer, "Dibahas di sidang.")
    event = AuditEvent.objects.get(action="task.acknowledge")
    assert (event.actor_name, event.details) == (
        officer.full_name,
        {"kind": "programs.leaves_early", "person": person.pk},
    )


@pytest.mark.parametrize("ended", ["acknowledged", "settled"])
def test_acknowledging_what_is_over_is_refused(person, facility, ended):
    officer, task = UserFactory(roles=["training_officer"], facility=facility), early(person)
    if ended == "acknowledged":
        inbox_tasks.acknowledge(task, by=officer, note="Sudah")
    else:
        assert inbox_tasks.settle(LEAVES_EARLY, person=person) == 1

    with pytest.raises(RuleViolation) as caught:
        inbox_tasks.acknowledge(task, by=officer, note="Sekali lagi")

    assert [reason.code for reason in caught.value.reasons] == ["not_open"]


def test_settling_one_matter_leaves_the_others(person):
    early(person)
    other = early(person, matter="17")

    assert inbox_tasks.settle(LEAVES_EARLY, person=person, matter="7") == 1

    assert list(InboxTask.objects.open()) == [other]


def test_words_are_those_of_the_reader(person):
    line = inbox_tasks.line_of(early(person, values={**BATCH, "old": None, "new": "2026-11-25"}))

    with translation.override("en"):
        in_english = inbox_tasks.line_of(line.task)
    assert (line.is_change, line.old, line.new) == (True, "", "25 Nov 2026")
    assert line.title == "Ahmad Rifani keluar sebelum Las 4 selesai"
    assert "30 Nov 2026" in line.note
    assert in_english.title == "Ahmad Rifani leaves before Las 4 ends"
    assert line.url == f"/angkatan/{BATCH['batch_id']}/"


def test_profile_is_linked_while_the_person_is_there(person, facility):
    def link():
        return inbox_tasks.line_of(InboxTask.objects.select_related("person").get()).url

    inbox_tasks.open_task(MISSING_FROM_FILE, role=Role.REGISTRAR, office=facility, person=person, values={"day": "x"})
    assert link() == f"/warga-binaan/{person.public_id}/"

    person.facility = None
    person.save()
    assert link() == ""


def test_every_kind_has_words_in_both_languages():
    for kind in KINDS.values():
        with translation.override("id"):
            indonesian = (str(kind.label), str(kind.title), str(kind.note))
        with translation.override("en"):
            assert all(
                first != second for first, second in zip(indonesian, (kind.label, kind.title, kind.note), strict=True)
            ), kind.code


def seen_by(user):
    return set(InboxTask.objects.open().visible_to(user))


def signed_in(user):
    """The user as loaded by every request, annotated with the number of tasks."""
    return RoleBackend().get_user(user.pk)


def test_task_is_seen_by_its_role_in_its_office_and_counted_with_the_user(person, facility):
    center = TrainingCenterFactory()
    officer = UserFactory(roles=["training_officer"], facility=facility)
    ward = PersonFactory(facility=facility, case_officer=UserFactory(roles=["case_officer"], facility=facility))
    ours, of_ward = early(person), early(ward, role=Role.CASE_OFFICER)
    of_nobody = early(person, role=Role.CASE_OFFICER)
    theirs = inbox_tasks.open_task(
        STATEMENT_DUE, role=Role.CERTIFICATE_OFFICER, office=center, person=person, values=BATCH
    )

    readers = {
        officer: {ours},
        ward.case_officer: {of_ward},
        UserFactory(roles=["case_officer", "training_officer"], facility=facility): {ours},
        UserFactory(roles=["training_officer"]): set(),
        UserFactory(roles=["certificate_officer"], training_center=center): {theirs},
        UserFactory(roles=["certificate_officer"]): set(),
        UserFactory(roles=["regional_viewer"]): set(),
    }
    assert {reader: seen_by(reader) for reader in readers} == readers
    assert of_nobody in InboxTask.objects.open()
    assert [signed_in(user).open_tasks for user in readers] == [len(tasks) for tasks in readers.values()]
    assert [inbox_tasks.open_count(user) for user in readers] == [len(tasks) for tasks in readers.values()]
    assert inbox_tasks.open_count(signed_in(officer)) == 1

    InboxTask.objects.update(settled_at=clock.now() + timedelta(minutes=1))
    assert (signed_in(officer).open_tasks, inbox_tasks.open_count(officer)) == (0, 0)


def test_number_of_tasks_costs_no_query_of_its_own(person, facility, django_assert_num_queries):
    officer = UserFactory(roles=["training_officer"], facility=facility)

    with django_assert_num_queries(1):
        assert signed_in(officer).open_tasks == 0


def test_who_is_given_tasks_can_open_the_inbox():
    openers = {Role.REGISTRAR, Role.TRAINING_OFFICER, Role.CERTIFICATE_OFFICER, Role.CASE_OFFICER}

    assert {role for role in openers if "inmates.view_inbox" in PERMISSIONS[role]} == openers
