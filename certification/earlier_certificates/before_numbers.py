"""Numbers of a series that stand on certificates from before, so that the series gives none of them again."""

from accounts.models import TrainingCenter
from certification.earlier_certificates.models import EarlierCertificate
from certification.register.number_claims import running_number
from certification.register.number_series import papers_from_before


@papers_from_before.register
def highest_number(center: TrainingCenter, pattern: str, year: int) -> int:
    """The highest running number of this pattern and year, 0 if there is none; one statement."""
    rows = EarlierCertificate.objects.standing().filter(training_center=center, number_key__contains=str(year))
    found = (running_number(pattern, year, text) for text in rows.values_list("number_text", flat=True).iterator())
    return max((number for number in found if number is not None), default=0)
