"""Pictures lose what the camera wrote, and not one pixel."""

import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from core.camera_notes import without_jpeg2000_notes, without_jpeg_notes

NOTE = "PLACE-AND-TIME"


def jpeg(*, progressive: bool = False, note: str = NOTE, mode: str = "RGB") -> bytes:
    exif = Image.Exif()
    exif[0x010F] = note
    target = io.BytesIO()
    picture = Image.radial_gradient("L").convert(mode)
    picture.save(target, "JPEG", exif=exif, comment=note.encode(), progressive=progressive, xmp=note.encode())
    return target.getvalue() + note.encode()


def pixels(content: bytes) -> bytes:
    return Image.open(io.BytesIO(content)).tobytes()


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
@pytest.mark.parametrize("progressive", [False, True])
def test_notes_go_and_every_pixel_stays(progressive, mode):
    content = jpeg(progressive=progressive, mode=mode)

    bare = without_jpeg_notes(content)

    assert NOTE.encode() in content
    assert NOTE.encode() not in bare
    assert pixels(bare) == pixels(content)


def test_notes_between_the_passes_of_a_picture_go_too():
    content = jpeg(progressive=True)
    last = content.rindex(b"\xff\xda")
    note = b"\xff\xe1" + (2 + len(NOTE)).to_bytes(2, "big") + NOTE.encode()

    bare = without_jpeg_notes(content[:last] + note + content[last:])

    assert NOTE.encode() not in bare
    assert pixels(bare) == pixels(content)


def test_a_preview_of_the_picture_goes():
    content = jpeg(mode="L")
    preview = b"JFXX\0\x10" + NOTE.encode()
    segment = b"\xff\xe0" + (2 + len(preview)).to_bytes(2, "big") + preview

    assert NOTE.encode() not in without_jpeg_notes(content[:2] + segment + content[2:])


def test_jpeg2000_loses_its_boxes_of_text():
    target = io.BytesIO()
    Image.radial_gradient("L").save(target, "JPEG2000", comment="inside")
    content = target.getvalue()
    note = (8 + len(NOTE)).to_bytes(4, "big") + b"xml " + NOTE.encode()

    bare = without_jpeg2000_notes(content + note)

    assert bare == content
    assert pixels(bare) == pixels(content)


def test_a_bare_code_stream_has_no_boxes():
    assert without_jpeg2000_notes(b"\xff\x4f\xff\x51rest") == b"\xff\x4f\xff\x51rest"


@given(st.binary(max_size=80))
def test_anything_else_is_refused_or_shortened(content):
    for bare in (without_jpeg_notes, without_jpeg2000_notes):
        try:
            found = bare(content)
        except ValueError:
            continue
        assert len(found) <= len(content)


@given(st.integers(0, 2000), st.binary(min_size=1, max_size=8))
def test_a_broken_jpeg_ends_in_a_refusal_or_a_file(at, junk):
    content = jpeg()

    with suppress(ValueError):
        assert without_jpeg_notes(content[:at] + junk).startswith(b"\xff\xd8")
