"""Classes whose people take different units: each page of a person lists exactly the units of that person's blocks."""

import re
from datetime import date, time, timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from certification.assessment import unit_page
from programs.attendance import hours_table
from reports.wali_sheets import monthly_sheet, sheet_paper
from tests.certification.assessment.test_single_units import takes
from tests.factories import BatchFactory, EnrollmentFactory, UserFactory
from tests.factories.certification import finalized, mark_all, staff
from tests.factories.programs import ProgramUnitFactory, ProgramVersionFactory, SessionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
MONDAY = date(2026, 11, 2)
CLASSES = st.tuples(
    # Of each unit its block; two in one block are taken together.
    st.lists(st.sampled_from("ABC"), min_size=2, max_size=5),
    # Of each person the blocks taken, none for the whole course.
    st.lists(st.sets(st.sampled_from("ABC")), min_size=1, max_size=4),
    # The units of the sessions that were held.
    st.lists(st.integers(0, 4), max_size=4),
)


class Made:
    """A class: its units, and of each place those it takes."""

    def __init__(self, blocks, people, held):
        version = ProgramVersionFactory(units=0, total_jp=2 * len(blocks))
        self.units = [
            ProgramUnitFactory(version=version, position=n, jp=2, block=block, title=f"Kerja{n}x")
            for n, block in enumerate(blocks, 1)
        ]
        center = version.program.training_center
        self.batch = BatchFactory(version=version, training_center=center, state="running", starts_on=MONDAY)
        self.taken = dict(self._place(signs & set(blocks)) for signs in people)
        teacher = UserFactory(roles=["instructor"], training_center=center)
        for number, chosen in enumerate(held):
            unit = self.units[chosen % len(self.units)]
            session = SessionFactory(
                batch=self.batch,
                unit=unit,
                jp=2,
                date=MONDAY + timedelta(days=number),
                clock_time=time(8),
                instructor=teacher,
                **finalized(),
            )
            mark_all(session, [place for place, own in self.taken.items() if unit in own], "present")

    def _place(self, signs):
        place = EnrollmentFactory(batch=self.batch, starts_on=MONDAY, person__with_custody=True)
        own = [unit for unit in self.units if unit.block in signs]
        # As when a place is given: all blocks are the whole course.
        return (takes(place, *own), own) if own and own != self.units else (place, self.units)


def told(page, *, after=""):
    return list(dict.fromkeys(re.findall(r"Kerja\d+x", page.content.decode().partition(after)[2])))


@settings(max_examples=8, deadline=None)
@given(CLASSES)
def test_each_page_of_a_person_lists_the_units_of_the_blocks_taken(found):
    with transaction.atomic():
        _compare(Made(*found))
        transaction.set_rollback(True)


def _compare(made):
    coordinator, client = staff(made.batch.training_center, "blk_coordinator"), Client()
    client.force_login(coordinator)
    case_officer = UserFactory(roles=["registrar"], facility=made.batch.facility)
    of_person = hours_table.of_person(made.taken)
    table = {row.enrollment: row for row in hours_table.of_batch(made.batch, reader=coordinator).rows}
    for place, own in made.taken.items():
        titles, signs = [unit.title for unit in own], list(dict.fromkeys(unit.block for unit in own))
        page = client.get(reverse("programs:participant_detail", args=[place.public_id]))
        assert told(page, after="<h1") == titles
        assert ("hanya unit kelompok" in page.text) == place.is_partial
        assert not place.is_partial or f"hanya unit kelompok {', '.join(signs)}" in " ".join(page.text.split())
        assert [row.unit for row in of_person[place.pk]] == own
        row = table[place]
        assert [figure is not None for figure in row.units] == [unit in own for unit in made.units]
        assert row.signs == (signs if place.is_partial else [])
        unit = client.get(reverse("certification:unit_detail", args=[place.public_id, own[0].position]))
        assert told(unit, after="unit-nav") == titles
        assert [one for one, _result in unit_page.read(place, own[0], by=coordinator).units] == own
        people = type(place.person).objects.filter(pk=place.person_id)
        training = monthly_sheet.sheets(people, MONDAY.replace(day=1), reader=case_officer)[0].trainings[0]
        assert [line.unit for line in training.units] == own
        printed = sheet_paper._training(training)
        assert [line["title"] for line in printed["units"]] == titles
    _compare_class(made, client)


def _compare_class(made, client):
    partial = sum(place.is_partial for place in made.taken)
    pages = ["programs:batch_detail", "programs:batch_hours"]
    # Without a roll there is no table of presence.
    pages += ["programs:batch_presence"] if any(place.marks.exists() for place in made.taken) else []
    for name in pages:
        assert client.get(reverse(name, args=[made.batch.public_id])).text.count("hanya unit kelompok") == partial
    grid = client.get(reverse("certification:assessment_grid", args=[made.batch.public_id]))
    assert grid.text.count("hanya unit kelompok") == partial
    cells = {row.standing.enrollment: [not cell.is_left_out for cell in row.cells] for row in grid.context["rows"]}
    assert cells == {place: [unit in own for unit in made.units] for place, own in made.taken.items()}
    # Everybody who was at all expected was there.
    assert grid.context["below"] == 0
