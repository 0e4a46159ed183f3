"""What the audit and the access log say about following up graduates."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={
        "consent": _("Agreement to be asked"),
        "contact": _("Contact of a graduate"),
        "follow_up": _("Follow-up"),
        "help_wish": _("Help wanted"),
        "job_word": _("Word of jobs"),
        "minimum_wage": _("Minimum wage"),
        "holder_pin": _("PIN card"),
        "outcome": _("Outcome told"),
        "work_paper": _("Papers for work"),
    },
    verbs={
        "attempt": _("attempt noted"),
        "count_anew": _("counted anew"),
        "confirm": _("taken into use"),
        "follow": _("times set"),
        "help": _("help seen to"),
        "job_word.end": _("ended"),
        "holder_pin.print": _("printed"),
        "job_word.take_over": _("taken over for the own center"),
        "renew": _("made anew"),
        "holder_pin.settle": _("PIN forgotten after the print"),
        "unlock": _("unlocked"),
        "rest": _("need not be contacted now"),
    },
    records={
        "followup": _("Follow-up"),
    },
    readings={
        "PIN card": _("PIN card"),
        "agreement of a graduate": _("Agreement of a graduate"),
        "evidence of a graduate": _("Paper shown by a graduate"),
        "form of the agreement": _("Form of the agreement"),
        "telephone number of a graduate": _("Telephone number of a graduate"),
    },
)
