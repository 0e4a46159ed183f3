"""What people ask beside a copy of their data: correction, erasure, objection, withdrawal of an agreement."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock
from inmates.consents.codes import ConsentKind
from inmates.people.models import Person
from reports.retention.models import Destruction

# UU 27/2022, articles 30 and 40: 3 x 24 hours from receipt; the same for what names no time (articles 8 and 10).
TIME_TO_ANSWER = timedelta(hours=72)


class RightsRequestQuerySet(models.QuerySet):
    """Requests, by the office that received them."""

    def visible_to(self, user):
        """Requests received by the user's own office."""
        return self.filter(office=user.office_code)

    def open(self):
        """Requests without an answer."""
        return self.filter(answered_at=None)


class RightsRequest(models.Model):
    """One request and its answer (UU 27/2022, articles 6 and 8 to 10)."""

    class Kind(models.TextChoices):
        """What is asked for."""

        CORRECTION = "correction", _("Correction of data")
        ERASURE = "erasure", _("Erasure of data")
        OBJECTION = "objection", _("Objection to processing")
        WITHDRAWAL = "withdrawal", _("Withdrawal of an agreement")

    class Asker(models.TextChoices):
        """Who may ask: the person, or somebody on their behalf."""

        SELF = "self", _("The person")
        PROXY = "proxy", _("Somebody with a power of attorney")

    class Outcome(models.TextChoices):
        """What was answered."""

        GRANTED = "granted", _("Granted")
        PARTLY = "partly", _("Granted in part")
        REFUSED = "refused", _("Refused")

    class StaysFor(models.TextChoices):
        """Why data stay although their erasure was asked for."""

        REGISTER = "register", _("The register of certificates stays, so that papers can be checked")
        OBLIGATION = "obligation", _("A law obliges the office to keep them")
        HOLD = "hold", _("Their destruction is on hold")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # The request outlives the person's records, whose erasure may be what was asked for.
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="rights_requests")
    person_name = models.CharField(max_length=150, blank=True, help_text="As it was when the request came.")
    office = models.CharField(max_length=40)
    kind = models.CharField(_("asked for"), max_length=10, choices=Kind)
    asker = models.CharField(_("asked by"), max_length=5, choices=Asker, default=Asker.SELF)
    asker_name = models.CharField(_("name of the authorized person"), max_length=150, blank=True)
    received_at = models.DateTimeField(_("received at"))
    number = models.CharField(_("number of the letter"), max_length=80, blank=True)
    wish = models.CharField(_("what is asked for"), max_length=500)
    # Of a withdrawal or an objection: the codes of the agreements that it is about, and how many of each have ended.
    consents = models.JSONField(default=list, blank=True)
    ended = models.JSONField(default=dict, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    stays_for = models.CharField(max_length=10, choices=StaysFor, blank=True)
    # The change that was made: an event of the audit, which has no foreign keys.
    change = models.BigIntegerField(null=True, blank=True)
    destruction = models.ForeignKey(Destruction, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = RightsRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(person_name=""), name="rights_request_names_the_person"
            ),
            models.CheckConstraint(
                condition=Q(asker="self", asker_name="") | (Q(asker="proxy") & ~Q(asker_name="")),
                name="rights_request_names_who_is_authorized",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, outcome="", answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(outcome="") & ~Q(answer=""),
                name="rights_request_is_answered_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(kind="correction", outcome__in=["granted", "partly"]) | Q(change__isnull=False),
                name="rights_request_corrected_names_the_change",
            ),
            models.CheckConstraint(
                condition=~Q(kind="erasure", outcome="granted") | Q(destruction__isnull=False),
                name="rights_request_erased_names_the_destruction",
            ),
            models.CheckConstraint(
                condition=~Q(kind="erasure", outcome__in=["partly", "refused"]) | ~Q(stays_for=""),
                name="rights_request_kept_says_why",
            ),
            models.CheckConstraint(
                condition=Q(consents=[]) | Q(kind__in=["withdrawal", "objection"]),
                name="rights_request_about_agreements_ends_them",
            ),
            models.CheckConstraint(
                condition=Q(ended={}, ended_at=None) | Q(ended_at__isnull=False) & ~Q(consents=[]),
                name="rights_request_ended_what_was_asked",
            ),
        ]
        indexes = [models.Index(fields=["office", "-received_at", "-id"], name="rights_request_by_office")]

    @property
    def name(self) -> str:
        """Who asked: the person's name, or what it was once the records are destroyed."""
        return self.person.full_name if self.person else self.person_name

    @property
    def consent_names(self) -> list[str]:
        """The agreements that it is about, in words."""
        return [str(ConsentKind(kind).label) for kind in self.consents]

    @property
    def deadline(self) -> datetime:
        """Until when it is answered."""
        return self.received_at + TIME_TO_ANSWER
