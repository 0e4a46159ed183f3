"""What a template adds (an emblem, lines in English) is stamped as it is printed the plain way."""

import io
from base64 import b64encode

import pytest
from PIL import Image

from certification.certificate_templates.models import STATEMENT_IN_ENGLISH
from certification.certificate_templates.template_dress import GIVEN_IN_ENGLISH
from certification.papers.hard_names import NAMES
from certification.papers.paper_facts import english_of
from certification.stamping.papers import CERTIFICATE
from certification.stamping.stamp_proof import differences
from tests.certification.stamping.people import both, certificate
from tests.papers import pages


def emblem(color):
    content = io.BytesIO()
    Image.new("RGB", (240, 300), color).save(content, "JPEG")
    return b64encode(content.getvalue()).decode()


def dressed(name, color, serial=147):
    words = certificate(name, 4, serial)
    facts = [{**fact, "english": english_of(fact["label"])} for fact in words["facts"]]
    english = {"given": GIVEN_IN_ENGLISH, "statement": STATEMENT_IN_ENGLISH}
    return {**words, "facts": facts, "english": english, "emblem": emblem(color)}


def symbols(snapshot):
    frame, _own, _photo = CERTIFICATE.prepared(snapshot)
    return [box for box in frame.skeleton.images if box.source == "document:qr.png"]


@pytest.mark.parametrize("name", [NAMES[0], NAMES[-1]])
def test_emblem_and_english_are_stamped_as_they_are_printed(name):
    snapshot = dressed(name, "green")

    stamped, plain = both(snapshot)

    assert list(differences(stamped, plain, symbols(snapshot))) == []
    assert pages(stamped) == pages(plain)
    assert "awarded to" in pages(stamped)[0]
    assert all(label in pages(stamped)[0] for label in ("Level", "Training period", "Duration", "Result"))


def test_two_centers_never_get_each_others_emblem():
    green, red = (CERTIFICATE.stamped(dressed("Sukarno", color)) for color in ("green", "red"))
    again = CERTIFICATE.stamped(dressed("Sukarno", "green"))

    assert green == again != red


def test_same_words_with_the_emblem_give_the_same_bytes():
    first = CERTIFICATE.stamped(dressed("Sukarno", "green"))
    CERTIFICATE.stamped(dressed("Orang Lain", "green", serial=2))

    assert CERTIFICATE.stamped(dressed("Sukarno", "green")) == first
