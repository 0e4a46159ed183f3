from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.batches.models import Batch
from programs.entry_rules.findings import Verdict
from programs.entry_rules.models import RankingScale
from programs.interviews.models import Interview
from programs.selection import candidate_ranking
from tests.factories import ApplicationFactory, BatchFactory, EnrollmentFactory, EntryRuleSetFactory

pytestmark = pytest.mark.engines

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Makassar"))
LAST_DAY = date(2027, 1, 29)


@pytest.fixture
def batch(db):
    return BatchFactory(
        state=Batch.State.SELECTING, starts_on=date(2026, 12, 7), ends_on=date(2027, 1, 25), assessment_on=LAST_DAY
    )


def candidate(batch, *, leaves=180, waited=0, **changes):
    changes = {"person__education": "SD", **changes}
    application = ApplicationFactory(batch=batch, submitted_at=NOW - timedelta(days=waited), **changes)
    application.person.limiting_dates.update(date=LAST_DAY + timedelta(days=leaves))
    return application


def ranked(batch):
    return candidate_ranking.ranked(batch, batch.applications.select_related("person"), on=TODAY)


def test_each_part_is_worth_what_its_weight_says(batch):
    candidate(batch, interest=5, waited=90, leaves=180)

    (one,) = ranked(batch)

    assert list(one.parts.values()) == [30, 15, 20, 15, 20]
    assert (one.total, one.rank, one.most) == (100, 1, 100)


@pytest.mark.parametrize(
    ("changes", "parts"),
    [
        ({"interest": 1}, [0, 15, 0, 15, 20]),
        ({"interest": 3, "waited": 45}, [15, 15, 10, 15, 20]),
        ({"interest": 1, "waited": 900}, [0, 15, 20, 15, 20]),
        ({"interest": 1, "leaves": 455}, [0, 15, 0, 8, 20]),
        ({"interest": 1, "leaves": 730}, [0, 15, 0, 0, 20]),
        ({"interest": 1, "leaves": 2000}, [0, 15, 0, 0, 20]),
        ({"interest": 1, "leaves": -1}, [0, 15, 0, 0, 20]),
    ],
)
def test_points_of_each_part(batch, changes, parts):
    candidate(batch, **changes)

    assert list(ranked(batch)[0].parts.values()) == parts


def test_earlier_training_takes_the_points_of_a_first_one(batch):
    application = candidate(batch, interest=1)
    EnrollmentFactory(person=application.person, state="completed")

    assert list(ranked(batch)[0].parts.values()) == [0, 15, 0, 15, 0]


def test_a_version_has_its_own_weights(batch):
    RankingScale.objects.create(
        version=batch.version, number=1, points={"waiting": 10, "interest": 90, "need": 0}, valid_from=date(2026, 1, 1)
    )
    candidate(batch, interest=5)

    assert ranked(batch)[0].parts == {"interest": 90, "waiting": 0}


def test_equal_scores_stand_in_order_of_application(batch):
    first, second, third = (candidate(batch, interest=3) for _ in range(3))
    batch.applications.filter(pk=third.pk).update(submitted_at=NOW - timedelta(minutes=1))

    order = [one.application for one in ranked(batch)]

    assert order == [third, first, second]
    assert order == [one.application for one in ranked(batch)]


def test_who_lacks_data_has_no_rank_and_who_fails_stands_last(batch):
    EntryRuleSetFactory(version=batch.version, parts={"time_left": {}})
    failing = candidate(batch, interest=5, leaves=-1)
    unknown = candidate(batch, interest=5)
    unknown.person.limiting_dates.all().delete()
    meeting = candidate(batch, interest=1)

    found = ranked(batch)

    assert [one.application for one in found] == [meeting, unknown, failing]
    assert [one.rank for one in found] == [1, None, None]
    assert [one.verdict for one in found] == [Verdict.MEETS, Verdict.MISSING, Verdict.FAILS]
    assert [one.total for one in found] == [50, None, 65]
    assert [answer.kind for answer in found[2].why_not] == ["time_left"]


def test_who_withdrew_stands_in_the_order_but_takes_no_rank(batch):
    withdrawn = candidate(batch, interest=5, state="withdrawn", closing="own_wish")
    staying = candidate(batch, interest=1)

    assert [(one.application, one.rank) for one in ranked(batch)] == [(withdrawn, None), (staying, 1)]


def test_a_missing_part_alone_leaves_a_candidate_without_rank(batch):
    unknown = candidate(batch)
    unknown.person.limiting_dates.all().delete()

    assert (ranked(batch)[0].rank, ranked(batch)[0].known_total) == (None, 50)


@pytest.mark.parametrize("count", [1, 30])
def test_ranking_costs_the_same_for_one_and_for_thirty(batch, django_assert_num_queries, count):
    for _ in range(count):
        candidate(batch)

    with django_assert_num_queries(7):
        ranked(batch)


@given(st.integers(-400, 4000), st.integers(-400, 4000))
def test_whoever_leaves_sooner_after_the_batch_never_has_fewer_points(one, other):
    sooner, later = sorted((one, other))
    shares = [candidate_ranking._closeness(LAST_DAY + timedelta(days=days), LAST_DAY) for days in (sooner, later)]

    assert min(shares) >= 0
    assert max(shares) <= 1
    assert sooner < 0 or shares[0] >= shares[1]


@pytest.mark.parametrize(
    ("education", "skills", "certificates", "points"),
    [
        ("SD", [], "", 15),
        ("SMP", [], "", 13),
        ("SMA", [], "", 11),
        ("S1", [], "", 8),
        ("SD", ["welding"], "", 8),
        ("SD", [], "Las 3G", 8),
        ("S1", ["welding"], "", 0),
    ],
)
def test_need_is_half_schooling_and_half_what_the_interview_says(batch, education, skills, certificates, points):
    application = candidate(batch, person__education=education)
    talk(application, skills=["sewing"], prior_certificates="Jahit", held_on=date(2026, 1, 5))
    talk(application, skills=skills, prior_certificates=certificates)

    assert ranked(batch)[0].parts["need"] == points, "the last interview counts"


def talk(application, **said):
    values = {"held_on": TODAY, "facility": application.batch.facility, "recorded_by": application.submitted_by, **said}
    return Interview.objects.create(person=application.person, **values)


def test_schooling_that_the_profile_lacks_is_taken_from_the_interview(batch):
    application = candidate(batch, person__education="")

    unknown = ranked(batch)[0].parts["need"]
    talk(application, education="SD")

    assert (unknown, ranked(batch)[0].parts["need"]) == (None, 15)
