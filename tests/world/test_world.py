"""The world itself: that it has what its modules promise. A test that draws from it is worth no more than this."""

import re
from collections import Counter
from datetime import date
from random import Random

import pytest

from certification.register.models import Certificate
from inmates.people.models import Person
from programs.batches.models import Batch
from tests.world import names as world_names
from tests.world.files import COUNT, NAMES, office_file
from tests.world.names import KINDS, all_names, name
from tests.world.people import CIRCUMSTANCES, people
from tests.world.population import populate
from tests.world.programs import LONGEST, SHORTEST, all_programs

TODAY = date(2026, 11, 23)


def test_names_are_three_thousand_of_every_kind():
    found = all_names()

    assert len(found) == 3000
    assert [text for text in found if not text.strip() or len(text) > 60 or not re.search(r"\w", text)] == []
    assert min(map(len, found)) == 2
    assert max(map(len, found)) > 55
    for mark in ("Muhammad", "Moh.", " bin ", " binti ", "alias", "als", "H. ", "Hj. ", "S.Pd", "'", "’", "-", "Tjoe"):
        assert any(mark in text for text in found), mark
    assert any(" " not in text for text in found)
    assert max(Counter(found).values()) > 3


def test_names_stand_on_one_line():
    """No field of a form lets a line end into a name."""
    listed = [one for names in vars(world_names).values() if isinstance(names, tuple) for one in names]

    assert [one for one in [*listed, *all_names()] if isinstance(one, str) and not one.isprintable()] == []


@pytest.mark.parametrize("kind", KINDS)
def test_kind_of_name_is_asked_for_by_its_word(kind):
    assert name(Random(1), kind) == name(Random(1), kind)


def test_programs_reach_from_the_shortest_to_the_longest():
    found = all_programs(40)

    assert {min(len(program.name) for program in found), max(len(program.name) for program in found)} <= {
        *range(SHORTEST - 1, SHORTEST + 1),
        *range(LONGEST - 3, LONGEST + 1),
    }
    assert {min(len(program.units) for program in found), max(len(program.units) for program in found)} == {4, 30}
    for program in found:
        assert len({unit.code for unit in program.units}) == len(program.units)
        assert all(len(unit.title) <= 250 for unit in program.units)


def test_people_are_in_every_circumstance():
    found = people(400, today=TODAY)

    assert {person.circumstance for person in found} == set(CIRCUMSTANCES)
    assert len({person.number for person in found}) == 400
    ages = {(TODAY - person.born).days // 365 for person in found if person.circumstance == "minor"}
    assert ages <= set(range(14, 19))
    assert all(person.sentence_end is None for person in found if person.is_on_remand)
    assert any(person.sentence_end and person.sentence_end < TODAY for person in found)


def test_files_are_sixty_and_the_same_each_time():
    again = office_file.__wrapped__("05")

    assert len(NAMES) == COUNT == 60
    assert (again.data, again.expected) == (office_file("05").data, office_file("05").expected)


def test_files_have_every_fault_and_every_kind():
    found = [office_file(name) for name in NAMES]

    assert {why for file in found for _row, why in file.expected.rejected} == {
        "name",
        "number",
        "date",
        "order",
        "duplicate",
    }
    assert {file.name.rsplit(".", 1)[1] for file in found} == {"csv", "ods", "xlsx"}
    assert {file.expected.refused for file in found} == {"", "empty", "no_header", "not_a_spreadsheet", "too_many_rows"}
    assert sum(file.expected.zero_niks for file in found) > 20


@pytest.mark.once
@pytest.mark.django_db
def test_population_has_every_state_of_a_class_and_a_person():
    first, second = populate(size=40)

    for office in (first, second):
        states = set(Batch.objects.filter(facility=office.crew.facility).values_list("state", flat=True))
        assert states == {"finished", "running", "selecting", "planned"}
        assert Certificate.objects.filter(batch__facility=office.crew.facility, state="issued").count() > 1
    assert Person.objects.filter(facility=None).count() == 2
    assert Person.objects.filter(facility=second.crew.facility).count() == 41
