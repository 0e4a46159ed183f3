from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from core.command_forms import CommandForm
from core.forms import LocalDateField, LocalTimeField, OneField, ScanField, SearchField, SeveralField
from core.reasons import with_shortest
from core.shown_acts import ShowingForm
from programs.batches.models import Batch
from programs.catalog.unit_blocks import Block
from programs.selection.application_decisions import OUTCOMES, Wish
from programs.selection.models import Appeal, Application


class PersonSearchForm(forms.Form):
    """Search for the applicant."""

    q = SearchField(label=_("Name of the person"))


STRENGTHS = [(1, _("1 – little")), (2, "2"), (3, _("3 – some")), (4, "4"), (5, _("5 – very strong"))]


class ConsentForm(CommandForm):
    """The fields of every application form, for one program or several."""

    source = forms.ChoiceField(
        label=pgettext_lazy("application", "Source"), choices=Application.Source.choices, widget=forms.RadioSelect
    )
    consent_on = LocalDateField(
        label=_("Consent given on"), help_text=_("The day on which the person signed. Without consent nobody applies.")
    )
    scan = ScanField(label=_("Scan of the signed form"), required=False)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example experience in the trade. Nothing about the case."),
    )

    def said(self) -> dict:
        """The fields as the command expects them."""
        return {name: self.cleaned_data[name] for name in ("source", "consent_on", "note", "scan")}


class BlocksField(forms.MultipleChoiceField):
    """Blocks of units that may be taken alone, and which of them the person has passed; none: the whole course."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, blocks: Iterable[Block], passed: Collection[str], *, takes_whole: bool = True, **options: Any):
        choices = [(block.sign, _label_of(block, is_passed=block.sign in passed)) for block in blocks]
        running = _("The course is running: tick blocks whose lessons are still to come.")
        help_text = _("None ticked: the whole course.") if takes_whole else running
        options = {"label": _("Blocks of units"), **options}
        super().__init__(choices=choices, required=False, help_text=help_text, **options)


def _label_of(block: Block, *, is_passed: bool) -> str:
    label = f"{block.sign} · {block.jp} JP: {block.titles}"
    return f"{label} ({gettext('passed before')})" if is_passed else label


class AgainMixin(forms.Form):
    """A form on which blocks of units can be wanted again that are passed already, by a tick and with a reason."""

    def ask_again(self, reason: str = "") -> None:
        """Adds tick and reason; `reason` is the one that is kept."""
        self.fields["wants_again"] = forms.BooleanField(
            label=_("Take a block again that is passed already"), required=False, initial=bool(reason)
        )
        self.fields["again_reason"] = forms.CharField(
            label=_("Why again"),
            required=False,
            max_length=200,
            initial=reason,
            help_text=with_shortest(_("Only with the tick. At least %(count)s characters; it is kept.")),
        )

    def clean(self) -> dict[str, Any]:
        """Takes tick and reason together as `again`; without the tick the reason is none."""
        data = super().clean() or self.cleaned_data
        if "wants_again" in self.fields:
            reason = data.pop("again_reason", "")
            data["again"] = reason if data.pop("wants_again", False) else ""
            if "wants_again" in self.data and not reason.strip():
                self.add_error("again_reason", _("Say why it is wanted again."))
        return data


class ApplicationForm(AgainMixin, ConsentForm):
    """The application for one program, or for blocks of it."""

    interest = forms.TypedChoiceField(
        label=_("Interest"),
        coerce=int,
        choices=STRENGTHS,
        initial=3,
        widget=forms.RadioSelect,
        help_text=_("As the person says."),
    )
    field_order = ["source", "consent_on", "interest", "scan", "note"]

    def __init__(
        self,
        *args,
        blocks: Sequence[Block] = (),
        passed: Collection[str] = (),
        takes_whole: bool = True,
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        if blocks:
            self.fields["blocks"] = BlocksField(blocks, passed, takes_whole=takes_whole)
            if passed:
                self.ask_again()
            self.order_fields(["source", "consent_on", "blocks", "wants_again", "again_reason"])


class SeveralForm(AgainMixin, ConsentForm):
    """One paper form for up to five programs; each batch with the strength of the wish, empty if not wanted.

    `choices`: of each batch (key) that has blocks, these and which of them are passed.
    """

    def __init__(self, *args, batches: list[Batch], choices: Mapping[int, Mapping[str, Any]], **kwargs):
        super().__init__(*args, **kwargs)
        self.batches = batches
        own = list(self.fields)
        for batch in batches:
            self.fields[self.name_of(batch)] = forms.TypedChoiceField(
                label=f"{batch.version.program.name} · {batch.name}",
                required=False,
                coerce=int,
                empty_value=None,
                choices=[("", _("Does not apply")), *STRENGTHS],
            )
            if choice := choices.get(batch.pk):
                is_ahead = batch.state == Batch.State.SELECTING
                label = _("Blocks of units of %(batch)s") % {"batch": batch.name}
                self.fields[self.blocks_of(batch)] = BlocksField(**choice, takes_whole=is_ahead, label=label)
        if any(choice["passed"] for choice in choices.values()):
            self.ask_again()
        self.order_fields([*(name for name in self.fields if name not in own), *own])

    def clean(self) -> dict[str, Any]:
        """Blocks of a batch are nothing without the strength of the wish."""
        data = super().clean() or self.cleaned_data
        for batch in self.batches:
            if data.get(self.blocks_of(batch)) and not data.get(self.name_of(batch)):
                self.add_error(self.name_of(batch), _("Choose how strong the wish is, or clear the blocks below."))
        return data

    @staticmethod
    def name_of(batch: Batch) -> str:
        """The name of the field for this batch."""
        return f"batch_{batch.public_id.hex}"

    @staticmethod
    def blocks_of(batch: Batch) -> str:
        """The name of the field for the blocks of this batch."""
        return f"blocks_{batch.public_id.hex}"

    def wishes(self) -> list[Wish]:
        """The chosen batches, each with the strength of the wish and the blocks that are wished for."""
        data = self.cleaned_data
        chosen = [(one, data[self.name_of(one)], data.get(self.blocks_of(one), ())) for one in self.batches]
        again = data.get("again", "")
        return [Wish(batch, interest, tuple(blocks), again) for batch, interest, blocks in chosen if interest]


class WithdrawForm(CommandForm):
    """Closing an application by hand; reasons set automatically by a batch or an offer cannot be chosen."""

    closing = forms.ChoiceField(
        label=_("Why it is closed"),
        choices=[
            (closing.value, closing.label)
            for closing in (
                Application.Closing.OWN_WISH,
                Application.Closing.UNAVAILABLE,
                Application.Closing.MISTAKE,
            )
        ],
        widget=forms.RadioSelect,
        initial=Application.Closing.OWN_WISH,
    )


class CloseHearingForm(ShowingForm):
    """Closing a hearing; its number may be added later on paper."""

    number = forms.CharField(
        label=_("Number of the minutes"),
        required=False,
        max_length=80,
        help_text=_("As your office numbers its letters. It may be written on the paper later."),
    )


class AppealForm(CommandForm):
    """An appeal in the person's words."""

    received_on = LocalDateField(label=_("Received on"))
    grounds = forms.CharField(label=_("What the person says"), max_length=500, widget=forms.Textarea(attrs={"rows": 4}))


