"""What users show besides their password: security keys, an app with codes, a printed card of codes."""

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import F, Q

from accounts.models.users import User
from core import clock
from core.throttling import AddressCounter
from core.two_person_decision import decided_by_another


class SecurityKey(models.Model):
    """A security key or passkey (WebAuthn). Only its public half is known here."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="security_keys")
    name = models.CharField(max_length=60)
    # SHA-256 of the credential's id, which may be longer than an index allows.
    credential_id = models.CharField(max_length=64, unique=True)
    credential = models.BinaryField(help_text="Attested credential data: id and public key.")
    sign_count = models.PositiveBigIntegerField(default=0)
    made_at = models.DateTimeField(default=clock.now)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["made_at", "pk"]


class CodeApp(models.Model):
    """A program or device that shows a new code every thirty seconds (TOTP, RFC 6238)."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="code_app")
    secret = models.TextField(help_text="Encrypted.")
    last_step = models.PositiveBigIntegerField(default=0, help_text="The step of the last code; none is taken twice.")
    made_at = models.DateTimeField(default=clock.now)
    used_at = models.DateTimeField(null=True, blank=True)


class CodeCard(models.Model):
    """A printed card of single-use codes. One person prints it, another activates and hands it over."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="code_cards")
    # Null if the site's operator did it, who has no account.
    printed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    printed_at = models.DateTimeField(default=clock.now)
    activated_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    activated_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ends_others = models.BooleanField(default=False, help_text="Keys and app are lost: they end with its activation.")

    class Meta:
        ordering = ["-printed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(ended_at=None, activated_at__isnull=False),
                name="code_card_one_active_a_user",
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(ended_at=None, activated_at=None), name="code_card_one_waiting_a_user"
            ),
            models.CheckConstraint(
                condition=decided_by_another("activated_by", "printed_by", "user"),
                name="code_card_is_activated_by_another",
            ),
            models.CheckConstraint(
                condition=Q(printed_by=None) | ~Q(printed_by=F("user")), name="code_card_is_printed_by_another"
            ),
            models.CheckConstraint(
                condition=Q(activated_by=None) | Q(activated_at__isnull=False), name="code_card_activated_has_a_time"
            ),
        ]


class CardCode(models.Model):
    """One code of a card, hashed like a password."""

    card = models.ForeignKey(CodeCard, on_delete=models.CASCADE, related_name="codes")
    number = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=128)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["card", "number"], name="card_code_number_once_a_card")]


class FactorCounter(AddressCounter):
    """Tries of a user to show a factor, as keyed digest."""

    LENGTH = timedelta(minutes=15)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["address", "window"], name="factor_counter_one_a_window")]
        indexes = [models.Index(fields=["window"], name="factor_counter_by_window")]
