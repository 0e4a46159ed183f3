from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy

from accounts.models import TrainingCenter
from core.command_forms import CommandForm, ReasonField
from core.forms import CHOOSE, FilterForm, LocalDateField, SearchField
from inmates.consents.codes import Relation
from inmates.people.codes import Education, Sex
from inmates.people.forms import plain_name
from inmates.people.models import Person, names_like
from inmates.profile.forms import ProfileForm
from printing.printed_signs import printed_name
from programs.catalog.unit_blocks import Block
from programs.registrations import correcting
from programs.registrations.contact_details import LONGEST_ADDRESS, ContactDetails
from programs.registrations.known_people import alike, question_about
from programs.registrations.models import Registration
from programs.registrations.registering import FIELDS, Identity
from programs.selection.forms import AgainMixin, BlocksField

NEW = "new"


class RegistrationFilterForm(FilterForm):
    """Filters the people registered for one class."""

    q = SearchField(label=gettext_lazy("Name"))
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("All")), *Registration.State.choices],
    )

    def apply(self, registrations: QuerySet[Registration]) -> QuerySet[Registration]:
        """The matching registrations."""
        data = self.kept()
        named = names_like(data["q"], "person__") if data.get("q") else Q()
        state = Q(state=data["state"]) if data.get("state") else Q()
        return registrations.filter(named, state)


