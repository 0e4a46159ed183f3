"""Certificates from before in the register that is exported for the public side."""

from collections import defaultdict

from django.conf import settings

from certification.earlier_certificates.asked_numbers import codes_of
from certification.earlier_certificates.earlier_check import record_of
from certification.earlier_certificates.models import EarlierCertificate
from certification.verification.register_export import Further, further


@further.register
def earlier_certificates() -> Further:
    """What the check by number answers, each certificate under all that may be asked; none without the key of both."""
    key = settings.PUBLIC_NUMBER_KEY
    found: dict[str, list[dict]] = defaultdict(list)
    rows = list(EarlierCertificate.objects.public().select_related("training_center")) if key else []
    for row in rows:
        for code in codes_of(key, row.number_text, name=row.name, born=row.birth_date):
            found[code].append(dict(record_of(row)))
    # Of two centers with one number and one holder neither is told apart: nothing is told.
    return Further(len(rows), {code: records[0] if len(records) == 1 else {} for code, records in found.items()})
