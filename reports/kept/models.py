"""What kept reports have in common: dated, never changed, with the rows behind each number, approved by others."""

import uuid
from typing import Any, ClassVar

from django.db import models

from accounts.models import User
from core import clock
from programs.places.models import Enrollment


class KeptReportQuerySet(models.QuerySet):
    """Kept reports of one kind."""

    def for_lists(self):
        """Without the large columns, with who made it."""
        return self.defer("figures", "rows", "differences").select_related("made_by")

    def with_newest(self):
        """Adds `is_newest`: whether no later report corrects it."""
        same = {name: models.OuterRef(name) for name in self.model.ABOUT}  # type: ignore[attr-defined]  # Of each kind.
        later = self.model._default_manager.filter(**same, number__gt=models.OuterRef("number"))
        return self.annotate(is_newest=~models.Exists(later))


class KeptReport(models.Model):
    """What was known of something on a day. A correction is a new row; the database refuses changes.

    A kind of report has beside this one a `KeptPlace` (`places`) and a `KeptApproval`.
    """

    # The columns that say what it reports.
    ABOUT: ClassVar[tuple[str, ...]]

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.PositiveSmallIntegerField(help_text="1 is the first report, others correct it.")
    figures = models.JSONField(help_text="All numbers, and the words that are printed with them.")
    rows = models.JSONField(help_text="What is about no participant.")
    differences = models.JSONField(help_text="What the report before it said otherwise: numbers, and the rows why.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of all that it says, also in the audit.")
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    @property
    def about(self) -> dict[str, Any]:
        """The fields that say what it reports, with their values: its corrections have the same."""
        return {name.removesuffix("_id"): getattr(self, name) for name in self.ABOUT}

    @property
    def mark(self) -> str:
        """The beginning of its digest, by which page and paper are compared."""
        return f"{self.digest[:4]}-{self.digest[4:8]}".upper()

    def versions(self) -> models.QuerySet:
        """All reports of the same, the newest first."""
        return type(self)._default_manager.filter(**self.about).order_by("-number")


class KeptPlace(models.Model):
    """What a report counts of one place: the place, its marks, results and papers. No name."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="+")
    rows = models.JSONField()

    class Meta:
        abstract = True
        ordering = ["report", "enrollment"]


class KeptApproval(models.Model):
    """A head's approval of a report, which itself never changes."""

    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(default=clock.now)

    class Meta:
        abstract = True
