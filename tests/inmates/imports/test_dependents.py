"""What depends on the people of an import is registered, whichever subject it belongs to."""

from inmates.imports import dependents
from inmates.people.models import Person


def test_every_record_of_the_areas_above_that_names_a_person_is_registered():
    above = [one for one in Person._meta.related_objects if one.related_model._meta.app_label != "inmates"]

    assert {(one.related_model, one.field.name) for one in above} == {
        (model, "person") for model in dependents.models()
    }
