"""The agreement (PKS) under which a facility and a training center work together."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Facility, TrainingCenter
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
