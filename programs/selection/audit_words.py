"""Descriptions of selection actions in the audit log and the access log."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={
        "appeal": _("Appeal"),
        "application": _("Application"),
        "hearing": _("Hearing"),
        "hearing_quorum": _("Quorum of hearings"),
        "place": _("Free place"),
    },
    verbs={
        "call_off": _("called off"),
        "decline": _("declined"),
        "lapse": _("lapsed"),
        "note_presence": _("presence noted"),
        "offer": _("offered"),
        "offer_expire": _("offer expired"),
        "offer_take_back": _("offer taken back"),
        "submit": _("submitted"),
    },
    records={
        "hearingquorum": _("Quorum of hearings"),
    },
    readings={
        "agenda of the hearing": _("Agenda of the hearing"),
        "application": _("Application"),
        "minutes of the hearing": _("Minutes of the hearing"),
        "needs and selection": _("Needs and selection"),
        "ranking of candidates": _("Ranking of candidates"),
        "scan of the application form": _("Scan of the application form"),
    },
)
