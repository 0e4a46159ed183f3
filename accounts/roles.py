"""The roles as code, and the side of each. What they may do stands in `permissions`."""

from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _


class Side(models.TextChoices):
    """The office a role belongs to."""

    FACILITY = "facility", _("Detention center")
    CENTER = "center", _("Training center")
    REGION = "region", _("Regional office")
    PROBATION = "probation", _("Probation office")
    BOTH = "both", _("Either office")


class Role(models.TextChoices):
    """What a user does in an office. PERMISSIONS in `permissions` lists what each may, SIDES its side."""

    REGISTRAR = "registrar", _("Registrar")
    TRAINING_OFFICER = "training_officer", _("Training officer")
    BOARD_MEMBER = "board_member", _("Board member")
    BOARD_CHAIR = "board_chair", _("Board chair")
    RUTAN_HEAD = "rutan_head", _("Head of the detention center")
    SECURITY_OFFICER = "security_officer", _("Security officer")
    CASE_OFFICER = "case_officer", _("Case officer")
    BLK_COORDINATOR = "blk_coordinator", _("Training coordinator")
    INSTRUCTOR = "instructor", _("Instructor")
    ASSESSOR = "assessor", _("Assessor")
    CERTIFICATE_OFFICER = "certificate_officer", _("Certificate officer")
    BLK_HEAD = "blk_head", _("Head of the training center")
    PLACEMENT_OFFICER = "placement_officer", _("Placement officer")
    BAPAS_OFFICER = "bapas_officer", _("Probation officer")
    REGIONAL_VIEWER = "regional_viewer", _("Regional viewer")
    AUDITOR = "auditor", _("Data protection officer")
    ADMINISTRATOR = "administrator", _("Administrator")


SIDES: dict[str, Side] = {
    Role.REGISTRAR: Side.FACILITY,
    Role.TRAINING_OFFICER: Side.FACILITY,
    Role.BOARD_MEMBER: Side.FACILITY,
    Role.BOARD_CHAIR: Side.FACILITY,
    Role.RUTAN_HEAD: Side.FACILITY,
    Role.SECURITY_OFFICER: Side.FACILITY,
    Role.CASE_OFFICER: Side.FACILITY,
    Role.BLK_COORDINATOR: Side.CENTER,
    Role.INSTRUCTOR: Side.CENTER,
    Role.ASSESSOR: Side.CENTER,
    Role.CERTIFICATE_OFFICER: Side.CENTER,
    Role.BLK_HEAD: Side.CENTER,
    Role.PLACEMENT_OFFICER: Side.CENTER,
    Role.BAPAS_OFFICER: Side.PROBATION,
    Role.REGIONAL_VIEWER: Side.REGION,
    Role.AUDITOR: Side.BOTH,
    Role.ADMINISTRATOR: Side.BOTH,
}


def roles_for(side: Side) -> list[Role]:
    """The roles a user of this side can have."""
    # Offices without an administrator of their own: the operator of the site creates their users.
    allowed = (side,) if side in (Side.REGION, Side.PROBATION) else (side, Side.BOTH)
    return [role for role in Role if SIDES[role] in allowed]


def sync_roles() -> list[str]:
    """Creates the missing group of each role; returns the names created. Removes nothing."""
    known = set(Group.objects.values_list("name", flat=True))
    missing = [role.value for role in Role if role.value not in known]
    Group.objects.bulk_create([Group(name=name) for name in missing])
    return missing
