"""What the offline roll says follows from what the device keeps, in whatever order answers come."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.tablet import Instructor, gone, marks, unanswered, without_network

NOT_BEGUN = "Sesi belum dimulai: presensi tersimpan di perangkat ini"
EARLY = "Di perangkat ini, dikirim setelah sesi dimulai"
# Reading back what is sealed takes its time on an old tablet.
SLOW_READING = """() => {
  const read = crypto.subtle.decrypt.bind(crypto.subtle);
  crypto.subtle.decrypt = async (...given) => {
    await new Promise((go) => setTimeout(go, 1500));
    return read(...given);
  };
}"""


@pytest.fixture
def soon(taught, site):
    """The session begins in four minutes."""
    taught.session.starts_at = site.moment + timedelta(minutes=4)
    site.ask(taught.session.save)
    return taught


def test_roll_opened_before_the_server_answers_says_that_its_session_has_not_begun(soon, ready):
    ready.press("Kunci")
    with unanswered(ready, "**/luring/keadaan/"):
        ready.unlock()
        ready.open_roll(soon.batch.name)
        ready.choose_for(soon.names[0], "Hadir")
        ready.says(soon.names[0], EARLY)
        ready.reads(NOT_BEGUN, "1 belum terkirim")
    ready.says(soon.names[0], EARLY)
    ready.reads(NOT_BEGUN)


def test_roll_opened_again_without_network_says_that_its_session_has_not_begun(soon, ready):
    with without_network(ready):
        ready.tab.reload()
        ready.unlock()
        ready.open_roll(soon.batch.name)
        ready.choose_for(soon.names[0], "Hadir")
        ready.says(soon.names[0], EARLY)
        ready.reads(NOT_BEGUN)


def test_session_that_begins_while_its_roll_is_open_is_not_called_future_any_more(soon, ready, site):
    ready.open_roll(soon.batch.name)
    ready.choose_for(soon.names[0], "Hadir")
    ready.reads(NOT_BEGUN)
    site.moment += timedelta(minutes=8)
    ready.says(soon.names[0], "Terkirim")

    gone(ready, NOT_BEGUN)


def test_session_begins_on_a_device_without_network_too(tablet, soon):
    ready = tablet.start()
    ready.context.clock.install()
    ready.sign_in(soon.instructor)
    ready.prepare()
    ready.open_roll(soon.batch.name)
    with without_network(ready):
        ready.choose_for(soon.names[0], "Hadir")
        ready.says(soon.names[0], EARLY)
        ready.reads(NOT_BEGUN)
        ready.context.clock.fast_forward(5 * 60 * 1000)
        ready.says(soon.names[0], "Tersimpan di perangkat, belum terkirim")
        gone(ready, NOT_BEGUN)


def test_mark_made_while_the_queue_is_read_is_shown_and_sent(ready, taught, site):
    first, second = taught.names[:2]
    ready.open_roll(taught.batch.name)
    ready.tab.evaluate(SLOW_READING)
    with unanswered(ready, "**/luring/kirim/") as held:
        ready.choose_for(first, "Hadir")
        # Once it is sent, everything has been read; the second is made while that goes on.
        ready.tab.wait_for_timeout(1600)
        ready.choose_for(second, "Sakit")
        while not held:
            ready.tab.wait_for_timeout(100)
        ready.says(second, "Tersimpan di perangkat, belum terkirim")
        ready.reads("2 belum terkirim")
    ready.says(second, "Terkirim")

    ready.reads("Semua terkirim")
    assert marks(site) == {first: "present", second: "sick"}


def test_answer_of_a_press_goes_when_it_is_no_longer_true(ready, taught):
    with without_network(ready):
        ready.open_roll(taught.batch.name)
        ready.choose_for(taught.names[0], "Hadir")
        ready.tab.go_back()
        ready.press("Kirim sekarang")
        ready.reads("Ini memerlukan sambungan ke server.")
    ready.reads("Semua terkirim")

    gone(ready, "Ini memerlukan sambungan ke server.")


def test_refused_queue_is_told_until_it_is_taken(ready, taught, site):
    refusal = {"status": 422, "json": {"message": "Berkas ini rusak."}}
    ready.tab.route("**/luring/kirim/", lambda route: route.fulfill(**refusal))
    ready.open_roll(taught.batch.name)
    ready.choose_for(taught.names[0], "Hadir")
    ready.reads("Server tidak menerima antrean: Berkas ini rusak.")
    ready.tab.go_back()
    with ready.tab.expect_download():
        ready.press("Simpan antrean sebagai berkas")
    ready.reads("Server tidak menerima antrean: Berkas ini rusak.")
    ready.tab.unroute("**/luring/kirim/")
    ready.press("Kirim sekarang")
    ready.reads("Semua terkirim")

    gone(ready, "Server tidak menerima antrean")
    assert marks(site) == {taught.names[0]: "present"}


def test_ended_sign_in_is_explained_as_long_as_marks_wait(ready, taught, site):
    ready.open_roll(taught.batch.name)
    site.moment += timedelta(hours=2)
    ready.choose_for(taught.names[0], "Hadir")
    ready.reads("Anda sudah keluar otomatis. Presensi tetap tersimpan di perangkat")


def test_what_is_lost_is_told_anew_when_the_marks_are_sent_meanwhile(ready, taught):
    with without_network(ready):
        ready.open_roll(taught.batch.name)
        ready.choose_for(taught.names[0], "Hadir")
        ready.tab.go_back()
        ready.press("Keluar")
        ready.reads("Belum terkirim: 1. Presensi ini akan hilang.")

    ready.reads("Semua presensi sudah ada di server; tidak ada yang hilang.")


def test_locked_device_says_what_waits_and_how_many_attempts_are_left(ready, taught):
    with without_network(ready):
        ready.open_roll(taught.batch.name)
        ready.choose_for(taught.names[0], "Hadir")
        ready.reads("1 belum terkirim")
        ready.tab.reload()
        ready.reads("Buka dengan PIN", "1 belum terkirim")
        ready.unlock("900010")
        ready.reads("Setelah salah 9 kali lagi")
        ready.tab.reload()
        ready.reads("Setelah salah 9 kali lagi", "1 belum terkirim")


def test_older_answer_does_not_replace_a_newer_one(ready, taught):
    ready.open_roll(taught.batch.name)
    with unanswered(ready, "**/luring/keadaan/") as held:
        ready.tab.evaluate("window.dispatchEvent(new Event('online'))")
        while not held:
            ready.tab.wait_for_timeout(50)
        ready.tab.route("**/luring/keadaan/", lambda route: route.abort())
        ready.tab.evaluate("window.dispatchEvent(new Event('offline'))")
        ready.reads("Tanpa jaringan")
        held.pop().continue_()
        ready.tab.wait_for_timeout(1000)
        ready.reads("Tanpa jaringan")


def test_wrong_pins_of_two_tabs_count_together(ready):
    ready.press("Kunci")
    other = ready.context.new_page()
    other.goto(ready.tab.url)
    other.get_by_label("PIN", exact=True).fill("900010")
    ready.unlock("900011")
    ready.reads("Setelah salah 9 kali lagi")
    other.get_by_role("button", name="Buka presensi").click()

    expect(other.get_by_text("Setelah salah 8 kali lagi")).to_be_visible()


def test_mark_without_room_is_said_at_its_row_until_it_is_kept(ready, taught, site):
    first, second = taught.names[:2]
    ready.open_roll(taught.batch.name)
    ready.tab.evaluate("""() => {
      window.kept = IDBObjectStore.prototype.add;
      IDBObjectStore.prototype.add = () => { throw new DOMException("", "QuotaExceededError"); };
    }""")
    ready.choose_for(first, "Hadir")
    ready.says(first, "Tidak tersimpan di perangkat ini: catat di kertas")
    ready.reads("Ruang perangkat tidak cukup", "0 dari 40 hadir")
    ready.tab.evaluate("() => { IDBObjectStore.prototype.add = window.kept; }")
    ready.choose_for(second, "Hadir")
    ready.says(second, "Terkirim")
    ready.says(first, "Tidak tersimpan di perangkat ini: catat di kertas")
    ready.reads("Ruang perangkat tidak cukup")
    ready.choose_for(first, "Sakit")
    ready.says(first, "Terkirim")

    gone(ready, "Ruang perangkat tidak cukup")
    assert marks(site) == {first: "sick", second: "present"}


def test_mark_without_room_is_still_said_after_its_sheet_was_drawn_again(ready, taught):
    name = taught.names[0]
    ready.open_roll(taught.batch.name)
    ready.tab.evaluate("""() => {
      IDBObjectStore.prototype.add = () => { throw new DOMException("", "QuotaExceededError"); };
    }""")
    ready.choose_for(name, "Hadir")
    ready.says(name, "Tidak tersimpan di perangkat ini: catat di kertas")
    ready.tab.go_back()
    ready.reads("Sesi saya", "Ruang perangkat tidak cukup")
    ready.open_roll(taught.batch.name)

    ready.says(name, "Tidak tersimpan di perangkat ini: catat di kertas")
    ready.reads("Ruang perangkat tidak cukup")


def test_roll_prepared_anew_in_another_tab_takes_no_mark_of_the_old_one(ready, taught, site):
    ready.open_roll(taught.batch.name)
    other = Instructor(ready.context, ready.home)
    other.open()
    other.unlock()
    other.press("Siapkan lagi")
    other.fill("PIN baru", "739164")
    other.fill("PIN yang sama sekali lagi", "739164")
    other.press("Siapkan untuk luring")
    other.reads("Sesi saya")
    ready.choose_for(taught.names[0], "Hadir")

    ready.reads("Buka dengan PIN")
    assert (marks(site), other.complaints) == ({}, [])


def test_field_that_is_being_written_in_is_not_called_sent(ready, taught, site):
    first, second = taught.names[:2]
    ready.open_roll(taught.batch.name)
    ready.choose_for(first, "Hadir")
    ready.says(first, "Terkirim")
    with unanswered(ready, "**/luring/kirim/") as held:
        ready.choose_for(second, "Sakit")
        while not held:
            ready.tab.wait_for_timeout(100)
        ready.choose_for(first, "Telat")
        late = ready.row(first).get_by_label("Terlambat (menit)")
        late.fill("15")
    ready.says(second, "Terkirim")
    expect(ready.row(first).locator("[data-row-state]")).to_have_text("Belum tersimpan")
    late.blur()
    ready.says(first, "Terkirim")

    assert marks(site) == {first: "late", second: "sick"}


def test_mark_of_another_tab_is_shown_with_what_is_said_of_it(ready, taught, site):
    name = taught.names[0]
    ready.open_roll(taught.batch.name)
    ready.choose_for(name, "Hadir")
    ready.says(name, "Terkirim")
    other = Instructor(ready.context, ready.home)
    other.open()
    other.unlock()
    other.open_roll(taught.batch.name)
    other.choose_for(name, "Sakit")
    other.says(name, "Terkirim")
    ready.tab.evaluate("() => { document.dispatchEvent(new Event('visibilitychange')); }")

    expect(ready.row(name).locator("input:checked")).to_have_value("sick")
    ready.says(name, "Terkirim")
    assert (marks(site), other.complaints) == ({name: "sick"}, [])
