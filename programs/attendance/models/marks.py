"""Attendance marks: one for each person and session, with a status from a catalog and an append-only history."""

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock
from core.catalog_rows import CatalogRows
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session


class AttendanceStatus(models.Model):
    """A kind of presence or absence; its effects are flags on the row, not code."""

    # What training-center users record for any custody reason; only the facility knows the actual one.
    DUTY = "duty"
    UNEXCUSED = "unexcused"

    code = models.SlugField(max_length=20, unique=True)
    label = models.CharField(max_length=40, help_text="As the roll shows it, in Indonesian.")
    label_en = models.CharField(max_length=40)
    letter = models.CharField(max_length=2)
    position = models.PositiveSmallIntegerField()
    counts_as_held = models.BooleanField(help_text="Minutes of presence are credited.")
    counts_in_denominator = models.BooleanField(help_text="The session's hours are part of what could be attended.")
    is_custody_reason = models.BooleanField(help_text="The training center reads only “Dinas”.")
    needs_note = models.BooleanField(default=False)
    takes_minutes_late = models.BooleanField(default=False)
    is_offered = models.BooleanField(default=True, help_text="Stands on the roll; others are set by commands.")

    class Meta:
        ordering = ["position"]

    def __str__(self):
        return self.label


attendance_statuses = CatalogRows(lambda: AttendanceStatus.objects.order_by("position"))
"""All statuses, whether a roll offers them or not."""


class MarkQuerySet(models.QuerySet):
    """Marks, visible through the sessions to which they belong."""

    def visible_to(self, user):
        """Marks of the sessions that the user may see."""
        return self.filter(session__in=Session.objects.visible_to(user))


def counts_of_roll() -> dict[str, Coalesce]:
    """For rows of sessions: how many people are `marked`, and how many of them `present`.

    Counted for each row that is returned: joined, the marks of all sessions would be counted before a page is cut off.
    """
    marks = Mark.objects.filter(session=OuterRef("pk")).order_by().values("session").annotate(n=Count("pk"))
    found = {"marked": marks, "present": marks.filter(status__counts_as_held=True)}
    return {name: Coalesce(Subquery(rows.values("n")), 0) for name, rows in found.items()}


class StandingMarks(models.Manager.from_queryset(MarkQuerySet)):  # type: ignore[misc]
    """Current marks; one that was taken back counts as no mark."""

    def get_queryset(self):
        return super().get_queryset().filter(status__isnull=False)


class Mark(models.Model):
    """One person's attendance at one session. `version` grows with every change, so stale writes are detected.

    A mark that was taken back stays as a row without a status, which keeps its versions together. When filtering
    through a relation (`marks__...`), add `marks__status__isnull=False`: joins do not use the manager.
    """

    class Entry(models.TextChoices):
        """How the mark was entered: in class, or copied later from paper."""

        DIRECT = "direct", _("Recorded in class")
        PAPER = "paper", _("Recorded from paper")

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="marks")
    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="marks")
    status = models.ForeignKey(AttendanceStatus, on_delete=models.PROTECT, null=True, related_name="+")
    minutes_late = models.PositiveSmallIntegerField(default=0)
    # Stored rather than computed, so that a later change of the program does not alter credits.
    minutes_present = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=200, blank=True)
    entry = models.CharField(max_length=6, choices=Entry, default=Entry.DIRECT)
    version = models.PositiveIntegerField(default=1)
    happened_at = models.DateTimeField(help_text="When the session was.")
    recorded_at = models.DateTimeField(default=clock.now, help_text="When the mark was entered.")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = StandingMarks()
    with_taken_back = MarkQuerySet.as_manager()

    class Meta:
        ordering = ["session", "enrollment"]
        constraints = [
            models.UniqueConstraint(fields=["session", "enrollment"], name="mark_one_a_session_and_person"),
            models.CheckConstraint(
                condition=Q(status__isnull=False) | Q(minutes_present=0, minutes_late=0, note=""),
                name="mark_taken_back_says_nothing",
            ),
            models.CheckConstraint(condition=Q(minutes_late__lte=600), name="mark_late_minutes_make_sense"),
        ]
        indexes = [models.Index(fields=["enrollment"], name="mark_by_enrollment")]


class MarkRevision(models.Model):
    """One version of a mark. Append-only: the database refuses updates and deletes."""

    mark = models.ForeignKey(Mark, on_delete=models.PROTECT, related_name="revisions")
    version = models.PositiveIntegerField()
    # The code instead of a foreign key: the catalog may change, the record may not. Empty if the mark was taken back.
    status_code = models.CharField(max_length=20, blank=True)
    minutes_late = models.PositiveSmallIntegerField()
    minutes_present = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=200, blank=True)
    entry = models.CharField(max_length=6)
    reason = models.CharField(max_length=200, blank=True, help_text="Of a correction after the edit window.")
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["mark", "version"]
        constraints = [models.UniqueConstraint(fields=["mark", "version"], name="mark_revision_version_is_unique")]
