from datetime import date, time, timedelta
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import Facility, ProbationOffice, TrainingCenter, User
from accounts.roles import Role, sync_roles
from certification.certificates import approval, hand_overs, replacement, revocation
from certification.register import number_series
from certification.verification import statement_keys
from core import clock
from inmates.people.models import Person
from inmates.profile import person_records
from programs.agreements.models import Agreement
from programs.batches.models import Batch
from programs.catalog import csv_files
from programs.places.models import Enrollment
from programs.timetable.holidays import sync_holidays
from rutan_blk.demo import (
    absences,
    aids,
    assessment,
    breaches,
    chain,
    circumstances,
    counts,
    designs,
    earlier,
    employers,
    further,
    graduates,
    jobs,
    needs,
    offline,
    outside,
    past,
    people,
    plans,
    public_classes,
    readiness,
    seals,
    selection,
    timetable,
    tools,
    unit_classes,
    work,
)
from rutan_blk.demo.cast import Crew, first_crew, second_crew
from rutan_blk.starting_rows import sync_catalogs

DATA = Path(settings.BASE_DIR, "programs", "data")
SEED = 2026
# The number of people in custody in each facility.
PEOPLE = {"RTN-RTU": 240, "RTN-KDG": 60}


class Command(BaseCommand):
    help = "Fills an empty database with invented offices, people, batches and certificates."

    def handle(self, *args, **options):
        refuse_real_rows()
        if Facility.objects.exists():
            raise CommandError("The demo data are there already.")
        with transaction.atomic():
            self.stdout.write("Offices, users and people ...")
            first, second = make_offices()
            self.stdout.write("Batches of the first offices ...")
            fill_first(first)
            self.stdout.write("Batches of the second offices ...")
            fill_second(second)
            self.stdout.write("What happened to people meanwhile ...")
            running, selecting = (Batch.objects.get(name=name) for name in ("Pertukangan 1/2026", "TIK 1/2026"))
            readiness.prepare(first, seed=SEED)
            work.give(first)
            circumstances.happen(first, second, running=running, selecting=selecting)
            graduates.ask(first)
            jobs.introduce(first)
            jobs.make_cards(first)
            aids.give(first)
            seals.end(first.center)
        self.stdout.write(f"{Person.objects.count()} people, {Batch.objects.count()} batches.")


def refuse_real_rows() -> None:
    """Refuses to add invented data to a database with real data."""
    real = [
        User.objects.filter(is_demo=False),
        Facility.objects.filter(is_demo=False),
        TrainingCenter.objects.filter(is_demo=False),
        ProbationOffice.objects.filter(is_demo=False),
    ]
    if any(rows.exists() for rows in real):
        raise CommandError("This database holds real data. Demo data need a database of their own (DATABASE_URL).")


def today() -> date:
    return clock.today("Asia/Makassar")


def monday(days_ahead: int) -> date:
    """The Monday of the week `days_ahead` days from today (negative: ago)."""
    day = today() + timedelta(days=days_ahead)
    return day - timedelta(days=day.weekday())


def make_offices() -> tuple[Crew, Crew]:
    """Both pairs of offices with roles, catalogs, programs, series, 300 people in custody, and two past years."""
    sync_roles()
    sync_catalogs()
    first, second = first_crew(), second_crew()
    long_ago = monday(-330)
    sync_holidays(range(long_ago.year, today().year + 2))
    years = {long_ago.year, today().year}
    lists = [list_of(crew) for crew in (first, second)]
    with clock.moved_to(clock.at(long_ago, time(8), "Asia/Makassar")):
        csv_files.load_units(DATA / "skkni.csv")
        for crew, validity, custody_list in zip((first, second), (None, 3), lists, strict=True):
            csv_files.load_programs(DATA / "programs.csv", training_center=crew.center)
            for year in years:
                number_series.open_series(crew.center, year=year, validity_months=validity)
            statement_keys.new_key(crew.center)
            chain.import_people(crew, custody_list)
    further.add_level(first, on=long_ago)
    # Before sealing begins, which is younger than these certificates.
    past.live(first, today=today())
    past.report(today=today())
    past.forget(first, today=today())
    with clock.moved_to(clock.at(long_ago, time(9), "Asia/Makassar")):
        seals.begin(first.center)
    for crew, days_left in ((first, 75), (second, 700)):
        assessment.register_assessors(crew, on=long_ago, days_left=days_left)
    designs.put_to_use(first, on=long_ago)
    designs.draft_the_next(first, on=monday(-14))
    employers.ask_employers(first, today=today())
    employers.ask_neighbors(second, today=today())
    for crew, leave_out in ((first, 9), (second, 4)):
        examine(crew, days_ago=300)
        needs.talk_to_most(crew, since=monday(-310), leave_out=leave_out, seed=SEED)
    return first, second


