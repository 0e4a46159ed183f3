"""The reasons for calling off a batch that every installation starts with; a repeated sync overwrites nothing."""

from programs.batches.models import CallOffReason

# code, label, English label, custody reason, needs note
CALL_OFF_REASONS = (
    ("few", "Peserta tidak mencukupi", "Too few participants", False, False),
    ("instructor", "Instruktur tidak tersedia", "No instructor available", False, False),
    ("funding", "Anggaran tidak tersedia", "No funding", False, False),
    ("agreement", "Perjanjian kerja sama berakhir", "Agreement ended", False, False),
    ("means", "Ruang, alat, atau bahan tidak tersedia", "No room, tools, or material", False, False),
    ("security", "Keamanan dan ketertiban", "Security and order", True, False),
    ("anew", "Direncanakan ulang sebagai angkatan lain", "Planned again as another batch", False, False),
    ("other", "Lainnya", "Other", False, True),
)


def sync_call_off_reasons() -> None:
    """Adds missing reasons for calling off a batch."""
    fields = ("code", "label", "label_en", "is_custody_reason", "needs_note")
    CallOffReason.objects.bulk_create(
        [
            CallOffReason(position=position, **dict(zip(fields, row, strict=True)))
            for position, row in enumerate(CALL_OFF_REASONS, 1)
        ],
        ignore_conflicts=True,
    )
