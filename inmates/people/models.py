"""The person: facts both offices know. What only the facility knows is in `custody`."""

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Facility, User
from accounts.roles import Role
from core import crypto
from core.text import visible
from inmates.people.codes import Education, Sex
from inmates.people.name_fields import NameField
from inmates.people.names import name_key, name_sort

CUSTODY_DATA_GETS_OLD = timedelta(days=7)
SHORTEST_KEY = 2
SEES_OWN_WARDS_ONLY = frozenset({Role.CASE_OFFICER})


def names_like(words: str, way: str = "") -> Q:
    """That a name contains every word, with any spelling of names such as Muhammad.

    `way` leads from the rows asked for to the person ("enrollment__person__"). Rows of one office are so compared by
    the names of its own people; the people of the whole country who are called so would be sought first.
    """
    if words.strip() and not name_sort(words):
        return Q(**{f"{way}full_name__icontains": words.strip()})
    found = Q()
    for word in name_sort(words).split():
        keys = name_key(word).split()
        # A single-letter key, such as that of "zzzz", would match nearly everybody, so match such a word as written.
        if not keys or any(len(key) < SHORTEST_KEY for key in keys):
            found &= Q(**{f"{way}name_sort__contains": word})
            continue
        for key in keys:
            found &= Q(**{f"{way}name_key__contains": key})
    return found


class PersonQuerySet(models.QuerySet):
    """People, scoped by who may see their custody half."""

    def visible_to(self, user):
        """The custody half: people now in the user's facility; case officers see only their wards."""
        if not user.facility_id:
            return self.none()
        people = self.filter(facility=user.facility_id)
        if user.is_narrowed_by(SEES_OWN_WARDS_ONLY, permission="inmates.view_person"):
            return people.filter(case_officer=user)
        return people

    def in_custody(self):
        """People currently in any facility."""
        return self.filter(facility__isnull=False)

    def with_old_custody_data(self, now):
        """People whose custody data no import has confirmed for a week."""
        return self.filter(Q(custody_as_of__isnull=True) | Q(custody_as_of__lt=now - CUSTODY_DATA_GETS_OLD))

    def named_like(self, words: str):
        """People whose name contains every word, with any spelling of names such as Muhammad."""
        return self.filter(names_like(words))

    def of_one_person(self, person):
        """The record and those merged into it, which append-only rows may still refer to."""
        return self.filter(Q(pk=person.pk) | Q(merged_into=person.pk))


class Person(models.Model):
    """One human being, with a neutral public id. Holds no offence, verdict, family, religion or diagnosis."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Duplicates the open stay's facility, because every list of an office needs it.
    facility = models.ForeignKey(
        Facility,
        verbose_name=_("detention center"),
        on_delete=models.PROTECT,
        null=True,
        related_name="people",
        help_text=_("Where the person is in custody now; empty after leaving."),
    )
    full_name = NameField(_("full name"), max_length=150)
    # One key finds a name in any spelling, the other sorts it alphabetically.
    name_key = models.CharField(max_length=200, editable=False)
    name_sort = models.CharField(max_length=200, editable=False)
    called_name = NameField(_("called name"), max_length=150, blank=True)
    birth_place = models.CharField(_("place of birth"), max_length=100, blank=True)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex, blank=True)
    education = models.CharField(_("last education"), max_length=4, choices=Education, blank=True)
    adjustments = models.CharField(
        _("needed adjustments"),
        max_length=200,
        blank=True,
        help_text=_("What the instructor must mind, such as “must not lift heavy loads”; never a diagnosis."),
    )
    nik_sealed = models.CharField(max_length=200, blank=True, editable=False)
    # Null rather than empty: many people have no recorded NIK, and the index is unique.
    nik_index = models.CharField(max_length=64, null=True, blank=True, editable=False)
    photo = models.ImageField(_("photo"), upload_to="photos/", blank=True)
    case_officer = models.ForeignKey(
        User, verbose_name=_("case officer"), on_delete=models.SET_NULL, null=True, blank=True, related_name="wards"
    )
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_from",
        help_text=_("The record that has taken over everything; this one is only a signpost."),
    )
    custody_as_of = models.DateTimeField(_("custody data as of"), null=True, blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["name_sort", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["nik_index"],
                name="person_nik_is_unique",
                violation_error_message=_("Another person already has this NIK."),
            ),
            models.CheckConstraint(condition=~Q(full_name=""), name="person_has_a_name"),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(facility__isnull=True), name="person_merged_is_nowhere"
            ),
        ]
        indexes = [
            models.Index(fields=["facility", "name_key", "id"], name="person_by_facility_and_name"),
            models.Index(fields=["facility", "name_sort", "id"], name="person_by_facility_and_sort"),
        ]

    def __str__(self):
        return self.full_name

    @property
    def initials(self) -> str:
        """Two letters in place of a photo."""
        return "".join(word[0] for word in self.full_name.split()[:2]).upper()

    def set_name(self, full_name: str) -> None:
        """Sets the name together with its search and sort keys."""
        self.full_name = " ".join(visible(full_name).split())
        self.name_key = name_key(self.full_name)
        self.name_sort = name_sort(self.full_name)

    def set_nik(self, nik: str) -> None:
        """Seals a NIK (16 digits); an empty value removes it."""
        context = f"inmates.person.nik:{self.public_id}"
        self.nik_sealed = crypto.encrypt(nik, context=context) if nik else ""
        self.nik_index = crypto.blind_index(nik, purpose="nik") if nik else None

    @property
    def nik(self) -> str:
        """The decrypted NIK; no page shows more than its last four digits."""
        return (
            crypto.decrypt(self.nik_sealed, context=f"inmates.person.nik:{self.public_id}") if self.nik_sealed else ""
        )

    @property
    def nik_masked(self) -> str:
        """The NIK with all but the last four digits hidden, as pages show it."""
        return "•" * 12 + self.nik[-4:] if self.nik_sealed else ""


crypto.declare("inmates.Person", "nik_sealed", context="inmates.person.nik")
