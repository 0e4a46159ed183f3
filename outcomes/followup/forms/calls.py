"""The questions of a call, by wave: at most twelve, spoken in Indonesian, without a field for free notes."""

import re
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from core import clock
from core.forms import LocalDateField, LocalTimeField
from outcomes.followup.attempts import Noted, Turn, is_messaged, turn_of
from outcomes.followup.codes import (
    Channel,
    ContactKind,
    ContactResult,
    Evidence,
    Help,
    Hindrance,
    Hours,
    Income,
    OutcomeStatus,
    ToolUse,
    Wave,
)
from outcomes.followup.forms.agreements import AgreementForm
from outcomes.followup.income_bands import choices_of
from outcomes.followup.models.consents import Consent
from outcomes.followup.models.contacts import Contact
from outcomes.followup.models.outcomes import FollowUp
from outcomes.followup.told import LONGEST_OCCUPATION, LONGEST_PLACE, LONGEST_SUGGESTION, Told
from outcomes.followup.tools_received import Received, received_of
from outcomes.followup.trade_rule import passed_units

_TALKED = (ContactResult.TALKED.value, _("Reached the person"))
_ENDS = (ContactResult.DEAD_NUMBER, ContactResult.WRONG_NUMBER, ContactResult.UNSAFE, ContactResult.STOP)
_CALLED = (ContactResult.NO_ANSWER, ContactResult.SOMEBODY_ELSE, ContactResult.LATER, *_ENDS)
_WRITTEN = frozenset({ContactResult.MESSAGE_SENT, ContactResult.MESSAGE_ANSWERED})
_AFTER_THE_MESSAGE = (ContactResult.MESSAGE_ANSWERED, ContactResult.WRONG_NUMBER, ContactResult.STOP)


def results_of(follow_up: FollowUp) -> list[tuple[str, Any]]:
    """What can come of trying in this wave, as its turn is: a call, the one message, or an answer to it."""
    made = list(follow_up.attempts.all())
    after: tuple[ContactResult, ...] = _CALLED
    match turn_of(follow_up, made):
        case Turn.MESSAGE if follow_up.consent.by_phone:
            after = (ContactResult.MESSAGE_SENT, ContactResult.STOP)
        case Turn.MESSAGE:
            after = (ContactResult.MESSAGE_SENT, ContactResult.LATER, *_ENDS)
        case Turn.REPLY:
            after = _AFTER_THE_MESSAGE if is_messaged(made) else (ContactResult.STOP,)
    return [_TALKED, *((result.value, result.label) for result in after)]


# The rule tells from the answers whether work is in the trade, so nobody is asked.
STATUSES = [
    (OutcomeStatus.EMPLOYED_ELSEWHERE.value, _("Works for somebody")),
    (OutcomeStatus.OWN_ELSEWHERE.value, _("Own business")),
    (OutcomeStatus.DAY_LABOR.value, OutcomeStatus.DAY_LABOR.label),
    (OutcomeStatus.SEEKING.value, OutcomeStatus.SEEKING.label),
    (OutcomeStatus.TRAINING.value, OutcomeStatus.TRAINING.label),
    (OutcomeStatus.HOME.value, OutcomeStatus.HOME.label),
    (OutcomeStatus.ILL.value, OutcomeStatus.ILL.label),
    (OutcomeStatus.DECLINED.value, _("Does not want to answer")),
]
_YES_NO = [("yes", _("Yes")), ("no", _("No"))]
_LATE = (Wave.MONTHS_6, Wave.MONTHS_12, Wave.MONTHS_24)
# Fields that are asked in some waves only.
ASKED_IN: dict[str, tuple[str, ...]] = {
    "same_place": _LATE,
    "hours_band": (Wave.MONTHS_3, *_LATE),
    "income_band": (Wave.MONTHS_3, *_LATE),
    "units_used": (Wave.MONTHS_3, *_LATE),
    "aids_in_use": (Wave.MONTHS_3, Wave.MONTHS_6, Wave.MONTHS_12),
    "has_papers": (Wave.WEEKS_2,),
    "suggestion": (Wave.MONTHS_12, Wave.MONTHS_24),
}


class MonthField(forms.CharField):
    """A month typed as 10/2026; its value is the first day of it."""

    def __init__(self, **more: Any) -> None:
        typing = {"inputmode": "numeric", "autocomplete": "off", "size": 8, "class": "w-date"}
        super().__init__(max_length=10, widget=forms.TextInput(attrs=typing), **more)

    def clean(self, value: Any) -> date | None:
        typed = super().clean(value)
        if not typed:
            return None
        found = re.fullmatch(r"(\d{1,2})[/.-](20\d\d|19\d\d)", typed)
        if not found or not 1 <= int(found[1]) <= 12:
            raise forms.ValidationError(_("Write month and year, for example 10/2026."))
        return date(int(found[2]), int(found[1]), 1)


def choice(label: Any, choices: Any, **more: Any) -> forms.ChoiceField:
    """One of a few answers, chosen by a digit."""
    return forms.ChoiceField(label=label, choices=choices, required=False, widget=forms.RadioSelect, **more)


