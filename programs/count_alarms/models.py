"""Alarms about head counts that disagree, open until explained, and the search for missing people."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock
from programs.head_counts.models import HeadCount
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session


class CountAlarmQuerySet(models.QuerySet):
    """Count alarms."""

    def open(self):
        """Alarms that nobody has explained."""
        return self.filter(explained_at__isnull=True)

    def explained(self):
        """Alarms that somebody has explained."""
        return self.filter(explained_at__isnull=False)

    def of_counting(self):
        """Alarms about missing counts."""
        return self.filter(from_point="")


class CountAlarm(models.Model):
    """Two differing numbers of a session, or missing counts; kept as history once explained.

    `from_point` and `to_point` say which numbers differ, `before` and `after` their latest values; each pair has its
    own alarm and explanation. `names` lists people absent from the roll, or marked present after closing.
    Without figures, the alarm is about missing counts.
    """

    EXPECTED = "expected"
    ROLL = "roll"
    FROM = [(EXPECTED, _("Expected by the list")), *HeadCount.Point.choices]
    TO = [*HeadCount.Point.choices, (ROLL, _("On the roll"))]

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="count_alarms")
    from_point = models.CharField(max_length=14, choices=FROM, blank=True)
    before = models.PositiveSmallIntegerField(null=True, blank=True)
    to_point = models.CharField(max_length=14, choices=TO, blank=True)
    after = models.PositiveSmallIntegerField(null=True, blank=True)
    names = models.JSONField(default=list, blank=True, help_text="Whom the roll misses, by key of the place.")
    raised_at = models.DateTimeField(default=clock.now)
    # Who recorded the later figure; for missing counts, who acted on the alarm first.
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # When fewer people were counted: those marked as here before are called again.
    worse_at = models.DateTimeField(null=True, blank=True)
    # The numbers may agree after a recount, but the alarm still needs an explanation.
    agreed_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("explanation"), max_length=300, blank=True)
    explained_at = models.DateTimeField(null=True, blank=True)
    explained_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The newest count known to the explanation; later ones can raise a new alarm.
    last_count = models.ForeignKey(HeadCount, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    # Not a column: `alarm_notices.with_names` stores the names as words here.
    shown_names: list[str] | tuple[str, ...] = ()

    objects = CountAlarmQuerySet.as_manager()

    class Meta:
        ordering = ["session", "raised_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "from_point", "to_point"],
                condition=Q(explained_at__isnull=True),
                name="count_alarm_one_open_a_pair",
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

    @property
    def pair(self) -> tuple[str, str]:
        """Which two numbers differ; empty strings for missing counts."""
        return self.from_point, self.to_point

    @property
    def key(self) -> str:
        """The pair as a form sends it back."""
        return "-".join(self.pair)

    @property
    def is_of_counting(self) -> bool:
        """Whether the alarm is about missing counts rather than differing numbers."""
        return self.before is None

    @property
    def is_of_roll(self) -> bool:
        """Whether the alarm names people absent from the roll."""
        return self.pair == (self.EXPECTED, self.ROLL)

    @property
    def is_of_presence(self) -> bool:
        """Whether a corrected roll has more people present than arrived."""
        return self.pair == (HeadCount.Point.ARRIVED, self.ROLL)

    @property
    def comes_from_roll(self) -> bool:
        """Whether the roll raised the alarm rather than a count."""
        return self.to_point == self.ROLL

    @property
    def gap(self) -> int:
        """How much larger the later number is; negative if people are missing."""
        return (self.after or 0) - (self.before or 0)

    @property
    def is_not_back(self) -> bool:
        """Whether people were lost on the way back, which may mean an escape."""
        return self.gap < 0 and self.to_point in (HeadCount.Point.LEFT_WORKSHOP, HeadCount.Point.BACK_IN_BLOCK)

    @property
    def weight(self) -> tuple[bool, int, int, bool, int]:
        """The sort key: heavier alarms are shown first.

        Differing before agreed; missing on the way back, missing, not counted, too many; then the larger gap, two
        counts before the list, and the newest.
        """
        kind = 1 if self.is_of_counting else 3 if self.is_not_back else 2 if self.gap < 0 else 0
        return self.agreed_at is None, kind, abs(self.gap), self.from_point != self.EXPECTED, self.pk or 0


class LookedFor(models.Model):
    """An answer about somebody who was looked for: here or not here. The last one holds."""

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
