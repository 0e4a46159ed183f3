"""Vacancies of employers, what graduates wish, and introductions between them.

Only people who agreed to be proposed for jobs are here; the end of their agreement deletes every row about them.
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import TrainingCenter, User
from core import clock
from outcomes.followup.models.consents import Consent
from outcomes.needs.codes import Terms
from outcomes.needs.models import Employer, NeedRecord, OfCenterQuerySet
from outcomes.placement.codes import EndOfVacancy, Step, Why, Wish
from programs.catalog.models import Vocation


class VacancyQuerySet(OfCenterQuerySet):
    """Vacancies of one training center."""

    def open_on(self, day):
        """Those that were not ended and whose last day has not passed."""
        return self.filter(ended_as="", closes_on__gte=day)


class Vacancy(models.Model):
    """Places for one job with one employer. Wages are rupiah, a day for daily work, otherwise a month."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    training_center = models.ForeignKey(TrainingCenter, on_delete=models.PROTECT, related_name="vacancies")
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="vacancies")
    vocation = models.ForeignKey(Vocation, on_delete=models.PROTECT, related_name="+")
    job = models.CharField(max_length=60)
    number = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=120, blank=True)
    terms = models.CharField(max_length=6, choices=Terms, blank=True)
    wage_least = models.PositiveIntegerField(null=True, blank=True)
    wage_most = models.PositiveIntegerField(null=True, blank=True)
    begins_on = models.DateField(null=True, blank=True)
    opened_on = models.DateField()
    closes_on = models.DateField()
    need = models.OneToOneField(
        NeedRecord, on_delete=models.PROTECT, null=True, blank=True, related_name="vacancy", editable=False
    )
    ended_as = models.CharField(max_length=10, choices=EndOfVacancy, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)

    objects = VacancyQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_on", "-pk"]
        permissions = [("introduce", "Can propose graduates who agreed for jobs")]
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1), name="vacancy_is_for_somebody"),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opened_on")),
                name="vacancy_closes_after_it_opens",
                violation_error_message=_("The vacancy closes before it opens."),
            ),
            models.CheckConstraint(
                condition=Q(wage_least=None) | Q(wage_most=None) | Q(wage_most__gte=F("wage_least")),
                name="vacancy_wages_are_in_order",
                violation_error_message=_("The highest wage is below the lowest."),
            ),
            models.CheckConstraint(
                condition=Q(ended_as="", ended_on=None) | (~Q(ended_as="") & Q(ended_on__isnull=False)),
                name="vacancy_ends_with_a_reason_and_a_day",
            ),
        ]
        indexes = [models.Index(fields=["training_center", "-opened_on", "id"], name="vacancy_by_center")]

    def __str__(self):
        return self.job


class VacancyUnit(models.Model):
    """A unit that the job asks for, by its code as taught."""

    vacancy = models.ForeignKey(Vacancy, on_delete=models.CASCADE, related_name="units")
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=250)
    is_must = models.BooleanField(default=True)

    class Meta:
        ordering = ["vacancy", "-is_must", "code"]
        constraints = [models.UniqueConstraint(fields=["vacancy", "code"], name="vacancy_unit_stands_once")]


class JobWish(models.Model):
    """What work somebody who agreed wants, as told last."""

    consent = models.OneToOneField(Consent, on_delete=models.CASCADE, related_name="job_wish")
    wants = models.CharField(_("wants"), max_length=5, choices=Wish, default=Wish.ANY)
    places = models.CharField(_("where"), max_length=80, blank=True)
    is_unavailable = models.BooleanField(
        default=False, help_text="Not to be proposed now. Set by hand for any reason, and none is kept."
    )
    told_on = models.DateField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")


class IntroductionQuerySet(OfCenterQuerySet):
    """Introductions of one training center."""

    center_path = "vacancy__training_center"

    def going_on(self):
        """Those that have not ended."""
        return self.exclude(step__in=ENDS)


class Introduction(models.Model):
    """One graduate proposed for one vacancy. The letter keeps the words to which the person agreed."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    vacancy = models.ForeignKey(Vacancy, on_delete=models.PROTECT, related_name="introductions")
    consent = models.ForeignKey(Consent, on_delete=models.CASCADE, related_name="introductions")
    step = models.CharField(max_length=14, choices=Step, default=Step.PROPOSED)
    stepped_on = models.DateField()
    letter = models.JSONField(null=True, blank=True, help_text="The words of the letter, once the person agreed.")
    why = models.CharField(max_length=14, choices=Why, blank=True)

    objects = IntroductionQuerySet.as_manager()

    class Meta:
        ordering = ["-stepped_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["vacancy", "consent"],
                name="introduction_once_a_vacancy",
                violation_error_message=_("This person was proposed for this vacancy already."),
            ),
            models.CheckConstraint(
                condition=Q(step__in=["DITOLAK", "MUNDUR"]) | Q(why=""), name="introduction_why_belongs_to_an_end"
            ),
            models.CheckConstraint(
                condition=Q(step__in=["DIUSULKAN", "MUNDUR"]) | Q(letter__isnull=False),
                name="introduction_goes_on_with_agreed_words",
            ),
            models.CheckConstraint(
                condition=~Q(step="MUNDUR") | Q(letter__isnull=True), name="introduction_withdrawn_keeps_no_words"
            ),
        ]


class IntroductionStep(models.Model):
    """When a step was taken, and by whom it was noted."""

    introduction = models.ForeignKey(Introduction, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=14, choices=Step)
    on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["introduction", "pk"]


ENDS = (Step.REJECTED, Step.WITHDREW, Step.STARTED)
