import pymupdf
import pytest
import zxingcpp
from django.utils import translation

from certification.papers.certificate_paper import check_printable, render
from inmates.custody.custody_words import CUSTODY_WORDS, custody_words
from printing.box_fit import Unprintable
from tests.papers import fonts, images, missing_texts, pages, portrait, qpdf_complaints, raster, sample, strings

LONG_NAME = "Muhammad Syarifuddin Al-Banjari Nasrullah bin H. Abdurrahman"
LONG_TITLE = (
    "Memeriksa Hasil Las Secara Visual dan Memperbaiki Cacat Permukaan "
    "yang Ditemukan sebelum Diserahkan kepada Pemeriksa"
)


def units(count, title="Memasang Ubin Keramik"):
    return [
        {"code": f"F.43TUK01.{number:03}.1", "title": f"{title} {number}", "hours": "8", "result": "K"}
        for number in range(1, count + 1)
    ]


def named(name, **changes):
    return sample("certificate", holder={"name": name, "birth": "Lahir di Rantau, 14 Februari 1996"}, **changes)


@pytest.fixture(scope="module")
def typical():
    return render(sample("certificate"))


def test_every_word_of_the_snapshot_stands_in_the_file(typical):
    assert missing_texts(sample("certificate"), " ".join(pages(typical))) == []


def test_front_and_back_say_what_they_are(typical):
    front, back = pages(typical)

    assert "SERTIFIKAT PELATIHAN Certificate of Training Nomor 563/0147/BLK-TPN/2026 diberikan kepada" in front
    assert "DAFTAR UNIT KOMPETENSI" in back
    assert "Jumlah jam pelajaran 240" in back
    assert "Lembar 2 dari 2" in back
    assert "CONTOH" not in front + back


def test_all_fonts_stand_in_the_file(typical):
    found = fonts(typical)

    assert len(found) == 5
    assert all(found.values())


def test_file_is_sound(typical, tmp_path):
    assert qpdf_complaints(typical, tmp_path) == ""


def test_no_word_of_custody_anywhere(typical):
    found = strings(typical) + " ".join(pages(typical))

    assert "Nur’aini Rahmah" in found  # else the search would find nothing at all
    assert custody_words(found) == []


def test_metadata_hold_the_paper_and_not_its_holder(typical):
    with pymupdf.open(stream=typical) as document:
        known = {key: value for key, value in document.metadata.items() if value}

    assert known == {
        "format": "PDF 1.7",
        "title": "Sertifikat Pelatihan 563/0147/BLK-TPN/2026",
        "author": "UPTD BALAI LATIHAN KERJA KABUPATEN TAPIN",
        "producer": "WeasyPrint 70.0",
        "creationDate": "D:20260918",
    }


def test_metadata_name_no_file_of_the_machine(typical):
    assert "/tmp" not in strings(typical)
    assert "asset:" not in strings(typical)
    assert b"weasyprint-" not in typical


def test_the_same_snapshot_gives_the_same_bytes(typical):
    assert render(sample("certificate")) == typical


def test_the_language_of_the_reader_changes_nothing(typical):
    with translation.override("en"):
        assert render(sample("certificate")) == typical


def test_the_snapshot_is_not_touched():
    snapshot = sample("certificate")

    render(snapshot)

    assert snapshot == sample("certificate")


@pytest.mark.parametrize("page", [0, 1])
def test_qr_leads_to_the_check_page(typical, page):
    found = zxingcpp.read_barcodes(raster(typical, page, 150))

    assert [code.text for code in found] == [sample("certificate")["check"]["url"]]


@pytest.mark.parametrize(
    ("count", "sheets"),
    [(1, 2), (8, 2), (11, 2), (12, 2), (13, 2), (14, 2), (17, 2), (20, 2), (22, 2), (23, 3), (25, 3), (30, 3), (60, 4)],
)
def test_pages_follow_the_number_of_units(count, sheets):
    snapshot = sample("certificate", units=units(count))

    found = pages(render(snapshot))

    assert len(found) == sheets
    assert missing_texts(snapshot, " ".join(found)) == []
    assert [f"Lembar {sheet} dari {sheets}" in text for sheet, text in enumerate(found[1:], 2)] == [True] * (sheets - 1)
    assert [text.count("Jumlah jam pelajaran") for text in found[1:]] == [0] * (sheets - 2) + [1]