def list_of(crew: Crew, news: people.News | None = None) -> bytes:
    """The facility's custody list as first imported or, with `news`, as updated later."""
    count = PEOPLE[crew.facility.code]
    return people.custody_list(count, today=monday(-330), seed=SEED + count, until=today(), news=news)


def renew_list(crew: Crew, *, newcomers: int, leaves_early: Batch, twice: int | None = None) -> None:
    """Imports an updated list, two days ago: newcomers, one of them listed already, two people missing, and one who
    leaves before the batch ends.
    """
    count, place = PEOPLE[crew.facility.code], leaves_early.enrollments.live().order_by("pk")[3]
    number = int(place.person.register_numbers.get().number.split()[1].split("/")[0]) - 1000
    news = people.News(
        listed_on=today() - timedelta(days=2),
        newcomers=newcomers,
        gone=frozenset({count, count - 7}),
        ends={number: leaves_early.ends_on - timedelta(days=20)},
        twice=twice,
    )
    custody_list = list_of(crew, news)
    with clock.moved_to(clock.now() - timedelta(days=2)):
        chain.import_people(crew, custody_list)


def examine(crew: Crew, *, days_ago: int) -> None:
    """Records new classifications; anything that asks about an earlier day must be created first."""
    with clock.moved_to(clock.at(monday(-days_ago), time(8), "Asia/Makassar")):
        people.classify_all(crew, crew[Role.CASE_OFFICER], seed=PEOPLE[crew.facility.code])


def fill_first(crew: Crew) -> None:
    agreement = chain.agree(
        crew, number="W19/PKS-04/2026", valid_from=monday(-320), valid_until=today() + timedelta(days=80)
    )
    tools.equip(crew, on=monday(-300))
    welding = hold_welding(crew, agreement)
    hold_sewing(crew, agreement)
    hold_public_classes(crew)
    examine(crew, days_ago=60)
    following = chain.agree(
        crew, number="W19/PKS-11/2026", valid_from=monday(-60), valid_until=today() + timedelta(days=420)
    )
    current = hold_carpentry(crew, following)
    assessment.ask_for_a_correction(crew, welding)
    second = begin_automotive(crew, following)
    renew_list(crew, newcomers=8, leaves_early=second, twice=17)
    plan_ahead(crew, following)
    timetable.change_sessions(crew, current)
    timetable.close_a_day(crew)
    designs.void_a_number(crew, on=today() - timedelta(days=1))
    needs.set_goals(crew, on=monday(-70))
    plans.plan_years(crew, agreement, today=today())
    give_wards(crew)
    breaches.lose_papers(crew)


def hold_welding(crew: Crew, agreement: Agreement) -> Batch:
    """A batch that is over: certificates, their later lives, and a test by an outside body."""
    welding = chain.plan(
        crew,
        agreement,
        chain.course(crew, "welding"),
        name="Las 1/2026",
        starts_on=monday(-245),
        room="Bengkel las",
        week=chain.FULL_WEEK,
        capacity=12,
    )
    run(crew, welding, applicants=18, seed=1)
    tools.lose_and_find(crew, welding)
    certificates = finish(crew, welding, number="563/BA-011/BLK-TPN/2026", not_yet=1)
    tell_lives(crew, certificates)
    outside.sign_for_some(crew, welding, days=20)
    outside.correct_one(crew, outside.test_welders(crew, welding))
    return welding


