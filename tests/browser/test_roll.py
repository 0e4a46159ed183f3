"""The attendance sheet sends each row by itself, and keeps what it could not send."""

import time
from collections import Counter
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from programs.attendance import mark_changes
from programs.attendance.models.marks import Mark, MarkRevision
from programs.batches.models import BatchStaff
from programs.head_counts import count_records
from tests.browser import roll
from tests.factories import EnrollmentFactory, UserFactory


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
    roll.says(sheet, morning.names[1], "Belum terkirim: menit terlambat belum diisi")
    minutes = roll.row(sheet, morning.names[1]).get_by_label("Terlambat (menit)")
    expect(minutes).to_be_focused()
    minutes.fill("15")
    minutes.blur()
    roll.says(sheet, morning.names[1], "Terkirim")

    assert roll.marks(site) == {morning.names[0]: "present", morning.names[1]: "late"}
    sheet.tab.reload()
    assert [roll.chosen(sheet, name) for name in morning.names] == ["present", "late", ""]


def hold_script(visitor) -> list:
    """What asks for the script of the sheet, to be answered when the test says so."""
    held = []

    def hold(route):
        held.append(route)

    visitor.tab.route("**/js/roll*.js", hold)
    return held


def test_what_is_marked_before_the_script_has_come_is_sent_when_it_comes(morning, site, visitor):
    """On a slow line the page can be read and clicked seconds before its script runs."""
    instructor = visitor(morning.instructor)
    held = hold_script(instructor)
    instructor.tab.goto(f"{site.address}{morning.path}", wait_until="commit")
    roll.choose(instructor, morning.names[0], "Hadir")
    roll.choose(instructor, morning.names[1], "Telat")
    roll.row(instructor, morning.names[1]).get_by_label("Terlambat (menit)").fill("10")
    instructor.fill("Tiba di bengkel", "2")
    assert roll.marks(site) == {}

    held[0].continue_()

    roll.says(instructor, morning.names[0], "Terkirim")
    roll.says(instructor, morning.names[1], "Terkirim")
    expect(instructor.tab.locator("#roll-checks")).not_to_contain_text("yang tiba belum dihitung")
    assert roll.marks(site) == {morning.names[0]: "present", morning.names[1]: "late"}
    assert site.ask(lambda: count_records.figures(morning.session)) == {"arrived": 2}


def test_early_choice_stands_above_what_an_earlier_visit_kept(sheet, morning, site):
    lost = f"**{morning.path}*/"
    sheet.tab.route(lost, lambda route: route.abort())
    roll.choose(sheet, morning.names[0], "Alpa")
    roll.says(sheet, morning.names[0], "Belum terkirim")
    sheet.tab.on("dialog", lambda dialog: dialog.accept())
    held = hold_script(sheet)
    sheet.tab.goto(f"{site.address}{morning.path}", wait_until="commit")
    sheet.tab.unroute(lost)

    roll.choose(sheet, morning.names[0], "Hadir")
    held[0].continue_()

    roll.says(sheet, morning.names[0], "Terkirim")
    assert roll.marks(site) == {morning.names[0]: "present"}


def test_sheet_that_is_only_opened_sends_nothing(morning, site, visitor):
    """The field of a note drops its line break, by which nobody has changed anything."""
    mark_changes.mark(morning.session, morning.people[0], by=morning.instructor, status="excused", note="Ujian\nCPNS")
    instructor, sent = visitor(morning.instructor), []
    instructor.tab.on("request", lambda request: sent.append(request.method))

    instructor.go(morning.path)
    instructor.tab.wait_for_load_state("networkidle")

    assert (roll.chosen(instructor, morning.names[0]), "POST" in sent) == ("excused", False)


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
    site.ask(lambda: mark_changes.mark(morning.session, first, by=morning.instructor, status="sick"))

    roll.choose(sheet, morning.names[0], "Hadir")
    roll.says(sheet, morning.names[0], "Perlu diperiksa")
    assert roll.marks(site) == {morning.names[0]: "sick"}
    sheet.tab.get_by_role("button", name="Tetap pilihan saya: Hadir").click()

    roll.says(sheet, morning.names[0], "Terkirim")
    assert roll.marks(site) == {morning.names[0]: "present"}


def test_marks_outlive_a_sign_in_that_ended_while_the_sheet_stood_open(sheet, morning, site):
    site.moment += timedelta(hours=2)
    roll.choose(sheet, morning.names[0], "Sakit")
    roll.says(sheet, morning.names[0], "Anda sudah keluar otomatis")

    sheet.press("Simpan presensi")
    sheet.fill("Nama pengguna", morning.instructor.username)
    sheet.fill("Kata sandi", "a-long-test-password")
    sheet.press("Masuk")

    expect(sheet.tab).to_have_url(f"{site.address}{morning.path}")
    roll.says(sheet, morning.names[0], "Terkirim")
    assert roll.marks(site) == {morning.names[0]: "sick"}


