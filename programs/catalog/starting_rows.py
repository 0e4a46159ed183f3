"""The vocations every installation starts with. Offices may edit them; a repeated sync overwrites nothing."""

from programs.catalog.models import Vocation

VOCATIONS = (
    ("welding", "Las", "Welding"),
    ("sewing", "Menjahit", "Sewing"),
    ("automotive", "Otomotif", "Automotive"),
    ("carpentry", "Pertukangan kayu", "Carpentry"),
    ("it", "Teknologi informasi", "Information technology"),
)


def sync_vocations() -> None:
    """Adds the vocations that are missing."""
    Vocation.objects.bulk_create(
        [Vocation(code=code, name=name, name_en=name_en) for code, name, name_en in VOCATIONS], ignore_conflicts=True
    )
