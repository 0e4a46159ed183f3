import pytest

from inmates.custody.register_numbers import RegisterClass, RegisterSide, normalize, register_class, register_side, tidy

pytestmark = pytest.mark.engines


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("BIIb.100/2026", "B.IIb"),
        ("B.IIA 101/2026", "B.IIa"),
        ("B II a.104/2026", "B.IIa"),
        ("B.II.b 106/2024", "B.IIb"),
        ("biia107", "B.IIa"),
        ("AIII.45/TP/2025", "A.III"),
        ("a.i 115/TP/2026", "A.I"),
        ("A II 3", "A.II"),
        ("AIV.117/2025", "A.IV"),
        ("AV.102/2024", "A.V"),
        ("BI.201-GJ/2026", "B.I"),
        ("BI 112-TP/2026", "B.I"),
        ("B.III.3", "B.III"),
        ("B.IIIS 4", "B.III"),
        ("No. Reg: B.I 3/2026", "B.I"),
        ("B.Ⅱa 3", "B.IIa"),
        ("B.II 3/2026", ""),
        ("AVI.3", ""),
        ("BINTANG 3", ""),
        ("C 4", ""),
        ("12", ""),
        ("", ""),
    ],
)
def test_class_is_read_from_the_head(text, expected):
    assert register_class(text) is RegisterClass(expected)


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("AIII.45", RegisterSide.REMAND),
        ("BI.4", RegisterSide.SENTENCED),
        ("B.II 3/2026", RegisterSide.SENTENCED),
        ("A.12/2026", RegisterSide.REMAND),
        ("C 4", RegisterSide.UNKNOWN),
        ("Budi", RegisterSide.UNKNOWN),
    ],
)
def test_first_letter_decides_the_side(text, side):
    assert register_side(text) is side


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("BI.117/2024", "BI 117/2024"),
        ("B.II.b 106/2024", "biib106/2024"),
        ("B.I 132/2026 ", "B.I\u00a0132/2026"),
        ("BI.0117/2024", "BI.117/2024"),
        ("AIII.45-TP-2025", "A.III 45/TP/2025"),
    ],
)
def test_two_writings_of_one_number_are_equal(one, other):
    assert normalize(one) == normalize(other)


def test_runs_of_digits_stay_apart():
    assert normalize("BI.11/2025") != normalize("BI.1/12025")


@pytest.mark.parametrize("text", ["", "-", " - ", "./-", "\u200b"])
def test_number_without_letter_or_digit_is_blank(text):
    assert normalize(text) == ""


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("  B.I   4/2026 ", "B.I 4/2026"),
        ("B.I\u00a04\u200b/2026", "B.I 4/2026"),
        ("B.I\t4/\x002026\n", "B.I 4/2026"),
        ("Ｂ．Ⅰ ４＿2026", "B.I 4_2026"),
    ],
)
def test_number_is_stored_without_what_cannot_be_seen(text, stored):
    assert tidy(text) == stored


@pytest.mark.parametrize(
    ("text", "form"),
    [("B.I 0117/002", "BI117/2"), ("BI 0/2026", "BI0/2026"), ("00 7", "0/7"), ("A.II-3b", "AII3B")],
)
def test_form_in_which_numbers_are_compared(text, form):
    assert normalize(text) == form
