"""The attendance statuses that every installation starts with; a repeated sync changes none of the rows."""

from programs.attendance.models.marks import AttendanceStatus

# code, label, English label, letter, held, in denominator, custody reason, needs note, minutes late, on the roll
# All custody reasons have the letter D: printed rolls go to the training center.
# Sick counts neither as held nor as possible: nobody is worse off for it.
STATUSES = (
    ("present", "Hadir", "Present", "H", True, True, False, False, False, True),
    ("late", "Telat", "Late", "T", True, True, False, False, True, True),
    ("sick", "Sakit", "Sick", "S", False, False, False, False, False, True),
    ("excused", "Izin", "Excused", "I", False, True, False, True, False, True),
    ("unexcused", "Alpa", "Absent", "A", False, True, False, False, False, True),
    ("court", "Sidang", "Court hearing", "D", False, False, True, False, False, True),
    ("loan", "Bon", "Loan to investigators", "D", False, False, True, False, False, True),
    ("visit", "Kunjungan", "Visit", "D", False, False, True, False, False, True),
    ("isolation", "Isolasi", "Isolation", "D", False, False, True, False, False, True),
    ("duty", "Dinas", "Official reason", "D", False, False, True, False, False, True),
    ("transferred", "Pindah", "Transferred", "D", False, False, True, False, False, False),
    ("released", "Bebas", "Released", "D", False, False, True, False, False, False),
    ("suspended", "Ditangguhkan", "Suspended", "D", False, False, True, False, False, False),
    ("cancelled", "Sesi batal", "Session cancelled", "B", False, False, False, False, False, False),
)


def sync_statuses() -> None:
    """Adds the attendance statuses that are missing."""
    AttendanceStatus.objects.bulk_create(
        [_status(position, *row) for position, row in enumerate(STATUSES, 1)], ignore_conflicts=True
    )


def _status(
    position: int,
    code: str,
    label: str,
    label_en: str,
    letter: str,
    held: bool,
    denominator: bool,
    custody: bool,
    note: bool,
    late: bool,
    offered: bool,
) -> AttendanceStatus:
    return AttendanceStatus(
        code=code,
        label=label,
        label_en=label_en,
        letter=letter,
        position=position,
        counts_as_held=held,
        counts_in_denominator=denominator,
        is_custody_reason=custody,
        needs_note=note,
        takes_minutes_late=late,
        is_offered=offered,
    )
