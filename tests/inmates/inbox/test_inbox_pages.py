"""The inbox: open tasks of one's own roles, what was done and by whom, the number in the menu and on the home page."""

import re

import pytest
from django.urls import reverse

from accounts.roles import Role
from certification.certificates.inbox_kinds import STATEMENT_DUE
from core import clock
from inmates.inbox import inbox_tasks
from inmates.inbox.inbox_tasks import MISSING_FROM_FILE
from inmates.inbox.models import InboxTask
from programs.places.inbox_kinds import LEAVES_EARLY
from programs.tools import tool_search as missing_tools
from reports.home.work_list import tasks_for
from tests.conftest import MONDAY
from tests.factories import BatchFactory, PersonFactory, ToolFactory, UserFactory

pytestmark = pytest.mark.django_db
URL = "/tugas/"


@pytest.fixture
def batch():
    return BatchFactory(name="Las 4/2026")


@pytest.fixture
def registrar(batch):
    return UserFactory(roles=["registrar"], facility=batch.facility, full_name="Noor Hidayah")


@pytest.fixture
def officer(batch):
    return UserFactory(roles=["training_officer"], facility=batch.facility)


@pytest.fixture
def task(batch):
    return missing(batch)


def missing(batch, name="Ahmad Rifani"):
    person = PersonFactory(facility=batch.facility, full_name=name)
    values = {"day": "2026-11-20"}
    return inbox_tasks.open_task(
        MISSING_FROM_FILE, role=Role.REGISTRAR, office=batch.facility, person=person, values=values
    )


def early(batch):
    person = PersonFactory(facility=batch.facility, full_name="Budi Santoso")
    values = {"batch": batch.name, "batch_id": str(batch.public_id), "until": "2026-11-30"}
    values |= {"old": "2030-01-06", "new": "2026-11-25"}
    return inbox_tasks.open_task(
        LEAVES_EARLY, role=Role.TRAINING_OFFICER, office=batch.facility, person=person, values=values
    )


def acknowledge_url(task):
    return reverse("inmates:task_acknowledge", args=[task.public_id])


def text(response):
    return " ".join(response.content.decode().split())


def test_open_tasks_say_what_since_when_and_lead_to_what_they_are_about(sign_in, registrar, task):
    page = text(sign_in(registrar).get(URL))

    link = reverse("inmates:detail", args=[task.person.public_id])
    assert f'<a href="{link}">Apakah Ahmad Rifani masih di sini?</a>' in page
    assert "20 Nov 2026" in page
    assert "Dibuka 23 Nov 2026, 09.12 WITA" in page
    assert acknowledge_url(task) in page


def test_change_shows_old_and_new_value(sign_in, officer, batch):
    early(batch)

    page = re.sub(r"<[^>]+>", "", text(sign_in(officer).get(URL)))

    assert re.search(r"Semula: 6 Jan 2030 → Kini: 25 Nov 2026", page)
    assert "berlangsung sampai 30 Nov 2026" in page


def test_nobody_sees_tasks_of_other_roles_or_offices(sign_in, officer, task):
    for reader in (officer, UserFactory(roles=["registrar"])):
        client = sign_in(reader)
        page = text(client.get(URL))
        assert "Ahmad Rifani" not in page
        assert "Tidak ada tugas terbuka" in page
        assert client.get(acknowledge_url(task)).status_code == 404
        assert client.post(acknowledge_url(task), {"note": "Sudah"}).status_code == 404

    assert InboxTask.objects.get().is_open


@pytest.mark.parametrize("role", ["administrator", "auditor", "regional_viewer"])
def test_who_has_no_tasks_has_no_inbox(sign_in, role):
    client = sign_in(UserFactory(roles=[role]))

    assert client.get(URL).status_code == 403
    assert URL not in text(client.get("/"))


def test_acknowledging_leads_back_and_stands_among_what_was_done(sign_in, registrar, task):
    client = sign_in(registrar)
    assert "Apakah Ahmad Rifani masih di sini?" in text(client.get(acknowledge_url(task)))

    response = client.post(acknowledge_url(task), {"note": "Masih di Blok C"})

    assert response["Location"] == URL
    task.refresh_from_db()
    assert (task.acknowledged_by, task.acknowledged_at, task.note) == (registrar, MONDAY, "Masih di Blok C")
    assert "Ahmad Rifani" not in text(client.get(URL))
    done = text(client.get(URL, {"view": "closed"}))
    assert "Ditanggapi oleh Noor Hidayah, 23 Nov 2026, 09.12 WITA: Masih di Blok C" in done


def test_acknowledging_without_a_word_is_refused(sign_in, registrar, task):
    response = sign_in(registrar).post(acknowledge_url(task), {"note": " "})

    assert response.status_code == 422
    task.refresh_from_db()
    assert task.is_open


def test_who_comes_second_is_told(sign_in, registrar, task):
    client = sign_in(registrar)
    inbox_tasks.acknowledge(
        task, by=UserFactory(roles=["registrar"], facility=registrar.facility), note="Sudah dibebaskan"
    )

    response = client.post(acknowledge_url(task), {"note": "Masih di sini"})

    assert response.status_code == 422
    assert "Tugas ini sudah ditanggapi petugas lain" in text(response)
    page = text(client.get(acknowledge_url(task)))
    assert "Sudah dibebaskan" in page
    assert 'name="note"' not in page


