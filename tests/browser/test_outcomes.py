"""The two ends of the chain in a browser: from wishes to a planned batch, from a release to work. On a phone and by
keyboard alone.
"""

import re
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.roles import SIDES, Role, Side
from certification.assessment import batch_sign_off
from core import clock
from inmates.custody.models.stays import LimitingDate
from inmates.custody.telltale_words import telltale_words
from outcomes.effect.cohort import M12
from outcomes.effect.effect_cohorts import EffectCohort
from outcomes.effect.released_lives import Scope
from outcomes.effect.year_counting import count_office
from outcomes.followup.models.consents import Consent
from outcomes.followup.models.outcomes import ContactAttempt, FollowUp, Outcome
from outcomes.leaving.models import Readiness
from outcomes.placement.models import Introduction
from outcomes.plan.models import TrainingPlan
from programs.batches.models import Batch
from tests.browser.people import Typist, Visitor
from tests.conftest import MONDAY
from tests.factories import AgreementFactory, PersonFactory, ProgramVersionFactory, UserFactory
from tests.factories.certification import (
    assess_all,
    assessor_of,
    class_of,
    staff,
)
from tests.factories.followup import FollowUpFactory, contact
from tests.factories.needs import NeedRecordFactory
from tests.factories.placement import jobseeker, passes
from tests.outcomes.effect.releases import House
from tests.papers import pages

TODAY = MONDAY.date()
# The time has passed for everybody who left a year ago.
CLOSED = MONDAY + timedelta(days=120)
WISHES = 3
FOLLOWED, WORKING = 20, 8
LONGEST_NAME = "Saipullah Wayan Masrani Sugeng Noorhayati Yohanes Tarigan al. Udin bin Utuh"
SHORT_LIST = (
    "Siapa yang menerima",
    "Persetujuan dihubungi dijawab",
    "Sertifikat diterima",
    "Hasil pelatihan diterima: daftar nilai atau keterangan unit",
    "Paspor keterampilan",
    "Simpanan premi diserahkan",
)
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1366, "height": 768}
WAYS = pytest.mark.parametrize(
    ("size", "kind"), [(PHONE, Visitor), (DESK, Typist)], ids=["on a phone", "by keyboard alone"]
)


@pytest.fixture
def office(site):
    """Both offices with an agreement, a program and its people."""
    agreement = AgreementFactory()
    version = ProgramVersionFactory(program__training_center=agreement.training_center, class_minimum=2, units=2)
    agreement.vocations.add(version.program.vocation)
    of_side = {
        Side.FACILITY: {"facility": agreement.facility},
        Side.CENTER: {"training_center": agreement.training_center},
    }
    users = {
        role: UserFactory(roles=[role], full_name=f"Petugas {role.label}", **of_side[SIDES[role]])
        for role in Role
        if SIDES[role] in of_side
    }
    return SimpleNamespace(
        agreement=agreement,
        facility=agreement.facility,
        center=agreement.training_center,
        version=version,
        vocation=version.program.vocation,
        users=users,
    )


class Hall:
    """People at browsers of one size and kind."""

    def __init__(self, visitor, size, kind):
        self.visitor, self.size, self.kind = visitor, size, kind

    def seat(self, user=None):
        found = self.visitor(user, kind=self.kind)
        found.tab.set_viewport_size(self.size)
        return found


@pytest.fixture
def hall(visitor):
    """Seats somebody at a browser; at the end no page was wider than its screen."""
    halls = []

    def hall(size, kind):
        halls.append(Hall(visitor, size, kind))
        return halls[-1]

    return hall


def fits(person) -> None:
    """The page is no wider than its screen."""
    # A click returns while the page that it leads to may still be empty.
    expect(person.tab.get_by_role("heading", level=1)).to_be_visible()
    person.tab.wait_for_load_state()
    width = person.tab.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width[0] <= width[1], person.tab.url


def download(person, name: str) -> bytes:
    """The file that a link leads to."""
    link = person.tab.get_by_role("link", name=name).first
    return person.context.request.get(f"{person.home}{link.get_attribute('href')}").body()


