"""Random lives as rows of the database: whatever the rows say, everybody stays in and all parts sum up."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from outcomes.effect.cohort import WAVES, Standing
from outcomes.effect.first_work import first_work
from outcomes.effect.funnel import funnel
from outcomes.effect.released_lives import Scope, lives_of
from outcomes.effect.wave_figures import wave_figures
from outcomes.followup import withdrawal
from outcomes.followup.models.consents import Consent
from tests.examples import many
from tests.outcomes.effect.releases import STATUS, House

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
SINCE, UNTIL, DAY = date(2024, 1, 1), date(2024, 12, 31), date(2027, 6, 30)
FLAGS = st.sampled_from(["FKSH", "FKS", "FK", "F", "", None])
LETTERS = st.text(alphabet="JLUVDTCRSNX", min_size=5, max_size=5)
GRADES = st.text(alphabet="12345", min_size=5, max_size=5)
AFTER = st.none() | st.integers(0, 800)
# Released on, flags, answers, grades, agrees, first work, died, returned.
LIFE = st.tuples(st.integers(0, 365), FLAGS, LETTERS, GRADES, st.none() | st.booleans(), AFTER, AFTER, AFTER)
SIDES = ("facility", "training_center")
COLUMNS = ("working", "lost", "refused", "withdrawn", "returned", "died", "other")
BECOMES = ("lost", "refused", "withdrawn", "died", "returned")


def write(house, life):
    """One life as rows; what the database would refuse is left out."""
    days, flags, letters, grades, agrees, works, died, returned = life
    released = SINCE + timedelta(days=days)
    person = house.release(released)
    if flags is not None:
        house.train(person, flags)
    if returned is not None:
        house.release(
            date(2030, 1, 1), person=person, since=released + timedelta(days=1 + returned), leaving="transfer"
        )
    if agrees is None:
        return person
    consent = house.consent(person, "yes" if agrees else "no")
    for wave, letter, grade in zip(WAVES, letters, grades, strict=True):
        is_work = letter in "JLUVD"
        if agrees and letter != "X" and not (is_work and grade == "1"):
            since = released + timedelta(days=works) if is_work and works is not None else None
            house.tell(
                consent, wave.code, STATUS[letter], wave.due_on(released), evidence=f"E{grade}", works_since=since
            )
    if agrees and died is not None:
        house.tell(consent, None, "WAFAT", released + timedelta(days=died), evidence="E1")
    return person


def lives(house, side):
    key = house.facility.pk if side == "facility" else house.center.pk
    return [life for life in lives_of(Scope(**{side: key}), SINCE, UNTIL) if life.was_admitted]


def become(house, person, what):
    """Writes the rows of somebody of whom this becomes known."""
    for consent in Consent.objects.filter(person=person):
        withdrawal.withdraw(consent, by=None, channel="phone" if what == "withdrawn" else "expiry")
    begun = person.custody_periods.order_by("until").first().until
    if what == "refused":
        house.consent(person, "no")
    elif what == "withdrawn":
        if not Consent.objects.filter(withdrawn_channel="phone").exists():
            house.withdraw(house.consent(person), begun)
    elif what == "died":
        house.tell(house.consent(person), None, "WAFAT", begun, evidence="E1")
    elif what == "returned":
        since = begun + timedelta(days=1)
        house.release(date(2031, 1, 1), person=person, since=since, leaving="transfer")


@settings(max_examples=many(10), deadline=None)
@given(st.lists(LIFE, min_size=1, max_size=8), st.sampled_from(BECOMES), st.sampled_from(SIDES))
def test_rows_narrow_sum_up_and_lose_nobody(wanted, what, side):
    with transaction.atomic():
        house = House()
        people = [write(house, life) for life in wanted]
        trained = sum(flags is not None for _days, flags, *_rest in wanted)
        before = sound(house, side)
        index = next((place for place, life in enumerate(wanted) if life[1] is not None), 0)
        become(house, people[index], what)
        after = sound(house, side)
        transaction.set_rollback(True)

    assert (before, after) == ([trained] * len(WAVES), [trained] * len(WAVES))


def sound(house, side):
    """How many are counted at each wave, after looking whether parts and steps agree."""
    found, counted = lives(house, side), []
    for wave in WAVES:
        figures = wave_figures(found, wave, DAY)
        assert sum(getattr(figures, name) for name in COLUMNS) == figures.n
        assert sum(life.standing_at(wave, DAY) in Standing for life in found) == figures.n
        steps = [step.count for step in funnel(found, wave, DAY)]
        assert steps == sorted(steps, reverse=True)
        assert steps[0] == figures.n
        counted.append(figures.n)
    assert first_work(found, DAY).n == len(found)
    return counted