def hold_sewing(crew: Crew, agreement: Agreement) -> None:
    """A batch that is assessed, without certificates yet, and sent to an outside test."""
    sewing = chain.plan(
        crew,
        agreement,
        chain.course(crew, "sewing"),
        name="Menjahit 1/2026",
        starts_on=monday(-65),
        room="Ruang jahit",
        week=chain.FULL_WEEK,
        capacity=10,
    )
    run(crew, sewing, applicants=14, seed=2)
    finish(crew, sewing, number="563/BA-014/BLK-TPN/2026", issue=False)
    outside.send_to_a_test(crew, sewing, held_on=today() + timedelta(days=12))


def hold_public_classes(crew: Crew) -> None:
    """Classes of the training center itself: one certified, one running, one short and over, one of single units; and
    the certificates that it gave before."""
    other = User.objects.get(username="instruktur.dua")
    public_classes.hold(crew, chain.course(crew, "welding"), starts_on=monday(-150), instructor=other)
    public_classes.begin(crew, chain.course(crew, "sewing"), starts_on=monday(-30), instructor=other)
    public_classes.attend(crew, starts_on=monday(-50), instructor=other)
    unit_classes.teach_in_units(crew, starts_on=monday(-10), instructor=other)
    earlier.take_in(crew)


def hold_carpentry(crew: Crew, agreement: Agreement) -> Batch:
    """The running batch: absences, half a head count, marks without a network, first results."""
    current = chain.plan(
        crew,
        agreement,
        chain.course(crew, "carpentry"),
        name="Pertukangan 1/2026",
        starts_on=monday(-20),
        room="Bengkel kayu",
        week=chain.MORNINGS,
        capacity=16,
    )
    run(crew, current, applicants=22, seed=3, leave_open=1, withdraws=True)
    counts.leave_half_counted(crew, current)
    absences.announce(crew, current)
    absences.stay_away(crew, current)
    absences.keep_on_paper(crew, current)
    offline.mark_without_network(crew, current)
    assessment.assess_on_the_way(crew, current)
    return current


def begin_automotive(crew: Crew, agreement: Agreement) -> Batch:
    """A second running batch, with a tool that is being searched for, and somebody admitted whom nobody enrolled."""
    second = chain.plan(
        crew,
        agreement,
        chain.course(crew, "automotive"),
        name="Otomotif 1/2026",
        starts_on=monday(-9),
        room="Bengkel otomotif",
        week=chain.AFTERNOONS,
        capacity=12,
    )
    run(crew, second, applicants=22, seed=4, stricter_rules=True, forget=1)
    tools.lose(crew, second)
    return second


def plan_ahead(crew: Crew, agreement: Agreement) -> None:
    """Creates future batches: selected except for the reserve list, in the hearing, open for applications, planned."""
    other = User.objects.get(username="instruktur.dua")
    choose_sewers(crew, agreement, other)
    heard = chain.plan(
        crew,
        agreement,
        chain.course(crew, "it"),
        name="TIK 1/2026",
        starts_on=monday(24),
        room="Ruang komputer",
        week=chain.MORNINGS,
        capacity=12,
        instructor=other,
    )
    selection.weigh(crew, heard.version, on=monday(-30))
    chain.apply(crew, heard, count=17, seed=5, others=5)
    selection.hear_half(crew, heard)
    applied = chain.plan(
        crew,
        agreement,
        chain.course(crew, "carpentry"),
        name="Pertukangan 1/2027",
        starts_on=monday(100),
        room="Bengkel kayu",
        week=chain.AFTERNOONS,
        capacity=12,
        instructor=other,
    )
    selection.key_in_forms(crew, [applied, heard], count=7)
    welding = chain.course(crew, "welding")
    later = chain.plan(
        crew,
        agreement,
        welding,
        name="Las 2/2027",
        starts_on=monday(220),
        room="Bengkel las",
        week=chain.FULL_WEEK,
        open_selection=False,
        instructor=other,
    )
    timetable.shorten_weeks(crew, later)
    further.plan_class(crew, agreement, starts_on=monday(150))
    selection.draft_rules(crew, welding)


