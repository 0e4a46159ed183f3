"""Sample certificates for checking a template, with names that are hard to typeset."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import TrainingCenter
from certification.certificate_templates import printable_names, printed_words, template_dress
from certification.certificate_templates.models import CertificateTemplate
from certification.papers import certificate_paper as paper
from certification.papers.hard_names import NAMES
from certification.papers.snapshots import CertificateSnapshot
from core import clock
from inmates.people.models import Person
from printing.paper_pictures import png_of
from programs.batches.models import Batch
from programs.catalog.models import Program, ProgramUnit, ProgramVersion
from programs.places.models import Enrollment

# Sharp enough for the smallest letters on a high-density screen.
_DPI = 110
NUMBER, CODE = "0000/CONTOH/{year}", "0" * 26
LONG_UNIT = (
    "Memeriksa Hasil Pekerjaan Secara Visual dan Memperbaiki Cacat Permukaan "
    "yang Ditemukan sebelum Diserahkan kepada Pemeriksa"
)


@dataclass(frozen=True)
class Sample:
    """A name, and the number of units on the back."""

    label: str | Promise
    name: str
    units: int


# Keys appear in URLs. The first sample shown has a full front and a full back.
SHOWN_FIRST = "nama-panjang"
SAMPLES = {
    "nama-pendek": Sample(_("Short name, few units"), "Sukarno", 4),
    "nama-panjang": Sample(_("Long name with titles, a full back"), NAMES[3], 18),
    "nama-terpanjang": Sample(_("The longest name that fits, two backs"), NAMES[4], 25),
    "nama-beraksen": Sample(_("Name with accents"), "Nguyễn Văn Đạt Łukasz Ñusta", 8),
}


@dataclass
class EarnedByNobody:
    """Data of a sample certificate: an invented person who passed every unit of a program."""

    enrollment: Enrollment
    units: list[ProgramUnit]

    @property
    def competent_units(self) -> list[ProgramUnit]:
        """All of them."""
        return self.units


def words_of(template: CertificateTemplate, sample: Sample) -> CertificateSnapshot:
    """All words of the sample, assembled like those of a real certificate."""
    center, today = template.training_center, clock.today(template.training_center.time_zone)
    template_dress.wear(center, template)
    return printed_words.certificate_words(
        _earned(center, sample, today),
        number=NUMBER.format(year=today.year),
        code=CODE,
        issued_on=today,
        valid_until=None,
    )


def preview_pdf(template: CertificateTemplate, sample: Sample) -> bytes:
    """The sample as PDF with CONTOH across each page. Raises `Unprintable`."""
    return paper.render(words_of(template, sample), preview=True)


def preview_png(template: CertificateTemplate, sample: Sample) -> bytes:
    """The sample as an image with its pages stacked. Raises `Unprintable`."""
    return png_of(preview_pdf(template, sample), dpi=_DPI)


def check_printable(template: CertificateTemplate) -> list[str]:
    """Every reason why certificates could not be printed from this template, without duplicates."""
    return list(dict.fromkeys(reason for sample in SAMPLES.values() for reason in reasons(template, sample)))


def reasons(template: CertificateTemplate, sample: Sample) -> list[str]:
    """Every reason why this sample cannot be printed."""
    return paper.check_printable(words_of(template, sample))


def _earned(center: TrainingCenter, sample: Sample, today: date) -> EarnedByNobody:
    version = ProgramVersion(program=_program(center), total_jp=sample.units * 20, minutes_per_jp=45)
    units = [
        ProgramUnit(pk=n, code=f"C.24LAS01.{n:03}.1", title=LONG_UNIT if n % 5 == 0 else f"Menyiapkan Bahan {n}", jp=20)
        for n in range(1, sample.units + 1)
    ]
    starts_on = today - timedelta(days=60)
    batch = Batch(training_center=center, version=version, starts_on=starts_on, ends_on=today)
    person = Person(full_name=sample.name, birth_place=center.city, birth_date=date(1996, 2, 14))
    enrollment = Enrollment(batch=batch, person=person, starts_on=starts_on)
    return EarnedByNobody(enrollment, units)


def _program(center: TrainingCenter) -> Program:
    """The center's program with the longest printable name, which must fit too."""
    longest = sorted(Program.objects.filter(training_center=center), key=lambda program: -len(program.name))
    printable = (program for program in longest if printable_names.fits(program.name))
    return next(printable, Program(name="Teknik Pengelasan SMAW", level="dasar"))


def unprintable_programs(center: TrainingCenter) -> list[Program]:
    """Programs of the center whose names fit no certificate; they are refused whatever the template."""
    return [one for one in Program.objects.filter(training_center=center) if not printable_names.fits(one.name)]
