"""The lists of what is to be destroyed: of every kind of record each line tells what it is."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.roles import Side
from core import access_chain, clock
from inmates.imports.models import SpreadsheetImport
from reports.retention.record_kinds import KINDS
from tests.conftest import MONDAY
from tests.factories import FacilityFactory, TrainingCenterFactory, UserFactory
from tests.reports.retention.test_destructions import imported
from tests.reports.retention.test_ten_years import LATER, everybody_left, seed_more, settle, world  # noqa: F401

# Of these the world has nothing that is due; of most of them the same kind of the detention center is.
NONE_DUE = {
    Side.FACILITY: set(),
    Side.CENTER: {
        "access_reviews_center",
        "own_data_center",
        "refused_papers",
        "registrations",
        "rights_center",
        "suspicions_center",
    },
}


@pytest.mark.parametrize("code", KINDS)
def test_ways_to_what_tells_records_apart_lead_somewhere(code, db):
    kind = KINDS[code]
    model = kind.rows(FacilityFactory() if kind.side == Side.FACILITY else TrainingCenterFactory()).model

    for way in filter(lambda one: isinstance(one, str), kind.told):
        *steps, name = way.split(".")
        owner = model
        for step in steps:
            owner = owner._meta.get_field(step).related_model
        assert owner._meta.get_field(name)


@pytest.mark.parametrize("side", [Side.FACILITY, Side.CENTER])
def test_each_line_tells_what_goes(world, sign_in, side):  # noqa: F811
    everybody_left(world)
    settle(world)
    seed_more(world)
    access_chain.link()
    office = {"facility": world.facility} if side == Side.FACILITY else {"training_center": world.center}
    due = set()

    with clock.moved_to(LATER):
        reader = sign_in(UserFactory(roles=["auditor"], **office))
        for code in [code for code, kind in KINDS.items() if kind.side == side]:
            rows = reader.get(reverse("reports:retention_due", args=[code])).context["rows"]
            assert [row for row in rows if not (row.told or row.person)] == [], code
            due |= {code} if rows else set()

    assert {code for code, kind in KINDS.items() if kind.side == side} - due == NONE_DUE[side]


@pytest.mark.parametrize("count", [1, 30])
def test_a_list_costs_the_same_for_one_and_for_many(db, sign_in, django_assert_num_queries, count):
    auditor = UserFactory(roles=["auditor"], facility=FacilityFactory())
    for _number in range(count):
        imported(auditor.facility, MONDAY - timedelta(days=90))
    SpreadsheetImport.objects.update(created_by=auditor)
    client, address = sign_in(auditor), reverse("reports:retention_due", args=["import_rows"])

    with django_assert_num_queries(10):
        assert len(client.get(address).context["rows"]) == count
