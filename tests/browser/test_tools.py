"""Tools go out and come back, one does not and is found: on a phone without JavaScript, and by keyboard alone."""

import re

import pytest
from django.urls import reverse

from programs.tools.models import MissingTool, ToolIssue
from tests.browser.people import Typist
from tests.factories import ConsumableFactory, ToolFactory, UserFactory

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1366, "height": 768}


@pytest.fixture
def tools(morning):
    ConsumableFactory(session=morning.session, name="Elektroda")
    return [ToolFactory(session=morning.session, number=f"LAS-00{n}") for n in (1, 2, 3)]


def row(person, number):
    return person.tab.get_by_role("group", name=re.compile(number))


@pytest.mark.parametrize(
    ("size", "how"),
    [(PHONE, {"java_script_enabled": False}), (DESK, {"kind": Typist})],
    ids=["phone without script", "keyboard"],
)
def test_a_tool_is_missed_at_the_sheet_and_found_by_the_guard(morning, tools, site, visitor, size, how):
    guard_user = UserFactory(roles=["security_officer"], facility=morning.session.facility)
    sheet = reverse("programs:tool_sheet", args=[morning.session.public_id])

    instructor = visitor(morning.instructor, **how)
    instructor.tab.set_viewport_size(size)
    instructor.go(sheet)
    instructor.fill("Elektroda (gram)", "500")
    instructor.press("Seluruh daftar (3)")
    instructor.reads("3 alat dikeluarkan.", "3 dikeluarkan")
    instructor.choose(row(instructor, "LAS-001"), "Rusak")
    instructor.choose(row(instructor, "LAS-002"), "Hilang")
    instructor.fill("Kembali", "100")
    instructor.fill("Terpakai", "400")
    instructor.press("Sisanya kembali baik")
    instructor.reads("3 alat kembali.", "Alat hilang: LAS-002 Palu terak.")
    assert instructor.tab.evaluate("document.documentElement.scrollWidth") <= size["width"]

    guard = visitor(guard_user, **how)
    guard.tab.set_viewport_size(size)
    guard.follow("1 alat hilang")
    guard.follow("LAS-002 Palu terak")
    guard.fill("Catatan", "Mesin mati")
    guard.press("Catat langkah ini")
    guard.reads("Langkah dicatat.", "Mesin mati")
    guard.follow("Sudah ditemukan")
    guard.fill("Cara berakhir", "Ada di laci meja kerja")
    guard.press("Simpan")
    guard.reads("Alat ditemukan; pencarian selesai.")

    ways = site.ask(lambda: list(ToolIssue.objects.order_by("tool__number").values_list("returned", flat=True)))
    states = site.ask(lambda: list(MissingTool.objects.values_list("state", "outcome")))
    assert ways == ["damaged", "missing", "fine"]
    assert states == [("found", "Ada di laci meja kerja")]
