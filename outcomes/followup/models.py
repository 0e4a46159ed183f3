"""Who agreed to be asked after training, how to reach them, when they are asked, and what they told.

A half of its own: read by the training center that asked, never by a detention center.
"""

import uuid
from datetime import date, timedelta

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import TrainingCenter, User
from certification.register.models import Certificate
from core import clock, crypto
from core.throttling import AddressCounter
from inmates.people.models import Person
from outcomes.followup.codes import (
    DERIVED,
    WORKING,
    Answer,
    AskedBy,
    Channel,
    ClosedFor,
    ContactKind,
    ContactResult,
    Evidence,
    Help,
    Hindrance,
    Hours,
    Income,
    OutcomeStatus,
    PaperShown,
    ReasonOfNo,
    Slot,
    Wave,
)
from outcomes.needs.models import OfCenterQuerySet

# Phone numbers show so many last digits.
_SHOWN_DIGITS = 3


def hash_of(person: Person) -> str:
    """The keyed digest of a person's public id that stays with a consent for ever (UU 27/2022, article 24)."""
    return crypto.blind_index(str(person.public_id), purpose="outcomes.consent.person")


class ConsentQuerySet(OfCenterQuerySet):
    """Consents by answer."""

    def live(self):
        """Those not withdrawn, yes and no."""
        return self.filter(withdrawn_at__isnull=True)

    def agreed(self):
        """Those under which somebody may be asked."""
        return self.live().filter(answer=Answer.YES)


class Consent(models.Model):
    """The answer to the read-out question. After withdrawal it no longer says whose it was: hash, answer, text and day
    stay, with the proof that it ended.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    training_center = models.ForeignKey(TrainingCenter, on_delete=models.PROTECT, related_name="consents")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="consents")
    person_hash = models.CharField(max_length=64, db_index=True, editable=False)
    text_version = models.CharField(max_length=20)
    asked_on = models.DateField(_("asked on"))
    answer = models.CharField(_("answer"), max_length=3, choices=Answer)
    reason_of_no = models.CharField(_("reason"), max_length=20, choices=ReasonOfNo, blank=True)
    channel = models.CharField(_("way"), max_length=12, choices=AskedBy, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    by_phone = models.BooleanField(_("may be called"), default=False)
    by_message = models.BooleanField(_("may get messages"), default=False)
    may_name_center = models.BooleanField(
        _("the training center may be named when somebody else answers"), default=False
    )
    may_visit = models.BooleanField(_("may be visited"), default=False)
    may_match = models.BooleanField(_("may be proposed for jobs"), default=False)
    followed_from = models.DateField(
        null=True, blank=True, help_text="Waves are counted from it; shown to nobody. Null until it is known."
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_channel = models.CharField(max_length=12, choices=AskedBy, blank=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    proof_code = models.CharField(max_length=12, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_on", "-pk"]
        permissions = [
            ("follow_up", "Can ask graduates for their agreement and what became of them"),
            ("count_follow_up", "Can see how many graduates were asked and reached"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["training_center", "person"],
                condition=Q(withdrawn_at__isnull=True),
                name="consent_one_live_a_person_and_center",
                violation_error_message=_("This person has answered already."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, person__isnull=False, proof_code="", withdrawn_channel="")
                | (Q(withdrawn_at__isnull=False, person__isnull=True) & ~Q(proof_code="") & ~Q(withdrawn_channel="")),
                name="consent_withdrawn_names_nobody",
            ),
            models.CheckConstraint(
                condition=Q(answer="yes", reason_of_no="")
                | Q(
                    answer="no",
                    by_phone=False,
                    by_message=False,
                    may_name_center=False,
                    may_visit=False,
                    may_match=False,
                    followed_from__isnull=True,
                ),
                name="consent_no_allows_nothing",
            ),
            models.UniqueConstraint(
                fields=["proof_code"], condition=~Q(proof_code=""), name="consent_proof_code_is_unique"
            ),
        ]

    @property
    def is_agreed(self) -> bool:
        """Whether somebody may be asked under it."""
        return self.answer == Answer.YES and self.withdrawn_at is None

    def allows(self, kind: str) -> bool:
        """Whether contacts of this kind may be used."""
        if kind in (ContactKind.OWN_PHONE, ContactKind.FAMILY_PHONE):
            return self.by_phone
        return self.by_message if kind == ContactKind.MESSENGER else True


class AskedPerson(models.Model):
    """Somebody answered the question once; neither what, nor when, nor to whom, and whatever became of it.

    The preparation of leaving reads it, so that it learns of no withdrawal.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="+")


class OfConsentQuerySet(OfCenterQuerySet):
    """Rows that go with a consent."""

    center_path = "consent__training_center"


class ContactQuerySet(OfConsentQuerySet):
    """Contacts in use."""

    def usable(self):
        """Those that were not closed."""
        return self.filter(closed_at__isnull=True)


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

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["consent", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(closed_at__isnull=True, closed_for="") & ~Q(value_sealed=""))
                | (Q(closed_at__isnull=False, value_sealed="") & ~Q(closed_for="")),
                name="contact_closed_keeps_no_value",
            )
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
    def masked(self) -> str:
        """How pages show it: the last digits of a number, nothing of an address."""
        if self.kind == ContactKind.ADDRESS or not self.value_sealed:
            return "••••"
        return f"•••• {self.value[-_SHOWN_DIGITS:]}"


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
        return self.filter(help_given_at__isnull=True).exclude(help_wanted__in=["", Help.NONE])


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


class HolderPin(models.Model):
    """The PIN that opens a certificate's page for its holder: a slow hash; sealed only until its card is printed."""

    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="holder_pin")
    pin_hash = models.CharField(max_length=128)
    pin_sealed = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    printed_at = models.DateTimeField(null=True, blank=True)

    # How long a PIN can still be printed after it was made.
    PRINTABLE = timedelta(days=2)


class PinCounter(AddressCounter):
    """Tries to open a page, by code and by address, both as keyed digests."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["address", "window"], name="pin_counter_one_a_window")]
        indexes = [models.Index(fields=["window"], name="pin_counter_by_window")]


class PinFailures(models.Model):
    """Wrong PINs typed for a code as long as its card is in use, whether there is such a code or not; keyed digest."""

    code = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(default=clock.now)
