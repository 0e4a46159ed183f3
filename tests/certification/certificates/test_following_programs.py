"""The receipt names what holders may learn next, as far as there is room."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certification.certificate_templates.printed_words import following_words
from certification.certificates import hand_overs
from certification.papers import receipt_paper
from tests.factories import EntryRuleSetFactory, ProgramVersionFactory
from tests.papers import pages, sample

LETTERS = "abcdefghijklm nopqrstuvwxyzMW"


@pytest.mark.django_db
def test_receipt_names_the_programs_that_build_on_this_one(issued, officer):
    program = issued[0].batch.version.program
    above = ProgramVersionFactory(program__training_center=program.training_center, program__name="Las Pipa 3G")
    asked = {"program": str(program.public_id), "name": program.name}
    EntryRuleSetFactory(version=above, parts={"prerequisite": asked})

    (page,) = pages(hand_overs.receipt_pdf(issued[0].batch, by=officer))

    assert "Lanjutan" in page
    assert "Las Pipa 3G" in page


@given(names=st.lists(st.text(alphabet=LETTERS, min_size=1, max_size=120).filter(str.strip), min_size=1, max_size=9))
def test_following_programs_never_keep_a_receipt_from_being_printed(names):
    words = sample("receipt")
    told = following_words([" ".join(name.split()) for name in names])
    words["facts"] = [*words["facts"][:4], {"label": "Lanjutan", "value": told}]

    assert receipt_paper.check_printable(words) == []


def test_names_without_room_are_counted():
    assert following_words(["Las Pelat", "Las Pipa"]) == "Las Pelat, Las Pipa"
    assert following_words(["Las " * 12, "Jahit " * 12, "Kayu " * 12]) == "Las " * 12 + ", dan 2 lagi"
    assert following_words(["M" * 60, "Las"]) == "2 program lanjutan"
