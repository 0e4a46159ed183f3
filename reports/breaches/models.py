"""Breaches of personal data (UU 27/2022, article 46): what happened, whose data, who was told in 3 x 24 hours."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock
from core.two_person_decision import decided_by_another
from inmates.people.models import Person

# UU 27/2022, article 46 (1): the person and the authority are told within 3 x 24 hours.
TIME_TO_TELL = timedelta(hours=72)


class BreachQuerySet(models.QuerySet):
    """Breaches, by office and state."""

    def visible_to(self, user):
        """Those of the user's own office."""
        return self.filter(office=user.office_code)

    def open(self):
        """Those that two people have not closed."""
        return self.filter(closed_at=None)

    def untold(self):
        """Open ones of which the authority or an affected person was not told yet, and that nobody asks to close."""
        waiting = AffectedPerson.objects.counting().filter(breach=OuterRef("pk"), told_on=None)
        return self.open().filter(Q(authority_told_on=None) | Q(Exists(waiting)), closing_asked_at=None)

    def to_close(self):
        """Open ones of which everybody was told, and that nobody asks to close."""
        waiting = AffectedPerson.objects.counting().filter(breach=OuterRef("pk"), told_on=None)
        return self.open().filter(~Exists(waiting), closing_asked_at=None).exclude(authority_told_on=None)

    def to_give_up(self, user):
        """Open ones in which somebody else asks not to try any more to reach somebody."""
        asked = AffectedPerson.objects.counting().giving_up().exclude(giving_up_asked_by=user)
        return self.open().filter(Exists(asked.filter(breach=OuterRef("pk"))))

    def to_confirm(self, user):
        """Open ones that somebody else asks to close."""
        return self.open().exclude(closing_asked_at=None).exclude(closing_asked_by=user)


class Breach(models.Model):
    """One failure to protect personal data, as far as it is known."""

    class Kind(models.TextChoices):
        """What became of the data."""

        DISCLOSED = "disclosed", _("Came to somebody who may not have it")
        ACCESSED = "accessed", _("Somebody looked who may not")
        LOST = "lost", _("Lost or stolen: paper, device, account")
        CHANGED = "changed", _("Changed without right")
        DESTROYED = "destroyed", _("Destroyed without right")

    class Outcome(models.TextChoices):
        """How it was closed."""

        HANDLED = "handled", _("Handled; everybody who could be reached was told")
        NONE = "none", _("It was no breach")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.CharField(max_length=40)
    kind = models.CharField(_("what happened"), max_length=10, choices=Kind)
    what = models.CharField(_("what happened, when and how"), max_length=1000)
    data = models.CharField(_("which data"), max_length=300)
    # From here the 3 x 24 hours count.
    found_at = models.DateTimeField(_("found at"))
    found_by = models.CharField(_("found by"), max_length=150)
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    authority_told_on = models.DateField(null=True, blank=True)
    # Empty where only the day was asked for.
    authority_told_at = models.DateTimeField(null=True, blank=True)
    authority_told_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    authority_number = models.CharField(_("number of the letter"), max_length=80, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    conclusion = models.CharField(_("conclusion"), max_length=1000, blank=True)
    # Said by whoever asks for the closing of a breach with nobody in it.
    nobody_affected = models.BooleanField(default=False)
    closing_asked_at = models.DateTimeField(null=True, blank=True)
    closing_asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = BreachQuerySet.as_manager()

    class Meta:
        ordering = ["-found_at", "-pk"]
        permissions = [("handle_breach", "Can record and close breaches of personal data")]
        constraints = [
            models.CheckConstraint(
                condition=Q(authority_told_on=None, authority_told_by=None)
                | Q(authority_told_on__isnull=False, authority_told_by__isnull=False),
                name="breach_tells_the_authority_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(authority_told_at=None) | Q(authority_told_on__isnull=False),
                name="breach_authority_hour_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(closing_asked_at=None, closing_asked_by=None, outcome="", conclusion="")
                | Q(closing_asked_at__isnull=False, closing_asked_by__isnull=False)
                & ~Q(outcome="")
                & ~Q(conclusion=""),
                name="breach_closing_says_how_it_ended",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False, closing_asked_by__isnull=False),
                name="breach_is_closed_by_somebody",
            ),
            models.CheckConstraint(
                condition=decided_by_another("closed_by", "closing_asked_by"), name="breach_is_closed_by_another"
            ),
        ]
        indexes = [models.Index(fields=["office", "-found_at", "-id"], name="breach_by_office")]

    @property
    def deadline(self) -> datetime:
        """Until when the law requires person and authority to be told."""
        return self.found_at + TIME_TO_TELL

    @property
    def authority_hours_late(self) -> int:
        """How many hours after the time that the law gives the authority was told, begun ones whole; 0 if in time."""
        late = self.authority_told_at - self.deadline if self.authority_told_at else timedelta()
        return max(0, -(-late // timedelta(hours=1)))


class BreachVersion(models.Model):
    """What was recorded of a breach before it was corrected. Rows are added."""

    breach = models.ForeignKey(Breach, on_delete=models.CASCADE, related_name="versions")
    kind = models.CharField(max_length=10, choices=Breach.Kind)
    what = models.CharField(max_length=1000)
    data = models.CharField(max_length=300)
    found_at = models.DateTimeField()
    found_by = models.CharField(max_length=150)
    reason = models.CharField(max_length=200)
    replaced_at = models.DateTimeField(default=clock.now)
    replaced_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="breach_version_says_why")]

    def __str__(self):
        return f"{self.breach_id}: {self.replaced_at}"


