"""The whole chain in a browser: a spreadsheet goes in, a certificate whose QR verifies comes out. Every step is done
by the person whose office it is, who signs in and goes by the words of the pages.
"""

import re
from datetime import date, time
from pathlib import Path
from types import SimpleNamespace

import pytest
import zxingcpp
from playwright.sync_api import expect

from accounts.roles import SIDES, Role, Side
from core import clock
from tests.browser import roll
from tests.browser.people import Typist, Visitor
from tests.factories import FacilityFactory, ProgramVersionFactory, TrainingCenterFactory, UserFactory
from tests.factories.certification import AssessorRegistrationFactory, NumberSeriesFactory
from tests.papers import raster

LIST = Path(__file__).parents[1] / "data" / "custody" / "export-11.xlsx"
NAMES = ["Rusdi Wijaya", "TAUFIK ARIFIN", "Yohanes De Britto Wangsamenggala Kusumaningrat"]
BATCH = "Las 1/2026"
UNITS = ("001", "002")
ZONE = "Asia/Makassar"
FIRST_DAY = date(2026, 12, 7)


@pytest.fixture
def office(site):
    """A facility and a training center with somebody in every role, and a program of eight lessons."""
    facility, center = FacilityFactory(), TrainingCenterFactory()
    users = {
        role: UserFactory(
            roles=[role],
            full_name=f"Petugas {role.label}",
            **({"facility": facility} if SIDES[role] == Side.FACILITY else {"training_center": center}),
        )
        for role in Role
        if SIDES[role] in (Side.FACILITY, Side.CENTER)
    }
    version = ProgramVersionFactory(program__training_center=center, total_jp=8, units=2, class_minimum=1)
    NumberSeriesFactory(training_center=center)
    AssessorRegistrationFactory(assessor=users[Role.ASSESSOR])
    return SimpleNamespace(facility=facility, center=center, users=users, version=version)


class Story:
    """The people of the office at their browsers, each signed in anew on every day that has work for them."""

    def __init__(self, office, site, visitor, kind):
        self.office, self.site, self.visitor, self.kind = office, site, visitor, kind
        self.signed_in: set[str] = set()

    def on(self, day: date, hour: time = time(9)) -> None:
        self.site.moment = clock.at(day, hour, ZONE)

    def as_(self, role: Role):
        user = self.office.users[role]
        self.signed_in.add(user.username)
        return self.visitor(user, kind=self.kind)


@pytest.mark.parametrize("kind", [Visitor, Typist], ids=["by mouse", "by keyboard alone"])
def test_chain_from_spreadsheet_to_certificate_and_its_end(office, site, visitor, kind):
    story = Story(office, site, visitor, kind)

    import_people(story.as_(Role.REGISTRAR))
    agree_and_plan(story.as_(Role.TRAINING_OFFICER), office)
    apply_and_hear(story.as_(Role.TRAINING_OFFICER), office)
    decide(story.as_(Role.BOARD_CHAIR))
    enroll(story.as_(Role.TRAINING_OFFICER))

    story.on(FIRST_DAY, time(8, 15))
    start(story.as_(Role.TRAINING_OFFICER))
    story.on(FIRST_DAY, time(16, 30))
    count_at_block(story.as_(Role.SECURITY_OFFICER))
    teach(story.as_(Role.INSTRUCTOR))

    story.on(date(2026, 12, 8))
    assess(story.as_(Role.ASSESSOR))
    finish(story.as_(Role.TRAINING_OFFICER))
    sign_off(story.as_(Role.BLK_COORDINATOR))

    prepare(story.as_(Role.CERTIFICATE_OFFICER))
    approve(story.as_(Role.BLK_HEAD))
    officer = story.as_(Role.CERTIFICATE_OFFICER)
    issue(officer)
    address = address_in_qr(download(officer))
    assert verdict_at(address, visitor) == ("Sertifikat berlaku", NAMES[0])

    ask_for_revocation(officer)
    assert verdict_at(address, visitor) == ("Sertifikat berlaku", NAMES[0])
    revoke(story.as_(Role.BLK_HEAD))
    assert verdict_at(address, visitor) == ("Sertifikat dicabut", NAMES[0])

    assert len(story.signed_in) == 9


