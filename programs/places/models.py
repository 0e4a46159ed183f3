import uuid
from datetime import datetime, time, timedelta
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.models import TimeZone, User
from core import clock
from inmates.custody.models.stays import CustodyPeriod, Movement, Suspension
from inmates.people.models import SEES_OWN_WARDS_ONLY, Person
from programs.batches.models import Batch
from programs.catalog.models import ProgramUnit
from programs.selection.models import Application


class EnrollmentQuerySet(models.QuerySet):
    """Places, by who may see them and who is expected when."""

    def visible_to(self, user):
        """Places in the batches of the user's office; case officers see those of their wards."""
        places = self.filter(batch__in=Batch.objects.visible_to(user))
        if user.is_narrowed_by(SEES_OWN_WARDS_ONLY, permission="inmates.view_person"):
            return places.filter(person__case_officer=user)
        return places

    def of_roll(self, session, user):
        """Places in the session's batch that a reader of its roll may see.

        A substitute sees only the places named on this roll, as long as the session is not cancelled.
        """
        places = self.filter(batch=session.batch_id)
        seen = places.visible_to(user)
        stands_in = session.substitute_for_id and session.instructor_id == user.pk
        if not stands_in or session.state == session.State.CANCELLED:
            return seen
        return places.filter(Q(pk__in=seen.values("pk")) | Q(pk__in=places.on_roll(session).values("pk")))

    def live(self):
        """Current places, including suspended ones."""
        return self.filter(state__in=Enrollment.LIVE_STATES)

    def of_facilities(self):
        """Places in classes of detention centers; those in public classes are no facility's business."""
        return self.filter(is_public=False)

    def recognizable(self):
        """Places whose photo is shown, as defined by `shows_photo`."""
        return self.live().filter(Q(is_public=True) | Q(person__facility=F("batch__facility")))

    def with_outings(self, today):
        """Adds `is_out` (out of the facility now) and `is_held` (see `with_holds`)."""
        out = Movement.objects.filter(person=OuterRef("person"), back_at__isnull=True)
        return self.with_holds(today).annotate(is_out=_in_facility(Exists(out)))

    def with_holds(self, today):
        """Adds `is_held`: suspended from training on that local day, wherever the person is.

        Never in a public class.
        """
        return self.annotate(
            is_held=_in_facility(Exists(Suspension.objects.on(today).filter(person=OuterRef("person"))))
        )

    def holding(self):
        """Places that count against capacity. Completed ones do too, so that a batch cannot outgrow its room later."""
        return self.filter(state__in=(*Enrollment.LIVE_STATES, Enrollment.State.COMPLETED))

    def ended(self):
        """Places that ended early."""
        return self.filter(state=Enrollment.State.ENDED)

    def expected_on(self, day, session=None):
        """Places expected on `day` (local to the facility); together with `expected_at` the single source for this.

        Expected means enrolled on that day, not suspended, in custody at the batch's facility and not out; in a public
        class, enrolled on that day and not suspended from it, whatever custody may know about the person. Whoever takes
        single units is expected at sessions of these alone. With
        `session`, being out counts only if it covers the whole session, so a person fetched at noon stays on the
        morning's roll; without it, a person is out who left by the end of the day and did not return that day. Whoever
        leaves custody is expected at sessions that began before that hour; if the hour is unknown, at none that day.
        Raises `ValueError` for a session without its unit, which would make everybody expected.
        """
        if session and session.unit_id is None:
            raise ValueError("who is expected depends on the unit")
        away = _away(session.starts_at, session.ends_at) if session else _away_on(day)
        unit = session and session.unit_id
        return _taking_part(self, day, day, session and session.starts_at, unit).exclude(away)

    def expected_at(self, sessions):
        """One row for each place and session at which it is expected, with `session_pk`, `held_on` and `begins_at`.

        Follows `expected_on`, for any number of sessions in one query.
        """
        return _pairs(self, sessions).exclude(_away(OuterRef("begins_at"), OuterRef("over_at")))

    def away_at(self, sessions):
        """Places that would be expected at a session but are out of the facility for all of it.

        Rows as from `expected_at`, plus `away_as` (a `Movement.Kind`), `away_since` and `away_until`.
        """
        movement = _movements(OuterRef("begins_at"), OuterRef("over_at")).order_by("-out_at")
        kind, since, until = (Subquery(movement.values(name)[:1]) for name in ("kind", "out_at", "back_at"))
        pairs = _pairs(self.of_facilities(), sessions).annotate(away_as=kind, away_since=since, away_until=until)
        return pairs.filter(away_as__isnull=False)

    def on_roll(self, session):
        """Places on the roll of `session`: those expected, and any others that have a mark."""
        expected = Enrollment.objects.filter(batch=session.batch_id).expected_on(session.date, session)
        return self.filter(
            Q(pk__in=expected.values("pk")) | Q(marks__session=session, marks__status__isnull=False)
        ).distinct()


