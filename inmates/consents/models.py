"""The texts to which people agree, in versions, and the consents of parents and guardians for people under 18."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import TrainingCenter, User
from core import clock
from core.two_person_decision import decided_by_another
from inmates.consents.codes import ConsentKind, Relation, version_of
from inmates.people.models import Person

LONGEST_TEXT = 1500


class ConsentTextQuerySet(models.QuerySet):
    """Texts of one office."""

    def visible_to(self, user):
        """Those of the user's own office."""
        return self.filter(office=user.office_code) if user.office_code else self.none()

    def confirmed(self):
        """Those that hold from their day on."""
        return self.filter(confirmed_at__isnull=False)

    def proposed(self):
        """Those that wait for a second person."""
        return self.filter(confirmed_at=None)


class ConsentText(models.Model):
    """A text of one office from a day on: written by one person, confirmed by another, then never changed.

    The first version of each kind is code (`first_texts`), so numbers begin with 2.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.CharField(max_length=40)
    kind = models.CharField(max_length=15, choices=ConsentKind)
    number = models.PositiveSmallIntegerField()
    text = models.TextField(_("text"), max_length=LONGEST_TEXT)
    valid_from = models.DateField(_("valid from"))
    written_at = models.DateTimeField(default=clock.now, editable=False)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ConsentTextQuerySet.as_manager()

    class Meta:
        ordering = ["office", "kind", "-number"]
        permissions = [("keep_consent_texts", "Can read agreements in numbers, and write or confirm their texts")]
        constraints = [
            models.UniqueConstraint(fields=["office", "kind", "number"], name="consent_text_has_its_number"),
            models.UniqueConstraint(
                fields=["office", "kind", "valid_from"],
                name="consent_text_one_a_day",
                violation_error_message=_("Another text begins on this day."),
            ),
            models.UniqueConstraint(
                fields=["office", "kind"],
                condition=Q(confirmed_at=None),
                name="consent_text_one_proposal",
                violation_error_message=_("A text waits for a second person already."),
            ),
            models.CheckConstraint(condition=Q(number__gte=2), name="consent_text_first_is_code"),
            models.CheckConstraint(condition=~Q(text=""), name="consent_text_says_something"),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="consent_text_is_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=decided_by_another("confirmed_by", "written_by"), name="consent_text_confirmed_by_another"
            ),
        ]

    @property
    def version(self) -> str:
        """As agreements keep it, such as `SETUJU-v2`."""
        return version_of(self.kind, self.number)


class GuardianConsentQuerySet(models.QuerySet):
    """Consents of parents and guardians, read by the training center that asked alone."""

    def visible_to(self, user):
        """Those of the user's own training center; a facility has none."""
        return self.filter(training_center=user.training_center_id) if user.training_center_id else self.none()

    def standing(self):
        """Those that were not ended."""
        return self.filter(ended_on=None)

    def outgrown(self):
        """Those whose person is 18 and has not answered yet."""
        return self.standing().filter(renew_by__isnull=False)


class GuardianConsent(models.Model):
    """The consent of a parent or guardian for somebody under 18, on paper (UU 27/2022, article 25)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    training_center = models.ForeignKey(TrainingCenter, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="guardian_consents")
    guardian_name = models.CharField(_("name of parent or guardian"), max_length=150)
    relation = models.CharField(_("relation"), max_length=10, choices=Relation)
    given_on = models.DateField(_("signed on"))
    paper = models.CharField(_("paper"), max_length=120, help_text=_("Number of the paper, and where it is kept."))
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    end_paper = models.CharField(
        max_length=200, blank=True, help_text="Who ended it and how: a letter and where it is kept, or a word."
    )
    asked_anew_at = models.DateTimeField(
        null=True, blank=True, help_text="When the person, by then 18, was put on the list of those to ask."
    )
    renew_by = models.DateField(
        null=True,
        blank=True,
        help_text="The last day on which the person, by then 18, may still answer for the own part.",
    )

    objects = GuardianConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-given_on", "-pk"]
        permissions = [("record_guardian", "Can record the consent of a parent or guardian")]
        constraints = [
            models.UniqueConstraint(
                fields=["training_center", "person"],
                condition=Q(ended_on=None),
                name="guardian_consent_stands_once",
                violation_error_message=_("A parent or guardian has signed already."),
            ),
            models.CheckConstraint(
                condition=~Q(guardian_name="") & ~Q(paper=""), name="guardian_consent_names_who_and_where"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("given_on")), name="guardian_consent_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=Q(ended_by=None) | Q(ended_on__isnull=False), name="guardian_consent_is_ended_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(end_paper="") | Q(ended_on__isnull=False), name="guardian_consent_ends_with_its_paper"
            ),
        ]
