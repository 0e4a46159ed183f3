"""A list of people as one office lays it out: which columns under which words, what stands around them."""

from dataclasses import dataclass
from random import Random

from tests.world.containers import Cell, Rows

HEADERS = {
    "ordinal": ("No", "No.", "NO URUT", "Nomor Urut"),
    "name": ("Nama", "NAMA LENGKAP", "Nama WBP", "Nama Warga Binaan", "Nama Narapidana", "nama"),
    "number": ("No. Registrasi", "Nomor Register", "NO REG", "No. Reg. Instansi", "no_reg", "NOMOR REGISTRASI"),
    "born": ("Tanggal Lahir", "Tgl Lahir", "TGL. LAHIR", "Tgl Lahir (dd/mm/yyyy)", "tgl_lahir"),
    "birth_place": ("Tempat Lahir", "Tmp. Lahir", "Kota Kelahiran"),
    "birth": ("TTL", "Tempat/Tgl Lahir", "Tempat, Tanggal Lahir", "Tempat & Tgl. Lahir"),
    "sex": ("JK", "L/P", "Jenis Kelamin", "jenis_kelamin"),
    "education": ("Pendidikan", "Pendidikan Terakhir", "PENDIDIKAN AKHIR"),
    "nik": ("NIK", "No. KTP", "No. NIK"),
    "entered": ("Tgl Masuk", "Tanggal Masuk", "Tgl. Masuk Rutan", "Tanggal Ditahan", "Mulai Ditahan"),
    "sentence_end": ("Ekspirasi", "Tgl Ekspirasi", "Tanggal Bebas", "TGL EXP", "Tgl. Expirasi", "Perkiraan Bebas"),
    "block": ("Blok", "BLOK HUNIAN", "Wing"),
    "cell": ("Kamar", "Sel", "No. Kamar", "KMR"),
    "block_cell": ("Blok/Kamar", "Blok / Sel", "Blok dan Kamar"),
}
# Two lines: the word above stands over both columns.
MERGED = {
    ("birth_place", "born"): ("Lahir", "Tempat", "Tanggal"),
    ("entered", "sentence_end"): ("Tanggal", "Masuk", "Ekspirasi"),
    ("block", "cell"): ("Hunian", "Blok", "Kamar"),
}
# What no list of participants needs: it must vanish while the file is read.
FOREIGN = ("Perkara", "Pasal", "Agama", "Nama Ayah", "Penjamin", "Hakim", "Alamat Keluarga")
SECRET = "RAHASIA-SUNYI"
TITLES = (
    "KEMENTERIAN IMIGRASI DAN PEMASYARAKATAN",
    "KANTOR WILAYAH KALIMANTAN SELATAN",
    "RUMAH TAHANAN NEGARA KELAS IIB",
    "DAFTAR ISI PENGHUNI",
    "Per tanggal 23 November 2026",
    "Jl. Contoh No. 10 Telp. (0517) 31001",
)
OFFICIAL = (
    "Rantau, 23 November 2026",
    "Kasubsi Pelayanan Tahanan",
    None,
    "Rusmadi Alfian, S.H.",
    "NIP 19800101 200501 1 001",
)


@dataclass(frozen=True)
class Layout:
    """The columns in their order (None for a blank one), and what stands above, between and below the people."""

    columns: tuple[str | None, ...]
    heads: tuple[tuple[Cell, ...], ...]
    titles: int = 0
    is_numbered: bool = False
    repeats_header: bool = False
    has_headings: bool = False
    total: str = ""
    is_signed: bool = False

    def above(self) -> Rows:
        """Titles, header, and the line with which forms number their columns."""
        rows: Rows = [[title] for title in TITLES[: self.titles]]
        rows += [[]] * bool(self.titles)
        rows += [list(head) for head in self.heads]
        if self.is_numbered:
            rows.append([*range(1, len(self.columns) + 1)])
        return rows

    def between(self, after: int) -> Rows:
        """What follows the person with this number: a new page, a new block, a blank line."""
        if self.repeats_header and after % 20 == 0:
            return [[], list(self.heads[0])]
        if self.has_headings and after % 7 == 0:
            return [[f"BLOK {'ABC'[after // 7 % 3]}"]]
        return []

    def below(self, count: int) -> Rows:
        """The sum, and who signed the list."""
        name = self.columns.index("name")
        rows: Rows = []
        if self.total:
            rows.append([*[None] * name, self.total, count] if name else [f"{self.total} : {count} ORANG"])
        if self.is_signed:
            rows += [[], *([*[None] * (len(self.columns) - 1), line] for line in OFFICIAL)]
        return rows


def layout(random: Random, *, merged: bool = False) -> Layout:
    """A layout by chance; `merged` has a header of two lines."""
    pairs = [("entered", "sentence_end")]
    pairs += [("birth_place", "born")] if merged or random.random() < 0.6 else [("birth",)]
    pairs += [("block", "cell")] if merged or random.random() < 0.6 else [("block_cell",)]
    rest = [(column,) for column in ("sex", "education", "nik") if random.random() < 0.8]
    rest += [(head,) for head in random.sample(FOREIGN, random.randint(0, 3))]
    rest += [(None,)] * (not merged and random.random() < 0.3)
    random.shuffle(parts := [*pairs, *rest])
    leading = [("ordinal",)] * (random.random() < 0.75)
    people = [("name",), ("number",)]
    columns = tuple(column for part in [*leading, *people[:: random.choice((1, -1))], *parts] for column in part)
    return Layout(
        columns,
        heads=_merged(random, columns) if merged else (tuple(_head(random, column) for column in columns),),
        titles=random.choice((0, 0, 2, 4, 6)),
        is_numbered=random.random() < 0.2,
        repeats_header=not merged and random.random() < 0.2,
        has_headings=random.random() < 0.2,
        total=random.choice(("", "JUMLAH", "Total", "Jumlah Total")),
        is_signed=random.random() < 0.3,
    )


def _head(random: Random, column: str | None) -> Cell:
    return random.choice(HEADERS[column]) if column in HEADERS else column


def _merged(random: Random, columns: tuple[str | None, ...]) -> tuple[tuple[Cell, ...], ...]:
    upper, lower = [_head(random, column) for column in columns], [None] * len(columns)
    for (first, _second), (whole, left, right) in MERGED.items():
        at = columns.index(first)
        upper[at : at + 2], lower[at : at + 2] = [whole, None], [left, right]
    return tuple(upper), tuple(lower)
