"""The two past years of the demo: each figure on three days is the one that was worked out from the list of lives."""

from datetime import date

import pytest
from django.db import transaction
from django.test import override_settings

from accounts.models import User
from accounts.roles import Role, sync_roles
from certification.verification import statement_keys
from core import clock
from inmates.custody.models.stays import CustodyPeriod
from outcomes.effect.cohort import M6, WAVES
from outcomes.effect.effect_cohorts import EffectCohort
from outcomes.effect.first_work import first_work
from outcomes.effect.funnel import Step, funnel
from outcomes.effect.models import OutcomeReport
from outcomes.effect.released_lives import Scope, lives_of, year_of
from outcomes.effect.retention import retention
from outcomes.effect.shown_figures import GRADES
from outcomes.effect.wave_figures import wave_figures
from outcomes.followup.models.consents import AskedPerson
from outcomes.followup.models.outcomes import Outcome
from programs.catalog import csv_files
from programs.places.models import Enrollment
from rutan_blk.demo import past
from rutan_blk.demo.cast import first_crew
from rutan_blk.demo.offices import DATA
from rutan_blk.demo.past_lives import lives
from rutan_blk.starting_rows import sync_catalogs
from tests.conftest import MONDAY
from tests.outcomes.effect.forty import rows
from tests.outcomes.effect.worked_past import YEARS

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TODAY = MONDAY.date()
REPORT_DAYS = [date(2025, 11, 24), date(2026, 5, 25), date(2026, 11, 23)]
ON_REPORT_DAYS = pytest.mark.parametrize("day", REPORT_DAYS, ids=str)
OF_BOTH = pytest.mark.parametrize("role", [Role.RUTAN_HEAD, Role.BLK_HEAD])


@pytest.fixture(scope="module")
def crew(django_db_setup, django_db_blocker, tmp_path_factory):
    """Both offices with these two years and nothing else; taken back when the last test has looked."""
    keys = override_settings(STATEMENT_KEY_DIR=tmp_path_factory.mktemp("keys"))
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.moved_to(MONDAY), keys:
            sync_roles()
            sync_catalogs()
            made = first_crew()
            csv_files.load_units(DATA / "skkni.csv")
            csv_files.load_programs(DATA / "programs.csv", training_center=made.center)
            statement_keys.new_key(made.center)
            past.live(made, today=TODAY)
        yield made
        transaction.set_rollback(True)


def reader(crew, role) -> User:
    return User.objects.get(pk=crew[role].pk)


def lives_on(crew, role, year):
    return [life for life in lives_of(Scope.of(reader(crew, role)), *year_of(year)) if life.was_admitted]


def expected(name, day):
    return [row for row in rows(name) if row["report_day"] == day.isoformat()]


@OF_BOTH
@ON_REPORT_DAYS
def test_each_count_of_each_wave_is_the_worked_one(crew, day, role):
    found, wanted = [], []
    for row in map(of_facility if role == Role.RUTAN_HEAD else told_to_a_center, expected("past_waves", day)):
        wave = next(wave for wave in WAVES if wave.code == row["wave"])
        figures = wave_figures(lives_on(crew, role, YEARS[row["year"]]), wave, day)
        names = ("n", "working", "in_trade", "lost", "refused", "withdrawn", "returned", "died", "other")
        found.append([getattr(figures, name) for name in names] + shares(figures) + by_grade(figures))
        words = [row[name] for name in ("share", "low", "high_end", "high")]
        wanted.append([int(row[name]) for name in names] + words + [int(row[grade]) for grade in GRADES])

    assert found == wanted


def of_facility(row):
    """As worked out."""
    return row


def told_to_a_center(row):
    """It learns of no return, so whoever is back is somebody who was not reached."""
    lost = int(row["lost"]) + int(row["returned"])
    known_or_not = int(row["working"]) + lost + int(row["refused"]) + int(row["withdrawn"])
    high = f"{100 * known_or_not / int(row['n']):.1f}" if int(row["n"]) else row["high"]
    return {**row, "lost": lost, "returned": 0, "high": high}


def by_grade(figures):
    return [figures.grades.get(grade, 0) for grade in GRADES]


def shares(figures):
    values = (figures.share.point, figures.share.low, figures.share.high, figures.high.point)
    return ["" if value is None else f"{100 * value:.1f}" for value in values]


@ON_REPORT_DAYS
def test_whatever_becomes_of_somebody_they_are_counted(crew, day):
    for year in YEARS.values():
        for wave in WAVES:
            figures = wave_figures(lives_on(crew, Role.RUTAN_HEAD, year), wave, day)
            unknown = figures.lost + figures.refused + figures.withdrawn
            known = figures.working + figures.returned + figures.died + figures.other

            assert unknown + known == figures.n


