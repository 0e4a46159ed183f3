"""Introductions of two records of one person after these become one."""

import pytest

from outcomes.followup.occasions import TwoConsents, consents_become_one
from outcomes.placement.models import Introduction, JobWish
from tests.factories.placement import VacancyFactory, introduced, jobseeker

pytestmark = pytest.mark.django_db


def test_introductions_and_wish_go_on_under_the_kept_agreement():
    vacancy, other = VacancyFactory(), VacancyFactory()
    kept, dropped = (jobseeker(vacancy.training_center) for _record in range(2))
    introduced(vacancy, kept)
    introduced(vacancy, dropped)
    moved = introduced(other, dropped)
    JobWish.objects.create(consent=dropped, told_on=moved.stepped_on, recorded_by=vacancy.recorded_by)

    consents_become_one.happens(TwoConsents(kept, dropped))

    assert set(Introduction.objects.filter(consent=kept).values_list("vacancy", flat=True)) == {vacancy.pk, other.pk}
    assert JobWish.objects.get().consent == kept


def test_a_no_takes_over_nothing():
    kept, dropped = (jobseeker(VacancyFactory().training_center) for _record in range(2))
    introduced(VacancyFactory(), dropped)
    kept.answer = "no"

    consents_become_one.happens(TwoConsents(kept, dropped))

    assert Introduction.objects.get().consent == dropped
