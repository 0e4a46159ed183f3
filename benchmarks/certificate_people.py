"""Certificates of invented people: classes of 16 as in the demo, with texts as a training center writes them."""

import json
from datetime import date, timedelta
from pathlib import Path
from random import Random

from certification.certificate_templates.printed_words import check_words, day, span
from certification.register import check_codes
from rutan_blk.demo.people import FIRST, LAST, TOWNS

SAMPLE = Path(__file__).resolve().parent.parent / "tests/data/papers/certificate.json"
CLASS = 16
PROGRAMS = (
    "Plate Welder SMAW 3F",
    "Pemeliharaan Kendaraan Ringan Sistem Konvensional",
    "Menjahit Pakaian Wanita Dewasa",
    "Pembuatan Mebel Kayu",
    "Administrasi Perkantoran dan Pengelolaan Arsip",
    "Teknisi Pendingin Ruangan",
)


def certificates(count: int, random: Random, *, units: int | None = None) -> list[dict]:
    """`count` snapshots, each with another holder. Each class has a random number of units unless `units` is given."""
    sample = json.loads(SAMPLE.read_text())
    found = []
    for number in range(count):
        if number % CLASS == 0:
            common = _class(sample, random, units or random.randint(4, 25))
        found.append(_certificate(common, number + 1, random))
    return found


def _class(sample: dict, random: Random, units: int) -> dict:
    starts = date(2026, 1, 5) + timedelta(days=7 * random.randrange(40))
    ends = starts + timedelta(days=39)
    # Seeded by the number of units, because a program has fixed units: classes with equally many units share them.
    titles = Random(units).choices(sample["units"], k=units)
    facts = [dict(fact) for fact in sample["facts"]]
    facts[1]["value"] = span(starts, ends)
    return {
        **sample,
        "program": {"name": random.choice(PROGRAMS)},
        "facts": facts,
        "units": [{**unit, "code": f"C.24LAS01.{place:03}.1"} for place, unit in enumerate(titles, 1)],
        "total_hours": str(sum(int(unit["hours"]) for unit in titles)),
        "place_date": f"Rantau, {day(ends + timedelta(days=7))}",
        "issued_on": (ends + timedelta(days=7)).isoformat(),
    }


def _certificate(common: dict, number: int, random: Random) -> dict:
    name = f"{random.choice(FIRST)} {random.choice(LAST)}" if random.random() < 0.93 else random.choice(FIRST)
    born = date(1980, 1, 1) + timedelta(days=random.randrange(9000))
    text = f"563/{number:04d}/BLK-TPN/2026"
    return {
        **common,
        "number": text,
        "holder": {"name": name, "birth": f"Lahir di {random.choice(TOWNS)}, {day(born)}"},
        "check": check_words(check_codes.new_code(random.choice)),
        "foot": f"Sertifikat Pelatihan {text}",
    }
