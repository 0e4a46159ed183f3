"""What the audit and the access log say about requests for correction, erasure and objection."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={"rights_request": _("Request about data")},
    verbs={
        "rights_request.answer": _("answered"),
        "rights_request.lapse": _("not answered in time; the agreements ended"),
    },
    records={"rightsrequest": _("Request about data")},
    readings={"answer to a request": _("Answer to a request about data")},
)
