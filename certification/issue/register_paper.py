"""The register on A4: one line a number. It stays in the file, and its words are Indonesian."""

from certification.issue import numbering, wording
from certification.issue.numbering import Entry
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
    entries = list(numbering.account(series))
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
    return [entry.text, name, day, STATES[Certificate.State(certificate.state)]]
