"""Rules in words: every part has its sentences, and kept values are told as people read them."""

from datetime import date

import pytest

from programs.entry_rules.rule_parts import PART_BY_CODE, PARTS


@pytest.mark.parametrize(
    ("kind", "parameters", "words"),
    [
        ("custody", {}, "Berada di rutan angkatan ini."),
        ("status", {}, "Sudah berstatus narapidana (register B)."),
        ("status", {"sentenced": True}, "Sudah berstatus narapidana (register B)."),
        ("status", {"sentenced": False}, "Berstatus tahanan (register A)."),
        ("age", {"minimum": 18, "maximum": None}, "Berusia 18 tahun ke atas saat angkatan mulai."),
        ("age", {"minimum": 18}, "Berusia 18 tahun ke atas saat angkatan mulai."),
        ("age", {"minimum": 18, "maximum": 50}, "Berusia 18 sampai 50 tahun saat angkatan mulai."),
        ("age", {"minimum": None, "maximum": 50}, "Berusia 0 sampai 50 tahun saat angkatan mulai."),
        ("education", {"minimum": "SMA"}, "Pendidikan paling rendah SMA/SMK."),
        ("education", {"minimum": "NONE"}, "Pendidikan paling rendah Tidak tamat sekolah."),
        ("time_left", {}, "Paling cepat bebas pada atau sesudah hari kursus dan uji selesai."),
        (
            "time_left",
            {"months": 24},
            "Paling cepat bebas pada atau sesudah hari kursus dan uji selesai, dan paling lama 24 bulan sesudahnya.",
        ),
        ("share_served", {"least": "1/3"}, "Sudah menjalani paling sedikit sepertiga masa pidana saat angkatan mulai."),
        ("share_served", {"least": "3/4"}, "Sudah menjalani paling sedikit 3/4 masa pidana saat angkatan mulai."),
        ("risk", {"allowed": ["low", "medium"]}, "Risiko masih berlaku dan rendah / sedang."),
        ("prerequisite", {"program": "x", "name": "Las Dasar"}, "Memiliki sertifikat Las Dasar."),
        ("apart", {}, "Tidak harus dipisahkan dari siapa pun di angkatan itu."),
    ],
)
def test_requirement_in_plain_words(kind, parameters, words):
    assert PART_BY_CODE[kind].requirement(parameters) == words


@pytest.mark.parametrize(
    ("kind", "wording", "seen", "words"),
    [
        (
            "share_served",
            "fails",
            {"percent": 20, "least": "1/2"},
            "Baru menjalani 20% masa pidana saat angkatan mulai; paling sedikit setengah.",
        ),
        (
            "suspension",
            "fails",
            {"from": "2026-11-20", "until": None},
            "Ditangguhkan dari pelatihan sejak 20 Nov 2026 sampai ada pemberitahuan.",
        ),
        (
            "age",
            "fails",
            {"age": 16, "range": [18, None]},
            "Berusia 16 tahun saat angkatan mulai; program ini untuk usia 18 tahun ke atas.",
        ),
        ("apart", "fails", {"count": 2}, "Harus dipisahkan dari orang lain di angkatan ini (2)."),
    ],
)
def test_answer_with_the_values_of_its_day(kind, wording, seen, words):
    assert PART_BY_CODE[kind].sentence(wording, seen) == words


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.code)
def test_every_part_has_a_name_and_can_be_asked_for_and_answered(part):
    assert str(part.label)
    assert str(part.required)
    assert {"meets", "fails"} <= set(part.sentences)


def test_days_are_told_in_the_readers_language():
    said = PART_BY_CODE["conduct"].sentence("meets", {"value": "good", "until": date(2027, 5, 1).isoformat()})

    assert said == "Perilaku: baik, berlaku sampai 1 Mei 2027."
