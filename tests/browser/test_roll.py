"""The attendance sheet sends each row by itself, and keeps what it could not send."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from programs.models import MarkRevision
from programs.training_day import marking
from tests.browser import roll


@pytest.fixture
def sheet(morning, visitor):
    """The instructor at the sheet of this morning."""
    instructor = visitor(morning.instructor)
    instructor.go(morning.path)
    return instructor


def test_row_is_saved_as_soon_as_it_is_marked(sheet, morning, site):
    roll.choose(sheet, morning.names[0], "Hadir")
    roll.says(sheet, morning.names[0], "Terkirim")
    roll.choose(sheet, morning.names[1], "Telat")
    roll.says(sheet, morning.names[1], "Isi kolom di bawah")
    minutes = roll.row(sheet, morning.names[1]).get_by_label("Terlambat (menit)")
    expect(minutes).to_be_focused()
    minutes.fill("15")
    minutes.blur()
    roll.says(sheet, morning.names[1], "Terkirim")

    assert roll.marks(site) == {morning.names[0]: "present", morning.names[1]: "late"}
    sheet.tab.reload()
    assert [roll.chosen(sheet, name) for name in morning.names] == ["present", "late", ""]


def test_row_marked_without_network_is_sent_when_it_is_back(sheet, morning, site):
    sheet.context.set_offline(True)
    roll.choose(sheet, morning.names[0], "Sakit")
    roll.says(sheet, morning.names[0], "Belum terkirim, tersimpan di perangkat")
    sheet.reads("1 belum terkirim")
    assert roll.marks(site) == {}

    sheet.context.set_offline(False)

    roll.says(sheet, morning.names[0], "Terkirim")
    assert roll.marks(site) == {morning.names[0]: "sick"}


def test_unsent_row_warns_on_leaving_and_survives_a_reload(sheet, morning, site):
    warnings = []
    sheet.tab.on("dialog", lambda dialog: (warnings.append(dialog.type), dialog.accept()))
    lost = f"**{morning.path}*/"
    sheet.tab.route(lost, lambda route: route.abort())
    roll.choose(sheet, morning.names[1], "Alpa")
    roll.says(sheet, morning.names[1], "Belum terkirim")

    sheet.tab.reload()
    roll.says(sheet, morning.names[1], "Belum terkirim")
    assert (warnings, roll.chosen(sheet, morning.names[1])) == (["beforeunload"], "unexcused")

    sheet.tab.unroute(lost)
    sheet.press("Kirim")
    roll.says(sheet, morning.names[1], "Terkirim")
    assert roll.marks(site) == {morning.names[1]: "unexcused"}


def test_row_that_somebody_else_recorded_meanwhile_is_asked_about(sheet, morning, site):
    first = morning.people[0]
    site.ask(lambda: marking.mark(morning.session, first, by=morning.instructor, status="sick"))

    roll.choose(sheet, morning.names[0], "Hadir")
    roll.says(sheet, morning.names[0], "Perlu diperiksa")
    assert roll.marks(site) == {morning.names[0]: "sick"}
    sheet.tab.get_by_role("button", name="Tetap pilihan saya: Hadir").click()

    roll.says(sheet, morning.names[0], "Terkirim")
    assert roll.marks(site) == {morning.names[0]: "present"}


def test_marks_outlive_a_sign_in_that_ended_while_the_sheet_stood_open(sheet, morning, site):
    site.moment += timedelta(hours=2)
    roll.choose(sheet, morning.names[0], "Sakit")
    roll.says(sheet, morning.names[0], "masa masuk Anda berakhir")

    sheet.press("Simpan presensi")
    sheet.fill("Nama pengguna", morning.instructor.username)
    sheet.fill("Sandi", "a-long-test-password")
    sheet.press("Masuk")

    expect(sheet.tab).to_have_url(f"{site.address}{morning.path}")
    roll.says(sheet, morning.names[0], "Terkirim")
    assert roll.marks(site) == {morning.names[0]: "sick"}


def test_double_click_saves_once(sheet, morning, site):
    sheet.tab.get_by_role("button", name="Sisanya hadir").dblclick()
    sheet.reads("3 tanda presensi tersimpan.")

    assert roll.marks(site) == dict.fromkeys(morning.names, "present")
    assert site.ask(MarkRevision.objects.count) == 3
