"""Head counts on the way to a session and back, made by two sides independently of each other."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session


class HeadCountQuerySet(models.QuerySet):
    """Head counts."""

    def standing(self):
        """Current counts, at most one per point; replaced ones are kept but left out here."""
        return self.filter(replaced_at__isnull=True)


class HeadCount(models.Model):
    """How many people were counted at one of the four points of a session. Replaced counts are kept."""

    class Point(models.TextChoices):
        """In the order of the day. Guards count at the block, staff at the workshop door."""

        LEFT_BLOCK = "left_block", _("Set off")
        ARRIVED = "arrived", _("Arrived at the workshop")
        LEFT_WORKSHOP = "left_workshop", _("Left the workshop")
        BACK_IN_BLOCK = "back_in_block", _("Back again")

    AT_BLOCK = (Point.LEFT_BLOCK, Point.BACK_IN_BLOCK)
    AT_WORKSHOP = (Point.ARRIVED, Point.LEFT_WORKSHOP)

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="head_counts")
    point = models.CharField(max_length=14, choices=Point)
    people = models.PositiveSmallIntegerField(_("people"))
    # By the list at that moment: people who leave later were still expected then.
    expected = models.PositiveSmallIntegerField(null=True, blank=True, help_text="How many the list expected.")
    # Two times, because counts noted on a clipboard are entered later.
    counted_at = models.DateTimeField(default=clock.now)
    recorded_at = models.DateTimeField(default=clock.now)
    counted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    replaced_at = models.DateTimeField(null=True, blank=True)

    # Not a column: `differences.standing_of` stores here the count that first had this number, whatever its time.
    figure: "HeadCount"

    objects = HeadCountQuerySet.as_manager()

    class Meta:
        ordering = ["session", "recorded_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "point"], condition=Q(replaced_at__isnull=True), name="head_count_once_a_point"
            ),
            models.CheckConstraint(
                condition=Q(counted_at__lte=F("recorded_at")), name="head_count_is_written_after_counting"
            ),
        ]


class AwaitedPerson(models.Model):
    """Somebody on the list of a session as of its first head count; never changed later.

    People known to be elsewhere at that moment are not expected, but may have come all the same.
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="awaited")
    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="+")
    is_expected = models.BooleanField()
    written_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["session", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "enrollment"], name="awaited_person_once_a_session"),
        ]
