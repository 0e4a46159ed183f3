from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock
from programs.timetable.models.sessions import Session


class JournalEntry(models.Model):
    """What was taught at a session: one page of the instructor's journal."""

    session = models.OneToOneField(Session, on_delete=models.PROTECT, related_name="journal")
    material = models.TextField(_("material"), max_length=1000)
    method = models.CharField(_("method"), max_length=200, blank=True)
    notes = models.TextField(_("notes"), max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1)
    written_at = models.DateTimeField(default=clock.now)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["session__starts_at"]
        verbose_name = _("journal entry")
