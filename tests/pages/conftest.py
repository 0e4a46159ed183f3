import pytest
from django.utils import translation

from tests.pages.rendered import each_page, quick_world, signed_in


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with quick_world(django_db_blocker) as world:
        yield world


@pytest.fixture(scope="module")
def clients(world):
    return signed_in(world)


@pytest.fixture(scope="module")
def pages(world, clients):
    with translation.override("id"):
        return list(each_page(world, clients))


@pytest.fixture(autouse=True)
def _files_of_the_world(world, db, settings):
    """What a test writes is taken back by `db`; the files stay for the next."""
    settings.MEDIA_ROOT = world.media
