"""Keys for signed facts, status lists, and credentials for holders."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import TrainingCenter
from core import clock


class StatementKey(models.Model):
    """The public half of a key with which a training center signs facts; the secret half is a file of the worker.

    Where several machines serve one site (`FILES_IN_DATABASE`) it stands here, sealed with the field key.
    """

    class State(models.TextChoices):
        """Lifecycle of a key; the public half stays published in every state."""

        ACTIVE = "active", _("In use")
        RETIRED = "retired", _("Replaced or out of use")
        COMPROMISED = "compromised", _("No longer trusted")

    training_center = models.ForeignKey(TrainingCenter, on_delete=models.PROTECT, related_name="statement_keys")
    kid = models.CharField(max_length=8, unique=True, help_text="The head of the digest of the public half.")
    public_key = models.CharField(max_length=43, unique=True, help_text="Ed25519, 32 bytes in base64url.")
    state = models.CharField(max_length=11, choices=State, default=State.ACTIVE)
    used_from = models.DateTimeField(default=clock.now)
    used_until = models.DateTimeField(null=True, blank=True)
    secret_sealed = models.TextField(blank=True, default="", editable=False)

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
    """A fixed-length list with a random place for each certificate; its row is the lock for assigning places.

    `decoys` are places never assigned; enough of them are marked to keep the number of marks constant. `token` is the
    list as last signed.
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
    """The signed credential (Open Badges 3.0) for the holder to present; the database rejects changes."""

    certificate = models.OneToOneField("certification.Certificate", on_delete=models.PROTECT, related_name="credential")
    token = models.TextField(help_text="VC-JWT.")
    signed_at = models.DateTimeField(default=clock.now)
