"""The printed words of each paper, assembled once; from then on the paper is made from them alone.

Days of training and hours attended are not among them: both differ between classes, and whoever knows where one
participant was trained would know it of all others.

They are always Indonesian, like the papers, and therefore not in the translation catalogue.
"""

from base64 import b64encode
from collections.abc import Sequence
from datetime import date
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings

from accounts.models import TrainingCenter, User
from certification.certificate_templates import template_dress
from certification.certificate_templates.models import STATEMENT
from certification.papers import paper_facts
from certification.papers.paper_words import birth_words, day, issuer, letterhead, span
from certification.papers.snapshots import (
    AttendanceSnapshot,
    CertificateSnapshot,
    Check,
    Fact,
    ReceiptSnapshot,
    Signatory,
    StatementSnapshot,
    Subject,
    Unit,
)
from certification.register.models import Certificate, NumberSeries
from inmates.people.models import Person
from printing.box_fit import SANS_BOLD, lines_needed
from programs.batches.models import Batch
from programs.catalog.models import ProgramUnit
from programs.places.models import Enrollment

COMPETENT = "K = Kompeten: pengetahuan, keterampilan, dan sikap kerja memenuhi seluruh kriteria unit. 1 JP = {} menit."
# Printed on every certificate, whatever its template.
NOT_OF_LSP = "Dokumen ini sertifikat pelatihan dari lembaga pelatihan, bukan sertifikat kompetensi dari LSP."
NOTES = (
    "Hasil tiap unit berasal dari penilaian teori dan praktik selama pelatihan.",
    NOT_OF_LSP,
    "Sah tanpa coretan. Halaman pemeriksaan menampilkan nama, program, tanggal, dan unit yang sama.",
)
STATEMENT_NOTES = (
    "Surat keterangan ini bukan sertifikat pelatihan dan bukan sertifikat kompetensi dari LSP. Unit di atas tetap",
    "diakui apabila yang bersangkutan melanjutkan program yang sama.",
)
FOUND_COMPETENT = "telah mengikuti unit berikut dari program tersebut dan dinyatakan kompeten pada setiap unitnya."
ONLY_PRESENCE = "Pelatihan ini tanpa penilaian; surat ini menerangkan kehadiran, bukan hasil belajar."
ATTENDANCE_NOTE = "Sah tanpa coretan. Halaman pemeriksaan menampilkan nama, pelatihan, tanggal, dan materi yang sama."


class Earned(Protocol):
    """What a paper certifies: the place, the units of the program and those passed."""

    enrollment: Enrollment
    units: list[ProgramUnit]

    @property
    def competent_units(self) -> list[ProgramUnit]: ...


def check_words(code: str) -> Check:
    """QR URL, address and grouped code. Upper case is encoded more compactly, so only the path may be lower case."""
    base = urlsplit(settings.PUBLIC_BASE_URL)
    # An upper-case QR code has fewer modules; unlike a host, a path is case-sensitive.
    root = settings.PUBLIC_BASE_URL if base.path else settings.PUBLIC_BASE_URL.upper()
    groups = [code[:4], code[4:8], code[8:13], code[13:17], code[17:21], code[21:]]
    return {
        "url": f"{root}/C/{code}",
        "address": f"{base.netloc}{base.path}/periksa",
        "code": ["-".join(groups[:3]), "-".join(groups[3:])],
    }


def certificate_words(
    earned: Earned, *, number: str, code: str, issued_on: date, valid_until: date | None
) -> CertificateSnapshot:
    """All printed words of a certificate of training."""
    enrollment, batch = earned.enrollment, earned.enrollment.batch
    center, version = batch.training_center, batch.version
    units = _units(earned.competent_units)
    notes = [COMPETENT.format(version.minutes_per_jp), *NOTES]
    if valid_until:
        notes.append(f"Berlaku sampai dengan {day(valid_until)}.")
    words: CertificateSnapshot = {
        "issuer": issuer(center),
        "number": number,
        "holder": {"name": enrollment.person.full_name, "birth": _birth_line(enrollment.person)},
        "statement": STATEMENT,
        "program": {"name": version.program.name},
        "facts": [
            paper_facts.LEVEL.says(version.program.level.capitalize()),
            paper_facts.YEAR.says(str(batch.ends_on.year)),
            paper_facts.DURATION.says(f"{version.total_jp} JP"),
            paper_facts.RESULT.says("Kompeten"),
        ],
        "units": units,
        "total_hours": _total(units),
        "place_date": f"{center.place_of_issue or center.city}, {day(issued_on)}",
        "signatory": signer_of(center),
        "second": coordinator_of(center),
        "check": check_words(code),
        "notes": notes,
        "foot": f"Sertifikat Pelatihan {number}",
        "issued_on": issued_on.isoformat(),
    }
    photo = _photo(enrollment.person)
    if photo:
        words["photo"] = photo
    else:
        words["photo_frame"] = True
    template_dress.dress(
        words, template_dress.template_of(center), always=[notes[0], NOT_OF_LSP, *notes[1 + len(NOTES) :]]
    )
    return words


