"""Words that would make a course without assessment promise more than presence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.catalog import attendance_only
from tests.world.strategies import examples, program_names_of_world

CLAIMS = ("sertifikat", "Bersertifikat", "tersertifikasi", "certificate", "KOMPETEN", "kompetensi", "Competency")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Dasar Tata Boga", []),
        ("Sertifikasi Halal dan Kompetensi Dapur", ["Sertifikasi", "Kompetensi"]),
        ("Uji kompeten-kompeten", ["kompeten", "kompeten"]),
        ("Komputer dan Kompor", []),
    ],
)
def test_words_are_found_as_written(text, found):
    assert attendance_only.claims_in(text) == found
    assert len(attendance_only.blockers([text])) == len(set(found))


@examples(30)
@given(program_names_of_world(), st.sampled_from(CLAIMS), st.sampled_from((" ", "-", ", ", " (")))
def test_claim_is_found_wherever_it_stands(name, claim, between):
    known = attendance_only.claims_in(name)

    assert attendance_only.claims_in(f"{name}{between}{claim}") == [*known, claim]
    assert attendance_only.claims_in(f"{claim}{between}{name}") == [claim, *known]
