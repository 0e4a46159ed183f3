"""Tools and capital that somebody was given: by a detention center before leaving, by a training center after.

Two tables, one a half: a detention center reads nothing of what was given later, nor whether anything is still used; a
training center nothing of what was given before.
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Facility, TrainingCenter, User
from core import clock
from core.text import rupiah
from inmates.people.models import Person
from outcomes.aids.codes import NOT_ASKED_ABOUT, AidKind
from outcomes.followup.codes import Evidence, ToolUse, Wave
from outcomes.followup.models.consents import Consent

MOST_VALUE = 10**9


class AidQuerySet(models.QuerySet):
    """What was given."""

    def standing(self):
        """Rows that were not taken back as recorded by mistake."""
        return self.filter(cancelled_at=None)

    def of_year(self, year: int):
        """Given in that calendar year."""
        return self.filter(given_on__year=year)


class FacilityAidQuerySet(AidQuerySet):
    """What detention centers gave."""

    def visible_to(self, user):
        """What the user's detention center gave, wherever the person is now; nothing for others."""
        return self.filter(facility=user.facility_id) if user.facility_id else self.none()


class CenterAidQuerySet(AidQuerySet):
    """What training centers gave."""

    def visible_to(self, user):
        """What the user's training center gave; nothing for others."""
        return self.filter(training_center=user.training_center_id) if user.training_center_id else self.none()

    def asked_about(self):
        """What somebody can be asked about later, the newest first."""
        return self.standing().exclude(kind__in=sorted(NOT_ASKED_ABOUT)).order_by("-given_on", "-pk")


class Aid(models.Model):
    """One thing given, with its receipt. A row recorded by mistake is taken back with a reason, never deleted."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=13, choices=AidKind)
    what = models.CharField(_("what"), max_length=80)
    giver = models.CharField(_("given by"), max_length=100)
    value = models.PositiveBigIntegerField(_("value"), null=True, blank=True, help_text="Rupiah; null if not known.")
    identification = models.CharField(_("serial number or mark"), max_length=60, blank=True)
    given_on = models.DateField(_("given on"))
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    cancelled_for = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True
        ordering = ["-given_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(value=None) | Q(value__gt=0, value__lte=MOST_VALUE),
                name="%(class)s_value_is_an_amount",
                violation_error_message=_("Write the value in rupiah, at most one billion, or leave it empty."),
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None, cancelled_by=None, cancelled_for="")
                | (Q(cancelled_at__gte=F("recorded_at"), cancelled_by__isnull=False) & ~Q(cancelled_for="")),
                name="%(class)s_is_taken_back_with_a_reason",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.what}"

    @property
    def amount(self) -> str:
        """The value as offices write it; empty if not known."""
        return rupiah(self.value) if self.value else ""


class FacilityAid(Aid):
    """Given by, or in, a detention center before leaving."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="facility_aids")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    scan = models.FileField(_("signed receipt"), upload_to="aids/", blank=True)

    objects = FacilityAidQuerySet.as_manager()

    class Meta(Aid.Meta):
        abstract = False
        permissions = [
            ("view_aids", "Can see which tools and capital the own office gave"),
            ("change_aids", "Can record tools and capital that were given"),
        ]


class CenterAid(Aid):
    """Given by, or through, a training center."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="center_aids")
    training_center = models.ForeignKey(TrainingCenter, on_delete=models.PROTECT, related_name="+")
    scan = models.FileField(_("signed receipt"), upload_to="aids/", blank=True)

    objects = CenterAidQuerySet.as_manager()

    class Meta(Aid.Meta):
        abstract = False


class AidUse(models.Model):
    """What became of a thing, as told in a call or seen at a visit. Kept under the agreement, and ends with it."""

    aid = models.ForeignKey(CenterAid, on_delete=models.CASCADE, related_name="uses")
    consent = models.ForeignKey(Consent, on_delete=models.CASCADE, related_name="aid_uses")
    wave = models.CharField(max_length=3, choices=Wave, blank=True, null=True)
    use = models.CharField(_("use"), max_length=13, choices=ToolUse)
    evidence = models.CharField(max_length=2, choices=Evidence)
    told_on = models.DateField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["told_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(evidence__in=[Evidence.SAID, Evidence.SEEN, Evidence.PAPER]),
                name="aid_use_was_told_or_seen",
            ),
        ]
