"""The different ways in which offices write the same thing into a cell, each returned with what was meant."""

import unicodedata
from collections.abc import Callable
from datetime import date
from random import Random

from tests.world.containers import Cell
from tests.world.people import HOSTAGES, PersonOfWorld

_FIRST_DAY = date(1899, 12, 30)
_MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
_SHORT = ("Jan", "Peb", "Mrt", "Apr", "Mei", "Jun", "Jul", "Agt", "Sept", "Okt", "Nop", "Des")
NO_DAY: tuple[Cell, ...] = (None, "", "-", "00/00/0000", "--", "0000-00-00", "Belum ada")
IMPOSSIBLE = ("31/02/2025", "45/13/2020", "2025-02-30", "32 Mei 2024", "12/2025", "kemarin")

TEXT_DATES: tuple[Callable[[date], str], ...] = (
    lambda day: f"{day:%d/%m/%Y}",
    lambda day: f"{day:%d-%m-%Y}",
    lambda day: f"{day.day}/{day.month}/{day.year}",
    lambda day: f"{day:%d.%m.%Y}",
    lambda day: f"{day:%Y-%m-%d}",
    lambda day: f"{day:%Y-%m-%d} 00:00:00",
    lambda day: f"{day.day} {_MONTHS[day.month - 1]} {day.year}",
    lambda day: f"{day:%d}-{_SHORT[day.month - 1]}-{day.year}",
    lambda day: f" {day:%d/%m/%Y} ",
    lambda day: f"{day:%d} {_SHORT[day.month - 1].upper()} {day:%y}",
)
DATE_STYLES = ("text", "one text", "real", "serial", "mixed")

SCHOOLS = {
    "NONE": ("Tidak Sekolah", "TIDAK TAMAT SD", "Belum Sekolah", "TS"),
    "SD": ("SD", "sd", "Tamat SD", "SD Sederajat", "MI", "Paket A", "SDN"),
    "SMP": ("SMP", "SLTP", "MTs", "Paket B", "SMP/sederajat", "lulus SMP"),
    "SMA": ("SMA", "SMK", "SLTA", "STM", "MA", "Paket C", "SMA/SMK", "SMU"),
    "D3": ("D3", "D-III", "Diploma III", "D.III"),
    "S1": ("S1", "S-1", "Strata 1", "Sarjana"),
    "": ("", "-", None),
}
SEX_STYLES = (("L", "P"), ("Laki-laki", "Perempuan"), ("LK", "PR"), ("Pria", "Wanita"), ("P", "W"))


def as_date(random: Random, day: date | None, style: str) -> Cell:
    """`day` in the style of the file: texts, real dates, day numbers, or everything mixed."""
    if day is None:
        return random.choice(NO_DAY)
    style = random.choice(("text", "real", "serial")) if style == "mixed" else style
    if style == "real":
        return day
    if style == "serial":
        return (day - _FIRST_DAY).days
    return TEXT_DATES[0](day) if style == "one text" else random.choice(TEXT_DATES)(day)


def as_number(random: Random, person: PersonOfWorld) -> str:
    """The register number as one of the clerks writes it."""
    register, (running, year) = person.register, person.number.split("/")
    bare = register.replace(".", "")
    if register == HOSTAGES:
        return f"{register} {running}/{year}"
    return random.choice(
        (
            f"{register} {running}/{year}",
            f"{register}.{running}/{year}",
            f"{bare} {running}/{year}",
            f"{bare}.{running}/{year}",
            f"{register} {running.zfill(4)}/{year}",
            f" {register}  {running} / {year} ",
            f"{register.upper()} {running}/{year}",
            f"Reg. {register} {running}/{year}",
        )
    )


def as_school(random: Random, code: str) -> Cell:
    return random.choice(SCHOOLS[code])


def as_sex(code: str, style: tuple[str, str]) -> str:
    return style["LP".index(code)]


def as_nik(random: Random, nik: str, *, in_text: bool) -> tuple[Cell, str, bool]:
    """A NIK in a cell, what can be trusted of it, and whether it is all zeros, as where none was at hand."""
    luck = random.random()
    if not nik:
        zeros = luck < 0.2
        return ("0" * 16 if zeros else random.choice((None, "-", "")), "", zeros)
    if luck < 0.08:
        return nik[:-1], "", False
    if luck < 0.16:
        # As a number it has lost its last digits.
        return (f"{nik[0]},{nik[1:6]}E+15" if in_text else float(nik), "", False)
    return random.choice((nik, f"'{nik}", f"{nik[:6]} {nik[6:12]} {nik[12:]}")), nik, False


def as_name(random: Random, name: str, *, in_text: bool) -> str:
    """A name as typed, at times with its accents apart, as other systems give it."""
    return name if in_text or random.random() < 0.9 else unicodedata.normalize("NFD", name)


def as_cell(random: Random, cell: str, *, in_text: bool) -> Cell:
    """A cell number, whose leading zero spreadsheets drop."""
    number = int(cell)
    return random.choice((cell, str(number), f"Kamar {cell}", f"Kmr. {number}", str(number) if in_text else number))


def as_housing(random: Random, block: str, cell: str) -> str:
    """Block and cell in one cell of the sheet."""
    number = int(cell)
    return random.choice((f"{block}/{cell}", f"{block}-{cell}", f"Blok {block} Kamar {number}", f"{block} / {number}"))