@ON_REPORT_DAYS
def test_each_step_and_who_kept_working_is_the_worked_one(crew, day):
    found, wanted = [], []
    for row in expected("past_steps", day):
        wave = next(wave for wave in WAVES if wave.code == row["wave"])
        people = lives_on(crew, Role.RUTAN_HEAD, YEARS[row["year"]])
        steps = {step.step: step.count for step in funnel(people, wave, day)}
        kept = retention(people, wave, day)
        names = ("admitted", "finished", "competent", "certified", "in_hand", "working", "in_trade", "still")
        found.append([steps[Step(name)] for name in names] + [kept.base, kept.still, kept.unknown])
        wanted.append([int(row[name]) for name in (*names, "base", "kept", "unknown")])

    assert found == wanted


@ON_REPORT_DAYS
def test_each_point_of_the_curve_is_the_worked_one(crew, day):
    found, wanted = [], []
    for row in expected("past_first_work", day):
        curve = first_work(lives_on(crew, Role.RUTAN_HEAD, YEARS[row["year"]]), day)
        points = curve.aalen_johansen(int(row["day"])), curve.kaplan_meier(int(row["day"]))
        found.append([f"{100 * point.share:.1f}" for point in points])
        wanted.append([row["aalen_johansen"], row["kaplan_meier"]])

    assert found == wanted


def test_sixty_trained_people_were_released_in_every_way(crew):
    standings = sorted(letter for life in lives(TODAY) for letter in life.answers[2])

    assert len(lives(TODAY)) == 60
    assert {letter: standings.count(letter) for letter in "XNWMB"} == {"X": 12, "N": 5, "W": 2, "M": 2, "B": 3}
    assert set(standings) == set("JLUVDTCRSXNWMB")
    assert set(Outcome.objects.values_list("evidence", flat=True)) == {"E1", "E2", "E3", "E4", "E5"}
    released = CustodyPeriod.objects.filter(leaving__in=["full_term", "conditional"], until__year__in=[2024, 2025])
    assert released.filter(person__enrollments__isnull=False).values("person").distinct().count() == 60
    assert AskedPerson.objects.count() == Enrollment.objects.count() == 60


@OF_BOTH
def test_the_page_shows_figures_and_hides_few_people(crew, role):
    with clock.moved_to(MONDAY):
        cohort = EffectCohort.of(reader(crew, role), 2025, M6)
        figures = cohort.figures()

    assert cohort.blockers() == []
    assert (figures["n"], figures["standings"]["working"]["x"]) == (30, 12)
    assert [figures["standings"][name]["why"] for name in ("in_trade", "seeking", "refused")] == ["", "small", "small"]
    assert [point["p"] for point in figures["first_work"]["points"]][-1] > 50
    assert {step["step"]: step["x"] for step in figures["funnel"]}["finished"] == 25
    # Of thirty people no group is large enough beside the others, and one of everybody tells no more than the page.
    assert {row["working"]["x"] for table in cohort.tables for row in table["rows"]} == {None}
    assert {table["rows"][0]["n"] for table in cohort.tables if table["is_everybody"]} == {30}


def test_each_office_has_the_reports_of_the_days_on_which_waves_closed(crew):
    with transaction.atomic(), clock.moved_to(MONDAY):
        past.report(today=TODAY)
        made = list(OutcomeReport.objects.order_by("day").values_list("office", "year", "wave", "figures__n"))
        kept = len(made)
        past.report(today=TODAY)
        assert OutcomeReport.objects.count() == kept
        transaction.set_rollback(True)

    offices = {crew.facility.code, crew.center.code, f"kanwil:{crew.facility.region}"}
    closed = [(2024, "m6"), (2024, "m12"), (2025, "m6")]
    assert {one for one in made if one[2] in ("m6", "m12")} == {(name, *one, 30) for one in closed for name in offices}


@OF_BOTH
def test_no_figure_changes_when_the_oldest_answers_are_deleted(crew, role):
    with transaction.atomic(), clock.moved_to(MONDAY):
        before = [shown(crew, role, wave) for wave in WAVES[:4]]
        kept = Outcome.objects.count()
        past.forget(crew, today=TODAY)
        after = [shown(crew, role, wave) for wave in WAVES[:4]]
        assert Outcome.objects.count() < kept
        transaction.set_rollback(True)

    assert after == before
    assert [one["lacks_answers"] for one in after] == [False] * 4


def shown(crew, role, wave):
    return EffectCohort.of(reader(crew, role), 2024, wave).figures()


@pytest.mark.parametrize("today", [date(2026, 1, 20), date(2026, 8, 5), date(2027, 3, 1), date(2028, 2, 29)])
def test_both_years_lie_before_any_day(today):
    found = lives(today)

    assert len({life.year for life in found}) == 2
    assert max(life.released_on for life in found).year < today.year
