"""The reasons for cancelling a session that every installation starts with; a repeated sync overwrites nothing."""

from programs.timetable.models.sessions import CancelReason

# code, label, English label, custody reason, needs note, can be chosen
CANCEL_REASONS = (
    ("instructor", "Instruktur berhalangan", "Instructor absent", False, False, True),
    ("power", "Listrik padam", "Power cut", False, False, True),
    ("material", "Bahan atau alat belum tersedia", "No material or tools", False, False, True),
    ("security", "Keamanan, blok ditutup", "Security, lock-down", True, False, True),
    ("weather", "Banjir atau cuaca", "Flood or weather", False, False, True),
    ("event", "Hari libur atau acara resmi", "Holiday or public event", False, False, True),
    ("room", "Ruang tidak dapat dipakai", "Room not available", False, False, True),
    ("batch", "Angkatan dibatalkan", "Batch cancelled", False, False, False),
    ("other", "Lainnya", "Other", False, True, True),
)


def sync_cancel_reasons() -> None:
    """Adds missing reasons for cancelling a session."""
    CancelReason.objects.bulk_create(
        [_reason(position, *row) for position, row in enumerate(CANCEL_REASONS, 1)], ignore_conflicts=True
    )


def _reason(
    position: int, code: str, label: str, label_en: str, custody: bool, note: bool, offered: bool
) -> CancelReason:
    return CancelReason(
        code=code,
        label=label,
        label_en=label_en,
        position=position,
        is_custody_reason=custody,
        needs_note=note,
        is_offered=offered,
    )
