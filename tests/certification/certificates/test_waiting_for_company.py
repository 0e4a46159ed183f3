"""Who waits for a later day of issue: what goes is mixed like all certificates of the center."""

from datetime import date, time, timedelta
from fractions import Fraction
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from accounts.models import TrainingCenter
from certification.certificates import issue_day
from certification.register.models import Certificate
from core import clock
from programs.batches.models import Batch
from programs.catalog.models import Program, ProgramVersion
from programs.places.models import Enrollment
from tests.certification.hidden_classes.year import Earned

ON, FOLLOWING = date(2026, 12, 1), date(2026, 12, 15)
CENTER = TrainingCenter(pk=1, time_zone="Asia/Makassar")
VERSION = ProgramVersion(pk=1, program=Program(pk=1, name="Las"))
BATCHES = {
    inside: Batch(pk=number, facility_id=1 if inside else None, training_center=CENTER, version=VERSION)
    for number, inside in enumerate((True, False))
}


def paper(key, inside, days):
    """An approved certificate of a class in custody or a public one, approved so many days before the fixed day."""
    return Certificate(
        pk=key,
        public_id=UUID(int=key, version=4),
        batch=BATCHES[inside],
        paper="certificate",
        approved_at=clock.at(ON - timedelta(days=days), time(9), CENTER.time_zone),
    )


def found_on(one):
    return clock.local(one.approved_at, CENTER.time_zone).date()


papers = st.lists(st.tuples(st.booleans(), st.integers(0, 40)), min_size=1, max_size=60)
shares = st.fractions(0, 1, max_denominator=20)


def group_of(found, share, following=FOLLOWING):
    pairs = [(paper(key, *one), Earned(Enrollment(), [])) for key, one in enumerate(found)]
    (group,) = issue_day.grouped(pairs, on=ON, following=following, share=share)
    return group


@given(found=papers, share=shares)
def test_what_goes_is_mixed_as_well_as_those_who_cannot_wait_allow(found, share):
    group = group_of(found, share)

    out = {one.pk for one in group.standing_out}
    goes = [one for one in group.rows if one.pk not in out]
    urgent = [
        one for one in group.rows if (FOLLOWING - clock.local(one.approved_at, CENTER.time_zone).date()).days > 30
    ]
    assert not {one.pk for one in urgent} & out
    inside = sum(not one.batch.is_public for one in goes)
    if out and len(urgent) == 0:
        assert 0 < share < 1
        assert abs(inside - share * len(goes)) <= 1
    if out:
        # One kind is wanted to the last, or the urgent ones decide.
        kept_of_both = len({one.batch.is_public for one in group.standing_out}) == 2
        assert not kept_of_both or urgent


@given(found=papers, share=shares)
def test_nobody_waits_without_a_following_day(found, share):
    assert group_of(found, share, following=None).standing_out == []


@given(found=papers, share=shares)
def test_the_lot_of_a_day_is_drawn_once(found, share):
    assert [one.pk for one in group_of(found, share).standing_out] == [
        one.pk for one in group_of(found, share).standing_out
    ]


def test_the_lot_of_another_day_is_another():
    found = [(True, 0)] * 30 + [(False, 0)] * 10
    drawn = [
        {
            one.pk
            for one in issue_day.grouped(
                [(paper(key, *one), Earned(Enrollment(), [])) for key, one in enumerate(found)],
                on=ON + timedelta(days=day),
                following=FOLLOWING,
                share=Fraction(1, 2),
            )[0].standing_out
        }
        for day in range(2)
    ]

    assert [len(one) for one in drawn] == [20, 20]
    assert drawn[0] != drawn[1]