def test_double_click_saves_once(sheet, morning, site):
    sheet.tab.get_by_role("button", name="Sisanya hadir").dblclick()
    sheet.reads("3 presensi tersimpan.")

    assert roll.marks(site) == dict.fromkeys(morning.names, "present")
    assert site.ask(MarkRevision.objects.count) == 3


def kept(visitor) -> list[str]:
    """The rolls stored in the browser, as they are stored."""
    return visitor.tab.evaluate("Object.entries(localStorage).filter(([name]) => name.startsWith('roll:')).map(String)")


def test_letters_mark_twenty_people_within_half_a_minute(site, morning, visitor):
    people = [EnrollmentFactory(batch=morning.session.batch, person__full_name=f"Orang {n:02d}") for n in range(17)]
    instructor = visitor(morning.instructor)
    instructor.go(morning.path)
    began = time.monotonic()

    instructor.tab.locator("[data-person] input[type=radio]").first.focus()
    instructor.tab.keyboard.type("hhhhhhhsahhhhhhhhhhh")
    expect(instructor.tab.locator("[data-person] input[type=radio]:checked")).to_have_count(20)
    assert time.monotonic() - began < 30

    expect(instructor.tab.get_by_text("semua sudah ditandai")).to_be_visible()
    found = roll.marks(site)
    assert Counter(found.values()) == {"present": 18, "sick": 1, "unexcused": 1}
    names = [*morning.names, *(place.person.full_name for place in people)]
    assert (found[names[7]], found[names[8]]) == ("sick", "unexcused")


def test_rows_marked_while_the_server_is_down_are_sent_once_it_is_back(sheet, morning, site):
    roll.choose(sheet, morning.names[0], "Hadir")
    roll.says(sheet, morning.names[0], "Terkirim")
    site.stop()
    roll.choose(sheet, morning.names[1], "Sakit")
    roll.choose(sheet, morning.names[2], "Alpa")
    roll.says(sheet, morning.names[2], "Belum terkirim")
    sheet.reads("Jangan tinggalkan halaman ini sebelum terkirim.")

    site.restart()
    roll.says(sheet, morning.names[2], "Terkirim")
    roll.says(sheet, morning.names[1], "Terkirim")

    assert roll.marks(site) == dict(zip(morning.names, ("present", "sick", "unexcused"), strict=True))
    assert site.ask(MarkRevision.objects.count) == 3
    assert kept(sheet) == []


def test_answer_that_is_lost_on_its_way_makes_no_second_version(sheet, morning, site):
    def lose(route):
        route.fetch()
        route.abort()

    saving = f"**{morning.path}{morning.people[0].public_id}/"
    sheet.tab.route(saving, lose)
    roll.choose(sheet, morning.names[0], "Hadir")
    roll.says(sheet, morning.names[0], "Belum terkirim")
    first = morning.people[0]
    site.ask(lambda: mark_changes.mark(morning.session, first, by=morning.instructor, status="sick", version=1))

    sheet.tab.unroute(saving)
    sheet.press("Kirim")
    roll.says(sheet, morning.names[0], "Terkirim")

    # What arrived the first time is answered again; the later mark of somebody else is not written over.
    assert roll.marks(site) == {morning.names[0]: "sick"}
    assert site.ask(MarkRevision.objects.count) == 2


def test_what_the_browser_keeps_names_nobody(sheet, morning, site):
    sheet.context.set_offline(True)
    roll.choose(sheet, morning.names[0], "Izin")
    roll.row(sheet, morning.names[0]).get_by_label("Catatan").fill("keluarga sakit")
    roll.row(sheet, morning.names[0]).get_by_label("Catatan").blur()
    roll.says(sheet, morning.names[0], "Belum terkirim")

    (entry,) = kept(sheet)

    assert (str(morning.people[0].public_id) in entry, "excused" in entry) == (True, True)
    assert [word for word in (*morning.names, "Abdul", "keluarga") if word in entry] == []


def test_somebody_else_at_the_same_browser_neither_sees_nor_sends_what_was_kept(site, morning, visitor):
    colleague = UserFactory(roles=["instructor"], training_center=morning.session.batch.training_center)
    BatchStaff.objects.create(batch=morning.session.batch, user=colleague, duty="instructor")
    sheet = visitor(morning.instructor)
    sheet.go(morning.path)
    site.moment += timedelta(hours=2)
    roll.choose(sheet, morning.names[0], "Sakit")
    roll.says(sheet, morning.names[0], "Anda sudah keluar otomatis")
    sheet.tab.on("dialog", lambda dialog: dialog.accept())

    sheet.sign_in(colleague)
    sheet.go(morning.path)
    expect(roll.row(sheet, morning.names[0])).to_contain_text("Belum ditandai")
    assert (roll.chosen(sheet, morning.names[0]), roll.marks(site)) == ("", {})

    site.moment += timedelta(hours=2)
    sheet.sign_in(morning.instructor)
    sheet.go(morning.path)
    roll.says(sheet, morning.names[0], "Terkirim")
    assert roll.marks(site) == {morning.names[0]: "sick"}


