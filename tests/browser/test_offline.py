"""The offline roll in a real browser: prepared, marked without a network, killed, opened again, sent once."""

import json
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from programs.attendance import mark_changes
from programs.attendance.models.marks import Mark, MarkRevision
from programs.offline.models import MarkOperation
from tests.browser.people import PASSWORD
from tests.browser.tablet import KEPT, PHONE, PIN, marks, without_network


def test_forty_marks_made_without_network_survive_a_killed_tab_and_arrive_once(ready, tablet, taught, site):
    ready.context.set_offline(True)
    ready.tab.reload()
    ready.reads("Tanpa jaringan")
    ready.unlock()
    ready.open_roll(taught.batch.name)
    for name in taught.names[:39]:
        ready.choose_for(name, "Hadir")
    ready.choose_for(taught.names[39], "Telat")
    late = ready.row(taught.names[39]).get_by_label("Terlambat (menit)")
    expect(late).to_be_focused()
    late.fill("15")
    late.blur()
    ready.reads("40 belum terkirim", "40 dari 40 hadir")
    tablet.kill()

    again = tablet.restart()
    again.context.set_offline(True)
    again.open()
    again.unlock()
    again.reads("40 belum terkirim", "40 dari 40 ditandai")
    assert marks(site) == {}
    again.context.set_offline(False)
    # Whether the browser had written its cookie to the disk when it was killed is chance.
    again.context.clear_cookies()
    again.press("Kirim sekarang")
    again.reads("Anda sudah keluar", "40 belum terkirim")
    again.sign_in(taught.instructor)
    again.open()
    again.unlock()
    again.reads("Semua terkirim")

    assert marks(site) == dict.fromkeys(taught.names[:39], "present") | {taught.names[39]: "late"}
    assert site.ask(lambda: (MarkOperation.objects.count(), MarkRevision.objects.count())) == (40, 40)
    again.press("Kirim sekarang")
    again.tab.reload()
    again.unlock()
    again.reads("Semua terkirim")
    assert site.ask(lambda: (MarkOperation.objects.count(), MarkRevision.objects.count())) == (40, 40)


def test_lost_answer_loses_and_doubles_nothing(ready, taught, site):
    def swallow(route):
        status = route.fetch().status
        route.abort()
        arrived.append(status)

    arrived = []
    with without_network(ready):
        ready.open_roll(taught.batch.name)
        ready.press("Sisanya hadir")
        ready.reads("40 belum terkirim")
        ready.context.route("**/luring/kirim/", swallow)
    while not arrived:
        ready.tab.wait_for_timeout(200)
    assert (arrived[0], len(marks(site))) == (200, 40)
    ready.reads("40 belum terkirim")
    ready.context.unroute_all(behavior="wait")
    ready.press("Sesi saya")
    ready.press("Kirim sekarang")

    ready.reads("Semua terkirim")
    assert site.ask(lambda: (MarkOperation.objects.count(), MarkRevision.objects.count())) == (40, 40)


def test_nothing_of_a_person_can_be_read_on_the_device(ready, taught):
    with without_network(ready):
        ready.open_roll(taught.batch.name)
        ready.choose_for(taught.names[0], "Izin")
        note = ready.row(taught.names[0]).get_by_label("Catatan")
        note.fill("Urusan keluarga")
        note.blur()
        ready.reads("1 belum terkirim")
        kept = json.dumps(ready.tab.evaluate(KEPT))
        caches = ready.tab.evaluate("""async () => {
          const texts = [];
          for (const name of await caches.keys()) {
            const cache = await caches.open(name);
            for (const request of await cache.keys()) {
              texts.push(request.url, await (await cache.match(request)).text());
            }
          }
          return texts.join(" ");
        }""")

    words = [*taught.names, "Peserta", taught.batch.name, "Urusan", "excused", str(taught.people[0].public_id)]
    assert [word for word in [*words, *taught.secrets] if word in kept] == []
    assert [word for word in [*taught.names, "Las 4/2026", str(taught.instructor.public_id)] if word in caches] == []


