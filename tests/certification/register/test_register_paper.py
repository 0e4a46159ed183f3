"""The register on paper: in parts of a bounded length, void numbers in a row on one line."""

import pymupdf
import pytest
from django.urls import reverse

from certification.register import number_series, register_paper
from tests.conftest import MONDAY
from tests.factories.accounts import TrainingCenterFactory
from tests.factories.certification import staff

pytestmark = pytest.mark.django_db


def words(pdf):
    with pymupdf.open(stream=pdf) as document:
        return " ".join(" ".join(page.get_text() for page in document).split())


@pytest.fixture
def center():
    return TrainingCenterFactory(code="BLK-TPN")


def test_void_numbers_in_a_row_are_one_line(center):
    officer = staff(center, "certificate_officer")
    series = number_series.open_series(center, year=2026, used_before=20_000)
    for reason in ("Blangko rusak", "Blangko rusak", "Blangko hilang"):
        number_series.void_next(center, paper="certificate", by=officer, reason=reason)
    series.refresh_from_db()

    text = words(register_paper.render(series))

    assert "0001/BLK-TPN/2026 s.d. 20000/BLK-TPN/2026" in text
    assert "Batal: dipakai sebelum sistem ini" in text
    assert "20001/BLK-TPN/2026 s.d. 20002/BLK-TPN/2026" in text
    assert (text.count("Batal: Blangko rusak"), text.count("Batal: Blangko hilang")) == (1, 1)


def test_long_register_is_printed_in_parts(center, sign_in):
    officer, last = staff(center, "certificate_officer"), register_paper.MOST_NUMBERS
    series = number_series.open_series(center, year=2026)
    # The first number, the last one of the first part with those before it, and the first one behind.
    voided = [series.numbers.model(series=series, number=number, given_at=MONDAY) for number in range(1, last + 2)]
    for number, one in enumerate(voided):
        one.void_reason = f"Blangko rusak {0 if number == 0 else 1 if number < last else 2}"
    series.numbers.bulk_create(voided)
    client, address = sign_in(officer), reverse("certification:register_print", args=["certificate", 2026])

    page = client.get(reverse("certification:register")).content.decode()
    parts = [words(client.get(address, {"setelah": after}).content) for after in (0, last)]

    assert [f"{address}?setelah={after}" in page for after in (0, 1, last)] == [True, False, True]
    assert [[f"Blangko rusak {number}" in part for number in range(3)] for part in parts] == [
        [True, True, False],
        [False, False, True],
    ]


@pytest.mark.parametrize("code", ["BLK-TPN", "BLK-12345", "BLK-KAB-TAPIN"])
def test_a_long_number_goes_on_in_the_next_line(code):
    center = TrainingCenterFactory(code=code)
    officer = staff(center, "certificate_officer")
    pattern = f"SKP-{{number:04d}}/{code}/{{year}}"
    series = number_series.open_series(center, year=2026, pattern=pattern)
    number_series.void_next(center, paper="certificate", by=officer, reason="Blangko rusak")
    series.refresh_from_db()

    assert f"SKP-0001/{code}/2026" in words(register_paper.render(series)).replace(" ", "")
