"""People put together by all that is counted of them: figures of the cells are those of the lives."""

import json
from dataclasses import replace
from datetime import date, timedelta

from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from outcomes.effect.cohort import M3, M6, WAVES, Answer, Life, Standing
from outcomes.effect.counted_cells import TRAITS, cells_of, lives_in, names_of
from outcomes.effect.first_work import counted_spans, first_work, first_work_counted
from outcomes.effect.funnel import funnel
from outcomes.effect.group_tables import DIMENSIONS, tables_shown
from outcomes.effect.life_traits import age_group, half_year
from outcomes.effect.retention import retention
from outcomes.effect.wave_figures import wave_figures
from tests.examples import many
from tests.outcomes.effect.test_random_lives import COHORTS

FIRST, DAY = date(2025, 1, 6), date(2026, 11, 30)
NAMES = {"program": {"1": "Las"}, "batch": {"7": "A 7", "8": "A 8"}, "facility": {"3": "Rutan"}}


def traits_of(number, released):
    """Of one of two classes."""
    batch = "78"[number % 2]
    age = age_group(date(1990 - number % 3 * 15, 3, 3) if number % 4 else None, released)
    return {
        "program": ("1", "Las"),
        "batch": (batch, f"A {batch}"),
        "facility": ("3", "Rutan"),
        "level": ("dasar", "Dasar"),
        "fund": ("apbd", "APBD"),
        "vocation": ("5", ""),
        "sex": ("L", "Laki-laki"),
        "age": age,
        "half": half_year(released),
        "education": ("SMA", ""),
    }


def counted(lives, day):
    """The same people after they were kept and read again."""
    rows, names = json.loads(json.dumps([cells_of(lives, day), names_of(lives)]))
    return lives_in(rows, names, day)


def figures(lives, day):
    admitted = [life for life in lives if life.was_admitted]
    return [
        [
            [(step.step, step.count, step.before) for step in funnel(lives, wave, day)],
            wave_figures(admitted, wave, day),
            retention(admitted, wave, day),
            sum(life.is_counted_apart(wave, day) for life in admitted),
        ]
        for wave in WAVES
    ]


@settings(max_examples=many(150), deadline=None)
@given(COHORTS, st.integers(0, 1800), st.none() | st.integers(0, 1800))
def test_figures_of_cells_are_those_of_the_lives_on_any_day(cohort, after, expires):
    day = date(2024, 1, 1) + timedelta(days=after)
    over = None if expires is None else date(2024, 1, 1) + timedelta(days=expires)
    lives = [
        replace(life, traits=traits_of(number, life.released_on), expired_on=over if number % 3 == 0 else None)
        for number, life in enumerate(cohort)
    ]

    assert figures(counted(lives, day), day) == figures(lives, day)


@settings(max_examples=many(60), deadline=None)
@given(COHORTS)
def test_tables_of_cells_are_those_of_the_lives(cohort):
    lives = [
        replace(life, was_admitted=True, traits=traits_of(number, life.released_on))
        for number, life in enumerate(cohort)
    ]

    with translation.override("id"):
        for wave in (M3, M6):
            found, wanted = (tables_shown(one, DIMENSIONS, wave, DAY) for one in (counted(lives, DAY), lives))
            assert [_without_words(table) for table in found] == [_without_words(table) for table in wanted]


def _without_words(table):
    return {**table, "rows": [{**row, "label": ""} for row in table["rows"]]}


@settings(max_examples=many(100), deadline=None)
@given(COHORTS)
def test_first_work_is_counted_by_itself(cohort):
    found = first_work(cohort, DAY)

    again = first_work_counted(json.loads(json.dumps(counted_spans(found))))

    assert (again.n, again.without_information) == (found.n, found.without_information)
    assert (again.jumps, again.dashed_from, again.ever_high) == (found.jumps, found.dashed_from, found.ever_high)


def life(**fields):
    return Life(FIRST, traits=traits_of(1, FIRST), **fields)


def test_a_cell_has_no_day_and_the_unadmitted_no_features():
    told = Answer(Standing.IN_TRADE, FIRST + timedelta(days=182), grade="E5")
    worked = life(answers={"m6": told}, first_work_on=FIRST + timedelta(days=40))
    rows = cells_of([worked, worked, life(was_admitted=False)], DAY)

    kept = json.dumps(rows)

    assert "2025-01" not in kept
    assert [(row[0], row[4]) for row in rows] == [("ap", 1), ("apd", 2)]
    assert rows[0][3] == []
    assert rows[1][2][2] == "in_trade:E5:"


def test_words_are_those_of_whoever_reads():
    rows, names = cells_of([life()], DAY), names_of([life()])

    with translation.override("en"):
        (english,) = lives_in(rows, names, DAY)
    with translation.override("id"):
        (indonesian,) = lives_in(rows, names, DAY)

    assert english.traits["half"] == ("2025-1", "half-year 1 of 2025")
    assert indonesian.traits["half"][1] == "semester 1 tahun 2025"
    assert indonesian.traits["batch"] == ("8", "A 8")
    assert list(english.traits) == list(TRAITS)