def test_link_to_sign_in_again_leads_back_to_the_same_roll(sheet, morning, site):
    site.moment += timedelta(hours=2)
    roll.choose(sheet, morning.names[0], "Sakit")
    sheet.tab.on("dialog", lambda dialog: dialog.accept())

    sheet.follow("Masuk lagi")
    sheet.fill("Nama pengguna", morning.instructor.username)
    sheet.fill("Kata sandi", "a-long-test-password")
    sheet.press("Masuk")

    expect(sheet.tab).to_have_url(f"{site.address}{morning.path}")
    roll.says(sheet, morning.names[0], "Terkirim")
    assert roll.marks(site) == {morning.names[0]: "sick"}


def test_signing_out_asks_and_leaves_nothing_behind(sheet, morning, site):
    asked = []
    sheet.tab.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    sheet.tab.route(f"**{morning.path}*/", lambda route: route.abort())
    roll.choose(sheet, morning.names[0], "Alpa")
    roll.says(sheet, morning.names[0], "Belum terkirim")
    assert len(kept(sheet)) == 1

    sheet.press("Keluar")
    expect(sheet.tab.get_by_role("button", name="Masuk")).to_be_visible()
    assert (asked, kept(sheet), roll.marks(site)) == (["confirm"], [], {})

    sheet.tab.go_back()
    expect(sheet.tab.get_by_role("button", name="Masuk")).to_be_visible()
    assert morning.names[0] not in sheet.tab.content()


def test_two_at_one_sheet_are_asked_and_nobody_writes_over_the_other(site, morning, visitor):
    colleague = UserFactory(roles=["instructor"], training_center=morning.session.batch.training_center)
    BatchStaff.objects.create(batch=morning.session.batch, user=colleague, duty="instructor")
    one, two = visitor(morning.instructor), visitor(colleague)
    for instructor in (one, two):
        instructor.go(morning.path)

    roll.choose(one, morning.names[0], "Sakit")
    roll.says(one, morning.names[0], "Terkirim")
    roll.choose(two, morning.names[0], "Hadir")
    roll.says(two, morning.names[0], "Perlu diperiksa")
    two.reads(morning.instructor.full_name, "Pakai catatan itu: Sakit", "Tetap pilihan saya: Hadir")
    two.press("Pakai catatan itu: Sakit")

    roll.says(two, morning.names[0], "Terkirim")
    assert (roll.chosen(two, morning.names[0]), roll.marks(site)) == ("sick", {morning.names[0]: "sick"})
    assert site.ask(MarkRevision.objects.count) == 1


def test_a_count_far_too_high_is_confirmed_where_it_was_typed(site, morning, visitor):
    sheet = visitor(morning.instructor)
    sheet.go(morning.path)
    sure = sheet.tab.get_by_label("Angkanya benar: sudah saya hitung ulang")
    expect(sure).to_be_hidden()

    sheet.tab.get_by_label("Tiba di bengkel").fill("30")
    sheet.tab.keyboard.press("Tab")
    sheet.reads("Hitung ulang, atau centang bahwa angkanya benar.")
    sure.check()

    expect(sure).to_be_hidden()
    assert site.ask(lambda: count_records.figures(morning.session)) == {"arrived": 30}


def test_facility_is_asked_about_an_official_reason_of_the_center_and_can_take_it(site, morning, visitor):
    officer = visitor(UserFactory(roles=["training_officer"], facility=morning.session.batch.facility))
    officer.go(morning.path)
    first = morning.people[0]
    site.ask(lambda: mark_changes.mark(morning.session, first, by=morning.instructor, status="duty"))

    roll.choose(officer, morning.names[0], "Sakit")
    roll.says(officer, morning.names[0], "mencatat Dinas")
    officer.press("Pakai catatan itu: Dinas")

    assert roll.chosen(officer, morning.names[0]) == "duty"
    assert roll.marks(site) == {morning.names[0]: "duty"}


