"""Whom a probation officer may read about: a person who said yes to this officer, before or after leaving."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Facility, User
from core import clock
from inmates.people.models import Person
from inmates.profile.released_people import released_by


class ClientShareQuerySet(models.QuerySet):
    """Shares by officer and office."""

    def standing(self):
        """Shares that were not ended."""
        return self.filter(ended_on=None)

    def visible_to(self, user):
        """For a probation officer the own clients; for a detention center those of people who are there, or were
        released from there last; nothing for others.
        """
        if user.probation_office_id:
            return self.standing().filter(officer=user.pk)
        if not user.facility_id:
            return self.none()
        here, released = Person.objects.visible_to(user), released_by(user)
        return self.filter(Q(person__in=here.values("pk")) | Q(person__in=released.values("pk")))


class ClientShare(models.Model):
    """The yes of a person that this officer may read what the training center is told, without income and hindrance.

    Recorded by the detention center, so that the training center learns of neither the office nor the stay.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="client_shares")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="clients")
    text_version = models.CharField(max_length=20)
    agreed_on = models.DateField(_("agreed on"))
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)
    ended_on = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ClientShareQuerySet.as_manager()

    class Meta:
        ordering = ["-agreed_on", "-pk"]
        permissions = [
            ("view_client", "Can read what own clients told after leaving"),
            ("share_client", "Can record that a person may be followed by a probation officer"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(ended_on=None),
                name="client_share_one_standing_a_person",
                violation_error_message=_("A probation officer is named already."),
            )
        ]
