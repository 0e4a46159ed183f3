"""The agreement (PKS) under which a facility and a training center work together."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Facility, TrainingCenter, User
from core import clock
from programs.catalog.models import Vocation


class FundingSource(models.TextChoices):
    """Who pays; reports break figures down by it."""

    APBD = "apbd", "APBD"
    APBN_CENTER = "apbn_center", _("APBN, training")
    APBN_FACILITY = "apbn_facility", _("APBN, corrections")
    DBHCHT = "dbhcht", "DBHCHT"
    CSR = "csr", _("Company (CSR)")
    OTHER = "other", _("Other")


class AgreementQuerySet(models.QuerySet):
    """Agreements, visible to both parties."""

    def visible_to(self, user):
        """The agreements to which the user's office is a party."""
        if user.facility_id:
            return self.filter(facility=user.facility_id)
        return self.filter(training_center=user.training_center_id) if user.training_center_id else self.none()

    def valid_on(self, day):
        """Agreements in force on that day, first and last day included."""
        return self.filter(valid_from__lte=day, valid_until__gte=day)


class Agreement(models.Model):
    """A cooperation agreement (PKS) between the two offices. A batch without one needs the head's approval."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    facility = models.ForeignKey(
        Facility, verbose_name=_("detention center"), on_delete=models.PROTECT, related_name="agreements"
    )
    training_center = models.ForeignKey(
        TrainingCenter, verbose_name=_("training center"), on_delete=models.PROTECT, related_name="agreements"
    )
    number = models.CharField(_("number"), max_length=80)
    title = models.CharField(_("subject"), max_length=200)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"))
    vocations = models.ManyToManyField(Vocation, verbose_name=_("vocations"), related_name="agreements")
    funding_source = models.CharField(_("funding source"), max_length=20, choices=FundingSource)
    contact_persons = models.TextField(_("contact persons"), blank=True)
    scan = models.FileField(_("scan"), upload_to="agreements/", blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_until", "number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")),
                name="agreement_ends_after_it_begins",
                violation_error_message=_("The agreement ends before it begins."),
            ),
            models.UniqueConstraint(
                fields=["facility", "training_center", "number"],
                name="agreement_number_is_unique",
                violation_error_message=_("There is already an agreement with this number."),
            ),
        ]

    def __str__(self):
        return self.number


class AgreementMeetingQuerySet(models.QuerySet):
    """Meetings, visible to both parties of their agreement."""

    def visible_to(self, user):
        """Those under the agreements of the user's office."""
        return self.filter(agreement__in=Agreement.objects.visible_to(user))


class AgreementMeeting(models.Model):
    """A meeting, visit or yearly evaluation under an agreement; its words stand once the signed paper is kept."""

    class Kind(models.TextChoices):
        """What both offices came together for."""

        MEETING = "meeting", _("Meeting")
        VISIT = "visit", _("Visit")
        EVALUATION = "evaluation", _("Yearly evaluation")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="meetings")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    year = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Of an evaluation: which year of the agreement, from 1."
    )
    held_on = models.DateField(_("day of the meeting"))
    place = models.CharField(_("place"), max_length=160)
    attendees = models.JSONField(default=list, help_text="Name and office of each, as pairs.")
    agenda = models.TextField(_("agenda"))
    minutes = models.TextField(_("minutes"), blank=True)
    decisions = models.TextField(_("decisions"), blank=True)
    facility_signatory = models.CharField(max_length=100, blank=True)
    center_signatory = models.CharField(max_length=100, blank=True)
    figures = models.JSONField(
        default=dict, blank=True, help_text="Of an evaluation: the numbers of its year, by code."
    )
    photo = models.FileField(_("photo"), upload_to="meetings/", blank=True)
    photo_kept_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    scan = models.FileField(_("scan"), upload_to="meetings/", blank=True)
    scan_kept_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = AgreementMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-pk"]
        permissions = [("record_meeting", "Can record meetings under an agreement")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="evaluation", year__isnull=False, year__gte=1)
                | (~Q(kind="evaluation") & Q(year__isnull=True)),
                name="agreement_meeting_evaluates_a_year",
                violation_error_message=_("An evaluation is about one year of the agreement."),
            ),
            models.UniqueConstraint(
                fields=["agreement", "year"],
                name="agreement_meeting_one_evaluation_a_year",
                violation_error_message=_("This year is evaluated already."),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.held_on}"
