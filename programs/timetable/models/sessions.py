"""Timetable models: weekly patterns, sessions and holidays."""

import uuid
from datetime import time

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import Facility, TrainingCenter, User
from core import clock
from programs.batches.models import SEES_OWN_BATCHES_ONLY, Batch, CataloguedReason
from programs.catalog.lesson_hours import lesson_minutes
from programs.catalog.models import ProgramUnit


class HolidayQuerySet(models.QuerySet):
    """Days without sessions, by whose they are."""

    def national(self):
        """Those of the whole country."""
        return self.filter(facility__isnull=True, training_center__isnull=True)

    def of_office(self, office):
        """The own days of a detention center or training center."""
        side = "facility" if isinstance(office, Facility) else "training_center"
        return self.filter(**{side: office.pk})


class Holiday(models.Model):
    """A day without sessions. An office's own row overrides the national one and can make it a working day.

    Of a detention center, of a training center, or of neither: of the whole country.
    """

    class Kind(models.TextChoices):
        """Why there is no teaching; WORKING cancels a holiday for one office."""

        NATIONAL = "national", _("National holiday")
        JOINT_LEAVE = "joint_leave", _("Joint leave")
        OFFICE = "office", _("Closed by the office")
        WORKING = "working", _("Working day all the same")

    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, null=True, blank=True, related_name="holidays")
    training_center = models.ForeignKey(
        TrainingCenter, on_delete=models.CASCADE, null=True, blank=True, related_name="holidays"
    )
    date = models.DateField(_("date"))
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)

    objects = HolidayQuerySet.as_manager()

    class Meta:
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(fields=["facility", "date"], name="holiday_is_unique_a_facility"),
            models.UniqueConstraint(fields=["training_center", "date"], name="holiday_is_unique_a_center"),
            models.UniqueConstraint(
                # NULLs are distinct in a unique constraint, so national days need one of their own.
                fields=["date"],
                condition=Q(facility__isnull=True, training_center__isnull=True),
                name="holiday_is_unique_nationally",
            ),
            models.CheckConstraint(
                condition=Q(facility__isnull=True) | Q(training_center__isnull=True),
                name="holiday_is_of_one_office",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_national(self) -> bool:
        """Whether it is a day of the whole country."""
        return self.facility_id is None and self.training_center_id is None


def house_of(batch: Batch) -> dict[str, Facility | TrainingCenter | None]:
    """The columns of a session that say in whose house it is held: a facility, or a training center of its own."""
    return {"facility": batch.facility, "premises": batch.training_center if batch.is_public else None}


class WeekPattern(models.Model):
    """A weekly pattern of a batch. Without dates it always applies; a dated one (for Ramadan, say) overrides it."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="patterns")
    name = models.CharField(_("name"), max_length=60, help_text=_("Such as “Ramadan 1448”. The usual week has none."))
    from_date = models.DateField(_("from"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["batch", F("from_date").asc(nulls_first=True)]
        constraints = [
            models.UniqueConstraint(
                fields=["batch"], condition=Q(from_date__isnull=True), name="week_pattern_one_usual_a_batch"
            ),
            models.UniqueConstraint(fields=["batch", "from_date"], name="week_pattern_starts_once_a_batch"),
            models.CheckConstraint(
                condition=Q(from_date__isnull=True, until__isnull=True, name="")
                | (Q(from_date__isnull=False, until__gte=F("from_date")) & ~Q(name="")),
                name="week_pattern_has_both_days_and_a_name_or_neither",
            ),
        ]

    def __str__(self):
        return self.name


class PatternSlot(models.Model):
    """A weekly teaching time: `jp` lessons from `starts_at` (local time) with at most one break."""

    class Weekday(models.IntegerChoices):
        """Numbered as in Python, from Monday."""

        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    pattern = models.ForeignKey(WeekPattern, on_delete=models.CASCADE, related_name="slots")
    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday)
    starts_at = models.TimeField(_("starts at"))
    jp = models.PositiveSmallIntegerField("JP", default=2)
    break_after = models.PositiveSmallIntegerField(
        _("break after JP"), default=0, help_text=_("0: taught without a break.")
    )
    break_minutes = models.PositiveSmallIntegerField(_("minutes of the break"), default=0)

    class Meta:
        ordering = ["pattern", "weekday", "starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["pattern", "weekday", "starts_at"], name="pattern_slot_is_unique"),
            models.CheckConstraint(condition=Q(jp__gte=1, jp__lte=12), name="pattern_slot_has_lessons"),
            models.CheckConstraint(
                condition=Q(break_after=0, break_minutes=0)
                | Q(break_after__gte=1, break_after__lt=F("jp"), break_minutes__gte=1, break_minutes__lte=120),
                name="pattern_slot_breaks_between_lessons",
            ),
        ]


class CancelReason(CataloguedReason):
    """Why a session was not held."""

    is_offered = models.BooleanField(default=True, help_text="Can be chosen; others are set by commands.")


def minutes_taught(session: str = "") -> Coalesce:
    """`Session.minutes_at` in a query; `session` is the way to it, such as `session__`."""
    planned = lesson_minutes(F(f"{session}jp"), F(f"{session}batch__version__minutes_per_jp"))
    return Coalesce(F(f"{session}taught_minutes"), planned, output_field=models.IntegerField())


def gives_sessions_away(user):
    """Whether this user no longer records a session once somebody else stands in."""
    return user.is_narrowed_by(SEES_OWN_BATCHES_ONLY, permission="programs.mark_attendance")


class SessionQuerySet(models.QuerySet):
    """Sessions, visible with their batch."""

    def visible_to(self, user):
        """Sessions of batches visible to the user, and those in which they are the substitute."""
        if user.facility_id:
            # The session's own column: by way of the batches, the database reads the sessions of the whole country.
            return self.filter(facility=user.facility_id)
        batches = Batch.objects.visible_to(user)
        if not user.training_center_id or not user.is_narrowed_by(
            SEES_OWN_BATCHES_ONLY, permission="programs.view_batch"
        ):
            return self.filter(batch__in=batches)
        # Only this session of a batch that is not one's own, as long as the substitution lasts.
        lent = Session.objects.filter(
            instructor=user, substitute_for__isnull=False, batch__training_center=user.training_center_id
        )
        of_batches = Session.objects.filter(batch__in=batches)
        # A union and no "or", for which no index serves.
        return self.filter(pk__in=of_batches.order_by().values("pk").union(lent.order_by().values("pk")))

    def recordable_by(self, user):
        """Visible sessions, for instructors without those given to a substitute."""
        visible = self.visible_to(user)
        return visible.exclude(substitute_for=user.pk) if gives_sessions_away(user) else visible

    def standing(self):
        """Sessions that are not cancelled."""
        return self.exclude(state=Session.State.CANCELLED)


class Session(models.Model):
    """A block of lessons. Never deleted once it has marks."""

    class State(models.TextChoices):
        """Finalizing closes the roll; later corrections need a reason."""

        PLANNED = "planned", _("Planned")
        FINALIZED = "finalized", _("Finalized")
        CANCELLED = "cancelled", _("Cancelled")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="sessions")
    # Copied from the batch because an exclusion constraint cannot refer to another table.
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Of a public class instead of the facility: whose rooms it takes.
    premises = models.ForeignKey(TrainingCenter, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(ProgramUnit, on_delete=models.PROTECT, related_name="sessions")
    instructor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="sessions")
    substitute_for = models.ForeignKey(
        User, verbose_name=_("stands in for"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    room = models.CharField(_("room"), max_length=60)
    date = models.DateField(_("date"), help_text="Local to the facility; the same day as starts_at.")
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    jp = models.PositiveSmallIntegerField("JP")
    break_after = models.PositiveSmallIntegerField(_("break after JP"), default=0)
    break_minutes = models.PositiveSmallIntegerField(_("minutes of the break"), default=0)
    # Placed or moved by hand: regenerating the schedule leaves it there.
    is_placed_by_hand = models.BooleanField(default=False)
    # Calendar programs reload an entry when this has increased.
    changed_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    cancel_cause = models.ForeignKey(CancelReason, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    cancel_reason = models.CharField(_("note"), max_length=200, blank=True)
    is_cancel_note_of_center = models.BooleanField(
        default=False, help_text="The training center wrote the note; that of the detention center stays there."
    )
    # One to one: lost hours are made up only once.
    makes_up_for = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="made_up_by"
    )
    counts_reason = models.CharField(_("reason for closing although counts differ"), max_length=300, blank=True)
    # Both are set only if the session ended early. The minutes taught are stored because the databases do not share
    # the time arithmetic needed to derive them.
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    taught_minutes = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Minutes of lessons until the early end, the break taken off."
    )
    finalized_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    finalized_at = models.DateTimeField(null=True, blank=True)

    # Not a column: the page of a batch asks for it with its sessions.
    is_marked: bool
    # Not columns: `programs.timetable.week` sets them on the sessions of a week.
    starts: time
    ends: time
    rests: tuple[time, time] | None
    place: int

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name = _("session")
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "starts_at"],
                # A cancelled session keeps its time on record, which another one may use.
                condition=~Q(state="cancelled"),
                name="session_starts_once_a_batch",
                violation_error_message=_("This batch already has a session at this time."),
            ),
            models.CheckConstraint(
                condition=Q(facility__isnull=False, premises__isnull=True)
                | Q(facility__isnull=True, premises__isnull=False),
                name="session_is_held_in_one_house",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, taught_minutes__isnull=True)
                | Q(
                    state="finalized",
                    ended_at__isnull=False,
                    ended_at__gt=F("starts_at"),
                    ended_at__lt=F("ends_at"),
                    taught_minutes__isnull=False,
                ),
                name="session_ends_early_between_its_hours",
                violation_error_message=_("The end lies between the start and the planned end of the session."),
            ),
            models.CheckConstraint(condition=Q(jp__gte=1), name="session_has_lessons"),
            models.CheckConstraint(
                condition=Q(state="cancelled", cancel_cause__isnull=False)
                | (~Q(state="cancelled") & Q(cancel_cause__isnull=True, cancel_reason="")),
                name="session_is_cancelled_for_a_cause",
            ),
            models.CheckConstraint(
                condition=Q(substitute_for__isnull=True) | ~Q(substitute_for=F("instructor")),
                name="session_substitute_is_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(break_after=0, break_minutes=0)
                | Q(break_after__gte=1, break_after__lt=F("jp"), break_minutes__gte=1),
                name="session_breaks_between_lessons",
            ),
            models.CheckConstraint(
                condition=~Q(state="finalized") | Q(finalized_by__isnull=False, finalized_at__isnull=False),
                name="session_is_finalized_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["batch", "date"], name="session_by_batch_and_day"),
            models.Index(fields=["instructor", "starts_at"], name="session_by_instructor"),
            models.Index(fields=["facility", "date"], name="session_by_facility_and_day"),
            # Every page checks for counts left open after a session; most sessions are closed.
            models.Index(fields=["facility", "ends_at"], condition=Q(state="planned"), name="session_planned_by_end"),
        ]

    def __str__(self):
        return f"{self.batch} {self.date}"

    def is_recordable_by(self, user) -> bool:
        """`recordable_by`, for a session that is visible to the user."""
        return self.substitute_for_id != user.pk or not gives_sessions_away(user)

    @property
    def office(self):
        """The office on whose premises it is held; its row is the lock of the timetable there."""
        return self.batch.office

    @property
    def minutes(self) -> int:
        """Duration in minutes, including the break."""
        return round((self.ends_at - self.starts_at).total_seconds() / 60)

    @property
    def planned_minutes(self) -> int:
        """Planned teaching time in minutes, without the break."""
        return lesson_minutes(self.jp, self.batch.version.minutes_per_jp)

    @property
    def lesson_minutes(self) -> int:
        """`minutes_at` with the minutes of a JP read of the program."""
        return self.minutes_at(self.batch.version.minutes_per_jp)

    def minutes_at(self, minutes_per_jp: int) -> int:
        """Teaching time in minutes, up to an early end; counts for attendance. Breaks are not credited.

        `minutes_taught` is its twin in a query.
        """
        return lesson_minutes(self.jp, minutes_per_jp) if self.taught_minutes is None else self.taught_minutes

    @property
    def minutes_with_break(self) -> int:
        """Planned duration of its lessons plus its break, wherever the break lies."""
        return self.planned_minutes + self.break_minutes

    @property
    def minutes_before_break(self) -> int:
        """Teaching time in minutes before the break."""
        return lesson_minutes(self.break_after, self.batch.version.minutes_per_jp)

    def cancel_words(self, *, for_facility: bool) -> str:
        """Cause and note of the cancellation, as the reader's office may know them."""
        if self.cancel_cause is None:
            return ""
        note, of_center = self.cancel_reason, self.is_cancel_note_of_center
        return self.cancel_cause.with_note(note, of_center=of_center, for_facility=for_facility)
