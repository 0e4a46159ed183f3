"""Keys that sign facts on paper, lists that tell which certificates still count, and credentials for holders."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import TrainingCenter
from core import clock


class StatementKey(models.Model):
    """The public half of a key with which a training center signs facts; the secret half is a file of the worker."""

    class State(models.TextChoices):
        """From its making on; the public half stays published whatever becomes of it."""

        ACTIVE = "active", _("In use")
        RETIRED = "retired", _("Replaced or out of use")
        COMPROMISED = "compromised", _("No longer trusted")

    training_center = models.ForeignKey(TrainingCenter, on_delete=models.PROTECT, related_name="statement_keys")
    kid = models.CharField(max_length=8, unique=True, help_text="The head of the digest of the public half.")
    public_key = models.CharField(max_length=43, unique=True, help_text="Ed25519, 32 bytes in base64url.")
    state = models.CharField(max_length=11, choices=State, default=State.ACTIVE)
    used_from = models.DateTimeField(default=clock.now)
    used_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["training_center", "-used_from", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["training_center"], condition=Q(state="active"), name="statement_key_one_in_use_a_center"
            ),
            models.CheckConstraint(
                condition=Q(state="active", used_until__isnull=True)
                | Q(state__in=["retired", "compromised"], used_until__isnull=False),
                name="statement_key_out_of_use_since_a_moment",
            ),
        ]

    def __str__(self):
        return self.kid


class StatusList(models.Model):
    """A list of fixed length in which each certificate has a place at random; its row is the lock for giving one.

    `decoys` are places that no certificate ever gets: as many of them are marked as are needed for the list to have
    the same number of marks always. `token` is the list as it was signed last.
    """

    training_center = models.ForeignKey(TrainingCenter, on_delete=models.PROTECT, related_name="status_lists")
    slug = models.CharField(max_length=10, unique=True, help_text="Random; part of its address.")
    is_open = models.BooleanField(default=True)
    taken = models.PositiveIntegerField(default=0)
    decoys = models.BinaryField()
    token = models.TextField(blank=True)
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the marks that were signed last.")
    signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["training_center", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["training_center"], condition=Q(is_open=True), name="status_list_one_open_a_center"
            )
        ]

    def __str__(self):
        return self.slug


class Credential(models.Model):
    """What the holder may show elsewhere (Open Badges 3.0), as it was signed; the database refuses to change it."""

    certificate = models.OneToOneField("certification.Certificate", on_delete=models.PROTECT, related_name="credential")
    token = models.TextField(help_text="VC-JWT.")
    signed_at = models.DateTimeField(default=clock.now)
