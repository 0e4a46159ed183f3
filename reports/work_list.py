"""What waits for a person today: one row a kind of work, the oldest harm first, each opening the list behind it."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from certification.register.models import Certificate
from core import clock
from core.counting import counts_of
from inmates.custody.models.stays import LimitingDate
from inmates.people.models import Person
from programs.agreements.models import Agreement
from programs.attendance.missing_rolls import missing_rolls
from programs.batches.models import Batch
from programs.places.models import Enrollment
from programs.selection.models import Hearing

REMINDER = timedelta(days=90)
URGENCY = ("bad", "warn", "info", "ok")


@dataclass(frozen=True)
class Task:
    """A row of the work list; `kind` is its urgency (bad, warn, info, ok), `word` the state that its tag says."""

    kind: str
    icon_name: str
    title: str
    url: str
    note: str = ""
    word: str = ""

    @property
    def tag_kind(self) -> str:
        return self.kind


Source = Callable[[User], Iterator[Task]]
Rows = Callable[[User], dict[str, QuerySet[Any]]]
Telling = Callable[[dict[str, int]], Iterator[Task]]


@dataclass(frozen=True)
class _Kind:
    """Tasks of everybody with `permission`: told by a source, or from the numbers of `rows` alone."""

    permission: str
    source: Source | None = None
    rows: Rows | None = None
    telling: Telling | None = None


_kinds: list[_Kind] = []
_alarms: list[tuple[tuple[str, ...], Source]] = []


def alarms_for(*permissions: str) -> Callable[[Source], Source]:
    """Registers tasks for everybody with one of these permissions that stand above all others."""

    def register(source: Source) -> Source:
        _alarms.append((permissions, source))
        return source

    return register


def waits_for(permission: str) -> Callable[[Source], Source]:
    """Registers a source of tasks for everybody with this permission."""

    def register(source: Source) -> Source:
        _kinds.append(_Kind(permission, source=source))
        return source

    return register


def counted_for(permission: str, rows: Rows) -> Callable[[Telling], Telling]:
    """Registers tasks that follow from how many `rows` there are; home counts those of all such kinds in one query.

    `rows` may leave out what the user has nothing to do with; what it leaves out counts as 0.
    """

    def register(telling: Telling) -> Telling:
        _kinds.append(_Kind(permission, rows=rows, telling=telling))
        return telling

    return register


def tasks_for(user: User) -> list[Task]:
    """Everything that waits for `user`, most urgent first, in the order of the sources where urgency is equal."""
    kinds = [kind for kind in _kinds if user.has_perm(kind.permission)]
    counts = _counts(kinds, user)
    tasks = [task for place, kind in enumerate(kinds) for task in _told(kind, user, counts[place])]
    # Sorting is stable, so sources of one urgency stay in the order in which they are registered.
    return [*_alarming(user), *sorted(tasks, key=lambda task: URGENCY.index(task.kind))]


def _alarming(user: User) -> Iterator[Task]:
    for permissions, source in _alarms:
        if any(user.has_perm(name) for name in permissions):
            yield from source(user)


def _counts(kinds: list[_Kind], user: User) -> list[Counter[str]]:
    """The numbers of each kind by their names, in the order of `kinds`."""
    asked = {
        (place, name): rows for place, kind in enumerate(kinds) if kind.rows for name, rows in kind.rows(user).items()
    }
    found = counts_of(**{f"{place}.{name}": rows for (place, name), rows in asked.items()}) if asked else {}
    counts: list[Counter[str]] = [Counter() for _kind in kinds]
    for place, name in asked:
        counts[place][name] = found[f"{place}.{name}"]
    return counts


def _told(kind: _Kind, user: User, count: Counter[str]) -> Iterator[Task]:
    if kind.telling:
        return kind.telling(count)
    return kind.source(user) if kind.source else iter(())


@waits_for("programs.mark_attendance")
def rolls_not_recorded(user: User) -> Iterator[Task]:
    """Sessions that are over and have expected people without a mark."""
    found = missing_rolls(user).order_by("starts_at").aggregate(count=Count("pk"), oldest=Min("starts_at"))
    if not found["count"]:
        return
    # Days of the calendar: yesterday's roll is late this morning, not only a full day after its session.
    days = (clock.today(user.time_zone) - clock.local(found["oldest"], user.time_zone).date()).days
    yield Task(
        kind="bad" if days else "warn",
        icon_name="clock",
        title=ngettext(
            "The roll of %(count)d session is not complete", "The rolls of %(count)d sessions are not complete",
            found["count"],
        ) % {"count": found["count"]},
        url=reverse("programs:missing_roll_list"),
        note=ngettext("The oldest is %(days)d day old", "The oldest is %(days)d days old", days) % {"days": days}
        if days
        else _("From today"),
        word=_("Late") if days else _("Today"),
    )  # fmt: skip


@waits_for("programs.hold_hearing")
def hearings_due(user: User) -> Iterator[Task]:
    """Open hearings with candidates who wait for a decision."""
    hearings = (
        Hearing.objects.filter(state=Hearing.State.OPEN, batch__in=Batch.objects.visible_to(user))
        .select_related("batch")
        .annotate(waiting=Count("batch__applications", filter=Q(batch__applications__state="submitted")))
    )
    for hearing in hearings.order_by("held_on"):
        yield Task(
            kind="info",
            icon_name="gavel",
            title=_("Board hearing on %(batch)s") % {"batch": hearing.batch},
            url=reverse("programs:selection_detail", args=[hearing.batch.public_id]),
            note=ngettext("%(count)d candidate without a decision", "%(count)d candidates without a decision",
                          hearing.waiting) % {"count": hearing.waiting},
            word=_("Waiting for you") if hearing.chair_id == user.pk else _("Open"),
        )  # fmt: skip


@waits_for("programs.enroll")
def leaves_before_the_end(user: User) -> Iterator[Task]:
    """Participants who may leave before their batch is assessed."""
    early = LimitingDate.objects.filter(
        person=OuterRef("person"), replaced_at__isnull=True, date__lt=OuterRef("batch__assessment_on")
    )
    enrollments = Enrollment.objects.visible_to(user).live().filter(Exists(early))
    for row in (
        enrollments.values("batch__public_id", "batch__name").annotate(count=Count("pk")).order_by("batch__name")
    ):
        yield Task(
            kind="warn",
            icon_name="triangle-alert",
            title=ngettext(
                "%(count)d participant may leave before the assessment",
                "%(count)d participants may leave before the assessment",
                row["count"],
            )
            % {"count": row["count"]},
            url=reverse("programs:batch_detail", args=[row["batch__public_id"]]),
            note=row["batch__name"],
            word=_("Look at it"),
        )


@waits_for("inmates.import_people")
def custody_data_old(user: User) -> Iterator[Task]:
    """People whose custody data no import has confirmed for a week."""
    count = Person.objects.visible_to(user).with_old_custody_data(clock.now()).count()
    if count:
        yield Task(
            kind="warn",
            icon_name="file-spreadsheet",
            title=ngettext(
                "Custody data of %(count)d person are older than a week",
                "Custody data of %(count)d people are older than a week",
                count,
            )
            % {"count": count},
            url=reverse("inmates:list") + "?data=old",
            note=_("Import a new list"),
            word=_("This week"),
        )


@waits_for("programs.view_agreement")
def agreements_ending(user: User) -> Iterator[Task]:
    """Agreements that end within the reminder's span."""
    today = clock.today(user.time_zone)
    ending = Agreement.objects.visible_to(user).filter(valid_until__range=(today, today + REMINDER))
    for agreement in ending.order_by("valid_until"):
        days = (agreement.valid_until - today).days
        yield Task(
            kind="warn" if days <= 30 else "info",
            icon_name="handshake",
            title=_("The agreement %(number)s is ending") % {"number": agreement.number},
            url=reverse("programs:agreement_detail", args=[agreement.public_id]),
            note=ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days},
            word=_("Within 30 days") if days <= 30 else _("Within 90 days"),
        )


