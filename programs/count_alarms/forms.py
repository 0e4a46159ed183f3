"""Forms for head counts, explanations and the search for people."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import clock
from core.command_forms import CommandForm, NumberField, ReasonField
from core.forms import LocalTimeField
from core.templatetags.dates import hour
from programs.count_alarms.alarm_notices import Notice
from programs.head_counts import count_records
from programs.head_counts.models import HeadCount
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session


class HeadCountForm(CommandForm):
    """A count with its time. `seen` is the figure the page showed; `kept` is the time used if none is entered."""

    people = NumberField(
        label=_("How many people"),
        min_value=0,
        max_value=count_records.MOST_PEOPLE,
        error_messages={
            "required": _("Enter how many people were counted, or 0 if there was nobody."),
            "invalid": _("Write the count as a number, for example 15."),
        },
    )
    counted_at = LocalTimeField(
        label=_("Counted at"),
        required=False,
        help_text=_("if left empty: now"),
        error_messages={"required": _("This session was on another day. Write the hour at which it was counted.")},
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    is_sure = forms.BooleanField(label=_("The number is right: I have counted again"), required=False)

    def __init__(
        self,
        *args: Any,
        session: Session,
        point: str,
        count: HeadCount | None,
        kept: datetime | None = None,
        **kwargs: Any,
    ) -> None:
        seen = count.people if count else None
        super().__init__(*args, auto_id=f"{point}-%s", initial={"people": seen, "seen": seen}, **kwargs)
        self.session, self.point, self.standing = session, point, count
        self.fields["counted_at"].widget.attrs["class"] = "form-control"
        if not self._is_today():
            # On a later day, "now" would not be a time of this session.
            self.fields["counted_at"].required = True
            self.fields["counted_at"].help_text = _("needed: the session was on another day")
        elif kept:
            self.fields["counted_at"].help_text = _("if left empty: %(hour)s, before the next count") % {
                "hour": hour(kept)
            }
        self.fields["people"].widget.attrs.update({"class": "form-control count-big", "size": 3})

    def carry_out(self, command) -> bool:
        """As every form does; refused, the page shows what stands now, so that the next try knows it."""
        done = super().carry_out(command)
        if not done:
            self.data = self.data.copy()
            self.data["seen"] = self.standing.people if self.standing else ""
            for name in self.errors.keys() & self.fields.keys():
                self.fields[name].widget.attrs["class"] += " is-invalid"
        return done

    def values(self) -> dict:
        """As the command takes them."""
        return {
            "people": {self.point: self.cleaned_data["people"]},
            "seen": {self.point: self.cleaned_data["seen"]},
            "counted_at": self._moment(),
            "is_sure": self.cleaned_data["is_sure"],
        }

    def _is_today(self) -> bool:
        zone = self.session.batch.time_zone
        return self.session.date <= clock.today(zone) <= clock.local(self.session.ends_at, zone).date()

    def _moment(self) -> datetime | None:
        typed, zone = self.cleaned_data["counted_at"], self.session.batch.time_zone
        if typed is None:
            return None
        moment = clock.at(self.session.date, typed, zone)
        # A session that goes over midnight is counted back on the day after.
        is_next_day = moment < self.session.starts_at - count_records.OPENS_BEFORE
        return moment + timedelta(days=1) if is_next_day else moment


class ExplainForm(CommandForm):
    """A supervisor's explanation of one difference; `notices` are the open ones, heaviest first."""

    about = forms.ChoiceField(
        label=_("This explains"),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Somebody has explained these counts already, or they agree.")},
    )
    reason = ReasonField(
        label=_("Explanation"),
        max_length=300,
        help_text=_(
            "At least %(count)s characters: who it was and where he or she is. It stays on this page, where only the "
            "detention center reads it."
        ),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    is_sure = forms.BooleanField(
        label=_("I am explaining this although not everybody is marked as here"), required=False
    )

    def __init__(self, *args: Any, notices: Sequence[Notice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.alarm.key, f"{one.head}: {one.text}") for one in notices if one.alarm]
        self.fields["about"].choices = choices
        self.initial["about"] = choices[0][0] if choices else ""
        self.fields["about"].required = len(choices) > 1
        if len(choices) < 2:
            self.fields["about"].widget = forms.HiddenInput()

    def clean_about(self) -> str | None:
        return self.cleaned_data["about"] or None

    def shows(self, version: str) -> None:
        """Sets the version that the page shows, so that even a retry explains the current counts."""
        self.initial["seen"] = version
        if self.is_bound:
            self.data = self.data.copy()
            self.data["seen"] = version


class SeenForm(CommandForm):
    """For each name, whether the person was seen; names without an answer stay as they are.

    `version` is the state that the page showed, `back` the name whose answer is taken back.
    """

    YES, NO = "yes", "no"

    version = forms.CharField(required=False, widget=forms.HiddenInput)
    back = forms.CharField(required=False)

    def __init__(self, *args: Any, people: list[Enrollment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        for place in people:
            answers = [(self.YES, _("Here")), (self.NO, _("Not here"))]
            self.fields[f"seen-{place.public_id}"] = forms.ChoiceField(
                label=place.person.full_name, choices=answers, required=False
            )

    def seen(self) -> dict[Enrollment, bool | None]:
        """The answers: whether each person is here, or None to take the answer back."""
        answers = {place: self.cleaned_data.get(f"seen-{place.public_id}") for place in self.people}
        found: dict[Enrollment, bool | None] = {
            place: answer == self.YES for place, answer in answers.items() if answer
        }
        back = self.cleaned_data.get("back")
        return found | {place: None for place in self.people if str(place.public_id) == back}

    @property
    def not_taken(self) -> int:
        """How many answers are about nobody in this session."""
        known = {f"seen-{place.public_id}" for place in self.people}
        given = {name for name, answer in self.data.items() if answer and name.startswith("seen-")}
        back = self.data.get("back")
        return len(given - known) + bool(back and f"seen-{back}" not in known)
