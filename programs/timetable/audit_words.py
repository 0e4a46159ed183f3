"""What the audit and the access log say about the timetable."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={
        "calendar_link": _("Calendar link"),
        "holiday": _("Holiday"),
        "schedule": _("Schedule"),
        "session": _("Session"),
    },
    verbs={
        "add_week": _("week of certain days added"),
        "change_week": _("week of certain days changed"),
        "generate": _("sessions made"),
        "make_up": _("make-up session planned"),
        "remove": _("removed"),
        "remove_week": _("week of certain days removed"),
        "restore": _("restored"),
        "session.move": _("moved"),
        "set_pattern": _("week pattern set"),
        "shift": _("moved with a closed day"),
        "substitute": _("given to another instructor"),
        "sync": _("taken from the calendar"),
    },
    records={
        "calendarlink": _("Calendar link"),
    },
    readings={
        "schedule": _("Schedule"),
        "schedule of a week": _("Schedule of a week"),
    },
)
