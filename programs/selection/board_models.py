"""How a facility's placement board meets, as data of the office."""

from math import ceil

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Facility, User
from core import clock


class HearingQuorum(models.Model):
    """How many of the invited have to be present at a hearing, from a (local) day on; never changed, only followed.

    Of those that have begun the one decided last holds.
    """

    class Share(models.TextChoices):
        """Which part of the invited, the chair among them."""

        HALF = "half", _("More than half of those invited")
        TWO_THIRDS = "two_thirds", _("At least two thirds of those invited")
        ALL = "all", _("Everybody invited")

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField(_("in force from"))
    share = models.CharField(_("share"), max_length=10, choices=Share)
    least = models.PositiveSmallIntegerField(_("and at least so many people"), default=2)
    reason = models.CharField(_("reason"), max_length=300)
    decided_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            # A chair deciding alone is no hearing.
            models.CheckConstraint(condition=Q(least__gte=2), name="hearing_quorum_is_two_or_more"),
        ]

    def of(self, invited: int) -> int:
        """How many of so many have to be present."""
        asked = {
            self.Share.HALF: invited // 2 + 1,
            self.Share.TWO_THIRDS: ceil(2 * invited / 3),
            self.Share.ALL: invited,
        }
        return max(self.least, asked[self.Share(self.share)])
