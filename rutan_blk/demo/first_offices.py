"""The classes of the first offices, one in each state, and what became of certificates."""

from datetime import timedelta

from accounts.models import User
from accounts.roles import Role
from certification.certificates import approval, hand_overs, replacement, revocation
from inmates.people.models import Person
from inmates.profile import person_records
from programs.agreements.models import Agreement
from programs.batches.models import Batch
from programs.places.models import Enrollment
from rutan_blk.demo import (
    absences,
    assessment,
    breaches,
    chain,
    counts,
    designs,
    earlier,
    further,
    needs,
    offline,
    outside,
    plans,
    public_classes,
    selection,
    timetable,
    tools,
    unit_classes,
)
from rutan_blk.demo.cast import Crew
from rutan_blk.demo.classes import finish, run
from rutan_blk.demo.offices import examine, monday, renew_list, today


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
    selection.ask_for_quorum(crew, on=monday(-30))
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
