"""Invented employers around the first training center, contacts with them, and needs of every kind and age."""

from datetime import date, time, timedelta

from django.db.models import Q

from accounts.roles import Role
from core import clock
from outcomes.needs import employer_book, need_recording
from outcomes.needs.employer_book import Facts
from outcomes.needs.models import Employer
from outcomes.needs.need_recording import Asked, Job
from programs.catalog.models import ProgramUnit, Vocation
from rutan_blk.demo.cast import SECOND_LEVEL, Crew

CALL = {"may_contact": True, "contact_way": "call", "contact_hours": "Senin sampai Kamis, pagi"}
EMPLOYERS = {
    "karya": Facts(
        "Bengkel Las Karya Mandiri",
        "Konstruksi besi",
        "Binuang",
        12,
        "H. Syarkawi",
        "Pemilik",
        "0813 0000 4410",
        attitudes=("TERIMA", "MAGANG", "SKCK_TIDAK"),
        **CALL,
    ),
    "baja": Facts(
        "CV Baja Tapin",
        "Kanopi dan pagar",
        "Rantau",
        7,
        "Norhayati",
        "Pengelola",
        "0813 0000 4411",
        attitudes=("COBA", "IJAZAH_MIN"),
        least_education="SMP",
        **CALL,
    ),
    "motor": Facts(
        "Bengkel Motor Sumber Rejeki",
        "Servis sepeda motor",
        "Bakarangan",
        4,
        "Supian",
        "Pemilik",
        "0813 0000 4412",
        attitudes=("TERIMA", "UJI"),
        **CALL,
    ),
    "jahit": Facts(
        "Konveksi Rapi Jaya",
        "Seragam dan jahitan rumah",
        "Tapin Utara",
        9,
        "Hj. Rusmina",
        "Pemilik",
        "0813 0000 4413",
        attitudes=("TERIMA", "ALAT"),
        **CALL,
    ),
    "mebel": Facts(
        "Mebel Kayu Lurus",
        "Mebel dan kusen",
        "Lokpaikat",
        6,
        "Ahmad Yani",
        "Pemilik",
        "0813 0000 4414",
        attitudes=("COBA", "SKCK_WAJIB"),
        may_contact=True,
    ),
    "cetak": Facts(
        "Percetakan Tapin Grafika",
        "Cetak dan fotokopi",
        "Rantau",
        5,
        "Mulyadi",
        "Kepala toko",
        "0813 0000 4415",
        attitudes=("PENUH",),
        **CALL,
    ),
    "sawit": Facts(
        "PT Kebun Contoh Sejahtera",
        "Perkebunan",
        "Candi Laras Selatan",
        140,
        "Bagian umum",
        "",
        "0517 000 416",
        attitudes=("TIDAK_COCOK", "SKCK_WAJIB"),
        unfit_unit="C.24LAS01.028.1",
        may_contact=True,
    ),
    "toko": Facts(
        "Toko Bangunan Murah", "Bahan bangunan", "Tapin Tengah", 3, "Ardiansyah", "Pemilik", "", attitudes=("STOP",)
    ),
}
# Employer or source, kind, vocation, job, number, months ago, lowest and highest wage, terms.
NEEDS = (
    ("karya", "KUN", "welding", "Tukang las fillet", 6, 1, 2_400_000, 3_200_000, "fixed"),
    ("karya", "LOW", "welding", "Tukang las pelat", 2, 2, 3_000_000, 3_500_000, "fixed"),
    ("karya", "KUN", "welding", "Pembantu bengkel", 2, 14, 90_000, 110_000, "daily"),
    ("baja", "KUN", "welding", "Perakit kanopi", 4, 4, 120_000, 150_000, "daily"),
    ("baja", "KUN", "welding", "Tukang las pagar", 3, 21, 110_000, 140_000, "daily"),
    ("sawit", "LOW", "welding", "Juru las pemeliharaan", 2, 9, 3_200_000, 3_600_000, "fixed"),
    ("sawit", "LOW", "welding", "Juru las pipa ketel", 4, 3, 3_600_000, 4_400_000, "fixed"),
    ("motor", "KUN", "automotive", "Montir sepeda motor", 3, 10, 2_000_000, 2_800_000, "fixed"),
    ("motor", "LOW", "automotive", "Pembantu montir", 2, 5, 80_000, 100_000, "daily"),
    ("sawit", "KUN", "automotive", "Mekanik kendaraan kebun", 2, 13, 3_000_000, 3_800_000, "fixed"),
    ("jahit", "KUN", "sewing", "Penjahit seragam", 8, 20, 75_000, 110_000, "daily"),
    ("jahit", "LOW", "sewing", "Operator obras", 3, 1, 1_900_000, 2_400_000, "fixed"),
    ("mebel", "KUN", "carpentry", "Tukang finishing mebel", 4, 6, 100_000, 140_000, "daily"),
    ("mebel", "LOW", "carpentry", "Pembuat kusen", 1, 9, 2_300_000, 2_900_000, "fixed"),
    ("cetak", "KUN", "it", "Operator komputer", 2, 8, 1_900_000, 2_200_000, "fixed"),
    ("cetak", "LOW", "it", "Juru desain", 2, 22, 2_000_000, 2_600_000, "fixed"),
    ("Kepala Desa Tatakan", "DESA", "carpentry", "Bedah rumah, kusen dan atap", 12, 2, 110_000, 130_000, "daily"),
    ("Dinas Pekerjaan Umum", "DESA", "welding", "Pagar dan jembatan desa", 8, 3, 120_000, 150_000, "daily"),
    ("Kelompok usaha Binuang", "USH", "automotive", "Bengkel tambal ban dan servis", 6, 6, None, None, ""),
    ("Kelompok PKK Tapin Utara", "USH", "sewing", "Jahitan rumah", 10, 7, None, None, ""),
    ("Karirhub, Disnaker Tapin", "DINAS", "it", "Tenaga administrasi", 5, 4, 2_000_000, 2_500_000, "fixed"),
    ("Lulusan Las 2025", "ALUMNI", "welding", "Teralis rumah di Rantau", 3, 11, 100_000, 130_000, "daily"),
    ("Disnaker Tapin", "DINAS", "carpentry", "Tukang kayu bangunan", 6, 16, 110_000, 130_000, "daily"),
)
# What only the second level teaches.
FURTHER = ("Juru las pipa ketel",)
OFFERED = "Dua lulusan untuk masa percobaan satu minggu"


