import hashlib
import json
from datetime import date, time, timedelta
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import Facility, User
from accounts.roles import Role, sync_roles
from certification.assessment import minutes_words
from certification.register import number_series
from certification.register.models import Certificate
from core import clock
from core.errors import RuleViolation
from inmates.imports.models import ImportRow
from inmates.people.models import Person
from programs.attendance import roll_sheets
from programs.batches.models import Batch
from programs.catalog import csv_files
from programs.catalog.models import ProgramVersion
from programs.timetable.holidays import sync_holidays
from programs.timetable.models.sessions import Session
from rutan_blk.demo import assessment, chain, employers, people
from rutan_blk.demo.cast import Crew, first_crew, fix_issue_days
from rutan_blk.starting_rows import sync_catalogs

DATA = Path(settings.BASE_DIR, "programs", "data")
ZONE = "Asia/Makassar"
# The way from import to the last certificate takes about four months; they end today.
DAYS = 125


class Command(BaseCommand):
    help = "On an empty database: one spreadsheet goes in, certificates that verify come out, all papers as PDF."

    def add_arguments(self, parser):
        parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the papers are written")
        parser.add_argument("--spreadsheet", type=Path, metavar="FILE", help="a custody list; a bundled one otherwise")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args, out, spreadsheet, **options):
        if User.objects.exists() or Facility.objects.exists():
            raise CommandError("The journey needs an empty database (DATABASE_URL); this one holds data.")
        try:
            out.mkdir(parents=True, exist_ok=True)
            with transaction.atomic():
                result = travel(out, spreadsheet)
        except (RuleViolation, OSError) as refused:
            raise CommandError(str(refused)) from refused
        if options["json"]:
            self.stdout.write(json.dumps(result, ensure_ascii=False, indent=2))
            return
        self.stdout.write(
            f"{result['imported']} people imported, {result['enrolled']} enrolled in {result['batch']}, "
            f"{result['sessions']} sessions held, {len(result['certificates'])} certificates in {out}."
        )


def travel(out: Path, spreadsheet: Path | None) -> dict:
    """Runs the whole process, writes the papers into `out` and returns a summary."""
    begin = clock.today(ZONE) - timedelta(days=DAYS)
    data = spreadsheet.read_bytes() if spreadsheet else people.custody_list(60, today=begin, seed=DAYS)
    with clock.moved_to(clock.at(begin, time(8), ZONE)):
        crew, version = open_house(begin)
        imported = chain.import_people(crew, data)
        if not Person.objects.exists():
            raise CommandError("No row of the spreadsheet could be taken, so there is nobody to train.")
        people.examine_all(crew, crew[Role.CASE_OFFICER])
        agreement = chain.agree(crew, number="PKS-01", valid_from=begin, valid_until=begin + timedelta(days=365))
    batch = train(crew, agreement, version, begin)
    certificates = chain.certify(crew, batch)
    write_papers(out, batch, certificates)
    return {
        "imported": imported.rows.filter(kind=ImportRow.Kind.NEW, is_accepted=True).count(),
        "batch": batch.name,
        "enrolled": batch.enrollments.count(),
        "sessions": batch.sessions.filter(state=Session.State.FINALIZED).count(),
        "certificates": [entry(out, certificate) for certificate in certificates],
    }


def open_house(begin: date) -> tuple[Crew, ProgramVersion]:
    """Sets up offices, users, programs, series, holidays and a need as in a new installation."""
    sync_roles()
    sync_catalogs()
    crew = first_crew()
    # The journey ends today.
    fix_issue_days(crew.center, tomorrow=begin + timedelta(days=DAYS + 1))
    sync_holidays((begin.year, begin.year + 1))
    csv_files.load_units(DATA / "skkni.csv")
    csv_files.load_programs(DATA / "programs.csv", training_center=crew.center)
    number_series.open_series(crew.center, year=begin.year)
    version = ProgramVersion.objects.open().get(program__vocation__code="welding")
    employers.one_need(crew, version.program.vocation)
    return crew, version


def train(crew: Crew, agreement, version: ProgramVersion, begin: date) -> Batch:
    """Takes one batch through plan, selection, hearing, sessions with attendance, assessment and sign-off."""
    first_day = begin + timedelta(days=43 - begin.weekday())
    batch = chain.plan(
        crew,
        agreement,
        version,
        name=f"Las 1/{first_day.year}",
        starts_on=first_day,
        room="Bengkel las",
        week=chain.FULL_WEEK,
    )
    chain.apply(crew, batch, count=18, seed=DAYS)
    if not chain.hear(crew, batch):
        raise CommandError(
            "Nobody on the list meets the entry rules, so no batch can start. Use a list with people "
            "who stay long enough."
        )
    batch = chain.teach(crew, batch, seed=DAYS)
    batch.refresh_from_db()
    assessment.register_assessors(crew, on=begin)
    chain.assess(crew, batch, not_yet=1)
    chain.sign_off(crew, batch, number="BA-01")
    batch.refresh_from_db()
    return batch


def write_papers(out: Path, batch: Batch, certificates: list[Certificate]) -> None:
    """Writes the certificates, the first session's roll and the minutes; file names reveal no place."""
    for certificate in certificates:
        paper_path(out, certificate).write_bytes(bytes(certificate.file.content))
    first = batch.sessions.order_by("starts_at").first()
    Path(out, "daftar-hadir.pdf").write_bytes(roll_sheets.session_sheet(first, by=first.instructor))
    Path(out, "berita-acara.pdf").write_bytes(minutes_words.minutes_pdf(batch.sign_off.minutes, batch.training_center))


def paper_path(out: Path, certificate: Certificate) -> Path:
    return Path(out, f"sertifikat-{certificate.number_text.replace('/', '-')}.pdf")


def entry(out: Path, certificate: Certificate) -> dict:
    """One certificate's entry in the summary; the digest is that of the written file."""
    path = paper_path(out, certificate)
    return {
        "number": certificate.number_text,
        "holder": certificate.enrollment.person.full_name,
        "check_url": f"{settings.PUBLIC_BASE_URL}/c/{certificate.code}/",
        "pdf": str(path),
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }
