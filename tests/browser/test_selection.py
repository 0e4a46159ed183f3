"""A selection in a browser, from the intake interview to the minutes: four people, each with what their office asks
of them, go by the words of the pages.
"""

from datetime import date
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from inmates.custody.models.stays import Classification
from programs.batches.models import Batch
from tests.factories import (
    ApplicationFactory,
    BatchFactory,
    EntryRuleSetFactory,
    PersonFactory,
    UserFactory,
)
from tests.papers import pages

BATCH, PLACES = "Las 4/2026", 3
FIT, WAITS, LACKS, REMAND, LEAVES = "Abdul Rahim", "Bahrul Ilmi", "Cecep Firmansyah", "Darmansyah", "Eko Prasetyo"
OVERRIDE = "Putusan pengadilan sudah inkrah; register sedang dimutasi."
UNFIT = "Bebas sebelum pelatihan selesai."


@pytest.fixture
def office(site):
    """A batch that selects; of five people one has no conduct recorded, one is on remand, one leaves too early."""
    batch = BatchFactory(
        name=BATCH,
        state=Batch.State.SELECTING,
        capacity=PLACES,
        starts_on=date(2026, 12, 7),
        ends_on=date(2027, 1, 25),
        assessment_on=date(2027, 1, 29),
    )
    EntryRuleSetFactory(version=batch.version)
    for name in (FIT, WAITS, LACKS, REMAND, LEAVES):
        person = in_custody(batch.facility, name)
        if name != LACKS:
            ApplicationFactory(batch=batch, person=person)
    users = {
        role: UserFactory(roles=[role], full_name=f"Petugas {role}", facility=batch.facility)
        for role in ("registrar", "training_officer", "board_chair", "board_member")
    }
    return SimpleNamespace(batch=batch, users=users)


def in_custody(facility, name):
    """Somebody of whom everything is known but for what the name stands for."""
    person = PersonFactory(facility=facility, full_name=name, with_custody=True)
    if name == REMAND:
        person.register_numbers.update(number="A.III 9/2026", number_key="aiii92026", register_class="A.III")
    if name == LEAVES:
        person.limiting_dates.update(date=date(2027, 1, 4))
    for kind, value in (("conduct", "good"), ("risk", "low"), ("fitness", "fit")):
        if kind != "conduct" or name not in (LACKS, LEAVES):
            days = {"from_date": date(2026, 1, 1), "until": date(2027, 6, 30)}
            Classification.objects.create(person=person, kind=kind, value=value, **days)
    return person


def test_selection_from_the_interview_to_the_minutes(office, site, visitor):
    officer, registrar, chair, member = (
        visitor(office.users[role]) for role in ("training_officer", "registrar", "board_chair", "board_member")
    )

    interview_and_apply(officer, office)
    complete_data(registrar)
    open_hearing(officer, office)
    decide(chair)
    assert_reasons_stand_on_one_page(officer)
    enroll(officer)
    give_back_and_offer(officer)
    assert_minutes_name_everybody(member)


def interview_and_apply(officer, office):
    officer.go("/wawancara/")
    officer.follow(f"Catat wawancara {LACKS}")
    officer.tick("Las", "Disalin dari formulir kertas")
    officer.fill("Pekerjaan sebelumnya", "Buruh las 2 tahun")
    officer.pick("Paling ingin dipelajari", "Las")
    officer.press("Simpan wawancara")
    officer.reads("Wawancara sudah dicatat.", "Buruh las 2 tahun", "Perilaku belum dinilai. Lengkapi dahulu.")
    officer.follow("Catat formulir pengajuan")
    officer.pick(f"{office.batch.version.program.name} · {BATCH}", "5 – sangat kuat")
    officer.tick("Keinginan sendiri")
    officer.fill("Tanggal persetujuan", "20/11/2026")
    officer.press("Simpan pengajuan")
    officer.reads(f"Pengajuan {LACKS} sudah dicatat.")


def complete_data(registrar):
    registrar.go("/")
    registrar.follow("Data 2 calon belum lengkap")
    registrar.follow(LACKS)
    registrar.follow("Ubah Perilaku")
    registrar.pick("Hasil", "Baik")
    registrar.fill("Berlaku sampai", "31/05/2027")
    registrar.press("Simpan")
    registrar.reads("Data lengkap")


def open_hearing(officer, office):
    to_selection(officer)
    officer.reads("5 diperiksa, 2 tidak memenuhi")
    open_hearing_of(officer, office)


