from django.utils.translation import gettext_lazy as _

from core.command_forms import CommandForm, ReasonField


class SettleForm(CommandForm):
    """What the data protection officer found out."""

    found = ReasonField(
        label=_("What you found"),
        help_text=_("Whom you asked, and what it was. At least %(count)s characters."),
        max_length=300,
    )