class InFacilities(models.Manager):
    """Places in classes of detention centers alone, for facilities' questions about a person."""

    def get_queryset(self):
        """Without public classes."""
        return EnrollmentQuerySet(self.model, using=self._db).of_facilities()


def _in_facility(fact):
    """The fact, of which a public class knows nothing."""
    return ExpressionWrapper(Q(is_public=False) & Q(fact), output_field=models.BooleanField())


def _pairs(places, sessions):
    """One row for each session and place taking part, whether in the facility or out."""
    pairs = places.annotate(
        session_pk=F("batch__sessions__pk"),
        held_on=F("batch__sessions__date"),
        begins_at=F("batch__sessions__starts_at"),
        over_at=F("batch__sessions__ends_at"),
        taught_unit=F("batch__sessions__unit"),
    ).filter(session_pk__in=sessions.order_by().values("pk"))
    return _taking_part(pairs, F("held_on"), OuterRef("held_on"), OuterRef("begins_at"), OuterRef("taught_unit"))


def _taking_part(places, day, outer_day, begins, unit=None):
    """Enrolled, in custody and not suspended on `day`; `outer_day` is the same day for use in subqueries, `begins` the
    start of a session, None for the whole day; and of a session with `unit`, enrolled for that unit."""
    if unit is not None:
        own = PlaceUnit.objects.filter(enrollment=OuterRef("pk"), unit=unit)
        places = places.filter(Q(is_partial=False) | Exists(own))
    stays = CustodyPeriod.objects.lasting_at(outer_day, begins).filter(
        person=OuterRef("person"), facility=OuterRef("batch__facility")
    )
    return (
        places.filter(starts_on__lte=day)
        .filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day))
        .filter(Q(is_public=True) | Exists(stays))
        .exclude(Q(is_public=False) & Exists(Suspension.objects.on(outer_day).filter(person=OuterRef("person"))))
        .exclude(Exists(EnrollmentSuspension.objects.on(outer_day).filter(enrollment=OuterRef("pk"))))
    )


def _movements(out_by, back_from):
    movements = Movement.objects.filter(person=OuterRef("person"), out_at__lte=out_by)
    return movements.filter(Q(back_at__isnull=True) | Q(back_at__gte=back_from))


def _away(out_by, back_from):
    return Q(is_public=False) & Exists(_movements(out_by, back_from))


def _away_on(day):
    """Out of the facility at the end of `day` by the facility's clock, not the reader's."""
    # One condition per time zone: only PostgreSQL could read the zone from a column.
    midnights = {zone: clock.at(day + timedelta(days=1), time(), zone) for zone in TimeZone.values}
    away = [Q(batch__facility__time_zone=zone) & _away(end, end) for zone, end in midnights.items()]
    return reduce(or_, away)


