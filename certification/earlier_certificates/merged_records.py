"""What merging two records of one person does to certificates from before."""

from certification.earlier_certificates.models import EarlierCertificate
from programs.merged_records.record_merge import Related, Way, rows_above


@rows_above.register
def rows_of_earlier_certificates() -> tuple[Related, ...]:
    """They are the training center's, and stay with the record that it knows."""
    return (Related(EarlierCertificate, way=Way.STAY),)