def import_people(registrar):
    registrar.go("/warga-binaan/impor/")
    registrar.follow("Unggah berkas")
    registrar.upload("Berkas", LIST)
    registrar.press("Unggah dan periksa kolom")
    registrar.heading("Periksa kolom")
    expect(registrar.field("NAMA LENGKAP").locator("option:checked")).to_have_text("Nama lengkap")
    registrar.press("Bandingkan dengan data tersimpan")
    registrar.reads("Baru (54)", "Ditolak (6)")
    registrar.press("Terima baris terpilih")
    registrar.reads("Impor sudah diterima.")


def agree_and_plan(officer, office):
    officer.go("/pks/")
    officer.follow("Catat perjanjian")
    officer.pick("Balai latihan kerja", office.center.name)
    officer.fill("Nomor", "PKS-01/2026")
    officer.fill("Perihal", "Pelatihan keterampilan kerja")
    officer.fill("Berlaku mulai", "01/11/2026")
    officer.fill("Berlaku sampai", "31/10/2027")
    officer.tick("Las")
    officer.pick("Sumber dana", "APBD")
    officer.press("Simpan")

    officer.go("/angkatan/")
    officer.follow("Rencanakan angkatan")
    officer.pick("Program", office.version.program.name)
    officer.pick("Perjanjian kerja sama", "PKS-01/2026")
    officer.fill("Nama", BATCH)
    officer.fill("Kursi", "3")
    officer.fill("Mulai tanggal", "07/12/2026")
    officer.fill("Penilaian pada", "08/12/2026")
    officer.fill("Ruang", "Bengkel las")
    officer.press("Simpan")
    # Nobody has recorded a need yet, which the form says before it asks why.
    officer.fill("Alasan tanpa catatan kebutuhan", "Permintaan bengkel mitra sedang dicatat")
    officer.press("Simpan")
    officer.heading(BATCH)

    officer.follow("Tugaskan pengajar")
    for role in (Role.INSTRUCTOR, Role.ASSESSOR):
        # Behind the name of an instructor stand the trade and the load.
        label = officer.tab.locator("label", has_text=office.users[role].full_name).first.inner_text()
        officer.tick(" ".join(label.split()))
    officer.press("Simpan")
    officer.follow("Pola pekan dan jadwal")
    officer.unfold("Waktu lain")
    for place, hour in ((1, "08.00"), (2, "13.00")):
        officer.fill(f"Semua hari terpilih, waktu ke-{place}", hour)
        officer.fill(f"Semua hari terpilih, JP waktu ke-{place}", "4")
    officer.press("Simpan dan lihat pratinjau jadwal")
    officer.press("Buat jadwal ini")
    officer.press("Buka seleksi")


def apply_and_hear(officer, office):
    officer.go("/seleksi/")
    officer.follow(BATCH)
    for name in NAMES:
        officer.follow("Tambah pengajuan")
        officer.fill("Nama", name)
        officer.press("Cari")
        officer.follow(name)
        officer.tick("Keinginan sendiri")
        officer.fill("Tanggal persetujuan", "23/11/2026")
        officer.tick("5 – sangat kuat")
        officer.press("Simpan pengajuan")
        officer.follow(BATCH)
    officer.follow("Buka sidang TPP")
    officer.fill("Tempat", "Ruang rapat")
    officer.pick("Ketua", office.users[Role.BOARD_CHAIR].full_name)
    officer.tick(office.users[Role.BOARD_MEMBER].full_name)
    officer.press("Buka sidang TPP")
    officer.press("Semua hadir")


def decide(chair):
    chair.go("/seleksi/")
    chair.follow(BATCH)
    for name in NAMES:
        chair.follow(f"Putuskan {name}")
        chair.tick("Diterima")
        chair.fill("Alasan", "Memenuhi syarat dan berminat.")
        chair.press("Simpan putusan")
    chair.follow("Periksa lalu tutup sidang TPP")
    chair.press("Tutup sidang TPP")


