"""The printed words of minutes about one person, and of what supplements minutes that were signed.

Indonesian whatever language the reader has chosen, as on every paper.
"""

from datetime import datetime

from django.utils import dateformat, translation

from certification.assessment.certificate_gate import Standing
from certification.assessment.models.results import UnitResult
from certification.certificate_templates import printed_words
from certification.papers.snapshots import MinutesRow, MinutesSnapshot
from core import clock

CLOSING = "Demikian berita acara ini dibuat dengan sebenarnya untuk dipergunakan sebagaimana mestinya."
WORDS = {UnitResult.Result.COMPETENT: "kompeten (K)", UnitResult.Result.NOT_YET: "belum kompeten (BK)"}


def person_words(standing: Standing, *, number: str, at: datetime) -> MinutesSnapshot:
    """Every printed word of the minutes of somebody who leaves before the batch is signed off; never why."""
    batch = standing.enrollment.batch
    name, program = standing.enrollment.person.full_name, batch.version.program.name
    units = [
        f"Unit {unit.code} {unit.title}: {WORDS[UnitResult.Result(standing.results[unit.pk].result)]}, dinilai pada "
        f"{printed_words.day(standing.results[unit.pk].assessed_on)} "
        f"oleh {standing.results[unit.pk].assessed_by.full_name}."
        for unit in standing.units
        if unit.pk in standing.results
    ]
    opening = (
        f"{_moment(standing, at)} telah ditetapkan hasil penilaian {name}, peserta pelatihan berbasis kompetensi "
        f"program {program}, yang selesai mengikuti pelatihan sebelum penetapan hasil {batch.name}. "
        "Penetapan menghasilkan hal-hal berikut."
    )
    last = "Unit yang kompeten tetap diakui dan dituangkan dalam surat keterangan unit kompetensi."
    return _minutes(
        standing, number=number, subject=f"Penetapan Hasil Peserta {batch.name}", opening=opening,
        items=[*units, last], at=at,
    )  # fmt: skip


def addendum_words(standing: Standing, *, number: str, minutes_number: str, what: str, at: datetime) -> MinutesSnapshot:
    """Every printed word of what supplements the minutes `minutes_number`: `what` happened, and what stands now."""
    opening = (
        f"{_moment(standing, at)} berita acara nomor {minutes_number} dilengkapi sebagai berikut. Berita acara "
        "tersebut tidak diubah dan tetap disimpan bersama tambahan ini."
    )
    items = [what, "Hasil peserta sesudah tambahan ini tercantum pada tabel di bawah ini."]
    subject = f"Tambahan atas Berita Acara Nomor {minutes_number}"
    return _minutes(standing, number=number, subject=subject, opening=opening, items=items, at=at)


def _moment(standing: Standing, at: datetime) -> str:
    center = standing.enrollment.batch.training_center
    local = clock.local(at, center.time_zone)
    with translation.override("id"):
        weekday, hour = dateformat.format(local, "l"), dateformat.format(local, "H.i T")
    return f"Pada hari {weekday}, tanggal {printed_words.day(local.date())}, pukul {hour}, bertempat di {center.name},"


def _minutes(
    standing: Standing, *, number: str, subject: str, opening: str, items: list[str], at: datetime
) -> MinutesSnapshot:
    batch = standing.enrollment.batch
    center = batch.training_center
    today = clock.local(at, center.time_zone).date()
    row: MinutesRow = {
        "name": standing.enrollment.person.full_name,
        "units": f"{len(standing.competent_units)} dari {len(standing.units)}",
        "present": "–" if standing.percent is None else f"{standing.percent}%",
        "result": printed_words.decision_on(standing, batch.version.attendance_threshold),
    }
    return {
        "issuer": printed_words.issuer(center),
        "number": number,
        "subject": subject,
        "opening": opening,
        "items": items,
        "rows": [row],
        "closing": CLOSING,
        "place_date": f"{center.place_of_issue or center.city}, {printed_words.day(today)}",
        "pairs": printed_words.pairs_of(batch, today),
        "issued_on": today.isoformat(),
    }
