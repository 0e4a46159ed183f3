"""Seal keys, files awaiting their seal, and files officially signed elsewhere."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import TrainingCenter, User
from certification.register.models import Certificate
from core import clock


class SealKeyQuerySet(models.QuerySet):
    """Keys, visible only to their center."""

    def visible_to(self, user):
        """The keys of the user's own training center."""
        return self.filter(training_center=user.training_center_id) if user.training_center_id else self.none()

    def active(self):
        """Keys in use; at most one per center."""
        return self.filter(state=SealKey.State.ACTIVE)

    def with_count(self):
        """Adds the number of files sealed by each key as `sealed`."""
        return self.annotate(sealed=models.Count("files"))


class SealKey(models.Model):
    """The public half of a key; the secret half is a file only the signer can read."""

    class State(models.TextChoices):
        """Lifecycle of a key. Seals made before its end are still verified with the certificate stored here."""

        ACTIVE = "active", _("In use")
        RETIRED = "retired", _("Replaced or out of use")
        COMPROMISED = "compromised", _("No longer trusted")

    training_center = models.ForeignKey(TrainingCenter, on_delete=models.PROTECT, related_name="seal_keys")
    certificate = models.TextField(help_text="The certificate of the key, PEM.")
    fingerprint = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the certificate, hexadecimal.")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    state = models.CharField(max_length=11, choices=State, default=State.ACTIVE)
    made_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    doubted_since = models.DateTimeField(null=True, blank=True, help_text="From when on others may have had the key.")

    objects = SealKeyQuerySet.as_manager()

    class Meta:
        ordering = ["training_center", "-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["training_center"], condition=Q(state="active"), name="seal_key_one_in_use_a_center"
            ),
            models.CheckConstraint(
                condition=Q(state="active", ended_at__isnull=True)
                | Q(state__in=["retired", "compromised"], ended_at__isnull=False),
                name="seal_key_out_of_use_since_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(state="compromised", doubted_since__isnull=False)
                | Q(state__in=["active", "retired"], doubted_since__isnull=True),
                name="seal_key_is_doubted_since_a_moment",
            ),
        ]

    def __str__(self):
        return self.short

    @property
    def short(self) -> str:
        """The first part of the fingerprint, which identifies keys for people and in file names."""
        return self.fingerprint[:16]


class UnsealedFile(models.Model):
    """A PDF awaiting its seal; deleted once the sealed file is stored.

    The sealed file begins with exactly these bytes.
    """

    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="unsealed")
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    rendered_at = models.DateTimeField(default=clock.now)


class OfficialFile(models.Model):
    """The issued file with an official signature added elsewhere; the database rejects changes."""

    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="official")
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    # As stated in the file; the signer's identity is not verified here.
    signer = models.CharField(max_length=200)
    authority = models.CharField(max_length=200)
    signed_at = models.DateTimeField(null=True, blank=True)
    uploaded_at = models.DateTimeField(default=clock.now)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")


class RootStamp(models.Model):
    """The root of a day as a time stamping authority has stamped it; no token until it answered, then append-only."""

    day = models.DateField(unique=True)
    root = models.CharField(max_length=64, help_text="SHA-256, in hexadecimal.")
    asked_at = models.DateTimeField(default=clock.now)
    token = models.BinaryField(null=True, help_text="RFC 3161, DER.")

    class Meta:
        ordering = ["day"]
