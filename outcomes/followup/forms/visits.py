"""What came of a visit, and the paper that was shown."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import clock
from core.forms import CHOOSE, LocalDateField, LocalTimeField, ScanField
from outcomes.followup.codes import ContactResult, Evidence, Help, PaperShown
from outcomes.followup.forms.calls import STATUSES, AnswersForm, MonthField
from outcomes.followup.models.consents import Consent
from outcomes.followup.told import LONGEST_OCCUPATION, Told
from outcomes.followup.visits import RESULTS, Visit

# Any of them: a visit answers what a call would have asked.
_STATUS_CHOICES = [("", CHOOSE), *STATUSES]


class VisitForm(AnswersForm):
    """A visit; whatever lies below the result is asked only if the person was met."""

    field_order = ("on", "at", "result", "status", "occupation", "employer", "place", "works_since", "help_wanted")

    on = LocalDateField(label=_("Day of the visit"))
    at = LocalTimeField(label=_("Time"))
    result = forms.ChoiceField(
        label=_("What came of it"), choices=[(one.value, one.label) for one in RESULTS], widget=forms.RadioSelect
    )
    status = forms.ChoiceField(label=_("What the person does now"), choices=_STATUS_CHOICES, required=False)
    occupation = forms.CharField(label=_("Work"), max_length=LONGEST_OCCUPATION, required=False)
    works_since = MonthField(label=_("Works since"), required=False, help_text=_("Month/year"))
    help_wanted = forms.ChoiceField(label=_("Help wanted"), choices=[("", CHOOSE), *Help.choices], required=False)
    paper = forms.ChoiceField(
        label=_("Paper that was shown"),
        choices=[("", _("No paper")), *PaperShown.choices],
        required=False,
        help_text=_("A paper makes it better known (E5) than a visit alone (E4)."),
    )
    scan = ScanField(
        label=_("Scan of the paper"),
        required=False,
        help_text=_("Only if the person agrees. Cover wages and numbers first. PDF, JPEG or PNG, up to 10 MB."),
    )

    def __init__(self, *args: Any, consent: Consent, **more: Any) -> None:
        super().__init__(*args, **more)
        self.consent = consent
        self.ask_uses(consent)
        # The paper stands last, after everything that was said or seen.
        self.order_fields([name for name in self.fields if name not in ("paper", "scan")])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("result") == ContactResult.VISIT_MET and not data.get("status"):
            self.add_error("status", forms.ValidationError(_("Choose what the person does now.")))
        return data

    def visit(self) -> Visit:
        """The visit as the command takes it."""
        data = self.cleaned_data
        at = clock.at(data["on"], data["at"], self.consent.training_center.time_zone)
        scan = data["scan"]
        if data["result"] != ContactResult.VISIT_MET:
            return Visit(at, data["result"], scan=scan)
        names = ("status", "occupation", "employer", "place", "works_since", "help_wanted", "paper")
        told = Told(
            evidence=Evidence.SEEN, told_on=data["on"], uses=self.uses(), **{name: data[name] for name in names}
        )
        return Visit(at, data["result"], told, scan)
