"""The register on A4: one line a number. It stays in the file, and its words are Indonesian."""

from collections.abc import Iterator
from datetime import date

from certification.papers.paper_words import birth_words, letterhead
from certification.register import number_account
from certification.register.models import Certificate, NumberSeries
from certification.register.number_account import Entry
from printing import office_list

# In mm, 253 in all: the paper lies on its side.
COLUMNS = (
    ("Nomor", 40),
    ("Nama", 40),
    ("Tempat, tanggal lahir", 32),
    ("Program", 36),
    ("Terbit", 21),
    ("Keadaan", 40),
    ("Diserahkan", 21),
    ("Tanda tangan", 23),
)
STATES = {
    Certificate.State.ISSUED: "Berlaku",
    Certificate.State.REVOKED: "Dicabut",
    Certificate.State.SUPERSEDED: "Diganti",
}
PAPERS = {NumberSeries.Paper.CERTIFICATE: "Sertifikat", NumberSeries.Paper.STATEMENT: "Surat Keterangan Unit"}


def render(series: NumberSeries) -> bytes:
    """The PDF of the whole series, void numbers and all."""
    entries = list(number_account.account(series))
    title = f"Buku {PAPERS[NumberSeries.Paper(series.paper)]} {series.year}"
    return office_list.render(
        {
            "issuer": letterhead(series.training_center),
            "title": title,
            "facts": [{"label": "Jumlah nomor", "value": str(len(entries))}],
            "columns": [{"label": label, "width": width} for label, width in COLUMNS],
            "rows": [_row(entry) for entry in entries],
            "foot": title,
            "wide": True,
        }
    )


def _row(entry: Entry) -> list[str]:
    certificate = entry.certificate
    if certificate is None:
        state = f"Batal: {entry.void_reason}" if entry.void_reason else "Tidak tercatat"
        return [entry.text, "–", "–", "–", "–", state, "–", "–"]
    holder = certificate.enrollment.person
    return [
        entry.text,
        holder.full_name,
        birth_words(holder) or "–",
        certificate.batch.version.program.name,
        _day(certificate.issued_on),
        ". ".join(_state(certificate, entry)),
        *_received(certificate),
    ]


def _day(value: date | None) -> str:
    """Short, so that a day takes one line."""
    return f"{value:%d-%m-%Y}" if value else "–"


def _received(certificate: Certificate) -> tuple[str, str]:
    """The day of the hand-over, and who signs: the holder, or by name whoever received it instead."""
    hand_over = getattr(certificate, "hand_over", None)
    if hand_over is None:
        return ("", "") if certificate.state == Certificate.State.ISSUED else ("–", "–")
    return _day(hand_over.handed_on), "" if hand_over.is_holder else hand_over.received_by


def _state(certificate: Certificate, entry: Entry) -> Iterator[str]:
    """In force or not, by what it was replaced, and each copy that had to be printed again."""
    state = STATES[Certificate.State(certificate.state)]
    successor = getattr(certificate, "replaced_by", None)
    yield f"{state} dengan {successor.number_text}" if successor and successor.number_text else state
    for record in entry.reprints:
        yield f"Cetak ke-{record.copy}: {record.reason}"
