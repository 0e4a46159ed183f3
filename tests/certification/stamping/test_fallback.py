"""What cannot be stamped with certainty is printed the plain way, and counted."""

from dataclasses import replace

import pytest

from certification.certificates import certificate_rendering, issue_certificates
from certification.papers import certificate_paper as paper
from certification.papers.file_sizes import padded
from certification.stamping.errors import Unstampable
from certification.stamping.framing import Photo
from certification.stamping.papers import CERTIFICATE, TYPICAL
from certification.stamping.stamper import Stamper
from printing.box_fit import Unprintable
from printing.paper import Paper
from tests.certification.stamping.people import certificate
from tests.factories.certification import approved, graduates, staff
from tests.papers import pages


class Differing(Paper):
    """A paper that the plain way prints with other words than it was asked to."""

    def print(self, snapshot, **words):
        return super().print({**snapshot, "statement": "telah"}, **words)


class Broken(Paper):
    """A paper whose layout nobody foresaw."""

    def document(self, words, images):
        raise AttributeError("position_x")


def stamper_of(kind):
    return Stamper(kind(**vars(paper.PAPER)), paper.OWN, paper.lay_out_own, TYPICAL)


@pytest.fixture(scope="module")
def skeleton():
    return CERTIFICATE.prepared(certificate())[0].skeleton


def face_of(skeleton):
    return next(iter(skeleton.faces.values()))


@pytest.mark.parametrize("text", ["Ж", "名前", "🙂", "Suk\u00adarno", "شكر", "שלום"])
def test_letters_outside_the_repertoire_or_from_right_to_left_are_not_stamped(skeleton, text):
    with pytest.raises(Unstampable) as refusal:
        face_of(skeleton).line(text, 12288, 0)

    assert refusal.value.kind == "glyph"


def test_a_text_wider_than_its_box_is_not_stamped(skeleton):
    slots = [one for piece in skeleton.pieces for one in piece.segments if getattr(one, "step", None)]
    slot = next(one for one in slots if ("holder", "name") in one.parts)
    # Not with what the slot remembers of the last text.
    narrow = replace(slot, step=None, places=(replace(slot.places[0], width=20.0),), last={})

    with pytest.raises(Unstampable) as refusal:
        narrow.drawn(certificate(), skeleton.faces)

    assert refusal.value.kind == "width"


def test_a_photo_of_unusual_proportions_is_not_stamped():
    with pytest.raises(Unstampable) as refusal:
        Photo(b"", 400, 400).object(1)

    assert refusal.value.kind == "picture"


def test_an_address_too_long_for_the_symbol_is_not_stamped():
    snapshot = certificate()
    snapshot["check"] = {**snapshot["check"], "url": "x" * 900}

    with pytest.raises(Unstampable) as refusal:
        CERTIFICATE.stamped(snapshot)

    assert refusal.value.kind == "symbol"


@pytest.mark.parametrize(
    "changes", [{"holder": {"name": ""}}, {"foot": "Rutan"}, {"statement": "x" * 400}, {"number": "Ж"}]
)
def test_what_the_plain_way_refuses_is_not_stamped_either(changes):
    snapshot = certificate(**changes)
    assert paper.check_printable(snapshot) != []

    with pytest.raises(Unstampable) as refusal:
        CERTIFICATE.stamped(snapshot)

    assert refusal.value.kind == "refused"


@pytest.mark.parametrize(("kind", "reason"), [(Differing, "unproven"), (Broken, "shape")])
def test_a_layout_that_fails_its_proof_stays_off(kind, reason):
    stamper = stamper_of(kind)

    for number in (1, 2):
        with pytest.raises(Unstampable) as refusal:
            stamper.stamped(certificate(serial=number))
        assert refusal.value.kind == reason

    assert len(stamper.shapes) == 1
    assert stamper.counts == {reason: 2}
    assert stamper.fallback_share == 1.0


def test_the_share_of_the_plain_way_is_told():
    stamper = Stamper(paper.PAPER, paper.OWN, paper.lay_out_own, TYPICAL)
    stamper.counts.update({"stamped": 199, "glyph": 1})

    assert stamper.fallback_share == pytest.approx(0.005)


def test_a_defect_of_stamping_is_no_more_than_a_fallback():
    with pytest.raises(Unstampable) as refusal:
        CERTIFICATE.stamped({"number": "1"})

    assert refusal.value.kind == "error"


@pytest.fixture
def issued(db):
    batch = graduates(1)
    officer = staff(batch.training_center, "certificate_officer")
    return issue_certificates.issue(approved(batch.enrollments.get()), by=officer)


def test_an_issued_certificate_is_stamped_where_that_is_switched_on(issued, settings):
    plain = certificate_rendering.bytes_of(issued)
    settings.STAMP_CERTIFICATES = True

    stamped = certificate_rendering.bytes_of(issued)

    assert stamped == padded(CERTIFICATE.stamped(issued.snapshot))
    assert stamped != plain
    assert pages(stamped) == pages(plain)


def test_an_issued_certificate_that_cannot_be_stamped_is_printed_the_plain_way(issued, settings):
    plain = certificate_rendering.bytes_of(issued)
    settings.STAMP_CERTIFICATES = True
    issued.snapshot = {**issued.snapshot, "holder": {"name": "Ж"}}

    with pytest.raises(Unprintable):
        certificate_rendering.bytes_of(issued)

    settings.STAMP_CERTIFICATES = False
    issued.refresh_from_db()
    assert certificate_rendering.bytes_of(issued) == plain
