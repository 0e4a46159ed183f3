"""The page of a certificate's holder in a browser: by keyboard alone, at a desk and on a small telephone, without a
script, and what a shared computer keeps of it.
"""

from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from certification.certificates import issue_certificates
from certification.register.models import CertificateFile
from certification.verification.models import Credential
from outcomes.followup import holder_pins
from outcomes.followup.models.consents import Consent
from outcomes.followup.models.outcomes import HelpWish, Outcome
from tests.access.world import blank_pdf
from tests.browser.people import Typist
from tests.factories.certification import approved, graduates, staff

PIN = "482915"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1366, "height": 768}
SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["on a phone", "at a desk"])
# Of a tap or a press, as WCAG 2.2 asks (2.5.8) and more; of what the eye can see of it.
SMALLEST = 24
TARGETS = """() => [...document.querySelectorAll("a, button, summary, input, .pick label")].map(one => {
  const { width, height } = one.getBoundingClientRect();
  return [one.outerHTML.slice(0, 80), Math.round(width), Math.round(height)];
}).filter(([, width, height]) => width > 1 && height > 1)"""


@pytest.fixture
def card(site):
    """A certificate with file and badge, and the PIN of its card."""
    batch = graduates(1)
    by = staff(batch.training_center, "certificate_officer")
    certificate = issue_certificates.issue(approved(batch.enrollments.get()), by=by, render_after=False)
    CertificateFile.objects.create(certificate=certificate, content=blank_pdf(), sha256="0" * 64)
    Credential.objects.create(certificate=certificate, token="e30.e30.AA")
    drawn = [holder_pins.Drawn(PIN, holder_pins.make_password(PIN))]
    holder_pins.make_cards(batch, by=certificate.issued_by, drawn=drawn)
    person = certificate.enrollment.person
    return SimpleNamespace(certificate=certificate, code=certificate.code, name=person.full_name)


@pytest.fixture
def seat(visitor, card):
    """Somebody without a mouse, who has opened the page."""

    def seat(size, **options):
        found = visitor(kind=Typist, viewport=size, java_script_enabled=False, **options)
        sign_in(found, card)
        return found

    return seat


def sign_in(holder, card, pin=PIN):
    holder.go("/pemegang/")
    holder.fill("Kode sertifikat", card.code)
    holder.fill("PIN", pin)
    holder.press("Buka")


def fits(holder) -> None:
    """Nothing runs out of the screen, nothing is too small for a thumb, nobody is named."""
    tab = holder.tab
    expect(tab.get_by_role("heading", level=1)).to_be_visible()
    width = tab.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width[0] <= width[1], tab.url
    in_text = ("<a href=", '<a class="skip"')
    small = [one for one in tab.evaluate(TARGETS) if one[2] < SMALLEST and not one[0].startswith(in_text)]
    assert small == []


@SIZES
def test_everything_is_done_by_keyboard_alone(site, card, seat, size):
    holder = seat(size)
    holder.heading("Sertifikat Anda")
    holder.reads(card.certificate.number_text)
    assert card.name not in holder.tab.content()
    fits(holder)
    for link in ("Buka sertifikat", "Simpan lencana"):
        target = holder.tab.get_by_role("link", name=link)
        holder.reach(target)
        answer = holder.context.request.get(f"{holder.home}{target.get_attribute('href')}")
        assert answer.status == 200
        assert "attachment" in answer.headers["content-disposition"] or answer.body()[:4] == b"%PDF"

    holder.fill("Telepon, bila boleh ditelepon (opsional)", "0812 0000 1111")
    holder.press("Ya, saya setuju")
    holder.reads("Terima kasih. Sekarang Anda dapat memberi kabar.")
    fits(holder)

    holder.tick("Saya kerja", "Ya", "Bulan ini")
    holder.press("Kirim")
    holder.reads("Terima kasih. Kabar Bapak/Ibu sudah kami terima.")
    holder.tick("Saya perlu bantuan")
    holder.tick("Lowongan")
    fits(holder)
    holder.press("Kirim")
    told = site.ask(lambda: (Outcome.objects.get().status, HelpWish.objects.get().help_wanted))
    assert told == ("KERJA_SESUAI", "LOWONGAN")

    holder.unfold("Ganti nomor saya")
    holder.fill("Nomor baru", "12")
    holder.press("Simpan nomor")
    expect(holder.tab.get_by_role("alert")).to_be_visible()
    # What was refused stands open, with what was typed.
    expect(holder.field("Nomor baru")).to_have_value("12")
    holder.fill("Nomor baru", "0812 0000 2222")
    holder.press("Simpan nomor")
    holder.reads("Nomor baru dipakai mulai")
    fits(holder)

    holder.unfold("Lupakan saya")
    holder.fill("Ketik PIN sekali lagi", "000000")
    holder.press("Hapus dan berhenti dihubungi")
    holder.reads("Tidak ada yang dihapus: PIN tidak cocok.")
    holder.fill("Ketik PIN sekali lagi", PIN)
    holder.press("Hapus dan berhenti dihubungi")
    holder.reads("Yang masih ada")
    fits(holder)
    assert site.ask(lambda: (Consent.objects.get().withdrawn_channel, Outcome.objects.count())) == ("holder_page", 0)


@SIZES
def test_a_wrong_pin_keeps_the_code_and_english_stays(site, card, visitor, size):
    holder = visitor(kind=Typist, viewport=size, java_script_enabled=False)
    sign_in(holder, card, pin="000000")
    holder.reads("Kode atau PIN tidak cocok.")
    fits(holder)
    expect(holder.field("Kode sertifikat")).to_have_value(card.code)
    holder.fill("PIN", PIN)
    holder.press("Buka")

    holder.follow("English")
    holder.heading("Your certificate")
    holder.press("Yes, I agree")
    holder.heading("Your certificate")
    fits(holder)


def test_a_shared_computer_keeps_nothing_of_a_closed_page(site, card, seat):
    holder = seat(DESK)
    holder.heading("Sertifikat Anda")

    holder.press("Tutup")
    holder.heading("Halaman pemegang sertifikat")
    holder.tab.go_back()
    holder.tab.wait_for_load_state()

    expect(holder.tab.get_by_role("heading", level=1)).to_have_text("Halaman pemegang sertifikat")
    assert card.certificate.number_text not in holder.tab.content()
    assert holder.context.cookies() == []
