"""Forms about the board itself: who came to a hearing, and how many have to."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.command_forms import CommandForm, NumberField, ReasonField
from core.forms import LocalDateField
from programs.selection.board_models import HearingQuorum
from programs.selection.board_presence import Said
from programs.selection.hearing_quorum import FEWEST, MOST
from programs.selection.models import HearingMember


class PresenceForm(CommandForm):
    """Of each member whether he or she came, or why not, and who came instead."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, members: Sequence[HearingMember], staff: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members, self.staff = members, {str(one.pk): one for one in staff}
        instead = [("", _("nobody")), *((key, one.full_name) for key, one in self.staff.items())]
        for member in members:
            said, substitute = self.names_of(member)
            words = {"name": member.user.full_name}
            self.fields[said] = forms.ChoiceField(
                label=_("Presence of %(name)s") % words,
                choices=[("", _("Choose")), *HearingMember.Presence.choices],
                required=False,
                initial=member.presence,
            )
            self.fields[substitute] = forms.ChoiceField(
                label=_("Who came instead of %(name)s") % words,
                choices=instead,
                required=False,
                initial=str(member.substitute_id or ""),
            )
            for name in (said, substitute):
                self.fields[name].widget.attrs |= {"class": "form-select", "aria-label": self.fields[name].label}

    @staticmethod
    def names_of(member: HearingMember) -> tuple[str, str]:
        """The names of the two fields of a member."""
        return f"m{member.pk}-said", f"m{member.pk}-substitute"

    def rows(self) -> list[tuple[HearingMember, forms.BoundField, forms.BoundField]]:
        """The members, each with both fields."""
        return [(one, self[self.names_of(one)[0]], self[self.names_of(one)[1]]) for one in self.members]

    def said(self) -> dict[int, Said]:
        """What is said of each member, by the user's key."""
        data = self.cleaned_data
        return {
            one.user_id: Said(data[said], self.staff.get(data[substitute]))
            for one in self.members
            for said, substitute in [self.names_of(one)]
        }


class QuorumForm(CommandForm):
    """How many have to be present, from which day on, and why."""

    least = NumberField(label=_("And at least so many people"), min_value=FEWEST, max_value=MOST, initial=FEWEST)
    valid_from = LocalDateField(label=_("In force from"), help_text=_("Today or later."))
    reason = ReasonField(
        help_text=_("At least %(count)s characters, for example the decree or the agreement that asks for it."),
        max_length=300,
        rows=2,
    )
    field_order = ["share", "least", "valid_from", "reason"]

    def __init__(self, *args: Any, board: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What each choice means for the board as it is now stands beside it.
        choices = [
            (code, _("%(share)s (today %(needed)s of %(board)s)") % {**words, "share": label})
            for code, label in HearingQuorum.Share.choices
            for words in [{"needed": HearingQuorum(share=code, least=FEWEST).of(board), "board": board}]
        ]
        self.fields["share"] = forms.ChoiceField(
            label=_("Who has to be present"), choices=choices, widget=forms.RadioSelect
        )
        self.order_fields(self.field_order)
