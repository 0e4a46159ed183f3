"""Names with signs that no paper prints are refused wherever they are typed or read from a list, by one sentence."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from accounts.forms import NewUserForm
from accounts.roles import Side
from certification.earlier_certificates import earlier_files
from inmates.imports.reading.row_findings import Reason
from inmates.people.models import Person
from inmates.profile.forms import AdmitForm, ProfileForm
from printing.box_fit import SANS, SANS_BOLD, SERIF, SERIF_BOLD, SERIF_ITALIC, Ruler, composed
from printing.printed_signs import SENTENCE, printed_name, sign_blockers, unprinted_signs
from programs.registrations import list_files
from programs.registrations.forms import IdentityForm
from tests.factories import FacilityFactory
from tests.world.names import all_names
from tests.world.strategies import examples

SMILE = "Khairil 😀"
FORMS = {
    "admitted": lambda: AdmitForm({"full_name": SMILE}),
    "corrected": lambda: ProfileForm({"full_name": SMILE}, person=Person(full_name="Khairil")),
    "registered": lambda: IdentityForm({"full_name": SMILE}),
    "account": lambda: NewUserForm({"full_name": SMILE}, side=Side.CENTER),
}


def test_every_name_of_the_world_is_accepted():
    assert [name for name in all_names() if unprinted_signs(name)] == []
    accents = ("Muḥammad Ṣāliḥ", "Nūr al-Dīn", "Sya'ban", "Isma’il", "Mu`min", "Jose\u0301", "Zoë Müller", "Đặng")
    assert [name for name in accents if unprinted_signs(name)] == []


@pytest.mark.parametrize("typed", ["Siti 😀", "Siti\u200bAminah", "Сити", "张伟", "محمد", "Siti \u2665"])
def test_what_papers_cannot_print_is_refused_with_the_sign(typed):
    with pytest.raises(ValidationError) as refused:
        printed_name(typed)

    (told,) = refused.value.messages
    sign = unprinted_signs(typed)[0]
    assert (str(SENTENCE) in told, f"U+{ord(sign):04X}" in told) == (True, True)


@examples(200)
@given(st.text(min_size=1, max_size=20))
def test_exactly_what_some_letters_lack_is_refused(text):
    """Measured as papers do it: what is accepted here stops no paper, and what is refused stops one."""
    ruler, words = Ruler(), composed(" ".join(text.split()))
    for font in (SERIF, SERIF_BOLD, SERIF_ITALIC, SANS, SANS_BOLD):
        ruler.letters("Nama", words or "x", font)

    assert bool(sign_blockers(text)) == bool(ruler.reasons)


@pytest.mark.django_db
@pytest.mark.parametrize("form", list(FORMS))
def test_forms_refuse_such_a_name(form):
    asked = FORMS[form]()

    assert [str(SENTENCE) in told for told in asked.errors["full_name"]] == [True]


@pytest.mark.django_db
def test_a_stored_name_does_not_stop_other_corrections():
    person = Person(full_name=SMILE, birth_place="Rantau ♥", facility=FacilityFactory())

    form = ProfileForm({"full_name": SMILE, "birth_place": "Rantau ♥", "called_name": "Iril"}, person=person)

    assert form.errors == {}


def test_lists_reject_a_row_by_the_same_sentence():
    assert {Reason.NAME_SIGNS.label, list_files.Fault.SIGNS.label, earlier_files.Fault.SIGNS.label} == {SENTENCE}
