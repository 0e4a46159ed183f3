"""Files that were put together of many certificates, kept for a day so that they can be fetched."""

from django.db import models

from core import clock


class CopyBundle(models.Model):
    """One file of a run of copies: position 0 is the whole, the others are the parts that it is made of."""

    class Form(models.TextChoices):
        """All pages one after another for the printer, or each file by itself in an archive."""

        MERGED = "merged"
        ARCHIVE = "archive"

    run = models.UUIDField()
    form = models.CharField(max_length=7, choices=Form)
    position = models.PositiveSmallIntegerField()
    content = models.BinaryField()
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["run", "form", "position"]
        constraints = [
            models.UniqueConstraint(fields=["run", "form", "position"], name="copy_bundle_part_is_made_once")
        ]
        indexes = [models.Index(fields=["made_at"], name="copy_bundle_by_age")]