def ask_employers(crew: Crew, *, today: date) -> None:
    """Employers, contacts and needs, each recorded on its own day up to 22 months before `today`."""
    officer = crew[Role.PLACEMENT_OFFICER]
    with clock.moved_to(clock.at(_months_before(today, 22), time(8), crew.center.time_zone)):
        known = {code: employer_book.add_employer(by=officer, facts=facts) for code, facts in EMPLOYERS.items()}
    for source, kind, vocation, job, number, months, least, most, terms in sorted(NEEDS, key=lambda row: -row[5]):
        day = _months_before(today, months)
        employer = known.get(source)
        with clock.moved_to(clock.at(day, time(10), crew.center.time_zone)):
            row = Job(job, Vocation.objects.get(code=vocation), number, terms, least, most)
            _note(crew, employer, row, kind, source)
    for code, days, was_answered in (("karya", 14, True), ("cetak", 30, False), ("cetak", 9, False)):
        with clock.moved_to(clock.at(today - timedelta(days=days), time(9), crew.center.time_zone)):
            employer_book.record_contact(
                known[code],
                by=officer,
                kind="call",
                held_on=today - timedelta(days=days),
                was_answered=was_answered,
                offered=OFFERED if was_answered else "",
            )


def ask_neighbors(crew: Crew, *, today: date) -> None:
    """For the second pair of offices: what the labor office says of each vocation, a year ago."""
    day = _months_before(today, 12)
    with clock.moved_to(clock.at(day, time(9), crew.center.time_zone)):
        for vocation in Vocation.objects.all():
            row = Job(f"Pekerja {vocation.name.lower()}", vocation, 12)
            _note(crew, None, row, "DINAS", "Data dinas kabupaten")


def _note(crew: Crew, employer: Employer | None, job: Job, kind: str, source: str) -> None:
    officer, day = crew[Role.PLACEMENT_OFFICER], clock.today(crew.center.time_zone)
    open_units = ProgramUnit.objects.filter(
        version__program__training_center=crew.center, version__program__vocation=job.vocation, version__state="open"
    )
    second = Q(version__program__code=SECOND_LEVEL)
    units = open_units.filter(second if job.job in FURTHER else ~second)
    codes = list(units.order_by("position").values_list("code", flat=True)[:4])
    if employer and kind == "KUN":
        employer_book.record_contact(
            employer, by=officer, kind="visit", held_on=day, met=employer.contact_name, offered=""
        )
    asked = Asked(
        kind=kind,
        recorded_on=day,
        source=(employer.contact_name or employer.name) if employer else source,
        place=employer.village if employer else "",
        papers=("KTP", "SKCK") if employer and "SKCK_WAJIB" in employer.attitudes else ("KTP",),
        must=frozenset(codes[:2]),
        nice=frozenset(codes[2:]),
    )
    need_recording.record_needs(by=officer, asked=asked, jobs=[job], employer=employer)


def _months_before(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, min(day.day, 28))


def one_need(crew: Crew, vocation: Vocation) -> None:
    """A single need of today, so that a batch of the vocation can be planned without saying why."""
    asked = Asked("USH", clock.today(crew.center.time_zone), "Kelompok usaha Binuang")
    need_recording.record_needs(by=crew[Role.BLK_COORDINATOR], asked=asked, jobs=[Job("Teralis rumah", vocation, 16)])
