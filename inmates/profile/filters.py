from datetime import timedelta

import django_filters as filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock
from core.filters import SearchFilter
from inmates.custody.custody_facts import (
    WARNED_BEFORE,
    blocks_of,
    sentence_ends_within,
    sentence_over,
    to_be_completed,
)
from inmates.custody.people_search import found_by
from inmates.people.models import Person
from inmates.profile.awaited_people import to_complete_first

SENTENCED, REMAND = "sentenced", "remand"
NOBODY = "nobody"
LETTERS = {SENTENCED: "B", REMAND: "A"}


class PersonFilter(filters.FilterSet):
    """Filters the list of people from `custody_facts.with_custody`."""

    q = SearchFilter(method="by_words", label=_("Name, alias or register number"))
    block = filters.ChoiceFilter(label=_("Block"), empty_label=_("All blocks"))
    status = filters.ChoiceFilter(
        method="by_status",
        label=_("Status"),
        empty_label=_("All statuses"),
        choices=[(SENTENCED, _("Sentenced")), (REMAND, _("On remand"))],
    )
    leaving = filters.ChoiceFilter(
        method="by_leaving",
        label=_("Leaves"),
        empty_label=_("At any time"),
        choices=[
            ("overdue", _("past the end of the sentence")),
            ("ending", _("end of the sentence within 10 days")),
            ("passed", _("earliest date has passed")),
            ("30", _("within 30 days")),
            ("90", _("within 90 days")),
            ("180", _("within 180 days")),
            ("later", _("later than 180 days")),
            ("unknown", _("not yet known")),
        ],
    )
    data = filters.ChoiceFilter(
        method="by_data",
        label=_("Data"),
        empty_label=_("All"),
        choices=[
            ("applicants", _("Applicants to be completed")),
            ("incomplete", _("To be completed")),
            ("complete", _("Complete")),
            ("old", _("Older than a week")),
        ],
    )

    class Meta:
        model = Person
        fields = ["q", "block", "status", "leaving", "data"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Evaluated per request: the class lives as long as the process, and its list would become stale.
        blocks = blocks_of(self.request.user.facility)
        self.filters["block"].extra["choices"] = [(block, block) for block in blocks]

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was chosen that may leave people out."""
        return any(self.data.get(name) for name in self.filters)

    def by_words(self, queryset, name, value):
        return found_by(value, queryset, self.request.user.facility)

    def by_status(self, queryset, name, value):
        return queryset.filter(register_class__startswith=LETTERS[value])

    def by_leaving(self, queryset, name, value):
        today = clock.today(self.request.user.time_zone)
        conditions = {
            "unknown": Q(leaving_on=None),
            "overdue": sentence_over(today),
            "ending": sentence_ends_within(WARNED_BEFORE, on=today),
            # Two thirds may pass long before the end, so on its own it makes nobody overdue.
            "passed": Q(leaving_on__lt=today) & ~sentence_over(today) | Q(leaving_on__lt=today, sentence_end=None),
            "later": Q(leaving_on__gt=today + timedelta(days=180)),
        }
        coming = (today, today + timedelta(days=int(value) if value.isdigit() else 0))
        return queryset.filter(conditions.get(value, Q(leaving_on__range=coming)))

    def by_data(self, queryset, name, value):
        today = clock.today(self.request.user.time_zone)
        if value == "applicants":
            return to_complete_first(queryset, on=today)
        if value == "old":
            return queryset.with_old_custody_data(clock.now())
        lacking = to_be_completed(today)
        return queryset.filter(lacking) if value == "incomplete" else queryset.exclude(lacking)


class WardFilter(filters.FilterSet):
    """Filters people from `custody_facts.with_custody` by who looks after them."""

    q = SearchFilter(method="by_words", label=_("Name, alias or register number"))
    officer = filters.ChoiceFilter(method="by_officer", label=_("Case officer"), empty_label=_("All"))
    block = filters.ChoiceFilter(label=_("Block"), empty_label=_("All blocks"))

    class Meta:
        model = Person
        fields = ["q", "officer", "block"]

    def __init__(self, *args, officers, **kwargs):
        super().__init__(*args, **kwargs)
        names = [(str(one.pk), one.full_name) for one in officers]
        self.filters["officer"].extra["choices"] = [(NOBODY, _("Nobody yet")), *names]
        self.filters["block"].extra["choices"] = [(block, block) for block in blocks_of(self.request.user.facility)]

    def by_words(self, queryset, name, value):
        return found_by(value, queryset, self.request.user.facility)

    def by_officer(self, queryset, name, value):
        return queryset.filter(case_officer=None if value == NOBODY else value)
