"""Head counts that did not agree: an alarm until somebody with authority has explained it, and who was looked for."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock
from programs.head_counts.models import HeadCount
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session


class CountAlarmQuerySet(models.QuerySet):
    """Alarms by whether they wait."""

    def open(self):
        """Those that nobody has explained."""
        return self.filter(explained_at__isnull=True)


class CountAlarm(models.Model):
    """Two numbers of a session that differ, or counts that nobody made; stays as history when it is explained.

    `before` and `after` are the two figures that differed last, `from_point` and `to_point` where they were counted.
    Without figures, counts stayed open after the session.
    """

    EXPECTED = "expected"
    FROM = [(EXPECTED, _("Expected by the list")), *HeadCount.Point.choices]

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="count_alarms")
    from_point = models.CharField(max_length=14, choices=FROM, blank=True)
    before = models.PositiveSmallIntegerField(null=True, blank=True)
    to_point = models.CharField(max_length=14, choices=HeadCount.Point, blank=True)
    after = models.PositiveSmallIntegerField(null=True, blank=True)
    raised_at = models.DateTimeField(default=clock.now)
    # Who wrote the later of the two figures; without figures, who was the first to do something about it.
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # Kept when only the list differs by now: the roll may end an alarm of the list, and never one of two counts.
    two_counts_differed = models.BooleanField(default=False)
    # Counted again, the numbers may agree; what was wrong is explained all the same.
    agreed_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("explanation"), max_length=300, blank=True)
    explained_at = models.DateTimeField(null=True, blank=True)
    explained_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The newest count that the explanation knew: one written later can differ anew.
    last_count = models.ForeignKey(HeadCount, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = CountAlarmQuerySet.as_manager()

    class Meta:
        ordering = ["session", "raised_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session"], condition=Q(explained_at__isnull=True), name="count_alarm_one_open_a_session"
            ),
            models.CheckConstraint(
                condition=Q(explained_at__isnull=True, explained_by__isnull=True, reason="")
                | (Q(explained_at__isnull=False, explained_by__isnull=False) & ~Q(reason="")),
                name="count_alarm_is_explained_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(from_point="", to_point="", before__isnull=True, after__isnull=True)
                | (Q(before__isnull=False, after__isnull=False) & ~Q(from_point="") & ~Q(to_point="")),
                name="count_alarm_has_two_figures_or_none",
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.explained_at is None


class LookedFor(models.Model):
    """What somebody said of a person who was looked for: seen, or not there. The last word stands."""

    alarm = models.ForeignKey(CountAlarm, on_delete=models.PROTECT, related_name="people")
    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="+")
    is_seen = models.BooleanField()
    said_at = models.DateTimeField(default=clock.now)
    said_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["alarm", "said_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["alarm", "enrollment"], name="looked_for_once_an_alarm_and_person")
        ]
