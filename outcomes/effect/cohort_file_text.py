"""The bytes of a file for research: rows and what their columns mean, in one ZIP, equal for equal rows.

In Indonesian, with codes that stay the same in every file; it names neither office nor custody, and has no day.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence

from outcomes.effect.anonymous_rows import ANY, COLUMNS, LADDERS, QUASI, AnonymousRows
from outcomes.effect.small_cells import SMALL

# What columns are called in the file. Whoever works with files of several years relies on it: never changed.
HEADERS = {
    "half": "semester",
    "sex": "jenis_kelamin",
    "age": "umur",
    "education": "pendidikan",
    "program": "program",
    "result": "hasil",
    "at_m3": "bulan_3",
    "at_m6": "bulan_6",
}
_STANDINGS = (
    "KERJA_SESUAI (bekerja sesuai kejuruan), KERJA_LAIN (bekerja di bidang lain), MENCARI (mencari pekerjaan), "
    "LAINNYA (keadaan lain), TIDAK_DIKETAHUI"
)
MEANINGS = {
    "half": ("semester saat mulai ditindaklanjuti", "tahun-semester"),
    "sex": ("jenis kelamin", "L laki-laki, P perempuan"),
    "age": (
        "umur saat mulai ditindaklanjuti",
        "umur terendah kelompoknya, atau kelompok yang lebih luas: DI_BAWAH_25, 25_SAMPAI_34, 35_KE_ATAS",
    ),
    "education": (
        "pendidikan terakhir yang ditamatkan",
        "kode sekolah, atau kelompok yang lebih luas: SAMPAI_SD, SMP, SMA_KE_ATAS",
    ),
    "program": ("program pelatihan", "nama"),
    "result": (
        "sampai di mana pelatihan diikuti",
        "MULAI, SELESAI, BERSERTIFIKAT, DITERIMA (sertifikat sudah diterima orangnya), BELUM_BERSERTIFIKAT",
    ),
    "at_m3": ("keadaan orangnya tiga bulan kemudian", _STANDINGS),
    "at_m6": ("keadaan orangnya enam bulan kemudian", _STANDINGS),
}
# ZIP knows no earlier day.
_STAMP = (1980, 1, 1, 0, 0, 0)


def zipped(found: AnonymousRows) -> bytes:
    """Both lists as CSV in a ZIP."""
    out, heads = io.BytesIO(), [HEADERS[name] for name in COLUMNS]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, lines in (("data.csv", [heads, *found.rows]), ("kamus.csv", dictionary(found))):
            archive.writestr(zipfile.ZipInfo(name, _STAMP), _csv(lines))
    return out.getvalue()


def dictionary(found: AnonymousRows) -> list[Sequence[str]]:
    """What each column means, how coarse it is, and how many people are missing."""
    coarse = {name: _coarse(name, step) for name, step in zip(QUASI, found.steps, strict=True)}
    told = "menurut keterangan orangnya atau catatan"
    lines: list[Sequence[str]] = [("kolom", "arti", "nilai", "ketelitian")]
    lines += [(HEADERS[name], *MEANINGS[name], coarse.get(name, told)) for name in COLUMNS]
    lines.append(("ORANG", "orang yang dihitung, termasuk yang tidak dimuat", str(found.people), ""))
    few = f"orang yang nilainya sama dengan kurang dari {SMALL} orang, tidak dimuat"
    lines.append(("TIDAK_DIMUAT", few, str(found.left_out), ""))
    unknown = "tidak terhubung, tidak bersedia, atau menarik persetujuan; tetap menjadi pembagi"
    lines.append(("TIDAK_DIKETAHUI", unknown, "", ""))
    return lines


def _coarse(name: str, step: int) -> str:
    if step == 0:
        return "seperti dicatat"
    return f"dikosongkan ({ANY})" if step == len(LADDERS[name]) - 1 else "kelompok yang lebih luas"


def _csv(lines: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(lines)
    return out.getvalue()
