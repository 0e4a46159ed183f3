"""People who register for a public class of the training center; no facility ever sees a row of these."""

import json
import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock, crypto
from inmates.people.models import Person
from programs.batches.models import Batch
from programs.entry_rules.models import EntryRuleSet
from programs.places.models import Enrollment
from programs.registrations.contact_details import ContactDetails, plain_number


class RegistrationQuerySet(models.QuerySet):
    """Registrations, visible only to the training center that holds the class."""

    def visible_to(self, user):
        """Those for classes of the user's training center; a facility has none."""
        if not user.training_center_id:
            return self.none()
        return self.filter(batch__in=Batch.objects.public().visible_to(user))

    def of_person(self, person):
        """Those of this record, or of whoever was said to be the person of this record."""
        # A record may have been merged into this one since, which moves no registration.
        known = Q(known_as=person) | Q(known_as__merged_into=person)
        return self.filter(Q(person=person) | known)

    def open(self):
        """Those on which nobody has decided yet."""
        return self.filter(state=Registration.State.NEW)


class Registration(models.Model):
    """One person's wish to take part in one public class, with the written consent to be trained there."""

    class State(models.TextChoices):
        """From registered to decided; only a new one changes."""

        NEW = "new", _("New")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Not accepted")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Way(models.TextChoices):
        """How the registration reached the training center."""

        COUNTER = "counter", _("Came in person")
        FORM = "form", _("Paper form")
        LIST = "list", _("List of another office")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="registrations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="registrations")
    # Whom the answer "the same person" named. Never the record that is written; see `known_people`.
    known_as = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.NEW)
    way = models.CharField(_("how registered"), max_length=8, choices=Way)
    consent_on = models.DateField(_("consent signed on"), null=True, blank=True)
    text_version = models.CharField(
        max_length=20, blank=True, help_text="Of the text that was signed; empty from before texts were kept."
    )
    # Of the center alone: the index of the person itself is that of custody, and a clash with it would betray somebody.
    nik_index = models.CharField(max_length=64, blank=True, editable=False)
    made_person = models.BooleanField(
        default=True, help_text="The record of the person was made by this registration, so that it may correct it."
    )
    blocks = models.JSONField(
        default=list, blank=True, help_text="Signs of the blocks that are registered for; empty: the whole course."
    )
    again_reason = models.CharField(
        _("why again"), max_length=200, blank=True, help_text="Of blocks all of whose units are passed already."
    )
    contact_sealed = models.TextField(blank=True, editable=False, help_text="Address and telephone, encrypted.")
    contact_consent_on = models.DateField(_("consent to be called signed on"), null=True, blank=True)
    contact_text_version = models.CharField(max_length=20, blank=True)
    contact_ended_on = models.DateField(
        null=True, blank=True, help_text="The day on which the person no longer wanted to be called."
    )
    late_reason = models.CharField(
        _("why after the start"), max_length=200, blank=True, help_text="Of a registration after the class had begun."
    )
    answers = models.JSONField(default=list, blank=True, help_text="Entry rules at the decision, as of an application.")
    rule_set = models.ForeignKey(EntryRuleSet, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    override_reason = models.CharField(
        _("reason for the exception"), max_length=200, blank=True, help_text="Accepted against the entry rules."
    )
    decline_reason = models.CharField(_("why not accepted"), max_length=200, blank=True)
    registered_at = models.DateTimeField(default=clock.now)
    registered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    enrollment = models.OneToOneField(
        Enrollment, on_delete=models.PROTECT, null=True, blank=True, related_name="registration"
    )

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ["person__name_sort", "pk"]
        verbose_name = _("registration")
        permissions = [("register_participants", "Can register people for public classes and decide on them")]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "person"],
                name="registration_one_a_class_and_person",
                violation_error_message=_("This person is registered for this class already."),
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(enrollment__isnull=False, consent_on__isnull=False),
                name="registration_accepted_has_place_and_consent",
            ),
            models.CheckConstraint(
                condition=Q(state="new", decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(state="new") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="registration_is_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(override_reason="") | Q(state="accepted"), name="registration_exception_is_accepted"
            ),
            models.CheckConstraint(
                condition=Q(decline_reason="") | Q(state="declined"), name="registration_refusal_is_declined"
            ),
            models.CheckConstraint(
                condition=Q(contact_sealed="") | Q(contact_consent_on__isnull=False),
                name="registration_contact_has_consent",
            ),
            models.CheckConstraint(
                condition=Q(contact_ended_on=None) | Q(contact_sealed=""), name="registration_contact_ended_is_gone"
            ),
        ]
        indexes = [models.Index(fields=["nik_index"], name="registration_by_nik", condition=~Q(nik_index=""))]

    def __str__(self):
        return f"{self.person} · {self.batch}"

    @property
    def _context(self) -> str:
        # Bound to the registration: sealed details copied to another one cannot be decrypted.
        return f"programs.registration.contact:{self.public_id}"

    def set_contact(self, contact: ContactDetails) -> None:
        """Seals address and telephone; without either, nothing is kept."""
        kept = json.dumps([contact.address.strip(), plain_number(contact.telephone)])
        self.contact_sealed = crypto.encrypt(kept, context=self._context) if contact.is_given else ""
        self.contact_consent_on = contact.consent_on
        if self.contact_sealed:
            self.contact_ended_on = None

    @property
    def contact(self) -> ContactDetails:
        """The opened address and telephone."""
        if not self.contact_sealed:
            return ContactDetails(consent_on=self.contact_consent_on)
        address, telephone = json.loads(crypto.decrypt(self.contact_sealed, context=self._context))
        return ContactDetails(address, telephone, self.contact_consent_on)


crypto.declare("programs.Registration", "contact_sealed", context="programs.registration.contact")
