"""Invented people in custody, as an office's spreadsheet would list them."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from core import clock
from inmates.custody import classifications
from inmates.custody.models.stays import Classification
from inmates.people.models import Person
from rutan_blk.demo.cast import Crew

FIRST = (
    "Ahmad",
    "Muhammad",
    "Abdul",
    "Muhamad",
    "Rahmat",
    "Syahrul",
    "Hendra",
    "Fahrurrazi",
    "Rusdi",
    "Saberan",
    "Mahyudin",
    "Anang",
    "Khairil",
    "Basuki",
    "Imam",
    "Supian",
    "Yusran",
    "Darmawan",
    "Taufik",
    "Norman",
    "Gazali",
    "Zainal",
    "Ridwan",
    "Bahrul",
    "Nasrullah",
    "Teguh",
    "Slamet",
    "Eko",
    "Joko",
    "Pahrul",
    "Hadi",
    "Arbain",
    "Masrani",
    "Juhdi",
    "Fitriadi",
    "Usman",
    "Lukman",
    "Syahrani",
    "Kaspul",
    "Akhmad",
)
LAST = (
    "Rifani",
    "Hidayat",
    "Noor",
    "Kurniawan",
    "Yusri",
    "Anwar",
    "Rahman",
    "Setiawan",
    "Hakim",
    "Arifin",
    "Nugraha",
    "Saputra",
    "Maulana",
    "Fauzi",
    "Ibrahim",
    "Aditya",
    "Pratama",
    "Wijaya",
    "Gunawan",
    "Ramadhan",
    "Santoso",
    "Yusuf",
    "Anshari",
    "Syahputra",
    "Ilham",
    "Effendi",
    "Hasan",
    "Zulkarnain",
    "Azhari",
)
WOMEN = ["Siti", "Norhayati", "Dewi", "Rina", "Fitriah", "Mariani", "Salasiah", "Nur"]
TOWNS = ("Rantau", "Binuang", "Kandangan", "Barabai", "Martapura", "Banjarmasin", "Amuntai", "Tanjung")
SCHOOLS = ("SD", "SD", "SMP", "SMP", "SLTA", "SMK", "S1", "Tidak sekolah")
SENTENCED = ("B.I", "B.I", "B.I", "B.I", "B.IIa")
REMAND = ("A.II", "A.III", "A.III", "A.IV")
HEAD = (
    "No",
    "Nama Lengkap",
    "No. Registrasi",
    "Tempat Lahir",
    "Tanggal Lahir",
    "Jenis Kelamin",
    "Pendidikan",
    "Tgl Masuk",
    "Ekspirasi",
    "Blok",
    "Kamar",
)


@dataclass(frozen=True)
class News:
    """Changes in a later list of the same facility: newcomers, missing numbers, changed ends of sentences.

    The last newcomer is number `twice` of the list, entered a second time.
    """

    listed_on: date
    newcomers: int = 0
    gone: frozenset[int] = frozenset()
    ends: Mapping[int, date] | None = None
    twice: int | None = None


def custody_list(count: int, *, today: date, seed: int, until: date | None = None, news: News | None = None) -> bytes:
    """A semicolon-separated file of `count` invented people below two title rows; reproducible for the same days and
    seed.

    Everybody arrived before `today` and leaves after `until` (by default `today` as well).
    """
    random = Random(seed)
    rows = [_row(number, today, until or today, random) for number in range(1, count + 1)]
    listed = today
    if news:
        rows, listed = _renewed(rows, news, random), news.listed_on
    out = io.StringIO()
    sheet = csv.writer(out, delimiter=";")
    sheet.writerows([["DAFTAR PENGHUNI"], [f"Per tanggal {listed:%d/%m/%Y}"], HEAD])
    sheet.writerows(rows)
    return out.getvalue().encode()


def _renewed(rows: list[list[str]], news: News, random: Random) -> list[list[str]]:
    place = HEAD.index("Ekspirasi")
    for number, end in (news.ends or {}).items():
        rows[number - 1][place] = f"{end:%d/%m/%Y}"
    numbers, day = range(len(rows) + 1, len(rows) + 1 + news.newcomers), news.listed_on
    newcomers = [_row(number, day, day, random, most=40) for number in numbers]
    if news.twice:
        for head in ("Nama Lengkap", "Tempat Lahir", "Tanggal Lahir", "Jenis Kelamin"):
            newcomers[-1][HEAD.index(head)] = rows[news.twice - 1][HEAD.index(head)]
    return [row for row in rows if int(row[0]) not in news.gone] + newcomers


def _row(number: int, today: date, until: date, random: Random, *, most: int = 500) -> list[str]:
    is_woman, is_sentenced = random.random() < 0.08, random.random() < 0.82
    first = random.choice(WOMEN if is_woman else FIRST)
    name = f"{first} {random.choice(LAST)}" if random.random() < 0.93 else first
    entered = today - timedelta(days=random.randint(2, most))
    leaves = until + timedelta(days=random.choice((40, 120, 300, 420, 600, 900, 1500)) + random.randint(0, 60))
    register = random.choice(SENTENCED if is_sentenced else REMAND)
    return [
        str(number),
        name,
        f"{register} {1000 + number}/{entered.year}",
        random.choice(TOWNS),
        f"{date(random.randint(1968, 2006), random.randint(1, 12), random.randint(1, 28)):%d/%m/%Y}",
        "P" if is_woman else "L",
        random.choice(SCHOOLS),
        f"{entered:%d/%m/%Y}",
        f"{leaves:%d/%m/%Y}" if is_sentenced and random.random() < 0.95 else "-",
        "W" if is_woman else random.choice("ABC"),
        f"{random.randint(1, 9):02d}",
    ]


def classify_all(crew: Crew, by, *, seed: int) -> None:
    """Records conduct, risk and fitness for nearly everybody, valid for most of a year; some lack one, as in
    reality.
    """
    random = Random(seed)
    kinds = Classification.Kind
    today = clock.today(crew.facility.time_zone)
    values = {
        kinds.CONDUCT: ("good", "good", "good", "good", "fair", "fair", "poor"),
        kinds.RISK: ("low", "low", "low", "low", "medium", "medium", "high"),
        kinds.FITNESS: ("fit", "fit", "fit", "fit", "fit", "limited", "limited", "unfit"),
    }
    for person in Person.objects.filter(facility=crew.facility).order_by("pk"):
        for kind, choices in values.items():
            if random.random() < 0.9:
                until = today + timedelta(days=random.choice((120, 300, 365, 365)))
                value = random.choice(choices)
                classifications.classify(person, by=by, kind=kind, value=value, from_date=today, until=until)


def examine_all(crew: Crew, by) -> None:
    """Records good conduct, low risk and fitness for everybody in the facility, valid for a year."""
    today = clock.today(crew.facility.time_zone)
    year = today + timedelta(days=365)
    good = {Classification.Kind.CONDUCT: "good", Classification.Kind.RISK: "low", Classification.Kind.FITNESS: "fit"}
    for person in Person.objects.filter(facility=crew.facility).order_by("pk"):
        for kind, value in good.items():
            classifications.classify(person, by=by, kind=kind, value=value, from_date=today, until=year)
