"""An office's selection decisions as data: entry rules and ranking weights.

Sets that were in force never change; a newer set replaces them from a given day, so the rules of any past day remain
known.
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Facility, User
from core import clock
from programs.catalog.models import ProgramVersion


class OfficeSetQuerySet(models.QuerySet):
    """Numbered sets (rules or weights), by office and day."""

    def visible_to(self, user):
        """The facility's own sets and the defaults of the programs."""
        return self.filter(Q(facility=user.facility_id) | Q(facility=None)) if user.facility_id else self.none()

    def for_batches(self, batches, day):
        """Sets for these batches' versions that had begun by `day`, in the order `in_force` expects."""
        versions = {batch.version_id for batch in batches}
        offices = {batch.facility_id for batch in batches}
        return (
            self.filter(Q(facility__in=offices) | Q(facility=None), version__in=versions, valid_from__lte=day)
            .exclude(valid_from=None)
            # PostgreSQL sorts NULL last and SQLite first; on both, own sets must precede the program's.
            .order_by(F("facility").asc(nulls_last=True), "-number")
        )


class OfficeSet(models.Model):
    """One numbered decision of a facility about a version; without a facility, the program's default."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(ProgramVersion, on_delete=models.CASCADE, related_name="+")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    number = models.PositiveSmallIntegerField()
    valid_from = models.DateField(_("in force from"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    decided_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = OfficeSetQuerySet.as_manager()

    class Meta:
        abstract = True


def in_force(sets, batch):
    """The set among `sets` (ordered by `for_batches`) that applies to `batch`, or None.

    The facility's own sets take precedence over the program's; among those that have begun, the latest decision
    applies.
    """
    fitting = (
        one for one in sets if one.version_id == batch.version_id and one.facility_id in (batch.facility_id, None)
    )
    return next(fitting, None)


class EntryRuleSet(OfficeSet):
    """Who may enter: parameters by kind of part (see `rule_parts`). Drafts are not in force."""

    class State(models.TextChoices):
        """Only sets in force are used to judge anybody."""

        DRAFT = "draft", _("Draft")
        IN_FORCE = "in_force", _("Put in force")

    version = models.ForeignKey(ProgramVersion, on_delete=models.CASCADE, related_name="entry_rule_sets")
    parts = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)

    class Meta:
        ordering = ["version", "facility", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "facility", "number"], name="entry_rule_set_number_is_unique"),
            models.UniqueConstraint(
                # NULLs are distinct in a unique constraint, so the one above does not cover rows without a facility.
                fields=["version", "number"],
                condition=Q(facility=None),
                name="entry_rule_set_usual_number_is_unique",
            ),
            models.UniqueConstraint(
                fields=["version", "facility"],
                condition=Q(state="draft"),
                name="entry_rule_set_one_draft_an_office",
                violation_error_message=_("These entry rules are being drafted already."),
            ),
            models.CheckConstraint(
                condition=Q(state="draft", valid_from=None) | Q(state="in_force", valid_from__isnull=False),
                name="entry_rule_set_in_force_from_a_day",
            ),
        ]


class RankingScale(OfficeSet):
    """Maximum points for each part of the ranking (`programs.entry_rules.ranking_parts`)."""

    version = models.ForeignKey(ProgramVersion, on_delete=models.CASCADE, related_name="ranking_scales")
    points = models.JSONField(default=dict)

    class Meta:
        ordering = ["version", "facility", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "facility", "number"], name="ranking_scale_number_is_unique"),
            models.UniqueConstraint(
                fields=["version", "number"], condition=Q(facility=None), name="ranking_scale_usual_number_is_unique"
            ),
            models.CheckConstraint(condition=Q(valid_from__isnull=False), name="ranking_scale_in_force_from_a_day"),
        ]
