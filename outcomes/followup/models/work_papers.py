"""Papers for work of people who agreed to be asked: job seeker's card, business number, police certificate."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock
from outcomes.followup.models.consents import Consent, OfConsentQuerySet
from outcomes.leaving.models import Readiness, ReadinessItem


class WorkPaperQuerySet(OfConsentQuerySet):
    """What was noted of papers; the newest row of an agreement and an item counts."""

    def newest(self):
        """The rows that count."""
        later = WorkPaper.objects.filter(
            consent=models.OuterRef("consent"), item=models.OuterRef("item"), pk__gt=models.OuterRef("pk")
        )
        return self.filter(~models.Exists(later))


class WorkPaper(models.Model):
    """How far one paper is for one graduate, as of a day. Rows are added, never changed, and end with the agreement."""

    consent = models.ForeignKey(Consent, on_delete=models.CASCADE, related_name="work_papers")
    item = models.ForeignKey(ReadinessItem, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=Readiness.State)
    on = models.DateField(_("day"))
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    objects = WorkPaperQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["consent", "item"], name="work_paper_by_consent")]
