"""Sums by which a region's pages answer at once, whatever its size. They name nobody and no batch."""

from django.db import models

from accounts.models import Facility
from inmates.people.codes import Sex
from programs.agreements.models import FundingSource
from programs.catalog.models import Vocation


class MonthSum(models.Model):
    """What a facility's places, marks and papers of one month add up to, by vocation, fund and sex.

    Made anew from the rows each night; gone once no page reads its month.
    """

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    month = models.DateField(help_text="Its first day, local to the facility.")
    vocation = models.ForeignKey(Vocation, on_delete=models.PROTECT, related_name="+")
    fund = models.CharField(max_length=20, choices=FundingSource)
    sex = models.CharField(max_length=1, choices=Sex, blank=True, help_text="Empty: not known.")
    in_training = models.PositiveIntegerField(
        default=0, help_text="Places of batches that run on the day of counting; in its month alone."
    )
    places = models.PositiveIntegerField(default=0, help_text="Held on at least one day of the month.")
    left_early = models.PositiveIntegerField(default=0, help_text="Places that ended early in the month.")
    finished = models.PositiveIntegerField(default=0, help_text="Places completed in the month.")
    assessed = models.PositiveIntegerField(
        default=0, help_text="Of those finished: the whole of a course that is assessed was taken here."
    )
    competent = models.PositiveIntegerField(default=0, help_text="Of those assessed: every core unit was passed.")
    certificates = models.PositiveIntegerField(default=0, help_text="Issued in the month, and valid when counted.")
    attenders = models.PositiveIntegerField(default=0, help_text="Places whose marks say that they could have come.")
    held_minutes = models.PositiveBigIntegerField(default=0)
    possible_minutes = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["facility", "month", "vocation", "fund", "sex"]
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "month", "vocation", "fund", "sex"], name="month_sum_stands_once"
            ),
        ]

    def __str__(self):
        return f"{self.facility_id} {self.month:%Y-%m} {self.vocation_id} {self.fund} {self.sex}"


class FacilityCount(models.Model):
    """When a facility was counted last, for how many people, and how complete its data were."""

    facility = models.OneToOneField(Facility, on_delete=models.CASCADE, primary_key=True, related_name="+")
    day = models.DateField(help_text="Local to the facility.")
    counted_at = models.DateTimeField()
    people = models.PositiveIntegerField(help_text="In custody there.")
    last_roll_on = models.DateField(null=True, help_text="The last day of a session whose roll was closed.")
    last_list_on = models.DateField(null=True, help_text="The last day on which custody data were confirmed.")
    rolls_due = models.PositiveIntegerField(help_text="Sessions of the 30 days before that were not cancelled.")
    rolls_closed = models.PositiveIntegerField(help_text="Of those: the roll is closed.")

    class Meta:
        ordering = ["facility"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rolls_closed__lte=models.F("rolls_due")), name="no_more_rolls_closed_than_due"
            ),
        ]

    def __str__(self):
        return f"{self.facility_id} {self.day}"