class AnswersForm(AgreementForm):
    """What is asked by telephone and on a visit alike: with whom and where, and whether each thing is still in use."""

    employer = forms.CharField(
        label=_("With whom?"), max_length=LONGEST_PLACE, required=False, help_text=_("If said. Nobody asks there.")
    )
    place = forms.CharField(
        label=_("Where?"), max_length=LONGEST_PLACE, required=False, help_text=_("Village or district.")
    )

    received: list[Received]

    def ask_uses(self, consent: Consent) -> None:
        """Adds a question for each of these things."""
        self.received = received_of(consent)
        for number, one in enumerate(self.received, 1):
            self.fields[f"use_{number}"] = choice(_("%(thing)s: still in use?") % {"thing": one.label}, ToolUse.choices)

    def use_fields(self) -> list[forms.BoundField]:
        """The questions, as the page draws them."""
        return [self[f"use_{number}"] for number, _one in enumerate(self.received, 1)]

    def work_fields(self) -> list[forms.BoundField]:
        """With whom and where, asked as one question."""
        return [self["employer"], self["place"]]

    def uses(self) -> tuple[tuple[UUID, str], ...]:
        """The answers that were given."""
        found = [(one.key, self.cleaned_data.get(f"use_{number}", "")) for number, one in enumerate(self.received, 1)]
        return tuple((key, use) for key, use in found if use)


class CallForm(AnswersForm):
    """What came of a call, and the answers that fit the wave. The labels are what is said."""

    result = forms.ChoiceField(label=_("What came of it?"), widget=forms.RadioSelect)
    called_at = LocalTimeField(
        label=_("Hour of the call"),
        required=False,
        help_text=_("If it was not just now. An hour still to come today was yesterday."),
    )
    again_on = LocalDateField(label=_("Call again on"), required=False)
    again_at = LocalTimeField(label=_("At"), required=False)
    status = choice(_("In the last seven days, any work that earned money, if only for an hour?"), STATUSES)
    occupation = forms.CharField(label=_("What work is it?"), max_length=LONGEST_OCCUPATION, required=False)
    works_since = MonthField(label=_("Since when, about?"), required=False, help_text=_("Month/year"))
    same_place = choice(_("Still at the same place as last time?"), _YES_NO)
    hours_band = choice(_("How many hours a week, usually?"), Hours.choices)
    income_band = choice(_("Income a month, about? It need not be answered."), Income.choices)
    units_used = forms.MultipleChoiceField(
        label=_("What of the course is used?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    aids_in_use = choice(_("Are tools or capital that were received still in use?"), _YES_NO)
    has_papers = choice(_("Are certificate and papers all in hand?"), _YES_NO)
    hindrance = choice(_("What stands most in the way?"), Hindrance.choices)
    help_wanted = choice(_("Is there anything we can help with?"), Help.choices)
    suggestion = forms.CharField(
        label=_("If the course were held again, what should be added?"), max_length=LONGEST_SUGGESTION, required=False
    )
    deletes_now = forms.BooleanField(
        label=_("Delete everything now"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    def __init__(self, *args: Any, follow_up: FollowUp, **more: Any) -> None:
        super().__init__(*args, **more)
        self.follow_up = follow_up
        self.fields["result"].choices = results_of(follow_up)
        for field in self.fields.values():
            if isinstance(field.widget, forms.TextInput):
                field.widget.attrs.setdefault("class", "")
                field.widget.attrs["class"] = f"form-control {field.widget.attrs['class']}".strip()
        for name, waves in ASKED_IN.items():
            if follow_up.wave not in waves:
                del self.fields[name]
        if "income_band" in self.fields:
            self.fields["income_band"].choices = choices_of(getattr(follow_up, "minimum_wage", None))
        self.received = []
        if "aids_in_use" in self.fields:
            self.ask_uses(follow_up.consent)
            if self.received:
                # Each thing is asked about by itself, and the answer to all follows.
                del self.fields["aids_in_use"]
        if "units_used" in self.fields:
            self.fields["units_used"].choices = list(passed_units(follow_up.consent).items())
            if not self.fields["units_used"].choices:
                del self.fields["units_used"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("result") == ContactResult.STOP:
            # Nothing else on the page may stand in the way of this word but a key pressed by mistake.
            self.errors.clear()
            if not data.get("deletes_now"):
                sentence = _("This deletes everything that is kept of the person. Tick the box to confirm.")
                self.add_error("deletes_now", forms.ValidationError(sentence))
        if data.get("result") == ContactResult.TALKED and not data.get("status"):
            self.add_error("status", forms.ValidationError(_("Choose what the person does now.")))
        return data

    def noted(self, number: Contact | None) -> Noted:
        """The attempt as the command takes it, at the hour that was written or now."""
        data, zone = self.cleaned_data, self.follow_up.consent.training_center.time_zone
        again: datetime | None = None
        if data.get("again_on") and data.get("again_at"):
            again = clock.at(data["again_on"], data["again_at"], zone)
        is_written = data["result"] in _WRITTEN or (number and number.kind == ContactKind.MESSENGER)
        return Noted(Channel.MESSAGE if is_written else Channel.PHONE, data["result"], self.called(), again, number)

    def called(self) -> datetime:
        """When the call was made."""
        zone, hour = self.follow_up.consent.training_center.time_zone, self.cleaned_data.get("called_at")
        if not hour:
            return clock.now()
        today = clock.at(clock.today(zone), hour, zone)
        return today if today <= clock.now() else today - timedelta(days=1)

    def told(self) -> Told | None:
        """The answers as the command takes them; None without a talk."""
        data = self.cleaned_data
        if data["result"] != ContactResult.TALKED:
            return None
        yes_no = {name: _as_bool(data.get(name, "")) for name in ("same_place", "aids_in_use", "has_papers")}
        texts = (
            "hours_band",
            "income_band",
            "occupation",
            "employer",
            "place",
            "hindrance",
            "help_wanted",
            "suggestion",
        )
        return Told(
            status=data["status"],
            evidence=Evidence.SAID,
            told_on=clock.local(self.called(), self.follow_up.consent.training_center.time_zone).date(),
            works_since=data.get("works_since"),
            units_used=tuple(data.get("units_used", ())),
            uses=self.uses(),
            **yes_no,
            **{name: data.get(name, "") for name in texts},
        )


def _as_bool(answer: str) -> bool | None:
    return {"yes": True, "no": False}.get(answer)
