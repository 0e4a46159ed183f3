from django import forms
from django.utils.translation import gettext_lazy as _

from core.command_forms import CommandForm
from core.forms import CHOOSE, LocalDateField
from outcomes.followup.codes import Answer, AskedBy, ClosedFor, ContactKind, ReasonOfNo, Slot
from outcomes.followup.consents import BOXES, Terms
from outcomes.followup.contacts import CLOSED_FOR, NewContact
from outcomes.followup.hearsay import TOLD_BY_OTHERS
from outcomes.followup.models.consents import Consent
from outcomes.followup.models.contacts import Contact

BOX_CHOICES = [(name, Consent._meta.get_field(name).verbose_name) for name in BOXES]
_GIVEN_BY = [(way.value, way.label) for way in (AskedBy.SPOKEN, AskedBy.PAPER, AskedBy.PHONE)]
_WHY_CLOSED = [(why.value, why.label) for why in ClosedFor if why in CLOSED_FOR]
_SLOTS = [("", _("Any time")), *Slot.choices]


def phone_field(label, **more):
    """A telephone number, typed in any spelling; the rule decides."""
    typing = {"type": "tel", "inputmode": "tel", "autocomplete": "off"}
    return forms.CharField(label=label, max_length=30, widget=forms.TextInput(attrs=typing), **more)


class AgreementForm(CommandForm):
    """A form under an agreement: one that ended meanwhile is answered 409."""

    @property
    def status(self) -> int:
        """409 where the agreement has ended, else as any form."""
        return 409 if "no_agreement" in self.refused_for else super().status


class BoxesForm(AgreementForm):
    """What somebody allows, each by itself."""

    boxes = forms.MultipleChoiceField(
        label=_("Allowed"), choices=BOX_CHOICES, required=False, widget=forms.CheckboxSelectMultiple
    )


class ConsentForm(BoxesForm):
    """The answer to the text that was read out."""

    answer = forms.ChoiceField(label=_("Answer"), choices=Answer, widget=forms.RadioSelect)
    phone = phone_field(_("Own telephone"), required=False)
    called = forms.CharField(label=_("Called name"), max_length=60, required=False)
    preferred = forms.ChoiceField(label=_("Best time"), choices=_SLOTS, required=False)
    family_phone = phone_field(_("Telephone of family or a friend"), required=False)
    relation = forms.CharField(label=_("Relation"), max_length=60, required=False, help_text=_("Such as sister."))
    reason_of_no = forms.ChoiceField(
        label=_("Reason of a no, if said"), choices=[("", CHOOSE), *ReasonOfNo.choices], required=False
    )
    channel = forms.ChoiceField(label=_("How it was answered"), choices=_GIVEN_BY)
    asked_on = LocalDateField(label=_("Asked on"))
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    text_version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
    field_order = ["answer", "boxes", "phone", "called", "preferred", "family_phone", "relation", "reason_of_no"]

    def terms(self) -> Terms:
        """The answer as the command takes it."""
        data = self.cleaned_data
        numbers = (
            NewContact(ContactKind.OWN_PHONE, data["phone"], data["called"], data["preferred"]),
            NewContact(ContactKind.FAMILY_PHONE, data["family_phone"], data["relation"], data["preferred"]),
        )
        return Terms(
            answer=data["answer"],
            channel=data["channel"],
            asked_on=data["asked_on"],
            boxes=frozenset(data["boxes"]),
            reason_of_no=data["reason_of_no"],
            contacts=tuple(one for one in numbers if one.value.strip()),
            seen=data["seen"],
            text_version=data["text_version"],
        )


class ContactForm(AgreementForm):
    """A further way to reach somebody."""

    kind = forms.ChoiceField(label=_("Kind"), choices=ContactKind)
    value = forms.CharField(label=_("Number or address"), max_length=200)
    label = forms.CharField(label=_("Called name or relation"), max_length=60, required=False)
    preferred = forms.ChoiceField(label=_("Best time"), choices=_SLOTS, required=False)

    def contact(self) -> NewContact:
        """The contact as the command takes it."""
        return NewContact(**{name: self.cleaned_data[name] for name in ("kind", "value", "label", "preferred")})


class ReplacementForm(AgreementForm):
    """Another number or address in place of one, of the same kind."""

    value = forms.CharField(label=_("New number or address"), max_length=200)
    label = forms.CharField(label=_("Called name or relation"), max_length=60, required=False)
    preferred = forms.ChoiceField(label=_("Best time"), choices=_SLOTS, required=False)

    def contact(self, old: Contact) -> NewContact:
        """The contact as the command takes it."""
        return NewContact(old.kind, **{name: self.cleaned_data[name] for name in ("value", "label", "preferred")})


class ClosingForm(AgreementForm):
    """Why a contact is no longer used."""

    why = forms.ChoiceField(label=_("Why"), choices=_WHY_CLOSED, widget=forms.RadioSelect)


class DeathForm(AgreementForm):
    """That somebody has died, as others told; nothing else is asked."""

    told_on = LocalDateField(label=_("Day on which it was told"))
    is_sure = forms.BooleanField(label=_("Delete numbers and addresses and ask no more"))


class HearsayForm(AgreementForm):
    """What others told of somebody, without being asked; who it was is not kept."""

    status = forms.ChoiceField(
        label=_("What the person does now"),
        choices=[(one.value, one.label) for one in TOLD_BY_OTHERS],
        widget=forms.RadioSelect,
    )
    told_on = LocalDateField(label=_("Day on which it was told"))


class WithdrawalForm(AgreementForm):
    """How somebody asked to stop; a reason is asked of nobody."""

    channel = forms.ChoiceField(label=_("How it was asked"), choices=_GIVEN_BY, widget=forms.RadioSelect)