class IdentityForm(AgainMixin, CommandForm):
    """Who registers, as on the identity card, and how the registration came."""

    full_name = forms.CharField(label=gettext_lazy("Full name"), max_length=150, validators=[plain_name])
    called_name = forms.CharField(label=gettext_lazy("Called name"), max_length=150, required=False)
    birth_place = forms.CharField(
        label=gettext_lazy("Place of birth"), max_length=100, required=False, validators=[printed_name]
    )
    birth_date = LocalDateField(label=gettext_lazy("Date of birth"), required=False)
    sex = forms.ChoiceField(label=gettext_lazy("Sex"), choices=[("", CHOOSE), *Sex.choices], required=False)
    education = forms.ChoiceField(
        label=gettext_lazy("Last education"), choices=[("", CHOOSE), *Education.choices], required=False
    )
    nik = forms.CharField(
        label=gettext_lazy("NIK"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("16 digits as on the identity card; it is stored encrypted."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    photo = forms.FileField(
        label=gettext_lazy("Photo"),
        required=False,
        help_text=gettext_lazy("JPEG, PNG or WebP, at most 8 MB, face in the middle. It is cut to 3:4."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    address = forms.CharField(label=gettext_lazy("Address"), max_length=LONGEST_ADDRESS, required=False)
    telephone = forms.CharField(
        label=gettext_lazy("Telephone number"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    contact_consent_on = LocalDateField(
        label=gettext_lazy("Consent to be called signed on"),
        required=False,
        help_text=gettext_lazy("Needed where address or telephone is kept; both are stored encrypted."),
    )
    # Without a default: one that is not chosen would be a guess.
    way = forms.ChoiceField(label=gettext_lazy("How registered"), choices=[("", CHOOSE), *Registration.Way.choices])
    consent_on = LocalDateField(
        label=gettext_lazy("Consent signed on"),
        required=False,
        help_text=gettext_lazy("The day on the signed consent to the training. Needed before a place is given."),
    )

    def __init__(
        self,
        *args: Any,
        blocks: Sequence[Block] = (),
        passed: Collection[str] = (),
        is_late: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact_consent_on"].says_optional = False
        if blocks:
            self.fields["blocks"] = BlocksField(blocks, passed)
            # Who it is may come out only as the form is sent, so it is asked whatever is known by now.
            self.ask_again((kwargs.get("initial") or {}).get("again_reason", ""))
        if is_late:
            self._ask_why_late(has_blocks=bool(blocks))

    def _ask_why_late(self, *, has_blocks: bool) -> None:
        text = gettext_lazy("At least %(count)s characters. The class has begun; what is missed is not made up.")
        if has_blocks:
            text = gettext_lazy(
                "At least %(count)s characters; not needed for blocks whose lessons are still to come. The class "
                "has begun; what is missed is not made up."
            )
        label = gettext_lazy("Why after the start")
        # Whether a block has begun follows from the choice, so the command asks then.
        self.fields["late_reason"] = ReasonField(label=label, help_text=text, rows=2, required=not has_blocks)

    def clean_nik(self) -> str:
        """Digits alone, however they were grouped."""
        return self.cleaned_data["nik"].replace(" ", "").replace(".", "")

    def who(self) -> Identity:
        """The identity as the commands expect it."""
        return Identity(**{name: self.cleaned_data[name] for name in ("full_name", "nik", *FIELDS)})

    def contact(self) -> ContactDetails:
        """Address and telephone with their consent, as the commands expect them."""
        data = self.cleaned_data
        return ContactDetails(data["address"].strip(), data["telephone"].strip(), data["contact_consent_on"])


class RegisterForm(IdentityForm):
    """Registers somebody. If the center may know the person, it asks which one before anything is written."""

    def __init__(self, *args: Any, center: TrainingCenter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.center, self.likely = center, list[Person]()

    def clean(self) -> dict[str, Any] | None:
        """Adds the question, and reads its answer if it was on the page already."""
        data = super().clean()
        if not self.errors:
            who = self.who()
            asked = {"full_name": who.full_name, "birth_date": who.birth_date, "nik": who.nik}
            self.likely = alike(self.center, **asked)
        if self.likely:
            self._ask()
        return data

    def _ask(self) -> None:
        choices = question_about(self.likely, self.center).values()
        self.fields["same"] = forms.ChoiceField(
            label=gettext_lazy("Is it the same person?"),
            choices=[*choices, (NEW, gettext_lazy("No, it is another person"))],
            required=False,
            widget=forms.RadioSelect,
        )

    @property
    def answer(self) -> dict[str, Any]:
        """What the command is told of the question: who it is, or that it is another person."""
        chosen = self.data.get("same", "")
        same = next((one for one in self.likely if str(one.public_id) == chosen), None)
        return {"same_as": same, "is_new": chosen == NEW}


class GuardianForm(CommandForm):
    """Who signed for somebody under 18, and where the paper is."""

    guardian_name = forms.CharField(label=gettext_lazy("Name of parent or guardian"), max_length=150)
    relation = forms.ChoiceField(label=gettext_lazy("Relation"), choices=[("", CHOOSE), *Relation.choices])
    given_on = LocalDateField(label=gettext_lazy("Signed on"))
    paper = forms.CharField(
        label=gettext_lazy("Paper"),
        max_length=120,
        help_text=gettext_lazy("Number of the paper, and where it is kept."),
    )


class GuardianEndForm(CommandForm):
    """Since when a parent or guardian does not agree any more, and how it is known."""

    ended_on = LocalDateField(label=gettext_lazy("Ended on"))
    end_paper = ReasonField(
        label=gettext_lazy("Who ended it, and where the letter is kept"),
        help_text=gettext_lazy("Without a letter: to whom it was said, and when. At least %(count)s characters."),
    )


class ExceptionForm(CommandForm):
    """Why somebody has a place who does not meet the entry rules."""

    reason = ReasonField()
    override = forms.BooleanField(widget=forms.HiddenInput, initial=True)


class DeclineForm(CommandForm):
    """Why somebody is not accepted."""

    reason = ReasonField(
        help_text=gettext_lazy("At least %(count)s characters. The training center reads it, and the person if asked.")
    )


class ParticipantForm(ProfileForm):
    """Corrects who a participant of a public class is."""

    unseen = ("reason",)
    reason = ReasonField(
        help_text=gettext_lazy("At least %(count)s characters; such as the paper that shows it. The audit keeps it.")
    )

    class Meta(ProfileForm.Meta):
        fields = correcting.FIELDS

    def values(self) -> dict[str, Any]:
        """The corrected fields as the command expects them."""
        return {name: self.cleaned_data[name] for name in correcting.FIELDS}
