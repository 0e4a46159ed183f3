from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.command_forms import ReasonField
from programs.batches.models import LIVE, Batch
from reports.closing.models import ClosingReport

# What is older was closed before such reports were made; its page still offers one.
MOST_OFFERED = 60


def unreported(user: User) -> QuerySet[Batch]:
    """Batches of the user's office that are over and have no report yet, the last one first."""
    reports = ClosingReport.objects.filter(batch=OuterRef("pk"))
    return Batch.objects.visible_to(user).exclude(state__in=LIVE).exclude(Exists(reports)).order_by("-ends_on", "-pk")


class ClosedBatchForm(forms.Form):
    """A batch that is over; offered are those without a report."""

    angkatan = forms.ChoiceField(label=_("Batch"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = unreported(user).only("public_id", "name")[:MOST_OFFERED]
        self.fields["angkatan"].choices = [(str(batch.public_id), batch.name) for batch in offered]


class WithdrawForm(forms.Form):
    """Why a report does not count."""

    alasan = ReasonField(max_length=300, rows=2, label=_("Why it is withdrawn"))
