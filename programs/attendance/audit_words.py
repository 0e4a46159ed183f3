"""Descriptions of attendance actions in the audit log and the access log."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={
        "known_absence": _("Known absence"),
        "mark": _("Attendance"),
    },
    verbs={
        "announce": _("announced"),
        "mark.destroy": _("destroyed after their period; hours stay"),
        "finalize": _("closed with its counts"),
        "mark_rest_present": _("the rest marked present"),
        "take_back": _("taken back"),
    },
    records={
        "knownabsence": _("Known absence"),
    },
    readings={
        "attendance roll": _("Attendance roll"),
        "hours per unit and person": _("Hours per unit and person"),
        "hours per unit and person as csv": _("Hours per unit and person (csv)"),
        "hours per unit and person as xlsx": _("Hours per unit and person (xlsx)"),
        "known absences": _("Known absences"),
        "learning profile": _("Learning profile"),
        "presence of a batch": _("Presence by session"),
        "scan of the roll": _("Scan of the roll"),
    },
)
