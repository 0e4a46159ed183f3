"""What opens the page of a certificate for its holder: the PIN, and tries with wrong ones."""

from datetime import timedelta

from django.db import models

from accounts.models import User
from certification.register.models import Certificate
from core import clock
from core.throttling import AddressCounter


class HolderPin(models.Model):
    """The PIN that opens a certificate's page for its holder: a slow hash; sealed only until its card is printed.

    The unlock code beside it opens the page where strangers have locked it by wrong PINs.
    """

    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="holder_pin")
    pin_hash = models.CharField(max_length=128)
    pin_sealed = models.CharField(max_length=200, blank=True)
    unlock_digest = models.CharField(max_length=64, blank=True, help_text="Empty: of a card from before these codes.")
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    printed_at = models.DateTimeField(null=True, blank=True)

    # How long a PIN can still be printed after it was made.
    PRINTABLE = timedelta(days=2)


class HolderGrant(models.Model):
    """The page of a card that is open now; the browser holds the key, of which a digest is kept. One a card."""

    pin = models.OneToOneField(HolderPin, on_delete=models.CASCADE, related_name="grant")
    key = models.CharField(max_length=64, unique=True)
    opened_at = models.DateTimeField(default=clock.now)


class PinCounter(AddressCounter):
    """Tries to open a page, by code and by address, both as keyed digests."""

    LENGTH = timedelta(hours=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["address", "window"], name="pin_counter_one_a_window")]
        indexes = [models.Index(fields=["window"], name="pin_counter_by_window")]


class PinFailures(models.Model):
    """Wrong PINs typed for a code as long as its card is in use, whether there is such a code or not; keyed digest."""

    code = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(default=clock.now)
