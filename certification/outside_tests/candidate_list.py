"""The list of candidates in the columns that certification bodies ask for; the last ones are for their answer.

Addresses, telephone and e-mail stay empty: the participants write them on the form of the body themselves, and the
only address known here would tell where they are.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import translation

from certification.outside_tests.models.tests import OutsideCandidate, OutsideTest
from inmates.people.models import Person

# Indonesian as the bodies' own forms have it, whatever language the reader has chosen.
HEADS = (
    "No",
    "Nama Lengkap",
    "NIK",
    "Tempat Lahir",
    "Tanggal Lahir",
    "Jenis Kelamin",
    "Alamat",
    "Kabupaten/Kota",
    "Provinsi",
    "No. HP",
    "Email",
    "Pendidikan",
    "Pekerjaan",
    "Asal Lembaga",
    "Skema",
    "Nomor Skema",
    "TUK",
    "Tanggal Uji",
    "Hasil",
    "No. Sertifikat",
    "No. Registrasi",
    "No. Blangko",
    "Tanggal Terbit",
    "Masa Berlaku",
)


def candidates_of(test: OutsideTest) -> Sequence[OutsideCandidate]:
    """The candidates in the order of names, with the people."""
    found = test.candidates.select_related("enrollment__person", "enrollment__batch__version__program", "blank")
    return list(found.order_by("enrollment__person__name_sort", "pk"))


def gaps(person: Person) -> list[str]:
    """What the body asks for and is not on record: fields of the person."""
    asked = {
        "nik": person.nik_sealed,
        "birth_place": person.birth_place,
        "birth_date": person.birth_date,
        "sex": person.sex,
        "education": person.education,
    }
    return [name for name, value in asked.items() if not value]


def rows(test: OutsideTest, candidates: Sequence[OutsideCandidate]) -> list[list[Any]]:
    """The rows under HEADS. The NIK is opened here, and only here, for the training center."""
    with translation.override("id"):
        return [_row(number, test, candidate) for number, candidate in enumerate(candidates, 1)]


def _row(number: int, test: OutsideTest, candidate: OutsideCandidate) -> list[Any]:
    person = candidate.enrollment.person
    about: list[Any] = [
        number,
        person.full_name,
        person.nik,
        person.birth_place,
        person.birth_date,
        person.sex,
        "",
        "",
        "",
        "",
        "",
        person.get_education_display(),
        "",
    ]
    tested: list[Any] = [
        test.training_center.name,
        test.scheme_name,
        test.scheme_number,
        test.place,
        test.held_on,
    ]
    return about + tested + _answer(candidate)


def _answer(candidate: OutsideCandidate) -> list[Any]:
    until: date | None = candidate.valid_until
    return [
        candidate.result,
        candidate.certificate_number,
        candidate.registration_number,
        candidate.blank_serial,
        candidate.issued_on,
        until,
    ]


def file_name(test: OutsideTest) -> str:
    """Says the day and nothing about people or places."""
    return f"daftar-asesi-{test.held_on:%Y%m%d}"
