"""What the audit and the access log say about tools."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={
        "consumable": _("Consumable"),
        "missing_tool": _("Missing tool"),
        "tool": _("Tool"),
    },
    verbs={
        "hand_out_tools": _("tools handed out"),
        "report": _("reported"),
        "say_no_tools": _("no tools handed out"),
        "set_state": _("state changed"),
        "step": _("step recorded"),
        "take_back_tools": _("tools taken back"),
    },
    records={
        "missingtool": _("Missing tool"),
    },
    readings={
        "labels of the shadow board": _("Labels of the shadow board"),
        "report of a missing tool": _("Report of a missing tool"),
        "tool list": _("Tool list of a session"),
    },
)
