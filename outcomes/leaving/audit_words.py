"""What the audit and the access log say about getting ready to leave."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={
        "readiness": _("Ready to leave"),
        "curriculum_vitae": _("CV"),
        "work_assignment": _("Work inside"),
    },
    verbs={
        "curriculum_vitae.save": _("kept"),
    },
    records={
        "curriculumvitae": _("CV"),
        "workassignment": _("Work inside"),
    },
    readings={
        "readiness": _("Ready to leave"),
        "cv": _("CV"),
        "skill passport": _("Skill passport"),
        "sheet of readiness": _("Sheet of what is to be settled before leaving"),
    },
)
