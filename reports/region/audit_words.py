"""What the access log says about figures of a region."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    records={
        "region": _("Region"),
    },
    readings={
        "region as csv": _("Region (csv)"),
        "region as xlsx": _("Region (xlsx)"),
    },
)
