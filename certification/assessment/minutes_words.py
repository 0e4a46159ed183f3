"""The printed words of minutes: of a batch, of one person, and of supplements to signed minutes.

Always Indonesian, as on every paper.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import dateformat, translation

from accounts.letterhead import emblem_of
from accounts.models import TrainingCenter
from certification.assessment import assessor_registrations
from certification.assessment.models.results import UnitResult
from certification.assessment.standing import Standing
from certification.papers import minutes_paper
from certification.papers.paper_words import day, issuer, span
from certification.papers.snapshots import MinutesRow, MinutesSnapshot, Party
from core import clock
from printing import day_root
from programs.batches.models import Batch, BatchStaff

CLOSING = "Demikian berita acara ini dibuat dengan sebenarnya untuk dipergunakan sebagaimana mestinya."
WORDS = {UnitResult.Result.COMPETENT: "kompeten (K)", UnitResult.Result.NOT_YET: "belum kompeten (BK)"}


def batch_words(batch: Batch, standings: Sequence[Standing], *, number: str, at: datetime) -> MinutesSnapshot:
    """All printed words of the minutes of a batch."""
    center, version = batch.training_center, batch.version
    local = clock.local(at, center.time_zone)
    with translation.override("id"):
        weekday, hour = dateformat.format(local, "l"), dateformat.format(local, "H.i T")
    return {
        "issuer": issuer(center),
        "number": number,
        "subject": f"Rapat Penetapan Hasil Pelatihan {batch.name}",
        "opening": (
            f"Pada hari {weekday}, tanggal {day(local.date())}, pukul {hour}, bertempat di {center.name}, telah "
            f"dilaksanakan rapat penetapan hasil pelatihan berbasis kompetensi program {version.program.name}, yang "
            f"berlangsung pada {span(batch.starts_on, batch.ends_on)} selama {version.total_jp} JP. "
            "Rapat menghasilkan hal-hal berikut."
        ),
        "items": [
            "Hasil tiap unit diperiksa untuk tiap peserta. Seluruh sesi telah disahkan, tidak ada nilai yang tertunda.",
            f"Syarat kelulusan: kompeten pada semua unit inti, kehadiran minimal {version.attendance_threshold}%.",
            "Peserta pada tabel di bawah ini ditetapkan hasilnya sebagaimana tercantum.",
        ],
        "rows": [
            {
                "name": standing.enrollment.person.full_name,
                "units": f"{len(standing.competent_units)} dari {len(standing.taken_units)}",
                "present": "–" if standing.percent is None else f"{standing.percent}%",
                "result": decision_on(standing, version.attendance_threshold),
            }
            for standing in standings
        ],
        "closing": CLOSING,
        "place_date": f"{center.place_of_issue or center.city}, {day(local.date())}",
        "pairs": pairs_of(batch, local.date()),
        "issued_on": local.date().isoformat(),
    }


def person_words(standing: Standing, *, number: str, at: datetime) -> MinutesSnapshot:
    """All printed words of one person's minutes on leaving before the batch sign-off; never the reason for leaving."""
    batch = standing.enrollment.batch
    name, program = standing.enrollment.person.full_name, batch.version.program.name
    units = [
        f"Unit {unit.code} {unit.title}: {WORDS[UnitResult.Result(standing.results[unit.pk].result)]}, dinilai pada "
        f"{day(standing.results[unit.pk].assessed_on)} "
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
        standing,
        number=number,
        subject=f"Penetapan Hasil Peserta {batch.name}",
        opening=opening,
        items=[*units, last],
        at=at,
    )


def addendum_words(standing: Standing, *, number: str, minutes_number: str, what: str, at: datetime) -> MinutesSnapshot:
    """All printed words of a supplement to the minutes `minutes_number`: `what` happened, and the current result."""
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
    return f"Pada hari {weekday}, tanggal {day(local.date())}, pukul {hour}, bertempat di {center.name},"


def _minutes(
    standing: Standing, *, number: str, subject: str, opening: str, items: list[str], at: datetime
) -> MinutesSnapshot:
    batch = standing.enrollment.batch
    center = batch.training_center
    today = clock.local(at, center.time_zone).date()
    row: MinutesRow = {
        "name": standing.enrollment.person.full_name,
        "units": f"{len(standing.competent_units)} dari {len(standing.taken_units)}",
        "present": "–" if standing.percent is None else f"{standing.percent}%",
        "result": decision_on(standing, batch.version.attendance_threshold),
    }
    return {
        "issuer": issuer(center),
        "number": number,
        "subject": subject,
        "opening": opening,
        "items": items,
        "rows": [row],
        "closing": CLOSING,
        "place_date": f"{center.place_of_issue or center.city}, {day(today)}",
        "pairs": pairs_of(batch, today),
        "issued_on": today.isoformat(),
    }


def decision_on(standing: Standing, threshold: int) -> str:
    """The wording of the decision about one participant."""
    if standing.left_early:
        return "Surat keterangan unit" if standing.competent_units else "Selesai dini"
    if standing.taken is not None and not standing.is_competent:
        return "Surat keterangan unit" if standing.competent_units else "Belum kompeten"
    is_enough = standing.percent is not None and standing.percent >= threshold and not standing.lacks_own_hours
    if standing.is_competent and is_enough:
        return "Kompeten"
    return "Belum kompeten" if not standing.is_competent else "Kehadiran kurang"


def pairs_of(batch: Batch, on: date) -> list[list[Party]]:
    """Signatories in pairs: instructors and assessors, then coordinator and head.

    Assessors are printed with the registration number valid on that day.
    """
    center = batch.training_center
    staff = list(batch.staff.select_related("user").order_by("duty", "user__full_name"))
    registered = assessor_registrations.numbers_on(
        (one.user_id for one in staff if one.duty == BatchStaff.Duty.ASSESSOR), on
    )
    roles = {BatchStaff.Duty.INSTRUCTOR: "Instruktur", BatchStaff.Duty.ASSESSOR: "Asesor"}
    parties: list[Party] = [
        {
            "role": roles[BatchStaff.Duty(one.duty)],
            "name": one.user.full_name,
            "number": _number_of(one, registered),
        }
        for duty in (BatchStaff.Duty.INSTRUCTOR, BatchStaff.Duty.ASSESSOR)
        for one in staff
        if one.duty == duty
    ]
    parties += [
        {"role": "Koordinator Pelatihan", "name": center.coordinator_name, "number": center.coordinator_number},
        {"role": center.head_title or "Kepala", "name": center.head_name, "number": center.head_number},
    ]
    return [parties[at : at + 2] for at in range(0, len(parties), 2)]


def _number_of(one: BatchStaff, registered: dict[int, str]) -> str:
    if one.duty == BatchStaff.Duty.ASSESSOR and one.user_id in registered:
        return f"Nomor asesor {registered[one.user_id]}"
    return one.user.staff_number


def minutes_pdf(kept: MinutesSnapshot, center: TrainingCenter) -> bytes:
    """PDF of minutes or a supplement from the stored words, under the current letterhead."""
    return minutes_paper.render({**kept, "issuer": {**kept["issuer"], **emblem_of(center)}}, root=day_root.of_today())
