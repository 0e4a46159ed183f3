"""Certificates of people with names that are hard to set, and with 4 to 25 units."""

from itertools import islice, product
from typing import Any

from certification.papers.certificate_paper import PAPER
from certification.papers.hard_names import NAMES
from certification.stamping.papers import CERTIFICATE
from tests.papers import sample

# Each of the five sizes, kerning, ligatures, accents, quotes, double blanks, mononyms, titles, capitals.
FIRST = (
    "Sukarno",
    "Nur’aini",
    "M. Fa’iz",
    "O'Brien",
    "José",
    "AVATA",
    "Affandi",
    "Nguyễn",
    "Łukasz",
    "Tj. Fjeld",
    "I Gusti Ngurah",
    "Hj. Siti",
    "dua  blanko",
    "Fi",
    "Ñusta",
)
LAST = (
    "Rahmah",
    "D’Souza, S.Kom.",
    "bin H. Abdurrahman",
    "WIJAYA",
    "Wójcik-Ávila",
    "Văn Đạt",
    "Yuliana Toffoli",
    "III",
    "Kurniawan Al-Banjari Nasrullah",
    "Ĥardono",
    "(alias Udin)",
    "T. Vega",
    "& Putra",
    "fi ffl",
    "Œuvré",
    "Zoë",
    "bin Ĥ. Đạt",
    "Al-’Adawi",
    "“Otong”, S.Pd., M.Pd.",
    "Ijssel",
)
UNITS = (4, 5, 7, 8, 9, 11, 12, 13, 18, 19, 25)
LONG = (
    "Memeriksa Hasil Las Secara Visual dan Memperbaiki Cacat Permukaan "
    "yang Ditemukan sebelum Diserahkan kepada Pemeriksa"
)


def units(count: int) -> list[dict[str, str]]:
    """Every fifth title takes two lines."""
    return [
        {
            "code": f"F.43TUK01.{number:03}.1",
            "title": LONG if number % 5 == 0 else f"Memasang Ubin Keramik Taffeta {number}",
            "hours": str(number * 7 % 90 + 8),
            "result": "K",
        }
        for number in range(1, count + 1)
    ]


def certificate(name: str = "Sukarno", count: int = 4, serial: int = 147, **changes: Any) -> dict[str, Any]:
    """The snapshot of one person's certificate."""
    text = f"563/{serial:04}/BLK-TPN/2026"
    found = sample("certificate", number=text, foot=f"Sertifikat Pelatihan {text}", units=units(count))
    found["holder"] = {"name": name, "birth": "Lahir di Rantau, 14 Februari 1996"}
    return {**found, **changes}


def people(count: int) -> list[dict[str, Any]]:
    """The first `count` of 300 certificates; the more, the more numbers of units."""
    names = [*NAMES, *(f"{first} {last}" for last, first in islice(product(LAST, FIRST), 295))]
    few = UNITS if count > 50 else (4, 13)
    found = [certificate(name, few[at % len(few)], at + 1) for at, name in enumerate(names[:300])]
    return found if count >= len(found) else found[:: len(found) // count][:count]


def both(snapshot: dict[str, Any]) -> tuple[bytes, bytes]:
    """The certificate stamped, and printed the plain way."""
    return CERTIFICATE.stamped(snapshot), PAPER.print(snapshot)
