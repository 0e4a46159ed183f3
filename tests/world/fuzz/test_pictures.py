"""Photos and evidence: whole pictures or a sentence. FUZZ=5000 tries more of them."""

import io
import os
import random
import time
from contextlib import suppress
from dataclasses import replace

import pytest
import weasyprint
from PIL import Image, ImageFile

from certification.assessment import result_evidence
from core import picture_drawing, pictures
from core.apart import reading
from core.errors import RuleViolation
from core.picture_drawing import FORMATS, Flawed
from core.picture_recipes import MOST_PIXELS
from core.pictures import redrawn
from inmates.people import photos
from inmates.people.photos import portrait

FUZZ = int(os.environ.get("FUZZ", "60"))


def drawn(kind, size=(240, 320)):
    target = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(target, kind)
    return target.getvalue()


def evidence(data):
    return redrawn(data, result_evidence.RECIPE)


WHOLE = {kind: drawn(kind) for kind in FORMATS}


def why(read, data):
    try:
        read(data)
    except RuleViolation as refusal:
        return [reason.code for reason in refusal.reasons]
    return []


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("part", [0.05, 0.5, 0.9])
def test_picture_cut_short_is_refused_whatever_the_printing_library_has_set(kind, part):
    assert weasyprint.images
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    data = WHOLE[kind]

    for read in (portrait, evidence):
        assert why(read, data[: int(len(data) * part)]) == ["picture_unreadable"]
        assert why(read, data) == []


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF"])
def test_picture_of_a_kind_that_is_not_taken_is_refused(kind):
    for read in (portrait, evidence):
        assert why(read, drawn(kind)) == ["picture_unreadable"]


def test_more_pixels_than_any_photo_has_are_refused_before_they_are_unpacked():
    target = io.BytesIO()
    Image.new("1", (10_000, MOST_PIXELS // 10_000 + 1)).save(target, "PNG")

    assert why(portrait, target.getvalue()) == ["picture_pixels"]


def test_mutated_pictures_are_pictures_or_refused():
    dice = random.Random(20261129)
    for _ in range(FUZZ):
        data = bytearray(WHOLE[dice.choice(FORMATS)])
        for _ in range(dice.choice((1, 5, 50))):
            data[dice.randrange(min(len(data), dice.choice((40, 400, 40_000))))] = dice.randrange(256)

        # In this process: a new one for each of them would take longer than all of them.
        for recipe in (photos.RECIPE, result_evidence.RECIPE):
            with suppress(Flawed):
                assert picture_drawing.drawn(bytes(data), recipe)


def test_reading_leaves_no_mode_that_cannot_be_kept():
    for mode in ("1", "L", "LA", "P", "RGBA", "I;16"):
        target = io.BytesIO()
        Image.new(mode, (200, 200)).save(target, "PNG")

        assert picture_drawing.drawn(target.getvalue(), photos.RECIPE)


def drawn_again_and_again(scans, side=6320):
    """A grey JPEG of some hundred bytes for each time that all its blocks are gone through; 40 million pixels."""
    head = b"\xff\xd8\xff\xdb\x00\x43\x00" + b"\x01" * 64
    head += b"\xff\xc2\x00\x0b\x08" + side.to_bytes(2, "big") * 2 + b"\x01\x01\x11\x00"
    # One code of one bit: so many blocks as 15 bits say are empty.
    head += b"\xff\xc4\x00\x14\x10\x01" + b"\x00" * 15 + b"\xe0"
    bits = ("0" + "1" * 14) * -(-(((side + 7) // 8) ** 2) // 32767)
    bits += "1" * (-len(bits) % 8)
    blocks = int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\x00")
    return head + (b"\xff\xda\x00\x08\x01\x01\x00\x01\x3f\x00" + blocks) * scans + b"\xff\xd9"


def test_picture_that_is_drawn_thousands_of_times_ends_its_reader(monkeypatch):
    monkeypatch.setattr(pictures, "LIMITS", replace(pictures.LIMITS, processor_seconds=2))
    began = time.monotonic()

    assert why(portrait, drawn_again_and_again(2_000)) == ["file_too_heavy"]
    assert time.monotonic() - began < reading.MOST_SECONDS


def test_largest_photo_is_drawn():
    assert portrait(drawn_again_and_again(10)).jpeg