def test_what_settled_by_itself_says_so(sign_in, registrar, task):
    inbox_tasks.settle(MISSING_FROM_FILE, person=task.person)

    page = text(sign_in(registrar).get(URL, {"view": "closed"}))

    assert "Selesai otomatis" in page
    assert "Ahmad Rifani" in page


def test_training_center_reads_its_tasks_and_nothing_of_custody(sign_in, batch, task):
    center = batch.training_center
    reader = UserFactory(roles=["certificate_officer"], training_center=center)
    values = {"batch": batch.name, "batch_id": str(batch.public_id), "count": 2}
    person = PersonFactory(full_name="Candra Wijaya")
    inbox_tasks.open_task(STATEMENT_DUE, role=Role.CERTIFICATE_OFFICER, office=center, person=person, values=values)

    page = text(sign_in(reader).get(URL))

    assert "Candra Wijaya" in page
    assert "Ahmad Rifani" not in page
    assert "/warga-binaan/" not in page


def test_pages_follow_one_another_in_order_of_opening(sign_in, registrar, batch):
    for number in range(31):
        with clock.moved_to(MONDAY + number * clock.MINUTE):
            missing(batch, name=f"Orang {number:02}")
    client = sign_in(registrar)

    first = client.get(URL)
    second = client.get(URL + first.context["page"].next)

    assert [line.task.person.full_name for line in first.context["page"].rows] == [f"Orang {n:02}" for n in range(30)]
    assert [line.task.person.full_name for line in second.context["page"].rows] == ["Orang 30"]


def test_done_is_paged_with_the_last_one_first(sign_in, registrar, batch):
    for number in range(31):
        task = missing(batch, name=f"Orang {number:02}")
        with clock.moved_to(MONDAY + number * clock.MINUTE):
            if number % 2:
                inbox_tasks.acknowledge(task, by=registrar, note="Sudah")
            else:
                inbox_tasks.settle(MISSING_FROM_FILE, person=task.person)
    client = sign_in(registrar)

    first = client.get(URL, {"view": "closed"})
    second = client.get(URL + first.context["page"].next)

    names = [line.task.person.full_name for page in (first, second) for line in page.context["page"].rows]
    assert names == [f"Orang {number:02}" for number in range(30, -1, -1)]


@pytest.mark.parametrize("view", ["", "closed"])
@pytest.mark.parametrize("count", [1, 30])
def test_list_costs_the_same_for_one_and_for_thirty(sign_in, registrar, batch, django_assert_num_queries, count, view):
    for _ in range(count):
        task = missing(batch)
        if view:
            inbox_tasks.acknowledge(task, by=registrar, note="Sudah")
    client = sign_in(registrar)
    client.get(URL)

    with django_assert_num_queries(4 if view else 6):
        client.get(URL, {"view": view})


def test_menu_counts_what_is_open(sign_in, registrar, task):
    client = sign_in(registrar)
    assert re.search(r'href="/tugas/".*?<span class="nav-count">\s*1\s', text(client.get("/akun/")))

    inbox_tasks.settle(MISSING_FROM_FILE, person=task.person)

    assert "nav-count" not in text(client.get("/akun/"))


def test_home_page_counts_what_is_open(registrar, batch, task):
    missing(batch, name="Budi Santoso")

    rows = [row for row in tasks_for(registrar) if row.url == URL]
    assert [(row.kind, row.title) for row in rows] == [("warn", "2 tugas terbuka")]

    InboxTask.objects.update(settled_at=MONDAY)
    assert [row for row in tasks_for(registrar) if row.url == URL] == []


# What an answer may say, and what it may not close


@pytest.mark.parametrize(
    ("open_one", "example"),
    [
        (missing, "Misalnya: pembebasan sudah dicatat, atau: masih di sini."),
        (early, "menyelesaikan unit yang masih sempat"),
    ],
)
def test_the_help_fits_the_kind_of_the_task(sign_in, batch, open_one, example):
    task = open_one(batch)
    reader = UserFactory(roles=[task.role], facility=batch.facility)

    page = text(sign_in(reader).get(acknowledge_url(task)))

    assert example in page
    assert page.count("Misalnya:") == 1


def test_a_line_of_text_does_not_close_the_task_of_a_tool_that_is_still_missing(sign_in, officer):
    tool = ToolFactory(facility=officer.facility)
    case = missing_tools.report(tool, by=officer, text="Tidak ada di papan")
    task = InboxTask.objects.open().filter(role=Role.TRAINING_OFFICER).get()
    client = sign_in(officer)

    page = text(client.get(acknowledge_url(task)))
    answer = client.post(acknowledge_url(task), {"note": "Sudah saya cari"})

    assert "Alat ini masih hilang. Catat hasilnya pada pencarian" in page
    assert 'name="note"' not in page
    assert reverse("programs:missing_tool", args=[case.public_id]) in page
    assert answer.status_code == 422
    assert InboxTask.objects.get(pk=task.pk).is_open
    missing_tools.close_found(case, by=officer, outcome="Terselip di bawah bangku")
    assert not InboxTask.objects.get(pk=task.pk).is_open
