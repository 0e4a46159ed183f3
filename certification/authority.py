"""Who may decide on the papers of a training center; asked by every command beside the page's own check."""

from django.utils.translation import gettext as _

from accounts.models import TrainingCenter, User
from core.errors import Blocker


def authority_blockers(by: User, permission: str, center: TrainingCenter) -> list[Blocker]:
    """Why `by` may not use `permission` on the papers of `center`; empty when he or she may."""
    if by.training_center_id == center.pk and by.has_perm(permission):
        return []
    return [Blocker("not_authorized", _("Your account may not do this. Ask the training center, whose task it is."))]
