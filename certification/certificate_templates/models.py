"""Versioned certificate templates of a training center: emblem, texts, signatories, second language."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import TrainingCenter, User
from core import clock
from core.two_person_decision import decided_by_another

STATEMENT = "telah menyelesaikan pelatihan berbasis kompetensi pada program"
STATEMENT_IN_ENGLISH = "has completed competency-based training in the program"


class CertificateTemplateQuerySet(models.QuerySet):
    """Templates, visible only to their center."""

    def visible_to(self, user):
        """The templates of the user's own training center."""
        return self.filter(training_center=user.training_center_id) if user.training_center_id else self.none()

    def in_use(self):
        """Versions ever put in use; the latest of each center applies."""
        return self.filter(adopted_at__isnull=False)


class CertificateTemplate(models.Model):
    """A version of a center's certificate template. Once in use, the database rejects changes."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    training_center = models.ForeignKey(TrainingCenter, on_delete=models.PROTECT, related_name="templates")
    version = models.PositiveSmallIntegerField()
    emblem = models.BinaryField(default=bytes, help_text="A JPEG of our own making; empty: the neutral emblem.")
    statement = models.CharField(_("sentence under the name"), max_length=160, default=STATEMENT)
    notes = models.TextField(_("notes on the back"), max_length=800, blank=True, help_text="One a line.")
    has_english = models.BooleanField(_("with lines in English"), default=False)
    statement_in_english = models.CharField(
        _("the same sentence in English"), max_length=160, blank=True, default=STATEMENT_IN_ENGLISH
    )
    signer_title = models.CharField(_("title of who signs the front"), max_length=120, blank=True)
    signer_name = models.CharField(_("name of who signs the front"), max_length=100, blank=True)
    signer_number = models.CharField(_("staff number of who signs the front"), max_length=40, blank=True)
    second_title = models.CharField(_("title of who signs the back"), max_length=120, blank=True)
    second_name = models.CharField(_("name of who signs the back"), max_length=100, blank=True)
    second_number = models.CharField(_("staff number of who signs the back"), max_length=40, blank=True)
    changed_at = models.DateTimeField(default=clock.now)
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    adopted_at = models.DateTimeField(null=True, blank=True)
    adopted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = CertificateTemplateQuerySet.as_manager()

    class Meta:
        ordering = ["training_center", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["training_center", "version"], name="template_version_is_made_once"),
            models.UniqueConstraint(
                fields=["training_center"], condition=Q(adopted_at__isnull=True), name="template_one_draft_a_center"
            ),
            models.CheckConstraint(
                condition=Q(adopted_at__isnull=True, adopted_by__isnull=True)
                | Q(adopted_at__isnull=False, adopted_by__isnull=False),
                name="template_adopted_has_a_person",
            ),
            models.CheckConstraint(
                condition=decided_by_another("adopted_by", "changed_by"),
                name="template_adopted_by_another_person",
            ),
        ]

    def __str__(self):
        return f"{self.training_center.code} {self.version}"

    @property
    def is_draft(self) -> bool:
        """Whether it can still be changed."""
        return self.adopted_at is None

    @property
    def note_lines(self) -> list[str]:
        """The notes as lines."""
        return [line.strip() for line in self.notes.splitlines() if line.strip()]
