"""Offering a free place, taking it, declining it: the pages."""

from datetime import date

import pytest

from core import clock
from programs.batches.models import Batch
from programs.selection import place_offers
from programs.selection.models import Hearing, PlaceOffer
from tests.factories import ApplicationFactory, BatchFactory, EntryRuleSetFactory, UserFactory
from tests.programs.addresses import url

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture
def batch():
    return BatchFactory(
        state=Batch.State.SELECTING,
        starts_on=date(2026, 12, 7),
        ends_on=date(2027, 1, 25),
        assessment_on=date(2027, 1, 29),
        capacity=1,
    )


@pytest.fixture
def waiting(batch, chair):
    """Two on the reserve list of a closed hearing, the first one first."""
    hearing = Hearing.objects.create(
        batch=batch, held_on=TODAY, place="Aula", chair=chair, state="closed", closed_at=clock.now(), closed_by=chair
    )
    return [
        ApplicationFactory(
            batch=batch,
            hearing=hearing,
            state="reserve",
            reserve_position=place,
            decided_by_chair=chair,
            person__full_name=name,
        )
        for place, name in ((1, "Arbain Noor"), (2, "Masrani"))
    ]


@pytest.fixture
def offered(batch, waiting, officer):
    return place_offers.offer_free_place(batch, by=officer).application


def states(applications):
    for application in applications:
        application.refresh_from_db()
    return [application.state for application in applications]


def test_free_place_is_offered_by_hand_to_the_first(batch, waiting, officer, sign_in):
    client = sign_in(officer)
    page = client.get(url("selection_detail", batch)).content.decode()

    answer = client.post(url("place_offer", batch), follow=True)

    after = answer.content.decode()
    assert f'action="{url("place_offer", batch)}"' in page
    assert page.index("Arbain Noor") < page.index("Masrani")
    assert states(waiting) == ["offered", "reserve"]
    assert "Kursi ditawarkan kepada Arbain Noor." in after
    assert f'action="{url("place_offer", batch)}"' not in after, "the only place is offered"


def test_place_that_is_not_free_is_not_offered(batch, offered, waiting, officer, sign_in):
    answer = sign_in(officer).post(url("place_offer", batch))

    assert answer.status_code == 422
    assert "Tidak ada kursi kosong" in answer.content.decode()
    assert states(waiting) == ["offered", "reserve"]


def test_offer_is_taken(offered, officer, sign_in):
    client = sign_in(officer)
    page = client.get(url("application_detail", offered)).content.decode()

    answer = client.post(url("offer_accept", offered), follow=True)

    assert f'action="{url("offer_accept", offered)}"' in page
    assert f'action="{url("offer_decline", offered)}"' in page
    assert "Arbain Noor sudah mendapat kursi." in answer.content.decode()
    assert states([offered]) == ["enrolled"]


def test_offer_that_is_declined_goes_to_the_next(offered, waiting, officer, sign_in):
    answer = sign_in(officer).post(url("offer_decline", offered), follow=True)

    assert "Arbain Noor menolak kursi." in answer.content.decode()
    assert states(waiting) == ["withdrawn", "offered"]


@pytest.mark.parametrize("name", ["offer_accept", "offer_decline"])
def test_who_is_offered_nothing_answers_nothing(offered, waiting, officer, sign_in, name):
    answer = sign_in(officer).post(url(name, waiting[1]))

    assert answer.status_code == 422
    assert "Orang ini sekarang tidak sedang ditawari kursi." in answer.content.decode()
    assert states(waiting) == ["offered", "reserve"]


def test_offer_is_not_taken_against_the_rules(offered, officer, sign_in):
    EntryRuleSetFactory(version=offered.batch.version, parts={"age": {"minimum": 90}})

    answer = sign_in(officer).post(url("offer_accept", offered))

    assert answer.status_code == 422
    assert PlaceOffer.objects.get().state == "open"


@pytest.mark.parametrize("name", ["offer_accept", "offer_decline"])
def test_board_answers_no_offer(offered, chair, sign_in, name):
    assert sign_in(chair).post(url(name, offered)).status_code == 403


@pytest.mark.parametrize("name", ["offer_accept", "offer_decline"])
def test_offer_elsewhere_is_not_found(offered, sign_in, name):
    assert sign_in(UserFactory(roles=["training_officer"])).post(url(name, offered)).status_code == 404


def test_places_elsewhere_are_not_offered(batch, waiting, sign_in):
    assert sign_in(UserFactory(roles=["training_officer"])).post(url("place_offer", batch)).status_code == 404
    assert states(waiting) == ["reserve", "reserve"]


@pytest.mark.parametrize("name", ["place_offer", "offer_accept", "offer_decline"])
def test_reading_offers_nothing(batch, offered, officer, sign_in, name):
    row = batch if name == "place_offer" else offered

    assert sign_in(officer).get(url(name, row)).status_code == 405
