"""Where and when users signed in."""

import uuid

from django.db import models

from accounts.models.users import User
from core import clock


class SignIn(models.Model):
    """One sign-in; its session holds the public id as long as it is open."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="sign_ins")
    at = models.DateTimeField(default=clock.now)
    address = models.CharField(max_length=64)
    device = models.CharField(max_length=60, help_text="Family of browser and system, such as “Firefox, Windows”.")
    device_mark = models.CharField(max_length=64, help_text="Digest of what the browser keeps to be known again.")

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["user", "device_mark"], name="sign_in_by_device")]
