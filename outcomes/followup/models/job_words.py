"""Words of jobs by which an answer counts as work in the trade."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import TrainingCenter, User
from core import clock
from programs.catalog.models import Vocation

LONGEST_WORD = 40


class JobWordQuerySet(models.QuerySet):
    """Words by center and day."""

    def visible_to(self, user):
        """The center's own words and those that every installation starts with."""
        if not user.training_center_id:
            return self.none()
        return self.filter(Q(training_center=user.training_center_id) | Q(training_center=None))

    def on(self, day):
        """Words that count on that day."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day), valid_from__lte=day)


class JobWord(models.Model):
    """A word or words of a vocation's jobs, from a day on; `ends_on` is the first day on which it no longer counts.

    Rows without a center are those that every installation starts with. They hold for a center until it changes words
    of the vocation: then it has rows of its own for all of them.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    training_center = models.ForeignKey(
        TrainingCenter, on_delete=models.PROTECT, null=True, blank=True, related_name="job_words"
    )
    vocation = models.ForeignKey(Vocation, on_delete=models.PROTECT, related_name="+")
    word = models.CharField(_("word"), max_length=LONGEST_WORD, help_text="As it is compared: in small letters.")
    valid_from = models.DateField(_("valid from"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    added_at = models.DateTimeField(default=clock.now, editable=False)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = JobWordQuerySet.as_manager()

    class Meta:
        ordering = ["vocation", "word", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["training_center", "vocation", "word"],
                condition=Q(ends_on=None),
                name="job_word_stands_once",
                violation_error_message=_("This word counts already."),
            ),
            models.UniqueConstraint(
                fields=["vocation", "word"], condition=Q(training_center=None), name="job_word_of_all_stands_once"
            ),
            models.CheckConstraint(condition=~Q(word=""), name="job_word_says_something"),
            models.CheckConstraint(
                condition=Q(ends_on=None, ended_by=None)
                | Q(ends_on__gte=F("valid_from"), ended_by__isnull=False, training_center__isnull=False),
                name="job_word_is_ended_by_somebody",
            ),
        ]

    def __str__(self):
        return self.word