def statement_words(
    earned: Earned, *, number: str, code: str, issued_on: date, valid_until: date | None
) -> StatementSnapshot:
    """All printed words of a statement of units, without the reason for leaving.

    They are the same for whoever left, for whoever stayed, and for whoever took single units alone; so they tell of
    the units and their hours, never of the whole program, and none can be told from another.
    """
    enrollment, batch = earned.enrollment, earned.enrollment.batch
    center, version = batch.training_center, batch.version
    units = _units(earned.competent_units)
    notes = [COMPETENT.format(version.minutes_per_jp), *STATEMENT_NOTES]
    if valid_until:
        notes.append(f"Berlaku sampai dengan {day(valid_until)}.")
    birth = birth_words(enrollment.person)
    words: StatementSnapshot = {
        "issuer": issuer(center),
        "number": number,
        "opening": f"{_title_of_signer(center)} menerangkan bahwa",
        "person": [
            paper_facts.NAME.says(enrollment.person.full_name),
            *([paper_facts.BIRTH.says(birth)] if birth else []),
            paper_facts.PROGRAM.says(f"{version.program.name}, jenjang {version.program.level}"),
            paper_facts.YEAR.says(str(_last_day(enrollment).year)),
            paper_facts.EARNED.says(f"{len(units)} unit, {_total(units)} JP"),
        ],
        "finding": FOUND_COMPETENT,
        "units": units,
        "total_hours": _total(units),
        "notes": notes,
        "check": check_words(code),
        "place_date": f"{center.place_of_issue or center.city}, {day(issued_on)}",
        "signatory": signer_of(center),
        "issued_on": issued_on.isoformat(),
    }
    template_dress.put_emblem(words, template_dress.template_of(center))
    return words


def _last_day(enrollment: Enrollment) -> date:
    """The day until which somebody took part: of single units, when these were over, though the class went on."""
    over = enrollment.ends_on if enrollment.is_partial else enrollment.batch.ends_on
    return enrollment.shown_end or over


def attendance_words(
    earned: Earned, *, number: str, code: str, issued_on: date, valid_until: date | None
) -> AttendanceSnapshot:
    """All printed words of a paper of attendance: who took part, and what was taught."""
    enrollment, batch = earned.enrollment, earned.enrollment.batch
    center, version = batch.training_center, batch.version
    subjects: list[Subject] = [{"title": unit.title, "hours": str(unit.jp)} for unit in earned.units]
    notes = [f"{ONLY_PRESENCE} 1 JP = {version.minutes_per_jp} menit.", ATTENDANCE_NOTE]
    if valid_until:
        notes.append(f"Berlaku sampai dengan {day(valid_until)}.")
    birth = birth_words(enrollment.person)
    words: AttendanceSnapshot = {
        "issuer": issuer(center),
        "number": number,
        "opening": f"{_title_of_signer(center)} menerangkan bahwa",
        "person": [
            paper_facts.NAME.says(enrollment.person.full_name),
            *([paper_facts.BIRTH.says(birth)] if birth else []),
            paper_facts.PROGRAM.says(version.program.name),
            paper_facts.YEAR.says(str(batch.ends_on.year)),
            paper_facts.LENGTH.says(f"{version.total_jp} JP"),
        ],
        "finding": "telah mengikuti pelatihan tersebut dengan materi berikut.",
        "subjects": subjects,
        "total_hours": str(sum(unit.jp for unit in earned.units)),
        "notes": notes,
        "check": check_words(code),
        "place_date": f"{center.place_of_issue or center.city}, {day(issued_on)}",
        "signatory": signer_of(center),
        "issued_on": issued_on.isoformat(),
    }
    template_dress.put_emblem(words, template_dress.template_of(center))
    return words


