"""The papers that guards and the workshop carry: every line on them, in order, as this reader may know it."""

import re

import pymupdf
import pytest

from inmates.custody.models.stays import Housing, Movement
from programs.batches.models import BatchStaff
from programs.movements.movement_list import movements_on
from programs.movements.movement_papers import destination_paper, movement_paper, unlock_paper
from tests.conftest import MONDAY
from tests.factories import SessionFactory
from tests.papers import pages
from tests.programs.movements.people import announce, at, participant

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()


@pytest.fixture
def morning(batch):
    """08.00 to 11.00; three people come, one goes to court, and one each is ill, in hospital, and fetched at 09.00."""
    session = SessionFactory(batch=batch)
    BatchStaff.objects.create(batch=batch, user=session.instructor, duty="instructor")
    participant(batch, "Zaini", "Melati", "07")
    participant(batch, "Anwar", "Melati", "09")
    Housing.objects.filter(person=participant(batch, "Bahri").person).delete()
    announce(participant(batch, "Gusti", "Melati", "08"), "court", at(8), at(14), "PN Rantau")
    announce(participant(batch, "Hendra", "Anggrek", "02"), "sick", at(8), at(11))
    Movement.objects.create(person=participant(batch, "Yusuf", "Anggrek", "").person, kind="hospital", out_at=at(6))
    Movement.objects.create(person=participant(batch, "Wahid", "Anggrek", "03").person, kind="loan", out_at=at(9))
    return session


def words_on(paper, reader):
    """The text of the paper without its letterhead: the table, the signatories, the facts and the foot."""
    (page,) = pages(paper(reader, movements_on(reader, TODAY)))
    table, rest = re.split(f" {re.escape(reader.office.name)} ", page, flags=re.IGNORECASE)
    return f"{table} | {rest.partition('Rantau ')[2]}"


def test_list_by_block_strikes_the_boxes_of_whom_nobody_fetches(morning, guard):
    assert words_on(movement_paper, guard) == (
        "Daftar pergerakan No Blok / kamar Nama Tujuan Pukul Keluar Kembali "
        "Blok Anggrek – 0 orang "
        "1 Anggrek Yusuf Sudah di luar: Rumah sakit – tanpa Las 4/2026 08.00 – × × "
        "2 Anggrek / 02 Hendra Tetap di blok – tanpa Las 4/2026 08.00 – × × "
        "3 Anggrek / 03 Wahid keluar 09.00: bon penyidik, Las 4/2026 – × × "
        "Blok Melati – 3 orang "
        "4 Melati / 07 Zaini Bengkel las, Las 4/2026 08.00–11.00 "
        "5 Melati / 08 Gusti Sidang, PN Rantau – didahulukan dari Las 4/2026 08.00 08.00–14.00 "
        "6 Melati / 09 Anwar Bengkel las, Las 4/2026 08.00–11.00 "
        "Blok belum dicatat – 1 orang "
        "7 – Bahri Bengkel las, Las 4/2026 08.00–11.00 "
        "Petugas blok Petugas bengkel Komandan regu "
        "| Hari Senin, 23 November 2026 Jumlah orang 4 Keluar pukul 08.00 Dicetak 23 Nov 2026, 09.12 WITA "
        "Dihitung keluar ........ / kembali ........ "
        "Daftar pergerakan Senin, 23 November 2026 Halaman 1 dari 1"
    )


def test_unlock_list_names_the_doors_to_open_and_no_other(morning, guard):
    assert words_on(unlock_paper, guard) == (
        "Daftar buka kamar No Buka pukul Blok / kamar Nama Tujuan Dibuka Dikunci "
        "Blok Melati – 3 orang "
        "1 08.00 Melati / 07 Zaini Bengkel las, Las 4/2026 "
        "2 08.00 Melati / 08 Gusti Sidang, PN Rantau "
        "3 08.00 Melati / 09 Anwar Bengkel las, Las 4/2026 "
        "Blok belum dicatat – 1 orang "
        "4 08.00 – Bahri Bengkel las, Las 4/2026 "
        "Petugas blok Petugas bengkel Komandan regu "
        "| Hari Senin, 23 November 2026 Jumlah orang 4 Keluar pukul 08.00 Dicetak 23 Nov 2026, 09.12 WITA "
        "Daftar buka kamar Senin, 23 November 2026 Halaman 1 dari 1"
    )


def test_list_by_destination_tells_guards_where_those_are_who_do_not_come(morning, guard):
    assert words_on(destination_paper, guard) == (
        "Daftar per tujuan No Pukul Blok / kamar Nama Tiba Keluar "
        "08.00 – Bengkel las, Las 4/2026 – 3 orang "
        "1 08.00–11.00 Melati / 09 Anwar 2 08.00–11.00 – Bahri 3 08.00–11.00 Melati / 07 Zaini "
        "4 08.00 Melati / 08 Tidak ikut: Gusti (Sidang, PN Rantau) × × "
        "5 08.00 Anggrek / 02 Tidak ikut: Hendra (Tetap di blok) × × "
        "6 08.00 Anggrek / 03 Tidak ikut: Wahid (keluar 09.00: bon penyidik) × × "
        "7 08.00 Anggrek Tidak ikut: Yusuf (Sudah di luar: Rumah sakit) × × "
        "08.00 – Sidang, PN Rantau – 1 orang 8 08.00–14.00 Melati / 08 Gusti "
        "Petugas blok Petugas bengkel Komandan regu "
        "| Hari Senin, 23 November 2026 Jumlah orang 4 Keluar pukul 08.00 Dicetak 23 Nov 2026, 09.12 WITA "
        "Daftar per tujuan Senin, 23 November 2026 Halaman 1 dari 1"
    )


def test_workshop_carries_names_and_neither_blocks_nor_ways_out_of_them(morning):
    assert words_on(destination_paper, morning.instructor) == (
        "Daftar per tujuan No Pukul Nama Tiba Keluar "
        "08.00 – Bengkel las, Las 4/2026 – 3 orang "
        "1 08.00–11.00 Anwar 2 08.00–11.00 Bahri 3 08.00–11.00 Zaini "
        "4 08.00 Tidak ikut: Gusti (Dinas) × × "
        "5 08.00 Tidak ikut: Hendra (Sakit) × × "
        "6 08.00 Tidak ikut: Wahid (Dinas) × × "
        "7 08.00 Tidak ikut: Yusuf (Dinas) × × "
        "Instruktur "
        "| Hari Senin, 23 November 2026 Jumlah orang 3 Mulai pukul 08.00 Dicetak 23 Nov 2026, 09.12 WITA "
        "Daftar per tujuan Senin, 23 November 2026 Halaman 1 dari 1"
    )


def test_boxes_to_tick_stand_at_one_place_of_the_sheet_with_and_without_blocks(morning, guard):
    lefts = []
    for reader in (guard, morning.instructor):
        with pymupdf.open(stream=destination_paper(reader, movements_on(reader, TODAY))) as sheets:
            lefts.append(round(sheets[0].search_for("Tiba")[0].x0))

    assert lefts[0] == lefts[1]
