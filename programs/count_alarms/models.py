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

    def explained(self):
        """Those that somebody has explained."""
        return self.filter(explained_at__isnull=False)

    def of_counting(self):
        """Those of counts that nobody made."""
        return self.filter(from_point="")


class CountAlarm(models.Model):
    """Two numbers of a session that differ, or counts that nobody made; stays as history when it is explained.

    `from_point` and `to_point` say which of the numbers, `before` and `after` what they were last; each pair has an
    alarm and an explanation of its own. `names` are those whom the roll misses: alone, or where the list misses as
    many; or who were made present after the closing. Without figures, counts were not made.
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
    # Who wrote the later of the two figures; without figures, who was the first to do something about it.
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # Fewer than before: whoever was said to be here until then is called again.
    worse_at = models.DateTimeField(null=True, blank=True)
    # Counted again, the numbers may agree; what was wrong is explained all the same.
    agreed_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("explanation"), max_length=300, blank=True)
    explained_at = models.DateTimeField(null=True, blank=True)
    explained_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The newest count that the explanation knew: one written later can differ anew.
    last_count = models.ForeignKey(HeadCount, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    # No column: `alarm_notices.with_names` notes here whom the roll misses, in words.
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
        """Which two numbers; empty ones where counts were not made."""
        return self.from_point, self.to_point

    @property
    def key(self) -> str:
        """The pair as a form hands it back."""
        return "-".join(self.pair)

    @property
    def is_of_counting(self) -> bool:
        """Whether counts were not made, and no two numbers differ."""
        return self.before is None

    @property
    def is_of_roll(self) -> bool:
        """Whether the roll misses people by name."""
        return self.pair == (self.EXPECTED, self.ROLL)

    @property
    def is_of_presence(self) -> bool:
        """Whether a corrected roll has more people than arrived."""
        return self.pair == (HeadCount.Point.ARRIVED, self.ROLL)

    @property
    def comes_from_roll(self) -> bool:
        """Whether the roll raised it, and no count."""
        return self.to_point == self.ROLL

    @property
    def gap(self) -> int:
        """How many more the later number has; missing people are below zero."""
        return (self.after or 0) - (self.before or 0)

    @property
    def is_not_back(self) -> bool:
        """Whether people were lost on the way back: of all that may be wrong, this may be an escape."""
        return self.gap < 0 and self.to_point in (HeadCount.Point.LEFT_WORKSHOP, HeadCount.Point.BACK_IN_BLOCK)

    @property
    def weight(self) -> tuple[bool, int, int, bool, int]:
        """The heavier is told first: of now before agreed, missing on the way back before missing before not counted
        before too many, then the larger one, then of two counts, then the newest."""
        kind = 1 if self.is_of_counting else 3 if self.is_not_back else 2 if self.gap < 0 else 0
        return self.agreed_at is None, kind, abs(self.gap), self.from_point != self.EXPECTED, self.pk or 0


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
