"""Dated snapshots of figures, which never change."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Facility, TrainingCenter, User
from core import clock
from core.two_person_decision import decided_by_another
from outcomes.followup.codes import Wave


class KeptCount(models.Model):
    """How many people of a year were counted so when their answers were deleted at the end of the time of keeping.

    Each measure counts by itself, so that no two rows can be joined to one person's story.
    """

    office = models.CharField(max_length=40, help_text="Whose figures: its code, as in reports.")
    year = models.PositiveSmallIntegerField()
    measure = models.CharField(max_length=10, help_text="A wave, a step or what was kept at a wave, or first work.")
    value = models.CharField(max_length=20)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["office", "year", "measure", "value"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "year", "measure", "value"], name="kept_count_one_an_office_year_and_value"
            )
        ]


class CountedYear(models.Model):
    """How many people of an office and year share everything that figures ask of them, as counted last.

    Made from the rows of that moment and from nothing else, made anew each night, and emptied as soon as anybody's
    agreement ends who may be counted in it.
    """

    office = models.CharField(max_length=40, help_text="Whose figures: its code, as in reports.")
    year = models.PositiveSmallIntegerField()
    day = models.DateField(null=True, help_text="Local to the office, on which it was counted. Null: not yet.")
    # Another one whenever the row is emptied, so that who counts meanwhile does not fill it with what was deleted.
    stamp = models.UUIDField(default=uuid.uuid4)
    cells = models.JSONField(default=list)
    names = models.JSONField(default=dict, help_text="Of programs, batches and facilities, by key.")
    began = models.JSONField(default=dict, help_text="First work: how long it took, and how many.")
    kept = models.JSONField(default=dict, help_text="The counts in place of deleted answers, of the same moment.")

    class Meta:
        ordering = ["office", "year"]
        constraints = [models.UniqueConstraint(fields=["office", "year"], name="counted_year_one_an_office")]


class StandingFigures(models.Model):
    """What pages tell of a year and a time that has no report made by itself: counted one night, of everybody as then.

    Another night's figures take its place unless they differ by a few people, who could be told apart, from any that
    stood before: somebody may have kept them.
    """

    office = models.CharField(max_length=40, help_text="Whose figures: its code, as in reports.")
    year = models.PositiveSmallIntegerField()
    wave = models.CharField(max_length=3, choices=Wave)
    day = models.DateField(help_text="Local to the office.")
    figures = models.JSONField(help_text="As a report keeps them; empty if too few people are to be counted.")
    counts = models.JSONField(default=list, help_text="As a report keeps them.")
    told = models.JSONField(default=dict, help_text="By place, every count that was shown there until now.")

    class Meta:
        ordering = ["office", "year", "wave"]
        constraints = [
            models.UniqueConstraint(fields=["office", "year", "wave"], name="standing_figures_one_an_office_and_time")
        ]


class OutcomeReportQuerySet(models.QuerySet):
    """Reports, visible to the office that made them."""

    def visible_to(self, user):
        """The reports of the user's own office or region."""
        return self.filter(office=user.office_code)

    def of_cohort(self, year, wave):
        """Reports of one cohort, newest first."""
        return self.filter(year=year, wave=wave)

    def before(self, day):
        """Reports of figures of an earlier day."""
        return self.filter(day__lt=day)


class OutcomeReport(models.Model):
    """The figures of one cohort as they were on a day. A later one is a new row; the database refuses changes."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # No foreign key: a region has no row, and scope comes from the user's own record.
    office = models.CharField(max_length=40)
    office_name = models.CharField(max_length=120)
    year = models.PositiveSmallIntegerField(help_text="Of the release, or of the beginning of follow-up.")
    wave = models.CharField(max_length=3, choices=Wave)
    day = models.DateField(help_text="Local to the office.")
    figures = models.JSONField(help_text="What is printed: small cells are hidden.")
    counts = models.JSONField(help_text="The rows behind each count, without a person; never shown.")
    differences = models.JSONField(default=list, help_text="What the report before it said otherwise.")
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="Empty: made by itself."
    )

    objects = OutcomeReportQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-pk"]
        permissions = [
            ("view_effect", "Can see the figures of what training led to"),
            ("make_effect_report", "Can keep these figures as a dated report"),
            ("view_comparison", "Can see admitted and reserve of the same hearings compared"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "year", "wave", "day"],
                name="outcome_report_one_a_cohort_and_day",
                violation_error_message=_("Today’s report of these people exists already. Open that one."),
            ),
        ]

    def __str__(self):
        return f"{self.year} {self.wave} {self.day}"

    @property
    def maker(self) -> str:
        """Who kept it, as pages and the paper say."""
        return self.made_by.full_name if self.made_by else str(_("the system, when the time had passed for everybody"))


class ClosedWave(models.Model):
    """An office's figures of a wave were looked at after it had closed for a whole year, with a report or without."""

    office = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    wave = models.CharField(max_length=3, choices=Wave)
    looked_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "year", "wave"], name="closed_wave_is_looked_at_once_an_office")
        ]


class CohortFileQuerySet(models.QuerySet):
    """Files, visible to both offices that decide on them."""

    def visible_to(self, user):
        """Those to which the user's office is a party."""
        if user.facility_id:
            return self.filter(facility=user.facility_id)
        return self.filter(training_center=user.training_center_id) if user.training_center_id else self.none()

    def standing(self):
        """Those that were not refused."""
        return self.filter(refused_by__isnull=True)


class CohortFile(models.Model):
    """Rows of one year's people without names, for a university or a ministry: asked for, approved by both heads, made.

    One a year and office: two files that differ would tell of the people in whom they differ.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.CharField(max_length=40, help_text="Whose people: the code of the office that asks.")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="cohort_files")
    training_center = models.ForeignKey(TrainingCenter, on_delete=models.PROTECT, related_name="cohort_files")
    year = models.PositiveSmallIntegerField(_("year"))
    receiver = models.CharField(_("who receives it"), max_length=120)
    purpose = models.CharField(_("what it is for"), max_length=300)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    facility_head = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    center_head = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    refused_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    refused_for = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    content = models.BinaryField(null=True, blank=True, help_text="A ZIP: the rows and what their columns mean.")
    sha256 = models.CharField(max_length=64, blank=True)
    people = models.PositiveIntegerField(default=0, help_text="With those left out.")
    left_out = models.PositiveIntegerField(default=0)

    objects = CohortFileQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        permissions = [
            ("view_cohort_file", "Can see files without names for research"),
            ("ask_cohort_file", "Can ask for a file without names for research"),
            ("decide_cohort_file", "Can approve or refuse a file without names for research"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "year"],
                condition=Q(refused_by__isnull=True),
                name="cohort_file_one_a_year_and_office",
                violation_error_message=_("There is already a file of this year. Use that one."),
            ),
            models.CheckConstraint(
                condition=decided_by_another("facility_head", "asked_by")
                & decided_by_another("center_head", "asked_by", "facility_head"),
                name="cohort_file_is_approved_by_two_others",
            ),
            models.CheckConstraint(
                condition=Q(made_at__isnull=True, content__isnull=True, sha256="")
                | (
                    Q(made_at__isnull=False, content__isnull=False, refused_by__isnull=True)
                    & Q(facility_head__isnull=False, center_head__isnull=False)
                    & ~Q(sha256="")
                ),
                name="cohort_file_is_made_once_both_heads_approved",
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Whether it still waits for a decision."""
        return self.made_at is None and self.refused_by_id is None

    def belongs_to(self, user) -> bool:
        """Whether it holds the people of the user's office, who alone may take it."""
        return self.office == user.office_code