@pytest.mark.parametrize(("count", "long"), [(18, 0), (18, 5), (20, 0), (20, 4)])
def test_twenty_units_of_one_line_and_two_stand_on_one_back_in_letters_that_can_be_read(count, long):
    pdf = render(sample("certificate", units=units(long, LONG_TITLE) + units(count)[long:]))

    with pymupdf.open(stream=pdf) as document:
        assert len(document) == 2
        back = document[1]
        sizes = [
            span["size"]
            for block in back.get_text("dict")["blocks"]
            for line in block.get("lines", [])
            for span in line["spans"]
        ]
        total, notes = back.search_for("Jumlah jam pelajaran")[0], back.search_for("Keterangan")[0]
        assert total.y1 < notes.y0
        assert back.search_for("NIP 19850917")[0].y1 < back.search_for("Lembar 2 dari 2")[0].y0
    assert min(sizes) >= 7.49


@pytest.mark.parametrize(
    ("program", "lines"),
    [
        ("Las SMAW", ["Las SMAW"]),
        (
            "Pemasangan Instalasi Otomasi Listrik Industri Tingkat Dasar",
            ["Pemasangan Instalasi Otomasi", "Listrik Industri Tingkat Dasar"],
        ),
        (
            "Pengelasan SMAW Posisi Datar dan Horizontal untuk Konstruksi Bangunan Gedung serta Perawatan",
            ["Pengelasan SMAW Posisi Datar dan Horizontal", "untuk Konstruksi Bangunan Gedung serta Perawatan"],
        ),
    ],
)
def test_name_of_the_program_takes_one_line_of_the_front_and_up_to_two_of_the_back(program, lines):
    pdf = render(sample("certificate", program={"name": program}))

    with pymupdf.open(stream=pdf) as document:
        front, back = document
        assert len(front.search_for(program)) == 1
        assert [bool(back.search_for(line)) for line in lines] == [True] * len(lines)
        assert max(back.search_for(line)[0].y1 for line in lines) < back.search_for("Judul Unit")[0].y0
        assert all(back.search_for(line)[0].x1 < back.search_for("Nomor sertifikat")[0].x0 for line in lines)


@pytest.mark.parametrize("count", [1, 6, 8, 12, 25])
def test_long_titles_break_and_stay_above_the_notes(count):
    pdf = render(sample("certificate", units=units(count, LONG_TITLE)))

    with pymupdf.open(stream=pdf) as document:
        last = document[len(document) - 1]
        assert last.search_for("Jumlah jam pelajaran")[0].y1 < last.search_for("Keterangan")[0].y0


@pytest.mark.parametrize(
    "name",
    ["Sukarno", LONG_NAME, "Nur’aini D’Souza", "José Núñez", "Nguyễn Văn Đạt", "I Gusti Ngurah O'Brien Wijaya, S.Kom."],
)
def test_names_of_every_kind_are_printed_whole_on_both_sides(name):
    front, back = pages(render(named(name)))

    assert name in front
    assert f"Nama {name} Program pelatihan" in back


@pytest.mark.parametrize("name", ["Sukarno", LONG_NAME])
def test_no_word_leaves_the_page(name):
    pdf = render(named(name))

    with pymupdf.open(stream=pdf) as document:
        outside = [word[4] for page in document for word in page.get_text("words") if not page.rect.contains(word[:4])]
    assert outside == []


def test_an_accent_written_apart_is_printed_as_one_letter():
    assert "José" in pages(render(named("Jose\u0301")))[0]


@pytest.mark.parametrize("name", ["<b>Sukarno</b> & <script>x</script>", "{{ number }} {% now 'Y' %}", "&lt;i&gt;"])
def test_markup_in_a_name_stays_text(name):
    assert name in pages(render(named(name)))[0]


@pytest.mark.parametrize("holder", [{"name": "Sukarno"}, {"name": "Sukarno", "birth": ""}])
def test_without_birth_the_line_is_left_out(holder):
    front = pages(render(sample("certificate", holder=holder)))[0]

    assert "diberikan kepada Sukarno telah menyelesaikan" in front


def test_preview_says_so_on_every_page():
    found = pages(render(sample("certificate", units=units(25)), preview=True))

    assert [text.count("CONTOH") for text in found] == [1, 1, 1]


def test_photo_is_embedded():
    without = images(render(sample("certificate", photo_frame=False)))

    pdf = render(sample("certificate", photo=portrait()))

    assert len(images(pdf)) == len(without) + 1
    assert "Pas foto 3 × 4" not in pages(pdf)[0]


