"""The register on A4: one line a number. It stays in the file, and its words are Indonesian."""

from collections.abc import Iterator

from certification.issue import accounting, wording
from certification.issue.accounting import Entry
from certification.models import Certificate, NumberSeries
from core.printing import listing

COLUMNS = (("Nomor", 44), ("Nama", 52), ("Terbit", 28), ("Keadaan", 42))
STATES = {
    Certificate.State.ISSUED: "Berlaku",
    Certificate.State.REVOKED: "Dicabut",
    Certificate.State.SUPERSEDED: "Diganti",
}
PAPERS = {NumberSeries.Paper.CERTIFICATE: "Sertifikat", NumberSeries.Paper.STATEMENT: "Surat Keterangan Unit"}


def render(series: NumberSeries) -> bytes:
    """The PDF of the whole series, void numbers and all."""
    entries = list(accounting.account(series))
    title = f"Buku {PAPERS[NumberSeries.Paper(series.paper)]} {series.year}"
    return listing.render(
        {
            "issuer": wording.issuer(series.training_center),
            "title": title,
            "facts": [{"label": "Jumlah nomor", "value": str(len(entries))}],
            "columns": [{"label": label, "width": width} for label, width in COLUMNS],
            "rows": [_row(entry) for entry in entries],
            "foot": title,
        }
    )


def _row(entry: Entry) -> list[str]:
    certificate = entry.certificate
    if certificate is None:
        state = f"Batal: {entry.void_reason}" if entry.void_reason else "Tidak tercatat"
        return [entry.text, "–", "–", state]
    day = wording.day(certificate.issued_on) if certificate.issued_on else "–"
    name = certificate.enrollment.inmate.full_name
    return [entry.text, name, day, ". ".join(_state(certificate, entry))]


def _state(certificate: Certificate, entry: Entry) -> Iterator[str]:
    """In force or not, by what it was replaced, and each copy that had to be printed again."""
    state = STATES[Certificate.State(certificate.state)]
    successor = getattr(certificate, "replaced_by", None)
    yield f"{state} dengan {successor.number_text}" if successor and successor.number_text else state
    for record in entry.reprints:
        yield f"Cetak ke-{record.copy}: {record.reason}"
