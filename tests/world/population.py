"""Fills a database with the world: two detention centers, two training centers, everybody and everything in them.

`populate(size=100)` takes about a minute of processor; everything is written by the commands behind the pages, except
users, offices, and findings of doctors and guards about a person, which would take most of the time.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from accounts.models import User
from accounts.roles import SIDES, Role, Side
from certification.certificates import approval, certificate_rendering, issue_certificates, preparation, revocation
from certification.register import number_series
from certification.register.models import Certificate, NumberSeries
from certification.verification import statement_keys
from core import clock
from inmates.custody.models.circumstances import Circumstance
from inmates.custody.models.stays import Classification
from inmates.imports import acceptance, uploads
from inmates.imports.reading import Field
from inmates.people.models import Person
from programs.agreements.models import Agreement
from programs.batches.models import Batch
from programs.catalog import program_names, program_versions
from programs.catalog.models import ProgramVersion, Vocation
from programs.circumstances import arrivals, custody_end, outings
from programs.places.models import Enrollment
from programs.selection.models import Application
from rutan_blk.demo import assessment, chain, employers
from rutan_blk.demo.cast import Crew
from tests.factories import FacilityFactory, TrainingCenterFactory, UserFactory
from tests.world.containers import delimited
from tests.world.names import KINDS
from tests.world.names import name as a_name
from tests.world.people import PersonOfWorld, people
from tests.world.programs import ProgramOfWorld, all_programs

HEADS = (
    "No",
    "Nama",
    "No. Registrasi",
    "Tempat Lahir",
    "Tgl Lahir",
    "JK",
    "Pendidikan",
    "NIK",
    "Tgl Masuk",
    "Ekspirasi",
    "Blok",
    "Kamar",
)
# Of a class that has been, one that runs, one whose hearing comes, one that is planned: days from today to its start.
PAST, PRESENT, CHOOSING, AHEAD = -56, -14, 28, 70


@dataclass(frozen=True)
class Offices:
    """A pair of offices with the programs that are taught there."""

    crew: Crew
    agreement: Agreement
    versions: list[ProgramVersion]


def populate(*, size: int = 100, seed: int = 6, crews: Iterable[Crew] = ()) -> list[Offices]:
    """`size` people and four classes in each of two pairs of offices, which are made unless given as `crews`."""
    found = list(crews) or [new_crew(), new_crew()]
    offices = [_furnish(crew, size, seed + number) for number, crew in enumerate(found)]
    for number, office in enumerate(offices):
        _teach(office, seed + number)
    _move(offices[0].crew, offices[-1].crew)
    return offices


def new_crew() -> Crew:
    """A new pair of offices with somebody in every role, whose names are of the world."""
    facility, center = FacilityFactory(), TrainingCenterFactory()
    random = Random(facility.code)
    users = {role: _user(role, {"facility": facility, "training_center": center}, random) for role in Role}
    return Crew(facility, center, users)


def _user(role: Role, offices: dict, random: Random) -> User:
    kind = {Side.REGION: "region", Side.CENTER: "training_center"}.get(SIDES[role], "facility")
    office = {"region": "Kalimantan Selatan"} if kind == "region" else {kind: offices[kind]}
    return UserFactory(roles=[role], full_name=a_name(random, random.choice(list(KINDS))), **office)


def _today(crew: Crew) -> date:
    return clock.today(crew.facility.time_zone)


def _furnish(crew: Crew, size: int, seed: int) -> Offices:
    """People, programs, series of numbers, keys and an agreement."""
    today = _today(crew)
    with chain.at(crew, today - timedelta(days=120)):
        _open_books(crew)
        versions = [_offer(crew, program) for program in all_programs(6, seed, hours=(2, 4))]
        agreement = chain.agree(
            crew,
            number=f"PKS/{crew.facility.code}/{seed}",
            valid_from=today - timedelta(days=200),
            valid_until=today + timedelta(days=400),
        )
        found = people(size, today=today, seed=seed, first=50_000)
        # Nobody is on a list before entering.
        listed = [replace(one, entered=min(one.entered, _today(crew))) for one in found]
        _import(crew, custody_list(listed))
        _examine(crew, Random(seed))
    return Offices(crew, agreement, versions)


def _open_books(crew: Crew) -> None:
    if not NumberSeries.objects.filter(training_center=crew.center).exists():
        number_series.open_series(crew.center, year=_today(crew).year)
    statement_keys.new_key(crew.center)
    if not crew[Role.ASSESSOR].registrations.exists():
        assessment.register_assessors(crew, on=_today(crew))


def _offer(crew: Crew, program: ProgramOfWorld) -> ProgramVersion:
    by, name = crew[Role.BLK_COORDINATOR], program.name
    # Whoever is told that a name does not fit the paper leaves words out.
    while program_names.name_blockers(name):
        name = name.rpartition(" ")[0]
    facts = program_versions.Facts(total_jp=program.total_jp, class_minimum=1, class_maximum=16)
    version = program_versions.create_program(
        by=by,
        training_center=crew.center,
        code=program.code,
        name=name,
        level=program.level,
        facts=facts,
        vocation=Vocation.objects.get(code=program.vocation),
    )
    rows = [program_versions.UnitRow(unit.code, unit.title, unit.jp) for unit in program.units]
    return program_versions.open_version(program_versions.change_version(version, by=by, facts=facts, rows=rows), by=by)


def custody_list(found: list[PersonOfWorld]) -> bytes:
    """The list of these people, written with care."""
    rows = [
        [
            number,
            one.name,
            one.register_number,
            one.birth_place,
            one.born,
            one.sex,
            one.education,
            one.nik,
            one.entered,
            one.sentence_end,
            one.block,
            one.cell,
        ]
        for number, one in enumerate(found, start=1)
    ]
    return delimited([list(HEADS), *rows], separator=";", encoding="utf-8")


def _import(crew: Crew, data: bytes) -> None:
    by = crew[Role.REGISTRAR]
    found = uploads.receive(data, facility=crew.facility, by=by)
    mapping = {head["index"]: Field(head["field"]) for head in found.headers if head["field"]}
    found = uploads.map_columns(found, by=by, mapping=mapping, in_background=False)
    # Whoever is there already is in no list of the world, which somebody has to confirm.
    acceptance.accept(found, by=by, confirmed=found.counts["missing"])


def _examine(crew: Crew, random: Random) -> None:
    """Most are fit, well behaved and of low risk; every eighth person was not looked at in one respect."""
    today, by, kinds = _today(crew), crew[Role.CASE_OFFICER], Classification.Kind
    values = {kinds.CONDUCT: "good", kinds.RISK: "low", kinds.FITNESS: "fit"}
    Classification.objects.bulk_create(
        Classification(person=person, kind=kind, value=value, from_date=today, until=today + timedelta(days=365))
        for person in Person.objects.filter(facility=crew.facility)
        for kind, value in values.items()
        if random.random() < 0.96
    )
    wards = Person.objects.filter(facility=crew.facility).order_by("pk")[::3]
    Person.objects.filter(pk__in=[person.pk for person in wards]).update(case_officer=by)


def _teach(office: Offices, seed: int) -> None:
    """A class in each state: certified, running, in its selection, planned."""
    crew = office.crew
    past = _plan(office, 0, PAST, name="Angkatan I")
    _run(crew, past, seed)
    chain.assess(crew, past, not_yet=1)
    chain.sign_off(crew, past, number=f"BA/{crew.center.code}/{seed}")
    _certify(crew, past)
    name = "Angkatan II dengan nama panjang, tahap I tahun anggaran 2026"
    _run(crew, _plan(office, 1, PRESENT, name=name, week=chain.AFTERNOONS), seed)
    chain.apply(crew, _plan(office, 2, CHOOSING, name="Angkatan III"), count=8, seed=seed)
    _plan(office, 3, AHEAD, name="Angkatan IV", open_selection=False)


def _plan(office: Offices, number: int, days: int, *, name: str, week: list | None = None, **options) -> Batch:
    monday = _today(office.crew) + timedelta(days=days)
    monday -= timedelta(days=monday.weekday())
    with chain.at(office.crew, monday - timedelta(days=40)):
        employers.one_need(office.crew, office.versions[number].program.vocation)
    return chain.plan(
        office.crew,
        office.agreement,
        office.versions[number],
        name=name,
        starts_on=monday,
        room=f"Bengkel {number}",
        week=week or chain.FULL_WEEK,
        capacity=8,
        **options,
    )


def _run(crew: Crew, batch: Batch, seed: int) -> None:
    """From the applications to the last session that is over."""
    chain.apply(crew, batch, count=10, seed=seed)
    chain.hear(crew, batch)
    chain.teach(crew, batch, seed=seed)


def _certify(crew: Crew, batch: Batch) -> None:
    """Certificates: one with its file, one handed over, one that is to be revoked, one that waits."""
    officer = crew[Role.CERTIFICATE_OFFICER]
    with chain.at(crew, batch.assessment_on + timedelta(days=2)):
        preparation.prepare_batch(batch, by=officer)
        seen = approval.seen_in(approval.pairs_of(batch))
        *made, _waiting = approval.approve_batch(batch, by=crew[Role.BLK_HEAD], seen=seen).papers
        issued = [issue_certificates.issue(certificate, by=officer, render_after=False) for certificate in made]
    certificate_rendering.render(Certificate.objects.get(pk=issued[0].pk))
    revocation.request_revocation(
        Certificate.objects.get(pk=issued[1].pk), by=officer, category="error", reason="Ejaan nama keliru"
    )


def _move(first: Crew, second: Crew) -> None:
    """Out for a hearing, released, sent from one house to the other and received there."""
    today, registrar = _today(first), first[Role.REGISTRAR]
    idle = _idle(first)
    with clock.moved_to(clock.now() - timedelta(hours=2)):
        outings.take_out(idle[0], by=registrar, kind=Circumstance.Kind.COURT, out_at=clock.now())
    custody_end.leave(idle[1], by=registrar, kind=Circumstance.Kind.FULL_TERM, on=today, reason="Bebas lebih awal")
    for person in idle[2:4]:
        custody_end.leave(person, by=registrar, kind=Circumstance.Kind.TRANSFER, on=today, destination=second.facility)
    arrivals.receive(
        idle[2],
        by=second[Role.REGISTRAR],
        facility=second.facility,
        number="B.I 77001/2026",
        entered=today,
        block="B",
        cell="03",
    )


def _idle(crew: Crew) -> list[Person]:
    busy = Enrollment.objects.live().values("person")
    applied = Application.objects.open().values("person")
    found = Person.objects.filter(facility=crew.facility).exclude(pk__in=busy).exclude(pk__in=applied)
    return list(found.order_by("-name_key", "pk")[:4])
