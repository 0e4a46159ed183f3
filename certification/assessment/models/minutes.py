"""Minutes of one person who leaves early, and supplements to signed minutes."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from certification.assessment.models.results import SignOff
from core import clock
from programs.places.models import Enrollment


class PersonSignOffQuerySet(models.QuerySet):
    """Separate minutes of single persons; they lock nothing any more once the person has returned."""

    def standing(self):
        """Minutes whose person has not returned since the end that occasioned them."""
        has_left = Q(enrollment__state="ended", enrollment__ended_on=F("ended_on"))
        return self.filter(has_left | Q(enrollment__state="completed", enrollment__is_partial=True))


class PersonSignOff(models.Model):
    """Separate sign-off of one person's results on leaving or after single units, when that of the batch would come too
    late."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="sign_offs")
    ended_on = models.DateField(help_text="Of the place when it was signed: a return makes the minutes past.")
    number = models.CharField(_("number of the minutes"), max_length=80)
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(default=clock.now)
    minutes = models.JSONField(help_text="Every printed word of the minutes.")

    objects = PersonSignOffQuerySet.as_manager()

    class Meta:
        ordering = ["-signed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "ended_on"], name="person_sign_off_once_an_end"),
        ]


class Addendum(models.Model):
    """A change to a result after the minutes were signed. The minutes themselves are never rewritten."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sign_off = models.ForeignKey(SignOff, on_delete=models.PROTECT, null=True, blank=True, related_name="addenda")
    person_sign_off = models.ForeignKey(
        PersonSignOff, on_delete=models.PROTECT, null=True, blank=True, related_name="addenda"
    )
    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="addenda")
    position = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=100, help_text="That of the minutes with the position behind it.")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    words = models.JSONField(help_text="Every printed word.")

    class Meta:
        ordering = ["made_at", "pk"]
        verbose_name_plural = "addenda"
        constraints = [
            models.UniqueConstraint(fields=["sign_off", "position"], name="addendum_position_is_unique"),
            models.UniqueConstraint(fields=["person_sign_off", "position"], name="addendum_of_person_is_unique"),
            models.CheckConstraint(
                condition=Q(sign_off__isnull=True, person_sign_off__isnull=False)
                | Q(sign_off__isnull=False, person_sign_off__isnull=True),
                name="addendum_belongs_to_one_sign_off",
            ),
        ]
