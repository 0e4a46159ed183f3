"""Which agreements people are asked for, by which side."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.roles import Side


class ConsentKind(models.TextChoices):
    """What somebody agrees to."""

    APPLICATION = "application", _("Application for training")
    SHARE = "share", _("Sharing with a probation officer")
    TRAINING = "training", _("Registration for a public class")
    CONTACT = "contact", _("Address and telephone of a registration")
    FOLLOW_UP = "follow_up", _("Being asked after the training")


class Relation(models.TextChoices):
    """Who signs for somebody under 18."""

    FATHER = "father", _("Father")
    MOTHER = "mother", _("Mother")
    GUARDIAN = "guardian", _("Guardian")


SIDES: dict[str, Side] = {
    ConsentKind.APPLICATION: Side.FACILITY,
    ConsentKind.SHARE: Side.FACILITY,
    ConsentKind.TRAINING: Side.CENTER,
    ConsentKind.CONTACT: Side.CENTER,
    ConsentKind.FOLLOW_UP: Side.CENTER,
}
# With which the version of a text begins, as it stands on paper and with each agreement.
PREFIXES: dict[str, str] = {
    ConsentKind.APPLICATION: "DAFTAR",
    ConsentKind.SHARE: "BAPAS",
    ConsentKind.TRAINING: "LATIH",
    ConsentKind.CONTACT: "KONTAK",
    ConsentKind.FOLLOW_UP: "SETUJU",
}
# What is filled in when a text is read out or printed.
NAMES: dict[str, tuple[str, ...]] = {
    ConsentKind.SHARE: ("officer",),
    ConsentKind.FOLLOW_UP: ("officer", "center"),
}


def version_of(kind: str, number: int) -> str:
    """Such as `SETUJU-v2`."""
    return f"{PREFIXES[kind]}-v{number}"
