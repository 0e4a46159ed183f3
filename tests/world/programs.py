"""Programs with names of 8 to 120 letters and 4 to 30 units, whose codes have every shape that is in use."""

from dataclasses import dataclass
from random import Random

VOCATIONS = ("welding", "sewing", "carpentry", "automotive", "it")
SHORTEST, LONGEST = 8, 120
SHORT_NAMES = (
    "Las SMAW",
    "Menjahit",
    "Las Besi",
    "Barbershop",
    "Tata Boga",
    "Bordir Mesin",
    "Las TIG 1",
    "Cukur Rambut",
)
WORKS = (
    "Melaksanakan",
    "Mengoperasikan",
    "Membuat",
    "Merawat",
    "Memeriksa",
    "Memasang",
    "Menerapkan",
    "Menyiapkan",
    "Mengukur",
    "Memotong",
    "Menjahit",
    "Membersihkan",
    "Mengatur",
    "Mendokumentasikan",
)
THINGS = (
    "Persiapan Tempat Kerja",
    "Mesin Obras/Overlock",
    "Sambungan Kayu Sederhana (Purus & Lubang)",
    "Sistem Pengereman",
    "Prosedur K3 dan Kesehatan Lingkungan",
    "Pola Dasar Rok",
    "Rangka Meja",
    "Elektroda E-6013",
    "Perangkat Lunak Pengolah Kata",
    "Pelat Karbon Tebal 6 mm Posisi Mendatar/Horizontal",
    "Komponen Mebel",
    "Gambar Teknik",
    'Alat Ukur "Vernier"',
    "Konsep Diri yang Positif dalam Bekerja",
    "Bahan Finishing Berbasis Air",
    "Lampu Utama, Lampu Sein & Klakson",
)
MANNERS = (
    "",
    "",
    "Sesuai Prosedur",
    "pada Kendaraan Ringan",
    "Tingkat Dasar",
    "dengan Mesin Industri",
    "Sesuai dengan Prosedur Pengelasan (WPS) untuk Pelat ke Pelat, Pipa ke Pipa, dan Pelat ke Pipa",
)
SUBJECTS = ("Pelatihan", "Operator", "Teknisi", "Juru", "Tukang", "Servis", "Keterampilan")
FIELDS = (
    "Las Busur Manual Pelat dan Pipa",
    "Garmen dan Pakaian Wanita",
    "Mebel dengan Teknik Semprot",
    "Sepeda Motor Injeksi",
    "Komputer Perkantoran",
    "Instalasi Listrik Rumah Tinggal",
    "Pertanian Hidroponik",
    "Roti dan Kue Kering",
)
LEVELS = ("Tingkat Dasar", "Tingkat Lanjutan", "Level II", "Berbasis Kompetensi (PBK)", "bagi Pemula", "Tahap Pertama")


@dataclass(frozen=True)
class Unit:
    """A unit of competency and its lessons (JP)."""

    code: str
    title: str
    jp: int


@dataclass(frozen=True)
class ProgramOfWorld:
    """A program as a training center enters it; the lessons of its units sum to `total_jp`."""

    code: str
    name: str
    vocation: str
    level: str
    units: tuple[Unit, ...]

    @property
    def total_jp(self) -> int:
        return sum(unit.jp for unit in self.units)


def program_name(random: Random, length: int | None = None) -> str:
    """A name of at most `length` letters, by default of any length there is."""
    length = length or random.choice((SHORTEST, 20, 40, 60, 90, LONGEST))
    if length < 20:
        return random.choice([name for name in SHORT_NAMES if len(name) <= length])
    words = f"{random.choice(SUBJECTS)} {random.choice(FIELDS)}".split()
    while len(" ".join(words)) < length:
        words += [*random.choice((*LEVELS, *FIELDS)).split(), random.choice(("dan", "serta", "untuk"))]
    return " ".join(words)[:length].strip(" ,(")


def unit_code(random: Random, number: int) -> str:
    """A code that occurs once in its program; four shapes are in use, one of them with brackets."""
    return random.choice(
        (
            f"C.24LAS01.{number:03d}.1",
            f"P.85SOF00.{number:03d}.{random.randint(1, 3)}",
            f"OTO.KR{random.randint(1, 5):02d}.{number:03d}.01",
            f"KYU.MBL.{number:03d}({random.randint(1, 3)})A",
            f"C.310010.{number:03d}.01",
        )
    )


def unit_title(random: Random) -> str:
    return " ".join(filter(None, (random.choice(WORKS), random.choice(THINGS), random.choice(MANNERS))))


def program(
    random: Random,
    number: int,
    *,
    units: int | None = None,
    length: int | None = None,
    hours: tuple[int, ...] = (2, 4, 8, 12, 16, 40),
) -> ProgramOfWorld:
    """The program with this number; by default with a name of any length and 4 to 30 units of varying hours."""
    count = units or random.choice((4, 6, 8, 13, 20, 30))
    return ProgramOfWorld(
        code=f"{random.choice(('LAS', 'JAHIT', 'KAYU', 'OTO', 'TIK'))}-PBK-{number:03d}",
        name=program_name(random, length),
        vocation=random.choice(VOCATIONS),
        level=random.choice(("dasar", "lanjutan")),
        units=tuple(
            Unit(unit_code(random, position), unit_title(random), random.choice(hours))
            for position in range(1, count + 1)
        ),
    )


def all_programs(
    count: int = 12, seed: int = 2, hours: tuple[int, ...] = (2, 4, 8, 12, 16, 40)
) -> list[ProgramOfWorld]:
    """Programs of every size: the first has the shortest name, the second the longest and most units."""
    random = Random(seed)
    sizes = [(4, SHORTEST), (30, LONGEST), *[(None, None)] * count]
    return [
        program(random, number, units=units, length=length, hours=hours)
        for number, (units, length) in enumerate(sizes[:count], start=1)
    ]