@WAYS
def test_wishes_become_a_plan_that_two_heads_approve_and_a_batch(office, site, hall, size, kind):
    names = [f"Fulan {letter}" for letter in "ABC"[:WISHES]]
    for name in names:
        PersonFactory(facility=office.facility, full_name=name, with_custody=True)
    NeedRecordFactory(
        training_center=office.center,
        vocation=office.vocation,
        kind="LOW",
        number=6,
        employer__name="Bengkel Maju",
        recorded_by=office.users[Role.PLACEMENT_OFFICER],
    )
    seats = hall(size, kind)

    officer = seats.seat(office.users[Role.TRAINING_OFFICER])
    for name in names:
        wish(officer, name)
    officer.go("/peminat/")
    expect(officer.tab.get_by_role("link", name="3 Las").first).to_be_visible()
    fits(officer)

    draft(seats.seat(office.users[Role.BLK_COORDINATOR]), office)
    decide(officer)
    for role in (Role.RUTAN_HEAD, Role.BLK_HEAD):
        head = seats.seat(office.users[role])
        head.go("/rencana/")
        head.follow("2027")
        head.press("Setujui rencana")
    assert site.ask(lambda: TrainingPlan.objects.get().state) == "approved"

    plan_batch(officer, office)
    assert site.ask(lambda: Batch.objects.get().name) == "Las 1/2027"


def wish(officer, name):
    officer.go("/wawancara/")
    officer.follow(f"Catat wawancara {name}")
    officer.tick("Las", "Disalin dari formulir kertas")
    officer.pick("Paling ingin dipelajari", "Las")
    officer.press("Simpan wawancara")
    officer.reads("Wawancara sudah dicatat.")


def draft(coordinator, office):
    coordinator.go("/rencana/")
    coordinator.follow("Mulai rencana")
    coordinator.pick("Perjanjian kerja sama", office.agreement.number)
    coordinator.pick("Tahun", "2027")
    coordinator.fill("Pagu", "100.000.000")
    coordinator.press("Simpan")
    coordinator.follow("Ubah daya tampung dan biaya")
    for label, value in (("Kursi per angkatan", "4"), ("Biaya per kursi", "3.600.000")):
        coordinator.fill(label, value)
    coordinator.fill("Angkatan yang sanggup dilatih (ruang, alat, instruktur)", "1")
    coordinator.press("Simpan")
    fits(coordinator)
    coordinator.press("Bawa ke rapat")
    coordinator.reads("Siap dirapatkan")


def decide(officer):
    officer.go("/rencana/")
    officer.follow("2027")
    officer.follow("Catat rapat")
    officer.fill("Tanggal pertemuan", "23/11/2026")
    officer.fill("Tempat", "Ruang rapat BLK")
    officer.fill("Hadir", "Kedua kepala kantor")
    officer.fill("Pembahasan", "Kebutuhan las meningkat.")
    officer.fill("Penanda tangan dari mitra", "Andi Hasyim")
    officer.press("Simpan keputusan")
    officer.reads("Ruang rapat BLK")
    fits(officer)
    assert "Kebutuhan las meningkat." in "".join(pages(download(officer, "Cetak")))


def plan_batch(officer, office):
    officer.go("/rencana/")
    officer.follow("2027")
    officer.follow("Rencanakan angkatan")
    officer.pick("Perjanjian kerja sama", office.agreement.number)
    officer.fill("Nama", "Las 1/2027")
    officer.fill("Mulai tanggal", "04/01/2027")
    officer.fill("Penilaian pada", "08/01/2027")
    officer.fill("Ruang", "Bengkel las")
    officer.press("Simpan")
    officer.heading("Las 1/2027")


@WAYS
def test_whoever_leaves_is_prepared_and_takes_a_skill_passport_along(office, site, hall, size, kind):
    batch = class_of(1, facility=office.facility, training_center=office.center)
    place = batch.enrollments.get()
    assess_all(batch, by=assessor_of(batch))
    batch_sign_off.sign_off(batch, by=office.users[Role.BLK_COORDINATOR], number="BA-1/2026")
    LimitingDate.objects.filter(person=place.person).update(date=TODAY + timedelta(days=20))
    seats = hall(size, kind)

    officer = seats.seat(office.users[Role.TRAINING_OFFICER])
    officer.go("/siap-bebas/")
    officer.tab.get_by_role("link", name=place.person.full_name).first.click()
    officer.heading(place.person.full_name)
    fits(officer)
    officer.pick("KTP-el direkam dan dicetak: keadaan", "Selesai")
    officer.pick("Siapa yang menerima: keadaan", "Selesai")
    officer.pick("Siapa yang menerima: catatan", "Keluarga")
    officer.press("Simpan")
    officer.reads("2 dari")
    done = site.ask(lambda: sorted(Readiness.objects.filter(state="done").values_list("item__code", flat=True)))
    assert done == ["KTP", "PENERIMA"]

    sheet = "".join(pages(download(officer, "Cetak lembar")))
    assert place.person.full_name in sheet
    placer = seats.seat(office.users[Role.PLACEMENT_OFFICER])
    placer.go("/paspor-keterampilan/")
    fits(placer)
    expect(placer.tab.get_by_role("button", name=f"Cetak {place.person.full_name}")).to_be_visible()
    url = reverse("outcomes:passport_print", args=[place.person.public_id])
    passport = "".join(pages(placer.context.request.get(f"{placer.home}{url}").body()))
    assert place.batch.version.program.name in passport
    assert office.facility.name not in passport