WORDS = {
    NumberSeries.Paper.CERTIFICATE: certificate_words,
    NumberSeries.Paper.STATEMENT: statement_words,
    NumberSeries.Paper.ATTENDANCE: attendance_words,
}


def receipt_words(
    batch: Batch, certificates: Sequence[Certificate], *, number: str, by: User, on: date, following: Sequence[str] = ()
) -> ReceiptSnapshot:
    """All printed words of the receipt list signed by holders; `following` are programs that build on this one."""
    center, name = batch.training_center, "Sertifikat" if batch.has_assessment else "Surat Keterangan"
    issued = [certificate.issued_on for certificate in certificates if certificate.issued_on]
    facts: list[Fact] = [
        {"label": "Program", "value": batch.version.program.name},
        {"label": "Angkatan", "value": batch.name},
        {"label": "Jumlah", "value": f"{len(certificates)} lembar"},
        {"label": "Terbit", "value": span(min(issued), max(issued))},
    ]
    if following:
        facts.append({"label": "Lanjutan", "value": following_words(following)})
    return {
        "issuer": letterhead(center),
        "title": f"Tanda Terima {name}",
        "id": number,
        "facts": facts,
        "lead_in": f"Penerima telah memeriksa isi {name.lower()} dan menerima {name.lower()} asli dalam keadaan baik.",
        "rows": [
            {"name": certificate.enrollment.person.full_name, "number": certificate.number_text, "blank": ""}
            for certificate in certificates
        ],
        "place_date": f"{center.place_of_issue or center.city}, {day(on)}",
        "hands": [
            {"role": "Mengetahui, kepala lembaga", "name": center.head_name},
            {"role": "Yang menyerahkan", "name": by.full_name},
        ],
        "foot": f"Tanda terima {number}. {name} yang belum diterima dicatat kembali pada hari yang sama.",
        "issued_on": on.isoformat(),
    }


# The room of a fact at the head of a list: two lines of its smallest letters.
_FACT_ROOM = (SANS_BOLD, 6.5, 55.0)


def following_words(names: Sequence[str]) -> str:
    """As many of these programs as the list has room for, and how many more there are; always printable."""
    for count in range(len(names), 0, -1):
        more = len(names) - count
        told = ", ".join(names[:count]) + (f", dan {more} lagi" if more else "")
        if lines_needed(told, *_FACT_ROOM) <= 2:
            return told
    return f"{len(names)} program lanjutan"


HEAD_TITLE = "Kepala lembaga pelatihan"


def head_of(center: TrainingCenter) -> Signatory:
    """The head of the center, with the office split into as many lines as the paper has room for."""
    return template_dress.signatory(center.head_title or HEAD_TITLE, center.head_name, center.head_number)


def signer_of(center: TrainingCenter) -> Signatory:
    """Signatory of numbered papers: the one named by the template for the front, else the head."""
    return template_dress.signer(template_dress.template_of(center)) or head_of(center)


def _title_of_signer(center: TrainingCenter) -> str:
    template = template_dress.template_of(center)
    named = template.signer_title if template and template.signer_name else center.head_title
    return named or HEAD_TITLE


def coordinator_of(center: TrainingCenter) -> Signatory:
    """The second signatory of the certificate."""
    return {
        "office": ["Koordinator Pelatihan"],
        "name": center.coordinator_name,
        "number": center.coordinator_number,
    }


def _units(units: Sequence[ProgramUnit]) -> list[Unit]:
    return [{"code": unit.code, "title": unit.title, "hours": str(unit.jp), "result": "K"} for unit in units]


def _total(units: Sequence[Unit]) -> str:
    return str(sum(int(unit["hours"]) for unit in units))


def _birth_line(person: Person) -> str:
    if not person.birth_date:
        return f"Lahir di {person.birth_place}" if person.birth_place else ""
    return f"Lahir di {birth_words(person)}" if person.birth_place else f"Lahir {day(person.birth_date)}"


def _photo(person: Person) -> str:
    name = person.photo.name
    # A photo missing from disk must not block the issue of a certificate.
    if not name or not person.photo.storage.exists(name):
        return ""
    with person.photo.open("rb") as file:
        return b64encode(file.read()).decode()
