"""One answer for many tasks: ticked, or all that the filters leave; only of kinds that may be answered so."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from core.models import AuditEvent
from inmates.inbox import inbox_tasks
from inmates.inbox.inbox_tasks import MISSING_FROM_FILE
from inmates.inbox.models import InboxTask
from programs.circumstances.inbox_kinds import NOT_PUT_BACK
from tests.factories import FacilityFactory, PersonFactory

pytestmark = pytest.mark.django_db
LIST, ANSWER = reverse("inmates:task_list"), reverse("inmates:task_answer")


@pytest.fixture
def client(sign_in, registrar):
    return sign_in(registrar)


@pytest.fixture
def ask(facility):
    def ask(name, kind=MISSING_FROM_FILE, office=None):
        office = office or facility
        person = PersonFactory(facility=office, full_name=name)
        values = {"day": "2026-11-20", "what": "Kursi."}
        return inbox_tasks.open_task(kind, role=Role.REGISTRAR, office=office, person=person, values=values)

    return ask


def answered():
    done = InboxTask.objects.filter(acknowledged_at__isnull=False).order_by("pk")
    return list(done.values_list("person__full_name", "note", "acknowledged_by__full_name"))


def test_ticked_tasks_get_one_answer_and_one_event_each(client, ask, registrar):
    ahmad, budi, _citra = ask("Ahmad"), ask("Budi"), ask("Citra")

    answer = client.post(
        ANSWER, {"task": [ahmad.public_id, budi.public_id], "note": " masih di sini ", "scope": "ticked"}, follow=True
    )

    who = registrar.full_name
    assert answered() == [("Ahmad", "masih di sini", who), ("Budi", "masih di sini", who)]
    events = AuditEvent.objects.filter(action="task.acknowledge").order_by("sequence")
    assert [(event.target_id, event.details) for event in events] == [
        (str(task.pk), {"kind": "inmates.missing", "person": task.person_id}) for task in (ahmad, budi)
    ]
    assert "2 tugas sudah dijawab." in answer.content.decode()


def test_all_that_the_filters_leave_are_answered_also_on_other_pages(client, ask):
    for number in range(40):
        ask(f"Budi {number}")
    ask("Ahmad")

    client.post(f"{ANSWER}?q=budi", {"note": "masih di sini", "scope": "all", "count": "40"})

    assert len(answered()) == 40
    assert InboxTask.objects.open().get().person.full_name == "Ahmad"


@pytest.mark.parametrize(
    "sent",
    [
        {"note": "x", "scope": "ticked"},
        {"note": "", "scope": "all", "count": "1"},
        {"note": "x", "scope": "all", "count": "2"},
        {"note": "x", "scope": "all"},
        {"note": "x", "scope": "nonsense", "count": "1"},
        {"note": "x", "scope": "ticked", "task": "no-key"},
        {"note": "x", "scope": "ticked", "task": "00000000-0000-4000-8000-000000000000"},
    ],
)
def test_what_is_incomplete_or_out_of_date_answers_nothing(client, ask, sent):
    ask("Ahmad")

    answer = client.post(ANSWER, sent)

    assert (answer.url, answered()) == (LIST, [])


def test_task_that_is_answered_on_its_own_is_never_taken_along(client, ask, registrar):
    ask("Ahmad")
    alone = ask("Budi", NOT_PUT_BACK)

    page = client.get(LIST)
    client.post(ANSWER, {"task": [alone.public_id], "note": "x", "scope": "ticked"})
    client.post(ANSWER, {"note": "masih di sini", "scope": "all", "count": "1"})

    assert [name for name, *_ in answered()] == ["Ahmad"]
    assert (page.context["found"], page.context["answerable"]) == (2, 1)
    assert page.content.decode().count('name="task"') == 1
    assert [reason.code for reason in inbox_tasks.many_blockers([alone])] == ["single"]


def test_task_of_another_office_is_not_taken_along(client, ask):
    foreign = ask("Dewi", office=FacilityFactory())

    client.post(ANSWER, {"task": [foreign.public_id], "note": "x", "scope": "ticked"})

    assert answered() == []


def test_filters_find_by_name_and_kind(client, ask):
    ask("Ahmad Rifani")
    ask("Muhammad Noor")
    ask("Muh. Rahman", NOT_PUT_BACK)

    def found(**query):
        return [line.task.person.full_name for line in client.get(LIST, query).context["page"].rows]

    assert found(q="muhamad") == ["Muhammad Noor", "Muh. Rahman"]
    assert found(kind="inmates.missing") == ["Ahmad Rifani", "Muhammad Noor"]
    assert found(q="muhamad", kind="inmates.missing") == ["Muhammad Noor"]
    assert found(kind="nonsense") == ["Ahmad Rifani", "Muhammad Noor", "Muh. Rahman"]
    assert found(kind="nonsense", q="muhamad") == ["Muhammad Noor", "Muh. Rahman"]


def test_all_are_not_answered_where_a_filter_says_nothing(client, ask):
    """Its last task was answered meanwhile, and by chance as many others wait as the page had."""
    ask("Ahmad", NOT_PUT_BACK)

    answer = client.post(f"{ANSWER}?kind={MISSING_FROM_FILE}", {"note": "x", "scope": "all", "count": 1}, follow=True)

    assert "Daftar sudah berubah" in answer.content.decode()
    assert answered() == []


def test_all_shown_are_ticked_by_a_link(client, ask):
    for name in ("Ahmad", "Budi"):
        ask(name)

    assert [client.get(LIST, query).content.decode().count(" checked>") for query in ({}, {"tick": "all"})] == [0, 2]


def test_list_and_answer_cost_the_same_for_1_and_30(client, ask, django_assert_num_queries):
    # The first event of an office makes its chain.
    client.post(ANSWER, {"task": [ask("Nol").public_id], "note": "x", "scope": "ticked"})
    for count in (1, 30):
        tasks = [ask(f"Orang {number}") for number in range(count)]
        client.get(LIST)
        with django_assert_num_queries(6):
            client.get(LIST)
        sent = {"task": [task.public_id for task in tasks], "note": "masih di sini", "scope": "ticked"}
        with django_assert_num_queries(18):
            client.post(ANSWER, sent)