def test_mark_without_its_note_keeps_nobody_back_and_is_there_on_reopening(sheet, morning, site):
    roll.choose(sheet, morning.names[1], "Izin")
    roll.says(sheet, morning.names[1], "Belum terkirim: catatan belum diisi")
    sheet.reads("1 perlu dilengkapi")
    expect(sheet.tab.locator("#roll-unsent")).to_be_hidden()

    sheet.press("Sisanya hadir")
    sheet.reads("Sebagian baris belum tersimpan.")
    roll.says(sheet, morning.names[1], "Belum terkirim: catatan belum diisi")
    assert roll.marks(site) == {morning.names[0]: "present", morning.names[2]: "present"}

    sheet.tab.on("dialog", lambda dialog: dialog.accept())
    # The address of the refused form, as the address bar has it.
    sheet.go(f"{morning.path}simpan/")
    expect(sheet.tab).to_have_url(f"{site.address}{morning.path}")
    assert roll.chosen(sheet, morning.names[1]) == "excused"
    roll.row(sheet, morning.names[1]).get_by_label("Catatan").fill("keluarga")
    sheet.tab.keyboard.press("Enter")

    roll.says(sheet, morning.names[1], "Terkirim")
    assert roll.marks(site)[morning.names[1]] == "excused"
    assert kept(sheet) == []


def test_wrong_tap_is_taken_back_by_key_and_by_its_button(sheet, morning, site):
    for name in morning.names[:2]:
        roll.choose(sheet, name, "Alpa")
        roll.says(sheet, name, "Terkirim")

    roll.row(sheet, morning.names[0]).locator("input:checked").focus()
    sheet.tab.keyboard.press("Delete")
    roll.row(sheet, morning.names[1]).get_by_title("Hapus tanda").click()

    for name in morning.names[:2]:
        roll.says(sheet, name, "Belum ditandai")
    assert [roll.chosen(sheet, name) for name in morning.names[:2]] == ["", ""]
    assert roll.marks(site) == {}
    roll.choose(sheet, morning.names[0], "Hadir")
    roll.says(sheet, morning.names[0], "Terkirim")
    assert roll.marks(site) == {morning.names[0]: "present"}


def test_tap_or_letter_of_what_is_chosen_changes_nothing(sheet, morning, site):
    for name in morning.names[:2]:
        roll.choose(sheet, name, "Hadir")
        roll.says(sheet, name, "Terkirim")
    sent = []
    sheet.tab.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    sheet.tab.wait_for_timeout(800)

    roll.choose(sheet, morning.names[0], "Hadir")
    roll.row(sheet, morning.names[0]).get_by_text("Hadir", exact=True).dblclick()
    roll.row(sheet, morning.names[1]).locator("input:checked").focus()
    for key in ("Space", "h"):
        sheet.tab.keyboard.press(key)
    sheet.tab.wait_for_timeout(800)

    both = dict.fromkeys(morning.names[:2], "present")
    assert (sent, roll.marks(site)) == ([], both)
    sheet.tab.reload()
    assert [roll.chosen(sheet, name) for name in morning.names[:2]] == ["present", "present"]


@pytest.mark.parametrize("minutes", ["abc", "999"])
def test_minutes_that_cannot_be_are_named_at_the_row(sheet, morning, site, minutes):
    roll.choose(sheet, morning.names[0], "Telat")
    field = roll.row(sheet, morning.names[0]).get_by_label("Terlambat (menit)")
    field.fill(minutes)
    field.blur()

    roll.says(sheet, morning.names[0], "Tuliskan berapa menit terlambat, dari 1 sampai 180.")
    assert (field.input_value(), roll.marks(site)) == (minutes, {})


def test_enter_after_the_minutes_goes_on_to_the_next_row(sheet, morning, site):
    roll.row(sheet, morning.names[0]).locator("input[type=radio]").first.focus()
    sheet.tab.keyboard.type("t")
    sheet.tab.keyboard.type("15")
    sheet.tab.keyboard.press("Enter")
    sheet.tab.keyboard.type("h")

    roll.says(sheet, morning.names[1], "Terkirim")
    roll.says(sheet, morning.names[0], "Terkirim")
    assert roll.marks(site) == {morning.names[0]: "late", morning.names[1]: "present"}
    assert roll.chosen(sheet, morning.names[0]) == "late"


def test_paper_is_copied_line_by_line_with_enter(site, morning, visitor):
    instructor = visitor(morning.instructor)
    instructor.go(f"{morning.path.replace('presensi', 'dari-kertas')}")
    expect(instructor.tab.locator("[data-line]").first).to_be_focused()

    for line in ("H", "T 15", "a"):
        instructor.tab.keyboard.type(line)
        instructor.tab.keyboard.press("Enter")
    instructor.tab.keyboard.press("Enter")
    instructor.reads("3 presensi tersimpan.")

    assert roll.marks(site) == dict(zip(morning.names, ("present", "late", "unexcused"), strict=True))
    assert site.ask(lambda: set(Mark.objects.values_list("entry", flat=True))) == {"paper"}
