"""Who may decide on a training center's papers; checked by every command in addition to the page."""

from django.utils.translation import gettext as _

from accounts.models import TrainingCenter, User
from core.errors import Blocker


def authority_blockers(by: User, permission: str, center: TrainingCenter) -> list[Blocker]:
    """Why `by` may not use `permission` on the papers of `center`; empty if they may."""
    if by.training_center_id == center.pk and by.has_perm(permission):
        return []
    return [Blocker("not_authorized", _("Your account may not do this. Ask the training center, whose task it is."))]
