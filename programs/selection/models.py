"""From application to decision: applications, hearings, offers of free places, appeals."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock
from core.two_person_decision import decided_by_another
from inmates.people.models import Person
from programs.batches.models import Batch
from programs.catalog.models import Program
from programs.entry_rules.models import EntryRuleSet


class Hearing(models.Model):
    """A meeting of the placement board (sidang TPP) on one batch. Closing it locks its decisions."""

    class State(models.TextChoices):
        """Whether the decisions can still change."""

        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")
        CALLED_OFF = "off", _("Called off")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="hearings")
    held_on = models.DateField(_("held on"))
    starts_at = models.TimeField(
        _("hour"), null=True, blank=True, help_text="Local to the facility; empty if nobody noted it."
    )
    place = models.CharField(_("place"), max_length=100)
    chair = models.ForeignKey(User, on_delete=models.PROTECT, related_name="hearings_chaired")
    number = models.CharField(_("number of the minutes"), max_length=80, blank=True)
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    minutes = models.JSONField(default=dict, blank=True, help_text="Every printed word, as it was when it was closed.")
    quorum = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="So many have to be present, as asked that day; none: from before it was kept."
    )
    presence_revision = models.PositiveIntegerField(
        default=0, help_text="Grows each time it is noted who came, so that a stale entry is noticed."
    )

    class Meta:
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch"],
                condition=Q(state="open"),
                name="hearing_one_open_a_batch",
                violation_error_message=_("This batch already has an open hearing."),
            ),
            models.CheckConstraint(
                condition=Q(state="open") | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="hearing_is_closed_by_somebody",
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Whether its decisions can still change."""
        return self.state == self.State.OPEN


class HearingMember(models.Model):
    """Somebody invited to the hearing, the chair among them; without a quorum of its own, somebody who was there."""

    class Presence(models.TextChoices):
        """Whether the member came, or why not; empty until it is noted."""

        CAME = "came", _("Present")
        LEAVE = "leave", _("Absent: on leave")
        SICK = "sick", _("Absent: ill")
        DUTY = "duty", _("Absent: on other duty")
        UNKNOWN = "unknown", _("Absent: reason not known")

    hearing = models.ForeignKey(Hearing, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    presence = models.CharField(_("presence"), max_length=7, choices=Presence, blank=True)
    substitute = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="Who came instead."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hearing", "user"], name="hearing_member_stands_once"),
            models.UniqueConstraint(
                fields=["hearing", "substitute"],
                condition=Q(substitute__isnull=False),
                name="hearing_member_substitute_stands_once",
            ),
            models.CheckConstraint(
                condition=Q(substitute=None)
                | (Q(presence__in=["leave", "sick", "duty", "unknown"]) & ~Q(substitute=models.F("user"))),
                name="hearing_member_substitute_stands_for_an_absent_one",
            ),
        ]

    @property
    def is_present(self) -> bool:
        """Whether the member came or somebody instead."""
        return self.presence == self.Presence.CAME or self.substitute_id is not None

    @property
    def attendee(self) -> User | None:
        """Who sat there for this member: the member, or the substitute; nobody if it is not noted."""
        return self.user if self.presence == self.Presence.CAME else self.substitute


class ApplicationQuerySet(models.QuerySet):
    """Applications, filtered by who may see them."""

    def visible_to(self, user):
        """Applications at the user's facility. The training center sees none: it only knows who is enrolled."""
        return self.filter(batch__facility=user.facility_id) if user.facility_id else self.none()

    def open(self):
        """Applications that may still lead to a place."""
        return self.filter(state__in=Application.OPEN_STATES)


