"""All certificates of a fixed day, of every class together, in random order; and groups that would tell too much.

Whoever knows one member of a class would know all of it, if the class could be seen among the certificates: by
neighboring numbers, by a day of its own, or as the only one of a program on a day.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from fractions import Fraction

from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import TrainingCenter, User
from certification.assessment import certificate_gate
from certification.authority import authority_blockers
from certification.certificate_templates.printed_words import Earned
from certification.certificates import approved_words, issue_calendar, issue_certificates
from certification.certificates.models import IssueDays, IssueRun, validate_days
from certification.register.models import Certificate, NumberSeries
from core import audit, clock, crypto
from core.errors import Blocker, RuleViolation, refuse_if
from core.models import Job
from core.templatetags.dates import day as written_day
from programs.places.models import Enrollment

# A certificate may wait for company this long after its approval.
LONGEST_WAIT = timedelta(days=30)
# Classes of each kind in a group.
FEWEST = 2
# How far back the share of both kinds is counted.
YEAR = timedelta(days=365)
MAY = "certification.issue_certificate"


@dataclass(frozen=True)
class Group:
    """Papers that nobody could tell apart by what is public: same program, units and hours, issued on one day."""

    key: str
    program: str
    paper: str
    hours: int
    rows: Sequence[Certificate]
    classes: int
    # Whether too few classes share it, so that the group itself would be one class.
    is_thin: bool
    # The day until which what stands out can be kept waiting; None if everything has waited long enough.
    may_wait_for: date | None
    # Those of `rows` that would have to wait, so that the group is mixed like all certificates of the center.
    standing_out: Sequence[Certificate]
    # Those of `rows` of which it was decided that they wait for a later day.
    waiting: Sequence[Certificate]


@dataclass(frozen=True)
class Day:
    """A fixed day with its papers; `is_open` if they can be issued now."""

    on: date
    is_open: bool
    groups: Sequence[Group]

    @property
    def ready(self) -> list[Certificate]:
        """What would be issued, in the order of the numbers, which is random.

        The public id was drawn when the paper was prepared, of whatever class.
        """
        rows = (one for group in self.groups for one in group.rows if not _waits(one, self.on))
        return sorted(rows, key=lambda one: one.public_id)


def _waits(certificate: Certificate, on: date) -> bool:
    return certificate.waits_until is not None and certificate.waits_until > on


def day_of(center: TrainingCenter) -> Day | None:
    """The fixed day that is open now, or else the next one; None for a center that issues on any day."""
    today = clock.today(center.time_zone)
    if not issue_calendar.is_fixed(center):
        return None
    current = issue_calendar.open_day(center, today)
    on = current or issue_calendar.next_day(center, today)
    return Day(on, current is not None, groups_of(center, on)) if on else None


def groups_of(center: TrainingCenter, on: date) -> list[Group]:
    """What waits for its issue and was approved by that day, grouped as a stranger would see it; thin ones first."""
    before = clock.at(on + timedelta(days=1), time(0), center.time_zone)
    found = Certificate.objects.filter(batch__training_center=center, state=Certificate.State.APPROVED)
    related = ("enrollment__person", "batch__version__program", "batch__training_center", "replaces")
    approved = list(found.filter(approved_at__lt=before).select_related(*related).order_by("public_id"))
    if not approved:
        return []
    standings = certificate_gate.earned_by(Enrollment.objects.filter(pk__in=[one.enrollment_id for one in approved]))
    pairs = [(one, standings[one.enrollment_id]) for one in approved]
    as_approved = [(one, standing) for one, standing in pairs if not approved_words.blockers(one, standing)]
    return grouped(as_approved, on=on, following=issue_calendar.next_day(center, on), share=share_of(center, on))


def share_of(center: TrainingCenter, on: date) -> Fraction:
    """How much of what was approved within a year before that day comes from classes in custody, 0 to 1."""
    since = clock.at(on - YEAR, time(0), center.time_zone)
    found = Certificate.objects.filter(batch__training_center=center, approved_at__gte=since)
    counts = found.aggregate(of_all=Count("pk"), inside=Count("pk", filter=Q(batch__facility__isnull=False)))
    return Fraction(counts["inside"], counts["of_all"] or 1)


def grouped(
    pairs: Iterable[tuple[Certificate, Earned]], *, on: date, following: date | None, share: Fraction
) -> list[Group]:
    """Papers with what their holders earned, by what a stranger sees of them; `following` is the next fixed day.

    `share` is how much of the center's certificates comes from classes in custody.
    """
    told: dict[tuple[str, str, int, str], list[Certificate]] = defaultdict(list)
    for one, earned in pairs:
        told[_seen_as(one, earned)].append(one)
    groups = [_group(seen, rows, on, following, share) for seen, rows in told.items()]
    return sorted(groups, key=lambda group: (not group.standing_out, not group.is_thin, group.program, group.key))


def _seen_as(certificate: Certificate, earned: Earned) -> tuple[str, str, int, str]:
    """What is public of the paper and shared by a class: paper, program, hours, units."""
    units = earned.units if certificate.is_of_attendance else earned.competent_units
    # A paper of attendance prints titles alone.
    codes = ",".join(unit.title if certificate.is_of_attendance else unit.code for unit in units)
    return certificate.paper, certificate.batch.version.program.name, sum(unit.jp for unit in units), codes


def _group(
    seen: tuple[str, str, int, str], rows: list[Certificate], on: date, following: date | None, share: Fraction
) -> Group:
    paper, program, hours, _codes = seen
    is_public = {one.batch_id: one.batch.is_public for one in rows}
    kinds = Counter(is_public.values())
    waiting = [one for one in rows if _waits(one, on)]
    ready = [one for one in rows if not _waits(one, on)]
    patient = {one.pk for one in ready if following and _may_wait(one, following)}
    return Group(
        key=str(rows[0].public_id),
        program=program,
        paper=str(NumberSeries.Paper(paper).label),
        hours=hours,
        rows=rows,
        classes=len(is_public),
        # With one class of a kind, whoever knows it would know the other ones.
        is_thin=min(kinds[True], kinds[False]) < FEWEST,
        may_wait_for=following if patient else None,
        # Asked once, or each answer would be rounded into another question.
        standing_out=[] if waiting else _standing_out(ready, patient, share, on),
        waiting=waiting,
    )


def _may_wait(certificate: Certificate, until: date) -> bool:
    zone = certificate.batch.training_center.time_zone
    return (
        certificate.approved_at is not None
        and until - clock.local(certificate.approved_at, zone).date() <= LONGEST_WAIT
    )


def _standing_out(
    ready: Sequence[Certificate], patient: Collection[int], share: Fraction, on: date
) -> list[Certificate]:
    """Those of the `patient` (keys) that are too many of their kind, drawn by lot.

    Classes in custody are smaller. On days of which each is mixed like all days, no count tells who was in one; on days
    that have one kind more often, a small count does.
    """
    if not 0 < share < 1:
        # There is no crowd to wait for.
        return []
    inside = [one for one in ready if not one.batch.is_public]
    public = [one for one in ready if one.batch.is_public]
    urgent = [sum(one.pk not in patient for one in kind) for kind in (inside, public)]
    # As many as both kinds suffice for, and at least those who cannot wait.
    whole = min(len(inside) / share, len(public) / (1 - share))
    whole = max(whole, urgent[0] / share, urgent[1] / (1 - share))
    goes = round(whole * share), round(whole * (1 - share))
    return [
        one for kind, count in zip((inside, public), goes, strict=True) for one in _by_lot(kind, patient, on)[count:]
    ]


def _by_lot(rows: Sequence[Certificate], patient: Collection[int], on: date) -> list[Certificate]:
    """Who cannot wait comes first, the others in an order that is the same on one day and that nobody can choose."""
    drawn = {one.pk: crypto.blind_index(str(one.public_id), purpose=f"certification.wait:{on}") for one in rows}
    return sorted(rows, key=lambda one: (one.pk in patient, drawn[one.pk]))


def wait_blockers(group: Group, *, center: TrainingCenter, by: User) -> list[Blocker]:
    """Why the group cannot be kept for the next fixed day."""
    reasons = authority_blockers(by, MAY, center)
    if not group.standing_out and group.may_wait_for:
        reasons.append(Blocker("mixed", _("On this day these certificates stand out no more than others.")))
    if group.may_wait_for is None:
        text = _("These certificates were approved long ago: nobody waits for company more than %(days)s days.")
        reasons.append(Blocker("waited", text % {"days": LONGEST_WAIT.days}))
    return reasons


@transaction.atomic
def keep_waiting(center: TrainingCenter, key: str, *, by: User, waits: bool) -> Group:
    """Keeps what stands out of the group for the next fixed day, or takes back all that was kept.

    Raises `RuleViolation`.
    """
    TrainingCenter.objects.select_for_update().get(pk=center.pk)
    group = _found(center, key)
    refuse_if(wait_blockers(group, center=center, by=by) if waits else authority_blockers(by, MAY, center))
    until, rows = (group.may_wait_for, group.standing_out) if waits else (None, group.waiting)
    Certificate.objects.filter(pk__in=[one.pk for one in rows]).update(waits_until=until)
    told = {"until": until.isoformat() if until else ""}
    audit.record_each("certificate.wait", by=by, targets=[(one, told) for one in rows])
    return group


def _found(center: TrainingCenter, key: str) -> Group:
    day = day_of(center)
    for group in day.groups if day else []:
        if any(str(one.public_id) == key for one in group.rows):
            return group
    raise RuleViolation(
        Blocker("gone", _("These certificates do not wait for this day any more. Open the page again."))
    )


def run_blockers(center: TrainingCenter, day: Day | None, *, by: User) -> list[Blocker]:
    """Why the certificates of the day cannot be issued now."""
    reasons = authority_blockers(by, MAY, center)
    if day is None or not day.is_open:
        return [*reasons, *issue_calendar.day_blockers(center, None)]
    if not day.ready:
        reasons.append(Blocker("nothing", _("No approved certificate waits for this day.")))
    return reasons


@transaction.atomic
def issue_all(center: TrainingCenter, *, by: User) -> Job:
    """Starts the one run of the open day, dated that day. Raises `RuleViolation`.

    What is refused when its turn comes, or approved later, waits for the next fixed day. Locks the center.
    """
    TrainingCenter.objects.select_for_update().get(pk=center.pk)
    day = day_of(center)
    refuse_if(run_blockers(center, day, by=by))
    ready, on = (day.ready, day.on) if day else ([], clock.today(center.time_zone))
    run = IssueRun.objects.create(training_center=center, day=on, begun_by=by)
    audit.record("issuerun.open", by=by, target=run, day=on.isoformat(), count=len(ready))
    title = _("Issue certificates of %(day)s") % {"day": written_day(on)}
    return issue_certificates.start_job(ready, by=by, title=title, on=on, result_url=reverse("certification:issue_day"))


def days_blockers(center: TrainingCenter, days: str, valid_from: date, *, by: User) -> list[Blocker]:
    """Why the center cannot issue on these days from that day on."""
    reasons = authority_blockers(by, "certification.change_series", center)
    if valid_from <= clock.today(center.time_zone):
        reasons.append(Blocker("past", _("Another rule begins tomorrow at the earliest.")))
    if len(days.split(",")) < 2:
        text = _("At least two days a month, or certificates wait too long.")
        reasons.append(Blocker("few", text))
    if IssueDays.objects.filter(training_center=center, valid_from=valid_from).exists():
        reasons.append(Blocker("stands", _("There is a rule from that day on already.")))
    return reasons


@transaction.atomic
def set_days(center: TrainingCenter, *, by: User, days: str, valid_from: date) -> IssueDays:
    """Adds the rule that holds from a day on; earlier ones are kept. Raises `RuleViolation`, ValidationError."""
    TrainingCenter.objects.select_for_update().get(pk=center.pk)
    validate_days(days)
    refuse_if(days_blockers(center, days, valid_from, by=by))
    rule = IssueDays.objects.create(training_center=center, valid_from=valid_from, days=days, set_by=by)
    audit.record("issuedays.set", by=by, target=rule, days=days, valid_from=valid_from.isoformat())
    return rule