def choose_sewers(crew: Crew, agreement: Agreement, instructor: User) -> None:
    """A batch whose hearing is over: an appeal, a place given back, a reserve list."""
    chosen = chain.plan(
        crew,
        agreement,
        chain.course(crew, "sewing"),
        name="Menjahit 2/2026",
        starts_on=monday(10),
        room="Ruang jahit",
        week=chain.AFTERNOONS,
        capacity=10,
        instructor=instructor,
    )
    chain.apply(crew, chosen, count=19, seed=8, others=4)
    selection.withdraw_one(crew, chosen, on=chosen.starts_on - timedelta(days=20))
    selection.hear_all(crew, chosen, number="TPP-07/2026")
    selection.appeal(crew, chosen)
    selection.give_place_back(crew, chosen)


def fill_second(crew: Crew) -> None:
    agreement = chain.agree(
        crew, number="W19/PKS-09/2026", valid_from=monday(-320), valid_until=today() + timedelta(days=400)
    )
    welding = chain.plan(
        crew,
        agreement,
        chain.course(crew, "welding"),
        name="Las 1/2026",
        starts_on=monday(-190),
        room="Bengkel las",
        week=chain.FULL_WEEK,
        capacity=8,
    )
    run(crew, welding, applicants=11, seed=6)
    finish(crew, welding, number="800/BA-02/BLK-HSS/2026")
    examine(crew, days_ago=60)
    sewing = chain.plan(
        crew,
        agreement,
        chain.course(crew, "sewing"),
        name="Menjahit 1/2026",
        starts_on=monday(-14),
        room="Ruang jahit",
        week=chain.MORNINGS,
        capacity=8,
    )
    run(crew, sewing, applicants=10, seed=7)
    renew_list(crew, newcomers=2, leaves_early=sewing)


def run(
    crew: Crew,
    batch: Batch,
    *,
    applicants: int,
    seed: int,
    leave_open: int = 0,
    withdraws: bool = False,
    stricter_rules: bool = False,
    forget: int = 0,
) -> None:
    """Runs application, hearing and past sessions; with `stricter_rules`, these take effect between the first two."""
    chain.apply(crew, batch, count=applicants, seed=seed)
    if stricter_rules:
        selection.change_rules(crew, batch.version, on=batch.starts_on - timedelta(days=20))
    chain.hear(crew, batch, forget=forget)
    chain.teach(crew, batch, seed=seed, leave_open=leave_open, withdraws=withdraws)


def finish(crew: Crew, batch: Batch, *, number: str, not_yet: int = 0, issue: bool = True):
    batch.refresh_from_db()
    chain.assess(crew, batch, not_yet=not_yet)
    chain.sign_off(crew, batch, number=number)
    return chain.certify(crew, batch, approve=issue, issue=issue)


def tell_lives(crew: Crew, certificates: list) -> None:
    """Revokes one certificate, replaces one and hands some over."""
    revoked, superseded, *handed_over = certificates
    officer, head = crew[Role.CERTIFICATE_OFFICER], crew[Role.BLK_HEAD]
    with chain.at(crew, revoked.issued_on + timedelta(days=12)):
        revocation.request_revocation(
            revoked, by=officer, category="error", reason="Hasil satu unit tertukar dengan peserta lain."
        )
        revocation.approve_revocation(revoked, by=head)
        new = replacement.replace(superseded, by=officer, reason="Tanggal lahir pada lembar lama keliru.")
        approval.approve(new, by=head, seen=approval.seen_in(approval.pairs_of(new.batch)))
    chain.issue_one(crew, new)
    for certificate in handed_over[:4]:
        with chain.at(crew, certificate.issued_on + timedelta(days=14)):
            hand_overs.hand_over(
                certificate,
                by=officer,
                handed_on=certificate.issued_on + timedelta(days=14),
                received_by=certificate.enrollment.person.full_name,
            )


def give_wards(crew: Crew) -> None:
    people = Person.objects.filter(facility=crew.facility).order_by("name_sort", "pk")
    # Some wards are in training now, so that their case officer's monthly sheets have content.
    training = people.filter(enrollments__in=Enrollment.objects.live())
    certified = people.filter(enrollments__certificates__isnull=False).distinct()
    for person in {*people[:20], *training[:12], *certified[:8]}:
        person_records.assign_case_officer(person, by=crew[Role.TRAINING_OFFICER], case_officer=crew[Role.CASE_OFFICER])
