"""Where an old computer runs no JavaScript: the roll of a session, and the check of a certificate."""

import pytest

from certification.certificates import issue_certificates
from certification.register.models import Certificate
from tests.browser import roll
from tests.factories import UserFactory
from tests.factories.certification import NumberSeriesFactory, approved, graduates, staff

OLD = {"java_script_enabled": False}


def test_whole_session_is_recorded_and_closed(morning, site, visitor):
    guard = UserFactory(roles=["security_officer"], facility=morning.session.facility)
    instructor, at_block = visitor(morning.instructor, **OLD), visitor(guard, **OLD)
    roll.count_at_block(at_block, morning.session, 2)
    instructor.go(morning.path)

    instructor.reads("Presensi baru tersimpan setelah Anda menekan “Simpan presensi”.")
    assert "Tiap tanda langsung dikirim" not in instructor.tab.locator("body").inner_text()
    roll.choose(instructor, morning.names[0], "Telat")
    roll.row(instructor, morning.names[0]).get_by_label("Terlambat (menit)").fill("20")
    roll.choose(instructor, morning.names[1], "Alpa")
    instructor.press("Sisanya hadir")
    instructor.reads("3 presensi tersimpan.")
    for label in roll.COUNTS:
        instructor.fill(label, "2")
    instructor.tick("Sesi sudah selesai, lebih awal daripada jadwal")
    instructor.press("Simpan lalu tutup sesi")

    instructor.reads("Sesi sudah ditutup.")
    assert roll.marks(site) == dict(zip(morning.names, ("late", "unexcused", "present"), strict=True))


@pytest.mark.parametrize("typed", ["as it is", "in groups of lower case"])
def test_certificate_is_checked_by_its_code(site, visitor, typed):
    batch = graduates(1)
    NumberSeriesFactory(training_center=batch.training_center)
    officer = staff(batch.training_center, "certificate_officer")
    enrollment = batch.enrollments.get()
    certificate: Certificate = issue_certificates.issue(approved(enrollment), by=officer, render_after=False)
    code = certificate.code if typed == "as it is" else "-".join([certificate.code[:6], certificate.code[6:]]).lower()
    holder = enrollment.person.full_name
    employer = visitor(**OLD)

    employer.go("/periksa/")
    employer.fill("Kode pada dokumen", code)
    employer.press("Periksa")

    employer.reads("Sertifikat berlaku", holder)
    employer.fill("Kode pada dokumen", "0" * 26)
    employer.press("Periksa")
    employer.reads("Kode tidak ditemukan")
