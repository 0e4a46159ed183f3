from datetime import date, timedelta

import django_filters as filters
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from core import clock
from core.filters import SearchFilter
from inmates.custody.custody_facts import blocks_of, unclassified
from inmates.custody.models.stays import Classification
from inmates.custody.people_search import found_by
from inmates.people.models import Person

ENDING = timedelta(days=30)
"""So long before their last day classifications are listed as ending."""


class ClassificationFilter(filters.FilterSet):
    """Filters people from `custody_facts.with_custody` by how far they are classified."""

    q = SearchFilter(method="by_words", label=_("Name, alias or register number"))
    state = filters.ChoiceFilter(
        method="by_state",
        label=_("Classification"),
        empty_label=None,
        choices=[
            ("lacking", _("Incomplete")),
            ("ending", _("Ends within 30 days")),
            ("all", _("All")),
        ],
    )
    block = filters.ChoiceFilter(label=_("Block"), empty_label=_("All blocks"))

    class Meta:
        model = Person
        fields = ["q", "state", "block"]

    def __init__(self, data, *args, **kwargs):
        data = data.copy()
        data.setdefault("state", "lacking")
        super().__init__(data, *args, **kwargs)
        # Evaluated per request: the class lives as long as the process, and its list would become stale.
        self.filters["block"].extra["choices"] = [(block, block) for block in blocks_of(self.request.user.facility)]

    def by_words(self, queryset, name, value):
        return found_by(value, queryset, self.request.user.facility)

    def by_state(self, queryset, name, value):
        today = clock.today(self.request.user.time_zone)
        conditions = {"lacking": unclassified(today), "ending": classification_ends(today)}
        return queryset.filter(conditions.get(value, Q()))


def classification_ends(on: date) -> Q:
    """Matches people of whom a classification in force ends on that day or within `ENDING` after it."""
    rows = Classification.objects.filter(person=OuterRef("pk"), replaced_at=None)
    return Q(Exists(rows.filter(until__range=(on, on + ENDING))))