@WAYS
def test_a_sudden_release_leaves_the_short_list_and_the_passport(office, site, hall, size, kind):
    batch = class_of(1, facility=office.facility, training_center=office.center)
    place = batch.enrollments.get()
    assess_all(batch, by=assessor_of(batch))
    batch_sign_off.sign_off(batch, by=office.users[Role.BLK_COORDINATOR], number="BA-1/2026")
    LimitingDate.objects.filter(person=place.person).update(date=TODAY + timedelta(days=20))
    name, page = place.person.full_name, reverse("outcomes:readiness_detail", args=[place.person.public_id])
    seats = hall(size, kind)

    registrar = seats.seat(office.users[Role.REGISTRAR])
    registrar.go(reverse("programs:change_choose", args=[place.person.public_id]))
    registrar.follow("PB, CB, atau CMB")
    registrar.press("Tampilkan akibatnya")
    registrar.reads("6 hal masih harus diselesaikan hari ini dan tetap menjadi tanggungan")
    fits(registrar)
    registrar.press("Catat")
    registrar.reads("Masih harus diberikan", *SHORT_LIST)
    fits(registrar)

    officer = seats.seat(office.users[Role.TRAINING_OFFICER])
    officer.go("/siap-bebas/")
    expect(officer.tab.get_by_role("link", name=name)).to_have_count(0)
    officer.go(page)
    fits(officer)
    expect(officer.tab.get_by_label(re.compile(": keadaan$"))).to_have_count(len(SHORT_LIST) - 1)
    for thing in ("Sertifikat diterima", "Paspor keterampilan"):
        officer.pick(f"{thing}: keadaan", "Selesai")
    officer.press("Simpan")
    officer.reads("2 dari 6 selesai")
    passport = pages(download(officer, "Paspor keterampilan"))
    assert len(passport) == 1
    assert [word for text in passport for word in telltale_words(text, [office.facility.name])] == []

    registrar.go(reverse("inmates:released", args=[place.person.public_id]))
    registrar.reads("Siapa yang menerima", "Simpanan premi diserahkan", "Persetujuan dihubungi dijawab")
    expect(registrar.tab.get_by_text("Paspor keterampilan")).to_have_count(0)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["on a phone", "at a desk"])
def test_twenty_calls_are_noted_by_keyboard_alone(office, site, hall, size):
    officer_user = office.users[Role.PLACEMENT_OFFICER]
    for number in range(20):
        wave = FollowUpFactory(consent__training_center=office.center, consent__recorded_by=officer_user)
        contact(wave.consent, f"08120000{number:04d}", label=f"Sri {number}")
    officer = hall(size, Visitor).seat(officer_user)
    officer.go("/tindak-lanjut/")

    for number in range(20):
        fits(officer)
        call(officer, is_answered=number % 4 != 3)

    officer.reads("Tidak ada yang perlu ditelepon")
    assert site.ask(lambda: (ContactAttempt.objects.count(), Outcome.objects.count())) == (20, 15)


def call(officer, *, is_answered):
    """One call: digits answer the questions, Ctrl and Enter save."""
    keys = officer.tab.keyboard
    field = officer.tab.locator("input[name=result]").first
    expect(field).to_be_focused()
    keys.press("1" if is_answered else "2")
    if is_answered:
        # The digit has led on to the next question.
        keys.press("4")
    with officer.tab.expect_navigation():
        keys.press("Control+Enter")


@WAYS
def test_the_holder_of_a_pin_card_tells_of_work_and_the_figure_changes(office, site, hall, size, kind, visitor):
    certificate, wave = followed_for_a_year(office)
    seats = hall(size, kind)
    officer = seats.seat(staff(office.center, "certificate_officer"))
    officer.go("/kartu-pin/")
    officer.follow(certificate.batch.name)
    officer.tab.get_by_role("button", name="Buat").first.click()
    expect(officer.tab.get_by_text("Belum ada kartu").first).to_be_hidden()
    pin = printed_pin(officer, certificate)
    head = office.users[Role.BLK_HEAD]
    assert site.ask(lambda: working_by_now(office)) == WORKING

    holder = visitor(java_script_enabled=False, viewport=PHONE)
    holder.go("/pemegang/")
    holder.fill("Kode sertifikat", certificate.code)
    holder.fill("PIN", pin)
    holder.press("Buka")
    holder.tick("Saya kerja", "Ya", "Bulan ini")
    holder.press("Kirim")
    holder.reads("Terima kasih")
    fits(holder)

    told = site.ask(lambda: list(wave.consent.outcomes.values_list("status", "evidence", "wave")))
    assert told == [("KERJA_SESUAI", "E3", "m12")]
    assert site.ask(lambda: FollowUp.objects.get(pk=wave.pk).state) == "done"
    site.ask(lambda: count_due(office))
    assert working_after_a_year(site, seats, head) == f"{WORKING + 1} dari {FOLLOWED} orang"


