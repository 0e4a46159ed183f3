"""The printed register on A4: one line per number, in Indonesian. An internal document."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from certification.papers.paper_words import birth_words, letterhead
from certification.register import number_account
from certification.register.models import Certificate, NumberSeries
from certification.register.number_account import Entry
from printing import office_list
from printing.box_fit import SANS, lines_needed

# Per file. Each line takes milliseconds, during which the user waits.
MOST_NUMBERS = 300
# In mm, 253 in total: the paper is landscape.
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
# Points and mm in which a number stands, in its column and in that of the state.
_CELL = (8.5, 36)
STATES = {
    Certificate.State.ISSUED: "Berlaku",
    Certificate.State.REVOKED: "Dicabut",
    Certificate.State.SUPERSEDED: "Diganti",
}
PAPERS = {
    NumberSeries.Paper.CERTIFICATE: "Sertifikat",
    NumberSeries.Paper.STATEMENT: "Surat Keterangan Unit",
    NumberSeries.Paper.ATTENDANCE: "Surat Keterangan Mengikuti Pelatihan",
}


def render(series: NumberSeries, *, after: int = 0) -> bytes:
    """The PDF of one part of the register after `after`; consecutive void numbers share a line."""
    entries = list(number_account.account(series, after=after, most=MOST_NUMBERS))
    title = f"Buku {PAPERS[NumberSeries.Paper(series.paper)]} {series.year}"
    facts = [("Jumlah nomor", str(number_account.last_number(series)))]
    if entries and len(number_account.starts(series, MOST_NUMBERS)) > 1:
        facts.append(("Bagian ini", f"{entries[0].text} s.d. {entries[-1].until or entries[-1].text}"))
    return office_list.render(
        {
            "issuer": letterhead(series.training_center),
            "title": title,
            "facts": [{"label": label, "value": value} for label, value in facts],
            "columns": [{"label": label, "width": width} for label, width in COLUMNS],
            "rows": [_line(list(run)) for _key, run in groupby(entries, _run)],
            "foot": title,
            "wide": True,
        }
    )


def _run(entry: Entry) -> tuple[int, str]:
    """Equal for numbers that share a line: consecutive void ones with the same reason."""
    return (0, entry.void_reason) if entry.void_reason and not entry.is_from_before else (entry.number, "")


def _line(run: list[Entry]) -> list[str]:
    first, last = _row(run[0]), run[-1].until or run[-1].text
    return first if last == run[0].text else [f"{_parted(run[0].text)} s.d. {_parted(last)}", *first[1:]]


def _parted(number: str) -> str:
    """A number too long for its column gets a space after each slash, where it may go on below."""
    return number if lines_needed(number, SANS, *_CELL) <= 1 else number.replace("/", "/ ")


def _row(entry: Entry) -> list[str]:
    certificate = entry.certificate
    if certificate is None:
        # Papers are in Indonesian, whoever prints them.
        reason = "dipakai sebelum sistem ini" if entry.is_from_before else entry.void_reason
        state = f"Batal: {reason}" if reason else "Tidak tercatat"
        return [_parted(entry.text), "–", "–", "–", "–", state, "–", "–"]
    holder = certificate.enrollment.person
    return [
        _parted(entry.text),
        holder.full_name,
        birth_words(holder) or "–",
        certificate.batch.version.program.name,
        _day(certificate.issued_on),
        ". ".join(_state(certificate, entry)),
        *_received(certificate),
    ]


def _day(value: date | None) -> str:
    """Short, so that a date fits on one line."""
    return f"{value:%d-%m-%Y}" if value else "–"


def _received(certificate: Certificate) -> tuple[str, str]:
    """The day of the hand-over, and the receiver's name unless it was the holder."""
    hand_over = getattr(certificate, "hand_over", None)
    if hand_over is None:
        return ("", "") if certificate.state == Certificate.State.ISSUED else ("–", "–")
    return _day(hand_over.handed_on), "" if hand_over.is_holder else hand_over.received_by


def _state(certificate: Certificate, entry: Entry) -> Iterator[str]:
    """Current state, replacement if any, and each reprint."""
    state = STATES[Certificate.State(certificate.state)]
    successor = getattr(certificate, "replaced_by", None)
    yield f"{state} dengan {_parted(successor.number_text)}" if successor and successor.number_text else state
    for record in entry.reprints:
        yield f"Cetak ke-{record.copy}: {record.reason}"
