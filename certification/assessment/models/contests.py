"""Contested results: appeals by participants, and corrections after sign-off."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from certification.assessment.models.results import UnitResult
from core import clock
from core.two_person_decision import decided_by_another
from programs.catalog.models import ProgramUnit
from programs.places.models import Enrollment


class ResultAppealQuerySet(models.QuerySet):
    """Appeals, by who may see them and whether they are settled."""

    def visible_to(self, user):
        """Appeals of participants visible to the user."""
        return self.filter(result__enrollment__in=Enrollment.objects.visible_to(user))

    def open(self):
        """Appeals undecided, or granted and still to be reassessed."""
        return self.filter(Q(outcome="") | Q(outcome="granted", again=None, ended_at=None))

    def waiting_for_attempt(self):
        """Granted, neither reassessed nor ended."""
        return self.filter(outcome="granted", again=None, ended_at=None)


class ResultAppeal(models.Model):
    """A participant's objection to a BK. Until it is settled, result and papers are frozen."""

    class Asker(models.TextChoices):
        """Who filed it; participants have no accounts of their own."""

        PARTICIPANT = "participant", _("The participant")
        INSTRUCTOR = "instructor", _("An instructor, for the participant")
        PARTNER = "partner", _("The partner office, for the participant")

    class Outcome(models.TextChoices):
        """Granting an appeal gives another attempt before another assessor; it never changes the result directly."""

        GRANTED = "granted", _("Granted: assessed again by another assessor")
        REFUSED = "refused", _("Not granted: the result stands")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # One to one: each attempt can be appealed once.
    result = models.OneToOneField(UnitResult, on_delete=models.PROTECT, related_name="appeal")
    asker = models.CharField(_("brought by"), max_length=12, choices=Asker)
    filed_on = models.DateField(_("received on"))
    grounds = models.CharField(_("grounds"), max_length=500)
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    assessor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", help_text="Of that attempt.")
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    again = models.OneToOneField(
        UnitResult, on_delete=models.PROTECT, null=True, blank=True, related_name="settles", help_text="New attempt."
    )
    # Of a granted appeal that nobody can assess any more: two people end it, and the result stands.
    end_reason = models.CharField(_("why it cannot be assessed again"), max_length=300, blank=True)
    end_asked_at = models.DateTimeField(null=True, blank=True)
    end_asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ResultAppealQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", decided_by=None, decided_at=None)
                | (~Q(outcome="") & ~Q(reason="") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="result_appeal_is_decided_by_somebody_with_a_reason",
            ),
            models.CheckConstraint(
                condition=decided_by_another("decided_by", "assessor", "recorded_by"),
                name="result_appeal_is_decided_by_another",
                violation_error_message=_("Somebody other than the assessor has to decide on the appeal."),
            ),
            models.CheckConstraint(
                condition=Q(again=None) | Q(outcome="granted"), name="result_appeal_again_only_when_granted"
            ),
            models.CheckConstraint(
                condition=Q(end_asked_at=None, end_asked_by=None, end_reason="")
                | Q(outcome="granted", end_asked_at__isnull=False, end_asked_by__isnull=False) & ~Q(end_reason=""),
                name="result_appeal_end_is_asked_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False, end_asked_by__isnull=False, again=None),
                name="result_appeal_end_was_asked_for",
            ),
            models.CheckConstraint(
                condition=decided_by_another("ended_by", "end_asked_by"),
                name="result_appeal_is_ended_by_another",
                violation_error_message=_("Whoever asks for the end of an appeal cannot confirm it."),
            ),
        ]

    @property
    def waits_for_decision(self) -> bool:
        """Whether it is undecided."""
        return not self.outcome

    @property
    def waits_for_attempt(self) -> bool:
        """Whether it was granted and the new attempt is pending."""
        return self.outcome == self.Outcome.GRANTED and self.again_id is None and not self.ended_at

    @property
    def end_is_asked(self) -> bool:
        """Whether its end waits for a second person."""
        return self.waits_for_attempt and self.end_asked_at is not None


class ResultCorrectionQuerySet(models.QuerySet):
    """Corrections, by who may see them and whether they are pending."""

    def visible_to(self, user):
        """Corrections about participants visible to the user."""
        return self.filter(enrollment__in=Enrollment.objects.visible_to(user))

    def open(self):
        """Corrections awaiting a second person."""
        return self.filter(state="asked")


class ResultCorrection(models.Model):
    """Correction of a result signed wrongly: one person requests, another approves; the old result is kept here."""

    class State(models.TextChoices):
        """A correction is decided once, by a second person."""

        ASKED = "asked", _("Asked for")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Not approved")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="corrections")
    unit = models.ForeignKey(ProgramUnit, on_delete=models.PROTECT, related_name="+")
    old_result = models.CharField(max_length=2, choices=UnitResult.Result)
    old_feedback = models.CharField(max_length=300, blank=True)
    new_result = models.CharField(_("correct result"), max_length=2, choices=UnitResult.Result)
    new_feedback = models.CharField(_("feedback"), max_length=300, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(default=clock.now)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = ResultCorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "unit"], condition=Q(state="asked"), name="result_correction_one_open_a_result"
            ),
            models.CheckConstraint(
                condition=Q(state="asked", decided_by=None) | (~Q(state="asked") & Q(decided_by__isnull=False)),
                name="result_correction_is_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=decided_by_another("decided_by", "asked_by"),
                name="result_correction_takes_two_people",
                violation_error_message=_("Whoever asked for a correction cannot approve it."),
            ),
            models.CheckConstraint(
                condition=Q(new_result="K") | ~Q(new_feedback=""),
                name="result_correction_not_yet_has_feedback",
                violation_error_message=_("“Not yet competent” needs feedback: what is missing, what comes next."),
            ),
        ]