def test_signing_out_leaves_nothing_behind_the_back_button(ready, taught):
    ready.open_roll(taught.batch.name)
    ready.reads(taught.names[0])
    ready.tab.go_back()
    ready.press("Keluar")
    ready.reads("Semua presensi sudah ada di server; tidak ada yang hilang.")
    ready.press("Hapus dan keluar")
    expect(ready.tab).to_have_url(f"{ready.home}/masuk/")
    assert ready.tab.evaluate("async () => (await indexedDB.databases()).length") == 0

    for _step in range(3):
        ready.tab.go_back()
        ready.tab.wait_for_load_state()
        assert [name for name in taught.names if name in ready.tab.content()] == []
    ready.open()
    expect(ready.tab).to_have_url(f"{ready.home}/masuk/?next=/luring/")


def test_signing_out_from_any_page_asks_about_unsent_marks_first(ready, taught, site):
    with without_network(ready):
        ready.open_roll(taught.batch.name)
        ready.choose_for(taught.names[0], "Sakit")
        ready.reads("1 belum terkirim")
        # The page is left before it can send.
        ready.tab.route("**/luring/kirim/", lambda route: route.abort())
    # On a phone the menu has to be opened first.
    ready.tab.set_viewport_size({"width": 1366, "height": 768})
    ready.go("/sesi/")
    ready.press("Keluar")

    ready.reads("Belum terkirim: 1. Presensi ini akan hilang.")
    ready.press("Batal")
    ready.tab.unroute("**/luring/kirim/")
    ready.unlock()
    ready.reads("Semua terkirim")
    assert marks(site) == {taught.names[0]: "sick"}
    ready.go("/sesi/")
    ready.press("Keluar")
    expect(ready.tab).to_have_url(f"{ready.home}/masuk/")
    assert ready.tab.evaluate(KEPT) == {}


def test_ten_wrong_pins_delete_everything(ready):
    ready.press("Kunci")
    for number in range(9):
        ready.unlock(f"90001{number}")
        ready.reads(f"Setelah salah {9 - number} kali lagi")
    ready.tab.reload()
    ready.unlock("000000")

    ready.reads("Setelah 10 kali salah", "Siapkan perangkat ini")
    assert ready.tab.evaluate(KEPT) == {}


def test_right_pin_takes_wrong_attempts_back(ready):
    ready.press("Kunci")
    ready.unlock("900010")
    ready.reads("Setelah salah 9 kali lagi")
    ready.unlock()
    ready.reads("Sesi saya")
    ready.press("Kunci")
    ready.unlock("900010")

    ready.reads("Setelah salah 9 kali lagi")


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        ("1234", "1234", "PIN paling sedikit 6 angka atau huruf."),
        ("123456", "123456", "PIN ini mudah ditebak."),
        ("111111", "111111", "PIN ini mudah ditebak."),
        (PIN, "482916", "Kedua PIN berbeda."),
    ],
)
def test_weak_pin_is_refused(tablet, taught, first, second, sentence):
    instructor = tablet.start()
    instructor.sign_in(taught.instructor)
    instructor.open()
    instructor.fill("PIN baru", first)
    instructor.fill("PIN yang sama sekali lagi", second)
    instructor.press("Siapkan untuk luring")

    instructor.reads(sentence)


def test_after_three_days_it_is_deleted_whoever_opens_it(ready, taught):
    with without_network(ready):
        ready.open_roll(taught.batch.name)
        ready.choose_for(taught.names[0], "Hadir")
        ready.reads("1 belum terkirim")
        # The clock of the device goes on, the server is away. The page is closed meanwhile: open, it would notice by
        # itself and delete before anybody looks.
        ready.tab.goto("about:blank")
        ready.context.clock.install()
        ready.context.clock.fast_forward(73 * 60 * 60 * 1000)
        ready.open()

        ready.reads("Sudah 72 jam sejak perangkat ini disiapkan", "Siapkan perangkat ini")
        assert ready.tab.evaluate(KEPT) == {}


def test_other_user_can_neither_open_nor_send_it(ready, taught, site):
    with without_network(ready):
        ready.open_roll(taught.batch.name)
        ready.choose_for(taught.names[0], "Hadir")
        ready.reads("1 belum terkirim")
        ready.tab.route("**/luring/kirim/", lambda route: route.abort())
    ready.tab.context.clear_cookies()
    ready.sign_in(taught.other)
    ready.tab.unroute("**/luring/kirim/")
    ready.open()
    ready.reads("Disiapkan oleh orang lain", "Pengguna lain")
    assert marks(site) == {}

    ready.tab.context.clear_cookies()
    ready.sign_in(taught.instructor)
    ready.open()
    ready.unlock()
    ready.reads("Semua terkirim")
    assert marks(site) == {taught.names[0]: "present"}


