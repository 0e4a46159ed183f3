"""The certificate template form."""

from django import forms
from django.utils.translation import gettext_lazy as _

from certification.certificate_templates.models import CertificateTemplate
from certification.certificate_templates.template_versions import FIELDS
from core.command_forms import CommandForm
from core.seen_forms import SeenMixin

MOST_NOTES = 4


class TemplateForm(SeenMixin, CommandForm):
    """Texts, signatories, second language and emblem of the next version."""

    statement = forms.CharField(
        label=_("Sentence under the name"),
        max_length=160,
        help_text=_("It leads on to the name of the program below it."),
    )
    has_english = forms.BooleanField(label=_("A line in English under each line of the front"), required=False)
    statement_in_english = forms.CharField(label=_("The same sentence in English"), max_length=160, required=False)
    notes = forms.CharField(
        label=_("Notes on the back"),
        max_length=800,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "One per line, at most four. What K means, and that this is not a certificate of an LSP, is always printed."
        ),
    )
    signer_name = forms.CharField(
        label=_("Signs the front"),
        max_length=100,
        required=False,
        help_text=_(
            "Also signs statements of units. Minutes and receipts name the head as written on the page of the office, "
            "and so do all papers when this is empty."
        ),
    )
    signer_title = forms.CharField(label=_("Title of who signs the front"), max_length=120, required=False)
    signer_number = forms.CharField(
        label=_("Staff number of who signs the front"),
        max_length=40,
        required=False,
        help_text=_("As printed: NIP 1974…"),
    )
    second_name = forms.CharField(
        label=_("Signs the back"),
        max_length=100,
        required=False,
        help_text=_("Empty: the coordinator, as written on the page of the office."),
    )
    second_title = forms.CharField(label=_("Title of who signs the back"), max_length=120, required=False)
    second_number = forms.CharField(
        label=_("Staff number of who signs the back"),
        max_length=40,
        required=False,
        help_text=_("As printed: NIP 1974…"),
    )
    emblem = forms.FileField(
        label=_("Emblem"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=_("JPEG, PNG or WebP, at least 150 pixels at each side. Left empty, the emblem stays as it is."),
    )
    without_emblem = forms.BooleanField(label=_("Print the neutral emblem instead of an own one"), required=False)

    def clean_notes(self) -> str:
        """The non-empty lines."""
        lines = CertificateTemplate(notes=self.cleaned_data["notes"]).note_lines
        if len(lines) > MOST_NOTES:
            raise forms.ValidationError(_("The back has room for four notes."))
        return "\n".join(lines)

    def values(self) -> dict:
        """The values as the command expects them."""
        picture = self.cleaned_data.get("emblem")
        return {
            **{name: self.cleaned_data[name] for name in FIELDS},
            "emblem": picture.read() if picture else None,
            "without_emblem": self.cleaned_data["without_emblem"],
        }
