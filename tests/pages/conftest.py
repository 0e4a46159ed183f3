import pytest

from tests.pages.rendered import kept_pages, quick_world, signed_in


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with quick_world(django_db_blocker) as world:
        yield world


@pytest.fixture(scope="module")
def clients(world):
    return signed_in(world)


@pytest.fixture(scope="session")
def pages(django_db_setup, django_db_blocker, tmp_path_factory):
    return kept_pages(tmp_path_factory, django_db_blocker)


@pytest.fixture
def _files_of_the_world(world, db, settings):
    """What a test writes is taken back by `db`; the files stay for the next."""
    settings.MEDIA_ROOT = world.media