def test_marks_outlive_a_sign_in_that_ended(ready, taught, site):
    ready.open_roll(taught.batch.name)
    site.moment += timedelta(hours=2)
    ready.choose_for(taught.names[0], "Hadir")
    ready.reads("Anda sudah keluar", "1 belum terkirim")

    ready.go("/masuk/?next=/luring/")
    ready.fill("Nama pengguna", taught.instructor.username)
    ready.fill("Kata sandi", PASSWORD)
    ready.press("Masuk")
    ready.unlock()

    ready.reads("Semua terkirim")
    assert marks(site) == {taught.names[0]: "present"}


def test_conflict_shows_the_other_mark_and_is_decided_on_the_server(ready, taught, site):
    with without_network(ready):
        ready.open_roll(taught.batch.name)
        ready.choose_for(taught.names[0], "Hadir")
        ready.says(taught.names[0], "Tersimpan di perangkat, belum terkirim")
        first, coordinator = taught.people[0], taught.coordinator
        site.ask(lambda: mark_changes.mark(taught.session, first, by=coordinator, status="sick"))
    ready.says(taught.names[0], "Perlu diperiksa: di server tercatat Sakit")
    ready.row(taught.names[0]).get_by_role("link", name="Putuskan").click()
    ready.follow(taught.names[0])
    ready.press("Pakai presensi dari perangkat")

    ready.reads("Keputusan Anda tercatat.", "Tidak ada yang perlu diputuskan")
    assert marks(site) == {taught.names[0]: "present"}


def test_marks_made_before_the_start_wait_on_the_device_and_say_so(tablet, taught, site):
    taught.session.starts_at = site.moment + timedelta(minutes=4)
    site.ask(taught.session.save)
    ready = tablet.start()
    ready.sign_in(taught.instructor)
    ready.prepare()
    ready.open_roll(taught.batch.name)
    ready.choose_for(taught.names[0], "Hadir")
    ready.says(taught.names[0], "Di perangkat ini, dikirim setelah sesi dimulai")
    ready.choose_for(taught.names[1], "Telat")
    ready.says(taught.names[1], "Belum tersimpan: menit terlambat belum diisi")
    late = ready.row(taught.names[1]).get_by_label("Terlambat (menit)")
    late.fill("999")
    late.blur()
    most = taught.session.minutes_with_break
    ready.says(taught.names[1], f"Belum tersimpan: menit terlambat harus dari 1 sampai {most}.")
    ready.reads("1 belum terkirim", "1 dari 40 hadir", "Sesi belum dimulai")
    assert (marks(site), site.ask(MarkOperation.objects.count)) == ({}, 0)

    site.moment += timedelta(minutes=8)
    ready.says(taught.names[0], "Terkirim")

    assert marks(site) == {taught.names[0]: "present"}


def test_refused_mark_counts_for_nothing_until_it_is_made_anew(ready, taught, site):
    with without_network(ready):
        ready.open_roll(taught.batch.name)
        ready.choose_for(taught.names[0], "Hadir")
        ready.says(taught.names[0], "Tersimpan di perangkat, belum terkirim")
        taught.session.starts_at = site.moment + timedelta(minutes=4)
        site.ask(taught.session.save)
    ready.says(taught.names[0], "Tidak diterima: Sesi ini belum dimulai.")
    ready.reads("1 tidak diterima", "0 dari 40 hadir")
    expect(ready.tab.get_by_text("Semua terkirim")).to_be_hidden()

    site.moment += timedelta(minutes=8)
    ready.choose_for(taught.names[0], "Sakit")
    ready.says(taught.names[0], "Terkirim")

    expect(ready.tab.get_by_text("1 tidak diterima").first).to_be_hidden()
    assert marks(site) == {taught.names[0]: "sick"}


