"""The register of certificates from before: which lists wait, which years there are, and the printed book."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractYear

from accounts.models import TrainingCenter, User
from certification.earlier_certificates.earlier_import import KIND
from certification.earlier_certificates.models import EarlierCertificate
from certification.papers.paper_words import day, letterhead
from core import access
from inmates.imports.models import ListImport
from printing import office_list

State = EarlierCertificate.State
# Per file. Each line takes milliseconds, during which the user waits.
MOST_LINES = 300
MOST_LISTS = 20
# In mm, 253 in total: the paper is landscape.
COLUMNS = (
    ("Nomor", 52),
    ("Nama", 52),
    ("Tempat, tanggal lahir", 44),
    ("Program", 48),
    ("Terbit", 21),
    ("Keadaan", 36),
)
STATES = {State.ISSUED: "Berlaku", State.REVOKED: "Dicabut", State.SUPERSEDED: "Diganti"}


def lists_of(user: User) -> list[ListImport]:
    """The last lists of the user's center, each with how many certificates `waiting` for a second person; one query."""
    waiting = Count("earlier_certificates", filter=Q(earlier_certificates__state=State.WAITING))
    rows = ListImport.objects.visible_to(user).filter(kind=KIND).defer("sealed_table", "sealed_rejected", "headers")
    return list(rows.select_related("created_by").annotate(waiting=waiting)[:MOST_LISTS])


@dataclass(frozen=True)
class YearOfBook:
    """A year with confirmed certificates, and the files of its book."""

    year: int
    count: int

    @property
    def parts(self) -> list[int]:
        """The numbers of the files, from 1."""
        return list(range(1, -(-self.count // MOST_LINES) + 1))


def years_of(user: User) -> list[YearOfBook]:
    """The years with confirmed certificates, the latest first; one query."""
    rows = EarlierCertificate.objects.visible_to(user).public().order_by()
    counted = rows.annotate(year=ExtractYear("issued_on")).values("year").annotate(count=Count("pk"))
    return [YearOfBook(row["year"], row["count"]) for row in counted.order_by("-year")]


def in_book(center: TrainingCenter, year: int) -> QuerySet[EarlierCertificate]:
    """The confirmed certificates of one year, as the book lists them."""
    rows = EarlierCertificate.objects.public().filter(training_center=center, issued_on__year=year)
    return rows.order_by("issued_on", "number_order", "pk")


def book(center: TrainingCenter, year: int, part: int) -> bytes:
    """The PDF of one part of the book of a year; an internal document, in Indonesian."""
    first = (max(part, 1) - 1) * MOST_LINES
    rows = in_book(center, year)[first : first + MOST_LINES]
    access.shown(*(row.person_id for row in rows))
    title = f"Buku Sertifikat Terdahulu {year}"
    return office_list.render(
        {
            "issuer": letterhead(center),
            "title": title,
            "facts": [
                {"label": "Dari sebelum", "value": "diberikan sebelum atau di luar sistem ini"},
                {"label": "Jumlah", "value": str(len(rows))},
            ],
            "columns": [{"label": label, "width": width} for label, width in COLUMNS],
            "rows": [_line(row) for row in rows],
            "foot": title,
            "wide": True,
        }
    )


def _line(row: EarlierCertificate) -> list[str]:
    born = ", ".join(filter(None, [row.birth_place, day(row.birth_date) if row.birth_date else ""]))
    until = f"sampai {row.valid_until:%d-%m-%Y}" if row.valid_until and row.state == State.ISSUED else ""
    return [
        # A long number goes on below after a slash.
        row.number_text.replace("/", "/ ") if len(row.number_text) > 26 else row.number_text,
        row.name,
        born or "–",
        row.program,
        f"{row.issued_on:%d-%m-%Y}",
        " ".join(filter(None, [STATES[State(row.state)], until])),
    ]
