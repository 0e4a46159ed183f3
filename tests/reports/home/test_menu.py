"""The menu: short for each role, complete with the page of the others, marked where the reader is."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from accounts.roles import SIDES, Role, Side
from reports.home.menu import AT_MOST, GROUPS, menu_of, rare_entries
from tests.factories import FacilityFactory, TrainingCenterFactory, UserFactory

pytestmark = pytest.mark.django_db
ENTRIES = [entry for _key, _title, entries in GROUPS for entry in entries]


def user_of(*roles):
    side = SIDES[roles[0]]
    if side == Side.REGION:
        return UserFactory(roles=roles, region="Kalimantan Selatan")
    office = {"training_center": TrainingCenterFactory()} if side == Side.CENTER else {"facility": FacilityFactory()}
    return UserFactory(roles=roles, **office)


def lines(rf, user, path="/"):
    request = rf.get(path)
    request.resolver_match = None
    return [line for group in menu_of(user, request) for line in group.lines]


@pytest.mark.parametrize("role", list(Role))
def test_no_role_has_more_than_fifteen_lines_and_none_loses_a_page(rf, role):
    user = user_of(role)

    shown = [line.entry.page for line in lines(rf, user)]

    assert len(shown) <= AT_MOST
    opens = {one.page for one in ENTRIES if not one.permissions or any(map(user.has_perm, one.permissions))}
    opens -= {one.page for one in ENTRIES if one.unless and one.page not in shown and user.has_perm(one.unless)}
    assert {*shown, *(entry.page for entry in rare_entries(user))} - {"reports:more"} == opens


def test_a_short_menu_keeps_what_others_open_rarely(rf):
    assert [line.entry.page for line in lines(rf, user_of(Role.CASE_OFFICER))] == [
        "reports:home",
        "inmates:task_list",
        "programs:session_list",
        "programs:week_schedule",
        "inmates:list",
        "outcomes:readiness_list",
        "programs:interview_list",
        "reports:wali_sheet_list",
        "certification:holding_list",
        "outcomes:work_list",
        "outcomes:passport_list",
    ]


def test_page_of_the_others_lists_them_and_only_where_there_are_some(sign_in):
    page = sign_in(user_of(Role.TRAINING_OFFICER)).get(reverse("reports:more"))
    empty = sign_in(user_of(Role.ASSESSOR)).get(reverse("reports:more"))

    assert [str(entry.label) for entry in page.context["entries"]] == [
        "Klasifikasi",
        "Wali pemasyarakatan",
        "Siap bebas",
        "Rekap minat",
        "Rencana pelatihan",
        "Dampak",
        "Pemberian alat dan modal",
        "Jurnal mengajar",
        "Perjanjian",
        "Laporan bulanan",
        "Laporan penutupan angkatan",
        "Lembar bulanan wali",
        "Sertifikat binaan",
        "Bimbingan kerja",
        "Paspor keterampilan",
        "Pemerataan",
        "Hari libur",
        "Langkah pertama",
        "Data tidak cocok",
    ]
    assert all(f'href="{entry.address}"' in page.content.decode() for entry in page.context["entries"])
    assert (empty.context["entries"], reverse("reports:more") in empty.content.decode().split("<main")[0]) == (
        (),
        False,
    )


@pytest.mark.parametrize(
    ("role", "path", "page", "current"),
    [
        (Role.TRAINING_OFFICER, "/", "reports:home", "page"),
        (Role.TRAINING_OFFICER, "/alat/", "programs:tool_list", "page"),
        (Role.TRAINING_OFFICER, "/alat/hilang/", "programs:tool_list", "true"),
        (Role.REGISTRAR, "/warga-binaan/impor/", "inmates:import_list", "page"),
        (Role.REGISTRAR, "/warga-binaan/keluar/", "inmates:list", "true"),
        # Of a page that has moved to the page of the others, that one is marked.
        (Role.TRAINING_OFFICER, "/pks/", "reports:more", "true"),
    ],
)
def test_menu_marks_where_the_reader_is(rf, role, path, page, current):
    marked = [(line.entry.page, line.current) for line in lines(rf, user_of(role), path) if line.current]

    assert marked == [(page, current)]


def test_open_tasks_are_counted_beside_their_line(rf):
    user = user_of(Role.REGISTRAR)
    user.open_tasks = 3

    assert [(line.entry.page, line.count) for line in lines(rf, user) if line.count] == [("inmates:task_list", 3)]


def test_nobody_signed_in_has_no_menu(client):
    assert 'class="nav-list"' not in client.get("/masuk/").content.decode()


def test_every_icon_of_the_menu_is_in_the_sprite():
    sprite = re.findall(r'id="i-([\w-]+)"', (Path(settings.BASE_DIR) / "static/ui/icons.svg").read_text())

    assert {entry.icon_name for entry in ENTRIES} - set(sprite) == set()