@waits_for("certification.sign_off")
def results_to_sign(user: User) -> Iterator[Task]:
    """Batches whose results are complete and not locked."""
    batches = Batch.objects.visible_to(user).filter(state=Batch.State.FINISHED, sign_off__isnull=True)
    for batch in batches.order_by("assessment_on"):
        yield Task(
            kind="info",
            icon_name="scroll-text",
            title=_("Sign off the results of %(batch)s") % {"batch": batch},
            url=reverse("certification:sign_off", args=[batch.public_id]),
            word=_("Waiting for you"),
        )


@waits_for("certification.prepare_certificate")
def certificates_to_prepare(user: User) -> Iterator[Task]:
    """Participants who have earned a certificate that nobody has prepared."""
    batches = Batch.objects.visible_to(user).filter(sign_off__isnull=False, certificates__isnull=True)
    for batch in batches.order_by("assessment_on"):
        yield Task(
            kind="info",
            icon_name="award",
            title=_("Prepare the certificates of %(batch)s") % {"batch": batch},
            url=reverse("certification:batch_certificates", args=[batch.public_id]),
            word=_("Waiting for you"),
        )


def _certificates(user: User, **which: Any) -> Iterator[tuple[str, str, int]]:
    rows = Certificate.objects.visible_to(user).filter(**which).values("batch__public_id", "batch__name")
    for row in rows.annotate(count=Count("pk")).order_by("batch__name"):
        yield (
            reverse("certification:batch_certificates", args=[row["batch__public_id"]]),
            row["batch__name"],
            row["count"],
        )