def test_a_frame_stands_where_a_photo_is_to_be_glued(typical):
    assert "Pas foto 3 × 4" in pages(typical)[0]
    assert "Pas foto" not in pages(render(sample("certificate", photo_frame=False)))[0]


def test_two_certificates_in_a_row_keep_their_own_qr():
    first, second = sample("certificate"), sample("certificate_long")

    found = [zxingcpp.read_barcodes(raster(render(one), 0, 150))[0].text for one in (first, second)]

    assert found == [first["check"]["url"], second["check"]["url"]]


def test_the_seal_has_its_note():
    snapshot = sample("certificate_long")

    assert missing_texts(snapshot, " ".join(pages(render(snapshot)))) == []


REFUSED = [
    ({"number": ""}, "Nomor kosong"),
    ({"number": "563/0147/BLK-TPN/2026/LAMPIRAN/TAMBAHAN"}, "Nomor terlalu panjang"),
    ({"holder": {"name": LONG_NAME * 2}}, "Nama pemegang terlalu panjang"),
    ({"holder": {"name": "Ж"}}, "Nama pemegang memuat tanda"),
    ({"holder": {"name": "Sukarno", "birth": "x" * 300}}, "Tempat dan tanggal lahir terlalu panjang"),
    ({"program": {"name": "Administrasi " * 12}}, "Nama program terlalu panjang"),
    ({"statement": "telah " * 60}, "Kalimat pernyataan terlalu panjang"),
    ({"facts": [{"label": "Jenjang", "value": "Dasar " * 30}]}, "Jenjang terlalu panjang"),
    ({"facts": [{"label": "Jenjang", "value": "Dasar"}] * 5}, "Keterangan pelatihan: terisi 5"),
    ({"units": units(1, "Las " * 90)}, "Judul unit nomor 1 terlalu panjang"),
    ({"units": units(61)}, "Unit kompetensi: terisi 61"),
    ({"place_date": "Rantau " * 20}, "Tempat dan tanggal terlalu panjang"),
    ({"notes": ["catatan"] * 9}, "Catatan: terisi 9"),
    ({"notes": ["catatan " * 60]}, "Catatan terlalu panjang"),
    ({"foot": "kaki " * 80}, "Baris kaki halaman terlalu panjang"),
    ({"seal_note": ["a", "b", "c"]}, "Catatan segel: terisi 3"),
    ({"photo": "aGFsbG8="}, "Foto bukan gambar JPEG"),
    ({"check": {"url": "x" * 900, "address": "a", "code": ["b"]}}, "terlalu panjang untuk kode QR"),
    ({"check": {"url": "x", "address": "a" * 90, "code": ["b"]}}, "Alamat halaman pemeriksaan terlalu panjang"),
    ({"issuer": {"name": "UPTD " * 60}}, "Nama penerbit terlalu panjang"),
    ({"issuer": {"name": "UPTD", "parent": "DINAS " * 60}}, "Instansi induk penerbit terlalu panjang"),
    ({"second": {"office": ["a", "b", "c"], "name": "x", "number": ""}}, "Jabatan penanda tangan: terisi 3"),
    ({"foot": "Rutan"}, "memuat kata “rutan”"),
]


@pytest.mark.parametrize(("changes", "reason"), REFUSED, ids=[reason for _changes, reason in REFUSED])
def test_what_cannot_be_printed_is_refused_by_name_before_and_while_printing(changes, reason):
    snapshot = sample("certificate", **changes)

    reasons = check_printable(snapshot)

    assert len(reasons) == 1
    assert reason in reasons[0]
    with pytest.raises(Unprintable) as refusal:
        render(snapshot)
    assert [str(reason) for reason in refusal.value.reasons] == reasons


def test_all_reasons_are_named_at_once():
    reasons = check_printable(sample("certificate", number="", holder={"name": ""}, foot=""))

    assert reasons == [
        "Nomor kosong. Isi dahulu sebelum dicetak.",
        "Nama pemegang kosong. Isi dahulu sebelum dicetak.",
        "Baris kaki halaman kosong. Isi dahulu sebelum dicetak.",
    ]


@pytest.mark.parametrize("name", ["certificate", "certificate_long"])
def test_a_sound_snapshot_has_no_reasons(name):
    assert check_printable(sample(name)) == []


@pytest.mark.parametrize("word", CUSTODY_WORDS)
def test_no_word_of_custody_can_be_issued(word):
    reasons = check_printable(sample("certificate", statement=f"telah menyelesaikan pelatihan di {word.upper()}"))

    assert len(reasons) == 1
    assert word.upper() in reasons[0]