class Application(models.Model):
    """A person's application for a batch, with the answers of the entry rules when it was made.

    `programs.selection.application_states` defines the allowed transitions and who may make them.
    """

    class State(models.TextChoices):
        """The state of an application; see `programs.selection.application_states` for transitions."""

        SUBMITTED = "submitted", _("Submitted")
        ADMITTED = "admitted", _("Admitted")
        RESERVE = "reserve", _("Reserve list")
        OFFERED = "offered", _("Place offered")
        REJECTED = "rejected", _("Not admitted")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        LAPSED = "lapsed", _("Lapsed")
        ENROLLED = "enrolled", _("Enrolled")

    class Source(models.TextChoices):
        """Whose idea the application was; the person consents in any case."""

        PERSON = "person", _("The person's own wish")
        STAFF = "staff", _("Proposed by staff")
        BOARD = "board", _("Proposed by the board")

    class Closing(models.TextChoices):
        """Why an application was closed without a decision or a place."""

        OWN_WISH = "own_wish", _("At the person's own wish")
        DECLINED = "declined", _("Declined the place offered")
        LEFT = "left", _("No longer in custody here")
        UNAVAILABLE = "unavailable", _("Cannot take part for now")
        MISTAKE = "mistake", _("Entered by mistake")
        BATCH_OVER = "batch_over", _("The batch is over")
        BATCH_CANCELLED = "batch_cancelled", _("The batch was cancelled")

    OPEN_STATES = ("submitted", "admitted", "reserve", "offered")
    CLOSED_STATES = ("withdrawn", "lapsed")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="applications")
    # Copied from the batch, because the constraint below cannot follow relations.
    program = models.ForeignKey(
        Program, on_delete=models.PROTECT, related_name="+", help_text="That of the batch: one open application each."
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="applications")
    form_id = models.UUIDField(default=uuid.uuid4, help_text="The same for everything that stood on one paper form.")
    source = models.CharField(_("source"), max_length=10, choices=Source)
    consent_on = models.DateField(_("consent given on"))
    text_version = models.CharField(
        max_length=20, blank=True, help_text="Of the text that was signed; empty from before texts were kept."
    )
    scan = models.FileField(_("scan of the form"), upload_to="consents/", blank=True)
    interest = models.PositiveSmallIntegerField(
        _("interest"), default=3, help_text=_("From 1 (little) to 5 (very strong), as the person says.")
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    asked_blocks = models.JSONField(
        default=list, blank=True, help_text="Signs of the blocks that were applied for; empty: the whole course."
    )
    blocks = models.JSONField(
        default=list, blank=True, help_text="Signs of the blocks it is about: as asked, or as the hearing decided."
    )
    again_reason = models.CharField(
        _("why again"), max_length=200, blank=True, help_text="Of blocks all of whose units are passed already."
    )
    state = models.CharField(max_length=10, choices=State, default=State.SUBMITTED)
    revision = models.PositiveIntegerField(default=1, help_text="Grows with each move, so that a stale one is noticed.")
    submitted_at = models.DateTimeField(default=clock.now)
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    rule_set = models.ForeignKey(EntryRuleSet, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answers = models.JSONField(default=list, help_text="Entry rules at application: [{kind, answer, value, message}].")
    reserve_position = models.PositiveSmallIntegerField(null=True, blank=True)
    hearing = models.ForeignKey(Hearing, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decision_reason = models.CharField(_("reason"), max_length=300, blank=True)
    decision_rule_set = models.ForeignKey(
        EntryRuleSet, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decision_answers = models.JSONField(default=list, help_text="Entry rules at the decision.")
    # Points and rank depend on data that keep changing; what the board saw must not.
    ranking = models.JSONField(
        default=dict, blank=True, help_text="As the hearing closed: {rank, parts, weights, unmet}; empty before."
    )
    is_override = models.BooleanField(default=False)
    closing = models.CharField(_("why it was closed"), max_length=15, choices=Closing, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state_before = models.CharField(max_length=10, choices=State, blank=True, help_text="From which it was closed.")

    # Not a column: set by `programs.selection.kept_apart` on admitted applications, for pages that show the decision.
    exception = ""

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["submitted_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "person"],
                condition=Q(state__in=["submitted", "admitted", "reserve", "offered"]),
                name="application_one_open_a_batch_and_person",
                violation_error_message=_("This person has already applied for this batch."),
            ),
            models.UniqueConstraint(
                fields=["program", "person"],
                condition=Q(state__in=["submitted", "admitted", "reserve", "offered"]),
                name="application_one_open_a_program_and_person",
                violation_error_message=_("This person already has an open application for this program."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["admitted", "reserve", "offered", "rejected"])
                | (Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(decision_reason="")),
                name="application_is_decided_by_somebody_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(interest__gte=1, interest__lte=5), name="application_interest_is_1_to_5"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "submitted",
                        "admitted",
                        "reserve",
                        "offered",
                        "rejected",
                        "withdrawn",
                        "lapsed",
                        "enrolled",
                    ]
                ),
                name="application_state_is_one_of_the_table",
            ),
            models.CheckConstraint(
                condition=(~Q(state__in=["withdrawn", "lapsed"]) & Q(closing="", closed_at=None))
                | (Q(state__in=["withdrawn", "lapsed"], closed_at__isnull=False) & ~Q(closing="")),
                name="application_is_closed_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["reserve", "offered"], reserve_position__isnull=False)
                | (~Q(state__in=["reserve", "offered"]) & Q(reserve_position=None)),
                name="application_on_the_reserve_list_has_a_position",
            ),
        ]
        indexes = [models.Index(fields=["person", "state"], name="application_by_person")]


class PlaceOffer(models.Model):
    """A free place offered to the next person on the reserve list. The offer decides nothing: the person answers."""

    class State(models.TextChoices):
        """The outcome of an offer."""

        OPEN = "open", _("Waiting for an answer")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        EXPIRED = "expired", _("Expired")
        CLOSED = "closed", _("Taken back")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="offers")
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    offered_at = models.DateTimeField(default=clock.now)
    expires_on = models.DateField(_("answer until"), help_text="Local to the facility; that day included.")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["offered_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(state="open"), name="place_offer_one_open_an_application"
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_at=None) | (~Q(state="open") & Q(answered_at__isnull=False)),
                name="place_offer_is_answered_at_a_moment",
            ),
        ]


class Appeal(models.Model):
    """The person's appeal against not being admitted, reviewed by somebody other than the first decider."""

    class Outcome(models.TextChoices):
        """The outcome of an appeal."""

        ADMITTED = "admitted", _("Granted: admitted")
        RESERVE = "reserve", _("Granted: reserve list")
        REFUSED = "refused", _("Not granted: the decision stands")

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="appeal")
    received_on = models.DateField(_("received on"))
    grounds = models.CharField(_("what the person says"), max_length=500)
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decision_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", help_text="Who decided before.")
    first_reason = models.CharField(max_length=300, help_text="Of the decision before.")
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", decided_by=None, decided_at=None)
                | (~Q(outcome="") & ~Q(reason="") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="appeal_is_decided_by_somebody_with_a_reason",
            ),
            models.CheckConstraint(
                condition=decided_by_another("decided_by", "decision_by"),
                name="appeal_is_decided_by_another",
                violation_error_message=_("Somebody other than who decided has to look at the appeal."),
            ),
        ]