class BreachStep(models.Model):
    """What was found out or done about a breach. Rows are added."""

    breach = models.ForeignKey(Breach, on_delete=models.CASCADE, related_name="steps")
    text = models.CharField(_("what was found out or done"), max_length=500)
    is_internal = models.BooleanField(default=False, help_text="Between the two people who close; never printed.")
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="breach_step_says_what")]

    def __str__(self):
        return f"{self.breach_id}: {self.text}"


class BreachScope(models.Model):
    """What made people affected: one answer, everything an account saw in a span of time, or one person."""

    class Kind(models.TextChoices):
        """How the people were found."""

        ENTRY = "entry", _("An export, list, print or page")
        ACCOUNT = "account", _("All that an account saw in a span of time")
        PERSON = "person", _("One person")

    breach = models.ForeignKey(Breach, on_delete=models.CASCADE, related_name="scopes")
    kind = models.CharField(max_length=10, choices=Kind)
    # No foreign key, as in the log itself.
    entry_id = models.BigIntegerField(null=True, blank=True)
    user_id = models.BigIntegerField(null=True, blank=True)
    user_name = models.CharField(max_length=150, blank=True)
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    people = models.PositiveIntegerField(help_text="How many people it showed.")
    gone = models.PositiveIntegerField(default=0, help_text="How many of their records are destroyed since.")
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="entry", entry_id__isnull=False, user_id=None, began_at=None, ended_at=None)
                | Q(kind="account", entry_id=None, user_id__isnull=False, began_at__lt=models.F("ended_at"))
                | Q(kind="person", entry_id=None, user_id=None, began_at=None, ended_at=None),
                name="breach_scope_says_what_it_is",
            ),
            models.UniqueConstraint(
                fields=["breach", "entry_id"], condition=Q(kind="entry"), name="breach_scope_has_an_entry_once"
            ),
        ]

    def __str__(self):
        return f"{self.breach_id}: {self.kind}"


class AffectedQuerySet(models.QuerySet):
    """Affected people of breaches."""

    def counting(self):
        """Those who were not taken off the list since."""
        return self.filter(is_removed=False)

    def giving_up(self):
        """Those whom one person gives up to reach, and another has not decided on."""
        return self.filter(told_on=None, giving_up_asked_at__isnull=False)

    def by_name(self):
        """By name, as lists and letters tell them."""
        return self.order_by("person__name_sort", "pk")


