"""Catalogs that every installation starts with; offices may change the rows, a repeated sync changes none."""

from programs.attendance.models.marks import AttendanceStatus
from programs.catalog.models import Vocation
from programs.timetable.models.sessions import CancelReason

VOCATIONS = (
    ("welding", "Las", "Welding"),
    ("sewing", "Menjahit", "Sewing"),
    ("automotive", "Otomotif", "Automotive"),
    ("carpentry", "Pertukangan kayu", "Carpentry"),
    ("it", "Teknologi informasi", "Information technology"),
)

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


def sync_catalogs() -> None:
    """Adds the vocations, attendance statuses and reasons for cancelling that are missing."""
    Vocation.objects.bulk_create(
        [Vocation(code=code, name=name, name_en=name_en) for code, name, name_en in VOCATIONS], ignore_conflicts=True
    )
    AttendanceStatus.objects.bulk_create(
        [_status(position, *row) for position, row in enumerate(STATUSES, 1)], ignore_conflicts=True
    )
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
