"""Uploads of PDFs, for examination or with an official signature."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.command_forms import CommandForm

PDF = {"accept": "application/pdf,.pdf"}


class PdfForm(CommandForm):
    """One PDF, read in memory."""

    file = forms.FileField(
        label=_("File"), help_text=_("PDF, at most 10 MB."), widget=forms.FileInput(attrs=PDF), allow_empty_file=False
    )

    def clean_file(self) -> bytes:
        """Content of the file."""
        content: Any = self.cleaned_data["file"].read(settings.MAX_UPLOAD_BYTES + 1)
        if len(content) > settings.MAX_UPLOAD_BYTES:
            raise forms.ValidationError(_("The file is larger than 10 MB."))
        return bytes(content)
