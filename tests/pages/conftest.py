import pytest
from django.db import transaction

from tests.access.world import made_world


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with made_world(django_db_blocker) as world:
        yield world


@pytest.fixture(autouse=True)
def _as_it_was(world, settings):
    """Files of the world are found, and what a test writes is taken back."""
    settings.MEDIA_ROOT = world.media
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
