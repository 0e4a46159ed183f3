"""What lets somebody without a date of leaving take part in a course: two papers, and the day of the next hearing."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock
from inmates.people.models import Person


class RemandPaperQuerySet(models.QuerySet):
    """Papers and hearings; they follow the person, not the office that recorded them."""

    def visible_to(self, user):
        """Those about people in custody at the user's facility."""
        return self.filter(person__in=Person.objects.visible_to(user))

    def in_force(self):
        """Those that nothing later of their kind has replaced."""
        return self.filter(replaced_at__isnull=True)


class RemandPaper(models.Model):
    """A paper, or the day of the next hearing (empty: none is set). Only the facility reads any of it."""

    class Kind(models.TextChoices):
        """What is recorded."""

        STATEMENT = "statement", _("Statement with stamp duty")
        PERMISSION = "permission", _("Permission of the court")
        HEARING = "hearing", _("Next hearing")

    PAPERS = (Kind.STATEMENT, Kind.PERMISSION)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="remand_papers")
    kind = models.CharField(max_length=10, choices=Kind)
    from_date = models.DateField(_("day"), null=True, blank=True, help_text="Of the paper, or of the hearing.")
    until = models.DateField(_("valid until"), null=True, blank=True)
    issued_by = models.CharField(_("given by"), max_length=120, blank=True)
    scan = models.CharField(max_length=200, blank=True, help_text="Generated file name in private storage.")
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = RemandPaperQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "-recorded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="hearing") | (Q(from_date__isnull=False) & ~Q(scan="")),
                name="remand_paper_has_day_and_scan",
                violation_error_message=_("A paper has a day and a scan."),
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(kind="permission", until__gte=F("from_date")),
                name="remand_paper_ends_after_it_begins",
                violation_error_message=_("The permission ends before it begins."),
            ),
        ]

    def __str__(self):
        return self.get_kind_display()