def open_hearing_of(officer, office):
    to_selection(officer)
    officer.follow("Buka sidang TPP")
    officer.fill("Tempat", "Ruang rapat")
    officer.pick("Ketua", office.users["board_chair"].full_name)
    officer.tick(office.users["board_member"].full_name)
    officer.press("Buka sidang TPP")
    officer.press("Semua hadir")


def to_selection(person):
    person.go("/seleksi/")
    person.follow(BATCH)


def test_chair_goes_from_decision_to_decision_by_keyboard(office, visitor):
    """On a list longer than the screen, the link of the next one has the focus and is in sight."""
    for number in range(20):
        ApplicationFactory(batch=office.batch, person=in_custody(office.batch.facility, f"Fulan {number}"), interest=1)
    officer, chair = (visitor(office.users[role]) for role in ("training_officer", "board_chair"))
    open_hearing_of(officer, office)
    to_selection(chair)
    chair.tab.get_by_role("link", name="Putusan berikutnya").click()
    chair.heading(f"Pengajuan {FIT}")

    for _turn in range(2):
        chair.tick("Ditolak")
        chair.fill("Alasan", "Kursi terbatas.")
        chair.press("Simpan putusan")
        focused = chair.tab.locator("#putusan-berikutnya")
        expect(focused).to_be_focused()
        expect(focused).to_be_in_viewport(ratio=1)
        chair.tab.keyboard.press("Enter")
        expect(chair.tab.get_by_role("button", name="Simpan putusan")).to_be_visible()

    assert FIT not in chair.tab.locator("h1").inner_text()


def decide(chair):
    for name, outcome, reason in (
        (FIT, "Diterima", "Memenuhi syarat dan berminat."),
        (LACKS, "Diterima", "Memenuhi syarat dan berpengalaman."),
        (WAITS, "Cadangan", "Kursi terbatas."),
        (REMAND, "Diterima", OVERRIDE),
        (LEAVES, "Ditolak", UNFIT),
    ):
        to_selection(chair)
        chair.tab.get_by_role("link", name=name).first.click()
        chair.tick(outcome)
        chair.fill("Alasan", reason)
        chair.press("Simpan putusan")
        if name == REMAND:
            chair.reads("Orang ini belum memenuhi semua syarat.")
            chair.tick("Terima meskipun syarat belum terpenuhi")
            chair.press("Simpan putusan")
        chair.reads(f"Putusan untuk {name} sudah dicatat.")
    chair.follow("Periksa lalu tutup sidang TPP")
    chair.fill("Nomor berita acara", "TPP-01/2026")
    chair.press("Tutup sidang TPP")
    chair.reads("Sidang TPP ditutup; putusannya terkunci.")


def assert_reasons_stand_on_one_page(officer):
    """Without another click: that the person is not admitted, by which reason, what fails and what is not known."""
    to_selection(officer)
    officer.follow(LEAVES)
    officer.heading(f"Pengajuan {LEAVES}")
    officer.reads(
        "Ditolak",
        UNFIT,
        "Bebas 4 Jan 2027, sebelum kursus dan uji selesai (29 Jan 2027).",
        "Perilaku belum dinilai. Lengkapi dahulu.",
        "Lengkapi data di profil",
    )


def enroll(officer):
    to_selection(officer)
    officer.press("Beri kursi semua yang diterima")
    officer.reads("3 orang mendapat kursi.", "3 dari 3 kursi")


def give_back_and_offer(officer):
    officer.go("/angkatan/")
    officer.follow(BATCH)
    officer.follow(f"Akhiri {FIT}")
    officer.pick("Alasan", "Mengundurkan diri")
    officer.press("Akhiri kursi")
    officer.reads(f"Kursi {FIT} sudah diakhiri.")
    to_selection(officer)
    officer.reads("2 dari 3 kursi", "Ditawari kursi")
    officer.follow(WAITS)
    officer.press("Menerima kursi")
    officer.reads(f"{WAITS} sudah mendapat kursi.")


def assert_minutes_name_everybody(member):
    """They say what the board decided, whatever happened to the places since."""
    to_selection(member)
    address = member.tab.get_by_role("link", name="Berita acara").get_attribute("href")
    text = " ".join(" ".join(pages(member.context.request.get(f"{member.home}{address}").body())).split())

    assert [name for name in (FIT, WAITS, LACKS, REMAND, LEAVES) if name not in text] == []
    assert "Calon: 5. Diterima: 3. Cadangan: 1. Ditolak: 1." in text
    assert ("TPP-01/2026" in text, OVERRIDE in text, UNFIT in text) == (True, True, True)
    expect(member.tab.get_by_text("3 dari 3 kursi")).to_be_visible()
