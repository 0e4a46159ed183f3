"""Following the links of the site leads every role to pages that answer, in one language, without gaps."""

import pytest
from django.utils import translation

from accounts.roles import Role
from rutan_blk.demo.cast import Crew
from tests.pages.rendered import quick_world, undefined_names
from tests.pages.test_pages import EITHER
from tests.world.population import populate
from tests.world.walking import Walk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_files_of_the_world"), pytest.mark.once]
OF_BOTH = (Role.AUDITOR, Role.ADMINISTRATOR)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """One of everything, and beside it many people and programs as they occur."""
    with quick_world(django_db_blocker) as world:
        # One of each kind was addressed to roles that the commands never address; the population has real ones.
        for task in (*world.tasks.values(), *world.other.tasks.values()):
            task.delete()
        populate(size=24, crews=[Crew(one.facility, one.center, one.users) for one in (world, world.other)])
        yield world


def walked(who: str, user, world) -> None:
    with translation.override("id"), undefined_names() as undefined:
        walk = Walk(who, world.client_of(user)).go()

    assert walk.pages != []
    assert sorted(walk.faults) == []
    assert {(template, name) for template, name in undefined if name not in EITHER} == set()


@pytest.mark.parametrize("role", list(Role))
def test_every_link_leads_to_a_whole_page(world, role):
    walked(role, world.users[role], world)


@pytest.mark.parametrize("role", OF_BOTH)
def test_every_link_leads_to_a_whole_page_in_the_training_center(world, role):
    walked(f"{role} of the center", world.center_users[role], world)
