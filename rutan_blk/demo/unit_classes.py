"""A public class that some take for single units: over for some of them, still ahead for others."""

from datetime import date, time, timedelta

from accounts.models import User
from accounts.roles import Role
from certification.assessment import certificate_gate, early_sign_off, unit_results
from certification.certificates import approval, certificate_rendering, issue_certificates, preparation
from certification.register.models import Certificate, NumberSeries
from core import clock
from programs.batches.models import Batch
from programs.catalog import program_versions
from programs.catalog.models import ProgramVersion, Vocation
from programs.catalog.program_versions import Facts, UnitRow
from programs.places import place_changes
from programs.places.models import Enrollment
from programs.registrations import registration_decisions
from rutan_blk.demo import chain, public_classes
from rutan_blk.demo.cast import Crew

# After the evening classes, which the same person teaches.
NIGHTS = [(day, time(19, 15), 4) for day in range(5)]
UNITS = (
    UnitRow("GAR.CM01.004.01", "Memelihara Alat Jahit", 8, block="A"),
    UnitRow("GAR.CM02.008.01", "Menjahit dengan Mesin (Sewing)", 12, block="A"),
    UnitRow("GAR.CM02.003.01", "Membuat Pola Busana dengan Teknik Konstruksi", 32),
    UnitRow("C.14GMT06.010.1", "Mengoperasikan Mesin Obras/Overlock", 8, block="B"),
)
# Name, sex, year of birth, and the blocks taken; all invented.
WHOLE = (("Fitriani", "P", 1996), ("Hikmah", "P", 2001), ("Juwita Sari", "P", 1990), ("Lisnawati", "P", 1988))
OF_BLOCK_A = (("Maulida", "P", 2003), ("Norhayati", "P", 1994), ("Rusmini", "P", 1985))
OF_BLOCK_B = (("Suriani", "P", 1999), ("Yulianti", "P", 2002))


def teach_in_units(crew: Crew, *, starts_on: date, instructor: User) -> Batch:
    """A class whose block A is taught: one has the statement, one waits for it, one for the results."""
    version = _course(crew, starts_on)
    batch = public_classes.plan(
        crew, version, "Menjahit dasar malam 1/2026", starts_on, "Ruang obras BLK", instructor, week=NIGHTS
    )
    takes = dict.fromkeys(WHOLE, ()) | dict.fromkeys(OF_BLOCK_A, ("A",)) | {OF_BLOCK_B[0]: ("B",)}
    with chain.at(crew, starts_on - timedelta(days=15)):
        made = [
            public_classes.enter(crew, batch, one, number, blocks=blocks)
            for number, (one, blocks) in enumerate(takes.items())
        ]
    with chain.at(crew, starts_on - timedelta(days=6)):
        for registration in made:
            registration_decisions.accept(registration, by=crew[Role.BLK_COORDINATOR])
    public_classes.teach(crew, batch, instructor, seed=14)
    with chain.at(crew, clock.today(crew.center.time_zone) - timedelta(days=1)):
        public_classes.enter(crew, batch, OF_BLOCK_B[1], 8, blocks=("B",))
    names = [name for name, _sex, _year in OF_BLOCK_A[:2]]
    for number, place in enumerate(Enrollment.objects.filter(batch=batch, person__full_name__in=names).order_by("pk")):
        _over(crew, place, number)
    _state(crew, batch.enrollments.get(person__full_name=names[0]))
    return batch


def _course(crew: Crew, starts_on: date) -> ProgramVersion:
    coordinator, facts = crew[Role.BLK_COORDINATOR], Facts(total_jp=60, class_minimum=6, attendance_threshold=80)
    with chain.at(crew, starts_on - timedelta(days=60)):
        drafted = program_versions.create_program(
            by=coordinator,
            training_center=crew.center,
            code="JAHIT-UNIT",
            name="Menjahit dengan Mesin",
            vocation=Vocation.objects.get(code="sewing"),
            level="dasar",
            facts=facts,
        )
        version = program_versions.change_version(drafted, by=coordinator, facts=facts, rows=list(UNITS))
        return program_versions.open_version(version, by=coordinator)


def _over(crew: Crew, place: Enrollment, number: int) -> None:
    """The units of the place are assessed, completed and signed off."""
    units = [row.unit for row in place.units_taken.select_related("unit")]
    entries = [unit_results.Entry(place, unit, "K", "") for unit in units]
    with chain.at(crew, clock.today(crew.center.time_zone) - timedelta(days=1), time(15)):
        unit_results.record_results(place.batch, entries, by=crew[Role.ASSESSOR])
        place_changes.complete(place, by=crew[Role.BLK_COORDINATOR])
        early_sign_off.sign_off(place, by=crew[Role.BLK_COORDINATOR], number=f"563/BA-02{number}/BLK-TPN/2026")


def _state(crew: Crew, place: Enrollment) -> Certificate:
    """The statement of these units, approved by another person and issued."""
    paper = NumberSeries.Paper.STATEMENT
    with chain.at(crew, clock.today(crew.center.time_zone) - timedelta(days=1), time(16)):
        made = preparation.prepare(place, by=crew[Role.CERTIFICATE_OFFICER], paper=paper)
        pair = made, certificate_gate.standing_of(place)
        approval.approve(made, by=crew[Role.BLK_HEAD], seen=approval.seen_in([pair]))
        issued = issue_certificates.issue(made, by=crew[Role.CERTIFICATE_OFFICER], render_after=False)
        certificate_rendering.render(Certificate.objects.get(pk=issued.pk))
    return issued
