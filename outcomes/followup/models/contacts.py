"""How to reach somebody who agreed; sealed."""

import uuid
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock, crypto
from outcomes.followup.codes import ClosedFor, ContactKind, Slot
from outcomes.followup.models.consents import Consent, OfConsentQuerySet

# Phone numbers show so many last digits.
_SHOWN_DIGITS = 3


class ContactQuerySet(OfConsentQuerySet):
    """Contacts in use."""

    def usable(self):
        """Those that were not closed and do not wait."""
        return self.filter(closed_at__isnull=True, waits_until__isnull=True)

    def waiting(self):
        """Numbers typed on the holder's page that wait to take the place of the one in use."""
        return self.filter(waits_until__isnull=False)


class Contact(models.Model):
    """A way to reach somebody. The value is sealed; pages show it masked until it is revealed, which is logged."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    consent = models.ForeignKey(Consent, on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(_("kind"), max_length=12, choices=ContactKind)
    value_sealed = models.CharField(max_length=600, blank=True, editable=False)
    label = models.CharField(_("called name or relation"), max_length=60, blank=True)
    preferred = models.CharField(_("best time"), max_length=10, choices=Slot, blank=True)
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_for = models.CharField(max_length=12, choices=ClosedFor, blank=True)
    waits_until = models.DateTimeField(null=True, blank=True)
    allows_calls = models.BooleanField(default=False, help_text="Of a number that waits: with it come calls.")

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["consent", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(closed_at__isnull=True, closed_for="") & ~Q(value_sealed=""))
                | (Q(closed_at__isnull=False, value_sealed="") & ~Q(closed_for="")),
                name="contact_closed_keeps_no_value",
            ),
            models.CheckConstraint(
                condition=Q(waits_until__isnull=True, allows_calls=False)
                | Q(waits_until__isnull=False, closed_at__isnull=True, kind=ContactKind.OWN_PHONE),
                name="contact_waits_as_own_number_in_force",
            ),
        ]

    def set_value(self, value: str) -> None:
        """Seals the number or address for this row alone."""
        self.value_sealed = crypto.encrypt(value, context=f"outcomes.contact:{self.public_id}")

    @property
    def value(self) -> str:
        """The number or address itself; whoever shows it logs the access."""
        if not self.value_sealed:
            return ""
        return crypto.decrypt(self.value_sealed, context=f"outcomes.contact:{self.public_id}")

    @property
    def is_allowed(self) -> bool:
        """Whether the agreement lets this contact be used."""
        return self.consent.allows(self.kind)

    @property
    def used_from(self) -> date | None:
        """The day from which a number that waits is used."""
        return self.waits_until and clock.local(self.waits_until, self.consent.training_center.time_zone).date()

    @property
    def masked(self) -> str:
        """How pages show it: the last digits of a number, nothing of an address."""
        if self.kind == ContactKind.ADDRESS or not self.value_sealed:
            return "••••"
        return f"•••• {self.value[-_SHOWN_DIGITS:]}"


crypto.declare("outcomes.Contact", "value_sealed", context="outcomes.contact")
