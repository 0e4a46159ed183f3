import pytest

from tests.access.world import made_world


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with made_world(django_db_blocker) as world:
        yield world


@pytest.fixture(autouse=True)
def _files_of_the_world(world, db, settings):
    """What a test writes is taken back by `db`; the files stay for the next."""
    settings.MEDIA_ROOT = world.media
