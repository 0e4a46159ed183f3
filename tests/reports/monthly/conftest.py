import pytest
from django.template.loader import render_to_string

from printing.box_fit import Ruler, composed
from printing.paper import Paper
from tests.factories import UserFactory


@pytest.fixture
def officer(facility):
    return UserFactory(roles=["training_officer"], facility=facility)


@pytest.fixture
def printed_words(monkeypatch):
    """The words of each paper, which are compressed in its PDF."""
    texts = []

    def print_one(paper, snapshot):
        texts.append(render_to_string(paper.template, paper.lay_out(composed(snapshot), Ruler()).words))
        return b"%PDF-"

    monkeypatch.setattr(Paper, "print", print_one)
    return texts
