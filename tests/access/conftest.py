import logging

import pytest
from django.template.loader import render_to_string

from printing.box_fit import Ruler, composed
from printing.paper import Paper
from tests.access.world import blank_pdf, made_world


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with made_world(django_db_blocker) as world:
        yield world


@pytest.fixture(autouse=True)
def _files_of_the_world(world, db, settings):
    """What a test writes is taken back by `db`; the files stay for the next."""
    settings.MEDIA_ROOT = world.media


@pytest.fixture
def without_a_log():
    """Thousands of requests would write more log than anybody reads."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def printed(monkeypatch):
    """The words of each paper, which are compressed in its PDF."""
    texts, content = [], blank_pdf()

    def print_one(paper, snapshot, **words):
        layout = paper.lay_out(composed(snapshot), Ruler())
        texts.append(render_to_string(paper.template, {**layout.words, **words}))
        return content

    def print_together(paper, snapshots):
        for snapshot in snapshots:
            print_one(paper, snapshot)
        return content

    monkeypatch.setattr(Paper, "print", print_one)
    monkeypatch.setattr(Paper, "print_together", print_together)
    return texts
