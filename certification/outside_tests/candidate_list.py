"""The candidate list in the columns requested by certification bodies; the last ones are for their reply.

Addresses, phone numbers and e-mail stay empty: participants fill them in on the body's form, and the only address
known here would reveal where they are.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import translation

from certification.outside_tests.models.tests import OutsideCandidate, OutsideTest
from inmates.people.models import Person

# Always Indonesian, as on the bodies' own forms.
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
    """Candidates with their people, by name."""
    found = test.candidates.select_related("enrollment__person", "enrollment__batch__version__program", "blank")
    return list(found.order_by("enrollment__person__name_sort", "pk"))


def gaps(person: Person) -> list[str]:
    """Required but unrecorded data: fields of the person."""
    asked = {
        "nik": person.nik_sealed,
        "birth_place": person.birth_place,
        "birth_date": person.birth_date,
        "sex": person.sex,
        "education": person.education,
    }
    return [name for name, value in asked.items() if not value]


def rows(test: OutsideTest, candidates: Sequence[OutsideCandidate]) -> list[list[Any]]:
    """Rows for `HEADS`. The only place where the NIK is decrypted for the training center."""
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
    """Contains the date only; reveals no people or places."""
    return f"daftar-asesi-{test.held_on:%Y%m%d}"