class Enrollment(models.Model):
    """A place in a batch. It may end early with a reason; units already passed remain passed."""

    class State(models.TextChoices):
        """State of a place; transitions are in `programs.places.place_changes`."""

        ACTIVE = "active", _("Active")
        SUSPENDED = "suspended", _("Suspended")
        ENDED = "ended", _("Ended early")
        COMPLETED = "completed", _("Completed")

    class Reason(models.TextChoices):
        """Why a place ended or is suspended; a training center reads only those in `OPEN_REASONS`."""

        FULL_TERM = "full_term", _("Released at full term")
        CONDITIONAL = "conditional", _("Conditional release or leave")
        TRANSFER = "transfer", _("Transferred to another facility")
        STATUS = "status", _("Change of legal status")
        ILLNESS = "illness", _("Illness")
        DISCIPLINE = "discipline", _("Disciplinary measure")
        COURT = "court", _("Series of court hearings")
        WITHDREW = "withdrew", _("Withdrew")
        ABSENT = "absent", _("Did not attend")
        DEATH = "death", _("Died")
        ESCAPE = "escape", _("Escaped")
        CALLED_OFF = "called_off", _("Batch called off")
        OTHER = "other", _("Other")

    LIVE_STATES = ("active", "suspended")
    # The only reasons a training center may read; all others are shown as "administrative".
    OPEN_REASONS = frozenset({Reason.WITHDREW, Reason.ABSENT})
    # Reasons that come from leaving custody; they are recorded as a departure, never on the place alone.
    DEPARTURE_REASONS = frozenset({Reason.FULL_TERM, Reason.CONDITIONAL, Reason.TRANSFER, Reason.DEATH, Reason.ESCAPE})
    # Reasons for which a place in a public class ends or rests.
    PUBLIC_REASONS = frozenset({Reason.WITHDREW, Reason.ABSENT, Reason.ILLNESS, Reason.OTHER})
    # Reasons for suspension: the person is back or will be. Someone who withdrew or never came is not suspended.
    RESTING_REASONS = frozenset({Reason.STATUS, Reason.ILLNESS, Reason.DISCIPLINE, Reason.COURT, Reason.OTHER})

    # Not columns: `expected_at` and `away_at` annotate the session each row is about, and why somebody is out.
    session_pk: int
    is_held: bool
    away_as: str
    away_since: datetime
    away_until: datetime | None

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="enrollments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="enrollments")
    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, null=True, blank=True, related_name="enrollment"
    )
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    # Copied here because a constraint cannot refer to the batch's version.
    blocks_parallel = models.BooleanField(
        default=True, help_text="Copied from the version: while live, no second live batch for this person."
    )
    # Copied for the same reason, and so that facilities' questions need not join batches.
    is_public = models.BooleanField(default=False, help_text="Copied from the batch: a class without a facility.")
    is_partial = models.BooleanField(default=False, help_text="Takes the units of `PlaceUnit` alone, no others.")
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="Of a partial place: the day on which its own units are over and assessed.")
    enrolled_at = models.DateTimeField(default=clock.now)
    enrolled_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True, blank=True, help_text="The first day on which nobody waits any more.")
    left_on = models.DateField(
        null=True, blank=True, help_text="The day on which it happened; who was present that day is over the day after."
    )
    end_reason = models.CharField(_("reason"), max_length=12, choices=Reason, blank=True)
    end_effects = models.JSONField(
        default=list, blank=True, help_text="What the end changed, row by row, so that it can be put back."
    )

    objects = EnrollmentQuerySet.as_manager()
    of_facilities = InFacilities.from_queryset(EnrollmentQuerySet)()

    class Meta:
        ordering = ["batch", "person__name_sort", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "person"], name="enrollment_one_a_batch_and_person"),
            models.UniqueConstraint(
                # Each kind by itself: a place in a public class must never show where one in a facility is refused.
                fields=["person", "is_public"],
                condition=Q(state__in=["active", "suspended"], blocks_parallel=True),
                name="enrollment_one_live_batch_a_person",
                violation_error_message=_("This person is already enrolled in another running batch."),
            ),
            models.CheckConstraint(
                condition=~Q(state="ended") | (Q(ended_on__isnull=False) & ~Q(end_reason="")),
                name="enrollment_ends_with_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["person", "state"], name="enrollment_by_person")]

    @property
    def shows_photo(self):
        """Whether training pages show the photo: the person takes part and is in custody where the batch is held."""
        is_here = self.is_public or self.person.facility_id == self.batch.facility_id
        return bool(self.person.photo) and is_here and self.state in self.LIVE_STATES

    @property
    def may_be_put_back(self):
        """Quick check whether to offer it: not after a departure or once the batch is over, nor in a public class.

        The command checks the rest.
        """
        is_here = not self.is_public and self.person.facility_id == self.batch.facility_id
        ended_by_itself = self.end_reason not in self.DEPARTURE_REASONS
        return self.state == self.State.ENDED and self.batch.is_live and is_here and ended_by_itself

    @property
    def shown_end(self):
        """The end date as shown on pages and papers; None for a current place."""
        return self.left_on or self.ended_on

    @property
    def end_reason_for_center(self):
        """The reason as a training center may read it; in its own public classes it wrote the reason itself."""
        if not self.end_reason:
            return ""
        is_open = self.is_public or self.end_reason in self.OPEN_REASONS
        return self.get_end_reason_display() if is_open else _("Ended early – administrative")


class PlaceUnit(models.Model):
    """A unit for which somebody is enrolled who does not take the whole course."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="units_taken")
    unit = models.ForeignKey(ProgramUnit, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["enrollment", "unit__position"]
        constraints = [models.UniqueConstraint(fields=["enrollment", "unit"], name="place_unit_stands_once")]


class EnrollmentSuspensionQuerySet(models.QuerySet):
    """Suspensions by day."""

    def on(self, day):
        """Suspensions in effect on that day, first and last day included."""
        return self.filter(from_date__lte=day).filter(Q(until__isnull=True) | Q(until__gte=day))

    def open(self):
        """Suspensions without a last day."""
        return self.filter(until__isnull=True)


class EnrollmentSuspension(models.Model):
    """A period, both days inclusive, in which a participant is not expected. Open-ended while `until` is empty."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="suspensions")
    from_date = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=12, choices=Enrollment.Reason)

    objects = EnrollmentSuspensionQuerySet.as_manager()

    class Meta:
        ordering = ["-from_date"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment"], condition=Q(until__isnull=True), name="enrollment_suspension_one_open"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("from_date")),
                name="enrollment_suspension_ends_after_it_begins",
            ),
        ]