def enroll(officer):
    officer.go("/seleksi/")
    officer.follow(BATCH)
    officer.press("Beri kursi semua yang diterima")
    officer.reads("3 dari 3 kursi")


def start(officer):
    officer.go("/angkatan/")
    officer.follow(BATCH)
    officer.press("Mulai pelatihan")
    officer.reads("Buka sesi berikutnya")


def count_at_block(guard):
    # Counted at the block alone, a session stays in the list: the workshop has to count, too.
    for session in range(2):
        guard.go("/hitungan/")
        guard.tab.get_by_role("link", name="Bengkel").nth(session).press("Enter")
        roll.count_on_this_page(guard, 3)


def teach(instructor):
    for _session in range(2):
        instructor.go("/sesi/?view=open")
        instructor.follow(BATCH)
        if _session == 0:
            row = instructor.tab.get_by_role("group", name=NAMES[0])
            instructor.choose(row, "Telat")
            instructor.write(row.get_by_label("Terlambat (menit)"), "10")
            row.get_by_label("Terlambat (menit)").press("Tab")
            expect(row.get_by_text("Terkirim")).to_be_visible()
        instructor.press("Sisanya hadir")
        for label in roll.COUNTS:
            instructor.fill(label, "3")
        instructor.press("Simpan lalu tutup sesi")
        instructor.reads("Sesi sudah ditutup.")


def assess(assessor):
    assessor.go("/penilaian/")
    assessor.follow(BATCH)
    for name in NAMES:
        for unit in UNITS:
            cell = assessor.tab.get_by_role("radiogroup", name=re.compile(rf"^{name}, unit .*{unit}"))
            is_behind = (name, unit) == (NAMES[2], UNITS[1])
            assessor.choose(cell, "BK" if is_behind else "K", key="b" if is_behind else "k")
            if is_behind:
                assessor.write(cell.get_by_label("Umpan balik"), "Sambungan sudut belum rata; ulangi latihan.")
    assessor.press("Simpan")
    assessor.reads("6 dari 6 nilai")


def finish(officer):
    officer.go("/angkatan/")
    officer.follow(BATCH)
    officer.press("Selesaikan pelatihan")


def sign_off(coordinator):
    coordinator.go("/penilaian/")
    coordinator.follow(BATCH)
    coordinator.follow("Periksa lalu kunci")
    coordinator.fill("Nomor berita acara", "BA-01/2026")
    coordinator.press("Kunci nilai")


def to_certificates(person):
    person.go("/sertifikat/")
    person.follow(BATCH)


def prepare(officer):
    officer.go("/")
    officer.follow(f"Siapkan sertifikat {BATCH}")
    officer.press("Siapkan semua")


def approve(head):
    to_certificates(head)
    head.press("Setujui semua")


def issue(officer):
    to_certificates(officer)
    officer.follow("Terbitkan semua")
    officer.press("Terbitkan semua")


def download(officer) -> bytes:
    to_certificates(officer)
    officer.follow(f"Lihat {NAMES[0]}")
    officer.follow("Cetak")
    # One Chromium shows the file in its own viewer, another one saves it: its bytes are asked for at its address.
    with officer.tab.expect_response("**/sertifikat/cetakan/**") as found:
        officer.press("Ambil salinan ini")
    return officer.context.request.get(found.value.url).body()


def address_in_qr(pdf: bytes) -> str:
    return zxingcpp.read_barcodes(raster(pdf, 0, 150))[0].text


def verdict_at(address: str, visitor) -> tuple[str, str]:
    stranger = visitor(java_script_enabled=False)
    stranger.tab.goto(address)
    tab = stranger.tab
    verdict = tab.locator("#verdict").inner_text()
    return verdict, tab.locator("dl dd").first.inner_text()


def ask_for_revocation(officer):
    to_certificates(officer)
    officer.follow(f"Lihat {NAMES[0]}")
    officer.follow("Cabut")
    officer.fill("Alasan", "Nama peserta tertukar dengan yang lain.")
    officer.press("Ajukan pencabutan")


def revoke(head):
    to_certificates(head)
    head.follow(f"Lihat {NAMES[0]}")
    head.follow("Putuskan")
    head.press("Cabut untuk seterusnya")
