"""Tools and capital that were given, all invented."""

from datetime import date

import factory

from outcomes.aids.codes import AidKind
from outcomes.aids.models import AidUse, CenterAid, FacilityAid
from tests.factories.accounts import FacilityFactory, TrainingCenterFactory, UserFactory
from tests.factories.followup import graduate
from tests.factories.inmates import PersonFactory


class FacilityAidFactory(factory.django.DjangoModelFactory):
    """A set of tools that a detention center gave to somebody there."""

    class Meta:
        model = FacilityAid

    facility = factory.SubFactory(FacilityFactory)
    person = factory.LazyAttribute(lambda row: PersonFactory(facility=row.facility))
    kind = AidKind.TOOL_SET
    what = "Set las listrik 900 W"
    giver = "Dinas Sosial Tapin"
    value = 1_500_000
    given_on = date(2026, 11, 20)
    recorded_by = factory.LazyAttribute(lambda row: UserFactory(roles=["training_officer"], facility=row.facility))


class CenterAidFactory(factory.django.DjangoModelFactory):
    """A sewing machine that a training center gave to a graduate."""

    class Meta:
        model = CenterAid

    training_center = factory.SubFactory(TrainingCenterFactory)
    person = factory.LazyAttribute(lambda row: graduate(row.training_center))
    kind = AidKind.MACHINE
    what = "Mesin jahit hitam"
    giver = "Baznas Tapin"
    value = 2_000_000
    given_on = date(2026, 11, 20)
    recorded_by = factory.LazyAttribute(
        lambda row: UserFactory(roles=["placement_officer"], training_center=row.training_center)
    )


def use_of(aid: CenterAid, consent, use: str = "DIPAKAI", **fields) -> AidUse:
    """What became of the thing, as told in a call."""
    told = {"evidence": "E2", "told_on": date(2026, 11, 23), "recorded_by": consent.recorded_by, **fields}
    return AidUse.objects.create(aid=aid, consent=consent, use=use, **told)