@waits_for("certification.approve_certificate")
def certificates_to_approve(user: User) -> Iterator[Task]:
    """Prepared certificates that wait for the head."""
    for url, name, count in _certificates(user, state=Certificate.State.PREPARED):
        title = ngettext("Approve %(count)d certificate", "Approve %(count)d certificates", count) % {"count": count}
        yield Task(kind="info", icon_name="badge-check", title=title, url=url, note=name, word=_("Waiting for you"))


@waits_for("certification.approve_revocation")
def revocations_to_approve(user: User) -> Iterator[Task]:
    """Revocations that somebody asked for and another person must decide on."""
    asked = Certificate.objects.visible_to(user).filter(
        state=Certificate.State.ISSUED, revocation_requested_at__isnull=False
    )
    for certificate in asked.order_by("revocation_requested_at"):
        yield Task(
            kind="warn",
            icon_name="ban",
            title=_("Decide on the revocation of %(number)s") % {"number": certificate.number_text},
            url=reverse("certification:certificate_detail", args=[certificate.public_id]),
            word=_("Waiting for you"),
        )


@waits_for("certification.issue_certificate")
def certificates_to_issue(user: User) -> Iterator[Task]:
    """Approved certificates that have no number yet."""
    for url, name, count in _certificates(user, state=Certificate.State.APPROVED):
        title = ngettext("Issue %(count)d certificate", "Issue %(count)d certificates", count) % {"count": count}
        yield Task(kind="info", icon_name="award", title=title, url=url, note=name, word=_("Waiting for you"))


@waits_for("certification.print_certificate")
def certificates_to_hand_over(user: User) -> Iterator[Task]:
    """Certificates that lie in the office."""
    issued = {"state": Certificate.State.ISSUED, "hand_over__isnull": True}
    for url, name, count in _certificates(user, **issued):
        title = ngettext("Hand over %(count)d certificate", "Hand over %(count)d certificates", count)
        yield Task(kind="ok", icon_name="send", title=title % {"count": count}, url=url, note=name, word=_("Issued"))


@waits_for("accounts.change_user")
def one_time_passwords(user: User) -> Iterator[Task]:
    """People who have not signed in with their one-time password yet."""
    count = User.objects.visible_to(user).with_one_time_password().count()
    if count:
        yield Task(
            kind="info",
            icon_name="key-round",
            title=ngettext(
                "%(count)d person has not signed in with the one-time password yet",
                "%(count)d people have not signed in with the one-time password yet",
                count,
            )
            % {"count": count},
            url=reverse("accounts:user_list", query={"state": "waiting"}),
            word=_("Waiting"),
        )
