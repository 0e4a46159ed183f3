"""A name stored before such signs were refused stops no list of others; its page and the certificate say so."""

import pytest
from django.urls import reverse

from accounts.forms import FacilityForm, TrainingCenterForm
from accounts.models import Facility, TrainingCenter
from inmates.people.models import Person
from programs.catalog.forms import UnitRowForm
from programs.tools.forms.register import ConsumableForm, ToolForm
from tests.factories import EnrollmentFactory, SessionFactory, UserFactory
from tests.papers import pages

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
SMILE = "Khairil 😀 Anwar"


def refused(form, names):
    """Which of the fields refuse the signs."""
    return {name for name in names if "signs" in {error.code for error in form.errors.as_data().get(name, [])}}


def stored(place):
    Person.objects.filter(pk=place.person_id).update(full_name=SMILE)
    return place


def test_roll_of_a_class_is_printed_with_a_question_mark(sign_in):
    session = SessionFactory()
    stored(EnrollmentFactory(batch=session.batch))
    other = EnrollmentFactory(batch=session.batch, person__full_name="Siti Aminah")
    officer = UserFactory(roles=["training_officer"], facility=session.batch.facility)

    answer = sign_in(officer).get(reverse("programs:roll_print", args=[session.public_id]))

    told = " ".join(pages(answer.content))
    assert "Khairil ? Anwar" in told
    assert other.person.full_name in told


def test_the_page_of_the_person_tells_which_sign_it_is(sign_in):
    place = stored(EnrollmentFactory(person__with_custody=True))
    registrar = UserFactory(roles=["registrar"], facility=place.batch.facility)
    coordinator = UserFactory(roles=["blk_coordinator"], training_center=place.batch.training_center)
    seen = [
        sign_in(registrar).get(reverse("inmates:detail", args=[place.person.public_id])).text,
        sign_in(coordinator).get(reverse("programs:participant_detail", args=[place.public_id])).text,
    ]

    assert ["U+1F600" in text for text in seen] == [True, True]
    place.person.set_name("Khairil Anwar")
    place.person.save()
    assert "U+1F600" not in sign_in(registrar).get(reverse("inmates:detail", args=[place.person.public_id])).text


@pytest.mark.parametrize("form", [FacilityForm, TrainingCenterForm])
def test_names_of_offices_are_refused(form):
    model = {FacilityForm: Facility, TrainingCenterForm: TrainingCenter}[form]
    names = {field for field in form._meta.fields if field != "idle_minutes"}

    typed = form(dict.fromkeys(names, "BLK 😀"), instance=model())

    assert refused(typed, names) == names


@pytest.mark.parametrize(
    ("form", "names"),
    [(ToolForm, {"number", "name", "board", "place"}), (ConsumableForm, {"name"})],
)
def test_names_of_tools_are_refused(form, names):
    typed = form(dict.fromkeys(names, "Gergaji 😀"), user=UserFactory(roles=["instructor"]))

    assert refused(typed, names) == names


def test_names_of_units_are_refused():
    names = ("code", "title", "block")

    typed = UnitRowForm({"code": "J😀", "title": "Menjahit 😀", "block": "😀", "jp": "4"})

    assert [[error.code for error in typed.errors.as_data()[name]] for name in names] == [["signs"]] * 3