class AffectedPerson(models.Model):
    """Somebody whose data a breach affects, and how the person was told."""

    class How(models.TextChoices):
        """How the letter reached the person."""

        HANDED = "handed", _("Letter handed over")
        SENT = "sent", _("Letter sent in a neutral envelope")
        READ_OUT = "read_out", _("Read out and explained")
        FAMILY = "family", _("Sealed letter given to the family to hand over")
        UNREACHED = "unreached", _("Not reached")

    breach = models.ForeignKey(Breach, on_delete=models.CASCADE, related_name="affected")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="breaches")
    recorded_at = models.DateTimeField(default=clock.now)
    # Told, or given up: then not reached, since this day, by the second person.
    told_on = models.DateField(null=True, blank=True)
    told_how = models.CharField(max_length=10, choices=How, blank=True)
    told_note = models.CharField(max_length=200, blank=True, help_text="Through whom; or why somebody is given up.")
    told_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Asked for by one person. Empty in rows given up before two people had to decide.
    giving_up_asked_at = models.DateTimeField(null=True, blank=True)
    giving_up_asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    giving_up_reason = models.CharField(max_length=200, blank=True)
    # Says whether the last `AffectedRemoval` still holds: whoever is found again counts again.
    is_removed = models.BooleanField(default=False)

    objects = AffectedQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["breach", "person"], name="affected_person_is_named_once"),
            models.CheckConstraint(
                condition=Q(told_on=None, told_by=None, told_how="")
                | Q(told_on__isnull=False, told_by__isnull=False) & ~Q(told_how=""),
                name="affected_person_is_told_in_some_way",
            ),
            models.CheckConstraint(
                condition=~Q(told_how="unreached") | ~Q(told_note=""), name="affected_person_unreached_says_what_else"
            ),
            models.CheckConstraint(
                condition=Q(giving_up_asked_at=None, giving_up_asked_by=None, giving_up_reason="")
                | Q(giving_up_asked_at__isnull=False, giving_up_asked_by__isnull=False) & ~Q(giving_up_reason=""),
                name="affected_person_is_given_up_for_a_reason",
            ),
            models.CheckConstraint(
                condition=decided_by_another("told_by", "giving_up_asked_by") | Q(giving_up_asked_by=None),
                name="affected_person_is_given_up_by_another",
            ),
        ]

    def __str__(self):
        return f"{self.breach_id}: {self.person_id}"


class TellingAttempt(models.Model):
    """One try to tell somebody of a breach, whether it succeeded or not. Rows are added."""

    class Why(models.TextChoices):
        """Why somebody was not reached."""

        NO_ADDRESS = "no_address", _("No address and no number is known")
        NO_ANSWER = "no_answer", _("Nobody answered")
        RETURNED = "returned", _("The letter came back")
        REFUSED = "refused", _("Did not want the letter")
        DIED = "died", _("Has died")
        OTHER = "other", _("Another reason")
        # Recorded as told or given up, and it did not hold.
        AGAIN = "again", _("Is to be tried again")

    affected = models.ForeignKey(AffectedPerson, on_delete=models.CASCADE, related_name="attempts")
    on = models.DateField()
    how = models.CharField(max_length=10, choices=AffectedPerson.How)
    why = models.CharField(max_length=10, choices=Why, blank=True)
    note = models.CharField(max_length=200, blank=True, help_text="What was tried, or through whom.")
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(how="unreached") & ~Q(why="") & ~Q(note="") | ~Q(how="unreached") & Q(why=""),
                name="telling_attempt_says_why_it_failed",
            )
        ]

    def __str__(self):
        return f"{self.affected_id}: {self.how}"


class AffectedRemoval(models.Model):
    """Why somebody was taken off the list of a breach. Rows are added; the person's row stays."""

    affected = models.ForeignKey(AffectedPerson, on_delete=models.CASCADE, related_name="removals")
    reason = models.CharField(_("reason"), max_length=200)
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="affected_removal_says_why")]

    def __str__(self):
        return f"{self.affected_id}: {self.reason}"
