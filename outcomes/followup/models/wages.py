"""What the bands of income are parts of."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import TrainingCenter, User
from core import clock


class MinimumWage(models.Model):
    """The minimum wage of a training center's province in rupiah a month, from a day on, with where it stands."""

    training_center = models.ForeignKey(TrainingCenter, on_delete=models.PROTECT, related_name="minimum_wages")
    valid_from = models.DateField(_("valid from"))
    amount = models.PositiveIntegerField(_("amount a month"))
    source = models.CharField(_("where it stands"), max_length=160)
    set_at = models.DateTimeField(default=clock.now, editable=False)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["training_center", "valid_from"], name="minimum_wage_stands_once_a_day"),
            models.CheckConstraint(
                condition=Q(amount__gt=0) & ~Q(source=""), name="minimum_wage_has_amount_and_source"
            ),
        ]

    def __str__(self):
        return str(self.amount)
