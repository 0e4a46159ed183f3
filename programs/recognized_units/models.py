"""Units that somebody passed before, here or elsewhere, as two people of the training center recognize them."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import TrainingCenter, User
from core import clock
from core.two_person_decision import decided_by_another
from inmates.people.models import Person


class RecognizedUnitQuerySet(models.QuerySet):
    """Recognized units, by office and state."""

    def visible_to(self, user):
        """What the user's own training center has recorded."""
        return self.filter(training_center=user.training_center_id) if user.training_center_id else self.none()

    def accepted(self):
        """Those that a second person has checked and accepted."""
        return self.filter(state=RecognizedUnit.State.ACCEPTED)

    def of_facilities(self):
        """Those recorded in classes of detention centers; others would tell of training outside."""
        return self.filter(is_public=False)

    def counting_in(self, center, is_public):
        """Those that count in a class of this center, public or not; both may be of an outer query."""
        # In a class of a facility only what was recorded in one, in a public class both.
        return self.filter(Q(is_public=False) | Q(is_public=is_public), training_center=center)

    def to_check(self):
        """Those that wait for a second person."""
        return self.filter(state=RecognizedUnit.State.RECORDED)


class RecognizedUnit(models.Model):
    """A unit on a paper of another course or office. It counts once a second person has accepted it."""

    class State(models.TextChoices):
        """Recorded by one person, decided by another."""

        RECORDED = "recorded", _("Waits for a second person")
        ACCEPTED = "accepted", _("Recognized")
        REFUSED = "refused", _("Not recognized")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    training_center = models.ForeignKey(TrainingCenter, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="recognized_units")
    is_public = models.BooleanField(default=False, help_text="Recorded in a public class, so no facility learns of it.")
    code = models.CharField(_("unit code"), max_length=40)
    code_key = models.CharField(max_length=40, db_index=True)
    title = models.CharField(_("unit title"), max_length=250)
    source = models.CharField(_("office and paper"), max_length=200)
    passed_on = models.DateField(_("day on the paper"))
    scan = models.CharField(max_length=200, blank=True, help_text="Generated file name in private storage.")
    state = models.CharField(max_length=8, choices=State, default=State.RECORDED)
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = RecognizedUnitQuerySet.as_manager()

    class Meta:
        ordering = ["code", "pk"]
        permissions = [
            ("record_recognized_unit", "Can record units passed elsewhere"),
            ("check_recognized_unit", "Can decide whether units passed elsewhere are recognized"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=decided_by_another("decided_by", "recorded_by"),
                name="recognized_unit_decided_by_another",
                violation_error_message=_("Whoever recorded the unit cannot decide on it."),
            ),
            models.CheckConstraint(
                condition=Q(state="recorded", decided_by__isnull=True) | Q(decided_by__isnull=False),
                name="recognized_unit_waits_or_is_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""), name="recognized_unit_is_refused_with_a_reason"
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.title}"