class AppealDecisionForm(CommandForm):
    """The decision on an appeal."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=Appeal.Outcome.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    override = forms.BooleanField(
        label=_("Admit although the entry rules are not met"),
        required=False,
        help_text=with_shortest(_("Needs a reason of at least %(count)s characters and stays visible.")),
    )

    def __init__(self, *args, meets_rules: bool, **kwargs):
        super().__init__(*args, **kwargs)
        # There is nothing to override if the rules are met; without the field, a submitted value is ignored.
        if meets_rules:
            del self.fields["override"]


class HearingForm(CommandForm):
    """A hearing with its chair and members, all from the facility's own board."""

    held_on = LocalDateField(label=_("Held on"))
    starts_at = LocalTimeField(
        label=_("Hour"), required=False, help_text=_("24 hours, for example 08.00. Included in the minutes.")
    )
    place = forms.CharField(label=_("Place"), max_length=100)
    chair = OneField(label=_("Chair"), queryset=User.objects.none())
    members = SeveralField(
        label=_("Members invited"),
        queryset=User.objects.none(),
        help_text=_("At least one beside the chair. Who came is noted at the hearing."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, batch: Batch, **kwargs):
        super().__init__(*args, **kwargs)
        staff = User.objects.filter(facility=batch.facility_id, is_active=True)
        self.fields["chair"].queryset = staff.with_role(Role.BOARD_CHAIR)
        self.fields["members"].queryset = staff.with_role(Role.BOARD_MEMBER)
        self.fields["members"].initial = staff.with_role(Role.BOARD_MEMBER)


class RowDecisionForm(forms.Form):
    """The decision on one candidate in the table of a hearing; nothing chosen means: not decided yet.

    `seen` is the revision of the application that the page showed.
    """

    outcome = forms.ChoiceField(required=False, choices=[(state, Application.State(state).label) for state in OUTCOMES])
    reason = forms.CharField(required=False, max_length=300)
    override = forms.BooleanField(required=False)
    seen = forms.IntegerField(min_value=0, max_value=10**9)


class CommonReasonsForm(forms.Form):
    """A reason for each outcome, for candidates who have none of their own."""

    admitted = forms.CharField(label=_("If admitted"), required=False, max_length=300)
    reserve = forms.CharField(label=_("If on the reserve list"), required=False, max_length=300)
    rejected = forms.CharField(label=_("If not admitted"), required=False, max_length=300)


class DecisionForm(AgainMixin, CommandForm):
    """The board's decision; `seen` is the revision of the application that the page showed."""

    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=[(state, Application.State(state).label) for state in OUTCOMES],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Included in the minutes of the hearing."),
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    override = forms.BooleanField(
        label=_("Admit although the entry rules are not met"),
        required=False,
        help_text=with_shortest(_("Needs a reason of at least %(count)s characters and stays visible.")),
    )

    def __init__(self, *args, meets_rules: bool, blocks: Sequence[Block] = (), passed: Collection[str] = (), **kwargs):
        super().__init__(*args, **kwargs)
        if meets_rules:
            del self.fields["override"]
        if blocks:
            self.fields["blocks"] = BlocksField(blocks, passed)
            if passed:
                self.ask_again(kwargs.get("initial", {}).get("again_reason", ""))
            self.order_fields(["outcome", "blocks", "wants_again", "again_reason"])
