import logging

import pytest
from django.utils import translation

from core.printing.paper import Paper
from tests.access.world import blank_pdf, made_world
from tests.pages.rendered import each_page, signed_in


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """The world, whose papers come fast: what stands on them has its own tests. Nobody reads so much log."""
    logging.disable(logging.CRITICAL)
    content = blank_pdf()
    with pytest.MonkeyPatch.context() as patch, made_world(django_db_blocker) as world:
        patch.setattr(Paper, "print", lambda *arguments, **words: content)
        yield world
    logging.disable(logging.NOTSET)


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
