"""A choice on the offline roll goes to the session, the person and the device on which it was made."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from programs.attendance.models.marks import Mark
from tests.browser.tablet import PIN, Instructor, gone, marks, unanswered, without_network
from tests.factories import SessionFactory

# Sealing the first mark takes its time, the others are quick.
SLOW_FIRST_SEAL = """() => {
  const seal = crypto.subtle.encrypt.bind(crypto.subtle);
  let pause = 1500;
  crypto.subtle.encrypt = async (...given) => {
    const mine = pause;
    pause = 0;
    await new Promise((go) => setTimeout(go, mine));
    return seal(...given);
  };
}"""
SLOW_SEAL = """() => {
  const seal = crypto.subtle.encrypt.bind(crypto.subtle);
  crypto.subtle.encrypt = async (...given) => {
    await new Promise((go) => setTimeout(go, 50));
    return seal(...given);
  };
}"""
UNSENT_FIRST = "Kirim dahulu presensi yang menunggu"


@pytest.fixture
def second(taught):
    """Another session of the same batch, of the same morning."""
    return SessionFactory(
        batch=taught.batch,
        instructor=taught.instructor,
        starts_at=taught.session.starts_at - timedelta(hours=1),
        ends_at=taught.session.starts_at - timedelta(minutes=30),
        jp=1,
    )


@pytest.fixture
def rolls(second, ready):
    """The links to the two rolls, that of the second session first."""
    return ready.tab.get_by_role("link", name="Buka presensi: Las 4/2026")


def by_session(site) -> dict:
    def ask():
        found = {}
        for session, name, status in Mark.objects.values_list(
            "session", "enrollment__person__full_name", "status__code"
        ):
            found.setdefault(session, {})[name] = status
        return found

    return site.ask(ask)


def arrow_to_present(instructor, name: str) -> None:
    """From late, which would ask for minutes, to the choice beside it."""
    instructor.row(name).locator("input[value=late]").focus()
    instructor.tab.keyboard.press("ArrowLeft")
    expect(instructor.row(name).locator("input:checked")).to_have_value("present")


def prepare_again(instructor) -> None:
    instructor.fill("PIN baru", "739164")
    instructor.fill("PIN yang sama sekali lagi", "739164")
    instructor.press("Siapkan untuk luring")


def test_choice_by_arrow_goes_to_the_session_on_which_it_was_made(second, rolls, ready, taught, site):
    name = taught.names[0]
    rolls.nth(1).click()
    ready.choose_for(name, "Sakit")
    ready.says(name, "Terkirim")
    with without_network(ready):
        arrow_to_present(ready, name)
        ready.tab.evaluate("() => { history.back(); }")
        rolls.nth(0).click()
        ready.tab.wait_for_timeout(800)
        expect(ready.row(name).locator("input:checked")).to_have_count(0)
        ready.says(name, "Belum ditandai")
        ready.reads("1 belum terkirim")
    ready.says(name, "Belum ditandai")
    ready.press("Sesi saya")
    ready.reads("Semua terkirim")

    assert by_session(site) == {taught.session.pk: {name: "present"}}


def test_rest_goes_to_the_session_for_which_it_was_pressed(second, rolls, ready, taught, site):
    rolls.nth(1).click()
    ready.tab.evaluate(SLOW_SEAL)
    ready.press("Sisanya hadir")
    ready.press("Sesi saya")
    rolls.nth(0).click()
    ready.reads("0 dari 40 hadir")
    ready.tab.wait_for_timeout(3500)
    ready.reads("0 dari 40 hadir")
    ready.press("Sesi saya")
    ready.reads("Semua terkirim")

    assert by_session(site) == {taught.session.pk: dict.fromkeys(taught.names, "present")}


def test_last_of_two_choices_holds_though_the_first_is_sealed_later(ready, taught, site):
    name = taught.names[0]
    ready.open_roll(taught.batch.name)
    ready.tab.evaluate(SLOW_FIRST_SEAL)
    ready.choose_for(name, "Hadir")
    ready.choose_for(name, "Sakit")
    ready.says(name, "Terkirim")

    expect(ready.row(name).locator("input:checked")).to_have_value("sick")
    assert marks(site) == {name: "sick"}


def test_choice_by_arrow_of_what_stood_before_holds_over_the_one_that_is_being_sealed(ready, taught, site):
    name = taught.names[0]
    ready.open_roll(taught.batch.name)
    ready.choose_for(name, "Alpa")
    ready.says(name, "Terkirim")
    ready.tab.evaluate(SLOW_FIRST_SEAL)
    ready.choose_for(name, "Sakit")
    # The pause after an arrow ends when the first choice has been kept.
    ready.tab.wait_for_timeout(1100)
    ready.row(name).locator("input[value=excused]").focus()
    ready.tab.keyboard.press("ArrowRight")
    ready.tab.wait_for_timeout(1500)
    ready.says(name, "Terkirim")

    expect(ready.row(name).locator("input:checked")).to_have_value("unexcused")
    assert marks(site) == {name: "unexcused"}


def test_what_was_chosen_before_locking_is_kept(ready, taught, site):
    first, other = taught.names[:2]
    with without_network(ready):
        ready.open_roll(taught.batch.name)
        ready.choose_for(first, "Hadir")
        arrow_to_present(ready, other)
        ready.tab.evaluate("() => { document.querySelector('[data-do=lock]').click(); }")
        ready.reads("Buka dengan PIN", "2 belum terkirim")
    ready.unlock()
    ready.reads("Semua terkirim")

    assert marks(site) == {first: "present", other: "present"}


def test_screen_of_the_device_is_shown_while_the_network_hangs(ready, taught):
    ready.press("Kunci")
    with unanswered(ready, "**/luring/keadaan/"):
        ready.tab.reload()
        ready.reads("Buka dengan PIN")
        gone(ready, "Tanpa jaringan")
        gone(ready, "Tersambung")
        ready.unlock()
        ready.open_roll(taught.batch.name)
        ready.choose_for(taught.names[0], "Hadir")
        ready.says(taught.names[0], "Tersimpan di perangkat, belum terkirim")
    ready.says(taught.names[0], "Terkirim")


def test_needing_a_connection_is_said_only_until_there_is_one(tablet, taught):
    instructor = tablet.start()
    instructor.sign_in(taught.instructor)
    instructor.open()
    instructor.reads("Tersambung")
    with without_network(instructor):
        instructor.fill("PIN baru", PIN)
        instructor.fill("PIN yang sama sekali lagi", PIN)
        instructor.press("Siapkan untuk luring")
        instructor.reads("Ini memerlukan sambungan ke server.")
    instructor.reads("Tersambung")

    gone(instructor, "Ini memerlukan sambungan ke server.")


def test_question_before_deleting_stays_when_the_network_changes(ready, taught):
    ready.context.clear_cookies()
    ready.sign_in(taught.other)
    ready.open()
    ready.reads("Disiapkan oleh orang lain")
    ready.press("Hapus dari perangkat ini")
    with without_network(ready):
        ready.reads("Tanpa jaringan", "Hapus semua dari perangkat ini?")
    ready.reads("Pengguna lain")
    ready.tab.wait_for_timeout(500)

    ready.reads("Hapus semua dari perangkat ini?")
    ready.press("Batal")
    ready.reads("Disiapkan oleh orang lain")


def test_preparing_is_refused_while_another_tab_has_unsent_marks(ready, taught, site):
    other = Instructor(ready.context, ready.home)
    other.open()
    other.unlock()
    other.press("Siapkan lagi")
    with unanswered(ready, "**/luring/kirim/"):
        ready.open_roll(taught.batch.name)
        ready.choose_for(taught.names[0], "Hadir")
        ready.reads("1 belum terkirim")
        prepare_again(other)
        other.reads(UNSENT_FIRST)
    ready.says(taught.names[0], "Terkirim")

    assert (marks(site), other.complaints) == ({taught.names[0]: "present"}, [])


def test_preparing_is_refused_for_marks_made_while_it_asks(ready, taught, site):
    other = Instructor(ready.context, ready.home)
    other.open()
    other.unlock()
    other.press("Siapkan lagi")
    with unanswered(ready, "**/luring/kirim/"):
        ready.open_roll(taught.batch.name)
        with unanswered(other, "**/luring/siapkan/") as held:
            prepare_again(other)
            while not held:
                other.tab.wait_for_timeout(50)
            ready.choose_for(taught.names[0], "Hadir")
            ready.reads("1 belum terkirim")
        other.reads(UNSENT_FIRST)
    ready.says(taught.names[0], "Terkirim")

    assert (marks(site), other.complaints) == ({taught.names[0]: "present"}, [])
