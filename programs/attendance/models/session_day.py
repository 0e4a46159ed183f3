"""Records for the day of a session besides its marks: known absences and scans of the roll."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Facility, User
from core import clock
from inmates.people.models import Person
from programs.attendance.models.marks import AttendanceStatus
from programs.timetable.models.sessions import Session


class KnownAbsenceQuerySet(models.QuerySet):
    """Announced absences."""

    def visible_to(self, user):
        """Absences announced by the user's facility; the training center sees only their effect on the roll."""
        return self.filter(facility=user.facility_id) if user.facility_id else self.none()

    def standing(self):
        """Absences that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def during(self, starts_at, ends_at):
        """Absences overlapping [`starts_at`, `ends_at`); merely adjacent ones are excluded."""
        return self.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)


class KnownAbsence(models.Model):
    """An absence known before the session, such as court or a visit; proposed on the roll, never a mark itself."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="known_absences")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="known_absences")
    status = models.ForeignKey(AttendanceStatus, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    destination = models.CharField(_("where to"), max_length=80, blank=True)
    source = models.CharField(_("source"), max_length=120, help_text=_("Such as the number of the summons."))
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = KnownAbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="known_absence_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(source=""), name="known_absence_has_a_source"),
        ]
        indexes = [
            models.Index(fields=["facility", "starts_at"], name="known_absence_by_facility"),
            models.Index(fields=["person", "starts_at"], name="known_absence_by_person"),
        ]


class RollScan(models.Model):
    """A scan of the signed paper roll of a session; kept and never replaced."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="scans")
    file = models.CharField(max_length=200, help_text="Name in private storage.")
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField(default=clock.now)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["session", "added_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["session", "sha256"], name="roll_scan_once_a_session")]
