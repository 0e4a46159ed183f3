"""Assessor registrations and their validity."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock


class AssessorRegistrationQuerySet(models.QuerySet):
    """Registrations of a center's assessors, by validity."""

    def visible_to(self, user):
        """Registrations of assessors at the user's training center."""
        if not user.training_center_id:
            return self.none()
        return self.filter(assessor__training_center=user.training_center_id)

    def standing(self):
        """Registrations not withdrawn as wrong entries."""
        return self.filter(withdrawn_at=None)

    def valid_on(self, day):
        """Registrations valid on that day, first and last day included."""
        return self.standing().filter(valid_from__lte=day, valid_until__gte=day)


class AssessorRegistration(models.Model):
    """A registration card of an assessor: a body's number with its validity. A renewal is a separate row."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assessor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="registrations")
    number = models.CharField(_("number of the assessor"), max_length=40)
    issuing_body = models.CharField(_("issued by"), max_length=100)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"))
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdraw_reason = models.CharField(max_length=200, blank=True)

    objects = AssessorRegistrationQuerySet.as_manager()

    class Meta:
        ordering = ["assessor", "-valid_until", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")),
                name="assessor_registration_ends_after_it_begins",
                violation_error_message=_("The last day lies before the first day."),
            ),
            models.UniqueConstraint(
                fields=["assessor", "number", "valid_from"],
                condition=Q(withdrawn_at=None),
                name="assessor_registration_stands_once",
                violation_error_message=_("This registration is recorded already."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdraw_reason="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdraw_reason="")),
                name="assessor_registration_is_withdrawn_with_a_reason",
            ),
        ]
