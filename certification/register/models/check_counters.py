"""How often an address asked the check pages."""

from datetime import timedelta

from django.db import models

from core.throttling import AddressCounter


class CheckCounter(AddressCounter):
    """Number of requests to the public check page from one address."""

    LENGTH = timedelta(minutes=10)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["address", "window"], name="check_counter_one_a_window")]
        indexes = [models.Index(fields=["window"], name="check_counter_by_window")]


class NumberCheckCounter(AddressCounter):
    """Number of requests about one number of a certificate from before, a day; `address` is the number's digest."""

    LENGTH = timedelta(days=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["address", "window"], name="number_check_counter_one_a_day")]
        indexes = [models.Index(fields=["window"], name="number_check_counter_by_day")]