def test_mark_is_taken_back_by_its_button_or_a_key_and_the_server_follows(ready, taught, site):
    first, second, third = taught.names[:3]
    ready.open_roll(taught.batch.name)
    ready.choose_for(first, "Hadir")
    ready.says(first, "Terkirim")
    with without_network(ready):
        ready.row(first).get_by_title("Hapus tanda").click()
        ready.choose_for(second, "Sakit")
        ready.row(second).locator("input[value=sick]").press("Delete")
        # Nothing stood here: the key changes nothing.
        ready.row(third).locator("input[type=radio]").first.press("Delete")
        ready.reads("3 belum terkirim", "0 dari 40 hadir", "40 belum ditandai")
    for name in (first, second, third):
        ready.says(name, "Belum ditandai")
        expect(ready.row(name).locator("input:checked")).to_have_count(0)

    assert marks(site) == {}
    ready.press("Sisanya hadir")
    ready.reads("40 dari 40 hadir", "semua sudah ditandai")
    ready.reads("Semua terkirim")
    assert site.ask(lambda: Mark.objects.filter(status__code="present").count()) == 40


def test_tap_of_what_is_chosen_leaves_the_mark_as_it_is(ready, taught, site):
    name = taught.names[0]
    ready.open_roll(taught.batch.name)
    ready.choose_for(name, "Hadir")
    ready.says(name, "Terkirim")
    ready.tab.wait_for_timeout(800)

    ready.choose_for(name, "Hadir")
    ready.tab.wait_for_timeout(800)

    ready.says(name, "Terkirim")
    expect(ready.row(name).locator("input:checked")).to_have_value("present")
    assert marks(site) == {name: "present"}


def test_queue_saved_as_a_file_names_nobody_and_is_sent_by_the_page(ready, taught, site, tmp_path):
    with without_network(ready):
        ready.open_roll(taught.batch.name)
        ready.press("Sisanya hadir")
        ready.reads("40 belum terkirim")
        ready.tab.go_back()
        with ready.tab.expect_download() as download:
            ready.press("Simpan antrean sebagai berkas")
        ready.reads("Berkas berisi kode dan catatan Anda, tanpa nama.")
        path = tmp_path / download.value.suggested_filename
        download.value.save_as(path)
        ready.tab.route("**/luring/kirim/", lambda route: route.abort())
    text = path.read_text()
    assert [word for word in [*taught.names, *taught.secrets, taught.batch.name] if word in text] == []

    ready.go(reverse("programs:offline_upload"))
    ready.upload("Berkas dari perangkat", path)
    ready.press("Kirim")
    ready.reads("40 presensi sudah ada di server.")
    ready.tab.unroute("**/luring/kirim/")
    ready.open()
    ready.unlock()
    ready.reads("Semua terkirim")
    assert site.ask(lambda: (MarkOperation.objects.count(), MarkRevision.objects.count())) == (40, 40)


def test_roll_is_marked_by_keyboard_alone(ready, taught, site):
    ready.open_roll(taught.batch.name)
    expect(ready.tab.get_by_role("heading", name=taught.batch.name)).to_be_focused()
    for _step in range(2):
        ready.tab.keyboard.press("Tab")
    expect(ready.row(taught.names[0]).locator("input[type=radio]").first).to_be_focused()
    ready.tab.keyboard.press("Space")
    ready.says(taught.names[0], "Terkirim")
    ready.tab.keyboard.press("Tab")
    ready.tab.keyboard.press("Space")
    ready.tab.keyboard.press("ArrowRight")

    ready.says(taught.names[1], "Belum tersimpan")
    assert marks(site)[taught.names[0]] == "present"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, {"width": 1366, "height": 768}], ids=["phone", "desktop"])
def test_every_screen_is_accessible(tablet, taught, scheme, viewport):
    tablet.options = {"color_scheme": scheme, "viewport": viewport}
    instructor = tablet.start()
    wrong = {}

    def look(name):
        found = Axe().run(instructor.tab).response["violations"]
        wrong[name] = [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]
        wrong[name] += ["too wide"] * instructor.tab.evaluate("document.documentElement.scrollWidth > innerWidth")

    instructor.sign_in(taught.instructor)
    instructor.open()
    look("prepare")
    instructor.prepare()
    look("sessions")
    instructor.open_roll(taught.batch.name)
    instructor.choose_for(taught.names[0], "Telat")
    instructor.choose_for(taught.names[1], "Hadir")
    instructor.says(taught.names[1], "Terkirim")
    look("roll")
    instructor.tab.go_back()
    instructor.press("Keluar")
    look("ask")
    instructor.press("Batal")
    instructor.press("Kunci")
    look("locked")

    assert wrong == {key: [] for key in ("prepare", "sessions", "roll", "ask", "locked")}
