from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from reports.reconcile.contradictions import KINDS, kinds_for
from reports.reconcile.models import Finding


class FindingFilterForm(forms.Form):
    """Filters the contradictions for which the reader is responsible."""

    kind = forms.ChoiceField(label=_("Kind"), required=False)

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [
            ("", _("All")),
            *((code, KINDS[code].title) for code in kinds_for(user.role_names)),
        ]

    def apply(self, findings: QuerySet[Finding]) -> QuerySet[Finding]:
        kind = self.cleaned_data.get("kind") if self.is_valid() else ""
        return findings.filter(kind=kind) if kind else findings
