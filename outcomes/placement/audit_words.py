"""What the audit and the access log say about vacancies and introductions."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={
        "vacancy": _("Vacancy"),
        "introduction": _("Introduction to an employer"),
        "job_wish": _("What work a graduate wants"),
    },
    readings={"letter of introduction": _("Letter of introduction"), "matches of a vacancy": _("Matches of a vacancy")},
)
