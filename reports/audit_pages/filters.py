from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Side
from accounts.sign_in_events import KINDS
from core.audit_words import NOUNS
from core.filters import SearchFilter
from core.forms import LocalDateField
from core.models import AccessLogEntry, AuditEvent

# What a detention center alone does; its words are not those of another office.
OF_FACILITIES = frozenset(
    (
        *("person", "remand_paper", "import", "work_assignment", "interview"),
        *("application", "appeal", "hearing", "hearing_quorum", "entry_rules", "ranking_scale"),
    )
)


def subjects() -> list[tuple[str, str]]:
    """The subjects of acts, sorted in the reader's language; the dot distinguishes `program` from `program_version`."""
    return sorted(((f"{code}.", str(word)) for code, word in NOUNS.items()), key=lambda choice: choice[1])


def subjects_for(side: Side) -> list[tuple[str, str]]:
    """Those that an office of this side knows."""
    return [choice for choice in subjects() if side == Side.FACILITY or choice[0].rstrip(".") not in OF_FACILITIES]


class DayFilter(django_filters.DateFilter):
    """A day as offices write it, in the time zone of the reader's office."""

    field_class = LocalDateField


class AuditFilter(django_filters.FilterSet):
    """Who did what, and when."""

    actor = SearchFilter("actor_name", "icontains", label=_("Who"))
    about = django_filters.ChoiceFilter(
        "action", "startswith", choices=subjects, label=_("About"), empty_label=_("Everything")
    )
    since = DayFilter("at", "date__gte", label=_("From"))
    until = DayFilter("at", "date__lte", label=_("Until"))

    class Meta:
        model = AuditEvent
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # An address kept from elsewhere still narrows: only the choices on the page are the office's own.
        self.form.fields["about"].choices = [("", _("Everything")), *subjects_for(self.request.user.side)]


class AccessLogFilter(django_filters.FilterSet):
    """Who looked at what, and when."""

    user = SearchFilter("user_name", "icontains", label=_("Who"))
    kind = django_filters.ChoiceFilter(choices=AccessLogEntry.Kind.choices, label=_("Kind"), empty_label=_("All"))
    since = DayFilter("at", "date__gte", label=_("From"))
    until = DayFilter("at", "date__lte", label=_("Until"))

    class Meta:
        model = AccessLogEntry
        fields: list[str] = []


def _colleagues(request):
    return User.objects.visible_to(request.user)


class SignInFilter(django_filters.FilterSet):
    """Which account, what, and when."""

    account = django_filters.ModelChoiceFilter(
        queryset=_colleagues, method="of_account", label=_("Account"), empty_label=_("All")
    )
    kind = django_filters.ChoiceFilter(
        "action", choices=list(KINDS.items()), label=_("Kind"), empty_label=_("Everything")
    )
    since = DayFilter("at", "date__gte", label=_("From"))
    until = DayFilter("at", "date__lte", label=_("Until"))

    class Meta:
        model = AuditEvent
        fields: list[str] = []

    def of_account(self, events, name, account):
        """Events about the account, whoever acted."""
        return events.filter(target_type=User._meta.label_lower, target_id=str(account.pk))
