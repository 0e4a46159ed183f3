"""Requests for the data stored about a person, and when they were answered."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock
from inmates.people.models import Person

# UU 27/2022, article 32 (2): 3 x 24 hours from receipt of the request.
TIME_TO_ANSWER = timedelta(hours=72)


class SubjectRequestQuerySet(models.QuerySet):
    """Requests, by the office that received them."""

    def visible_to(self, user):
        """Requests received by the user's own office."""
        return self.filter(office=user.office_code)

    def open(self):
        """Requests not yet recorded as answered."""
        return self.filter(answered_at__isnull=True)


class SubjectRequest(models.Model):
    """A request to an office for everything it stores about a person (UU 27/2022, articles 7 and 32)."""

    class Asker(models.TextChoices):
        """Who may ask: the person, or somebody on their behalf."""

        SELF = "self", _("The person")
        PROXY = "proxy", _("Somebody with a power of attorney")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="subject_requests")
    # By code, because facilities and training centers are in different tables and one column has to hold either.
    office = models.CharField(max_length=40)
    asker = models.CharField(_("asked by"), max_length=5, choices=Asker, default=Asker.SELF)
    asker_name = models.CharField(_("name of the authorized person"), max_length=150, blank=True)
    received_at = models.DateTimeField(_("received at"))
    number = models.CharField(_("number of the letter"), max_length=80, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = SubjectRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(asker="self", asker_name="") | (Q(asker="proxy") & ~Q(asker_name="")),
                name="subject_request_names_who_is_authorized",
                violation_error_message=_("Name the person who asks with a power of attorney."),
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="subject_request_is_answered_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["office", "-received_at", "-id"], name="subject_request_by_office")]

    @property
    def deadline(self) -> datetime:
        """When the law requires an answer."""
        return self.received_at + TIME_TO_ANSWER
