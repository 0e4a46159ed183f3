"""When people are asked, who tried to reach them, what they told and what help they want."""

import uuid
from datetime import date

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock
from outcomes.followup.codes import (
    DERIVED,
    WORKING,
    Channel,
    ContactKind,
    ContactResult,
    Evidence,
    Help,
    Hindrance,
    Hours,
    Income,
    OutcomeStatus,
    PaperShown,
    Wave,
)
from outcomes.followup.models.consents import Consent, OfConsentQuerySet
from outcomes.followup.models.contacts import Contact


class FollowUpQuerySet(OfConsentQuerySet):
    """Waves by day."""

    def open(self):
        """Waves still to be asked."""
        return self.filter(state=FollowUp.State.OPEN)

    def shown_on(self, day: date):
        """What pages show: answered waves and those due now. All others look like times that are still to come."""
        return self.filter(Q(state=FollowUp.State.DONE) | Q(state=FollowUp.State.OPEN, due_on__lte=day))

    def callable_on(self, day: date):
        """Open waves due by that day whose window has not closed, of people who allow it.

        Where somebody is by now is never asked: who left the list without an act of the center would be told by it.
        """
        messenger = Contact.objects.usable().filter(consent=OuterRef("consent"), kind=ContactKind.MESSENGER)
        allowed = Q(consent__by_phone=True) | (Q(consent__by_message=True) & Q(Exists(messenger)))
        return (
            self.open()
            .filter(due_on__lte=day, window_until__gte=day)
            .filter(consent__withdrawn_at__isnull=True)
            .filter(allowed)
        )


class FollowUp(models.Model):
    """One wave of one person: when it is due and what came of it."""

    class State(models.TextChoices):
        """States of a wave; lost, paused and stopped are never turned into each other."""

        OPEN = "open", _("To be asked")
        DONE = "done", _("Answered")
        LOST = "lost", _("Not reached")
        PAUSED = "paused", _("Need not be contacted now")
        STOPPED = "stopped", _("Ended")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    consent = models.ForeignKey(Consent, on_delete=models.CASCADE, related_name="follow_ups")
    wave = models.CharField(_("time"), max_length=3, choices=Wave)
    due_on = models.DateField(_("due on"))
    window_until = models.DateField(_("until"))
    state = models.CharField(max_length=7, choices=State, default=State.OPEN)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["consent", "wave"], name="follow_up_one_a_wave"),
            models.CheckConstraint(
                condition=Q(window_until__gte=F("due_on")), name="follow_up_window_ends_after_it_begins"
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="follow_up_by_day")]


class ContactAttempt(models.Model):
    """One attempt to reach somebody in the window of a wave."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel)
    result = models.CharField(max_length=20, choices=ContactResult)
    call_again_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(call_again_at__isnull=True) | Q(call_again_at__gt=F("at")),
                name="contact_attempt_again_is_later",
            )
        ]


class OutcomeQuerySet(OfConsentQuerySet):
    """Outcomes by how well they are known."""

    def told(self):
        """What people told themselves, or was seen or shown: all but hearsay."""
        return self.exclude(evidence=Evidence.HEARSAY)

    def wanting_help(self):
        """Those that ask for help which nobody has seen to yet."""
        died = Outcome.objects.filter(consent=OuterRef("consent"), status=OutcomeStatus.DIED)
        wanted = self.filter(help_given_at__isnull=True).exclude(help_wanted__in=["", Help.NONE])
        return wanted.exclude(Exists(died))


class Outcome(models.Model):
    """What somebody told, with how well it is known. Nothing is overwritten; `evidence.best` says which one counts."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    consent = models.ForeignKey(Consent, on_delete=models.CASCADE, related_name="outcomes")
    wave = models.CharField(max_length=3, choices=Wave, blank=True, null=True)
    status = models.CharField(max_length=12, choices=OutcomeStatus)
    evidence = models.CharField(max_length=2, choices=Evidence)
    told_on = models.DateField()
    works_since = models.DateField(null=True, blank=True, help_text="The first day of its month, as far as told.")
    same_place = models.BooleanField(null=True, blank=True)
    hours_band = models.CharField(max_length=5, choices=Hours, blank=True)
    income_band = models.CharField(max_length=1, choices=Income, blank=True)
    occupation = models.CharField(max_length=60, blank=True)
    employer = models.CharField(max_length=120, blank=True, help_text="With whom, if said. Nobody asks there.")
    place = models.CharField(max_length=120, blank=True, help_text="Of the work: village or district.")
    units_used = models.JSONField(default=list, blank=True, help_text="Codes of units.")
    is_in_trade = models.BooleanField(null=True, blank=True)
    rule_version = models.CharField(max_length=20, blank=True, help_text="Of the rule that told the trade.")
    aids_in_use = models.BooleanField(null=True, blank=True)
    has_papers = models.BooleanField(null=True, blank=True, help_text="All papers are in hand; asked at 2 weeks.")
    hindrance = models.CharField(max_length=20, choices=Hindrance, blank=True)
    help_wanted = models.CharField(max_length=16, choices=Help, blank=True)
    help_given_at = models.DateTimeField(null=True, blank=True)
    suggestion = models.CharField(max_length=200, blank=True)
    paper = models.CharField(max_length=12, choices=PaperShown, blank=True)
    scan = models.FileField(upload_to="evidence/", blank=True, help_text="Of the paper; deleted with the row.")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        ordering = ["told_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=sorted(set(OutcomeStatus.values) - DERIVED)), name="outcome_can_be_told"
            ),
            models.CheckConstraint(
                condition=~Q(evidence="E1") | ~Q(status__in=sorted(WORKING)), name="outcome_hearsay_is_no_work"
            ),
            models.CheckConstraint(
                condition=Q(recorded_by__isnull=False) | Q(evidence="E3"), name="outcome_has_a_recorder_or_is_own"
            ),
            models.CheckConstraint(
                condition=Q(paper="", scan="") | (Q(evidence="E5") & ~Q(paper="")), name="outcome_paper_was_shown"
            ),
        ]

    @property
    def words_of_work(self) -> list[str]:
        """What was said of the work in words: which, with whom, where."""
        return [words for words in (self.occupation, self.employer, self.place) if words]

    @property
    def is_working(self) -> bool:
        """Whether this is paid or profit work."""
        return self.status in WORKING


class HelpWishQuerySet(OfConsentQuerySet):
    """Wishes by whether somebody has seen to them."""

    def waiting(self):
        """Those that nobody has seen to yet."""
        return self.filter(given_at__isnull=True)


class HelpWish(models.Model):
    """Help that a holder asked for and told nothing else: no outcome, no answer to a wave, in no figure."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    consent = models.ForeignKey(Consent, on_delete=models.CASCADE, related_name="help_wishes")
    help_wanted = models.CharField(max_length=16, choices=Help)
    asked_at = models.DateTimeField(default=clock.now)
    given_at = models.DateTimeField(null=True, blank=True)

    objects = HelpWishQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["consent", "help_wanted"],
                condition=Q(given_at__isnull=True),
                name="help_wish_one_waiting_a_kind",
            ),
            models.CheckConstraint(condition=~Q(help_wanted__in=["", Help.NONE]), name="help_wish_is_for_something"),
        ]
