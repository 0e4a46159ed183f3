"""Attendance statuses present in every installation; syncing again changes no existing row."""

from programs.attendance.models.marks import AttendanceStatus

NOTHING = {"counts_as_held": False, "counts_in_denominator": False, "is_custody_reason": False}
HELD = {**NOTHING, "counts_as_held": True, "counts_in_denominator": True}
MISSED = {**NOTHING, "counts_in_denominator": True}
CUSTODY = {**NOTHING, "is_custody_reason": True}
BY_COMMAND = {"is_offered": False}

# Position on the roll, code, label, English label, letter, effects (flags of the model). Gaps between positions leave
# room for more. All custody reasons share the letter D, because printed rolls go to the training center.
STATUSES = (
    (10, "present", "Hadir", "Present", "H", HELD),
    (20, "late", "Telat", "Late", "T", {**HELD, "takes_minutes_late": True}),
    # Counts as neither held nor possible, so that being sick does not lower attendance.
    (30, "sick", "Sakit", "Sick", "S", NOTHING),
    (40, "excused", "Izin", "Excused", "I", {**MISSED, "needs_note": True}),
    (50, "unexcused", "Alpa", "Absent", "A", MISSED),
    (60, "court", "Sidang", "Court hearing", "D", CUSTODY),
    (70, "loan", "Bon", "Loan to investigators", "D", CUSTODY),
    (80, "visit", "Kunjungan", "Visit", "D", CUSTODY),
    (90, "isolation", "Isolasi", "Isolation", "D", CUSTODY),
    (100, "duty", "Dinas", "Official reason", "D", CUSTODY),
    (110, "transferred", "Pindah", "Transferred", "D", CUSTODY | BY_COMMAND),
    (120, "released", "Bebas", "Released", "D", CUSTODY | BY_COMMAND),
    (130, "suspended", "Ditangguhkan", "Suspended", "D", CUSTODY | BY_COMMAND),
    (140, "cancelled", "Sesi batal", "Session cancelled", "B", NOTHING | BY_COMMAND),
)


def sync_statuses() -> None:
    """Adds missing attendance statuses."""
    AttendanceStatus.objects.bulk_create(
        [
            AttendanceStatus(position=position, code=code, label=label, label_en=label_en, letter=letter, **flags)
            for position, code, label, label_en, letter, flags in STATUSES
        ],
        ignore_conflicts=True,
    )
