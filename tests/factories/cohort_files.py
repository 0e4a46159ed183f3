"""Files of rows without names, asked for and made."""

from core import clock
from outcomes.effect.models import CohortFile


def asked_file(agreement, *, office, asked_by, year=2025, **fields):
    """A file that waits for both heads."""
    return CohortFile.objects.create(
        office=office,
        facility=agreement.facility,
        training_center=agreement.training_center,
        year=year,
        receiver="Universitas Contoh",
        purpose="Penelitian tentang pekerjaan lulusan",
        asked_by=asked_by,
        **fields,
    )


def made_file(agreement, *, office, asked_by, heads, year=2024):
    """A file that both heads have approved."""
    facility_head, center_head = heads
    return asked_file(
        agreement,
        office=office,
        asked_by=asked_by,
        year=year,
        facility_head=facility_head,
        center_head=center_head,
        made_at=clock.now(),
        content=b"PK",
        sha256="0" * 64,
    )
