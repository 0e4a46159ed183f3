"""The main steps with Tab, arrows, Space and Enter alone; whatever has the focus shows it."""

import re

from django.urls import reverse

from certification.certificates import approval
from certification.register.models import Certificate
from programs.head_counts.models import HeadCount
from tests.browser import roll
from tests.browser.people import PASSWORD, reach
from tests.factories.certification import NumberSeriesFactory, assessor_of, class_of, graduates, staff
from tests.factories.programs import EnrollmentFactory, count_heads


class Keyboard:
    """Somebody at a browser without a mouse."""

    def __init__(self, visitor):
        self.visitor, self.tab, self.keys = visitor, visitor.tab, visitor.tab.keyboard

    def reach(self, target) -> None:
        reach(self.tab, target)

    def type_into(self, label: str, text: str) -> None:
        self.reach(self.visitor.field(label))
        self.keys.type(text)

    def press(self, name: str) -> None:
        self.reach(self.tab.get_by_role("button", name=name, exact=True).last)
        with self.tab.expect_navigation():
            self.keys.press("Enter")

    def sign_in(self, user) -> None:
        self.visitor.go("/masuk/")
        self.type_into("Nama pengguna", user.username)
        self.type_into("Kata sandi", PASSWORD)
        with self.tab.expect_navigation():
            self.keys.press("Enter")


def test_sign_in_and_a_whole_session(morning, site, visitor):
    instructor = visitor()
    keyboard = Keyboard(instructor)
    keyboard.sign_in(morning.instructor)
    instructor.go(morning.path)

    keyboard.reach(roll.row(instructor, morning.names[0]).get_by_role("radio", name="Hadir"))
    keyboard.keys.press("Space")
    roll.says(instructor, morning.names[0], "Terkirim")
    keyboard.reach(roll.row(instructor, morning.names[1]).get_by_role("radio", name="Hadir"))
    for _step in range(2):
        keyboard.keys.press("ArrowRight")
    roll.says(instructor, morning.names[1], "Terkirim")
    keyboard.reach(roll.row(instructor, morning.names[2]).get_by_role("radio", name="Hadir"))
    keyboard.keys.press("ArrowRight")
    keyboard.reach(roll.row(instructor, morning.names[2]).get_by_label("Terlambat (menit)"))
    keyboard.keys.type("10")
    site.ask(lambda: count_heads(morning.session, 2, leave_out=HeadCount.AT_WORKSHOP))
    for label in roll.COUNTS:
        keyboard.type_into(label, "2")
    keyboard.reach(instructor.field("Sesi sudah selesai, lebih awal daripada jadwal"))
    keyboard.keys.press("Space")
    keyboard.press("Simpan lalu tutup sesi")

    instructor.reads("Sesi sudah ditutup.")
    assert roll.marks(site) == dict(zip(morning.names, ("present", "sick", "late"), strict=True))


def test_grid_of_results(site, visitor):
    batch = class_of(0)
    for name in ("Abdul Rahim", "Budi Hartono"):
        EnrollmentFactory(batch=batch, person__full_name=name, state="completed")
    person = assessor_of(batch)
    path = reverse("certification:assessment_grid", args=[batch.public_id])
    assessor = visitor()
    keyboard = Keyboard(assessor)
    keyboard.sign_in(person)
    assessor.go(path)

    first = assessor.tab.get_by_role("radiogroup", name=re.compile("^Abdul Rahim, unit .*001")).get_by_role("radio")
    keyboard.reach(first.first)
    keyboard.keys.press("k")  # goes on to the next participant
    keyboard.keys.press("b")  # goes on to the words that it needs
    keyboard.keys.type("Ulangi sambungan sudut.")
    keyboard.press("Simpan")

    assessor.reads("2 dari 4 nilai")


def test_approval_of_certificates(site, visitor):
    batch = graduates(1)
    NumberSeriesFactory(training_center=batch.training_center)
    officer, head = (staff(batch.training_center, role) for role in ("certificate_officer", "blk_head"))
    certificate = Certificate.objects.create(enrollment=batch.enrollments.get(), batch=batch, prepared_by=officer)
    assert approval.blockers(certificate, by=head) == []
    path = reverse("certification:certificate_detail", args=[certificate.public_id])
    reader = visitor()
    keyboard = Keyboard(reader)
    keyboard.sign_in(head)
    reader.go(path)

    keyboard.press("Setujui")

    reader.reads("Disetujui. Sertifikat dapat diterbitkan.")
    assert site.ask(lambda: Certificate.objects.get().state) == "approved"
