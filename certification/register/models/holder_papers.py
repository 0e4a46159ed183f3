"""Papers that tell everything a holder learned at a training center."""

import uuid

from django.db import models
from django.db.models import Q

from core import clock
from programs.places.models import Enrollment


class HolderPaper(models.Model):
    """A paper that tells everything a holder learned at a training center, made to be sealed and checked by its code.

    Each office has its own, so that neither the row nor the moment of its seal tells one what the other has printed.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrollment = models.ForeignKey(
        Enrollment, on_delete=models.PROTECT, related_name="holder_papers", help_text="The newest that it tells of."
    )
    office = models.CharField(max_length=40, help_text="That made it: its code, as in the audit.")
    code = models.CharField(max_length=26, unique=True)
    words = models.JSONField(help_text="Every printed word.")
    words_digest = models.CharField(max_length=64, help_text="SHA-256 of what the words tell, without the code.")
    content = models.BinaryField(help_text="Of the paper; with its seal once that is made.")
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=clock.now)
    seal_key = models.ForeignKey(
        "certification.SealKey", on_delete=models.PROTECT, null=True, blank=True, related_name="holder_papers"
    )
    sealed_at = models.DateTimeField(null=True, blank=True)
    proof = models.CharField(
        max_length=160, blank=True, default="", help_text="The signer's signature over this row, hexadecimal."
    )

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "office", "words_digest"], name="holder_paper_one_an_office_and_words"
            ),
            models.CheckConstraint(
                condition=Q(seal_key__isnull=True, sealed_at__isnull=True)
                | Q(seal_key__isnull=False, sealed_at__isnull=False),
                name="holder_paper_seal_has_key_and_moment",
            ),
        ]

    def __str__(self):
        return str(self.public_id)