def followed_for_a_year(office):
    """Graduates left a year ago, of whom some have told: the certificate of one who was not asked yet, and the wave."""
    house = House(office.facility, office.center)
    left_on = TODAY - timedelta(days=365)
    for number in range(FOLLOWED):
        person = house.release(left_on)
        place = house.train(person)
        consent = house.consent(person, by_phone=True, followed_from=left_on)
        if number < FOLLOWED - 6:
            status = "KERJA_SESUAI" if number < WORKING else "MENCARI"
            house.tell(consent, "m12", status, left_on + timedelta(days=365))
    certificate = place.certificates.select_related("batch").get()
    return certificate, FollowUpFactory(consent=consent, wave="m12")


def printed_pin(officer, certificate):
    """The PIN on the card of that certificate, from the file of the print."""
    with officer.tab.expect_download() as download:
        officer.tab.get_by_role("button", name="Cetak kartu").click()
    words = "".join(pages(Path(download.value.path()).read_bytes())).replace(" ", "").replace("\n", "")
    cards = re.split(r"PIN(?=\d{6})", words)
    (card,) = [card for card in cards if card[6:].startswith("Simpan") and certificate.number_text in card]
    return card[:6]


def working_by_now(office):
    """What figures would tell if nothing were told any more; pages tell it once it is counted, and only once."""
    with clock.moved_to(CLOSED):
        return EffectCohort.of_scope(Scope.of_center(office.center), 2025, M12).figures()["standings"]["working"]["x"]


def count_due(office):
    with clock.moved_to(CLOSED):
        count_office(Scope.of_center(office.center))


def working_after_a_year(site, seats, user):
    """What the page of outcomes says once the time has passed for everybody of that year."""
    now, site.moment = site.moment, CLOSED
    # Whoever signed in 120 days ago has been signed out.
    head = seats.seat(user)
    head.go("/dampak/?tahun=2025&saat=m12")
    fits(head)
    words = head.tab.locator(".finding__value").first.inner_text()
    site.moment = now
    return " ".join(words.split()).partition(" ·")[0]


@WAYS
def test_an_employers_vacancy_becomes_somebodys_work(office, site, hall, size, kind):
    person = jobseeker(office.center, LONGEST_NAME, recorded_by=office.users[Role.PLACEMENT_OFFICER])
    passes(person, "C.24LAS01.028.1")
    seats = hall(size, kind)

    officer = seats.seat(office.users[Role.PLACEMENT_OFFICER])
    officer.go("/pemberi-kerja/")
    officer.follow("Catat pemberi kerja")
    officer.fill("Nama usaha", "Bengkel Las Karya")
    officer.fill("Bidang usaha", "Konstruksi besi")
    officer.tick("Boleh dihubungi lagi", "Menerima lulusan BLK")
    officer.press("Simpan")
    officer.follow("Tambah lowongan")
    officer.fill("Pekerjaan", "Tukang las fillet")
    officer.pick("Kejuruan", "Las")
    officer.fill("Dibuka sampai", "31/12/2026")
    officer.press("Simpan")
    fits(officer)
    expect(officer.tab.get_by_role("button", name=f"Usulkan {LONGEST_NAME}")).to_be_in_viewport(ratio=1)
    officer.press(f"Usulkan {LONGEST_NAME}")
    take(officer, "Orangnya setuju")
    fits(officer)
    letter = "".join(pages(download(officer, "Surat pengantar")))
    assert LONGEST_NAME in " ".join(letter.split())
    assert office.facility.name not in letter
    for step in ("Surat diberikan", "Wawancara", "Diterima"):
        take(officer, step)
    officer.fill("Bila sudah mulai bekerja, sejak kapan", "23/11/2026")
    take(officer, "Mulai bekerja")

    assert site.ask(lambda: Introduction.objects.get().step) == "MULAI_KERJA"
    assert site.ask(lambda: list(Outcome.objects.values_list("status", flat=True))) == ["KERJA_SESUAI"]
    assert site.ask(lambda: Consent.objects.get(pk=person.pk).is_agreed)


def take(officer, step):
    """Records the next step of an introduction."""
    officer.tick(step)
    officer.fill("Hari", "23/11/2026")
    officer.press("Simpan")
