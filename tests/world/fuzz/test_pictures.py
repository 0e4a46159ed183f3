"""Photos and evidence: whole pictures or a sentence. FUZZ=5000 tries more of them."""

import io
import os
import random

import pytest
import weasyprint
from PIL import Image, ImageFile

from certification.assessment.result_evidence import redrawn
from core.errors import RuleViolation
from core.pictures import FORMATS, MOST_PIXELS, read_picture
from inmates.people.photos import portrait

FUZZ = int(os.environ.get("FUZZ", "60"))


def drawn(kind, size=(240, 320)):
    target = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(target, kind)
    return target.getvalue()


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

    for read in (portrait, redrawn):
        assert why(read, data[: int(len(data) * part)]) == ["picture_unreadable"]
        assert why(read, data) == []


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

        for read in (portrait, redrawn):
            assert set(why(read, bytes(data))) <= {"picture_unreadable", "picture_pixels", "picture_small"}


def test_reading_leaves_no_mode_that_cannot_be_kept():
    for mode in ("1", "L", "LA", "P", "RGBA", "I;16"):
        target = io.BytesIO()
        Image.new(mode, (200, 200)).save(target, "PNG")

        assert read_picture(target.getvalue(), most_megabytes=1).mode
        assert why(portrait, target.getvalue()) == []
