"""How pages call the check by number; without models, for the public side too."""

from django.utils.translation import gettext_lazy as _

BY_NUMBER = _("An older paper without a code? Check it by its number")
